"""Rates of several sources compared: how far apart they are, what is held, which of them speaks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.domain.dated import NoRate
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.rate_review import JUMP, Heard, HeldFor, apart, differences, judge, unit_slip
from tests.feeds.asking import (
    FRIDAY,
    rate,
)

RATES = st.decimals(min_value="0.0001", max_value="1000000", places=4)


@settings(deadline=None, max_examples=60)
@given(RATES, RATES)
def test_two_rates_are_as_far_apart_as_their_inverses(one: Decimal, other: Decimal) -> None:
    assert apart(one, other) == apart(other, one) >= 0
    assert abs(apart(one, other) - apart(1 / one, 1 / other)) < apart(one, other) * Decimal("1e-20") + Decimal("1e-20")


@settings(deadline=None, max_examples=60)
@given(RATES, st.sampled_from([10, 100, 1000]), st.decimals(min_value="0.9", max_value="1.1", places=3))
def test_a_slip_of_the_unit_is_recognised_and_held(value: Decimal, unit: int, drift: Decimal) -> None:
    slipped = value * unit * drift
    assert unit_slip(value, slipped) == unit_slip(slipped, value) == unit
    known = ExchangeRates(rates=(rate("USD", "LAK", str(value), FRIDAY - timedelta(days=1)),))
    (judged,) = judge((Heard(feed="frankfurter_v2", origin="blend", rate=rate("USD", "LAK", str(slipped))),), known)
    assert judged.held_for is HeldFor.JUMP


@settings(deadline=None, max_examples=60)
@given(RATES, st.decimals(min_value="0.5", max_value="2", places=3))
def test_a_rate_is_held_exactly_when_it_is_further_than_a_fifth(value: Decimal, times: Decimal) -> None:
    known = ExchangeRates(rates=(rate("USD", "VND", str(value)),))
    new = rate("USD", "VND", str(value * times), FRIDAY + timedelta(days=1))
    (judged,) = judge((Heard(feed="open_er", origin="open_er", rate=new),), known)
    assert (judged.held_for is not None) == (max(times, 1 / times) - 1 > JUMP)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["USD", "EUR", "KRW"]), st.sampled_from(["VND", "IDR", "KRW"]),
                          st.integers(0, 40), RATES), max_size=12))
def test_back_is_the_inverse_of_there(rows: list[tuple[str, str, int, Decimal]]) -> None:
    table = ExchangeRates(rates=tuple(
        rate(base, quote, str(value), FRIDAY - timedelta(days=days))
        for base, quote, days, value in rows if base != quote and value > 0
    ))
    try:
        there = table.between("USD", "VND", FRIDAY)
    except NoRate:
        with pytest.raises(NoRate):
            table.between("VND", "USD", FRIDAY)
        return
    back = table.between("VND", "USD", FRIDAY)
    assert back.day == there.day
    if len(there.via) == len(back.via) == 1 and there.via == back.via:
        assert abs(there.rate * back.rate - 1) < Decimal("1e-20")


def test_of_one_day_the_later_listed_speaks_and_a_stale_direct_rate_yields() -> None:
    table = ExchangeRates(rates=(
        rate("KRW", "VND", "18", date(2026, 10, 1)), rate("USD", "KRW", "1300"), rate("USD", "KRW", "1335"),
        rate("USD", "VND", "26700"),
    ))
    assert table.between("USD", "KRW", FRIDAY).rate == 1335
    assert table.between("KRW", "VND", date(2026, 10, 5)).rate == 18
    fresh = table.between("KRW", "VND", FRIDAY)
    assert fresh.rate.quantize(Decimal("0.01")) == 20 and len(fresh.via) == 2  # 26,700 / 1,335
    assert table.between("KRW", "VND", date(2026, 10, 8)).day == date(2026, 10, 1)


@pytest.mark.parametrize("value", ["999999999", "0.000000001"])
def test_rates_however_far_apart_are_compared_and_told(value: str) -> None:
    odd = Heard(feed="open_er", origin="open_er", rate=rate("USD", "VND", value))
    other = Heard(feed="ecb", origin="ecb", rate=rate("VND", "USD", value))
    (found,) = differences((odd, other))
    (judged,) = judge((odd,), ExchangeRates(rates=(other.rate,)))
    assert judged.held_for is HeldFor.JUMP and found.apart == Decimal(10) ** 18 and found.text.args


def test_two_sources_are_compared_in_their_own_tables_and_across_them() -> None:
    """1,491.76 / 1.1172 = 1,335.27 won a dollar: Eximbank's 1,335.30 agrees, 1,400 is 4.85 % away and is named."""
    euro = (Heard(feed="ecb", origin="ecb", rate=rate("EUR", "USD", "1.1172")),
            Heard(feed="ecb", origin="ecb", rate=rate("EUR", "KRW", "1491.76")))

    def won(value: str) -> Heard:
        return Heard(feed="eximbank", origin="eximbank", rate=rate("USD", "KRW", value))
    assert differences((won("1335.30"), *euro)) == ()
    (found,) = differences((won("1400"), *euro))
    assert (found.second, found.apart) == ("ecb", Decimal("0.04848"))
    same_origin = Heard(feed="frankfurter_v1", origin="ecb", rate=rate("EUR", "USD", "2"))
    assert differences((same_origin, *euro)) == ()
