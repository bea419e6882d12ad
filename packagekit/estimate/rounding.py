"""Rounding as the authority does it: exact fractions until the amount that is really levied."""

from __future__ import annotations

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
    return rounded_ratio(value.numerator, value.denominator, to)


def rounded_ratio(numerator: int, denominator: int, to: Rounding) -> Decimal:
    """``numerator / denominator`` as a multiple of the unit, without the cost of reducing the fraction."""
    unit_numerator, unit_denominator = _ratio(to.unit)
    units, per = numerator * unit_denominator, denominator * unit_numerator
    if to.mode == "up":
        whole = -(-units // per)
    elif to.mode == "down":
        whole = units // per
    else:
        whole = (2 * units + per) // (2 * per)
    return to.unit * whole


@lru_cache(maxsize=64)
def _ratio(unit: Decimal) -> tuple[int, int]:
    return unit.as_integer_ratio()


def six_decimals(value: Fraction) -> Decimal:
    return rounded(value, SIX_DECIMALS)
