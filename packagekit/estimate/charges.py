"""The kinds of charge, each a small pure function from its bases and its figure to the amounts before rounding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from packagekit.domain.market import Charge, Schedule
from packagekit.domain.record import Exact, Record


class Law(Record):
    """What the law puts into one charge: a rate or an amount, the local tax inside it, or a schedule."""

    value: Exact | None
    local: Exact | None = None  # rate of the local tax inside an inclusive rate
    schedule: Schedule | None = None
    times: int = 1  # of a fixed amount


class Exactly(NamedTuple):
    """Exact figures, one for each line: whole numbers over one denominator."""

    numerators: Sequence[int]
    denominator: int

    def times(self, numerator: int, denominator: int) -> Exactly:
        if numerator == denominator:
            return self
        return Exactly([figure * numerator for figure in self.numerators], self.denominator * denominator)


class Levied(NamedTuple):
    """``base x rate`` or sums of their own, on each line."""

    bases: Exactly | None
    amounts: Exactly


def rate(charge: Charge, bases: Exactly, law: Law) -> Levied:
    """A share of the base: all of it, or a part such as Indonesia's eleven twelfths, times the rate."""
    assert law.value is not None
    if charge.share is not None:
        bases = bases.times(charge.share.numerator, charge.share.denominator)
    return Levied(bases, bases.times(*law.value.as_integer_ratio()))


def inclusive(charge: Charge, bases: Exactly, law: Law) -> Levied:
    """A rate of the value with the tax in it and the local tax on top of it.

    Thai Customs, Sample of Duty Assessment: ``excise = value x rate / (1 - 1.1 x rate)``, where the
    interior tax is 10 % of the excise.
    """
    assert law.value is not None and law.local is not None
    bases = bases.times(*_inside(law.value, law.local))
    return Levied(bases, bases.times(*law.value.as_integer_ratio()))


@lru_cache(maxsize=64)
def _inside(value: Decimal, local: Decimal) -> tuple[int, int]:
    """What one unit before the tax becomes with the tax and its local tax in it."""
    return (1 / (1 - (1 + Fraction(local)) * Fraction(value))).as_integer_ratio()


def fixed(charge: Charge, bases: Exactly, law: Law) -> Levied:
    """The amount itself, once for each declaration."""
    assert law.value is not None
    of, per = law.value.as_integer_ratio()
    return Levied(None, Exactly([of * law.times] * len(bases.numerators), per))


def tiered(charge: Charge, bases: Exactly, law: Law) -> Levied:
    """The amount of the schedule's step on which the base stands."""
    assert law.schedule is not None
    amounts = [law.schedule.amount(Fraction(base, bases.denominator)) for base in bases.numerators]
    per = lcm(*(amount.denominator for amount in amounts))
    return Levied(bases, Exactly([amount.numerator * per // amount.denominator for amount in amounts], per))


KINDS: Mapping[str, Callable[[Charge, Exactly, Law], Levied]] = {
    "rate": rate, "inclusive": inclusive, "fixed": fixed, "tiered": tiered,
}
