"""The catalogs of law: every figure has its day, source and status, and what is unknown stays unknown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from packagekit.domain.dated import DatedValue, Status
from packagekit.domain.market import ending
from packagekit.storage.catalogs import Catalogs

EARLIEST, TODAY = date(1980, 1, 1), date(2026, 11, 22)
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


@pytest.mark.parametrize("market", ["VN", "ID"])
@pytest.mark.parametrize("hs", CODES_IN_USE)
def test_every_code_in_use_has_a_line(market: str, hs: str, catalogs: Catalogs) -> None:
    assert any(line.hs.startswith(hs) for line in catalogs.tariffs[market].lines)


def test_unknown_stays_unknown(catalogs: Catalogs) -> None:
    assert all(line.mfn.value is None and not line.preferences for line in catalogs.tariffs["ID"].lines)
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
