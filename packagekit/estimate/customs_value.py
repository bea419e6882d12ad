"""The value duty starts from: the goods with the way to the border, in the market's currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from packagekit.domain.dated import Source, Status
from packagekit.domain.exchange import Conversion, ExchangeRate, ExchangeRates
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.estimate.rounding import SIX_DECIMALS, rounded_ratio, six_decimals

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
    return shared(goods, (sum(map(Fraction, goods)) + added) * Fraction(rate))


def shared(weights: Sequence[Decimal], whole: Fraction) -> tuple[Decimal, ...]:
    """``whole`` shared by weight, or evenly where nothing weighs, to six decimals that add up to it."""
    if len(weights) == 1:
        return (six_decimals(whole),)
    counts = _whole_numbers(weights)
    if not any(counts):
        counts = [1] * len(counts)
    numerator, denominator = whole.numerator, whole.denominator * sum(counts)
    parts, running, counted = [], 0, Decimal(0)
    for count in counts:
        running += count
        reached = rounded_ratio(running * numerator, denominator, SIX_DECIMALS)
        parts.append(reached - counted)
        counted = reached
    return tuple(parts)


def _whole_numbers(values: Sequence[Decimal]) -> list[int]:
    """The values in their common smallest decimal unit."""
    finest = max(0, *(-int(value.as_tuple().exponent) for value in values))
    return [int(value.scaleb(finest)) for value in values]
