"""Rounding as the authority does it: exact fractions until the amount that is really levied."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from packagekit.domain.market import Rounding

RoundingMode = Literal["authority", "exact"]

SIX_DECIMALS = Rounding(unit=Decimal("0.000001"), mode="half_up")
"""How an amount is shown that no authority rounds: a share such as 11/12 has no last digit."""


def rounded(value: Fraction, to: Rounding) -> Decimal:
    """``value`` as a multiple of the unit. It must not be negative: no levy is."""
    units = value / Fraction(to.unit)
    if to.mode == "up":
        whole = ceil(units)
    elif to.mode == "down":
        whole = floor(units)
    else:
        whole = floor(units + Fraction(1, 2))
    return to.unit * whole


def six_decimals(value: Fraction) -> Decimal:
    return rounded(value, SIX_DECIMALS)
