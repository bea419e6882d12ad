"""An Excel file read back from its bytes: what stands in each cell, and its formulas worked out again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import formualizer
from lxml import etree

from packagekit.documents.archive import parts
from packagekit.documents.spreadsheet import MAIN
from packagekit.domain.record import plain
from packagekit.domain.text import N_, Problem

M = "{" + MAIN + "}"


@dataclass(frozen=True, slots=True)
class Found:
    """One cell as the file has it; of a formula the result that is shown by those who do not calculate."""

    text: str | None = None
    number: float | None = None
    formula: str | None = None


NOTHING = Found()


def cells(content: bytes) -> dict[tuple[str, str], Found]:
    """Every cell that says something, by its sheet and its place, row by row."""
    files = {name: etree.fromstring(part) for name, part in parts(content).items() if name.startswith("xl/") and name.endswith(".xml")}
    shared = ["".join(text.text or "" for text in entry.iter(f"{M}t")) for entry in files["xl/sharedStrings.xml"]]
    found: dict[tuple[str, str], Found] = {}
    for number, sheet in enumerate(files["xl/workbook.xml"].iter(f"{M}sheet"), start=1):
        name = sheet.get("name", "")
        for cell in files[f"xl/worksheets/sheet{number}.xml"].iter(f"{M}c"):
            kind, said, formula = cell.get("t"), cell.findtext(f"{M}v"), cell.findtext(f"{M}f")
            if said is None and formula is None:
                continue
            text = shared[int(said)] if kind == "s" and said is not None else None
            found[name, cell.get("r", "")] = Found(text, None if text is not None or said is None else float(said), formula)
    return found


def wrong_results(content: bytes, results: Mapping[tuple[str, str], Decimal]) -> Iterator[Problem]:
    """Formulas that give another result than the ledger's, by a calculator that has only the file."""
    book = formualizer.load_workbook_bytes(content)
    book.evaluate_all()
    for (name, cell), result in results.items():
        column, row = position(cell)
        found = book.get_value(name, row, column)
        if not isinstance(found, int | float) or abs(Decimal(repr(found)) - result) > abs(result) * Decimal("1e-12"):
            yield Problem(where=f"{name}!{cell}", what=N_("This formula gives {found} instead of {result}.", found=str(found), result=plain(result)),
                          how=N_("Make the estimate again; do not send this one."))


def position(cell: str) -> tuple[int, int]:
    """Column and row, both from 1."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(cell[len(letters):])
