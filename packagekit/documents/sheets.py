"""A spreadsheet in the making: formulas with their results beside them, texts that stay texts, one look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import Any

from packagekit.documents.pages.fonts import by_script, family, width
from packagekit.documents.palette import LIGHT
from packagekit.documents.sandbox import clean
from packagekit.documents.spreadsheet import LETTERS, UNIT, About, Formula, Page, Value, named, written
from packagekit.documents.typesetting import wrapped
from packagekit.domain.money import Money, minor_digits
from packagekit.domain.proposal import Cover
from packagekit.domain.text import Percent, Speaks

SIZE = 9
LINE = 12.0
"""Points from line to line of nine-point type."""
BESIDE = 9.0
"""Points that the indent of words takes from a column, and what programs measure otherwise than we do."""
TITLE = 24.0
"""The row of a sheet's title in points: its type is larger than that of the rows, which would cut it."""
TALLEST = 400.0
"""The most points a row may have in Excel is 409."""
WORDS = ("text", "doubt", "answer")
"""Forms of cells that hold words and may run over several lines; an answer is still to be written."""

LONGEST = 32_767
"""Characters a cell can hold."""


__all__ = ["Formula", "Heading", "Sheet", "Sheets"]


@dataclass(frozen=True)
class Heading:
    """A column: its label, its width in characters, and how its cells are written."""

    label: str
    width: float
    form: str = "text"


class Sheets:
    """The workbook: sheets are added, ``saved`` closes it."""

    def __init__(self, cover: Cover, language: Speaks) -> None:
        self.cover, self.language = cover, language
        self.formulas: dict[tuple[str, str], Decimal] = {}
        self.totals: list[tuple[str, str]] = []  # the sheets and cells of the totals under the tables
        self.pages: list[Page] = []
        self.about = About(
            title=clean(_in_line(f"{language.show(cover.title)} – {language.show(cover.buyer.name)}"))[:255],
            subject=clean(cover.number)[:255], author=clean(_in_line(language.show(cover.offered_by.name)))[:255], day=cover.day,
        )

    def add(self, title: str) -> Sheet:
        return Sheet(self, title)

    def saved(self) -> bytes:
        return written(self.pages, LOOKS, self.about)


class _Looks(dict[str, Mapping[str, Any]]):
    """How a cell looks, by name: ``text``, ``head``, ``title``, ``note``, ``ratio``, ``number``, ``yes:Yes/No``,
    ``money:USD``, ``total:...``."""

    def __missing__(self, name: str) -> Mapping[str, Any]:
        return _look(name)


LOOKS = _Looks()


class Sheet:
    """One sheet: a title, then tables one under the other."""

    def __init__(self, sheets: Sheets, title: str) -> None:
        self.sheets, self.name = sheets, _sheet_name(title, {page.name for page in sheets.pages})
        self.row = 0
        language = sheets.language
        notice = _in_line(language.show(sheets.cover.sample)) if sheets.cover.sample else None
        self.page = Page(
            self.name, footer="&L&8" + _plain_header(clean(sheets.cover.number)) + "&R&8&P / &N",
            header="&C&8" + _plain_header(clean(notice)) if notice else "")
        sheets.pages.append(self.page)
        self.write(0, clean(_in_line(title)), "title")
        self.page.heights[self.row] = TITLE
        self.row += 1
        self.write(0, notice or language.show(sheets.cover.buyer.name), "notice" if notice else "note")
        self.row += 2

    def table(self, headings: Sequence[Heading], rows: Sequence[Sequence[Any]], *, freeze: bool = False, filters: bool = False) -> tuple[int, int]:
        """A head and its rows; answers the first and last row for formulas (1-based; last < first when empty)."""
        page, top = self.page, self.row
        labels = [clean(heading.label) for heading in headings]
        for column, (heading, label) in enumerate(zip(headings, labels, strict=True)):
            page.rows.setdefault(top, {})[column] = (label, "head" if heading.form in (*WORDS, "year", "yes") else "head right")
        self.row += 1
        for row in rows:
            for column, (heading, value) in enumerate(zip(headings, row, strict=True)):
                self.write(column, value, heading.form)
            self.row += 1
        below = range(top + 1, self.row)
        for column, (heading, label) in enumerate(zip(headings, labels, strict=True)):
            page.widths[column] = max(page.widths.get(column, 0), self._wide(column, heading, label, below))
        lines = max(_lines(label, page.widths[column], True) for column, label in enumerate(labels))
        page.heights[top] = min(lines * LINE + 3, TALLEST) + 4
        worded = [column for column, heading in enumerate(headings) if heading.form in WORDS]
        for at in below:
            said = [(page.rows[at][column][0], page.widths[column]) for column in worded]
            lines = max((_lines(text, wide) for text, wide in said if isinstance(text, str)), default=1)
            page.heights[at] = min(lines * LINE + 3, TALLEST)  # not every reader fits rows by itself
        if freeze:
            page.frozen, page.repeated = (top + 1, 1), top
        if filters:
            page.filtered = (top, self.row - 1, len(headings) - 1)
        return top + 2, self.row

    def _wide(self, column: int, heading: Heading, label: str, below: range) -> float:
        """A column of words takes no more room than its longest text, one of amounts as much as its longest amount."""
        least = max((_units(word, True) for word in label.split()), default=0)
        values = [self.page.rows[at][column][0] for at in below]
        if heading.form == "answer":
            return max(heading.width, least)
        if heading.form in WORDS:
            longest = max((_units(text) for text in values if isinstance(text, str)), default=0)
            return max(min(heading.width, max(longest, _units(label, True))), least)
        return max(heading.width, least, *(_units(figure) for figure in self._figures(values, heading.form)))

    def _figures(self, values: Sequence[Value], form: str) -> Iterator[str]:
        kind, _, currency = form.partition(":")
        if kind != "money":
            return
        digits = minor_digits(currency)
        amounts = [float(value.result) if isinstance(value, Formula) else value for value in values if isinstance(value, Formula | float)]
        yield f"{max(map(abs, amounts), default=0.0):,.{digits}f}"

    def write(self, column: int, value: Any, form: str) -> str:
        """One cell of the present row; answers its address. Texts are never read as formulas."""
        cell, language = f"{LETTERS[column]}{self.row + 1}", self.sheets.language
        if form == "yes":
            form = f"yes:{language.show(True)}/{language.show(False)}"
        if form == "number" and isinstance(value, Percent):
            value, form = value.ratio, "ratio"  # among other rates a share is a number too, shown in per cent
        if form == "number" and value is not None and not isinstance(value, str):
            exact = value.result if isinstance(value, Formula) else value.amount if isinstance(value, Money) else value
            form = "count" if exact == int(exact) else form
        kept: Value
        if isinstance(value, Formula):
            kept = value
            self.sheets.formulas[self.name, cell] = value.result
        elif isinstance(value, Money):
            kept = _written(value.amount)
            form = form if ":" in form else f"money:{value.currency}"
        elif isinstance(value, Decimal | int):
            kept = _written(Decimal(value))
        elif value is None:
            kept = None
        else:
            kept = clean(language.show(language.alone(value)))[:LONGEST]
            form = "text" if form.startswith("money") else form
        self.page.rows.setdefault(self.row, {})[column] = (kept, form)
        return cell

    def total(self, label: str, column: int, value: Any, form: str, *, columns: int) -> str:
        """A total under a table; answers the cell of the amount as other sheets name it."""
        for blank in range(columns):
            self.write(blank, None, "total")
        self.write(0, clean(_in_line(label)), "total")
        cell = self.write(column, value, f"total:{form.partition(':')[2]}")
        self.sheets.totals.append((self.name, cell))
        self.row += 1
        return self.at(cell)

    def at(self, cell: str) -> str:
        return f"{named(self.name)}!{cell}"

    def range(self, column: int, first: int, last: int) -> str:
        """A column of cells as other sheets name it, its rows fixed."""
        letter = LETTERS[column]
        return self.at(f"${letter}${first}:${letter}${last}")

    def gap(self) -> None:
        self.row += 1


def _extent(words: str, size: float, bold: bool) -> float:
    """The width of words in the type of our cells, in points; what Arial lacks, programs take from fonts much like ours."""
    return size * sum(width(part, family("Arial", False, script), bold) for script, part in by_script(words))


@lru_cache(maxsize=16_384)
def _units(text: str, bold: bool = False) -> int:
    """The width of a column in which each line of a text is one."""
    return ceil((max(_extent(line, SIZE, bold) for line in text.split("\n")) + BESIDE) / UNIT)


@lru_cache(maxsize=16_384)
def _lines(text: str, wide: float, bold: bool = False) -> int:
    """How many lines a text takes in a column of that width."""
    if "\n" not in text and _units(text, bold) <= wide:
        return 1
    return sum(len(wrapped(line, wide * UNIT - BESIDE, SIZE, bold, _extent)) for line in text.split("\n"))


def _written(value: Decimal) -> float:
    """The nearest binary number, which is all a spreadsheet keeps; its 15 digits hold any amount we quote."""
    return float(value)


def _look(name: str) -> dict[str, Any]:
    kind, _, said = name.partition(":")
    currency = said if kind in ("money", "total") else ""
    look: dict[str, Any] = {"font_name": "Arial", "font_scheme": False, "font_size": SIZE, "font_color": LIGHT.ink, "valign": "top"}
    rule = {"bottom": 1, "bottom_color": LIGHT.line}
    digits = minor_digits(currency) if currency else 0
    amount = "#,##0" + ("." + "0" * digits if digits else "")
    left = {"align": "left", "indent": 1}  # without its side an indent is not written, and words stand at the figure before them
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
                           **({"num_format": f"{amount};[Red]-{amount}"} if currency else left)}
        case "ratio":
            return look | rule | {"num_format": "0.00##%"}
        case "number":
            return look | rule | {"num_format": "#,##0.########"}
        case "count":
            return look | rule | {"num_format": "#,##0"}
        case "whole":
            return look | rule | {"num_format": "0"}
        case "yes":  # formulas count ones, people read words
            yes, _, no = said.partition("/")
            return look | rule | {"num_format": f'"{yes}";;"{no}"', **left}
        case "year":
            return look | rule | {"num_format": "0", **left}
        case "doubt":
            return look | rule | {"italic": True, "font_color": LIGHT.amber, "text_wrap": True, **left}
        case _:
            return look | rule | {"text_wrap": True, **left}


def _in_line(words: str) -> str:
    """Words in two languages where a cell or a name has one line."""
    return words.replace("\n", " · ")


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters without the ones a sheet's name must not hold, unlike the names there are."""
    name = "".join(" " if c in "[]:*?/\\'" else c for c in clean(title.split("\n")[0])).strip()[:31] or "-"
    number = 2
    while name.casefold() in {t.casefold() for t in taken}:
        name = f"{name[:27]} {number}"
        number += 1
    return name


def _plain_header(words: str) -> str:
    """Headers of Excel read & as a command, and hold 255 characters."""
    return words.replace("&", "&&")[:200]
