"""Thai in PDFs set from Word files: words are kept whole, marks stand level, each letter is read out once."""

from __future__ import annotations

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from fontTools.ttLib import TTFont

from packagekit.documents.fonts import thai_marks
from packagekit.documents.pages import Pressed, pressed
from packagekit.documents.preview import words as read_out
from packagekit.documents.thai import (
    COMPOUNDS,
    LIST,
    NAMES,
    OTHERS,
    kept_whole,
    known,
    listed,
)
from packagekit.documents.thai_words import TEXTS, worded
from packagekit.documents.typesetting import wrapped
from tests.conftest import ROOT
from tests.word_files import places, saved

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


@pytest.mark.parametrize(("text", "words"), [
    ("ราคาที่ผู้ซื้อจ่าย", ["ราคา", "ที่", "ผู้ซื้อ", "จ่าย"]),
    ("สายการผลิตใหม่", ["สายการผลิต", "ใหม่"]),
    ("บริการฝึกอบรม", ["บริการ", "ฝึกอบรม"]),
    ("หุ่นยนต์ลากจูง", ["หุ่นยนต์", "ลากจูง"]),
])
def test_pictures_know_a_thai_compound_and_the_end_of_a_word_begins_none(text, words):
    """บริการฝึกอบรม is a service and a training, no การฝึกอบรม after บริ. Pages part these where Word files do."""
    assert known().findall(text) == words


def test_every_thai_compound_stands_in_our_texts():
    texts = "".join(path.read_text("utf-8") for pattern in TEXTS for path in ROOT.glob(pattern))
    assert not [word for word in COMPOUNDS.read_text("utf-8").split() if word not in texts]


def test_each_thai_word_is_listed_once():
    """What pages keep whole, pictures know too: it needs no second list."""
    words = listed(LIST, NAMES, COMPOUNDS, OTHERS)
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(("said", "lines"), [
    ("ประมาณการทางเลือกนี้ก่อนจัดทำข้อเสนอ", ["ประมาณการ", "ทางเลือกนี้ก่อนจัดทำ", "ข้อเสนอ"]),  # not ประมาณ|การ
    ("ระดับขีดความสามารถตามที่ออกให้", ["ระดับ", "ขีดความสามารถ", "ตามที่ออกให้"]),  # not สามา|รถ
    ("โปรดเปรียบเทียบข้อเสนอสองฉบับ", ["โปรดเปรียบเทียบ", "ข้อเสนอสองฉบับ"]),  # not ข้อ|เสนอ
])
def test_lines_of_pictures_part_no_word_that_lines_of_pages_keep_whole(said, lines):
    assert wrapped(said, 112, 13, bold=True) == lines
    ends = {len("".join(lines[:number])) for number in range(1, len(lines))}
    at = 0
    for stretch, whole in kept_whole(said):
        assert not whole or not ends & set(range(at + 1, at + len(stretch))), stretch
        at += len(stretch)
