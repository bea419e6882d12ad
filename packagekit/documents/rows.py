"""Columns and rows of the tables of a layout, and which rows stand on the page of the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from packagekit.documents.pieces import (
    CLEAR,
    RULE,
    fill,
    framed,
    keep,
    stay,
    tag_row,
)

GUTTER = 3.5
"""Right of a column of numbers, in mm: the words of the next column stand clear of them."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its label, width in mm and how its cells are set."""

    label: str
    width: float
    number: bool = False  # right-aligned, never broken
    flush: bool = False  # right-aligned as numbers are, where words may stand too and are broken

    @property
    def right(self) -> bool:
        return self.number or self.flush


WITH_TOTAL = 2
"""Rows that stay on the page of the total under them."""

AT_THE_END = 2
"""Rows that stay together at the end of a table without a total: a page is not turned for one. More of them would leave
a third of the page before them empty, where each is a paragraph high."""


def body_row(table: Any, columns: Sequence[Column], cells: Sequence[str | Sequence[str]], text: str, *, stays: bool = False) -> Any:
    """A row of cells: each its text, or several paragraphs, of which those after the first are small and quiet."""
    made = table.add_row()
    keep(made)
    for cell, column, words in zip(made.cells, columns, cells, strict=True):
        framed(cell, bottom=(RULE, 4), no_wrap=column.number, right=clear(column, columns))
        lines = [words] if isinstance(words, str) else list(words)
        more = text if lines[0].startswith("{%p") else "Cell Note"  # a list, or a name with notes under it
        fill(cell, lines[0], text, right=column.right)
        for line in lines[1:]:
            if line.startswith("{%p"):
                cell.add_paragraph(line)
            else:
                fill(cell, line, more, right=column.right, more=True)
    if stays:
        stay(made)
    return made


def rows_of_one(table: Any, columns: Sequence[Column], cells: Sequence[str | Sequence[str]], text: str) -> None:
    """The rows of one turn of a loop within a loop, on one page: what the first cell says of all of them stands once, beside them all."""
    for tag, first, stays in (("if loop.first and loop.last", None, False), ("elif loop.first", "restart", True),
                              ("elif loop.last", "continue", False), ("else", "continue", True)):
        tag_row(table, tag)
        made = body_row(table, columns, ["" if first == "continue" else cells[0], *cells[1:]], text, stays=stays)
        if first is not None:
            properties = made.cells[0]._tc.get_or_add_tcPr()
            properties.insert_element_before(parse_xml(f'<w:vMerge {nsdecls("w")} w:val="{first}"/>'),
                                             "w:tcBorders", "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")
    tag_row(table, "endif")


def staying(loop: str, grouped: bool, totalled: bool) -> str:
    """When a row stands on the page of the row after it: the first one, and those at the end.

    In a table of groups the first and last rows are those of the first and last group.
    """
    group, _, groups = loop.partition(" in ")
    first, last = (f"{group} is sameas {groups}[{end}] and " if grouped else "" for end in (0, -1))
    if totalled:
        return f"({first}loop.first) or ({last}loop.revindex <= {WITH_TOTAL})"
    return f"not loop.last and (loop.first or loop.revindex <= {AT_THE_END})"


def clear(column: Column, columns: Sequence[Column]) -> float:
    """The room right of a column: numbers stand clear of the words after them, the last ones at the edge."""
    if column is columns[-1]:
        return 0
    return GUTTER if column.right else CLEAR
