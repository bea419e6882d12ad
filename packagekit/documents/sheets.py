"""A spreadsheet in the making: formulas with their results beside them, texts that stay texts, one look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from packagekit.documents.palette import LIGHT
from packagekit.documents.sandbox import clean
from packagekit.documents.typesetting import wrapped
from packagekit.domain.money import Money, minor_digits
from packagekit.domain.proposal import Cover
from packagekit.domain.text import Speaks

SIZE = 9
LINE = 12.0
"""Points from line to line of nine-point type."""
CHARACTER = 5.2
"""Points that one unit of a column's width holds."""
TALLEST = 400.0
"""The most points a row may have in Excel is 409."""
WORDS = ("text", "doubt")
"""Forms of cells that hold words and may run over several lines."""

LONGEST = 32_767
"""Characters a cell can hold."""


@dataclass(frozen=True)
class Formula:
    """A formula and the exact result it must give; the result is what viewers without a calculator show."""

    text: str
    result: Decimal


@dataclass(frozen=True)
class Heading:
    """A column: its label, its width in characters, and how its cells are written."""

    label: str
    width: float
    form: str = "text"


class Sheets:
    """The workbook: sheets are added, ``saved`` closes it."""

    def __init__(self, cover: Cover, language: Speaks) -> None:
        self.buffer = BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        })
        self.cover, self.language = cover, language
        self.formulas: dict[tuple[str, str], Decimal] = {}
        self._forms: dict[str, Any] = {}
        self.book.set_properties({
            "title": clean(f"{language.show(cover.title)} – {language.show(cover.buyer.name)}")[:255],
            "subject": clean(cover.number)[:255], "author": clean(language.show(cover.offered_by.name))[:255],
            "created": _moment(cover),
        })
        self.book.set_calc_mode("auto")

    def add(self, title: str) -> Sheet:
        return Sheet(self, title)

    def saved(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()

    def form(self, name: str) -> Any:
        """The look of a cell: ``text``, ``head``, ``title``, ``note``, ``ratio``, ``number``, ``money:USD``, and ``total:...``."""
        if name not in self._forms:
            self._forms[name] = self.book.add_format(_look(name))
        return self._forms[name]


class Sheet:
    """One sheet: a title, then tables one under the other."""

    def __init__(self, sheets: Sheets, title: str) -> None:
        self.sheets, self.name = sheets, _sheet_name(title, {s.name for s in sheets.book.worksheets()})
        self.page = sheets.book.add_worksheet(self.name)
        self.row = 0
        self.widths: dict[int, float] = {}
        page, language = self.page, sheets.language
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.set_footer("&L&8" + _plain_header(clean(sheets.cover.number)) + "&R&8&P / &N")
        self.write(0, clean(title), "title")
        self.row += 1
        notice = sheets.cover.sample
        self.write(0, language.show(notice) if notice else language.show(sheets.cover.buyer.name), "notice" if notice else "note")
        self.row += 2
        if notice:
            page.set_header("&C&8" + _plain_header(language.show(notice)))

    def table(self, headings: Sequence[Heading], rows: Sequence[Sequence[Any]], *, freeze: bool = False) -> tuple[int, int]:
        """A head and its rows; answers the first and last row for formulas (1-based; last < first when empty)."""
        for column, heading in enumerate(headings):
            look = self.sheets.form("head" if heading.form in WORDS else "head right")
            self.page.write_string(self.row, column, clean(heading.label), look)
            self.widths[column] = max(self.widths.get(column, 0), heading.width)
            self.page.set_column(column, column, self.widths[column])
        self.page.set_row(self.row, self._height([(h.label, h) for h in headings]) + 4)
        if freeze:
            self.page.freeze_panes(self.row + 1, 1)
            self.page.repeat_rows(self.row)
        self.row += 1
        first = self.row + 1
        for row in rows:
            self.page.set_row(self.row, self._height(list(zip(row, headings, strict=True))))
            for column, (heading, value) in enumerate(zip(headings, row, strict=True)):
                self.write(column, value, heading.form)
            self.row += 1
        return first, self.row

    def _height(self, row: Sequence[tuple[Any, Heading]]) -> float:
        """Points for the longest text of a row in its column: not every reader fits rows by itself."""
        lines = 1
        for value, heading in row:
            if heading.form in WORDS and value is not None:
                text = clean(self.sheets.language.show(value))
                lines = max(lines, sum(len(wrapped(line, (heading.width - 2) * CHARACTER, SIZE)) for line in text.split("\n")))
        return min(lines * LINE + 3, TALLEST)

    def write(self, column: int, value: Any, form: str) -> str:
        """One cell of the present row; answers its address. Texts are never read as formulas."""
        page, cell = self.page, xl_rowcol_to_cell(self.row, column)
        if form == "number":
            exact = value.result if isinstance(value, Formula) else value.amount if isinstance(value, Money) else value
            form = "count" if exact is not None and exact == int(exact) else form
        if isinstance(value, Formula):
            page.write_formula(self.row, column, value.text, self.sheets.form(form), _written(value.result))
            self.sheets.formulas[self.name, cell] = value.result
        elif isinstance(value, Money):
            page.write_number(self.row, column, _written(value.amount), self.sheets.form(
                form if ":" in form else f"money:{value.currency}"))
        elif isinstance(value, Decimal | int):
            page.write_number(self.row, column, _written(Decimal(value)), self.sheets.form(form))
        elif value is None:
            page.write_blank(self.row, column, None, self.sheets.form(form))
        else:
            text = clean(self.sheets.language.show(value))[:LONGEST]
            page.write_string(self.row, column, text, self.sheets.form("text" if form.startswith("money") else form))
        return cell

    def total(self, label: str, column: int, value: Any, form: str, *, columns: int) -> str:
        """A total under a table; answers the cell of the amount as other sheets name it."""
        for blank in range(columns):
            self.write(blank, None, "total")
        self.write(0, clean(label), "total")
        cell = self.write(column, value, f"total:{form.partition(':')[2]}")
        self.row += 1
        return self.at(cell)

    def at(self, cell: str) -> str:
        return f"'{self.name}'!{cell}"

    def range(self, column: int, first: int, last: int) -> str:
        """A column of cells as other sheets name it, its rows fixed."""
        letter = xl_col_to_name(column)
        return self.at(f"${letter}${first}:${letter}${last}")

    def gap(self) -> None:
        self.row += 1


def _moment(cover: Cover) -> datetime:
    """The day of the proposal stands for the clock."""
    return datetime(cover.day.year, cover.day.month, cover.day.day)


def _written(value: Decimal) -> float:
    """The nearest binary number, which is all a spreadsheet keeps; its 15 digits hold any amount we quote."""
    return float(value)


def _look(name: str) -> dict[str, Any]:
    kind, _, currency = name.partition(":")
    look: dict[str, Any] = {"font_name": "Arial", "font_size": SIZE, "font_color": LIGHT.ink, "valign": "top"}
    rule = {"bottom": 1, "bottom_color": LIGHT.line}
    digits = minor_digits(currency) if currency else 0
    amount = "#,##0" + ("." + "0" * digits if digits else "")
    match kind:
        case "title":
            return look | {"font_size": 15, "bold": True}
        case "notice":
            return look | {"bold": True, "font_color": LIGHT.amber}
        case "note":
            return look | {"font_color": LIGHT.muted}
        case "head" | "head right":
            return look | {"bold": True, "font_color": LIGHT.on_navy, "bg_color": LIGHT.navy, "text_wrap": True, "valign": "vcenter",
                           "align": "right" if name.endswith("right") else "left", "indent": 0 if name.endswith("right") else 1}
        case "money":
            return look | rule | {"num_format": f"{amount};[Red]-{amount}"}
        case "total":
            return look | {"bold": True, "top": 2, "bottom": 2, "top_color": LIGHT.navy, "bottom_color": LIGHT.navy,
                           "num_format": f"{amount};[Red]-{amount}" if currency else "General"}
        case "ratio":
            return look | rule | {"num_format": "0.00##%"}
        case "number":
            return look | rule | {"num_format": "#,##0.########"}
        case "count":
            return look | rule | {"num_format": "#,##0"}
        case "whole":
            return look | rule | {"num_format": "0"}
        case "doubt":
            return look | rule | {"italic": True, "font_color": LIGHT.amber, "text_wrap": True, "indent": 1}
        case _:
            return look | rule | {"text_wrap": True, "indent": 1}


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters without the ones a sheet's name must not hold, unlike the names there are."""
    name = "".join(" " if c in "[]:*?/\\'" else c for c in clean(title)).strip()[:31] or "-"
    number = 2
    while name.casefold() in {t.casefold() for t in taken}:
        name = f"{name[:27]} {number}"
        number += 1
    return name


def _plain_header(words: str) -> str:
    """Headers of Excel read & as a command, and hold 255 characters."""
    return words.replace("&", "&&")[:200]
