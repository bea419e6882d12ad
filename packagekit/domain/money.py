"""Money: an exact amount in one currency, and how it is rounded and split without losing a unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Annotated

from babel.core import get_global
from pydantic import StringConstraints

from packagekit.domain.record import Exact, Record

CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


@lru_cache(maxsize=512)
def minor_digits(currency: str) -> int:
    """Decimal digits in which amounts of this currency are really paid.

    CLDR's *cash* digits, not ISO 4217's exponent: the rupiah has two digits on paper and none in
    any shop or tax office (source: CLDR supplemental ``currencyData/fractions``).
    """
    fractions = get_global("currency_fractions")
    digits = fractions.get(currency) or fractions["DEFAULT"]
    return int(digits[2])


class MixedCurrencies(ValueError):
    """Two currencies met without a dated rate between them."""


class Money(Record):
    """An exact amount in one currency. Adding another currency raises ``MixedCurrencies``."""

    amount: Exact
    currency: CurrencyCode

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        return cls(amount=Decimal(amount), currency=currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency} need a dated rate between them")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(amount=self.amount - other.amount, currency=self.currency)

    def __neg__(self) -> Money:
        return Money(amount=-self.amount, currency=self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(amount=self.amount * factor, currency=self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def rounded(self) -> Money:
        """To the last unit that is really paid, halves away from zero as every invoice does."""
        return Money(amount=quantized(self.amount, minor_digits(self.currency)), currency=self.currency)


class UnitPrice(Money):
    """A price of one piece, or of one month: shown with as many decimals as it has, at least those of its currency."""


def zero(currency: str) -> Money:
    return Money(amount=Decimal(0), currency=currency)


def total(amounts: Sequence[Money], currency: str) -> Money:
    """The exact sum; ``currency`` names the zero of an empty sum."""
    result = zero(currency)
    for amount in amounts:
        result._same(amount)
    return Money(amount=sum((amount.amount for amount in amounts), result.amount), currency=currency)


def quantized(amount: Decimal, digits: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """To so many places; a half goes away from zero, in money and in what is said of it, as readers round it."""
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=rounding)


def split(whole: Money, weights: Sequence[Decimal]) -> tuple[Money, ...]:
    """Share ``whole`` by weight so that the parts add up to it to the last minor unit.

    Each part is cut down, then the units left over go one each to the parts that lost most
    (largest remainder, the earlier one on a tie). Raises ValueError for negative or all-zero
    weights, and for an amount finer than its currency's minor unit.
    """
    if not weights or any(w < 0 for w in weights) or sum(weights) <= 0:
        raise ValueError("shares need weights that are not negative and not all zero")
    unit = Decimal(1).scaleb(-minor_digits(whole.currency))
    if whole.amount % unit:
        raise ValueError(f"{whole.amount} {whole.currency} is finer than the currency's smallest unit")
    sign = -1 if whole.amount < 0 else 1
    size = abs(whole.amount)
    weight_sum = sum(weights)
    exact = [size * w / weight_sum for w in weights]
    cut = [e.quantize(unit, rounding=ROUND_DOWN) for e in exact]
    left_over = int((size - sum(cut)) / unit)
    by_loss = sorted(range(len(cut)), key=lambda i: (cut[i] - exact[i], i))
    for index in by_loss[:left_over]:
        cut[index] += unit
    return tuple(Money(amount=sign * part, currency=whole.currency) for part in cut)

