"""Columns of amounts as wide as their longest amount: in dong or rupiah a price has twice the digits it has in dollars.

The widths of a template hold usual amounts. Where a longer one would be cut, its column takes the room it lacks from
the columns of words beside it. Only columns whose cells must not break (``w:noWrap``) grow; what still has no room, as
in a card, is set in smaller type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import ceil
from typing import Any

from lxml import etree

from packagekit.documents.pages.fonts import by_script, family, width
from packagekit.documents.stated import Stated, W

USUAL = 15
"""Characters of an amount that every column of amounts in our templates holds: USD 1,000,000.00 has one more."""

LEAST = 1134
"""The width that is left to a column of words, in twentieths of a point: 20 mm."""

SLACK = 20
"""One point: Word and our own pages measure letters a little differently."""

USUAL_MARGINS = 170

USUAL_SIZE = 20
"""Half points of a text of which a file says no size."""

AFTER_SIZE = frozenset(("highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang"))
"""What the schema wants after the size in the properties of a run."""

_AMOUNT = re.compile(r"\D{0,8}\d[\d.,]*\d\D{0,8}")


def unusual(said: Iterable[str]) -> bool:
    """Whether a long amount is among the texts of a document."""
    return any(len(text) > USUAL and _AMOUNT.fullmatch(text) for text in said)


def widened(body: bytes, styles: bytes) -> bytes:
    """The body of a Word file with room for every amount that its tables could not hold; else as it was."""
    tree = etree.fromstring(body)
    types = _types(styles)
    changed = [table for table in tree.iter(f"{W}tbl") if _fitted(table, types)]
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True) if changed else body


def _fitted(table: Any, types: dict[str, tuple[float, bool]]) -> bool:
    grid = table.findall(f"{W}tblGrid/{W}gridCol")
    have = [int(column.get(f"{W}w", "0")) for column in grid]
    need = [0] * len(have)
    for column, span, cell in cells(table):
        if span == 1 and column < len(need) and cell.find(f"{W}tcPr/{W}noWrap") is not None:
            need[column] = max(need[column], _room(cell, types))
    lacking = [max(0, n - h) if n else 0 for n, h in zip(need, have, strict=True)]
    if any(lacking):
        _widened(table, grid, have, need, lacking)
    smaller = [_smaller(cell, sum(have[column:column + span]), types) for column, span, cell in cells(table)]
    return any(lacking) or any(smaller)


def _widened(table: Any, grid: list[Any], have: list[int], need: list[int], lacking: list[int]) -> None:
    """Takes from the widest column of words what the columns of amounts lack."""
    lacking = list(lacking)
    for column in range(len(have)):
        for _ in range(len(have)):
            giver = max((c for c in range(len(have)) if not need[c]), key=lambda c: have[c], default=None)
            if giver is None or not lacking[column]:
                break
            given = min(lacking[column], max(0, have[giver] - LEAST))
            have[giver] -= given
            have[column] += given
            lacking[column] -= given
    for column, wide in zip(grid, have, strict=True):
        column.set(f"{W}w", str(wide))
    for column, span, cell in cells(table):
        if (stated := cell.find(f"{W}tcPr/{W}tcW")) is not None and stated.get(f"{W}type") == "dxa":
            stated.set(f"{W}w", str(sum(have[column:column + span])))


def _smaller(cell: Any, wide: int, types: dict[str, tuple[float, bool]]) -> bool:
    """Sets amounts that are wider than their cell in the size that fits; whether there were any."""
    found = False
    for paragraph in cell.findall(f"{W}p"):
        long, size = _length(paragraph, types)
        room = (wide - margins(cell) - SLACK) / 20
        if long > room > 0:
            found = True
            for run in paragraph.iter(f"{W}r"):
                sized(run, int(2 * size * room / long))
    return found


def sized(run: Any, half_points: int) -> None:
    """Sets a run in this size."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = etree.Element(f"{W}rPr")
        run.insert(0, properties)
    for name in ("sz", "szCs"):
        for old in properties.findall(f"{W}{name}"):
            properties.remove(old)
        size = etree.Element(f"{W}{name}", {f"{W}val": str(half_points)})
        following = next((child for child in properties if etree.QName(child).localname in AFTER_SIZE), None)
        if following is None:
            properties.append(size)
        else:
            following.addprevious(size)


def cells(table: Any) -> Iterator[tuple[int, int, Any]]:
    """Each cell with the column it begins in and how many it spans."""
    for row in table.findall(f"{W}tr"):
        column = 0
        for cell in row.findall(f"{W}tc"):
            spans = cell.find(f"{W}tcPr/{W}gridSpan")
            span = 1 if spans is None else int(spans.get(f"{W}val", "1"))
            yield column, span, cell
            column += span


def _room(cell: Any, types: dict[str, tuple[float, bool]]) -> int:
    """What the widest paragraph of a cell takes in one line, with the cell's margins."""
    widest = max((_length(paragraph, types)[0] for paragraph in cell.findall(f"{W}p")), default=0.0)
    return ceil(20 * widest) + margins(cell) + SLACK if widest else 1


def _length(paragraph: Any, types: dict[str, tuple[float, bool]]) -> tuple[float, float]:
    """The length and the size of a paragraph that is an amount and nothing else, in points; else 0."""
    words = "".join(text.text or "" for text in paragraph.iter(f"{W}t")).strip()
    if not _AMOUNT.fullmatch(words):
        return 0.0, 0.0
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    size, bold = types.get("" if style is None else style.get(f"{W}val", ""), types[""])
    return size * sum(width(part, family("", False, script), bold) for script, part in by_script(words)), size


def margins(cell: Any) -> int:
    """The margins of a cell at its left and right."""
    stated = cell.find(f"{W}tcPr/{W}tcMar")
    return USUAL_MARGINS if stated is None else sum(
        int(side.get(f"{W}w", "0")) for side in stated if side.tag in (f"{W}left", f"{W}right"))


@lru_cache(maxsize=16)
def _types(styles: bytes) -> dict[str, tuple[float, bool]]:
    """Size in points and weight by style; the empty name is a paragraph without one."""
    stated = Stated(styles)
    return {key: (stated.number(style, "rPr/sz", USUAL_SIZE) / 2, stated.on(style, "rPr/b")) for key, style in stated.paragraphs()}
