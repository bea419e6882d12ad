"""Exchange rates: dated, sourced, and refused when there is none rather than guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

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


class ExchangeRates(Record):
    """All stored rates; the youngest one published on or before the asked day is read.

    How old it may be is the reader's judgement: ``Conversion.day`` says it and the estimate warns.
    """

    rates: tuple[ExchangeRate, ...]

    def between(self, base: str, quote: str, on: date) -> Conversion:
        """The conversion on a day, direct, inverse or across one common currency.

        Raises ``NoRate`` when none was published on that day or before it.
        """
        if base == quote:
            return Conversion(base=base, quote=quote, rate=Decimal(1), day=on, status=Status.S, via=())
        direct = self._leg(base, quote, on)
        if direct is not None:
            return self._joined(base, quote, direct)
        candidates = []
        for middle in sorted({c for r in self.rates for c in (r.base, r.quote)} - {base, quote}):
            first, second = self._leg(base, middle, on), self._leg(middle, quote, on)
            if first is not None and second is not None:
                candidates.append((first, second))
        if not candidates:
            raise NoRate(Problem(
                where=f"fx/{base}/{quote}",
                what=N_("There is no exchange rate from {base} to {quote} for {day}.", base=base, quote=quote, day=on),
                how=N_("Enter the rate of that day with its source, or choose a day for which one is stored."),
            ))
        youngest = max(candidates, key=lambda legs: (min(leg[1].day for leg in legs), -len(legs)))
        return self._joined(base, quote, *youngest)

    def _leg(self, base: str, quote: str, on: date) -> tuple[Decimal, ExchangeRate] | None:
        if base == quote:
            return None
        fitting = [
            r for r in self.rates
            if {r.base, r.quote} == {base, quote} and r.day <= on
        ]
        if not fitting:
            return None
        rate = max(fitting, key=lambda r: (r.day, r.base == base))
        return (rate.rate if rate.base == base else 1 / rate.rate), rate

    def _joined(self, base: str, quote: str, *legs: tuple[Decimal, ExchangeRate]) -> Conversion:
        product = Decimal(1)
        for factor, _ in legs:
            product *= factor
        used = tuple(rate for _, rate in legs)
        return Conversion(
            base=base, quote=quote, rate=product, day=min(r.day for r in used),
            status=worst([r.status for r in used]), via=used,
        )
