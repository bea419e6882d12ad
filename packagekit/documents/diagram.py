"""The architecture as a drawing: solutions on their ISA-95 levels, arrows for data with the protocol on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from packagekit.documents.grouping import grouped
from packagekit.documents.palette import GROUNDS, Ground, Palette
from packagekit.documents.picture import Canvas, Picture
from packagekit.documents.routing import Arrow, Grid, Place, routed
from packagekit.documents.typesetting import width, wrapped
from packagekit.domain.proposal import Architecture, Box
from packagekit.domain.text import N_, Speaks

LEVELS = {
    4: N_("Business planning"),
    3: N_("Manufacturing operations"),
    2: N_("Monitoring and control"),
    1: N_("Sensing and handling"),
    0: N_("Production process"),
}

WIDTH = 820
LABELS = 112
PER_ROW = 4
NAME, NOTE, LABEL = 13.0, 11.0, 11.0
NAME_LINE, NOTE_LINE = 16.0, 14.0
PAD = 10.0
LEGEND = 34
BAND = 8.0
"""How far the wash of a level reaches beyond its boxes: less than half the way to the next row, so that levels stay apart."""


MANY = 60
"""Boxes of which no picture is tried: fifteen rows of them are higher than a page."""

HIGHEST = 1064
"""Of a picture whose smallest words are six points on a page: a higher one would be made narrower, to stand on the page."""


def diagram(architecture: Architecture, language: Speaks, ground: Ground = "light") -> Picture:
    """Levels from business at the top to the process at the bottom; systems that stay are dashed.

    Where they would be too many to be read, solutions of a type share a box, and arrows that are still too many are left to
    the table of data flows.
    """
    def bare(shown: Architecture) -> Architecture:
        return shown.model_copy(update={"flows": ()})

    picture = _drawn(architecture, language, ground) if len(architecture.boxes) <= MANY else None
    if picture is None or picture.height > HIGHEST:
        together = grouped(architecture, language)
        picture = _drawn(together, language, ground)
        if picture.height > HIGHEST:
            picture = _drawn(bare(together), language, ground)
    return picture


def _drawn(architecture: Architecture, language: Speaks, ground: Ground) -> Picture:
    palette = GROUNDS[ground]
    rows = _rows(architecture)
    places = {box.id: Place(row, column) for row, (_, boxes) in enumerate(rows) for column, box in boxes}
    columns = max(column for _, boxes in rows for column, _ in boxes) + 1
    arrows = _arrows(architecture, language)
    # Boxes are at least as wide as with the widest gaps a drawing of this size ever needs.
    room = (WIDTH - LABELS - 8) / columns - 14 - 26 - 2 * PAD
    linked = {end for arrow in arrows for end in (arrow.giver, arrow.taker)}
    texts = {box.id: _texts(box, language, room, alone=bool(arrows) and box.id not in linked) for box in architecture.boxes}
    heights = [max(_height(texts[box.id]) for _, box in boxes) for _, boxes in rows]
    grid = routed(places, heights, columns, arrows, left=LABELS, right=WIDTH - 8, top=4)
    canvas = Canvas(WIDTH, int(grid.height + LEGEND), palette.ground)
    _bands(canvas, rows, grid, heights, language, palette)
    for route in grid.routes:
        canvas.path(list(route.points), line=palette.steel, weight=1.5)
        _head(canvas, route.points[-2], route.points[-1], palette.steel)
    for arrow, route in zip(arrows, grid.routes, strict=True):
        x, y = route.label_at
        canvas.rect(x - arrow.label_width / 2, y - 7.5, arrow.label_width, 15, fill=palette.ground, radius=7.5,
                    line=palette.line, weight=0.8)
        canvas.text(x, y + 3.8, arrow.label, size=LABEL, fill=palette.muted, anchor="middle")
    for row, (_, boxes) in enumerate(rows):
        for column, box in boxes:
            _box(canvas, box, texts[box.id], grid.column_x[column], grid.row_y[row], grid.box_width, heights[row],
                 palette)
    _legend(canvas, architecture, language, palette, grid.height + LEGEND - 14)
    return canvas.picture(title=language.gettext("Solution architecture by ISA-95 level"),
                          alt=_alt(architecture, language))


def _rows(architecture: Architecture) -> list[tuple[int, list[tuple[int, Box]]]]:
    """Boxes of a level in rows of at most four, placed under what they exchange data with."""
    neighbours: dict[str, list[str]] = {}
    for flow in architecture.flows:
        for one, other in ((flow.giver, flow.taker), (flow.taker, flow.giver)):
            neighbours.setdefault(one, []).append(flow.gateway or other)
    columns = min(PER_ROW, max(
        sum(b.level == level for b in architecture.boxes) for level in {b.level for b in architecture.boxes}))
    placed: dict[str, int] = {}
    rows: list[tuple[int, list[tuple[int, Box]]]] = []
    for level in sorted({box.level for box in architecture.boxes}, reverse=True):
        boxes = sorted((b for b in architecture.boxes if b.level == level),
                       key=lambda b: (_pull(b.id, neighbours, placed, columns), b.kind == "kept", b.id))
        count = -(-len(boxes) // columns)
        size = -(-len(boxes) // count)
        for start in range(0, len(boxes), size):
            row = boxes[start:start + size]
            shift = (columns - len(row)) // 2
            rows.append((level, [(shift + i, box) for i, box in enumerate(row)]))
            placed.update({box.id: shift + i for i, box in enumerate(row)})
    return rows


def _pull(box: str, neighbours: Mapping[str, list[str]], placed: Mapping[str, int], columns: int) -> float:
    known = [placed[other] for other in neighbours.get(box, []) if other in placed]
    return sum(known) / len(known) if known else (columns - 1) / 2


def _arrows(architecture: Architecture, language: Speaks) -> list[Arrow]:
    """One arrow for each pair of boxes; what passes a gateway is drawn in two halves."""
    labels: dict[tuple[str, str], dict[str, None]] = {}
    for flow in architecture.flows:
        way = (flow.giver, flow.gateway, flow.taker) if flow.gateway else (flow.giver, flow.taker)
        for pair in pairwise(way):
            if pair[0] != pair[1]:
                labels.setdefault(pair, {})[language.show(flow.protocol)] = None
    return [
        Arrow(giver, taker, label := ", ".join(protocols), width(label, LABEL) + 14)
        for (giver, taker), protocols in labels.items()
    ]


def _texts(box: Box, language: Speaks, room: float, *, alone: bool) -> tuple[list[str], list[str]]:
    """Name and notes in lines; a box no arrow touches says so, lest the reader look for the missing arrow."""
    note = wrapped(language.show(box.note), room, NOTE) if box.note is not None else []
    if alone:
        note += wrapped(language.gettext("(works on its own)"), room, NOTE)
    return wrapped(language.show(box.name), room, NAME, bold=True), note


def _height(texts: tuple[list[str], list[str]]) -> float:
    return 2 * PAD + len(texts[0]) * NAME_LINE + len(texts[1]) * NOTE_LINE + (2 if texts[1] else 0)


def _bands(canvas: Canvas, rows: Sequence[tuple[int, list[tuple[int, Box]]]], grid: Grid, heights: Sequence[float],
           language: Speaks, palette: Palette) -> None:
    """A wash behind the rows of one level, with its number and name at the left."""
    for level in dict.fromkeys(level for level, _ in rows):
        mine = [i for i, (of, _) in enumerate(rows) if of == level]
        top, bottom = grid.row_y[mine[0]] - BAND, grid.row_y[mine[-1]] + heights[mine[-1]] + BAND
        canvas.rect(0, top, WIDTH, bottom - top, fill=palette.wash, radius=6)
        lines = wrapped(language.show(LEVELS[level]), LABELS - 20, 11.5)
        y = (top + bottom) / 2 - len(lines) * 7 + 2
        canvas.text(12, y, language.gettext("Level {level}", level=level), size=12.5, fill=palette.ink, bold=True)
        for number, words in enumerate(lines, start=1):
            canvas.text(12, y + 15 * number, words, size=11.5, fill=palette.muted)


def _box(canvas: Canvas, box: Box, texts: tuple[list[str], list[str]], x: float, y: float, wide: float, high: float,
         palette: Palette) -> None:
    fill, line, ink, muted = {
        "chosen": (palette.ground, palette.navy, palette.ink, palette.muted),
        "gateway": (palette.teal_wash, palette.teal, palette.ink, palette.muted),
        "kept": (palette.ground, palette.muted, palette.muted, palette.muted),
    }[box.kind]
    canvas.rect(x, y, wide, high, fill=fill, line=line, radius=5, dashed=box.kind == "kept", weight=1.4)
    names, notes = texts
    at = y + (high - _height(texts)) / 2 + PAD + NAME - 1
    for number, words in enumerate(names):
        canvas.text(x + wide / 2, at + number * NAME_LINE, words, size=NAME, fill=ink, bold=True, anchor="middle")
    at += len(names) * NAME_LINE
    for number, words in enumerate(notes):
        canvas.text(x + wide / 2, at + number * NOTE_LINE, words, size=NOTE, fill=muted, anchor="middle")


def _head(canvas: Canvas, before: tuple[float, float], tip: tuple[float, float], fill: str) -> None:
    """An arrow head on a vertical last stretch."""
    x, y = tip
    back = -7 if before[1] < y else 7
    canvas.shape([(x, y), (x - 4, y + back), (x + 4, y + back)], fill=fill)


def _legend(canvas: Canvas, architecture: Architecture, language: Speaks, palette: Palette, y: float) -> None:
    """What the marks mean, of those that this drawing has."""
    _ = language.gettext
    x, drawn = float(LABELS), {box.kind for box in architecture.boxes}
    for kind, fill, line, dashed, words in (
        ("chosen", palette.ground, palette.navy, False, _("solution of this proposal")),
        ("gateway", palette.teal_wash, palette.teal, False, _("gateway")),
        ("kept", palette.ground, palette.muted, True, _("system that stays")),
    ):
        if kind in drawn:
            canvas.rect(x, y - 9, 20, 12, fill=fill, line=line, radius=3, dashed=dashed)
            canvas.text(x + 27, y + 1, words, size=11.5, fill=palette.muted)
            x += 27 + width(words, 11.5) + 24
    if not architecture.flows:
        return
    canvas.path([(x, y - 3), (x + 16, y - 3)], line=palette.steel, weight=1.5)
    canvas.shape([(x + 22, y - 3), (x + 15, y - 7), (x + 15, y + 1)], fill=palette.steel)
    canvas.text(x + 29, y + 1, _("data, with its protocol"), size=11.5, fill=palette.muted)


def _alt(architecture: Architecture, language: Speaks) -> str:
    _ = language.gettext
    flows = tuple(dict.fromkeys(
        _("{giver} to {taker} over {protocol}", giver=flow.giver_name, taker=flow.taker_name, protocol=flow.protocol)
        for flow in architecture.flows
    ))
    boxes = tuple(_("{name} on level {level}", name=box.name, level=box.level) for box in architecture.boxes)
    if not flows:
        return _("Diagram: {boxes}.", boxes=boxes)
    return _("Diagram: {boxes}. Data flows: {flows}.", boxes=boxes, flows=flows)
