"""The estimate: worked ledgers for Vietnam and Indonesia, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from packagekit.domain.dated import Parameters
from packagekit.domain.estimate import Estimate, LedgerRow
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.money import Money, quantized
from packagekit.domain.record import plain
from packagekit.domain.text import Refusal
from packagekit.estimate.alerts import months_after
from packagekit.storage import strict_yaml
from packagekit.storage.catalogs import Catalogs
from tests.estimating import World, world

SITUATIONS = {path.stem: path for path in sorted((Path(__file__).parent / "situations").glob("estimate_*.yaml"))}


def situation(name: str) -> Mapping[str, Any]:
    return strict_yaml.parse(SITUATIONS[name].read_text(encoding="utf-8"), str(SITUATIONS[name]))


@pytest.fixture
def vietnam(catalogs: Catalogs) -> World:
    return world(situation("estimate_vn"), catalogs)


@pytest.fixture
def indonesia(catalogs: Catalogs) -> World:
    return world(situation("estimate_id"), catalogs)


def written(row: LedgerRow) -> list:
    """A row as the situations write it."""
    local = f"{row.local.currency} {plain(row.local.amount)}" if row.local else None
    how = "price" if row.in_price else row.payer
    return [row.id, local, str(row.amount.amount), f"{how} back" if row.recoverable else how]


@pytest.mark.parametrize("name", SITUATIONS)
def test_worked_situation(name: str, catalogs: Catalogs):
    facts = situation(name)
    found, expected = world(facts, catalogs).estimate(), facts["expect"]
    assert [written(row) for row in found.ledger] == [list(row) for row in expected["rows"]]
    for total in ("seller_price", "buyer_cash_out", "buyer_cost", "seller_receives"):
        assert str(getattr(found, total).amount) == expected[total], total
    assert set(expected["warnings"]) <= {warning.code for warning in found.warnings}


def row_of(estimate: Estimate, key: str) -> LedgerRow:
    return next(row for row in estimate.ledger if row.id == key)


@pytest.mark.parametrize("name", SITUATIONS)
def test_base_times_rate_is_the_amount_and_every_row_says_where_it_is_from(name: str, catalogs: Catalogs):
    """Before rounding: VN cuts to the dong, ID goes up to the next 1,000 rupiah."""
    for row in world(situation(name), catalogs).estimate().ledger:
        counted = row.local or row.amount
        assert row.base is not None and row.rate is not None
        assert abs(row.base * row.rate - counted.amount) <= (1000 if row.stage in ("duty", "import_tax") else 1), row.id
        if row.local is not None and row.fx is not None:
            assert quantized(row.local.amount * row.fx, 2 if row.amount.currency == "USD" else 0) == row.amount.amount
        assert row.source.title and row.on <= date(2026, 11, 22)


def test_vat_that_ends_before_delivery_names_the_next_value(vietnam: World):
    (text,) = (w.text for w in vietnam.estimate().warnings if w.code == "rate_ends:vat")
    assert text.args["value"].ratio == Decimal("0.08") and text.args["next"].ratio == Decimal("0.10")
    assert (text.args["end"], text.args["since"]) == (date(2026, 12, 31), date(2027, 1, 1))
    assert text.args["delivery"] == date(2027, 2, 22)


def test_a_quick_delivery_needs_no_such_warning(vietnam: World):
    option = vietnam.bundle.option.model_copy(update={"months": 1})
    quick = vietnam.with_(bundle=vietnam.bundle.model_copy(update={"option": option}))
    assert not [w for w in quick.estimate().warnings if w.code.startswith("rate_ends")]


def test_an_exchange_rate_older_than_a_week_is_named_with_its_age(vietnam: World):
    fresh = vietnam.with_(on=date(2026, 11, 27)).estimate()
    assert not [w for w in fresh.warnings if w.code.startswith("old_exchange_rate")]
    old = vietnam.with_(on=date(2026, 11, 28)).estimate()
    ages = {w.code: w.text.args["age"] for w in old.warnings if w.code.startswith("old_exchange_rate")}
    assert ages == {"old_exchange_rate:USD/KRW": 8, "old_exchange_rate:USD/VND": 8}


def test_weak_figures_are_named(indonesia: World):
    (warning,) = (w for w in indonesia.estimate().warnings if w.code == "unverified")
    duties = [name for name in warning.text.args["names"] if name.args.get("hs") == "9026.20"]
    assert len(duties) == 1, "the duty is GK; VAT and PPh 22 on the same code are verified"


def test_without_proof_of_origin_the_general_duty_is_paid(vietnam: World):
    """8536.90 is 20 or 25 % without an agreement; until the line is chosen the higher one is counted.

    587,542,500 x 25 % = 146,885,625 dong.
    """
    terms = vietnam.terms.model_copy(update={"origin_proof": False})
    assert row_of(vietnam.with_(terms=terms).estimate(), "panel.unit:import_duty").local == Money.of("146885625", "VND")


def test_under_ddp_the_import_taxes_are_in_the_price_and_stay_there(vietnam: World):
    found = vietnam.with_(terms=vietnam.terms.model_copy(update={"incoterm": "DDP"})).estimate()
    vat = row_of(found, "panel.unit:vat")
    assert vat.in_price and not vat.recoverable
    # CIP price 52,422.60 and the duty 1,175.09 and VAT 1,974.14 that the seller hands over
    assert str(found.seller_price.amount) == "55571.83"
    assert str(found.seller_receives.amount) == "52422.60"


def test_an_undivided_contract_pays_one_rate_on_everything(vietnam: World):
    """Goods, services, subscription and licence in one price: no part of it escapes the highest rates."""
    undivided = vietnam.with_(terms=vietnam.terms.model_copy(update={"split_contract": False})).estimate()
    rates = {row.code: set() for row in undivided.ledger if row.stage == "contract_tax"}
    for row in undivided.ledger:
        if row.stage == "contract_tax":
            rates[row.code].add(row.rate)
    assert all(len(found) == 1 for found in rates.values())
    assert undivided.buyer_cost.amount > vietnam.estimate().buyer_cost.amount


def test_taxes_the_seller_bears_leave_his_receipts_not_the_buyers_purse(vietnam: World):
    terms = vietnam.terms.model_copy(update={"income_tax_borne_by": "seller", "vat_borne_by": "seller"})
    found = vietnam.with_(terms=terms).estimate()
    taken = sum(row.amount.amount for row in found.ledger if row.payer == "seller")
    assert taken > 0
    assert found.seller_receives.amount == found.seller_price.amount - taken
    assert found.buyer_cash_out < vietnam.estimate().buyer_cash_out


def test_goods_handed_over_without_any_service_are_goods_alone(vietnam: World):
    """Outside Vietnam's contractor tax (Circular 103/2014, article 2), unless the seller delivers inside the country."""
    panel = vietnam.solutions["panel"].model_copy(update={"efforts": ()})
    option = vietnam.bundle.option
    only_goods = vietnam.with_(
        solutions={"panel": panel},
        bundle=vietnam.bundle.model_copy(update={"option": option.model_copy(update={"lines": option.lines[:1]})}),
    )
    tax = [row.code for row in only_goods.estimate().ledger if row.stage == "contract_tax" and row.amount.amount]
    assert tax == []
    delivered = only_goods.with_(terms=vietnam.terms.model_copy(update={"incoterm": "DAP"})).estimate()
    assert row_of(delivered, "project:contract_income_tax:goods_with_services").amount.amount > 0


def test_without_terms_the_house_quotes_cip_in_the_budgets_currency(vietnam: World):
    found = vietnam.with_(terms=None).estimate()
    assert (found.terms.incoterm, found.currency) == ("CIP", "USD")
    assert found.terms.split_contract and found.terms.origin_proof and not found.terms.treaty


def test_subscriptions_and_aftercare_run_on_after_go_live(vietnam: World):
    """Twelve months are paid; from year two 1,386 a year + 5.26 % contract tax, and spare parts 462 + 1.01 %.

    1,386 + 72.95 + 462 + 462 x 245.09 / 24,263.70 = 1,925.62
    """
    flow = vietnam.estimate().returns.cash_flow
    assert [flow[1] - later for later in flow[2:]] == [Money.of("1925.62", "USD")] * 4


def test_a_joint_build_is_shared_to_the_last_cent(vietnam: World):
    members = [{"name": f"Sample {i}", "employees": 20 + i, "machines": i, "lines": 1} for i in range(1, 5)]
    factory = vietnam.bundle.factory.model_validate({**vietnam.bundle.factory.model_dump(), "members": members})
    found = vietnam.with_(bundle=vietnam.bundle.model_copy(update={"factory": factory})).estimate()
    assert [s.member for s in found.shares] == ["Sample 1", "Sample 2", "Sample 3", "Sample 4"]
    assert sum(s.amount.amount for s in found.shares) == found.buyer_cash_out.amount
    assert found.shares[3].amount > found.shares[0].amount, "panels are counted by machines: 4 against 1"


def refused(asked: World) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        asked.estimate()
    return [problem.where for problem in refusal.value.problems]


def test_a_market_without_a_rate_on_the_day_is_refused_by_name(vietnam: World):
    """On the last day of 2008 Vietnam's VAT had not begun, nor had the seller's prices, rates and the exchange rates."""
    faults = refused(vietnam.with_(on=date(2008, 12, 31)))
    assert {"VN/vat", "VN/contractor_income_tax.services", "KR/overhead", "fx/VND/USD", "panel.unit"} <= set(faults)


def test_a_single_missing_rate_is_the_only_fault(vietnam: World):
    rest = {name: p for name, p in vietnam.market.parameters.by_name.items() if name != "vat"}
    market = vietnam.market.model_copy(update={"parameters": Parameters(owner="VN", by_name=rest)})
    assert refused(vietnam.with_(market=market)) == ["VN/vat"]


def test_all_faults_are_told_at_once(vietnam: World):
    """No VAT, no day rate, no rate for dong, and goods without an HS code."""
    seller = vietnam.seller.model_copy(update={"parameters": Parameters(owner="KR", by_name={
        name: p for name, p in vietnam.seller.parameters.by_name.items() if name != "day_rate.project_manager"
    })})
    part = vietnam.solutions["panel"].prices[0].model_copy(update={"hs": None})
    panel = vietnam.solutions["panel"].model_copy(update={"prices": (part,)})
    rates = ExchangeRates(rates=tuple(r for r in vietnam.rates.rates if r.quote != "VND"))
    faults = refused(vietnam.with_(seller=seller, rates=rates, solutions={**vietnam.solutions, "panel": panel}))
    assert {"KR/day_rate.project_manager", "fx/VND/USD", "panel.unit/hs"} <= set(faults)


def test_a_missing_exchange_rate_is_refused(vietnam: World):
    assert refused(vietnam.with_(rates=ExchangeRates(rates=()))) == ["fx/KRW/USD", "fx/VND/USD"]


def test_a_price_out_of_its_days_is_refused(vietnam: World):
    part = vietnam.solutions["panel"].prices[0].model_copy(update={"valid_to": date(2026, 11, 21)})
    panel = vietnam.solutions["panel"].model_copy(update={"prices": (part,)})
    assert refused(vietnam.with_(solutions={**vietnam.solutions, "panel": panel})) == ["panel.unit"]


def test_a_part_no_longer_registered_is_refused(vietnam: World):
    assert refused(vietnam.with_(solutions={"panel": vietnam.solutions["panel"]})) == ["mes.licence", "mes.cloud"]


def test_the_law_of_another_market_is_refused(vietnam: World, indonesia: World):
    assert "sample-plant/market" in refused(vietnam.with_(market=indonesia.market, tariff=indonesia.tariff))


def test_a_driver_nobody_counted_is_refused(vietnam: World):
    effort = vietnam.solutions["mes"].efforts[0].model_copy(update={"driver": "tags"})
    mes = vietnam.solutions["mes"].model_copy(update={"efforts": (effort,)})
    assert refused(vietnam.with_(solutions={**vietnam.solutions, "mes": mes})) == ["sample-plant/drivers/tags"]


def test_goods_without_a_stated_weight_are_warned_of(vietnam: World):
    part = vietnam.solutions["panel"].prices[0].model_copy(update={"kg_per_unit": None})
    panel = vietnam.solutions["panel"].model_copy(update={"prices": (part,)})
    found = vietnam.with_(solutions={**vietnam.solutions, "panel": panel}).estimate()
    assert "weight_unknown" in {w.code for w in found.warnings}


@pytest.mark.parametrize(("day", "months", "later"), [
    (date(2026, 11, 30), 3, date(2027, 2, 28)), (date(2026, 12, 31), 1, date(2027, 1, 31)), (date(2024, 1, 31), 1, date(2024, 2, 29)),
])
def test_months_are_counted_to_the_last_day_there_is(day: date, months: int, later: date):
    assert months_after(day, months) == later
