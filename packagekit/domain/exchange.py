"""Exchange rates: dated, sourced, and refused when there is none rather than guessed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import Field

from packagekit.domain.dated import NoRate, Source, Status, worst
from packagekit.domain.money import CurrencyCode, Money, minor_digits, quantized
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import N_, Problem


class ExchangeRate(Record):
    """Units of ``quote`` for one unit of ``base`` on ``day``, as published by ``source``.

    ``unit`` is how many units of ``base`` the publisher's own table quotes for: Korea Eximbank
    prints the yen per 100. ``rate`` is always for one, so no reader ever multiplies by it.
    """

    base: CurrencyCode
    quote: CurrencyCode
    day: date
    rate: Annotated[Exact, Field(gt=0)]
    source: Source
    status: Status
    unit: int = Field(default=1, ge=1)


class Conversion(Record):
    """The rate between two currencies on a day and the published rates it was made of."""

    base: CurrencyCode
    quote: CurrencyCode
    rate: Exact
    day: date  # of the oldest published rate used
    status: Status
    via: tuple[ExchangeRate, ...]

    def convert(self, money: Money) -> Money:
        """``money`` in the quote currency, rounded half up to its minor unit."""
        assert money.currency == self.base
        return Money(amount=quantized(money.amount * self.rate, minor_digits(self.quote)), currency=self.quote)


Leg = tuple[Decimal, ExchangeRate]  # the factor from one currency to the next, and the rate it was read from
Way = tuple[Leg, ...]

WORTH_A_DETOUR = timedelta(days=7)
"""A shorter way is taken unless its oldest rate is more than this much older than a longer way's."""


class ExchangeRates(Record):
    """All stored rates; the youngest one published on or before the asked day is read.

    Of several rates of one pair and day the last one listed speaks. How old a rate may be is the
    reader's judgement: ``Conversion.day`` says it and the estimate warns.
    """

    rates: tuple[ExchangeRate, ...]

    def between(self, base: str, quote: str, on: date) -> Conversion:
        """The conversion on a day: direct, inverse, or across one or two common currencies.

        The shortest way is taken, so that the bank's own rate of the pair is not replaced by a
        product of others, unless it is more than a week older than a longer way. Of several ways
        of one length the one whose oldest rate is youngest is taken. Raises ``NoRate`` when none
        was published on that day or before it.
        """
        if base == quote:
            return Conversion(base=base, quote=quote, rate=Decimal(1), day=on, status=Status.S, via=())
        best: Way | None = None
        for ways in self._ways(base, quote, self._legs(on)):
            youngest = max(ways, key=_oldest, default=None)
            if youngest and (best is None or _oldest(best) + WORTH_A_DETOUR < _oldest(youngest)):
                best = youngest
        if best is None:
            raise NoRate(Problem(
                where=f"fx/{base}/{quote}",
                what=N_("There is no exchange rate from {base} to {quote} for {day}.", base=base, quote=quote, day=on),
                how=N_("Enter the rate of that day with its source, or choose a day for which one is stored."),
            ))
        return _joined(base, quote, best)

    @cached_property
    def _by_pair(self) -> Mapping[tuple[str, str], tuple[ExchangeRate, ...]]:
        """The rates of each pair as published, in the order of their days."""
        pairs: dict[tuple[str, str], list[ExchangeRate]] = {}
        for rate in sorted(self.rates, key=_day):
            pairs.setdefault((rate.base, rate.quote), []).append(rate)
        return {pair: tuple(rates) for pair, rates in pairs.items()}

    def _legs(self, on: date) -> dict[str, dict[str, Leg]]:
        """The youngest rate of each pair in both directions; of one day, the one published that way round."""
        legs: dict[str, dict[str, Leg]] = {}
        back: list[ExchangeRate] = []
        for (base, quote), rates in self._by_pair.items():
            count = bisect_right(rates, on, key=_day)
            if count:
                youngest = rates[count - 1]
                legs.setdefault(base, {})[quote] = (youngest.rate, youngest)
                back.append(youngest)
        for rate in back:
            published = legs.get(rate.quote, {}).get(rate.base)
            if published is None or published[1].day < rate.day:
                legs.setdefault(rate.quote, {})[rate.base] = (1 / rate.rate, rate)
        return legs

    def _ways(self, base: str, quote: str, legs: Mapping[str, Mapping[str, Leg]]) -> Iterator[list[Way]]:
        """Every way of one, two and three legs. Dong are quoted in dollars and won in euros: that takes three."""
        out = legs.get(base, {})
        yield [(out[quote],)] if quote in out else []
        middles = sorted(out.keys() - {quote})
        yield [(out[m], legs[m][quote]) for m in middles if quote in legs[m]]
        yield [
            (out[m], legs[m][n], legs[n][quote])
            for m in middles for n in sorted(legs[m].keys() - {base, quote}) if quote in legs[n]
        ]


def _day(rate: ExchangeRate) -> date:
    return rate.day


def _oldest(way: Way) -> date:
    return min(rate.day for _, rate in way)


def _joined(base: str, quote: str, way: Way) -> Conversion:
    product = Decimal(1)
    for factor, _ in way:
        product *= factor
    used = tuple(rate for _, rate in way)
    return Conversion(
        base=base, quote=quote, rate=product, day=_oldest(way), status=worst([r.status for r in used]), via=used,
    )
