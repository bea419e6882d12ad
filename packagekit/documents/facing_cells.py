"""A table whose words are short has its second language in columns beside those of the first, not under each cell.

Rows of one line then stay one line high. Where the two do not stand in one line in any column of words, the whole table
has its second language under the first, so that every row is read the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from packagekit.documents.both import differs
from packagekit.documents.facing_pages import words
from packagekit.documents.facing_styles import FacingStyles
from packagekit.documents.widths import SLACK, margins

LEAST_ROWS = 2
"""Rows under the head of a table for which columns are worth parting."""

Pair = tuple[Any, Any]


class _Parted(NamedTuple):
    """A column as two, in twentieths of a point."""

    column: int
    first: int
    second: int


def side_by_side(
    table: Any, rows: Sequence[Sequence[Pair]], styles: FacingStyles, beside: Callable[[Any], Any],
) -> Sequence[Sequence[Pair]]:
    """Parts the columns of words of a table, if both languages of each cell stand in one line; what of the rows is still to be joined.

    ``rows`` are the cells of both files; ``beside`` makes of a paragraph of the second file one that can stand here.
    """
    grid = table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
    parted = _parted(rows, [int(column.get(qn("w:w"))) for column in grid], styles)
    for part in reversed(parted):
        grid[part.column].set(qn("w:w"), str(part.first))
        grid[part.column].addnext(parse_xml(f'<w:gridCol {nsdecls("w")} w:w="{part.second}"/>'))
        for row in rows:
            _part(*row[part.column], part, beside)
    done = {part.column for part in parted}
    return [[pair for column, pair in enumerate(row) if column not in done] for row in rows]


def _parted(rows: Sequence[Sequence[Pair]], grid: Sequence[int], styles: FacingStyles) -> list[_Parted]:
    """The columns that are to be parted: every one of words, or none."""
    body = [row for row in rows if not _heads(row)]
    if len(body) < LEAST_ROWS or any(len(row) != len(grid) or not all(map(_plain, row)) for row in rows):
        return []
    parted = []
    for column, wide in enumerate(grid):
        cells = [row[column] for row in body]
        if not any(differs(_said(first), _said(second)) for first, second in cells):
            continue
        if any(first.find(f"{qn('w:tcPr')}/{qn('w:noWrap')}") is not None for first, _ in cells):
            return []
        heads = [row[column] for row in rows if _heads(row)]
        room = max(margins(first) for first, _ in cells) + SLACK
        ours, theirs = (max(styles.long(cell.find(qn("w:p")), _said(cell)) for cell in side) + room for side in zip(*cells, *heads, strict=True))
        if ours + theirs > wide:
            return []
        parted.append(_Parted(column, first := max(ours, min(wide // 2, wide - theirs)), wide - first))
    return parted


def _heads(row: Sequence[Pair]) -> bool:
    return bool(row) and row[0][0].getparent().find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def _plain(cells: Pair) -> bool:
    """Whether both are one paragraph of words in one column, beginning where lines begin."""
    return all(len(cell.findall(qn("w:p"))) == 1 and cell.find(qn("w:tbl")) is None
               and not cell.xpath("./w:tcPr/w:gridSpan|./w:tcPr/w:vMerge|.//w:drawing|.//w:br|.//w:fldChar") for cell in cells)


def _said(cell: Any) -> str:
    return words(cell.find(qn("w:p")))


def _part(first: Any, second: Any, part: _Parted, beside: Callable[[Any], Any]) -> None:
    """The second language of a cell in one of its own after it; what both write alike stands once."""
    own = deepcopy(first)
    for cell, wide in ((first, part.first), (own, part.second)):
        cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").set(qn("w:w"), str(wide))
    ours, theirs = own.find(qn("w:p")), second.find(qn("w:p"))
    if differs(_said(first), words(theirs)):
        own.replace(ours, beside(theirs))
    else:
        for child in list(ours):
            if child.tag != qn("w:pPr"):
                ours.remove(child)
    first.addnext(own)
