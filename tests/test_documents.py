"""Word files: every figure in them, hostile text whole, templates judged before they are filled, a gate that closes."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from packagekit.documents.archive import packed, parts
from packagekit.documents.contents import paged
from packagekit.documents.pdf import pdf
from packagekit.documents.preview import leaf, leaves
from packagekit.documents.sandbox import clean
from packagekit.documents.template import check
from packagekit.documents.word import word
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import Refusal
from packagekit.words.formats import NO_BREAK
from packagekit.words.languages import language
from tests import proposal_world as world

TEMPLATES = Path(__file__).parents[1] / "templates"
LAYOUT = (TEMPLATES / "proposal" / "document.docx").read_bytes()
JOINT = world.FACTORY.model_copy(update={"members": world.JOINT})


def template(*paragraphs: str) -> bytes:
    """A small template: enough of the house's layout to pass the gate, and these paragraphs."""
    document = Document()
    document.core_properties.title, document.core_properties.language = "t", "en"
    lang = document.styles.element.find(".//{*}docDefaults//{*}lang")
    lang.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia", "ko-KR")
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def proposal() -> Proposal:
    return world.proposed(JOINT, taken=world.ADVANCED)


@pytest.fixture(scope="module")
def documents(proposal) -> dict[str, bytes]:
    return {code: paged(word(LAYOUT, proposal, language(code))).document for code in ("en", "ko")}


def text_of(document: bytes) -> str:
    """All text of the body in reading order, paragraph by paragraph."""
    body = Document(BytesIO(document)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p"))


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*/document*.docx")), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_template_asks_only_for_what_a_proposal_has(path):
    assert check(path.read_bytes()) == ()


@pytest.mark.parametrize("script", sorted(TEMPLATES.glob("*/layout.py")), ids=lambda p: p.parent.name)
def test_the_committed_template_is_what_its_script_makes(script):
    spec = importlib.util.spec_from_file_location("layout_of_" + script.parent.name, script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.layouts()
    assert sorted(made) == sorted(path.name for path in script.parent.glob("document*.docx"))
    for name, content in made.items():
        fresh, kept = parts(content), parts(script.with_name(name).read_bytes())
        assert sorted(fresh) == sorted(kept)
        assert [part for part in fresh if fresh[part] != kept[part]] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*/document*.docx")), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_template_carries_no_part_nobody_reads(path):
    """All documents carry what their template does: python-docx's own start has its styles twice and somebody's sources."""
    found = parts(path.read_bytes())
    assert [name for name in found if "Effects" in name or name.startswith(("customXml", "docProps/thumbnail"))] == []
    assert sum(map(len, found.values())) < 400_000


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*/document*.docx")), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_word_opens_a_template_as_one_of_its_own(path):
    """In an older version's mode Word says so above the text; two tables with nothing between them it makes one."""
    found = parts(path.read_bytes())
    assert b'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in found["word/settings.xml"]
    assert b'<w:zoom w:percent="100"/>' in found["word/settings.xml"]
    styles = Document(BytesIO(path.read_bytes())).styles.element
    known = {style.get(qn("w:styleId")) for style in styles}
    assert {to.get(qn("w:val")) for name in ("w:basedOn", "w:link", "w:next") for to in styles.iter(qn(name))} <= known
    assert [t for t in Document(BytesIO(path.read_bytes())).element.body.iter(qn("w:tbl"))
            if t.getnext() is not None and t.getnext().tag == qn("w:tbl")] == []


def test_every_amount_of_the_ledger_stands_in_the_document(proposal, documents):
    for code, document in documents.items():
        said, words = language(code), text_of(document)
        for line in proposal.landed.ledger:
            for amount in line.amounts:
                assert said.money(amount.amount) in words, f"{code}: {amount.id}"
        for money in (proposal.price.total, proposal.landed.cash_out, proposal.landed.cost, proposal.landed.range.p90,
                      *(s.amount for s in proposal.shares), *(p.amount for p in proposal.terms.payments)):
            assert said.money(money) in words
        assert said.spell(proposal.price.total) in words


def test_every_rate_stands_with_its_source_and_the_unverified_ones_are_marked(proposal, documents):
    words = text_of(documents["en"])
    for rate in proposal.rates:
        assert language("en").show(rate.source) in words
    marks = re.findall(r'<w:rStyle w:val="Doubt"/>(?:(?!</w:r>).)*?unverified</w:t>', parts(documents["en"])["word/document.xml"].decode())
    doubtful = sum(rate.unverified is not None for rate in proposal.rates)
    assert len(marks) > doubtful > 0


def test_the_sample_notice_is_in_the_header_of_every_page(proposal, documents):
    content = parts(documents["en"])
    headers = [content[name].decode() for name in content if re.match(r"word/header\d*\.xml", name)]
    assert len(headers) == 2  # the first page and all others
    assert all(language("en").show(proposal.cover.sample) in header for header in headers)


def test_the_language_is_marked_and_fonts_cover_hangul(documents):
    styles, core = (parts(documents["ko"])[name].decode() for name in ("word/styles.xml", "docProps/core.xml"))
    defaults = styles[styles.index("<w:docDefaults"):styles.index("</w:docDefaults")]
    assert 'w:val="ko-KR" w:eastAsia="ko-KR"' in defaults and 'w:eastAsia="Malgun Gothic"' in defaults
    assert "<dc:language>ko-KR</dc:language>" in core
    assert "2026-11-22T00:00:00Z" in core  # the day of the proposal, not of the clock


def test_equal_inputs_give_equal_bytes(proposal, documents):
    again = world.proposed(JOINT, taken=world.ADVANCED)
    assert paged(word(LAYOUT, again, language("en"))).document == documents["en"]
    with zipfile.ZipFile(BytesIO(documents["en"])) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


HOSTILE = [
    "Hoa & Binh <JSC> Ltd END", "\"quoted\" and 'single'", "{{ 7*7 }} {% for x in y %} {# note #}", "{_{ x }_} {_% y %_}",
    "</w:t></w:r></w:p>", "=HYPERLINK(1)", "a\u202eb\u200fc", "ก \u0e33 한글 Tiếng Việt", "&amp; &lt;", "x" * 10_000, "\\1 \\g<0> $1",
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_come_out_whole(name):
    document = word(template("Before {{ factory.name }} after", "{{ cover.salutation }}"),
                    world.proposed(world.FACTORY.model_copy(update={"name": name, "contact": None})), language("en"), {})
    paragraphs = [p.text for p in Document(BytesIO(document)).paragraphs]
    assert paragraphs == [f"Before {clean(name)} after", f"To the management of {clean(name)},"]
    assert clean(name) == name.replace("\u200f", "")  # the one sign here that nobody sees


@given(name=st.text(min_size=1, max_size=80))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_any_name_comes_out_but_for_signs_that_no_file_holds_or_nobody_sees(name):
    changed = PROPOSAL.model_copy(update={"factory": PROPOSAL.factory.model_copy(update={"name": name})})
    document = word(ONE_NAME, changed, language("en"), {}, final=False)
    assert Document(BytesIO(document)).paragraphs[0].text == f"[{clean(name)}]"


PROPOSAL = world.proposed()
ONE_NAME = template("[{{ factory.name }}]")


def test_unknown_names_are_refused_all_at_once_with_their_paragraphs():
    faulty = template("The price is {{ price.totl }} net", "Dear {{ cover.friend }}", "{% for row in rates %}{{ row.colour }}{% endfor %}",
                      "{{ pictures.sunset }}", "{{ nothing }}", "{{ cover.number|shout }}")
    with pytest.raises(Refusal) as refusal:
        word(faulty, PROPOSAL, language("en"), {})
    assert [(p.what.args["name"], p.where) for p in refusal.value.problems] == [
        ("price.totl", "The price is {{ price.totl }} net"), ("cover.friend", "Dear {{ cover.friend }}"),
        ("row.colour", "{% for row in rates %}{{ row.colour }}{% endfor %}"), ("pictures.sunset", "{{ pictures.sunset }}"),
        ("nothing", "{{ nothing }}"), ("shout", "{{ cover.number|shout }}"),
    ]


GIVEN = [  # a template that gives itself a name, the name, and whether the rest of the template may ask for it
    ("{% macro m(n, last='x') %}{{ n }}{{ last }}{{ varargs|length }}{% endmacro %}{{ m(cover.number) }}", "n", False),
    ("{% macro m(n) %}{{ caller(n) }}{% endmacro %}{% call(k) m(cover.number) %}[{{ k }}]{% endcall %}", "k", False),
    ("{% with n = cover.number %}{{ n }}{% endwith %}", "n", False),
    ("{% for row in rates if row.number %}{{ loop.index }}{{ row.number }}{% endfor %}", "row", False),
    ("{% set n %}{{ cover.number }}{% endset %}{{ n }}", "n", True),
]


@pytest.mark.parametrize("asks, name, stays", GIVEN, ids=["macro", "call", "with", "for if", "set block"])
def test_names_that_a_template_gives_itself_are_known_where_they_are_given(asks, name, stays):
    assert check(template(asks)) == ()
    assert {p.what.args["name"] for p in check(template(asks, f"{{{{ {name} }}}}"))} == (set() if stays else {name})
    wrong = check(template(asks.replace(".number", ".nmber")))
    assert wrong and all(p.what.args["name"].endswith(".nmber") for p in wrong)


def test_a_broken_tag_is_refused_with_its_paragraph():
    with pytest.raises(Refusal) as refusal:
        word(template("fine", "{% if cover %} never closed"), PROPOSAL, language("en"), {})
    assert "never closed" in refusal.value.problems[0].where


def test_a_value_that_is_not_there_is_refused_not_left_blank():
    assert PROPOSAL.scope.suppliers[1].partner is not None or PROPOSAL.scope.suppliers[0].partner is None
    with pytest.raises(Refusal) as refusal:
        word(template("Partner: {{ scope.suppliers[0].partner }}"), PROPOSAL, language("en"), {})
    assert refusal.value.problems[0].where == "Partner: {{ scope.suppliers[0].partner }}"


@pytest.mark.parametrize("attack", [
    "{{ cover.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ cover.model_construct() }}", "{{ cover.model_dump() }}",
    "{{ _.__globals__ }}", "{{ range(10**9)|list|length }}",
])
def test_a_template_gets_at_nothing_but_its_names(attack):
    with pytest.raises(Refusal):
        word(template(attack), PROPOSAL, language("en"), {})


def test_what_the_template_s_own_file_says_of_its_house_goes_to_no_buyer():
    """Company, manager, and how many pages the template had, are no facts of the document."""
    theirs = parts(template("{{ cover.number }}"))
    theirs["docProps/app.xml"] = theirs["docProps/app.xml"].replace(b"<Company/>", b"<Company>Their Holding</Company>")
    assert b"Their Holding" in theirs["docProps/app.xml"] and b"<Pages>" in theirs["docProps/app.xml"]
    made = parts(word(packed(theirs), PROPOSAL, language("en"), {}))["docProps/app.xml"]
    assert b"Their Holding" not in made and b"Pages" not in made


def test_properties_of_a_template_are_not_evaluated():
    buffer = BytesIO()
    document = Document(BytesIO(template("{{ cover.number }}")))
    document.core_properties.comments = "{{ 7 * 191 }}"
    document.save(buffer)
    made = word(buffer.getvalue(), PROPOSAL, language("en"), {})
    assert "1337" not in parts(made)["docProps/core.xml"].decode()


def test_the_preview_shows_the_pages_of_the_pdf(documents):
    made = pdf(documents["en"])
    book = leaves(made)
    assert book.pages == len(PdfReader(BytesIO(made)).pages)
    titles = [chapter.title for chapter in book.chapters]
    assert titles[:3] == ["Contents", "1 Summary", "2 Your factory as we understand it"]
    page = leaf(made, book.chapters[1].page, 620)
    width, height = Image.open(BytesIO(page.png)).size
    assert (width, round(height / width, 2)) == (620, 1.41) and "Summary" in page.words


def test_the_pdf_has_its_pages_and_no_amount_is_broken(proposal, documents):
    reader = PdfReader(BytesIO(pdf(documents["en"])))
    assert 10 <= len(reader.pages) <= 20  # a small deal; the samples have 12 to 20
    words = "\n".join(page.extract_text() for page in reader.pages).replace(NO_BREAK, " ")
    for line in proposal.landed.ledger:
        for amount in line.amounts:
            assert language("en").money(amount.amount).replace(NO_BREAK, " ") in words
