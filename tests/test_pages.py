"""PDFs set from Word files: the same text on the same pages, every construct drawn or named, no data ever read as code."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from packagekit.documents import pdf as pdf_module
from packagekit.documents.archive import parts
from packagekit.documents.contents import paged
from packagekit.documents.pages import Pressed, fonts, press, pressed, undrawn
from packagekit.documents.pages.fonts import missing
from packagekit.documents.pages.numbering import counted
from packagekit.documents.pages.press import _read
from packagekit.documents.pdf import pdf
from packagekit.documents.picture import Canvas
from packagekit.documents.pieces import behind
from packagekit.documents.preview import words as read_out
from packagekit.domain.text import Refusal
from tests.conftest import ROOT
from tests.word_files import made, saved, squeezed, text, written

HOSTILE = [
    "#panic(1) #sys.inputs $x^2$ *bold* _it_ `raw` @ref <label> = head", "\\u{41} \\ \\\\ \" ' \"\"\" '''", "// no comment /* none */",
    "#image(\"/etc/passwd\") #read(\"tree.json\")", "a & b < c > d", "- item\n+ item\n/ term: x", "[[]] {{}} (()) ;;", "~ -- --- ... 'smart' \"quotes\"",
    "https://example.org/#frag?x=1&y=2", "x" * 5000, "Tiếng Việt e\u0323\u0302 ạ", "한글과 ไทย และ Indonesia", "₫ ₩ ฿ € 1.000.000",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_text_comes_out_as_it_went_in(words):
    assert squeezed(words) in squeezed(text(made(written(f"[{words}]"))))


@given(words=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_set_or_its_letter_is_named(words):
    result = pressed(written(words))
    if isinstance(result, Pressed):
        assert result.pdf.startswith(b"%PDF-")
    else:
        assert [u.construct.args["character"] for u in result] == [missing(words)]


def test_equal_files_give_equal_bytes_whatever_the_clock_says():
    assert pdf(written("same", "words")) == pdf(written("same", "words"))


def test_the_pdf_is_tagged_and_says_title_language_and_standard():
    reader = made(written("words"))
    assert reader.metadata.title == "A title"
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "en-GB" and catalog["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1" in catalog["/Metadata"].get_data()


def test_a_korean_heading_whose_words_are_kept_whole_is_in_the_outline():
    document = Document()
    document.add_heading("도입 일정", 1)
    for run in document.paragraphs[0].runs:
        run._r.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="ko-KR" w:eastAsia="ko-KR"/>'))
    content = BytesIO()
    document.save(content)
    assert [entry.title for entry in PdfReader(BytesIO(pdf(content.getvalue()))).outline] == ["도입 일정"]


def test_headings_are_the_outline_and_skip_no_level():
    document = Document()
    document.add_heading("First of the third level", 3)
    document.add_heading("A chapter", 1)
    document.add_heading("Deep", 4)
    outline = made(saved(document)).outline
    assert [entry.title for entry in outline if not isinstance(entry, list)] == ["First of the third level", "A chapter"]
    assert [entry.title for entry in outline[-1]] == ["Deep"]


def test_headings_of_one_level_stand_side_by_side_though_none_is_of_the_first():
    document = Document()
    for title, level in (("A firm", 2), ("What it delivers", 3), ("Its certificates", 3), ("Another firm", 2)):
        document.add_heading(title, level)
    outline = made(saved(document)).outline
    assert [entry.title for entry in outline if not isinstance(entry, list)] == ["A firm", "Another firm"]
    assert [entry.title for entry in outline[1]] == ["What it delivers", "Its certificates"]


def test_page_numbers_are_those_of_the_pages():
    document = Document()
    footer = document.sections[0].footer.paragraphs[0]
    for code in ("PAGE", "NUMPAGES"):
        footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {code} "><w:r><w:t>99</w:t></w:r></w:fldSimple>'))
        footer.add_run(" of " if code == "PAGE" else ".")
    for number in range(3):
        document.add_paragraph(f"Body {number}").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Last")
    pages = [page.extract_text() for page in made(saved(document)).pages]
    assert [re.search(r"(\d) of (\d)\.", page).groups() for page in pages] == [(str(n), "4") for n in (1, 2, 3, 4)]


def test_a_reference_to_a_page_is_reckoned_anew_and_bookmarks_are_told_with_their_pages():
    document = Document()
    paragraph = document.add_paragraph("See page ")
    paragraph._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGEREF there \\h "><w:r><w:t>77</w:t></w:r></w:fldSimple>'))
    document.add_page_break()
    target = document.add_paragraph("Here")
    target._p.insert(0, parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="1" w:name="there"/>'))
    target._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="1"/>'))
    result = pressed(saved(document))
    assert result.pages == {"there": 2}
    assert "See page 2" in PdfReader(BytesIO(result.pdf)).pages[0].extract_text()


def test_lists_count_as_word_counts():
    document = Document()
    for style, words in (("List Number", "one"), ("List Number", "two"), ("List Bullet", "dot")):
        document.add_paragraph(words, style)
    lines = text(made(saved(document))).split("\n")
    assert [line.split() for line in lines] == [["1.", "one"], ["2.", "two"], ["•", "dot"]]
    assert [counted(n, "upperRoman") for n in (1, 4, 9, 40, 1994)] == ["I", "IV", "IX", "XL", "MCMXCIV"]
    assert [counted(n, "lowerLetter") for n in (1, 26, 27, 28)] == ["a", "z", "aa", "bb"]


def listed(form: str, times: int = 1) -> bytes:
    """Paragraphs that are counted in a form that Word may choose."""
    document = Document()
    for element in document.part.numbering_part.element.iter(qn("w:numFmt")):
        element.set(qn("w:val"), form)
    for number in range(times):
        document.add_paragraph(f"entry {number}", "List Number")
    return saved(document)


def test_lists_count_in_korean_letters_and_circles_and_a_form_we_cannot_write_is_named():
    """Said in figures, 나. would be 2. in the PDF, and what a clause refers to would not be found."""
    assert "".join(text(made(listed("ganada", 2))).split()) == "가.entry0나.entry1"
    assert [counted(n, "decimalEnclosedCircle") for n in (1, 20)] == ["①", "⑳"]
    for document, form in ((listed("thaiLetters"), "thaiLetters"), (listed("ganada", 15), "ganada")):
        assert [u.construct.args["element"] for u in undrawn(document)] == [f"numFmt {form}"]


def heights_of(document: bytes) -> list[float]:
    """Where the lines of the first page stand, in points above its foot."""
    with PdfDocument(pressed(document).pdf) as pages:
        said = pages[0].get_textpage()
        return [said.get_rect(number)[1] for number in range(said.count_rects())]


@pytest.mark.parametrize("marked", [False, True], ids=["neighbours", "the end of a bookmark between"])
def test_a_paragraph_leaves_no_room_before_one_of_its_style_though_neither_names_it(marked):
    """Of both the style is the one nobody names; 20 points after each, but not before its like: a line is 12 points high."""
    document = Document()
    form = document.styles["Normal"].paragraph_format
    form.line_spacing, form.space_after = Pt(12), Pt(20)
    first = document.add_paragraph("one")
    first._p.get_or_add_pPr().append(parse_xml(f"<w:contextualSpacing {nsdecls('w')}/>"))
    if marked:
        first._p.addnext(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="7"/>'))
    document.add_paragraph("one")
    upper, lower = heights_of(saved(document))
    assert round(upper - lower, 1) == 12


def test_text_struck_out_twice_is_struck_out():
    def drawn(**struck: bool) -> int:
        document = Document()
        font = document.add_paragraph().add_run("no longer so").font
        for name, value in struck.items():
            setattr(font, name, value)
        return made(saved(document)).pages[0].get_contents().get_data().count(b" l\n")

    assert drawn(double_strike=True) == drawn(strike=True, double_strike=False) == drawn(strike=True) > drawn()


@pytest.mark.parametrize(("said", "day"), [
    ("2026-11-22T08:00:00", datetime(2026, 11, 22, 8, tzinfo=UTC)), ("2026-11-22T08:00:00+09:00", datetime(2026, 11, 21, 23, tzinfo=UTC)),
    ("0001-01-01T00:00:00+09:00", datetime(1980, 1, 1, tzinfo=UTC)), ("today", datetime(1980, 1, 1, tzinfo=UTC)),
])
def test_the_day_of_a_pdf_is_the_file_s_wherever_it_is_set(said, day, monkeypatch):
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Seoul")
        time.tzset()
        assert press._day(said) == day
    time.tzset()


def test_letters_that_a_font_lacks_are_not_kept():
    kept = fonts._widths(fonts.SANS, False)
    assert fonts.width("".join(map(chr, range(0xF0000, 0xF1000))), fonts.SANS, False) == 0x1000
    assert kept.keys() <= kept.letters


def test_pictures_keep_their_words_for_blind_readers():
    document = Document()
    picture = BytesIO()
    Image.new("RGB", (40, 20), "#0f766e").save(picture, "PNG")
    document.add_picture(picture, width=Mm(40))
    document.inline_shapes[0]._inline.docPr.set("descr", "A green field")
    reader = made(saved(document))
    assert len(reader.pages[0].images) == 1
    assert "A green field" in str([o.get_object() for o in _structure(reader)])


def _structure(reader: PdfReader):
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if not isinstance(node, dict):
            continue
        found.append(node)
        kids = node.get("/K", [])
        waiting += kids if isinstance(kids, list) else [kids]
    return [n for n in found if "/Alt" in n]


def test_a_table_of_contents_is_written_out_with_the_page_of_each_heading():
    document = Document(BytesIO(written()))
    for number in (1, 2):
        document.styles.add_style(f"toc {number}", WD_STYLE_TYPE.PARAGRAPH)
    holder = document.add_paragraph(style="toc 1")
    for mark in ('fldChar w:fldCharType="begin"', 'instrText xml:space="preserve"> TOC \\o "1-2" \\h ', 'fldChar w:fldCharType="separate"',
                 "t>Update me", 'fldChar w:fldCharType="end"'):
        tag = mark.split(">")[0].split(" ")[0]
        holder._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:{mark}{'' if '>' in mark else '>'}</w:{tag}></w:r>"))
    for title, level in (("First & foremost", 1), ("Beneath", 2), ("Too deep", 3), ("Last", 1)):
        document.add_page_break()
        document.add_heading(title, level)
    made = paged(saved(document))
    body = Document(BytesIO(made.document)).element.body
    entries = [p for p in body.iter(qn("w:p")) if p.pPr is not None and p.pPr.pStyle is not None and p.pPr.pStyle.val.startswith("toc")]
    assert ["".join(t.text for t in e.iter(qn("w:t"))) for e in entries] == ["First & foremost2", "Beneath3", "Last5"]
    assert [p.pPr.pStyle.val for p in entries] == ["toc1", "toc2", "toc1"]
    assert b"updateFields" not in parts(made.document)["word/settings.xml"]
    assert paged(made.document).document == made.document  # written once more, it is the same
    assert isinstance(made.setting, Pressed) and pdf(made.document) == made.setting.pdf

SHAPES = {
    "a text box or shape": '<w:r {ns}><w:drawing><wp:inline {more}><wp:extent cx="9" cy="9"/><wp:docPr id="1" name="x"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"/></a:graphic></wp:inline></w:drawing></w:r>',
    "a chart": '<w:r {ns}><w:drawing><wp:inline {more}><wp:extent cx="9" cy="9"/><wp:docPr id="1" name="x"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphic></wp:inline></w:drawing></w:r>',
    "a SmartArt diagram": '<w:r {ns}><w:drawing><wp:inline {more}><wp:extent cx="9" cy="9"/><wp:docPr id="1" name="x"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"/></a:graphic></wp:inline></w:drawing></w:r>',
    "an embedded object (OLE)": "<w:r {ns}><w:object/></w:r>",
    "a drawing of the old kind (VML)": "<w:r {ns}><w:pict/></w:r>",
    "a phonetic guide": "<w:r {ns}><w:ruby/></w:r>",
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_we_cannot_draw_is_named_with_its_place(name, monkeypatch):
    document = Document()
    paragraph = document.add_paragraph("Beside these words")
    paragraph._p.append(parse_xml(SHAPES[name].format(ns=nsdecls("w"), more=nsdecls("wp", "a"))))
    found = undrawn(saved(document))
    assert [(u.construct.msgid, u.where) for u in found] == [(name, "Beside these words")]
    monkeypatch.setattr(pdf_module, "office", lambda: None)
    with pytest.raises(Refusal) as refusal:
        pdf(saved(document))
    assert [(p.where, p.what.args["construct"].msgid) for p in refusal.value.problems] == [("Beside these words", name)]


def test_a_letter_no_font_of_ours_has_is_named():
    assert [u.construct.args["code"] for u in undrawn(written("Smile 😀 please"))] == ["1F600"]


def test_a_line_is_as_high_as_the_file_says():
    document = Document()
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Arial", Pt(10)
    form = document.styles["Normal"].paragraph_format
    form.line_spacing, form.space_after = Pt(20), Pt(0)
    section = document.sections[0]
    section.page_height, section.top_margin, section.bottom_margin = Pt(500), Pt(50), Pt(49)
    for number in range(41):
        document.add_paragraph(f"Line {number}.")
    pages = [page.extract_text().split("\n") for page in made(saved(document)).pages]
    assert [len(lines) for lines in pages] == [20, 20, 1]  # 401 points hold twenty lines of 20


def test_a_document_that_cannot_be_set_keeps_no_other_from_being_set(monkeypatch):
    def broken(*asked, **how):
        raise MemoryError("no room to set it")

    with monkeypatch.context() as full:
        full.setattr(press, "compositor", broken)
        with pytest.raises(MemoryError):
            pressed(written("first"))
    monkeypatch.setattr(press, "forget", broken)
    made(written("second"))
    assert "third" in text(made(written("third")))


@pytest.mark.parametrize("mode, colours", [("RGB", "RGB"), ("RGBA", "RGBA"), ("L", "RGB")])
def test_a_picture_without_transparency_is_given_none(mode, colours):
    """A TIFF goes into the PDF as PNG: a fourth channel for nothing would be a third more pixels to hold."""
    picture, document = BytesIO(), Document()
    Image.new(mode, (20, 20), "teal" if mode != "L" else 80).save(picture, "TIFF")
    document.add_picture(picture)
    read = _read(saved(document), {})
    (kept,) = read.pictures.values()
    assert Image.open(BytesIO(kept)).mode == colours


@pytest.mark.parametrize("said", ["ระบบ MES พร้อม SPC", "설비 관리", "Kế toán - kho nội bộ"])
def test_the_words_of_a_drawing_are_words_of_the_pdf(said):
    canvas = Canvas(300, 60, "#FFFFFF")
    canvas.text(150, 30, said, size=14, fill="#14213D", bold=True, anchor="middle")
    picture = canvas.picture(title="t", alt="what it shows")
    document = Document()
    document.core_properties.title, document.core_properties.language = "A title", "en-GB"
    document.add_picture(BytesIO(picture.png()))
    document.element.body.find(".//{*}docPr").set("descr", picture.alt)
    setting = paged(saved(document), [picture]).setting
    assert isinstance(setting, Pressed)
    assert "".join(said.split()) in "".join(read_out(setting.pdf).split())
    assert not any("/XObject" in page["/Resources"] and any(
        form.get_object()["/Subtype"] == "/Image" for form in page["/Resources"]["/XObject"].values())
        for page in PdfReader(BytesIO(setting.pdf)).pages)


def test_documents_set_at_once_are_those_set_one_by_one():
    documents = [written(*(f"{letter} {number}" for number in range(200))) for letter in "abcd"]
    alone = [pressed(document) for document in documents]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(pressed, documents)) == alone


def test_pdfium_is_called_in_one_place_only():
    """It works for one thread at a time, and the lock stands where it is called."""
    files = [path for path in (ROOT / "packagekit").rglob("*.py") if re.search(r"^\s*(?:import|from) pypdfium2", path.read_text(), re.MULTILINE)]
    assert [path.name for path in files] == ["preview.py"]


def test_of_a_picture_behind_the_text_that_is_cut_from_below_the_top_is_seen():
    """Red over blue, the blue cut off."""
    whole = Image.new("RGB", (20, 40), "red")
    whole.paste("blue", (0, 20, 20, 40))
    buffer = BytesIO()
    whole.save(buffer, "PNG")
    document = Document()
    behind(document.add_paragraph().add_run(), buffer.getvalue(), (40, 40), "Two colours", 40)
    result = pressed(saved(document))
    assert isinstance(result, Pressed)
    page = PdfDocument(result.pdf)[0].render(scale=0.5).to_pil()
    seen = {colour for _, colour in page.getcolors(page.width * page.height)}
    assert (255, 0, 0) in seen and (0, 0, 255) not in seen
