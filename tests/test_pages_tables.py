"""Tables in PDFs set from Word files: heads are repeated, rows stay together or are parted, nothing runs off a page."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from pypdfium2 import PdfDocument

from packagekit.documents.blank import blank
from packagekit.documents.blank import saved as finished
from packagekit.documents.pages import pressed
from tests.word_files import made, rows, saved, squeezed, text


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


def test_a_row_taller_than_a_page_is_cut_and_nothing_of_it_is_lost():
    words = [f"word{number}" for number in range(1500)]
    reader = made(rows("first", " ".join(words), "last"))
    found = [page.extract_text() for page in reader.pages]
    assert len(found) >= 3 and "last" in found[-1] and "below" in found[-1]
    said = squeezed(text(reader))
    assert [word for word in words if word not in said] == []
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


def test_a_table_that_fills_its_page_to_the_last_point_leaves_no_blank_page():
    """Word asks for a paragraph after it, which our layouts keep out of sight."""
    document = blank("nothing")
    page = document.sections[0]
    row = document.add_table(1, 1).rows[0]
    row.height, row.height_rule = page.page_height - page.top_margin - page.bottom_margin, WD_ROW_HEIGHT_RULE.EXACTLY
    row.cells[0].text = "all of it"
    document.add_paragraph(style="After Table")
    with PdfDocument(pressed(finished(document, datetime(2026, 11, 27))).pdf) as pages:
        assert len(pages) == 1
