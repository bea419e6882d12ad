"""Whatever people type or templates ask for: a clean document, or a refusal that says what and where."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from packagekit.documents import lint
from packagekit.documents.archive import packed, parts
from packagekit.documents.finished import judged_pdf, spaced
from packagekit.documents.gates import Voice
from packagekit.documents.pages import fonts
from packagekit.documents.pdf import pdf
from packagekit.documents.preview import words
from packagekit.documents.sandbox import clean
from packagekit.documents.word import word
from packagekit.documents.workbook import workbook
from packagekit.domain.money import Money
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import Refusal
from packagekit.words.languages import language, languages
from tests import proposal_world as world
from tests.test_documents_engine import TEMPLATES, squares
from tests.word_templates import paragraphs, template

LAYOUT = next(path for path in TEMPLATES if path.parent.name == "proposal").read_bytes()
PROPOSAL = world.proposed(world.FACTORY.model_copy(update={"members": world.JOINT}), taken=world.ADVANCED)
EN = language("en")


def named(name: str, proposal: Proposal = PROPOSAL) -> Proposal:
    """The proposal for a factory of that name, wherever it stands."""
    return proposal.model_copy(update={
        "factory": proposal.factory.model_copy(update={"name": name}),
        "cover": proposal.cover.model_copy(update={"buyer": proposal.cover.buyer.model_copy(update={"name": name})}),
    })


@pytest.mark.parametrize("name", [
    "Hoa & Bình <JSC> \"1\" 'x' >", "e\u0301\u0302\u0323 Việt\u0323", "=cmd|' /C calc'!A0", "</w:t></w:r></w:p><w:p/>",
    "{{ cover.number }} {% if x %}", "a" * 5_000, "a\nb\tc\r\nd", "Nhà máy\u00a0Mẫu\u200b", "{_{ x }_}",
], ids=range(9))
def test_a_hostile_name_goes_through_every_document_whole(name):
    proposal = named(name)
    document = word(LAYOUT, proposal, EN, squares())
    lint.check(document)
    said = "\n".join(p.text for p in Document(BytesIO(document)).paragraphs)
    assert clean(name).strip() in said.replace("\n\t", "\n\t")
    assert workbook(proposal, EN)


def test_fonts_that_files_name_are_not_kept_without_end():
    for number in range(2000):
        fonts.family(f"Font {number}", False, "latin")
    assert fonts.family.cache_info().currsize < 2000


def test_a_letter_with_marks_of_their_own_is_read_once_out_of_a_pdf():
    """None of these has a letter of its own in Unicode; the last one's mark stands below the line."""
    name = "n\u0308aa m\u030Cbb e\u0301\u0302\u0323cc"
    document = word(ONE, named(name), EN, {})
    assert spaced(f"[{name}]") in spaced(words(pdf(document)))
    assert judged_pdf(pdf(document), document, [Voice(EN, ())], named(name)) == ()


def test_a_sign_without_a_letter_is_refused_and_named():
    with pytest.raises(Refusal) as refusal:
        word(LAYOUT, named("Sample \N{ROCKET} Plastics"), EN, squares())
    assert {p.what.args["signs"] for p in refusal.value.problems} == {("\N{ROCKET} (U+1F680)",)}


@given(name=st.text(min_size=1, max_size=60))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_name_gives_a_clean_document_or_a_named_refusal(name):
    try:
        document = word(ONE, named(name), language("vi"), {})
    except Refusal as refusal:
        assert all(p.where and p.what.msgid and p.how.msgid for p in refusal.problems)
        return
    lint.check(document)
    assert f"[{clean(name)}]" in Document(BytesIO(document)).paragraphs[0].text


ONE = paragraphs("[{{ factory.name }}]", "{{ price.total }}")


@pytest.mark.parametrize("code", languages())
def test_no_case_and_one_case_alone_are_said_cleanly(code, sample_proposals):
    proposal = sample_proposals[0]
    for cases in ((), proposal.evidence.cases[:1]):
        fewer = proposal.model_copy(update={"evidence": proposal.evidence.model_copy(update={"cases": cases, "spreads": ()})})
        lint.check(word(LAYOUT, fewer, language(code), squares()))


@pytest.mark.parametrize("code", languages())
def test_amounts_of_a_quadrillion_stand_whole(code):
    """10^15: sixteen digits, in words as well as in figures."""
    said = language(code)
    great = Money(amount=Decimal(10) ** 15, currency="VND")
    facts = PROPOSAL.terms.items[0].model_copy(update={"value": great})
    proposal = PROPOSAL.model_copy(update={"terms": PROPOSAL.terms.model_copy(update={"items": (facts,)})})
    document = word(paragraphs("{{ terms.items[0].value }}", "{{ terms.items[0].value|spell }}"), proposal, said, {})
    figures, words = (p.text for p in Document(BytesIO(document)).paragraphs)
    assert figures == said.money(great) and words == said.spell(great)


def test_two_hundred_lines_make_one_sound_table():
    line = PROPOSAL.scope.lines[0]
    lines = tuple(line.model_copy(update={"no": number}) for number in range(1, 201))
    document = word(LAYOUT, PROPOSAL.model_copy(update={"scope": PROPOSAL.scope.model_copy(update={"lines": lines})}), EN, squares())
    lint.check(document)
    assert max(len(table.rows) for table in Document(BytesIO(document)).tables) >= 201


BOMBS = [
    "{{ 'a' * 10**9 }}", "{{ 10 ** 10 ** 8 }}", "{{ '%1000000000d' % 1 }}", "{{ 'a'.ljust(10**9) }}", "{{ 'a'|center(10**9) }}",
    "{{ '{:>1000000000}'.format(1) }}", "{{ [1]|batch(10**9) }}", "{{ rates|join('x' * 10**8) }}",
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "{% set a %}xxxxxxxxxx{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40,
    "{% for a in rates %}" * 14 + "x" + "{% endfor %}" * 14,
    "{% for a in rates %}" * 14 + "{% endfor %}" * 14,
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% set a = 'xxxxxxxxxx' %}" + '{% set a = _("{n}{n}", n=a) %}' * 40,
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_a_template_that_asks_for_too_much_is_refused(bomb):
    with pytest.raises(Refusal) as refusal:
        word(paragraphs("fine", bomb), PROPOSAL, EN, {})
    assert refusal.value.problems[0].where


def png(*size: int) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, "PNG")
    return made.getvalue()


def with_logo(data: bytes, ending: str = "png") -> bytes:
    """A template whose logo is these bytes, whatever they are."""
    whole = parts(template(lambda document: (document.add_picture(BytesIO(png(20, 20))), document.add_paragraph("{{ cover.number }}"))))
    whole["word/document.xml"] = whole["word/document.xml"].replace(b'name="Picture 1"', b'name="Picture 1" descr="Sample logo"')
    for name in ("word/_rels/document.xml.rels", "[Content_Types].xml"):
        whole[name] = whole[name].replace(b"image1.png", f"image1.{ending}".encode()).replace(b'Extension="png"', f'Extension="{ending}"'.encode())
    del whole["word/media/image1.png"]
    return packed({**whole, f"word/media/image1.{ending}": data})


def test_a_logo_of_thirty_megapixels_goes_into_word_and_pdf():
    document = word(with_logo(png(6000, 5000)), PROPOSAL, EN, {})
    lint.check(document)
    (image,) = (found.get_object() for found in PdfReader(BytesIO(pdf(document))).pages[0]["/Resources"]["/XObject"].values())
    assert (image["/Width"], image["/Height"]) == (6000, 5000)


@pytest.mark.parametrize("data, ending, said", [
    (b"this is no picture", "png", "no whole"), (b"PK\x03\x04", "png", "no whole"), (png(200, 200)[:300], "png", "no whole"),
    (png(9, 9), "jpeg", "no whole"), (b"", "gif", "no whole"), (png(16_000, 10), "png", "pixels"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "svg", "program"),
    (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "svg", "program"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://example.org/x.png"/></svg>', "svg", "not in it"),
    (b"<svg", "svg", "no whole"), ('<?xml version="1.0" encoding="utf-16"?><svg/>'.encode("utf-16"), "svg", "no whole"), (b"<html/>", "svg", "no whole"),
], ids=["text", "archive", "cut off", "another kind", "empty", "too wide", "script", "handler", "elsewhere", "cut drawing", "UTF-16", "page"])
def test_a_logo_that_is_none_is_refused_by_its_name(data, ending, said):
    with pytest.raises(Refusal) as refusal:
        word(with_logo(data, ending), PROPOSAL, EN, {})
    (problem,) = refusal.value.problems
    assert problem.where == f"word/media/image1.{ending}" and said in problem.what.msgid
