"""Paragraphs and tables one under the other, with the room between them that Word leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from packagekit.documents.pages.gathering import Gathering, Node, Piece
from packagekit.documents.pages.inline import Inline, Story, words_of
from packagekit.documents.pages.lines import gaps
from packagekit.documents.pages.numbering import Marker, Numbering
from packagekit.documents.pages.package import Element, W, child, local, properties_of
from packagekit.documents.pages.styles import NOTHING, Properties, Styles, paragraph_properties, run_properties
from packagekit.documents.pages.tables import table
from packagekit.domain.text import N_

HEADINGS = {f"heading {level}": level for level in range(1, 10)} | {"title": 0}
PASSED = ("sdt", "sdtContent", "ins", "moveTo", "customXml")
SKIPPED = ("sectPr", "sdtPr", "sdtEndPr", "bookmarkEnd", "proofErr", "tcPr", "permStart", "permEnd", "del", "moveFrom",
           "commentRangeStart", "commentRangeEnd", "customXmlPr", "")


@dataclass(frozen=True)
class Shape:
    """What paragraphs of the same properties in the same place have in common, reckoned once for all of them."""

    own: Properties  # they and the layer are kept, so that their ids stay their own
    layer: tuple[Properties, Properties]
    key: str | None
    form: Properties
    listed: tuple[str, int] | None
    mark: Properties  # of its runs, before they say anything
    last: Properties  # of its end
    line: tuple[str, float]
    level: int | None
    framed: bool
    contextual: bool
    node: Node

    @classmethod
    def of(cls, own: Properties, end: Element | None, framed: bool, layer: tuple[Properties, Properties], gathering: Gathering) -> Shape:
        styles = gathering.styles
        key = own.get("style") or styles.default.get("paragraph")
        form, listed = shaped(styles, gathering.numbering, key, own, layer[0])
        mark = styles.over(styles.run_defaults, layer[1], styles.of("run", key))
        last = styles.over(mark, styles.read(run_properties, end))
        line = form.get("line", ("auto", 1.0))
        type_ = gathering.type(last, "latin", line)
        node: Node = {
            "k": "p", "left": form.get("left", 0.0), "right": form.get("right", 0.0), "first": form.get("first", 0.0),
            "align": form.get("align", "start"), "keep": bool(form.get("keep")), "together": bool(form.get("together")),
            "widow": form.get("widow", True), "type": type_, "line": gathering.line(type_),
        }
        if form.get("ground"):
            node["ground"] = form["ground"]
        if rules := {side: rule for side, rule in form.get("rules", {}).items() if rule is not None}:
            node["rules"], node["room_to"] = rules, {**dict.fromkeys(("top", "bottom", "left", "right"), 0.0), **form["room"]}
        if form.get("bidi"):
            node["bidi"] = True
        return cls(own, layer, key, form, listed, mark, last, line, outline_level(styles, key, form), framed,
                   bool(form.get("contextual")), node)


class Blocks:
    """Reads a flow of blocks; within a table, ``layer`` is what the table's style says of its text."""

    def __init__(self, gathering: Gathering, story: Story, room: float, layer: tuple[Properties, Properties] = (NOTHING, NOTHING)) -> None:
        self.gathering, self.story, self.room, self.layer = gathering, story, room, layer
        self.nodes: list[Node] = []
        self.after = 0.0  # what the last block leaves below it
        self.hangs = 0.0  # the rule under a table: at the end of a page it stands in the margin, else it takes room
        self.style: str | None = None
        self.anchors: list[Piece] = []  # bookmarks between paragraphs begin in the next one

    def read(self, parent: Element | list[Element]) -> list[Node]:
        for element in parent:
            self.one(element)
        return self.nodes

    def ruled(self) -> None:
        """Paragraphs under each other with the same rules stand in one frame, with the rule for between them."""
        if len(self.nodes) == 1 and "rules" not in self.nodes[0]:
            return
        pairs = [(a, b, a.get("rules") is not None and a.get("rules") == b.get("rules")
                  and (a["left"], a["right"]) == (b["left"], b["right"])) for a, b in pairwise(self.nodes)]
        between = [(a, b, a["rules"].get("between")) for a, b, alike in pairs if alike]
        for node in (n for n in self.nodes if "rules" in n):
            node["rules"] = {side: rule for side, rule in node["rules"].items() if side != "between"}
        for above, below, rule in between:
            above["rules"] = {s: r for s, r in above["rules"].items() if s != "bottom"} | ({"bottom": rule} if rule else {})
            below["rules"] = {s: r for s, r in below["rules"].items() if s != "top"}
            if rule:
                above["room_to"] = above["room_to"] | {"bottom": above["room_to"]["between"]}

    def one(self, element: Element) -> None:
        name = local(element)
        if name == "p":
            self.paragraph(element)
        elif name == "tbl":
            node = table(element, self.gathering, self.story, self.room, self.layer)
            if node is not None:
                self.nodes.append({**node, "above": self.after + self.hangs})
                self.after, self.hangs, self.style = 0.0, node["hangs"], None
        elif name == "bookmarkStart":
            anchor = element.get(W + "name", "")
            if anchor in self.gathering.anchors and anchor not in self.gathering.placed:
                self.gathering.placed.add(anchor)
                self.anchors.append(["at", anchor])
        elif name == "AlternateContent":
            choice = next(iter(element), None)
            if choice is not None:
                self.read(choice)
        elif name in PASSED:
            self.read(element)
        elif name not in SKIPPED:
            self.gathering.cannot(N_("the element “{element}”", element=name), self.story.name or words_of(element))

    def paragraph(self, element: Element) -> None:
        properties = properties_of(element, "pPr")
        shape = self._shape(properties)
        form, key = shape.form, shape.key
        marker = None if shape.listed is None else self.gathering.numbering.next(*shape.listed)
        if marker is not None and marker.strange is not None:
            self.gathering.cannot(N_("the element “{element}”", element=f"numFmt {marker.strange}"), words_of(element) or self.story.name)
        if shape.framed:
            self.gathering.cannot(N_("a text frame"), words_of(element) or self.story.name)
        if form.get("new_page"):
            self.nodes.append({"k": "break"})
        reader = Inline(self.gathering, self.story, shape.mark, shape.line, self.room)
        reader.pieces, self.anchors = self.anchors, []
        pieces = reader.read(element)
        self.nodes += reader.floats
        if form.get("hidden") or (shape.last.get("hidden") and not pieces):
            return
        above = 0.0 if shape.contextual and key == self.style else self._between(form.get("before", 0.0))
        for number, part in enumerate(parted(pieces)):
            if number:
                self.nodes.append({"k": "break", "column": part[0][1] == "column"})
                part, above = part[1:], 0.0
                if not part and number == len([p for p in pieces if p[0] == "break"]):
                    break  # a paragraph that ends in a page break leaves no empty line on the next page
            self.nodes.append(self._node(shape, marker if number == 0 else None, part, above))
        self.after = 0.0 if shape.contextual and self._next_style(element) == key else form.get("after", 0.0)
        self.style = key

    def _next_style(self, element: Element) -> str | None:
        """The style of the paragraph that follows, whatever marks stand between; None where something else does."""
        following = next((e for e in element.itersiblings() if local(e) not in (*SKIPPED, "bookmarkStart")), None)
        if following is None or local(following) != "p":
            return None
        styles = self.gathering.styles
        return styles.read(paragraph_properties, child(following, "pPr")).get("style") or styles.default.get("paragraph")

    def _shape(self, properties: Element | None) -> Shape:
        """What paragraphs of these properties have in common here."""
        gathering, styles = self.gathering, self.gathering.styles
        own = styles.read(paragraph_properties, properties)
        alike = id(own), id(self.layer[0]), id(self.layer[1])
        if alike not in gathering.shapes:
            gathering.shapes[alike] = Shape.of(own, child(properties, "rPr"), child(properties, "framePr") is not None, self.layer, gathering)
        return gathering.shapes[alike]

    def _between(self, before: float) -> float:
        """The larger of the room below one paragraph and above the next, as on the web; older files add them."""
        hangs, self.hangs = self.hangs, 0.0
        return hangs + (self.after + before if self.gathering.adds_spacing else max(self.after, before))

    def _node(self, shape: Shape, marker: Marker | None, pieces: list[Piece], above: float) -> Node:
        form = shape.form
        before: list[Piece] = []
        if marker is not None and marker.text:
            reader = Inline(self.gathering, self.story, self.gathering.styles.over(shape.last, marker.level.run), shape.line, self.room)
            reader._text(marker.text, reader.base)
            before = [*reader.pieces, *{"tab": [["tab"]], "space": [[*reader.pieces[-1][:2], " "]]}.get(marker.suffix, [])]
        stretches = tabbed([*before, *pieces] if before else pieces)
        node: Node = {**shape.node, "above": round(above, 2), "stretches": stretches}
        if len(stretches) > 1:
            node["stops"] = self._stops(form, node["left"], node["first"])
            node["every"] = self.gathering.every
            node["room"] = self.room - node["right"]
            node["gaps"] = gaps(stretches, node["stops"], node["every"], node["left"] + node["first"], node["room"], self.gathering)
        if shape.level is not None and any(map(_has_words, pieces)):
            node["heading"] = shape.level
        return node

    def _stops(self, form: Properties, left: float, first: float) -> list[Node]:
        """Tab stops from the margin; a hanging indent is one too."""
        stops = {at: stop for at, stop in form.get("tabs", {}).items() if stop is not None and stop[0] not in ("bar", "clear")}
        if first < 0:
            stops.setdefault(round(left, 2), ("left", "none"))
        return [{"at": at, "kind": {"start": "left", "end": "right", "num": "left"}.get(kind, kind), "leader": leader}
                for at, (kind, leader) in sorted(stops.items())]


def shaped(
    styles: Styles, numbering: Numbering, key: str | None, own: Properties, table: Properties,
) -> tuple[Properties, tuple[str, int] | None]:
    """What holds for a paragraph, and the list it is counted in with its level."""
    layers: list[Properties] = [styles.paragraph_defaults, table]
    listed = own.get("list")
    for style in styles.chain(key):
        if "list" in style.paragraph:
            number, at = style.paragraph["list"]
            at = numbering.by_style.get(key or "", (number, at))[1]
            if listed is None or listed[0] is None:
                listed = (number, at)
            if (level := numbering.level(number or "", at)) is not None:
                layers.append(level.paragraph)
        layers.append(style.paragraph)
    if own.get("list") is not None and (level := numbering.level(own["list"][0] or "", own["list"][1])) is not None:
        layers.append(level.paragraph)
    form = styles.over(*layers, own)
    return form, None if listed is None or listed[0] in (None, "0") else listed


def outline_level(styles: Styles, key: str | None, form: Properties) -> int | None:
    """The outline level of a heading, 1 the highest; None for text."""
    for style in reversed(styles.chain(key)):
        level = HEADINGS.get(style.name.casefold())
        if level:
            return level
    outline = form.get("outline", 9)
    return outline + 1 if outline < 9 else None


def parted(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces between page and column breaks; a part after a break begins with it."""
    if "break" not in [piece[0] for piece in pieces]:
        return [pieces]
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece[0] == "break":
            parts.append([piece])
        else:
            parts[-1].append(piece)
    return parts


def tabbed(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces between tabs; a link over a tab is a link on both sides of it."""
    if {"tab", "to", "url"}.isdisjoint([piece[0] for piece in pieces]):
        return [pieces]
    stretches: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece[0] == "tab":
            stretches.append([])
        elif piece[0] in ("to", "url") and any(inner[0] == "tab" for inner in piece[2]):
            for number, inside in enumerate(tabbed(piece[2])):
                if number:
                    stretches.append([])
                stretches[-1].append([piece[0], piece[1], inside])
        else:
            stretches[-1].append(piece)
    return stretches


def flow(gathering: Gathering) -> Callable[..., tuple[list[Node], float]]:
    """Reads the blocks under an element: their nodes, and the room the last one leaves below."""

    def read(parent: Element | list[Element], story: Story, room: float, layer: tuple[Properties, Properties] = (NOTHING, NOTHING)) -> tuple[list[Node], float]:
        reader = Blocks(gathering, story, room, layer)
        reader.read(parent)
        reader.ruled()
        return reader.nodes, reader.after + reader.hangs

    return read


def _has_words(piece: Piece) -> bool:
    """Whether a piece says something, itself or within: Korean words are kept whole, and links hold their text."""
    if piece[0] == "t":
        return bool(piece[2].strip())
    return piece[0] in ("whole", "url", "to") and any(map(_has_words, piece[-1]))
