"""The pages a Word file asks for: their size and margins, what runs at head and foot, and which text stands on them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from packagekit.documents.pages import lines
from packagekit.documents.pages.blocks import flow
from packagekit.documents.pages.gathering import PAGE, Gathering, Node
from packagekit.documents.pages.inline import Story
from packagekit.documents.pages.package import Element, Part, R, W, child, local, points, properties_of, switched, value
from packagekit.documents.pages.tables import SLACK
from packagekit.domain.text import N_

A4 = (595.3, 841.9)


@dataclass(frozen=True)
class _Page:
    """Size and margins in points."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    header: float
    footer: float

    @property
    def room(self) -> float:
        return self.width - self.left - self.right


def sections(part: Part, gathering: Gathering, settings: Element | None) -> list[Node]:
    """Every section of the document with its blocks."""
    body = child(part.root, "body")
    found: list[Node] = []
    inherited: dict[tuple[str, str], str] = {}
    gathered: list[Element] = []
    story = Story(part, flow(gathering))
    for element in () if body is None else body:
        if local(element) == "sectPr":
            _close(element, gathered, found, inherited, story, gathering, settings)
            gathered = []
            continue
        gathered.append(element)
        if (inner := child(properties_of(element, "pPr"), "sectPr")) is not None:
            _close(inner, gathered, found, inherited, story, gathering, settings)
            gathered = []
    if gathered or not found:
        _close(None, gathered, found, inherited, story, gathering, settings)
    return found


def _close(properties: Element | None, gathered: list[Element], found: list[Node], inherited: dict[tuple[str, str], str],
           story: Story, gathering: Gathering, settings: Element | None) -> None:
    page = _page(properties)
    columns = max(1, int(value(properties, "cols", "num") or 1))
    space = points(value(properties, "cols", "space")) or 36.0
    room = page.room if columns == 1 else (page.room - space * (columns - 1)) / columns
    gathering.holds = min(PAGE, page.height - page.top - page.bottom)
    nodes, _ = story.blocks(gathered, story, room, ({}, {}))
    _place(nodes, page)
    if value(properties, "pgBorders") is not None or child(properties, "pgBorders") is not None:
        gathering.cannot(N_("a border around the page"), "")
    goes_on = found and value(properties, "type") == "continuous"
    if goes_on and (columns != 1 or found[-1]["columns"] != 1):
        gathering.cannot(N_("columns on a part of a page"), "")
    if goes_on:
        found[-1]["nodes"] += nodes
        return
    running = {}
    for kind in ("header", "footer"):
        for reference in () if properties is None else properties.iterchildren(f"{W}{kind}Reference"):
            inherited[kind, reference.get(W + "type", "default")] = story.part.targets.get(reference.get(R + "id", ""), "")
        running[kind] = {}
        for which in ("default", "first", "even"):
            name = inherited.get((kind, which))
            if name and name in gathering.package.files:
                running[kind][which] = _running(name, kind, gathering, page)
    first = switched(properties, "titlePg") is True
    even = switched(settings, "evenAndOddHeaders") is True
    start = value(properties, "pgNumType", "start")
    top = max(page.top, page.header + max((_height(n, page.room, gathering) for n in running["header"].values()), default=0.0))
    found.append({
        "width": page.width, "height": page.height, "left": page.left, "right": page.right, "top": top,
        "bottom": max(page.bottom, page.footer + max((_height(n, page.room, gathering) for n in running["footer"].values()), default=0.0)),
        "header_at": page.header, "footer_at": page.footer, "columns": columns, "space": space,
        "first": first, "even": even, "start": int(start) if start else None,
        "header": running["header"], "footer": running["footer"], "nodes": nodes,
    })


def _page(properties: Element | None) -> _Page:
    size, edge = child(properties, "pgSz"), child(properties, "pgMar")

    def of(mark: Element | None, name: str, usual: float) -> float:
        at = None if mark is None else points(mark.get(W + name))
        return usual if at is None else abs(at)

    return _Page(of(size, "w", A4[0]), of(size, "h", A4[1]), of(edge, "top", 72), of(edge, "bottom", 72),
                 of(edge, "left", 72) + of(edge, "gutter", 0), of(edge, "right", 72), of(edge, "header", 36), of(edge, "footer", 36))


def _running(name: str, kind: str, gathering: Gathering, page: _Page) -> list[Node]:
    part = gathering.package.part(name)
    story = Story(part, flow(gathering), name=kind)
    nodes, _ = story.blocks(part.root, story, page.room, ({}, {}))
    _place(nodes, page)
    return nodes


def _height(nodes: list[Node], room: float, gathering: Gathering) -> float:
    """About how high a header or footer is: each paragraph in as many lines as its words fill, pictures and rows as they are."""
    height = 0.0
    for node in nodes:
        if node["k"] == "p":
            pictures = [p[1]["height"] for s in node["stretches"] for p in s if p[0] == "img"]
            texts = [piece for stretch in node["stretches"] for piece in lines.plain(stretch) if piece[0] == "t"]
            full = lines.wide(texts, gathering) / max(room - node["left"] - node["right"], 1.0)
            count = 1 if full <= 1 else ceil(SLACK * full)
            height += node["above"] + max([node["line"] * count, *pictures])
        elif node["k"] == "table":
            rows: dict[int, float] = {}
            for cell in node["cells"]:
                inside = sum(node["widths"][cell["x"]:cell["x"] + cell["columns"]]) - cell["inset"][0] - cell["inset"][2]
                tall = _height(cell["nodes"], inside, gathering) + cell["inset"][1] + cell["inset"][3]
                rows[cell["y"]] = max(rows.get(cell["y"], 0.0), tall, cell.get("least", 0.0))
            height += node["above"] + sum(rows.values())
    return height


def _place(nodes: list[Node], page: _Page) -> None:
    """Turns the places of pictures that Word gives from page, margin or column into places on the page."""
    for node in nodes:
        if node["k"] != "float":
            continue
        for axis, size, whole, low, high in (
            ("x", node["width"], page.width, page.left, page.right), ("y", node["height"], page.height, page.top, page.bottom),
        ):
            place = node.pop(axis, {"from": "page", "at": 0.0, "edge": None})
            if place["from"] in ("paragraph", "line") and not place["edge"]:
                node[axis + "_here"] = place["at"]
                continue
            start, room = {
                "page": (0.0, whole), "leftMargin": (0.0, low), "topMargin": (0.0, low), "rightMargin": (whole - high, high),
                "bottomMargin": (whole - high, high),
            }.get(place["from"], (low, whole - low - high))
            node[axis] = start + {"center": (room - size) / 2, "right": room - size, "bottom": room - size,
                                  "outside": room - size}.get(place["edge"] or "", place["at"])
