"""Columns of amounts hold the longest one; an amount that still has no room is set smaller, never cut."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from pypdf import PdfReader

from packagekit.documents.archive import parts
from packagekit.documents.contents import paged
from packagekit.documents.finished import judged_pdf
from packagekit.documents.fixed_rows import _forms
from packagekit.documents.pdf import pdf
from packagekit.documents.preview import words
from packagekit.documents.widths import LEAST, _types, unusual, widened
from packagekit.documents.word import filled, fitted
from packagekit.domain.money import Money
from packagekit.domain.proposal import Proposal
from packagekit.domain.record import Record
from packagekit.words.languages import language
from tests import proposal_world as world
from tests.conftest import ROOT
from tests.test_documents_engine import squares


def in_rupiah(value: Any, zeros: int = 8) -> Any:
    """The same record with every amount a hundred million times as large, in a currency with long figures."""
    match value:
        case Money():
            return type(value).of(value.amount * Decimal(10) ** zeros, "IDR")
        case Record():
            return value.model_copy(update={name: in_rupiah(part, zeros) for name, part in value.__dict__.items()})
        case tuple():
            return tuple(in_rupiah(part, zeros) for part in value)
    return value


@pytest.fixture(scope="module")
def great() -> Proposal:
    made = in_rupiah(world.proposed())
    return made.model_copy(update={"price": made.price.model_copy(update={"currency": "IDR"})})


@pytest.mark.parametrize("kind", ["offer", "summary", "annex", "aftercare"])
@pytest.mark.parametrize("code", ["en", "id"])
def test_amounts_of_fifteen_digits_stand_whole_on_the_page(kind, code, great):
    said = language(code)
    own = ROOT / "templates" / kind / f"document.{code}.docx"
    template = own if own.exists() else own.with_name("document.docx")
    made = fitted(filled(template.read_bytes(), great, said, squares()))
    finished = paged(made.document, squares().values())
    printed = pdf(finished.document, finished.setting)
    cut = [p for p in judged_pdf(printed, finished.document, (made.voice,), great) if p.where.startswith(("IDR", "Rp"))]
    assert cut == []
    assert any(len(amount) > 15 for amount in amounts(printed))


UNITS = {"vi": ("software_licence", "Bản quyền"), "ko": ("software_licence", "라이선스"), "id": ("services", "Pekerjaan")}
"""The longest unit of a language, and the group of the price whose lines are counted in it."""


@pytest.mark.parametrize("code", UNITS)
def test_an_offer_has_room_for_long_units_beside_amounts_of_sixteen_digits(code):
    """Each unit stands on one line with its quantity, and no amount is cut, parted or set smaller."""
    group, unit = UNITS[code]
    proposal = in_rupiah(world.proposed(), 10)
    groups = tuple(g if g.code != group else g.model_copy(update={"lines": tuple(
        line.model_copy(update={"qty": 7, "months": None}) for line in g.lines)}) for g in proposal.price.groups)
    proposal = proposal.model_copy(update={"price": proposal.price.model_copy(update={"currency": "IDR", "groups": groups})})
    made = fitted(filled((ROOT / "templates" / "offer" / f"document.{code}.docx").read_bytes(), proposal, language(code), {}))
    finished = paged(made.document, ())
    printed = pdf(finished.document, finished.setting)
    assert proposal.price.total.amount > 10 ** 15 and b"<w:sz " not in made.parts["word/document.xml"].content()
    assert judged_pdf(printed, finished.document, (made.voice,), proposal) == ()
    rows = re.findall(rf"{unit} 7 (?:IDR |Rp)?\d", words(printed).replace("\N{NO-BREAK SPACE}", " "))
    assert len(rows) == next(len(g.lines) for g in groups if g.code == group) > 0


def amounts(printed: bytes) -> list[str]:
    return re.findall(r"(?:IDR |Rp)[\d.,]+", "".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages).replace("\xa0", " "))


STYLES = b"""<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>
<w:style w:type="paragraph" w:styleId="Loud"><w:basedOn w:val="Normal"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Louder"><w:basedOn w:val="Loud"/></w:style>
<w:style w:type="paragraph" w:styleId="Quiet"><w:basedOn w:val="Loud"/><w:rPr><w:b w:val="0"/><w:sz w:val="16"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Round"><w:basedOn w:val="Round"/></w:style></w:styles>"""


def test_type_is_measured_as_styles_say_it_by_what_they_are_based_on_and_by_the_defaults_of_the_file():
    """A file of Word itself says the size of its text among the defaults alone."""
    told = {"": (14, False), "Normal": (14, False), "Loud": (14, True), "Louder": (14, True), "Quiet": (8, False), "Round": (14, False)}
    assert _types(STYLES) == told
    assert {key: (form.size, form.bold) for key, form in _forms(STYLES).items()} == told


def test_only_what_is_too_long_changes_a_table():
    short, long = table("USD 1,000,000.00"), table("IDR 283,228,050,000,000")
    assert widened(*short) == short[0] and not unusual(["USD 1,000.00", "a text that is as long as a long amount is"])
    assert unusual(["IDR 283,228,050,000,000"])
    before, after = (widths(body) for body in (long[0], widened(*long)))
    assert sum(before) == sum(after) and after[1] > before[1] and LEAST <= after[0] < before[0]


def table(amount: str) -> tuple[bytes, bytes]:
    """Body and styles of a Word file with words beside an amount that must not break."""
    document = Document()
    made = document.add_table(1, 2)
    made.autofit = False
    for column, wide in zip(made.columns, (6200, 2400), strict=True):
        column.width = wide * 635
    words, cell = made.rows[0].cells
    words.text, cell.text = "Sensors for forty machines", amount
    cell._tc.get_or_add_tcPr().append(cell._tc.makeelement(qn("w:noWrap")))
    buffer = BytesIO()
    document.save(buffer)
    content = parts(buffer.getvalue())
    return content["word/document.xml"], content["word/styles.xml"]


def widths(body: bytes) -> list[int]:
    return [int(column.get(qn("w:w"))) for column in etree.fromstring(body).iter(qn("w:gridCol"))]
