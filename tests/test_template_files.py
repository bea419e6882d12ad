"""Files that people bring as Word templates: filled, or refused with what is wrong with them, before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx.oxml import OxmlElement
from pypdfium2 import PdfDocument

from packagekit import workflow as work
from packagekit.documents.pages import Pressed, pressed
from packagekit.documents.template import check
from packagekit.documents.unfilled import unsound_layout
from packagekit.documents.word import word
from packagekit.words.languages import language
from tests.conftest import ROOT
from tests.test_documents_hostile import PROPOSAL
from tests.word_templates import paragraphs, template

BODY, TYPES, RELATIONS = "word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"
PLAIN = paragraphs("{{ cover.number }}")
Change = Callable[[bytes], bytes]
NO_CHANGES: Mapping[str, Change] = {}
NO_PARTS: Mapping[str, bytes] = {}


def altered(changes: Mapping[str, Change] = NO_CHANGES, more: Mapping[str, bytes] = NO_PARTS, without: str = "") -> bytes:
    """The plain template with other parts."""
    made = BytesIO()
    with ZipFile(BytesIO(PLAIN)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != without:
                new.writestr(name, changes.get(name, bytes)(old.read(name)))
        for name, content in more.items():
            new.writestr(name, content)
    return made.getvalue()


def related(kind: str, target: str) -> bytes:
    relation = (f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
                f'Target="{target}" TargetMode="External"/></Relationships>').encode()
    return altered({RELATIONS: lambda rels: rels.replace(b"</Relationships>", relation)})


def locked() -> bytes:
    """An archive whose parts say that they are encrypted."""
    made = bytearray(PLAIN)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), PLAIN):
            made[found.start() + at] |= 1
    return bytes(made)


def lying() -> bytes:
    """An archive whose body says that it is smaller than it is."""
    made = bytearray(altered({BODY: lambda body: body + b" " * 5_000_000}))
    at = made.rfind(BODY.encode()) - 46
    made[at + 24:at + 28] = (1000).to_bytes(4, "little")
    return bytes(made)


def beyond() -> bytes:
    """An archive whose list leads to a part behind its own end."""
    made = bytearray(PLAIN)
    at = made.rfind(b"PK\x01\x02")
    made[at + 42:at + 46] = (1 << 30).to_bytes(4, "little")
    return bytes(made)


def versed() -> bytes:
    """An archive that says of its parts that a newer program is needed to unpack them."""
    made = bytearray(PLAIN)
    made[made.rfind(b"PK\x01\x02") + 6] = 127
    return bytes(made)


def hidden(body: bytes) -> bytes:
    """A part in an encoding of XML in which a declaration is other bytes."""
    return b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE x [+ADwAIQ-ENTITY a \"b\">]>" + body.partition(b"?>")[2]


def declared(entity: str) -> Change:
    return lambda body: b'<?xml version="1.0"?><!DOCTYPE x [' + entity.encode() + b"]>" + body.partition(b"?>")[2]


UNFIT = {
    "nothing": (b"", "no Word file"), "text": (b"hello", "no Word file"), "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "before 2007"),
    "cut off": (PLAIN[:9000], "damaged"), "locked": (locked(), "damaged"), "without a body": (altered(without=BODY), "damaged"), "lying": (lying(), "damaged"),
    "beyond its end": (beyond(), "damaged"), "of a newer program": (versed(), "damaged"), "without types": (altered(without=TYPES), "damaged"),
    "UTF-16": (altered({BODY: lambda body: body.decode().replace("UTF-8", "UTF-16").encode("UTF-16")}), "damaged"), "UTF-7": (altered({RELATIONS: hidden}), "damaged"),
    "loops in loops": (paragraphs("{% for r in rates %}" * 30 + "{% endfor %}" * 30), "too deep"),
    "brackets in brackets": (paragraphs("{{ " + "(" * 3000 + "cover" + ")" * 3000 + " }}"), "too deep"),
    "two blocks of one name": (paragraphs("{% block a %}{% endblock %}{% block a %}{% endblock %}"), "is broken"),
    "cut body": (altered({BODY: lambda body: body[:-30]}), "damaged"),
    "too large a body": (altered({BODY: lambda body: body.replace(b"</w:body>", b"<w:p/>" * 4_000_000 + b"</w:body>")}), "unpacks"),
    "too large a part": (altered(more={"word/media/x.bin": bytes(250_000_000)}), "unpacks"),
    "entities": (altered({BODY: declared('<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">')}), "declares"),
    "a file of the machine": (altered({BODY: declared('<!ENTITY a SYSTEM "file:///etc/passwd">')}), "declares"),
    "macros": (altered({TYPES: lambda types: types.replace(b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                                                          b"application/vnd.ms-word.document.macroEnabled.main+xml")}), "macros"),
    "a macro": (altered(more={"word/vbaProject.bin": b"x"}), "program"),
    "a picture elsewhere": (related("image", "https://example.org/x.png"), "elsewhere"),
    "a template elsewhere": (related("attachedTemplate", "https://example.org/x.dotm"), "elsewhere"),
    "letters turned around": (paragraphs("Hello \u202egnp.exe"), "turns the letters"),
    "another template": (paragraphs("{% include 'x' %}"), "another template"), "an unknown test": (paragraphs("{% if cover is nosuch %}x{% endif %}"), "asks for"),
}


@pytest.mark.parametrize(("file", "said"), UNFIT.values(), ids=UNFIT)
def test_a_file_that_cannot_be_filled_is_told_why(file, said):
    problems = check(file)
    assert problems and all(said in problem.what.msgid and problem.where and problem.how.msgid for problem in problems)
    reasons = [problem.what.args["reason"] for problem in problems if "reason" in problem.what.args]
    assert all(language(code).show(reason) != language("en").show(reason) for reason in reasons for code in ("ko", "vi", "id", "th"))


def test_what_keeps_a_document_in_the_house_is_told_of_its_template(house):
    who = work.desk_owner(house)
    assert work.check_template(house, who, PLAIN) == ()
    for faulty, said in (
        (altered(without="word/styles.xml"), "styles.xml"), (altered({BODY: lambda body: body.replace(b"<w:p>", b'<w:p><w:pPr><w:pStyle w:val="Nope"/></w:pPr>', 1)}), "Nope"),
        (altered({BODY: lambda body: body.replace(b"<w:p>", b"<w:p><w:pPr><w:colour/></w:pPr>", 1)}), "colour is no property of pPr"),
        (altered({BODY: lambda body: body.replace(b'w:w="12240"', b'w:w="12240.5"')}), "12240.5 stands where pgSz/w asks for a whole number"),
    ):
        problems = work.check_template(house, who, faulty)
        assert any(said in language("en").show(problem.what) for problem in problems)


Rows = tuple[tuple[str, ...], ...]
RATES: Rows = (("{%tr for r in rates %}", ""), ("{{ r.ref }}", "{{ r.name }}"), ("{%tr endfor %}", ""))
COLUMNS: Rows = (("Option", "{%tc for o in summary.options %}", "{{ o.name }}", "{%tc endfor %}"),
                 ("Price", "{%tc for o in summary.options %}", "{{ o.works }}", "{%tc endfor %}"))


def table(rows: Rows, *heads: int) -> bytes:
    """A template with one table; the rows of these numbers are repeated on each page."""
    def build(document):
        made = document.add_table(rows=len(rows), cols=len(rows[0]))
        for number, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
            if number in heads:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return template(build)


TABLES = {
    "a head and rows of a loop": (table((("No.", "Rate"), *RATES), 0), True),
    "the same, the head not repeated": (table((("No.", "Rate"), *RATES)), False),
    "rows of a loop alone": (table(RATES), False),
    "a head in the loop, over each of its rows": (table((RATES[0], ("No.", "Rate"), *RATES[1:]), 1), True),
    "a row before the loop, which has the head": (table((("Rates", ""), RATES[0], ("No.", "Rate"), *RATES[1:]), 2), False),
    "a head that may be left out": (table((("{%tr if cover.sample %}", ""), ("No.", "Rate"), ("{%tr endif %}", ""), *RATES), 1), False),
    "one head or another": (table((("{%tr if cover.sample %}", ""), ("No.", "Sample"), ("{%tr else %}", ""), ("No.", "Rate"), ("{%tr endif %}", ""), *RATES), 1, 3), True),
    "one row, of a loop's other way": (table((("{%tr for r in rates if not r.ref %}", ""), ("No.", "Rate"), ("{%tr else %}", ""), ("none", ""), ("{%tr endfor %}", "")), 1), True),
    "one row or none": (table((("{%tr if cover.number %}", ""), ("No.", "{{ cover.number }}"), ("{%tr endif %}", ""))), True),
    "columns of a loop under a head": (table(COLUMNS, 0), True),
    "the same, the head not repeated either": (table(COLUMNS), False),
}


@pytest.mark.parametrize(("made", "whole"), TABLES.values(), ids=TABLES)
def test_a_table_that_may_go_on_over_pages_repeats_its_head(made, whole):
    """Its rows are those there will be when it is filled: what loops and conditions stand in is gone then."""
    assert check(made) == ()
    said = [language("en").show(problem.what) for problem in unsound_layout(made)]
    assert not whole or word(made, PROPOSAL, language("en"), {})
    assert len(said) == (0 if whole else 1) and all(one.startswith("The Word file is not sound: a table does not repeat its head (“") for one in said)


@pytest.mark.parametrize("path", sorted(ROOT.glob("templates/*/document*.docx")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_our_own_templates_have_nothing_wrong(path, house):
    assert work.check_template(house, work.desk_owner(house), path.read_bytes()) == ()


def test_links_and_templates_without_a_tag_are_filled():
    assert check(related("hyperlink", "https://example.org/")) == ()
    assert word(paragraphs("Nothing to fill in."), PROPOSAL, language("en"), {})


def test_a_cell_of_many_short_paragraphs_runs_on_over_the_page():
    """Two hundred prices of one solution stand in one cell; none of them is longer than its line."""
    def build(document):
        table = document.add_table(rows=1, cols=1)
        for number in range(120):
            table.cell(0, 0).add_paragraph(f"Part {number}")
        row = table.rows[0]._tr.get_or_add_trPr()
        row.append(row.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}cantSplit", {}))
        document.add_paragraph("The end")

    made = pressed(word(template(build), PROPOSAL, language("en"), {}))
    assert isinstance(made, Pressed)
    pages = [page.get_textpage().get_text_range() for page in PdfDocument(made.pdf)]
    assert [set(re.findall(r"Part \d+", page)) != set() for page in pages] == [True] * 5
    assert {f"Part {number}" for number in range(120)} == {part for page in pages for part in re.findall(r"Part \d+", page)}


def test_a_head_of_several_lines_pushes_the_text_of_the_page_down():
    """As Word does: the first words of the page stand below the last of its head."""
    def build(document):
        document.sections[0].header.paragraphs[0].text = "Head " * 120 + "last"
        document.add_paragraph("First")

    made = pressed(word(template(build), PROPOSAL, language("en"), {}))
    assert isinstance(made, Pressed)
    page = PdfDocument(made.pdf)[0].get_textpage()
    _, head, *_ = page.get_charbox(page.get_text_range().index("last"))
    *_, first = page.get_charbox(page.get_text_range().index("First"))
    assert first < head
