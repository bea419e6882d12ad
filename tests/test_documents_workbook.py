"""The cost sheet: formulas whose recalculated results are the ledger's, texts that stay texts, equal bytes."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from io import BytesIO

import formualizer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.documents import workbook as module
from packagekit.documents.archive import packed, parts
from packagekit.documents.finished import judged_workbook
from packagekit.documents.sandbox import clean
from packagekit.documents.sheets import Formula, Heading, Sheets
from packagekit.documents.workbook import inside_workbook, laid_out, price_workbook, workbook
from packagekit.domain.money import Money
from packagekit.domain.text import Refusal
from packagekit.words.languages import language
from tests import proposal_world as world

JOINT = world.FACTORY.model_copy(update={"members": world.JOINT})
EN = language("en")


@pytest.fixture(scope="module")
def proposal():
    return world.proposed(JOINT, taken=world.ADVANCED)


@pytest.fixture(scope="module")
def content(proposal) -> bytes:
    return workbook(proposal, EN)


def sheets_of(content: bytes) -> dict[str, str]:
    """The XML of each sheet by its name."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = re.findall(r'<sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode())
        return {name: archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n, name in enumerate(names, start=1)}


def without_cached(content: bytes) -> bytes:
    """The same file with every cached result of a formula set to 0: what is read from it was computed."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>0</v>", part)
            new.writestr(name, part)
    return buffer.getvalue()


def cell(content: bytes, sheet: str, label: str, column: int):
    """The value at ``column`` in the row whose first cell says ``label``, computed anew."""
    book = formualizer.load_workbook_bytes(content)
    for row in range(1, 200):
        if book.get_value(sheet, row, 1) == label:
            return Decimal(repr(book.evaluate_cell(sheet, row, column)))
    raise AssertionError(f"{sheet} has no row {label}")


def test_six_sheets_in_the_reader_s_language(proposal):
    assert list(sheets_of(workbook(proposal, EN))) == ["Summary", "Lines of the price", "Ledger", "Landed cost and taxes", "Return", "Rates used"]
    assert list(sheets_of(workbook(proposal, language("ko")))) != list(sheets_of(workbook(proposal, EN)))


@pytest.mark.parametrize(("sheet", "column"), [("Summary", 2), ("Ledger", 10), ("Landed cost and taxes", 6)])
def test_recalculated_totals_are_the_ledger_s_to_the_last_cent(proposal, content, sheet, column):
    blank = without_cached(content)
    assert cell(blank, sheet, "Price of the quotation", column) == proposal.price.total.amount
    assert cell(blank, sheet, "Buyer's cash out", column) == proposal.landed.cash_out.amount
    assert cell(blank, sheet, "Comes back", column) == proposal.landed.recoverable.amount


def test_lines_and_cost_are_recalculated_too(proposal, content):
    blank = without_cached(content)
    assert cell(blank, "Lines of the price", "Price of the quotation", 10) == proposal.price.total.amount
    assert cell(blank, "Summary", "Buyer's cost", 2) == proposal.landed.cost.amount


def ledger_formulas(content: bytes) -> tuple[int, int]:
    """Products in the ledger's currency, and conversions of local amounts."""
    formulas = re.findall(r"<f>([^<]+)</f>", sheets_of(content)["Ledger"])
    return sum(f.startswith("ROUND(D") for f in formulas), sum(f.startswith("ROUND(G") for f in formulas)


def test_the_ledger_is_live(proposal, content):
    """Each part and each duty is a product rounded to cents, not a figure; the seller's own converts list prices."""
    assert ledger_formulas(content)[0] > 15
    products, conversions = ledger_formulas(inside_workbook(proposal, EN))
    assert products > 15 and conversions > 5


@pytest.mark.parametrize("code", ["vi", "ko", "en"])
def test_people_read_yes_and_no_where_formulas_count_ones(proposal, code):
    styles = parts(workbook(proposal, language(code)))["xl/styles.xml"].decode()
    said = language(code)
    assert f'&quot;{said.show(True)}&quot;;;&quot;{said.show(False)}&quot;' in styles


def test_only_the_seller_s_own_workbook_names_the_margin_and_it_says_so_on_every_sheet(proposal, content):
    def strings(data: bytes) -> str:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return archive.read("xl/sharedStrings.xml").decode()

    inside = inside_workbook(proposal, EN)
    assert "Margin" in strings(inside) and "Contingency" in strings(inside)
    assert "Margin" not in strings(content) and "Contingency" not in strings(content)
    assert all("INTERNAL" in xml for xml in sheets_of(inside).values())  # in the printed header
    assert "INTERNAL" not in strings(content)
    assert cell(without_cached(inside), "Ledger", "Price of the quotation", 10) == proposal.price.total.amount


def test_a_share_stands_in_per_cent_and_a_base_as_its_currency_is_paid(proposal, content):
    """No code of ours beside a rate: 8 % of 63,390,919 VND, with every decimal of the base still in the cell."""
    amount = next(a for line in proposal.landed.ledger for a in line.amounts if a.code == "vat" and a.base != int(a.base))
    sheets = laid_out(proposal, EN).pages
    ledger = next(page for page in sheets if page.name == "Ledger")
    row = next(cells for cells in ledger.rows.values() if len(cells) > 4 and cells[3][0] == float(amount.base) and cells[4][0] == float(amount.rate))
    assert (row[3][1], row[4][1], row[5][0]) == (f"money:{amount.base_currency}", "ratio", "")
    assert not any(value == "ratio" for page in sheets for cells in page.rows.values() for value, _ in cells.values())


def test_the_offer_s_workbook_is_the_price_alone(proposal):
    book = price_workbook(proposal, EN)
    assert list(sheets_of(book)) == ["Lines of the price"]
    assert cell(without_cached(book), "Lines of the price", "Price of the quotation", 10) == proposal.price.total.amount


def test_cached_results_are_there_for_viewers_that_do_not_calculate(content):
    for xml in sheets_of(content).values():
        assert len(re.findall(r"</f><v>-?[\d.]+</v>", xml)) == len(re.findall(r"<f>", xml))


def test_a_wrong_result_does_not_leave_the_house(proposal, monkeypatch):
    more = proposal.landed.model_copy(update={"cash_out": proposal.landed.cash_out + Money.of("0.01", "USD")})
    with pytest.raises(Refusal) as refusal:
        workbook(proposal.model_copy(update={"landed": more}), EN)
    assert any("instead of" in problem.what.msgid and "!" in problem.where for problem in refusal.value.problems)


STRINGS = "xl/sharedStrings.xml"
BROKEN = {
    "a tag": (STRINGS, r"(<t[^>]*>)Ledger", r"\g<1>{{ x }} Ledger", "tag of the template"),
    "a sign": (STRINGS, r"(<t[^>]*>)Ledger", "\\g<1>\N{ROCKET} Ledger", "No font of our documents"),
    "another language": (STRINGS, r"(<t[^>]*>)Ledger", r"\g<1>가격 Ledger", "not in the language"),
    "a lost text": (STRINGS, r"(<t[^>]*>)Ledger", r"\g<1>Ledge", "does not stand whole"),
    "an amount": ("xl/worksheets/sheet3.xml", r"(<c r=\"D5\"[^>]*><v>)([^<]*)", r"\g<1>1\g<2>", "instead of"),
    "a shown total": ("xl/worksheets/sheet2.xml", r"(</f><v>)([^<]*)(</v></c></row></sheetData>)", r"\g<1>1\g<2>\g<3>", "not a sum of the ledger"),
    "a formula": ("xl/worksheets/sheet1.xml", r"(<f>ROUND\()", r"\g<1>1+", "instead of"),
}


def test_a_benefit_that_lost_its_cases_is_held_back(content, proposal):
    benefit = proposal.returns.benefits[0]
    files = parts(content)
    after = files[STRINGS].decode().replace(f"<t>{EN.show(EN.alone(benefit.basis))}</t>", "<t>–</t>")
    assert after != files[STRINGS].decode()
    problems = judged_workbook(packed({**files, STRINGS: after.encode()}), laid_out(proposal, EN), proposal, EN)
    assert benefit.kpi in {problem.what.args.get("kpi") for problem in problems if "rests on no case" in problem.what.msgid}


@pytest.mark.parametrize("name", BROKEN)
def test_a_finished_workbook_that_was_broken_is_held_back(name, content, proposal):
    part, old, new, said = BROKEN[name]
    files = parts(content)
    after, times = re.subn(old, new, files[part].decode(), count=1)
    assert times
    problems = judged_workbook(packed({**files, part: after.encode()}), laid_out(proposal, EN), proposal, EN)
    assert any(said in problem.what.msgid for problem in problems)
    assert not judged_workbook(content, laid_out(proposal, EN), proposal, EN)


def test_the_check_reads_what_was_computed_not_what_was_cached(content, proposal):
    """With every cached result set to 0 the calculator finds the ledger's figures all the same."""
    book = formualizer.load_workbook_bytes(without_cached(content))
    book.evaluate_all()
    assert Decimal(repr(book.get_value("Summary", 5, 2))) == proposal.price.total.amount


def test_equal_inputs_give_equal_bytes(content):
    assert workbook(world.proposed(JOINT, taken=world.ADVANCED), EN) == content


@given(text=st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://x.example", "0123", "\x00\x07a&b<c>", "x" * 10_000]) | st.text(max_size=60))
@settings(deadline=None, max_examples=40)
def test_texts_stay_texts(text):
    """Nothing a buyer types becomes a formula, a link or a number."""
    book = Sheets(PROPOSAL.cover, EN)
    book.add("t").table((Heading("a", 10),), [(text,)])
    xml = sheets_of(book.saved())["t"]
    assert "<f>" not in xml and "<hyperlink" not in xml
    assert re.search(r'<c r="A5"[^>]* t="s"', xml) or not clean(text)


PROPOSAL = world.proposed()


@given(quantity=st.integers(1, 500), price=st.decimals("0.01", "99999999", places=2), rate=st.decimals("0.0001", "2", places=4))
@settings(deadline=None, max_examples=60)
def test_a_product_is_a_formula_only_where_it_gives_the_amount(quantity, price, rate):
    """The calculator and the exact decimals round alike, or the figure stands without a formula."""
    amount = Money(amount=quantity * price, currency="USD").rounded()
    formula = module._product(amount.amount, rate, Money(amount=amount.amount * rate, currency="USD").rounded(), "A1*B1")
    assert isinstance(formula, Formula)
    book = formualizer.Workbook()
    sheet = book.sheet("s")
    sheet.set_value(1, 1, formualizer.LiteralValue.number(float(amount.amount)))
    sheet.set_value(1, 2, formualizer.LiteralValue.number(float(rate)))
    sheet.set_formula(1, 3, formula.text)
    found = Decimal(repr(book.evaluate_cell("s", 1, 3)))
    assert abs(found - formula.result) <= Decimal("0.01")
    assert module._product(amount.amount, rate, formula_off(formula), "A1*B1") is None


def formula_off(formula: Formula) -> Money:
    return Money(amount=formula.result + Decimal("0.01"), currency="USD")
