"""Money: exact sums, honest rounding, shares that lose nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packagekit.domain.money import MixedCurrencies, Money, minor_digits, split, total

AMOUNTS = st.integers(min_value=-10**12, max_value=10**12)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(("currency", "digits"), [("VND", 0), ("IDR", 0), ("KRW", 0), ("USD", 2), ("THB", 2), ("LAK", 0)])
def test_minor_digits_are_those_people_pay_in(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


def test_a_hundred_dollars_among_three_by_hand() -> None:
    parts = split(Money.of(100, "USD"), [Decimal(1)] * 3)
    assert [p.amount for p in parts] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_the_leftover_goes_to_whoever_lost_most() -> None:
    """10 dong by 1:1:4 is 1.67, 1.67, 6.67: cut to 1, 1, 6, two units are left, the losses are equal,
    so the earlier ones get them."""
    parts = split(Money.of(10, "VND"), [Decimal(1), Decimal(1), Decimal(4)])
    assert [int(p.amount) for p in parts] == [2, 2, 6]


@given(amount=AMOUNTS, weights=WEIGHTS, currency=st.sampled_from(["VND", "USD", "IDR", "KRW"]))
def test_shares_add_up_and_stay_within_a_unit_of_fair(amount: int, weights: list[int], currency: str) -> None:
    unit = Decimal(1).scaleb(-minor_digits(currency))
    whole = Money(amount=amount * unit, currency=currency)
    parts = split(whole, [Decimal(w) for w in weights])
    assert total(parts, currency) == whole
    for part, weight in zip(parts, weights, strict=True):
        fair = whole.amount * weight / sum(weights)
        assert abs(part.amount - fair) < unit


@given(amount=st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_rounding_is_half_away_from_zero(amount: Decimal) -> None:
    rounded = Money(amount=amount, currency="USD").rounded().amount
    assert abs(rounded - amount) <= Decimal("0.005")
    assert Money(amount=-amount, currency="USD").rounded().amount == -rounded


def test_currencies_never_mix() -> None:
    with pytest.raises(MixedCurrencies):
        Money.of(1, "USD") + Money.of(1, "KRW")


@pytest.mark.parametrize("bad", [1.5, float("nan"), "NaN", "Infinity", True])
def test_an_amount_is_written_exactly(bad: object) -> None:
    with pytest.raises(ValueError):
        Money(amount=bad, currency="USD")


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(1), Decimal(-1)]])
def test_shares_need_weights(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError):
        split(Money.of(1, "VND"), weights)
