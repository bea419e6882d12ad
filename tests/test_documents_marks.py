"""A number nobody has checked says so where it stands, in the finished Word file and PDF, in the buyer's language."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from packagekit import workflow as work
from packagekit.documents.contents import paged
from packagekit.documents.pdf import pdf
from packagekit.documents.word import word
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import Text
from packagekit.propose.names import UNVERIFIED
from packagekit.words.formats import NO_BREAK
from packagekit.words.languages import Language, language
from tests.conftest import DAY, ROOT

LAYOUT = (ROOT / "templates" / "proposal" / "document.docx").read_bytes()
READERS = {"VN": "vi", "ID": "id"}


@pytest.fixture(scope="module", params=READERS)
def sent(request: pytest.FixtureRequest, house: work.House) -> tuple[Proposal, Language, bytes]:
    """What is proposed to a sample factory of the market on the law as shipped, which is weak in places, and its Word file."""
    who, said = work.desk_owner(house), language(READERS[request.param])
    factory = next(f for f in house.whole_registry().factories.values() if f.market == request.param)
    bundle = work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=DAY), on=DAY)
    proposal = work.draft_proposal(house, who, bundle, on=DAY)
    return proposal, said, paged(word(LAYOUT, proposal, said)).document


def plain(words: str) -> str:
    return " ".join(words.replace(NO_BREAK, " ").split())


def rows(document: bytes) -> list[tuple[str, ...]]:
    """The cells of every row of every table, as a reader sees them."""
    return [
        tuple(plain(" ".join("".join(t.text or "" for t in p.iter("{*}t")) for p in cell.iter("{*}p")))
              for cell in row.iter("{*}tc"))
        for table in Document(BytesIO(document)).element.body.iter("{*}tbl") for row in table.iter("{*}tr")
    ]


def test_each_weak_number_is_marked_where_it_stands_and_no_sure_one_is(sent: tuple[Proposal, Language, bytes]) -> None:
    """Charges, every amount of the ledger, benefits and every rate of the appendix, found by what their row says."""
    proposal, said, document = sent
    mark, found = said.show(UNVERIFIED), rows(document)
    assert mark != UNVERIFIED.msgid  # in the reader's language

    def row(doubt: Text | None, *cells: Any) -> None:
        """One row says these cells in their order, and the mark beside its number exactly where there is doubt."""
        wanted = [plain(said.show(said.alone(cell))) for cell in cells]
        fits = [r for r in found if any(
            [c.replace(f" {mark}", "") for c in r[at:at + len(wanted)]] == wanted for at in range(len(r)))]
        assert fits, wanted
        assert any((mark in " ".join(r)) is (doubt is not None) for r in fits), (wanted, doubt, fits)

    back = f" ({said.gettext('comes back')})"
    amounts = [amount for line in proposal.landed.ledger for amount in line.amounts]
    for charge in proposal.landed.charges:
        row(charge.unverified, charge.name, charge.rates, charge.payer_name)
    for amount in amounts:
        row(amount.unverified, said.show(amount.name) + back * amount.recoverable)
    for rate in proposal.rates:
        row(rate.unverified, str(rate.ref), rate.name, rate.value)
    for benefit in proposal.returns.benefits:
        row(benefit.unverified, benefit.kpi, benefit.now)
    weak = [one for one in (*proposal.landed.charges, *amounts, *proposal.rates) if one.unverified is not None]
    assert weak and len(weak) < len(proposal.landed.charges) + len(amounts) + len(proposal.rates)  # both kinds are there


def test_the_pdf_has_as_many_marks_as_the_word_file(sent: tuple[Proposal, Language, bytes]) -> None:
    _, said, document = sent
    mark = said.show(UNVERIFIED)
    of_word = " ".join(" ".join(row) for row in rows(document)).count(mark)
    of_pdf = plain(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf(document))).pages)).count(mark)
    assert of_pdf >= of_word > 0
