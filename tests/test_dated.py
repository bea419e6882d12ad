"""Dated values: the right one on each day, and a named refusal where there is none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from packagekit.domain.dated import DatedValue, NoRate, Parameter, Source, Status, worst
from packagekit.domain.exchange import ExchangeRate, ExchangeRates
from packagekit.domain.money import Money

LAW = Source(title="A law of the test")


def dated(value: str | None, since: str, until: str | None = None) -> DatedValue:
    return DatedValue(value=value, since=date.fromisoformat(since),
                      until=date.fromisoformat(until) if until else None, source=LAW, status=Status.S)


VAT = Parameter(name="vat", owner="VN", unit="ratio", values=(
    dated("0.10", "2022-01-01"), dated("0.08", "2025-07-01", "2026-12-31"),
))


@pytest.mark.parametrize(("day", "rate"), [
    ("2025-06-30", "0.10"), ("2025-07-01", "0.08"), ("2026-12-31", "0.08"), ("2027-01-01", "0.10"),
])
def test_a_cut_that_ends_gives_way_to_the_statutory_rate(day: str, rate: str) -> None:
    assert VAT.on(date.fromisoformat(day)).value == Decimal(rate)


def test_before_the_first_day_is_a_refusal_by_name() -> None:
    with pytest.raises(NoRate) as caught:
        VAT.on(date(2021, 12, 31))
    (problem,) = caught.value.problems
    assert problem.where == "VN/vat"
    assert problem.what.args["day"] == date(2021, 12, 31)


def test_after_the_end_is_a_refusal_too() -> None:
    ended = Parameter(name="cut", owner="TH", unit="ratio", values=(dated("0.07", "2025-01-01", "2026-09-30"),))
    with pytest.raises(NoRate):
        ended.on(date(2026, 10, 1))


def test_an_unknown_value_is_never_read_as_zero() -> None:
    unknown = Parameter(name="duty", owner="ID", unit="ratio", values=(dated(None, "2025-01-01"),))
    assert unknown.record_on(date(2026, 1, 1)).value is None
    with pytest.raises(NoRate):
        unknown.on(date(2026, 1, 1))


def test_a_figure_is_as_sure_as_its_weakest_part() -> None:
    assert worst([Status.S, Status.W, Status.S2]) is Status.W
    assert worst([Status.USER, Status.GK]) is Status.GK
    assert worst([]) is Status.S


def rate(base: str, quote: str, day: str, value: str) -> ExchangeRate:
    return ExchangeRate(base=base, quote=quote, day=date.fromisoformat(day), rate=value, source=LAW, status=Status.S)


RATES = ExchangeRates(rates=(
    rate("EUR", "USD", "2026-10-30", "1.25"), rate("EUR", "KRW", "2026-10-30", "1500"),
    rate("EUR", "KRW", "2026-11-30", "1600"), rate("USD", "VND", "2026-10-30", "26000"),
))


def test_across_one_common_currency_by_hand() -> None:
    """1 USD = 1 / 1.25 EUR = 0.8 EUR = 0.8 x 1500 KRW = 1200 KRW."""
    conversion = RATES.between("USD", "KRW", date(2026, 11, 1))
    assert conversion.convert(Money.of("10", "USD")) == Money.of(12000, "KRW")
    assert {(r.base, r.quote) for r in conversion.via} == {("EUR", "USD"), ("EUR", "KRW")}


def test_a_rate_of_tomorrow_is_not_read_today() -> None:
    assert RATES.between("EUR", "KRW", date(2026, 11, 29)).rate == 1500
    assert RATES.between("EUR", "KRW", date(2026, 11, 30)).rate == 1600


def test_no_rate_is_a_refusal() -> None:
    with pytest.raises(NoRate):
        RATES.between("USD", "THB", date(2026, 11, 1))
    with pytest.raises(NoRate):
        RATES.between("EUR", "USD", date(2026, 10, 29))
