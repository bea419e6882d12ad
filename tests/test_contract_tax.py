"""Tax on the contract: published and hand-made examples, and the laws that every contract keeps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.domain.dated import Status
from packagekit.domain.text import Refusal
from packagekit.estimate.contract import ContractLine, ContractTaxes, contract_tax
from packagekit.storage.catalogs import Catalogs
from packagekit.workflow.law import contract_tax_case
from tests import law

DAY = date(2026, 11, 22)
QUICK = settings(max_examples=60, deadline=None)
AMOUNTS = st.decimals(min_value="0", max_value="10000000", places=2)
RATES = st.decimals(min_value="0", max_value="0.4", places=4)
BEARERS = st.sampled_from(["buyer", "seller"])
MARKETS = st.sampled_from(law.MARKETS)
SMALLEST = Decimal("0.00001")  # a few times the sixth decimal


@pytest.mark.parametrize("path", law.situations("contract_tax"), ids=lambda path: path.stem)
def test_situation(path: Path, catalogs: Catalogs) -> None:
    case = law.read(path)
    result, expected, to = contract_tax_case(catalogs, case["input"]), case["expected"], case.get("shown_to")
    lines = {line.id: line for line in result.lines}
    for line_id, figures in expected.get("lines", {}).items():
        line = lines[line_id]
        found = {
            "income_tax": line.income_tax.amount, "income_tax_base": line.income_tax.base, "vat": line.vat.amount,
            "vat_base": line.vat.base, "seller_receives": line.seller_receives, "buyer_pays": line.buyer_pays,
        }
        for name, figure in figures.items():
            assert law.shown(found[name], to) == Decimal(figure), (line_id, name)
    for name, figure in expected.get("totals", {}).items():
        assert getattr(result.totals, name) == Decimal(figure), name
    assert set(expected.get("warnings", ())) <= {warning.code for warning in result.warnings}


def one(catalogs: Catalogs, market: str, activity: str, amount: Decimal | str = "1000", **more) -> ContractTaxes:
    lines = [ContractLine(id="a", activity=activity, amount=Decimal(amount))]
    return contract_tax(catalogs.market(market), lines=lines, **{"on": DAY, "currency": "USD", **more})


def told(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [problem.where for problem in refusal.value.problems]


@pytest.mark.parametrize(("activity", "vat", "income_tax"), [
    ("goods", "0", "0"), ("goods_with_services", "0", "0.01"), ("services", "0.05", "0.05"),
    ("training_attached", "0.03", "0.05"), ("construction_with_materials", "0.03", "0.02"),
    ("construction_without_materials", "0.05", "0.02"), ("equipment_rental", "0.05", "0.05"),
    ("software_service", "0", "0.05"), ("software_licence", "0", "0.10"), ("royalty", "0", "0.10"),
    ("transport", "0.03", "0.02"), ("interest", "0", "0.05"),
])
def test_vietnam_taxes_each_activity_as_its_table_says(activity, vat, income_tax, catalogs: Catalogs) -> None:
    line = one(catalogs, "VN", activity).lines[0]
    assert (line.vat.rate, line.income_tax.rate) == (Decimal(vat), Decimal(income_tax))
    assert line.vat.status is line.income_tax.status is Status.S


def test_what_is_not_taxed_says_why(catalogs: Catalogs) -> None:
    row = one(catalogs, "VN", "software_service").lines[0].vat
    assert (row.rate, row.amount) == (0, 0)
    assert row.source.title == "Software products and software services are not subject to VAT."
    assert row.reason is not None


def test_the_treaty_is_taken_only_where_it_is_lower_and_never_for_vat(catalogs: Catalogs) -> None:
    free = one(catalogs, "VN", "services", treaty=True).lines[0]
    assert (free.income_tax.rate, free.income_tax.treaty, free.vat.rate) == (0, True, Decimal("0.05"))
    licence = one(catalogs, "VN", "software_licence", treaty=True).lines[0].income_tax
    assert (licence.rate, licence.treaty) == (Decimal("0.10"), False)
    assert one(catalogs, "VN", "royalty", treaty=True).lines[0].income_tax.rate == Decimal("0.05")
    with pytest.raises(Refusal) as refusal:
        one(catalogs, "VN", "services", treaty=True, seller_country="JP")
    assert told(refusal) == ["treaty"]


def test_a_price_for_one_activity_is_no_mix(catalogs: Catalogs) -> None:
    lines = [ContractLine(id=i, activity="services", amount=Decimal(100)) for i in "ab"]
    args = {"on": DAY, "currency": "USD", "lines": lines}
    market = catalogs.market("VN")
    assert contract_tax(market, split=False, **args) == contract_tax(market, split=True, **args)


def test_indonesia_withholds_the_highest_rate_from_a_mix_unverified(catalogs: Catalogs) -> None:
    lines = [
        ContractLine(id="machines", activity="goods", amount=Decimal(900)),
        ContractLine(id="work", activity="services", amount=Decimal(100)),
    ]
    result = contract_tax(catalogs.market("ID"), on=DAY, currency="USD", lines=lines, split=False)
    assert result.totals.income_tax == 200
    assert result.lines[0].income_tax.status is Status.GK
    assert result.lines[0].income_tax.note is not None


def test_training_attached_to_goods_changed_with_circular_69(catalogs: Catalogs) -> None:
    before = one(catalogs, "VN", "training_attached", on=date(2025, 6, 30)).lines[0].vat
    after = one(catalogs, "VN", "training_attached", on=date(2025, 7, 1)).lines[0].vat
    assert (before.rate, before.status, after.rate) == (Decimal("0.05"), Status.GK, Decimal("0.03"))


def test_the_authority_cuts_in_the_smallest_unit_of_the_currency(catalogs: Catalogs) -> None:
    in_dong = one(catalogs, "VN", "services", "999.99", currency="VND", rounding="authority").lines[0]
    in_dollars = one(catalogs, "VN", "services", "999.99", rounding="authority").lines[0]
    assert (in_dong.income_tax.amount, in_dollars.income_tax.amount) == (49, Decimal("49.99"))


def test_every_fault_is_told_at_once(catalogs: Catalogs) -> None:
    lines = [
        ContractLine(id="a", activity="dancing", amount=Decimal(-1), assume={"import_duty": "0.1"}),
        ContractLine(id="b", activity="services", amount=Decimal(1), assume={"vat": "1"}),
        ContractLine(id="b", activity="services", amount=Decimal(1)),
    ]
    with pytest.raises(Refusal) as refusal:
        contract_tax(catalogs.market("VN"), on=DAY, currency="USD", lines=lines, assume={"sales_tax": Decimal(0)})
    assert set(told(refusal)) == {
        "lines/a/activity", "lines/a/amount", "lines/a/assume/import_duty", "lines/b/assume/vat", "lines/b",
        "assume/sales_tax",
    }


def test_a_day_before_the_first_value_is_refused_by_name(catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        one(catalogs, "VN", "services", on=date(2014, 9, 30))
    assert told(refusal) == ["VN/contractor_income_tax.services", "VN/contractor_vat.services"]


@pytest.mark.parametrize("market", law.MARKETS)
def test_every_market_answers_for_every_activity_with_status_and_source(market: str, catalogs: Catalogs) -> None:
    activities = tuple(catalogs.market(market).contract_tax.activities)
    lines = [ContractLine(id=activity, activity=activity, amount=Decimal(1000)) for activity in activities]
    for line in contract_tax(catalogs.market(market), on=DAY, currency="USD", lines=lines).lines:
        for row in (line.income_tax, line.vat):
            assert row.source.title and isinstance(row.status, Status), line.id
            assert row.rate > 0 or row.reason is not None or row.since is not None, line.id
            assert row.low is None or row.low <= row.rate <= row.high, line.id


@pytest.mark.parametrize("market", law.MARKETS)
def test_the_treaty_never_costs_more_and_names_its_paper(market: str, catalogs: Catalogs) -> None:
    for activity in catalogs.market(market).contract_tax.activities:
        domestic, treaty = (one(catalogs, market, activity, treaty=claimed).lines[0].income_tax for claimed in (False, True))
        assert treaty.rate <= domestic.rate
        assert treaty.treaty == (treaty.rate < domestic.rate) == (treaty.proof is not None)


def test_a_treaty_that_does_not_exist_is_told(catalogs: Catalogs) -> None:
    assert [w.code for w in one(catalogs, "TL", "services", treaty=True).warnings] == ["no_treaty:TL"]
    assert one(catalogs, "TL", "services").warnings == ()


def test_conflicting_sources_are_shown_as_a_range(catalogs: Catalogs) -> None:
    row = one(catalogs, "BN", "services").lines[0].income_tax
    assert (row.rate, row.low, row.high, row.status) == (Decimal("0.10"), Decimal("0.10"), Decimal("0.20"), Status.W)
    assert row.note is not None


# Laws -----------------------------------------------------------------------------------------


def taxed(catalogs: Catalogs, market: str, amount: Decimal, rates: tuple[Decimal, Decimal], income: str, vat: str):
    result = one(
        catalogs, market, "services", amount, income_tax_borne_by=income, vat_borne_by=vat,
        assume={"income_tax": rates[0], "vat": rates[1]},
    )
    return result.lines[0]


@QUICK
@given(market=MARKETS, amount=AMOUNTS, rates=st.tuples(RATES, RATES), income=BEARERS, vat=BEARERS)
def test_grossing_up_is_the_inverse_of_taking_out(catalogs, market, amount, rates, income, vat) -> None:
    """The same deal stated with all taxes in it, and then by any other bearer, leaves everyone the same."""
    stated = taxed(catalogs, market, amount, rates, income, vat)
    gross = taxed(catalogs, market, stated.buyer_pays, rates, "seller", "seller")
    for name in ("seller_receives", "buyer_pays"):
        assert abs(getattr(stated, name) - getattr(gross, name)) < SMALLEST
    for tax in ("income_tax", "vat"):
        assert abs(getattr(stated, tax).amount - getattr(gross, tax).amount) < SMALLEST


@QUICK
@given(market=MARKETS, amount=AMOUNTS, rates=st.tuples(RATES, RATES), income=BEARERS, vat=BEARERS)
def test_what_the_buyer_pays_is_what_the_seller_and_the_state_get(catalogs, market, amount, rates, income, vat) -> None:
    line = taxed(catalogs, market, amount, rates, income, vat)
    assert line.buyer_pays == line.seller_receives + line.income_tax.amount + line.vat.amount


@QUICK
@given(market=MARKETS, amounts=st.tuples(AMOUNTS, AMOUNTS), incomes=st.tuples(RATES, RATES), vat=RATES,
       income=BEARERS, by=BEARERS)
def test_more_value_or_a_higher_rate_never_brings_less_tax(catalogs, market, amounts, incomes, vat, income, by) -> None:
    low, high = (
        taxed(catalogs, market, amount, (rate, vat), income, by)
        for amount, rate in zip(sorted(amounts), sorted(incomes), strict=True)
    )
    assert low.income_tax.amount <= high.income_tax.amount


@QUICK
@given(market=MARKETS, amount=st.integers(min_value=0, max_value=10**7), cut=st.integers(min_value=0, max_value=10**7),
       income=BEARERS, vat=BEARERS)
def test_splitting_one_activity_into_two_lines_conserves(catalogs, market, amount, cut, income, vat) -> None:
    part = min(amount, cut)
    args = {"on": DAY, "currency": "USD", "income_tax_borne_by": income, "vat_borne_by": vat}

    def totals(*amounts: int):
        lines = [ContractLine(id=str(i), activity="services", amount=Decimal(a)) for i, a in enumerate(amounts)]
        return contract_tax(catalogs.market(market), lines=lines, **args).totals

    whole, parts = totals(amount), totals(part, amount - part)
    for name in ("income_tax", "vat", "seller_receives", "buyer_pays"):
        assert abs(getattr(whole, name) - getattr(parts, name)) < SMALLEST


@QUICK
@given(market=MARKETS, amounts=st.lists(AMOUNTS, min_size=1, max_size=5), split=st.booleans())
def test_lines_add_up_to_the_totals(catalogs, market, amounts, split) -> None:
    activities = ("services", "goods_with_services", "software_licence", "training_attached", "royalty")
    lines = [
        ContractLine(id=activity, activity=activity, amount=a) for a, activity in zip(amounts, activities, strict=False)
    ]
    result = contract_tax(catalogs.market(market), on=DAY, currency="USD", lines=lines, split=split)
    assert result.totals.income_tax == sum(line.income_tax.amount for line in result.lines)
    assert result.totals.buyer_pays == sum(line.buyer_pays for line in result.lines)
    assert result.totals.seller_receives == sum(line.seller_receives for line in result.lines)
