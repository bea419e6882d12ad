"""The kinds of charge, each a small pure function from its base and its figure to the amount before rounding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from packagekit.domain.market import Charge, Schedule
from packagekit.domain.record import Exact, Record


class Law(Record):
    """What the law puts into one charge: a rate or an amount, the local tax inside it, or a schedule."""

    value: Exact | None
    local: Exact | None = None  # rate of the local tax inside an inclusive rate
    schedule: Schedule | None = None
    times: int = 1  # of a fixed amount


class Levied(NamedTuple):
    """``base x rate`` or a sum of its own, both exact, as numerator and denominator."""

    base: tuple[int, int] | None
    amount: tuple[int, int]


def rate(charge: Charge, base: tuple[int, int], law: Law) -> Levied:
    """A share of the base: all of it, or a part such as Indonesia's eleven twelfths, times the rate."""
    assert law.value is not None
    numerator, denominator = base
    if charge.share is not None:
        numerator, denominator = numerator * charge.share.numerator, denominator * charge.share.denominator
    of, per = law.value.as_integer_ratio()
    return Levied((numerator, denominator), (numerator * of, denominator * per))


def inclusive(charge: Charge, base: tuple[int, int], law: Law) -> Levied:
    """A rate of the value with the tax in it and the local tax on top of it.

    Thai Customs, Sample of Duty Assessment: ``excise = value x rate / (1 - 1.1 x rate)``, where the
    interior tax is 10 % of the excise.
    """
    assert law.value is not None and law.local is not None
    numerator, denominator = base
    of, per = _inside(law.value, law.local)
    numerator, denominator = numerator * of, denominator * per
    of, per = law.value.as_integer_ratio()
    return Levied((numerator, denominator), (numerator * of, denominator * per))


@lru_cache(maxsize=64)
def _inside(value: Decimal, local: Decimal) -> tuple[int, int]:
    """What one unit before the tax becomes with the tax and its local tax in it."""
    return (1 / (1 - (1 + Fraction(local)) * Fraction(value))).as_integer_ratio()


def fixed(charge: Charge, base: tuple[int, int], law: Law) -> Levied:
    """The amount itself, once for each declaration."""
    assert law.value is not None
    of, per = law.value.as_integer_ratio()
    return Levied(None, (of * law.times, per))


def tiered(charge: Charge, base: tuple[int, int], law: Law) -> Levied:
    """The amount of the schedule's step on which the base stands."""
    assert law.schedule is not None
    return Levied(base, law.schedule.amount(Fraction(*base)).as_integer_ratio())


KINDS: Mapping[str, Callable[[Charge, tuple[int, int], Law], Levied]] = {
    "rate": rate, "inclusive": inclusive, "fixed": fixed, "tiered": tiered,
}
