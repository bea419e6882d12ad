"""Our spreadsheets against XlsxWriter's, cell by cell, and against LibreOffice, which works every formula out anew."""

from __future__ import annotations

import csv
import re
import subprocess
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.documents.archive import packed, parts
from packagekit.documents.pdf import office
from packagekit.documents.sheets import LOOKS, Heading, Sheets
from packagekit.documents.spreadsheet import NORMAL, About, Formula, Page, letters, written
from packagekit.documents.workbook import laid_out, requirements_workbook, workbook
from packagekit.words.languages import language, languages
from tests import proposal_world as world

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
JOINT = world.proposed(world.FACTORY.model_copy(update={"members": world.JOINT}), taken=world.ADVANCED)
ABOUT = About("t", "s", "a", world.ON)


def by_xlsxwriter(pages: list[Page]) -> bytes:
    """The same pages written by XlsxWriter's own calls."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_format_properties": NORMAL})
    forms = {}
    for page in pages:
        sheet = book.add_worksheet(page.name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(page.paper)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, page.tall)
        sheet.set_footer(page.footer)
        if page.header:
            sheet.set_header(page.header)
        if page.frozen:
            sheet.freeze_panes(*page.frozen)
        if page.filtered is not None:
            sheet.autofilter(page.filtered[0], 0, page.filtered[1], page.filtered[2])
        if page.repeated is not None:
            sheet.repeat_rows(page.repeated)
        for column, wide in page.widths.items():
            sheet.set_column(column, column, wide)
        for row, high in page.heights.items():
            sheet.set_row(row, high)
        for row, cells in page.rows.items():
            for column, (value, look) in cells.items():
                form = forms.setdefault(look, None) or book.add_format(dict(LOOKS[look]))
                forms[look] = form
                if value is None:
                    sheet.write_blank(row, column, None, form)
                elif isinstance(value, Formula):
                    sheet.write_formula(row, column, value.text, form, float(value.result))
                elif isinstance(value, str):
                    sheet.write_string(row, column, value, form)
                else:
                    sheet.write_number(row, column, value, form)
    book.close()
    return buffer.getvalue()


def looks(files: dict[str, bytes]) -> list[tuple[bytes, ...]]:
    """Each cell format by what it says, not by the numbers of its parts."""
    tree = ElementTree.fromstring(files["xl/styles.xml"])
    fonts, fills, borders = ([ElementTree.tostring(e) for e in tree.find(f"{M}{name}")] for name in ("fonts", "fills", "borders"))
    numbers = {n.get("numFmtId"): n.get("formatCode", "").encode() for n in tree.iter(f"{M}numFmt")}
    return [
        (fonts[int(x.get("fontId"))], fills[int(x.get("fillId"))], borders[int(x.get("borderId"))],
         numbers.get(x.get("numFmtId"), x.get("numFmtId").encode()), *(ElementTree.tostring(a) for a in x))
        for x in tree.find(f"{M}cellXfs")
    ]


def sheets(content: bytes) -> list[dict[str, object]]:
    """All that a sheet shows: cells with their looks, widths, heights, panes and what is printed around it."""
    files = parts(content)
    styles = looks(files)
    strings = ["".join(t.text or "" for t in item.iter(f"{M}t")) for item in ElementTree.fromstring(files["xl/sharedStrings.xml"])]
    found = []
    for number in range(1, sum(name.startswith("xl/worksheets/") for name in files) + 1):
        tree = ElementTree.fromstring(files[f"xl/worksheets/sheet{number}.xml"])
        cells = {}
        for cell in tree.iter(f"{M}c"):
            value, formula = cell.findtext(f"{M}v"), cell.findtext(f"{M}f")
            shown = strings[int(value)] if cell.get("t") == "s" else float(value) if value is not None else None
            cells[cell.get("r")] = (shown, formula, styles[int(cell.get("s", "0"))])
        widths = {n: float(c.get("width")) for c in tree.iter(f"{M}col") for n in range(int(c.get("min")), int(c.get("max")) + 1)}
        heights = {r.get("r"): float(r.get("ht")) for r in tree.iter(f"{M}row") if r.get("ht")}
        around = [ElementTree.tostring(tree.find(f"{M}{name}")) for name in ("sheetPr", "sheetViews", "pageMargins", "pageSetup", "headerFooter")]
        found.append({"cells": cells, "widths": widths, "heights": heights, "around": around})
    return found


@pytest.mark.parametrize("code", languages())
def test_every_cell_is_as_xlsxwriter_writes_it(code):
    laid = laid_out(JOINT, language(code))
    ours, theirs = sheets(written(laid.pages, LOOKS, laid.about)), sheets(by_xlsxwriter(laid.pages))
    assert len(ours) == len(theirs) == 6
    for mine, other in zip(ours, theirs, strict=True):
        assert mine["cells"] == other["cells"]
        assert mine["widths"] == pytest.approx(other["widths"])
        assert (mine["heights"], mine["around"]) == (other["heights"], other["around"])


def test_names_and_printed_titles_are_xlsxwriter_s_too():
    laid = laid_out(JOINT, language("ko"))
    books = [ElementTree.fromstring(parts(content)["xl/workbook.xml"]) for content in (written(laid.pages, LOOKS, laid.about), by_xlsxwriter(laid.pages))]
    assert [s.get("name") for s in books[0].iter(f"{M}sheet")] == [s.get("name") for s in books[1].iter(f"{M}sheet")]
    titles = [{(d.get("localSheetId"), d.text) for d in book.iter(f"{M}definedName")} for book in books]
    assert titles[0] == titles[1] and len(titles[0]) == 4


@given(text=st.text(min_size=1, max_size=40) | st.sampled_from(["_x000D_", "_xABCD_ & <b>", " edge ", "a\nb", "]]>", "'=1+1"]))
@settings(deadline=None, max_examples=60)
def test_any_text_is_kept_as_xlsxwriter_keeps_it(text):
    laid = Sheets(JOINT.cover, language("en"))
    laid.add("t").table((Heading("a", 10),), [(text,)])
    value = laid.pages[0].rows[4][0][0]
    ours = parts(written(laid.pages, LOOKS, laid.about))
    theirs = parts(by_xlsxwriter(laid.pages))
    read = [["".join(t.text or "" for t in item.iter(f"{M}t")) for item in ElementTree.fromstring(files["xl/sharedStrings.xml"])]
            for files in (ours, theirs)]
    assert sorted(read[0]) == sorted(read[1])
    assert value == "" or value.replace("_x", "_x005F_x", 1) in read[0] or value in read[0]


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_excel_names_them(column, name):
    assert letters(column) == name


def test_an_ampersand_in_a_formula_s_sheet_name_stays_a_name():
    """A sheet called R&D's is quoted in a formula and escaped in XML."""
    page = Page("R&D's", rows={0: {0: (2.0, "count")}, 1: {0: (Formula("='R&D''s'!A1*2", Decimal(4)), "count")}})
    files = parts(written([page], LOOKS, ABOUT))
    assert "<f>'R&amp;D''s'!A1*2</f><v>4.0</v>" in files["xl/worksheets/sheet1.xml"].decode()
    assert ElementTree.fromstring(files["xl/workbook.xml"]).find(f".//{M}sheet").get("name") == "R&D's"


RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
"""LibreOffice believes cached results unless its profile says otherwise."""


@pytest.mark.office
def test_libreoffice_works_out_the_same_sums(tmp_path: Path):
    """Every cached result is set to 0 first, so that what LibreOffice writes was computed by it."""
    files = parts(workbook(JOINT, language("en")))
    for name in [n for n in files if n.startswith("xl/worksheets/")]:
        files[name] = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>0</v>", files[name])
    (tmp_path / "book.xlsx").write_bytes(packed(files))
    profile = tmp_path / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    program = office()
    assert program is not None
    subprocess.run(
        [program, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1", "--outdir", str(tmp_path), str(tmp_path / "book.xlsx")],
        check=True, capture_output=True, timeout=180)
    made = next(tmp_path.glob("book*.csv"))
    rows = {row[0]: row[1] for row in csv.reader(made.read_text(encoding="utf-8").splitlines()) if len(row) > 1}
    for label, money in (("Price of the quotation", JOINT.price.total), ("Buyer's cash out", JOINT.landed.cash_out), ("Buyer's cost", JOINT.landed.cost)):
        assert Decimal(rows[label].replace(",", "")) == money.amount


def test_the_archive_is_one_every_reader_opens():
    with zipfile.ZipFile(BytesIO(workbook(JOINT, language("th")))) as archive:
        assert archive.testzip() is None and archive.namelist()[0] == "[Content_Types].xml"


def table(headings: tuple[Heading, ...], rows: list[tuple[object, ...]], **how: bool) -> Page:
    laid = Sheets(JOINT.cover, language("en"))
    laid.add("t").table(headings, rows, **how)
    return laid.pages[0]


def test_rows_are_as_high_as_their_words_in_arial():
    """249 points of words stand in one line of a column of 58 characters; 30 characters hold half of them."""
    words = "Chi phí thực của Bên mua, cận dưới (xác suất thấp hơn: 1/10)"
    assert [table((Heading("a", wide),), [(words,)]).heights[4] for wide in (58, 30)] == [15, 27]


def test_a_head_over_figures_breaks_and_is_seen_whole():
    page = table((Heading("Khấu trừ, hoàn lại", 10, "whole"),), [(1,)])
    assert page.heights[3] == 2 * 12 + 3 + 4


def test_columns_are_as_wide_as_what_stands_in_them():
    """Words need no more room than they take, an answer keeps its room, and no amount is shown as ####."""
    page = table((Heading("Unit", 40), Heading("Remark", 30, "answer"), Heading("Price", 9, "money:VND")),
                 [("KRW", None, Decimal("1234567890123"))])
    assert page.widths[0] < 12 and page.widths[1] == 30 and page.widths[2] >= len("1,234,567,890,123")


def printed(rows: int) -> Page:
    """A sheet of usual rows as wide as an A4 page, its head repeated; 33 rows of it are one page."""
    return Page("Sheet", rows={row: {0: ("x", "text")} for row in range(rows)}, widths={0: 140}, repeated=0)


def test_no_total_stands_alone_on_the_last_printed_page():
    """The sheet is made a little smaller where a few rows would begin another page; else it takes the pages it takes."""
    assert [printed(rows).tall for rows in (5, 33, 34, 39, 50, 65, 70, 85)] == [0, 1, 1, 1, 0, 2, 2, 0]


def test_wide_sheets_are_printed_on_larger_paper():
    papers = {page.name: page.paper for page in laid_out(JOINT, language("en")).pages}
    assert (papers["Summary"], papers["Lines of the price"], papers["Ledger"]) == (9, 9, 8)


def test_the_head_of_the_requirements_filters_them():
    files = parts(requirements_workbook(JOINT, language("en")))
    sheet, book = ElementTree.fromstring(files["xl/worksheets/sheet1.xml"]), files["xl/workbook.xml"].decode()
    area = sheet.find(f"{M}autoFilter").get("ref")
    assert area == f"A4:I{4 + len(JOINT.requirements)}" and "!$A$4:$I$" in book


def test_cells_keep_their_type_in_excel():
    """A font tied to the theme is shown in the theme's type, whatever name it has."""
    assert b"<scheme" not in parts(workbook(JOINT, language("en")))["xl/styles.xml"]
