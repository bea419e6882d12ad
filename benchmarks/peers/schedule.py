"""A plain schedule of a proposal laid out twice, once with our tags and once with Carbone's, to compare like with like."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement

from packagekit.domain.proposal import Proposal
from packagekit.domain.text import Speaks

HEAD = ("cover.title", "cover.number", "cover.day", "cover.valid_until", "price.basis", "price.total", "landed.cash_out")
LEDGER = ("name", "stage_name", "amount", "payer_name")
RATES = ("ref", "name", "value", "day", "source", "status")


def schedule(proposal: Proposal, language: Speaks) -> tuple[bytes, bytes, dict[str, Any]]:
    """Our template, Carbone's template, and the strings Carbone fills it with."""
    ours = _document(
        [f"{{{{ {name} }}}}" for name in HEAD],
        (["{%tr for line in landed.ledger %}", "{%tr for amount in line.amounts %}"],
         [[f"{{{{ amount.{name} }}}}" for name in LEDGER]], ["{%tr endfor %}", "{%tr endfor %}"]),
        (["{%tr for rate in rates %}"], [[f"{{{{ rate.{name} }}}}" for name in RATES]], ["{%tr endfor %}"]),
    )
    theirs = _document(
        [f"{{d.head{number}}}" for number in range(len(HEAD))],
        ([], _repeated("ledger", LEDGER), []), ([], _repeated("rates", RATES), []),
    )
    amounts = [amount for line in proposal.landed.ledger for amount in line.amounts]
    data = {
        **{f"head{number}": language.show(_at(proposal, name)) for number, name in enumerate(HEAD)},
        "ledger": [_shown(amount, LEDGER, language) for amount in amounts],
        "rates": [_shown(rate, RATES, language) for rate in proposal.rates],
    }
    return ours, theirs, data


Rows = tuple[Sequence[str], Sequence[Sequence[str]], Sequence[str]]
"""Tags before, rows of cells, tags after."""


def _document(head: Sequence[str], *tables: Rows) -> bytes:
    document = Document()
    for paragraph in head:
        document.add_paragraph(paragraph)
    for before, rows, after in tables:
        width = len(rows[0])
        table = document.add_table(rows=0, cols=width)
        table.style = "Table Grid"
        for cells in ([str(number + 1) for number in range(width)], *([t] for t in before), *rows, *([t] for t in after)):
            row = table.add_row()
            for cell, words in zip(row.cells, cells, strict=False):  # a tag stands alone in its row
                cell.text = words
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # our documents repeat every head
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _repeated(array: str, names: Sequence[str]) -> list[list[str]]:
    """Carbone's way to say a loop: the first row as a pattern and the second one to end it."""
    return [[f"{{d.{array}[{index}].{name}}}" for name in names] for index in ("i", "i+1")]


def _at(record: Any, path: str) -> Any:
    for name in path.split("."):
        record = getattr(record, name)
    return record


def _shown(record: Any, names: Sequence[str], language: Speaks) -> dict[str, str]:
    return {name: language.show(getattr(record, name)) for name in names}
