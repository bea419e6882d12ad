"""The catalogs of law: every figure has its day, source and status, and what is unknown stays unknown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from packagekit.domain.dated import DatedValue, NoRate, Source, Status
from packagekit.domain.market import Schedule, Step, ending
from packagekit.storage.catalogs import Catalogs
from tests.law import MARKETS

EARLIEST, TODAY = date(1980, 1, 1), date(2026, 11, 22)
CHARGES = {"import_duty", "additional_duty", "excise", "vat", "sales_tax", "import_income_tax", "customs_fee"}
ACTIVITIES = {
    "goods", "goods_with_services", "services", "training_attached", "construction_with_materials",
    "construction_without_materials", "equipment_rental", "software_service", "software_licence", "royalty", "transport",
    "interest",
}
CODES_IN_USE = ["853710", "847141", "847150", "847160", "847180", "847190", "851762", "852589", "852852", "850440", "847950", "847989", "902620", "902680", "903149", "903180", "903289", "852351", "852352", "854442", "853650", "842710", "844332", "902519", "902610", "903039"]
UNREAD_IN_VIETNAM = ["8544429", "854449", "842710", "842790", "844331", "844332", "852380", "854231", "902519", "902610"]


def figures(catalogs: Catalogs) -> Iterator[tuple[str, DatedValue]]:
    for market in catalogs.markets.values():
        for parameter in market.parameters.by_name.values():
            yield from ((f"{market.code}/{parameter.name}", value) for value in parameter.values)
    for tariff in catalogs.tariffs.values():
        for line in tariff.lines:
            yield f"{tariff.market}/{line.hs}", line.mfn
            yield from ((f"{tariff.market}/{line.hs}/{name}", value) for name, value in line.preferences.items())
    for parameter in catalogs.seller.parameters.by_name.values():
        yield from ((f"{catalogs.seller.country}/{parameter.name}", value) for value in parameter.values)


def test_every_figure_has_a_day_a_source_and_a_status(catalogs: Catalogs) -> None:
    for where, value in figures(catalogs):
        assert value.since >= EARLIEST, where
        assert value.source.title.strip(), where
        assert isinstance(value.status, Status), where
        if value.status in (Status.S, Status.S2) and "/" in where and not where.split("/")[1].isdigit():
            assert value.source.document or value.source.href, where
        if value.value is None:
            assert value.low is not None and value.high is not None and value.low < value.high, where
        if value.low is not None and value.value is not None:
            assert value.low <= value.value <= value.high, where


def test_every_schedule_has_a_day_a_source_and_a_status(catalogs: Catalogs) -> None:
    schedules = [
        (f"{market.code}/{name}", schedule) for market in catalogs.markets.values()
        for name, table in market.schedules.items() for schedule in table
    ]
    assert {where for where, _ in schedules} == {"PH/brokerage", "PH/processing_charge"}
    for where, schedule in schedules:
        assert schedule.since >= EARLIEST, where
        assert schedule.source.document or schedule.source.href, where
        assert isinstance(schedule.status, Status), where


def test_every_market_speaks_the_words_of_the_contract(catalogs: Catalogs) -> None:
    assert tuple(sorted(catalogs.markets)) == MARKETS
    for code, market in catalogs.markets.items():
        assert {charge.name for charge in market.charges} <= CHARGES, code
        assert set(market.contract_tax.activities) == ACTIVITIES, code
        in_force = [charge for charge in market.charges if charge.in_force(TODAY)]
        assert len({charge.key for charge in in_force}) == len(in_force), code
        assert market.customs_base == "CIF" and in_force[0].name == "import_duty", code
        assert {p.code for p in market.preferences} >= set(catalogs.tariffs[code].lines[0].preferences), code
        assert all(p.proof and p.origin_rule for p in market.preferences), code


def test_who_has_which_agreement_with_korea(catalogs: Catalogs) -> None:
    own = {"VN": {"VKFTA"}, "ID": {"IKCEPA"}, "SG": {"KSFTA"}, "PH": {"PHKR"}, "KH": {"KRKH"}}
    for code, market in catalogs.markets.items():
        expected = set() if code == "TL" else {"AKFTA", "RCEP"} | own.get(code, set())
        assert {p.code for p in market.preferences} == expected, code


def test_a_step_after_the_last_one_is_no_schedule() -> None:
    source = Source(title="a table")
    for ends in (("100", "50", None), ("100", "200"), (None, None)):
        with pytest.raises(ValueError, match="steps of a schedule"):
            Schedule(since=TODAY, source=source, status=Status.S, steps=tuple(Step(up_to=end) for end in ends))


def test_every_rule_power_and_preference_has_a_source(catalogs: Catalogs) -> None:
    for market in catalogs.markets.values():
        for fact in (*market.rules, market.power, *market.preferences):
            assert fact.source.title.strip()
        assert len({rule.code for rule in market.rules}) == len(market.rules)
        for rule in market.rules:
            assert rule.text.endswith("."), rule.code


def test_every_exchange_rate_has_a_day_a_source_and_a_status(catalogs: Catalogs) -> None:
    for rate in catalogs.rates.rates:
        assert rate.rate > 0 and EARLIEST <= rate.day <= TODAY
        assert rate.source.title and rate.source.href
    assert catalogs.rates.between("KRW", "VND", TODAY).status is Status.GK
    assert catalogs.rates.between("USD", "KRW", TODAY).status is Status.S


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("hs", CODES_IN_USE)
def test_every_code_in_use_has_a_line(market: str, hs: str, catalogs: Catalogs) -> None:
    assert any(line.hs.startswith(hs) for line in catalogs.tariffs[market].lines)


def test_unknown_stays_unknown(catalogs: Catalogs) -> None:
    for market in ("ID", "TH", "MY", "PH", "KH", "LA", "MM", "BN"):
        assert all(line.mfn.value is None and not line.preferences for line in catalogs.tariffs[market].lines), market
    assert {line.mfn.value for line in catalogs.tariffs["SG"].lines} == {0}
    assert {(line.mfn.value, line.mfn.low, line.mfn.status) for line in catalogs.tariffs["TL"].lines} == {
        (Decimal("0.05"), Decimal("0.025"), Status.W)}
    vietnam = {line.hs: line for line in catalogs.tariffs["VN"].lines}
    for hs in UNREAD_IN_VIETNAM:
        assert vietnam[hs].mfn.value is None, hs
        assert vietnam[hs].mfn.status is Status.GK, hs
    known = [line for line in vietnam.values() if line.mfn.value is not None]
    assert {line.mfn.status for line in known} == {Status.W}


def test_tariff_lines_stand_once_in_order(catalogs: Catalogs) -> None:
    for tariff in catalogs.tariffs.values():
        codes = [line.hs for line in tariff.lines]
        assert codes == sorted(set(codes))


@pytest.mark.parametrize(("day", "rate"), [
    (date(2025, 6, 30), "0.10"), (date(2025, 7, 1), "0.08"), (date(2026, 12, 31), "0.08"), (date(2027, 1, 1), "0.10"),
])
def test_vietnams_vat_by_day(day: date, rate: str, catalogs: Catalogs) -> None:
    assert catalogs.market("VN").parameters.value("vat", day) == Decimal(rate)


@pytest.mark.parametrize(("day", "rate"), [
    (date(2022, 3, 31), "0.10"), (date(2022, 4, 1), "0.11"), (date(2024, 12, 31), "0.11"), (date(2025, 1, 1), "0.12"),
])
def test_indonesias_vat_by_day(day: date, rate: str, catalogs: Catalogs) -> None:
    assert catalogs.market("ID").parameters.value("vat", day) == Decimal(rate)


@pytest.mark.parametrize(("market", "name", "day", "rate"), [
    ("TH", "vat", date(2026, 9, 30), "0.07"), ("TH", "vat", date(2026, 10, 1), "0.10"),
    ("LA", "vat", date(2024, 3, 25), "0.07"), ("LA", "vat", date(2024, 3, 26), "0.10"),
    ("SG", "gst", date(2023, 12, 31), "0.08"), ("SG", "gst", date(2024, 1, 1), "0.09"),
    ("MY", "service_tax", date(2024, 2, 29), "0.06"), ("MY", "service_tax", date(2024, 3, 1), "0.08"),
])
def test_rates_change_on_their_day(market: str, name: str, day: date, rate: str, catalogs: Catalogs) -> None:
    assert catalogs.market(market).parameters.value(name, day) == Decimal(rate)


def test_every_currency_but_the_kyat_has_a_rate(catalogs: Catalogs) -> None:
    """The kyat has two rates that lie far apart: planning with either would mislead."""
    for market in catalogs.markets.values():
        if market.currency == "MMK":
            with pytest.raises(NoRate):
                catalogs.rates.between("KRW", "MMK", TODAY)
        else:
            assert catalogs.rates.between("KRW", market.currency, TODAY).rate > 0, market.code
    assert catalogs.rates.between("SGD", "BND", TODAY).rate == 1


def test_what_ends_is_told_with_what_follows(catalogs: Catalogs) -> None:
    market = catalogs.market("VN")
    [found] = ending(market, TODAY, date(2027, 3, 31))
    assert (found.parameter, found.value.value, found.value.until) == ("vat", Decimal("0.08"), date(2026, 12, 31))
    assert found.then is not None and found.then.value == Decimal("0.10")
    assert ending(market, TODAY, date(2026, 12, 30)) == ()
    assert ending(market, date(2027, 1, 1), date(2030, 1, 1)) == ()


def test_the_sellers_terms_name_what_the_ledger_reads(catalogs: Catalogs) -> None:
    parameters = catalogs.seller.parameters
    for name in ("overhead", "technical_fee", "insurance_rate", "insurance_uplift", "inland_per_kg", "inland_minimum",
                 "export_clearance", "contingency", "margin", "discount_rate"):
        assert parameters.value(name, TODAY) >= 0
    for market in catalogs.markets:
        for name in ("per_diem", "lodging", "airfare", "local_transport", "freight_per_kg", "freight_minimum",
                     "destination_per_kg", "destination_minimum"):
            assert parameters.on(f"{name}.{market.lower()}", TODAY).status is Status.GK
    assert parameters.value("day_rate.application_developer", TODAY) == 378_250
    assert parameters.value("day_rate.application_developer", date(2025, 6, 1)) == 337_061
