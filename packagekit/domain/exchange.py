"""Exchange rates: dated, sourced, and refused when there is none rather than guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise, permutations

from packagekit.domain.dated import NoRate, Source, Status, worst
from packagekit.domain.money import CurrencyCode, Money, minor_digits, quantized
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import N_, Problem


class ExchangeRate(Record):
    """Units of ``quote`` for one unit of ``base`` on ``day``, as published by ``source``."""

    base: CurrencyCode
    quote: CurrencyCode
    day: date
    rate: Exact
    source: Source
    status: Status


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


class ExchangeRates(Record):
    """All stored rates; the youngest one published on or before the asked day is read.

    How old it may be is the reader's judgement: ``Conversion.day`` says it and the estimate warns.
    """

    rates: tuple[ExchangeRate, ...]

    def between(self, base: str, quote: str, on: date) -> Conversion:
        """The conversion on a day: direct, inverse, or across the fewest common currencies (two at most).

        Of several ways of one length the one whose oldest rate is youngest is taken.
        Raises ``NoRate`` when none was published on that day or before it.
        """
        if base == quote:
            return Conversion(base=base, quote=quote, rate=Decimal(1), day=on, status=Status.S, via=())
        ways = self._ways(base, quote, on)
        if not ways:
            raise NoRate(Problem(
                where=f"fx/{base}/{quote}",
                what=N_("There is no exchange rate from {base} to {quote} for {day}.", base=base, quote=quote, day=on),
                how=N_("Enter the rate of that day with its source, or choose a day for which one is stored."),
            ))
        return self._joined(base, quote, *max(ways, key=lambda legs: min(rate.day for _, rate in legs)))

    def _ways(self, base: str, quote: str, on: date) -> list[tuple[Leg, ...]]:
        """Every shortest chain of published rates. Dong are quoted in dollars and won in euros: three legs."""
        legs = self._legs(on)
        currencies = sorted({c for pair in legs for c in pair} - {base, quote})
        for between in range(3):
            chains = [tuple(pairwise((base, *middle, quote))) for middle in permutations(currencies, between)]
            ways = [tuple(legs[pair] for pair in chain) for chain in chains if all(pair in legs for pair in chain)]
            if ways:
                return ways
        return []

    def _legs(self, on: date) -> dict[tuple[str, str], Leg]:
        """The youngest rate of each pair in both directions; of one day, the one published that way round."""
        legs: dict[tuple[str, str], Leg] = {}
        for rate in sorted(self.rates, key=lambda r: r.day):
            if rate.day > on:
                break
            legs[rate.base, rate.quote] = (rate.rate, rate)
            back = legs.get((rate.quote, rate.base))
            if back is None or back[1].day < rate.day:
                legs[rate.quote, rate.base] = (1 / rate.rate, rate)
        return legs

    def _joined(self, base: str, quote: str, *legs: Leg) -> Conversion:
        product = Decimal(1)
        for factor, _ in legs:
            product *= factor
        used = tuple(rate for _, rate in legs)
        return Conversion(
            base=base, quote=quote, rate=product, day=min(r.day for r in used),
            status=worst([r.status for r in used]), via=used,
        )
