"""Pictures of a Word file: in a line of text or at a place on the page."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from packagekit.documents.pages.gathering import Gathering, Node
from packagekit.documents.pages.package import NAMESPACES, Element, Part, R
from packagekit.domain.text import N_

EMU = 12700  # to the point
READY = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "gif": "gif", "svg": "svg", "webp": "webp"}
KINDS = {
    "chart": N_("a chart"), "chartex": N_("a chart"), "diagram": N_("a SmartArt diagram"),
    "wordprocessingShape": N_("a text box or shape"), "wordprocessingGroup": N_("a group of shapes"),
    "wordprocessingCanvas": N_("a drawing canvas"), "wordprocessingInk": N_("ink"),
}


def drawn(thing: Element, gathering: Gathering, part: Part, where: str, room: float) -> Node | None:
    """An inline or anchored picture as a node; None, and named, where it cannot be drawn."""
    data = thing.find(".//a:graphicData", NAMESPACES)
    kind = "" if data is None else data.get("uri", "").rstrip("/").rsplit("/", 1)[-1]
    if kind != "picture":
        gathering.cannot(KINDS.get(kind, N_("a drawing of the kind “{kind}”", kind=kind)), where)
        return None
    extent, said = thing.find("wp:extent", NAMESPACES), thing.find("wp:docPr", NAMESPACES)
    node = _file(data, gathering, part, where)
    if node is None or extent is None:
        return None
    node |= {
        "width": int(extent.get("cx", "0")) / EMU, "height": int(extent.get("cy", "0")) / EMU,
        "alt": ("" if said is None else said.get("descr") or said.get("title") or "").strip(),
    }
    if (crop := data.find(".//a:srcRect", NAMESPACES)) is not None:
        cut = {side: int(crop.get(side, "0")) / 100_000 for side in "ltrb"}
        if any(cut.values()):
            node = _drawn_alone(node) | {"crop": cut}
    if (form := data.find(".//a:xfrm", NAMESPACES)) is not None and form.get("rot", "0") != "0":
        node = _drawn_alone(node) | {"turn": int(form.get("rot", "0")) / 60_000}
    return node if thing.tag.endswith("}inline") else _placed(thing, node, gathering, where)


def _drawn_alone(node: Node) -> Node:
    """A picture that somebody has cut or turned: as its pixels are, its words with them."""
    return {key: value for key, value in node.items() if key not in ("words", "whole")} | {"file": node.get("pixels", node["file"])}


def _file(data: Element, gathering: Gathering, part: Part, where: str) -> Node | None:
    """The picture's own file; the drawing in lines where Word keeps one beside the pixels, or where we drew it."""
    vector, pixels = data.find(".//asvg:svgBlip", NAMESPACES), data.find(".//a:blip", NAMESPACES)
    for blip in (vector, pixels):
        target = None if blip is None else part.targets.get(blip.get(R + "embed", ""))
        if target is None or target not in gathering.package.files:
            continue
        content, ending = gathering.package.files[target], target.rsplit(".", 1)[-1].lower()
        if (drawing := gathering.lines.get(content)) is not None:
            return {
                "file": gathering.picture(drawing.shapes.encode(), "svg"), "pixels": gathering.picture(content, ending),
                "whole": [drawing.width, drawing.height], "words": [list(word) for word in drawing.words]}
        if ending in READY:
            return {"file": gathering.picture(content, READY[ending])}
        try:
            with Image.open(BytesIO(content)) as image:
                if ending in ("emf", "wmf"):
                    break
                buffer = BytesIO()
                image.convert("RGBA" if image.has_transparency_data else "RGB").save(buffer, "PNG")
                return {"file": gathering.picture(buffer.getvalue(), "png")}
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
            break
    gathering.cannot(N_("a picture of a kind only office programs draw"), where)
    return None


def _placed(thing: Element, node: Node, gathering: Gathering, where: str) -> Node | None:
    """A picture at a place of its own; text that flows around it is for an office program."""
    if thing.find("wp:wrapNone", NAMESPACES) is None:
        gathering.cannot(N_("text that flows around a picture"), where)
        return None
    for axis, key in (("positionH", "x"), ("positionV", "y")):
        position = thing.find(f"wp:{axis}", NAMESPACES)
        if position is None:
            continue
        offset, edge = position.findtext("wp:posOffset", None, NAMESPACES), position.findtext("wp:align", None, NAMESPACES)
        node[key] = {"from": position.get("relativeFrom", "page"), "at": int(offset or 0) / EMU, "edge": edge}
    behind = thing.get("behindDoc") in ("1", "true")
    gathering.behind += behind
    return {"k": "float", "behind": behind, **node}
