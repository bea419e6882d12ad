"""The value duty starts from: the goods with the way to the border, in the market's currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise

from packagekit.domain.dated import Source, Status
from packagekit.domain.exchange import Conversion, ExchangeRate, ExchangeRates
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.estimate.rounding import SIX_DECIMALS, six_decimals, whole_units

ASSUMED = Source(title="assumed by the caller")

_CARRIAGE_PAID = ("CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")  # ICC Incoterms 2020: price includes main carriage
_INSURED = ("CIF", "CIP", "DAP", "DPU", "DDP")  # and reaches the buyer with the risk of transport covered


def conversion(base: str, quote: str, rates: ExchangeRates | None, fx: Mapping[str, Decimal], on: date) -> Conversion:
    """The caller's rate where there is one, else the stored one; raises Refusal where there is none."""
    if base in fx and base != quote:
        if fx[base] <= 0:
            raise Refusal(Problem(
                where=f"fx/{base}", what=N_("The exchange rate is not above zero."),
                how=N_("Enter how many {quote} one {base} is.", quote=quote, base=base),
            ))
        given = ExchangeRate(base=base, quote=quote, day=on, rate=fx[base], source=ASSUMED, status=Status.USER)
        return Conversion(base=base, quote=quote, rate=given.rate, day=on, status=Status.USER, via=(given,))
    return (rates or ExchangeRates(rates=())).between(base, quote, on)


def customs_values(
    goods: Sequence[Decimal], incoterm: str, freight: Decimal, insurance: Decimal, rate: Decimal
) -> tuple[Decimal, ...]:
    """The CIF value of each line, freight and insurance the term leaves out shared by value.

    All eleven markets value at CIF. To six decimals; each line is cut from the running total, so that
    together they lose nothing.
    """
    added = Fraction(0 if incoterm in _CARRIAGE_PAID else freight) + Fraction(0 if incoterm in _INSURED else insurance)
    finest = _finest(goods)
    return shared(goods, (Fraction(sum(whole_numbers(goods, finest)), 10**finest) + added) * Fraction(rate))


def shared(weights: Sequence[Decimal], whole: Fraction) -> tuple[Decimal, ...]:
    """``whole`` shared by weight, or evenly where nothing weighs, to six decimals that add up to it."""
    if len(weights) == 1:
        return (six_decimals(whole),)
    counts = whole_numbers(weights, _finest(weights))
    if not any(counts):
        counts = [1] * len(counts)
    numerators = [running * whole.numerator for running in accumulate(counts)]
    reached = whole_units(numerators, whole.denominator * sum(counts), SIX_DECIMALS)
    return tuple(SIX_DECIMALS.unit * (end - start) for start, end in pairwise([0, *reached]))


def whole_numbers(values: Sequence[Decimal], digits: int) -> list[int]:
    """The values in units of that many decimal digits, which none of them is finer than."""
    return [int(value.scaleb(digits)) for value in values]


def _finest(values: Sequence[Decimal]) -> int:
    return max(0, *(-int(value.as_tuple().exponent) for value in values))
