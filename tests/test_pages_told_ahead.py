"""What is reckoned before Typst sets a page is what Typst would have measured."""

from __future__ import annotations

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from packagekit.documents.pages import blocks, pressed, tables
from tests.word_files import made, places, rows, saved

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


def test_most_cells_leave_no_doubt_of_their_height(monkeypatch):
    """Were none told ahead, the test above would pass as well."""
    told = []
    real = tables.high
    monkeypatch.setattr(tables, "high", lambda *cell: told.append(real(*cell)) or told[-1])
    made(rows("first", "Hiệu suất thiết bị tổng thể của dây chuyền " * 9, "last"))
    assert len(told) > 2 and None not in told and max(told) > 2 * min(told)


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
