"""Two languages in one Word file: both are read, figures stand once, and nothing of either is lost."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime, timedelta

import pypdfium2 as pdfium
import pytest
from docx import Document as open_word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from packagekit import workflow as work
from packagekit.documents import lint
from packagekit.documents.archive import parts
from packagekit.documents.both import differs
from packagekit.documents.facing import facing
from packagekit.documents.layout import Layout
from packagekit.documents.rows import Column
from packagekit.domain.text import Refusal
from packagekit.words.languages import language
from tests.conftest import DAY


def _contract(heading: str, clause: str, label: str, price: str) -> bytes:
    """A heading, a clause and a table of one row."""
    layout = Layout()
    layout.heading(heading)
    layout.paragraph(clause)
    table = layout.bare_table([100, 70])
    for cell, text in zip(table.add_row().cells, (label, price), strict=True):
        cell.paragraphs[0].add_run(text)
    layout.document.core_properties.title, layout.document.core_properties.language = heading, "id-ID"
    buffer = io.BytesIO()
    layout.document.save(buffer)
    return buffer.getvalue()


INDONESIAN = _contract("Harga", "Harga berlaku 60 hari.", "Peralatan", "USD 1,000.00")
ENGLISH = _contract("Price", "The price is valid for 60 days.", "Goods", "USD 1,000.00")


def test_text_faces_headings_and_cells_have_a_second_line_and_figures_stand_once():
    joined = open_word(io.BytesIO(facing(INDONESIAN, ENGLISH, locale="en-GB", clause=("Teks Indonesia.", "English text.")).document))
    assert [p.text for p in joined.paragraphs if p.text] == ["Harga", "Price"]
    columns, table, clause = joined.tables
    assert [cell.text for cell in columns.rows[0].cells] == ["Harga berlaku 60 hari.", "", "The price is valid for 60 days."]
    assert [cell.text for cell in table.rows[0].cells] == ["Peralatan\nGoods", "USD 1,000.00"]
    assert [cell.text for cell in clause.rows[0].cells] == ["Teks Indonesia.", "", "English text."]


def test_columns_of_text_are_no_rows_of_the_table_before_them():
    """Word makes one table of two with nothing between them."""
    def told(label: str, after: str) -> bytes:
        layout = Layout()
        layout.bare_table([100]).add_row().cells[0].text = label
        layout.paragraph(after)
        return layout.saved(datetime(2026, 11, 26))

    clause = ("Teks Indonesia.", "English text.")
    body = open_word(io.BytesIO(facing(told("Harga", "Berlaku 60 hari."), told("Price", "Valid for 60 days."), locale="en-GB", clause=clause).document)).element.body
    assert [child.tag.rpartition("}")[2] for child in body] == ["tbl", "p", "tbl", "p", "tbl", "p", "sectPr"]


def test_the_second_language_is_marked_and_only_the_leading_heading_is_one():
    joined = open_word(io.BytesIO(facing(INDONESIAN, ENGLISH, locale="en-GB").document))
    second = next(p for p in joined.paragraphs if p.text == "Price")
    assert second.style.name == "Second Heading 1" and not second.style.element.xpath(".//w:outlineLvl")
    assert second.style.base_style.name == "Normal"  # its ink, not the black of no style
    assert second.runs[0]._r.xpath("./w:rPr/w:lang/@w:val") == ["en-GB"]


def test_the_caption_of_a_table_is_kept_with_it_and_not_with_the_figure_above():
    def captions(figure: str, table: str) -> bytes:
        layout = Layout()
        layout.paragraph(figure, "Caption")
        layout.paragraph(table, "Table Caption")
        layout.document.core_properties.title, layout.document.core_properties.language = figure, "id-ID"
        buffer = io.BytesIO()
        layout.document.save(buffer)
        return buffer.getvalue()

    joined = open_word(io.BytesIO(facing(captions("Gambar", "Tabel"), captions("Figure", "Table"), locale="en-GB").document))
    assert [[cell.text for cell in table.rows[0].cells] for table in joined.tables] == [["Gambar", "", "Figure"], ["Tabel", "", "Table"]]
    body = [element.tag.rpartition("}")[2] for element in joined.element.body]
    assert body[:3] == ["tbl", "p", "tbl"]  # two tables side by side would be one
    kept = joined.tables[1].rows[0]
    assert all(p.paragraph_format.keep_with_next and p.paragraph_format.keep_together for p in kept.cells[0].paragraphs)
    assert [bool(table._tbl.xpath(".//w:cantSplit")) for table in joined.tables] == [True, False], "LibreOffice keeps no table of uncut rows with what follows"


def test_the_band_over_a_first_page_has_room_for_the_second_language():
    """Its row has a fixed height and its letters are light: what runs below the band is read by nobody."""
    def banded(title: str) -> bytes:
        layout = Layout("nothing")
        layout.masthead(title, title, (title,))
        return layout.saved(datetime(2026, 11, 26))

    def sizes(document: bytes) -> tuple[int, int, int]:
        """The row's height and the picture's, in twentieths of a point, and what of the picture is cut off."""
        body = open_word(io.BytesIO(document)).element.body
        [height], [shown], [drawn], [cut] = (body.xpath(path) for path in (
            "//w:trHeight[@w:hRule='exact']/@w:val", "//wp:extent/@cy", "//a:xfrm/a:ext/@cy", "//a:srcRect/@b"))
        assert shown == drawn
        return int(height), round(int(shown) / 635), int(cut)

    one, two = sizes(banded("Ringkasan")), sizes(facing(banded("Ringkasan"), banded("Summary"), locale="en-GB").document)
    assert two[0] - one[0] == two[1] - one[1] > one[0] / 2
    whole_one, whole_two = (shown / (1 - cut / 100_000) for _, shown, cut in (one, two))
    assert abs(whole_one - whole_two) < 1 and 0 < two[2] < one[2]  # more of it is seen, and it is not stretched
    assert sizes(facing(banded("Ringkasan"), banded("Ringkasan"), locale="en-GB").document) == one


@pytest.mark.parametrize(("total", "parted"), [(("Sum", "100"), False), (None, True)])
def test_a_table_with_a_total_that_stays_with_the_signatures_is_not_parted_for_the_second_language(total, parted):
    """Its payments are few, and are read as one sum."""
    def payments(said: str) -> bytes:
        layout = Layout()
        table = layout.table((Column("When", 100), Column("Amount", 70, True)), loop="row in rows", cells=(said, said),
                             whole=True, total=total, leads=True)
        _, opening, row, closing, *last = table._tbl.tr_lst
        for _ in range(5):
            row.addnext(deepcopy(row))
        for tag in (opening, closing):
            table._tbl.remove(tag)
        if not last:
            row.getnext().xpath(".//w:pPr")[0].get_or_add_keepNext()
        layout.document.core_properties.title, layout.document.core_properties.language = said, "id-ID"
        buffer = io.BytesIO()
        layout.document.save(buffer)
        return buffer.getvalue()

    def staying(document: bytes) -> list[bool]:
        return [bool(row._tr.xpath(".//w:keepNext")) for row in open_word(io.BytesIO(document)).tables[0].rows]

    alone, joined = staying(payments("Pembayaran")), staying(facing(payments("Pembayaran"), payments("Payment"), locale="en-GB").document)
    assert all(alone) and all(joined) is not parted


@pytest.mark.parametrize(("rows", "parted"), [(5, False), (9, True)])
def test_terms_without_a_head_that_are_twice_as_long_in_two_languages_may_go_on_on_the_next_page(rows, parted):
    def terms(said: str) -> bytes:
        document = open_word()
        for row in document.add_table(rows, 2).rows:
            for cell in row.cells:
                cell.paragraphs[0].add_run(said)
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        document.add_paragraph(said)
        document.core_properties.title, document.core_properties.language = said, "id-ID"
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    joined = open_word(io.BytesIO(facing(terms("Garansi"), terms("Warranty"), locale="en-GB").document)).tables[0]
    staying = [bool(row._tr.xpath(".//w:keepNext")) for row in joined.rows]
    assert staying == ([True, *[False] * (rows - 3), True, False] if parted else [True] * rows)


@pytest.mark.parametrize(("words", "foot", "head"), [(8, False, False), (24, True, False), (160, True, True)])
def test_a_row_as_tall_as_a_paragraph_needs_no_other_row_on_its_page(words, foot, head):
    """Less tall at the foot of one, where the head of the table stands over it."""
    def cases(said: str) -> bytes:
        layout = Layout()
        table = layout.table((Column("Case", 100), Column("Result", 70)), loop="row in rows", cells=(" ".join([said] * words), said))
        first, *_ = [row for row in table._tbl.tr_lst if said in "".join(row.itertext())]
        for row in table._tbl.tr_lst[1:]:
            if row is not first:
                table._tbl.remove(row)
        for paragraph in first.xpath(".//w:p"):
            paragraph.get_or_add_pPr().get_or_add_keepNext()
        for _ in range(4):
            first.addnext(deepcopy(first))
        layout.document.core_properties.title, layout.document.core_properties.language = said, "id-ID"
        buffer = io.BytesIO()
        layout.document.save(buffer)
        return buffer.getvalue()

    rows = open_word(io.BytesIO(facing(cases("hasil"), cases("outcome"), locale="en-GB").document)).tables[0].rows
    staying = [bool(row._tr.xpath(".//w:keepNext")) for row in rows]
    assert staying == [True, not foot, False, False, not head, False]


def _lists(why: Sequence[str], differs: Sequence[str], heading: str, language: str = "id-ID") -> bytes:
    """Two lists side by side, as the template of the proposal lays them out, filled."""
    layout = Layout()
    layout.columns((heading, "x", "{{ x }}"), (heading, "y", "{{ y }}"))
    for cell, items in zip(layout.document.tables[0].rows[0].cells[::2], (why, differs), strict=True):
        _, opening, item, closing, _ = cell.paragraphs
        for words in items:
            opening._p.addprevious(one := deepcopy(item._p))
            one.xpath(".//w:t")[0].text = words
        for spent in (opening, item, closing):
            spent._p.getparent().remove(spent._p)
    layout.document.core_properties.title, layout.document.core_properties.language = heading, language
    buffer = io.BytesIO()
    layout.document.save(buffer)
    return buffer.getvalue()


def _numbered(paragraph: Paragraph) -> bool:
    """Whether a number or a bullet stands before it: none where the list it belongs to is 0."""
    return (paragraph._p.xpath("./w:pPr/w:numPr/w:numId/@w:val") or ["style"])[0] != "0" and bool(
        paragraph.style.element.xpath("./w:pPr/w:numPr"))


def test_lists_side_by_side_may_be_parted_between_their_items_and_an_item_has_one_bullet():
    """In one row they are half a page high in two languages, and leave a third of the page before them empty."""
    indonesian = [f"alasan {word}" for word in ("industri", "proses", "negara", "hasil", "mutu")], ["beda lini", "beda sasaran"]
    english = [f"reason {word}" for word in ("industry", "process", "country", "result", "quality")], ["other line", "other goal"]
    table = open_word(io.BytesIO(facing(_lists(*indonesian, "Alasan"), _lists(*english, "Why"), locale="en-GB").document)).tables[0]
    said = [[[p.text for p in cell.paragraphs if p.text] for cell in row.cells[::2]] for row in table.rows]
    pairs = [[list(pair) for pair in zip(*side, strict=True)] for side in zip(indonesian, english, strict=True)]
    assert said == [[["Alasan", "Why", *pairs[0][0]], ["Alasan", "Why", *pairs[1][0]]], [pairs[0][1], pairs[1][1]], *([pair, []] for pair in pairs[0][2:])]
    bulleted = [p.text for row in table.rows for cell in row.cells for p in cell.paragraphs if _numbered(p)]
    assert sorted(bulleted) == sorted([*indonesian[0], *indonesian[1]])
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows), "no item is parted"
    assert [bool(row._tr.xpath(".//w:keepNext")) for row in table.rows] == [True, False, False, True, False], "no item stands alone"


@pytest.mark.parametrize("count", [1, 3])
def test_short_lists_side_by_side_stay_one_row(count):
    told = [_lists([f"{word} {n}" for n in range(count)], [word], word) for word in ("alasan", "reason")]
    assert len(open_word(io.BytesIO(facing(*told, locale="en-GB").document)).tables[0].rows) == 1


def test_what_is_counted_is_counted_once():
    """Clauses with numbers of their own: the second language, beside the first or under it, would count on where that stopped."""
    def contract(said: str) -> bytes:
        layout = Layout()
        layout.heading(said)
        for number in range(2):
            layout.paragraph(f"{said} {number}")._p.get_or_add_pPr()._insert_numPr(parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'))
        cell = layout.bare_table([100]).add_row().cells[0]
        cell.paragraphs[0].style = "Heading 2"
        cell.paragraphs[0].add_run(said)
        return layout.saved(datetime(2026, 11, 26))

    document = facing(contract("Harga"), contract("Price"), locale="en-GB").document
    clauses, terms = open_word(io.BytesIO(document)).tables
    second = clauses.rows[0].cells[-1]
    assert not second.paragraphs[0]._p.xpath("./w:pPr/w:numPr/w:numId[@w:val != '0']")
    indents = [int(second.paragraphs[0]._p.xpath("./w:pPr/w:ind/@w:left")[0]),
               int(open_word(io.BytesIO(document)).part.numbering_part.element.xpath("w:abstractNum[@w:abstractNumId='1']/w:lvl[1]//w:ind/@w:left")[0])]
    assert indents[0] == indents[1], "it stands in as far as its counterpart"
    assert [p.style.name for p in terms.rows[0].cells[0].paragraphs] == ["Heading 2", "Second Heading 2"]


def test_a_heading_within_a_chapter_begins_no_page_in_two_languages():
    def report(said: str) -> bytes:
        layout = Layout()
        layout.heading(said, 1, new_page=True)
        layout.heading(said, 3, new_page=True)
        layout.document.core_properties.title, layout.document.core_properties.language = said, "id-ID"
        buffer = io.BytesIO()
        layout.document.save(buffer)
        return buffer.getvalue()

    joined = open_word(io.BytesIO(facing(report("Harga"), report("Price"), locale="en-GB").document))
    headings = [found for found in joined.paragraphs if found.text in ("Harga", "Harga\N{EN SPACE}Price")]
    assert [found.paragraph_format.page_break_before for found in headings] == [True, None]


def test_a_table_is_not_kept_with_the_part_after_it_in_two_languages():
    """Payments and signatures fill one page in one language."""
    def ending(said: str) -> bytes:
        layout = Layout()
        layout.heading(said, 1)
        layout.heading(said, 2)
        layout.bare_table([100]).add_row().cells[0].text = said
        layout.paragraph("", "After Table").paragraph_format.keep_with_next = True
        layout.heading(said, 2)
        return layout.saved(datetime(2026, 11, 26))

    joined = open_word(io.BytesIO(facing(ending("Pembayaran"), ending("Payment"), locale="en-GB").document)).paragraphs
    assert [p.paragraph_format.keep_with_next for p in joined if not p.text] == [None]
    assert [p.paragraph_format.keep_with_next for p in joined if p.text == "Payment"] == [True] * 3, "a heading keeps with what it heads"


def test_columns_of_short_words_stand_side_by_side_and_long_ones_one_under_the_other():
    """A table is read in one way: where one cell has no room for both in a line, none has them side by side."""
    def told(*rows: tuple[str, str]) -> bytes:
        layout = Layout("nothing")
        layout.table((Column(rows[0][0], 120), Column(rows[0][1], 50, True)), loop="row in rows", cells=("x", "y"))
        table = layout.document.tables[0]
        for row in table.rows[1:]:
            table._tbl.remove(row._tr)
        for name, amount in rows[1:]:
            made = deepcopy(table.rows[0]._tr)
            made.trPr.remove(made.trPr.find(qn("w:tblHeader")))
            table._tbl.append(made)
            for cell, words in zip(table.rows[-1].cells, (name, amount), strict=True):
                cell.paragraphs[0].runs[0].text = words
        return layout.saved(datetime(2026, 11, 26))

    def joined(*rows: tuple[str, str]) -> list[list[str]]:
        other = [("Part", "Amount"), *((f"the {name[::-1]}", amount) for name, amount in rows)]
        document = facing(told(("Bagian", "Jumlah"), *rows), told(*other), locale="en-GB").document
        [table] = open_word(io.BytesIO(document)).tables
        assert len(table.columns) == len(table.rows[0].cells)
        assert sum(int(column._gridCol.get(qn("w:w"))) for column in table.columns) == sum(
            int(column._gridCol.get(qn("w:w"))) for column in open_word(io.BytesIO(told(*other))).tables[0].columns)
        return [[cell.text for cell in row.cells] for row in table.rows]

    short = ("barang dan jasa", "100")
    assert joined(short, ("perangkat", "5")) == [
        ["Bagian", "Part", "Jumlah\nAmount"], ["barang dan jasa", "the asaj nad gnarab", "100"], ["perangkat", "the takgnarep", "5"]]
    long = ("kata " * 20).strip()
    assert len(joined(short, (long, "5"))[1]) == 2


@pytest.mark.parametrize(("first", "second", "said"), [
    ("ngày 22 tháng 11 năm 2026", "2026년 11월 22일", True), ("3 ngày", "3일", True), ("gói", "식", True),
    ("1.500.000 KRW", "1,500,000원", False), ("13/06/2022", "2022. 6. 13.", False), ("MES", "MES", False),
])
def test_a_day_and_a_count_in_korean_stand_beside_the_other_language_and_an_amount_stands_once(first, second, said):
    assert differs(first, second) is said


def test_two_structures_do_not_face_each_other():
    longer = Layout()
    longer.heading("Price")
    buffer = io.BytesIO()
    longer.document.save(buffer)
    with pytest.raises(Refusal, match="bilingual"):
        facing(INDONESIAN, buffer.getvalue(), locale="en-GB")


def test_a_proposal_in_two_languages_says_all_of_both(house):
    who = work.desk_owner(house)
    factory = house.whole_registry().factories["pangan-contoh-5"]
    bundle = work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=DAY), on=DAY)

    def made(code: str, beside: work.Beside | None = None) -> bytes:
        (document,) = work.propose_documents(
            house, who, bundle, on=DAY, languages=[code], formats=["docx"], beside=beside)
        assert document.name == f"proposal-pangan-contoh-5.{code}.docx"
        return document.data

    both = made("id", work.Beside("en", prevails="id"))
    lint.check(both)
    said = set(_paragraphs(both))
    assert set(_paragraphs(made("id"))) <= said
    missing = [text for text in _paragraphs(made("en")) if text not in said and len(text.split()) > 6]
    assert missing == []
    assert "Where the two texts differ, the Indonesian text prevails." in " ".join(said)
    chapters = [p for p in open_word(io.BytesIO(both)).paragraphs if p.style.name in ("toc 1", "toc 6")]
    assert [p.style.name for p in chapters] == ["toc 1", "toc 6"] * 14, "each chapter has a line in each language"
    first, second = ("".join(p._p.xpath(".//w:t/text()")) for p in chapters[:2])
    assert first.startswith("1Ringkasan") and first[-1].isdigit() and second == "Summary", "the page stands once"
    assert set(chapters[1]._p.xpath(".//w:hyperlink//w:lang/@w:val")) == {"en-GB"}
    body = open_word(io.BytesIO(both)).element.body
    assert not body.xpath("./w:tbl[preceding-sibling::*[1][self::w:tbl]]"), "two tables in a row are one, whose head is no first row"
    cover = [open_word(io.BytesIO(one)).tables[0].rows[0].height for one in (both, made("id"))]
    assert cover[0] == cover[1], "the row of the cover keeps to the picture behind it"


def test_an_annex_says_once_which_text_prevails_and_a_workbook_speaks_both_languages(house):
    who = work.desk_owner(house)
    factory = house.whole_registry().factories["pangan-contoh-5"]
    bundle = work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=DAY), on=DAY)
    annex, offer, book = work.propose_documents(
        house, who, bundle, on=DAY, languages=["id"], formats=["docx", "xlsx"], kinds=["annex", "offer"],
        beside=work.Beside("en", prevails="id"))
    said = " ".join(_paragraphs(annex.data))
    assert said.count("the Indonesian text prevails.") == 1 and "which text prevails" not in said
    assert " ".join(_paragraphs(offer.data)).count("the Indonesian text prevails.") == 1
    words = parts(book.data)["xl/sharedStrings.xml"].decode()
    assert "Jumlah dalam IDR\nAmount in IDR" in words and ">Dodam e-HACCP<" in words


def _paragraphs(data: bytes) -> list[str]:
    """Without lines that hold a page number: two languages take more pages than one. In one line they stand an en apart."""
    body = open_word(io.BytesIO(data)).element.body
    return [said for p in body.xpath(".//w:p[not(.//w:instrText)]") for said in "".join(p.xpath(".//w:t/text()")).split("\N{EN SPACE}")]


@pytest.mark.parametrize("pair", ["vi+ko", "id+en", "th+ko"])
def test_every_kind_of_document_keeps_the_laws_of_two_columns(pair, house):
    leading, second = pair.split("+")
    who = work.desk_owner(house)
    factory = house.whole_registry().factories["pangan-contoh-5"]
    bundle, early = (work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=day), on=day)
                     for day in (DAY, DAY - timedelta(days=1)))
    kinds = [kind.code for kind in house.kinds.values() if "docx" in kind.formats]
    made = work.propose_documents(
        house, who, bundle, on=DAY, languages=[leading], formats=["docx"], kinds=kinds, beside=work.Beside(second),
        since=work.Since(early, DAY - timedelta(days=1)))
    assert len(made) == len(kinds) >= 9
    locale = language(second).locale.replace("_", "-")
    for document in made:
        body = open_word(io.BytesIO(document.data)).element.body
        of_second = body.xpath(f".//w:p[.//w:lang/@w:val='{locale}'][not(.//w:hyperlink)]")
        assert of_second, document.name
        rows = [row for row in body.iter(qn("w:tr")) if row.xpath(".//w:t") and not row.xpath("./w:trPr/w:cantSplit")]
        cut = ["".join(row.itertext()) for row in rows if not row.xpath("./w:tc[1]/w:p/w:pPr[w:keepNext and w:keepLines]")]
        assert not cut, f"{document.name}: the end of a page cuts {cut}"
        assert not body.xpath("./w:tbl[following-sibling::*[1][self::w:tbl]]"), "two tables are one"


@pytest.mark.parametrize(("factory", "pair"), [("dien-tu-mau-3", "vi+ko"), ("mebel-contoh-8", "id+en"), ("xi-ma-mau-4", "en+vi"), ("tekstil-contoh-6", "th+id")])
def test_the_two_page_summary_has_two_pages_in_two_languages(factory, pair, house):
    leading, second = pair.split("+")
    who = work.desk_owner(house)
    bundle = work.make_bundle(house, who, plant := house.whole_registry().factories[factory], work.compose_bundle(house, who, plant, on=DAY), on=DAY)
    [pdf] = work.propose_documents(house, who, bundle, on=DAY, languages=[leading], formats=["pdf"], kinds=["summary"], beside=work.Beside(second))
    assert len(pdfium.PdfDocument(pdf.data)) == 2
