"""Rounding as the authority does it: exact fractions until the amount that is really levied."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from packagekit.domain.market import Rounding

RoundingMode = Literal["authority", "exact"]

SIX_DECIMALS = Rounding(unit=Decimal("0.000001"), mode="half_up")
"""How an amount is shown that no authority rounds: a share such as 11/12 has no last digit."""


def rounded(value: Fraction, to: Rounding) -> Decimal:
    """``value`` as a multiple of the unit. It must not be negative: no levy is."""
    return to.unit * whole_units([value.numerator], value.denominator, to)[0]


def whole_units(numerators: Sequence[int], denominator: int, to: Rounding) -> list[int]:
    """How many units each ``numerator / denominator`` is rounded to, without the cost of a fraction for each."""
    unit_numerator, unit_denominator = _ratio(to.unit)
    per = denominator * unit_numerator
    if to.mode == "up":
        return [-(-numerator * unit_denominator // per) for numerator in numerators]
    if to.mode == "down":
        return [numerator * unit_denominator // per for numerator in numerators]
    twice = 2 * unit_denominator
    return [(numerator * twice + per) // (2 * per) for numerator in numerators]


@lru_cache(maxsize=64)
def _ratio(unit: Decimal) -> tuple[int, int]:
    return unit.as_integer_ratio()


def six_decimals(value: Fraction) -> Decimal:
    return rounded(value, SIX_DECIMALS)
