"""PDFs set from Word files: the same text on the same pages, every construct drawn or named, no data ever read as code."""

from __future__ import annotations

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from packagekit.documents import pdf as pdf_module
from packagekit.documents.archive import parts
from packagekit.documents.contents import paged
from packagekit.documents.fonts import thai_marks
from packagekit.documents.pages import Pressed, blocks, press, pressed, tables, undrawn
from packagekit.documents.pages.fonts import missing
from packagekit.documents.pages.numbering import counted
from packagekit.documents.pages.press import _read
from packagekit.documents.pages.thai import COMPOUNDS, kept_whole
from packagekit.documents.pages.thai_words import TEXTS, worded
from packagekit.documents.pdf import pdf
from packagekit.documents.picture import Canvas
from packagekit.documents.pieces import behind
from packagekit.documents.preview import words as read_out
from packagekit.domain.text import Refusal

ROOT = Path(__file__).parents[1]


def saved(document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def written(*paragraphs: str) -> bytes:
    document = Document()
    document.core_properties.title, document.core_properties.language = "A title", "en-GB"
    document.styles.element.find(".//{*}docDefaults//{*}lang").set(qn("w:eastAsia"), "ko-KR")
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def made(document: bytes) -> PdfReader:
    result = pressed(document)
    assert isinstance(result, Pressed), result
    return PdfReader(BytesIO(result.pdf))


def text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def squeezed(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split())


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


def test_a_table_keeps_its_merged_cells_and_repeats_its_head():
    document = Document()
    table = document.add_table(rows=80, cols=3, style="Table Grid")
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            cell.text = f"r{number}"
    for column in range(3):
        table.cell(0, column).text = f"Head {column}"
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f'<w:tblHeader {nsdecls("w")}/>'))
    table.cell(1, 0).merge(table.cell(2, 1)).text = "merged"
    pages = [page.extract_text() for page in made(saved(document)).pages]
    assert len(pages) > 1 and all("Head 1" in page for page in pages)
    assert sum(page.count("merged") for page in pages) == 1


def test_lines_under_the_words_of_a_table_are_drawn_though_all_of_it_has_them():
    def drawn(underlined: bool) -> int:
        document = Document()
        for cell in document.add_table(2, 2)._cells:
            cell.paragraphs[0].add_run("words").underline = underlined
        return sum(page.get_contents().get_data().count(b" l\n") for page in made(saved(document)).pages)

    assert drawn(True) >= drawn(False) + 4


def test_lists_count_as_word_counts():
    document = Document()
    for style, words in (("List Number", "one"), ("List Number", "two"), ("List Bullet", "dot")):
        document.add_paragraph(words, style)
    lines = text(made(saved(document))).split("\n")
    assert [line.split() for line in lines] == [["1.", "one"], ["2.", "two"], ["•", "dot"]]
    assert [counted(n, "upperRoman") for n in (1, 4, 9, 40, 1994)] == ["I", "IV", "IX", "XL", "MCMXCIV"]
    assert [counted(n, "lowerLetter") for n in (1, 26, 27, 28)] == ["a", "z", "aa", "bb"]


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


def rows(*texts: str, keep: str | None = None, uncut: bool = True) -> bytes:
    """A line of text over a table with a row for each text; with ``keep``, the style of the first row's paragraph."""
    document = Document()
    style = document.styles.add_style("Band", WD_STYLE_TYPE.PARAGRAPH)
    style.paragraph_format.keep_with_next = True
    for _ in range(3):
        document.add_paragraph("above")
    table = document.add_table(0, 2)
    for number, words in enumerate(texts):
        row = table.add_row()
        if uncut:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        row.cells[0].text, row.cells[1].text = words, f"beside {number}"
        if keep and number == 0:
            row.cells[0].paragraphs[0].style = keep
    document.add_paragraph("below")
    return saved(document)


def test_a_row_taller_than_a_page_is_cut_and_nothing_of_it_is_lost():
    words = [f"word{number}" for number in range(1500)]
    reader = made(rows("first", " ".join(words), "last"))
    found = [page.extract_text() for page in reader.pages]
    assert len(found) >= 3 and "last" in found[-1] and "below" in found[-1]
    assert [word for word in words if word not in squeezed(text(reader))] == []
    with PdfDocument(pressed(rows("first", " ".join(words), "last")).pdf) as pages:
        for page in pages:
            said = page.get_textpage()
            assert min(said.get_rect(number)[1] for number in range(said.count_rects())) > 60  # nothing runs off the page


def test_a_row_that_keeps_with_the_next_by_its_style_does_so():
    """Rows fill a page but for one line: the band goes to the next page with its row, where nothing asked for it stays."""
    filler = ["filler"] * 200
    alone = made(rows(*filler)).pages[0].extract_text().count("filler")
    band = Document(BytesIO(rows(*filler[:alone - 1], "band", "its row")))
    table = band.tables[0]
    table.rows[alone - 1].cells[0].paragraphs[0].style = "Band"
    kept = [page.extract_text() for page in made(saved(band)).pages]
    assert "band" not in kept[0] and "band" in kept[1] and "its row" in kept[1]
    free = [page.extract_text() for page in made(rows(*filler[:alone - 1], "band", "its row")).pages]
    assert "band" in free[0] and "its row" in free[1]


def test_rows_that_stay_together_and_are_more_than_a_page_are_parted_and_none_runs_off_it():
    band = Document(BytesIO(rows(*(" ".join(f"row{number}word{word}" for word in range(90)) for number in range(4)), "last")))
    for row in band.tables[0].rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].style = "Band"
    document = saved(band)
    assert len(made(document).pages) > 1 and "last" in text(made(document))
    with PdfDocument(pressed(document).pdf) as pages:
        for page in pages:
            said = page.get_textpage()
            assert min(said.get_rect(number)[1] for number in range(said.count_rects())) > 60


@pytest.mark.parametrize("last", [(), ("free", "free")], ids=["all stay", "all but two stay"])
def test_no_table_that_stays_together_runs_off_a_low_page(last):
    """26 rows of 22 points go on an upright page and not on a lying one."""
    document = Document(BytesIO(rows(*(f"row{number}" for number in range(26)), *last)))
    section = document.sections[0]
    section.page_width, section.page_height = section.page_height, section.page_width
    for row in document.tables[0].rows[:26]:
        row.height, row.height_rule = Pt(22), WD_ROW_HEIGHT_RULE.EXACTLY
        for cell in row.cells:
            cell.paragraphs[0].style = "Band"
    pages = [page.extract_text() for page in made(saved(document)).pages]
    with PdfDocument(pressed(saved(document)).pdf) as set_:
        assert all(box.get_rect(number)[1] > 40 for page in set_ for box in [page.get_textpage()] for number in range(box.count_rects()))
    assert len(pages) > 1 and "row0" in "".join(pages) and "row25" in pages[-1]


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


WORDS = st.sampled_from([
    "AVATAR", "To", "Type", "WAVE", "1.111,11", "fi", "r’", "f’s", "on-site", "2026-11-22", "IoT/MES", "(OEE)", "–", "58,34%", "x-1", "a-(b)",
    "₫", "1\xa0234", "Hiệu", "suất", "dây", "chuyền", "lắp", "설비", "종합효율", "개", "เพิ่ม", "เป้าหมาย", "Вода", "Ύϊ", "→", "no!", "and", "i",
])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(WORDS, min_size=1, max_size=14), min_size=1, max_size=5), st.integers(60, 400), st.sampled_from(["Arial", "Calibri", "Times New Roman"]), st.booleans())
def test_a_row_whose_height_is_told_ahead_is_as_high_as_one_that_typst_measures(monkeypatch, said, wide, font, listed):
    document = Document()
    document.styles["Normal"].font.name = font
    table = document.add_table(rows=0, cols=2)
    for words in said:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for cell, text, at in zip(row.cells, (" ".join(words), words[0]), (Pt(wide), Pt(460 - wide)), strict=True):
            cell.width, cell.text = at, text
            if listed:
                cell.paragraphs[0].style = "List Bullet"
    for column, at in zip(table.columns, (Pt(wide), Pt(460 - wide)), strict=True):
        column.width = at
    document.add_paragraph("below")
    told = pressed(saved(document))
    with monkeypatch.context() as measured:
        measured.setattr(tables, "high", lambda cell, widths, gathering: None)
        assert told == pressed(saved(document))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=2, max_size=3), st.integers(20, 200), st.sampled_from(["LEFT", "RIGHT"]))
@example([["AVATAR", "เพิ่ม"], ["58,34%"]], 20, "LEFT")
def test_words_after_a_tab_that_is_told_ahead_stand_where_typst_puts_them_by_measuring(monkeypatch, said, at, way):
    document = Document()
    paragraph = document.add_paragraph("\t".join(" ".join(words) for words in said))
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Pt(at))
    stops.add_tab_stop({"LEFT": Pt(250), "RIGHT": Pt(432)}[way], WD_TAB_ALIGNMENT[way])  # the right margin is at 432
    told = places(saved(document))
    with monkeypatch.context() as measured:
        measured.setattr(blocks, "gaps", lambda *line: None)
        asked = places(saved(document))
    assert told.keys() == asked.keys()
    assert all(abs(a - b) < 0.1 for letter, edges in told.items() for a, b in zip(edges, asked[letter], strict=True))


def test_a_tab_is_told_ahead_where_the_words_before_it_leave_no_doubt(monkeypatch):
    """Were none told ahead, the test above would pass as well."""
    found = []
    real = blocks.gaps
    monkeypatch.setattr(blocks, "gaps", lambda *line: found.append(real(*line)) or found[-1])
    document = Document()
    for text in ("first\tsecond", "long enough to pass a stop\tsecond"):
        document.add_paragraph(text).paragraph_format.tab_stops.add_tab_stop(Pt(100))
    document.add_paragraph("exactly up to 100 points\t" * 9)
    made(saved(document))
    assert found[0] == [100.0] and found[1] == [144.0] and found[2] is None


def places(document: bytes) -> dict[str, list[float]]:
    """The left edges of each letter of the first page, in points from left to right, in whatever order they are drawn."""
    found: dict[str, list[float]] = {}
    with PdfDocument(pressed(document).pdf) as pages:
        said = pages[0].get_textpage()
        for number in range(said.count_chars()):
            if not (letter := said.get_text_range(number, 1)).isspace():
                found.setdefault(letter, []).append(said.get_charbox(number)[0])
    return {letter: sorted(edges) for letter, edges in found.items()}


def test_most_cells_leave_no_doubt_of_their_height(monkeypatch):
    """Were none told ahead, the test above would pass as well."""
    told = []
    real = tables.high
    monkeypatch.setattr(tables, "high", lambda *cell: told.append(real(*cell)) or told[-1])
    made(rows("first", "Hiệu suất thiết bị tổng thể của dây chuyền " * 9, "last"))
    assert len(told) > 2 and None not in told and max(told) > 2 * min(told)


# Thai and drawings

@pytest.mark.parametrize("mode, colours", [("RGB", "RGB"), ("RGBA", "RGBA"), ("L", "RGB")])
def test_a_picture_without_transparency_is_given_none(mode, colours):
    """A TIFF goes into the PDF as PNG: a fourth channel for nothing would be a third more pixels to hold."""
    picture, document = BytesIO(), Document()
    Image.new(mode, (20, 20), "teal" if mode != "L" else 80).save(picture, "TIFF")
    document.add_picture(picture)
    read = _read(saved(document), {})
    (kept,) = read.pictures.values()
    assert Image.open(BytesIO(kept)).mode == colours


THAI = "การสั่งสิ่งที่ เพิ่ม เป้าหมาย ฝั่ง ฟื้น คู่สัญญา ผู้ซื้อ ฐานข้อมูล ปี่ ชิ้นส่วน โซลูชัน ก็ น้ำ จำนวน แบตช์"


@pytest.mark.parametrize("bold", [False, True])
def test_each_thai_letter_is_read_out_once(bold):
    """Marks on different heights would be texts of their own, each with the letters of the whole cluster."""
    document = Document()
    document.core_properties.title, document.core_properties.language = "A title", "th-TH"
    document.styles.element.find(".//{*}docDefaults//{*}lang").set(qn("w:eastAsia"), "ko-KR")
    run = document.add_paragraph().add_run(THAI)
    run.bold = run.font.cs_bold = bold
    result = pressed(saved(document))
    assert isinstance(result, Pressed)
    letters = "".join(read_out(result.pdf).split()).strip("\N{POP DIRECTIONAL FORMATTING}")  # PDFium's own
    assert letters == "".join(THAI.split())


def test_thai_words_stay_between_their_neighbours_though_word_calls_their_language_arabic():
    document = Document()
    document.styles.element.find(".//{*}docDefaults//{*}lang").set(qn("w:bidi"), "ar-SA")
    document.add_paragraph("AVATAR ราคา 58,34%")
    edges = places(saved(document))
    assert edges["R"][-1] < edges["ร"][0] < edges["5"][0]


def test_a_line_parts_no_thai_word():
    """In a column of 24 mm nearly every word meets the end of a line; Typst alone parts all of these."""
    words = ("โรงงาน", "เกาหลี", "ตัวอย่าง", "ซอฟต์แวร์", "พลังงาน", "เรียลไทม์", "กันยายน", "อ้างอิง", "รายการ")
    document = Document()
    document.core_properties.title, document.core_properties.language = "A title", "th-TH"
    document.styles.element.find(".//{*}docDefaults//{*}lang").set(qn("w:eastAsia"), "ko-KR")
    table = document.add_table(rows=1, cols=1)
    table.autofit = False
    table.columns[0].width = table.cell(0, 0).width = Mm(24)
    table.cell(0, 0).text = "".join(f"{word}และ{other}" for word in words for other in words)
    result = pressed(saved(document))
    assert isinstance(result, Pressed)
    lines = [line.strip() for line in read_out(result.pdf).splitlines() if line.strip()]
    assert len(lines) > len(words)
    whole = sum(line.count(word) for line in lines for word in words)
    assert whole == 2 * len(words) ** 2


def test_a_thai_word_is_not_found_in_the_letters_of_two_others():
    assert "".join(stretch for stretch, _ in kept_whole("ราคาที่โรงงาน")) == "ราคาที่โรงงาน"
    assert ("โรงงาน", True) in list(kept_whole("ราคาที่โรงงาน")) and ("คาที่", True) not in list(kept_whole("ราคาที่โรงงาน"))
    for name in ("รูเปียห์", "บันดุง", "กวางจู"):  # of a money and of places, which no dictionary has
        assert (name, True) in list(kept_whole(f"ราคาใน{name}ที่โรงงาน"))
    assert worded("ราคาที่", {"รา", "คาที่", "ราคา", "ที่"}, 5) == ["ราคา", "ที่"]


@pytest.mark.parametrize("path", sorted(thai_marks.FOLDER.glob(thai_marks.FAMILY)), ids=lambda path: path.name)
def test_the_marks_of_our_thai_fonts_stand_level(path):
    """As the script that makes the files leaves them: run again, it changes nothing."""
    for anchors in thai_marks._kinds(TTFont(path)):
        assert len({anchor.YCoordinate for anchor in anchors}) == 1


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


@pytest.mark.parametrize(("text", "words"), [
    ("ราคาที่ผู้ซื้อจ่าย", ["ผู้ซื้อ"]),
    ("สายการผลิตใหม่", ["สายการผลิต"]),
    ("บริการฝึกอบรม", ["บริการ", "ฝึกอบรม"]),
    ("หุ่นยนต์ลากจูง", ["หุ่นยนต์"]),
])
def test_a_thai_compound_is_kept_whole_and_the_end_of_a_word_begins_none(text, words):
    """บริการฝึกอบรม is a service and a training, no การฝึกอบรม after บริ."""
    assert [stretch for stretch, kept in kept_whole(text) if kept] == words


def test_every_thai_compound_stands_in_our_texts():
    texts = "".join(path.read_text("utf-8") for pattern in TEXTS for path in ROOT.glob(pattern))
    assert not [word for word in COMPOUNDS.read_text("utf-8").split() if word not in texts]


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
