"""The same charges as a spreadsheet works them out: one rate after the other in floats, without law, source or rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from packagekit.estimate.border import SHIPMENT, Landed


@dataclass(frozen=True)
class Rates:
    """What somebody would write beside the goods: the exchange rate, and of each charge its rate of base and value."""

    fx: float
    shares: tuple[float, ...]  # of the customs value, each already times its base
    fixed: float

    @classmethod
    def of(cls, found: Landed) -> Rates:
        """The rates that our own answer for one line applied."""
        value = float(found.customs_value)
        return cls(
            fx=float(found.fx.rate),
            shares=tuple(float(c.rate) * float(c.base) / value for c in found.charges
                         if c.line != SHIPMENT and c.rate is not None and c.base is not None),
            fixed=sum(float(c.amount) for c in found.charges if c.line == SHIPMENT),
        )


def total(rates: Rates, values: Sequence[float]) -> float:
    """All charges on the goods of these values."""
    summed = rates.fixed
    for value in values:
        customs = value * rates.fx
        for share in rates.shares:
            summed += customs * share
    return summed
