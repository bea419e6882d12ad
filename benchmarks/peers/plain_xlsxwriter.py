"""A finished workbook read back cell by cell, and the same cells written again by XlsxWriter alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from typing import Literal
from xml.etree import ElementTree

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from packagekit.documents.archive import parts

NAME = f"XlsxWriter {version('XlsxWriter')}"
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Cell:
    row: int
    column: int
    kind: Literal["string", "number", "formula", "blank"]
    value: str | float | None
    formula: str
    style: int


@dataclass(frozen=True)
class Page:
    name: str
    widths: tuple[tuple[int, int, float], ...]  # first column, last column, width in characters
    cells: tuple[Cell, ...]


def pages(workbook: bytes) -> tuple[Page, ...]:
    """Every sheet with its cells, as XlsxWriter has numbered its files."""
    files = parts(workbook)
    shared = ["".join(t.text or "" for t in item.iter(f"{M}t")) for item in _tree(files, "xl/sharedStrings.xml")]
    names = [sheet.attrib["name"] for sheet in _tree(files, "xl/workbook.xml").iter(f"{M}sheet")]
    return tuple(
        _page(name, _tree(files, f"xl/worksheets/sheet{number}.xml"), shared) for number, name in enumerate(names, start=1)
    )


def written(content: Sequence[Page]) -> bytes:
    """The cells with their values, formulas, styles by number and widths; no value is worked out or said."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    styles = {cell.style for page in content for cell in page.cells}
    forms = {style: book.add_format({"font_name": "Arial", "font_size": 9, "indent": style}) for style in sorted(styles)}
    for page in content:
        sheet = book.add_worksheet(page.name)
        for first, last, width in page.widths:
            sheet.set_column(first, last, width)
        for cell in page.cells:
            at, form = (cell.row, cell.column), forms[cell.style]
            match cell.kind:
                case "formula":
                    sheet.write_formula(*at, f"={cell.formula}", form, cell.value)
                case "string":
                    sheet.write_string(*at, cell.value, form)
                case "number":
                    sheet.write_number(*at, cell.value, form)
                case "blank":
                    sheet.write_blank(*at, None, form)
    book.close()
    return buffer.getvalue()


def _page(name: str, tree: ElementTree.Element, shared: Sequence[str]) -> Page:
    return Page(
        name=name,
        widths=tuple(
            (int(c.attrib["min"]) - 1, int(c.attrib["max"]) - 1, float(c.attrib["width"])) for c in tree.iter(f"{M}col")
        ),
        cells=tuple(_cell(c, shared) for c in tree.iter(f"{M}c")),
    )


def _cell(cell: ElementTree.Element, shared: Sequence[str]) -> Cell:
    row, column = xl_cell_to_rowcol(cell.attrib["r"])
    style = int(cell.attrib.get("s", "0"))
    value, formula = cell.findtext(f"{M}v"), cell.findtext(f"{M}f")
    if value is None:
        return Cell(row, column, "blank", None, "", style)
    if cell.attrib.get("t") == "s":
        return Cell(row, column, "string", shared[int(value)], "", style)
    return Cell(row, column, "number" if formula is None else "formula", float(value), formula or "", style)


def _tree(files: dict[str, bytes], name: str) -> ElementTree.Element:
    return ElementTree.fromstring(files[name])
