"""Tables of a Word file: a fixed grid, merged cells, rules and shades, heads that repeat."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from packagekit.documents.pages.gathering import Gathering, Node, Piece
from packagekit.documents.pages.heights import high
from packagekit.documents.pages.inline import Story
from packagekit.documents.pages.lines import plain, wide
from packagekit.documents.pages.package import Element, W, child, local, points, properties_of, value
from packagekit.documents.pages.styles import (
    NOTHING,
    Properties,
    Style,
    Styles,
    cell_properties,
    paragraph_properties,
    row_properties,
    table_properties,
)

USUAL = {"left": 5.4, "right": 5.4, "top": 0.0, "bottom": 0.0}
COMMON: Properties = {"margins": USUAL}
ASKED = {"firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100, "noHBand": 0x200, "noVBand": 0x400}


@dataclass
class _Cell:
    element: Element
    own: Properties
    row: int
    column: int
    columns: int
    rows: int = 1


def table(element: Element, gathering: Gathering, story: Story, room: float, layer: tuple[Properties, Properties]) -> Node | None:
    """One table as a node; None where it has no cell."""
    own = child(element, "tblPr")
    key = value(own, "tblStyle") or gathering.styles.default.get("table")
    form = gathering.styles.over(COMMON, gathering.styles.of("table", key), gathering.styles.read(table_properties, own))
    rows = _rows(element)
    forms = [gathering.styles.read(row_properties, child(row, "trPr")) for row in rows]
    cells, count = _cells(rows, forms, gathering.styles)
    if not cells:
        return None
    widths = _widths(element, cells, count, room)
    asked = _asked(child(own, "tblLook"))
    conditions = gathering.styles.conditions(key)
    heads = 0
    while heads < len(rows) and forms[heads].get("head"):
        heads += 1
    if heads == len(rows):
        heads = 0  # a head with nothing under it is a row like any other
    frame = _Frame(key, form, asked, conditions, len(rows), count, layer, gathering.looks)
    uncut = [bool(form.get("uncut")) for form in forms]
    least = [form.get("least") or 0.0 for form in forms]
    drawn = [_drawn(cell, frame, widths, story, gathering.styles) for cell in cells]
    for node in drawn:
        uncut[node["y"]] = uncut[node["y"]] and not _taller_than_a_page(node, widths, gathering)
    for node in drawn:
        node["whole"] = uncut[node["y"]]
        if least[node["y"]]:
            node["least"] = least[node["y"]]
    hangs = _room_for_rules(drawn, len(rows))
    heights = [form.get("exact") or tall for form, tall in zip(forms, _known(drawn, widths, uncut, gathering), strict=True)]
    shift = form.get("indent", 0.0) - (form["margins"]["left"] if gathering.shifted else 0.0)
    stays = _stays_that_fit([_stays(r, gathering.styles) for r in rows], heads, drawn, heights, widths, gathering)
    return {
        "k": "table", "widths": widths, "tall": None if None in heights else sum(filter(None, heights)), "heads": heads, "cells": drawn, "heights": heights,
        "hangs": hangs, "stays": stays,
        "left": shift if form.get("align", "start") == "start" else 0.0, "align": form.get("align", "start"),
        "data": heads > 0 or (key is not None and "firstRow" in asked and "firstRow" in conditions),
    }


def _rows(element: Element) -> list[Element]:
    found: list[Element] = []
    for part in element:
        if local(part) == "tr":
            found.append(part)
        elif local(part) in ("sdt", "sdtContent", "ins", "customXml"):
            found += _rows(part)
    return found


def _cells(rows: list[Element], forms: list[Properties], styles: Styles) -> tuple[list[_Cell], int]:
    """Every cell with its place; one that goes on from the row above makes that one taller."""
    cells: list[_Cell] = []
    open_: dict[int, _Cell] = {}
    width = 0
    for number, (row, form) in enumerate(zip(rows, forms, strict=True)):
        column = form.get("before", 0)
        reached: dict[int, _Cell] = {}
        for element in _elements_of(row):
            own = styles.read(cell_properties, properties_of(element, "tcPr"))
            span = own.get("columns", 1)
            if own.get("goes_on") and column in open_:
                open_[column].rows += 1
                reached[column] = open_[column]
            else:
                cell = _Cell(element, own, number, column, span)
                cells.append(cell)
                if "goes_on" in own:
                    reached[column] = cell
            column += span
        open_ = reached
        width = max(width, column + form.get("after", 0))
    return cells, width


def _elements_of(row: Element) -> list[Element]:
    found: list[Element] = []
    for part in row:
        if local(part) == "tc":
            found.append(part)
        elif local(part) in ("sdt", "sdtContent", "customXml"):
            found += _elements_of(part)
    return found


def _widths(element: Element, cells: list[_Cell], count: int, room: float) -> list[float]:
    """Column widths as written in the grid; where it says nothing the cells', else equal parts of the room."""
    grid = child(element, "tblGrid")
    widths = [points(c.get(W + "w")) or 0.0 for c in grid.iterchildren(W + "gridCol")] if grid is not None else []
    widths = [*widths, *[0.0] * (count - len(widths))][:count]
    for cell in cells if not all(widths) else ():
        named = points(value(child(cell.element, "tcPr"), "tcW", "w"))
        if named and cell.columns == 1 and value(child(cell.element, "tcPr"), "tcW", "type") in (None, "dxa") and not widths[cell.column]:
            widths[cell.column] = named
    empty = sum(1 for w in widths if not w)
    if empty:
        rest = max(room - sum(widths), 12.0 * empty)
        widths = [w or rest / empty for w in widths]
    return [round(w, 2) for w in widths]


def _asked(look: Element | None) -> frozenset[str]:
    """Which conditions of its style a table asks for."""
    if look is None:
        return frozenset(("firstRow", "firstColumn", "noVBand"))
    number = int(look.get(W + "val", "0") or "0", 16)
    return frozenset(name for name, bit in ASKED.items()
                     if (look.get(W + name) in ("1", "true", "on") if look.get(W + name) is not None else number & bit))


def _stays(row: Element, styles: Styles) -> bool:
    """Whether a row stands on the page of the next one: so says the first paragraph in it, itself or by its style."""
    first = next(row.iter(W + "p"), None)
    own = styles.read(paragraph_properties, None if first is None else properties_of(first, "pPr"))
    style = styles.of("paragraph", own.get("style") or styles.default.get("paragraph"))
    return bool(own.get("keep", style.get("keep", styles.paragraph_defaults.get("keep"))))


@dataclass(frozen=True)
class _Look:
    """How cells of the same properties look at places of a table that are alike."""

    left: float
    top: float
    right: float
    bottom: float
    rules: Properties
    ground: str | None
    valign: str | None
    within: tuple[Properties, Properties]  # what the table says of paragraphs and runs in them


@dataclass(frozen=True)
class _Frame:
    """What a table says of all its cells, and of those of its first row, its bands and so on."""

    key: str | None
    form: Properties
    asked: frozenset[str]
    conditions: dict[str, Style]
    rows: int
    columns: int
    layer: tuple[Properties, Properties]
    seen: dict[tuple[Any, ...], tuple[_Look, Any]]  # of all tables of the file, with what its ids are of

    def look(self, cell: _Cell, styles: Styles) -> _Look:
        edges = (cell.row == 0, cell.row + cell.rows == self.rows, cell.column == 0, cell.column + cell.columns == self.columns)
        bands = ((cell.row - self._headed) // self.form.get("rows_a_band", 1) % 2,
                 (cell.column - self._led) // self.form.get("columns_a_band", 1) % 2)
        alike = id(cell.own), id(self.form), self.key, self.asked, id(self.layer[0]), id(self.layer[1]), edges, bands
        if alike not in self.seen:
            look = self._looked(cell.own, edges, self._layers(edges, bands), styles)
            self.seen[alike] = look, (cell.own, self.form, self.layer)
        return self.seen[alike][0]

    @property
    def _headed(self) -> bool:
        return "firstRow" in self.asked

    @property
    def _led(self) -> bool:
        return "firstColumn" in self.asked

    def _layers(self, edges: tuple[bool, bool, bool, bool], bands: tuple[int, int]) -> list[Style]:
        """The conditions that hold for a cell, the weakest first."""
        (top, bottom, left, right), (row, column), asked = edges, bands, self.asked
        holds = (
            ("noVBand" not in asked, f"band{1 + column}Vert"),
            ("noHBand" not in asked and not (self._headed and top), f"band{1 + row}Horz"),
            (self._led and left, "firstCol"),
            ("lastColumn" in asked and right, "lastCol"),
            (self._headed and top, "firstRow"),
            ("lastRow" in asked and bottom, "lastRow"),
        )
        return [self.conditions[name] for held, name in holds if held and name in self.conditions]

    def _looked(self, own: Properties, edges: tuple[bool, bool, bool, bool], layers: list[Style], styles: Styles) -> _Look:
        form = styles.over(styles.of("cell", self.key), *(s.cell for s in layers), own)
        room = styles.over(self.form["margins"], form.get("margins", NOTHING))
        rules = {**self._touching(edges, layers), **own.get("rules", NOTHING)}
        return _Look(
            round(room["left"], 2), room["top"], round(room["right"], 2), room["bottom"],
            {side: rule for side, rule in rules.items() if rule is not None and side in ("top", "bottom", "left", "right")},
            form.get("ground") or None, {"center": "middle", "bottom": "bottom"}.get(form.get("valign", "")),
            (styles.over(self.layer[0], styles.of("paragraph", self.key), *(s.paragraph for s in layers)),
             styles.over(self.layer[1], styles.of("run", self.key), *(s.run for s in layers))))

    def _touching(self, edges: tuple[bool, bool, bool, bool], layers: list[Style]) -> Properties:
        """The rules of the table that touch a cell: those of its edge outside, those between cells inside."""
        whole: Properties = {}
        for rules in (self.form.get("rules", {}), *(s.table.get("rules", {}) for s in layers), *(s.cell.get("rules", {}) for s in layers)):
            whole |= rules
        found = {}
        for (side, inner), outer in zip(
            (("top", "insideH"), ("bottom", "insideH"), ("left", "insideV"), ("right", "insideV")), edges, strict=True):
            rule = whole.get(side if outer else inner)
            for style in layers:  # a condition's own edges are those of its area
                rule = style.cell.get("rules", {}).get(side, rule)
            if rule is not None:
                found[side] = rule
        return found


def _room_for_rules(cells: list[Node], rows: int) -> float:
    """A rule takes its thickness from the row above it, the topmost one from its own row; the last one hangs."""
    edges = [0.0] * (rows + 1)
    for cell in cells:
        for side, edge in (("top", cell["y"]), ("bottom", cell["y"] + cell["rows"])):
            edges[edge] = max(edges[edge], cell.get("rules", {}).get(side, (0.0,))[0])
    for cell in cells:
        if cell["y"] + cell["rows"] < rows:
            cell["inset"][3] += edges[cell["y"] + cell["rows"]]
        if cell["y"] == 0:
            cell["inset"][1] += edges[0]
    return edges[rows]


def _drawn(cell: _Cell, frame: _Frame, widths: list[float], story: Story, styles: Styles) -> Node:
    look = frame.look(cell, styles)
    width = sum(widths[cell.column:cell.column + cell.columns]) - look.left - look.right
    nodes, after = story.blocks(cell.element, story, width, look.within)
    above = 0.0
    if nodes and "above" in nodes[0]:
        above, nodes[0]["above"] = nodes[0]["above"], 0.0
    node: Node = {
        "x": cell.column, "y": cell.row, "columns": cell.columns, "rows": cell.rows, "nodes": nodes,
        "inset": [look.left, round(look.top + above, 2), look.right, round(look.bottom + after, 2)],
    }
    if look.ground:
        node["ground"] = look.ground
    if look.rules:
        node["rules"] = look.rules
    if look.valign:
        node["valign"] = look.valign
    return node


def _known(cells: list[Node], widths: list[float], uncut: list[bool], gathering: Gathering) -> list[float | None]:
    """The height of each row that is not cut and whose cells leave no doubt of theirs."""
    found: list[float | None] = [0.0] * len(uncut)
    for cell in cells:
        tall = high(cell, widths, gathering) if cell["rows"] == 1 and uncut[cell["y"]] and found[cell["y"]] is not None else None
        for row in range(cell["y"], cell["y"] + cell["rows"]):
            before = found[row]
            found[row] = None if tall is None or before is None else max(before, tall, cell.get("least", 0.0))
    return [round(tall, 3) if tall else None for tall in found]


SLACK = 1.08
"""So much more room than their widths the words of a paragraph take."""

LONG, MANY = 400, 20
"""Letters of a paragraph, and paragraphs of a cell, from which it may matter for the height of a page; others are not measured."""


def _taller_than_a_page(cell: Node, widths: list[float], gathering: Gathering) -> bool:
    nodes = cell["nodes"]
    if len(nodes) < MANY and not any(_letters(node.get("stretches", ())) > LONG for node in nodes):
        return False
    return _about(cell, widths, gathering) > gathering.holds


def _letters(stretches: list[list[Piece]]) -> int:
    return sum([len(piece[2]) if piece[0] == "t" else _letters([piece[1]]) if piece[0] == "whole" else 0 for stretch in stretches for piece in stretch])


def _about(cell: Node, widths: list[float], gathering: Gathering) -> float:
    """How tall the words make a cell, about: no line is full to its end."""
    left, top, right, bottom = cell["inset"]
    room = max(sum(widths[cell["x"]:cell["x"] + cell["columns"]]) - left - right, 1.0)
    tall = top + bottom
    for node in cell["nodes"]:
        if node["k"] == "p":
            texts = [piece for stretch in node["stretches"] for piece in plain(stretch) if piece[0] == "t"]
            tall += node["above"] + node["line"] * max(ceil(SLACK * wide(texts, gathering) / room), 1)
    return tall


def _stays_that_fit(
    stays: list[bool], heads: int, cells: list[Node], heights: list[float | None], widths: list[float], gathering: Gathering,
) -> list[bool]:
    """Which rows stand on the page of the next one, without those that together are more than a page: Word parts them."""
    kept, start = list(stays), heads
    while start < len(stays):
        end = start
        while end < len(stays) - 1 and stays[end]:
            end += 1
        if end > start + 1:
            tall = {row: heights[row] or 0.0 for row in range(start, end + 1)}
            for cell in cells:
                if cell["y"] in tall and heights[cell["y"]] is None and cell["rows"] == 1:
                    tall[cell["y"]] = max(tall[cell["y"]], _about(cell, widths, gathering))
            if sum(tall.values()) + sum(height or 0.0 for height in heights[:heads]) > gathering.holds:
                kept[start:end] = [False] * (end - start)
        start = end + 1
    return kept
