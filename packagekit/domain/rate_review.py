"""Which newly heard exchange rates may be used at once, and which wait for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from packagekit.domain.dated import NoRate
from packagekit.domain.exchange import Conversion, ExchangeRate, ExchangeRates
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import N_, Percent, Text

TOLERANCE = Decimal("0.02")
"""Two sources of one pair may differ by this ratio without mention: fixings of different hours do."""

JUMP = Decimal("0.20")
"""A rate further than this from the last stored one is held back for a person."""

UNITS = (10, 100, 1000)
"""How many units of a weak currency tables quote for; a slip of one of these is named as what it looks like."""


ENTERED = "entered"
"""The name of people among the feeds."""

WEIGHT = ("open_er", "frankfurter_v2", "frankfurter_v1", "ecb", "eximbank", ENTERED)
"""Of several rates of one pair and day the later source speaks: an agency before a blend, a person last."""


class Heard(Record):
    """A rate as a feed told it. Feeds of one ``origin`` repeat each other and confirm nothing."""

    feed: str
    origin: str
    rate: ExchangeRate


class HeldFor(StrEnum):
    """Why a rate waits for a person."""

    JUMP = "jump"  # too far from the last stored rate
    DISAGREES = "disagrees"  # nothing stored, and another source tells something else
    UNCHECKED = "unchecked"  # nothing stored, and no other source to compare with


class Judged(Record):
    """A heard rate and the verdict: ``held_for`` None means it may be used."""

    heard: Heard
    held_for: HeldFor | None = None
    against: Exact | None = None  # units of quote for one unit of base, as it was compared with
    against_day: date | None = None


class StoredRate(Record):
    """A rate in the book: where it came from, whether it is used, and who decided."""

    id: int
    feed: str
    rate: ExchangeRate
    state: Literal["in_force", "held", "refused"]
    held_for: HeldFor | None = None  # stays readable after a person has decided
    against: Exact | None = None
    against_day: date | None = None
    entered_by: str | None = None  # id of the person; None for a feed
    decided_by: str | None = None

    @property
    def reason(self) -> Text | None:
        """Why it waits or waited for a person; None for a rate that never did."""
        return self.held_for and reason(self.rate, self.held_for, self.against, self.against_day)


def in_force(shipped: ExchangeRates, stored: Sequence[StoredRate]) -> ExchangeRates:
    """The rates of the catalog and of the book together: of one pair and day, what was entered speaks last."""
    used = sorted((s for s in stored if s.state == "in_force"), key=lambda s: WEIGHT.index(s.feed))
    return ExchangeRates(rates=(*shipped.rates, *(s.rate for s in used)))


class Difference(Record):
    """Two sources that tell different rates of one pair, further apart than ``TOLERANCE``."""

    first: Heard
    second: str  # the other feed
    told: Conversion  # what the other feed says of the pair, in its own table or across its currencies
    apart: Exact  # ratio

    @property
    def text(self) -> Text:
        rate = self.first.rate
        said = N_(
            "{first} gives {rate} {quote} for 1 {base} ({day}), {second} gives {other} ({other_day}): {apart} apart.",
            first=rate.source.title, rate=readable(rate.rate), quote=rate.quote, base=rate.base, day=rate.day,
            second=self.told.via[0].source.title, other=readable(self.told.rate), other_day=self.told.day,
            apart=Percent(ratio=self.apart),
        )
        return _with_slip(said, rate.rate, self.told.rate)


def apart(one: Decimal, other: Decimal) -> Decimal:
    """How far two positive rates of a pair are apart, as a ratio; the same for the pair turned round."""
    return max(one, other) / min(one, other) - 1


def unit_slip(one: Decimal, other: Decimal) -> int | None:
    """10, 100 or 1000 when the rates are that many times apart, give or take a jump; else None."""
    times = max(one, other) / min(one, other)
    return next((unit for unit in UNITS if apart(times, Decimal(unit)) <= JUMP), None)


def differences(heard: Sequence[Heard]) -> tuple[Difference, ...]:
    """Every rate that a later feed of another origin puts more than ``TOLERANCE`` elsewhere."""
    last = max((h.rate.day for h in heard), default=date.min)
    feeds = {h.feed: h.origin for h in heard}
    told = {feed: ExchangeRates(rates=tuple(h.rate for h in heard if h.feed == feed)) for feed in feeds}
    order = list(feeds)
    found = []
    for first in heard:
        for second in order[order.index(first.feed) + 1:]:
            if feeds[second] == first.origin:
                continue
            conversion = _between(told[second], first.rate, last)
            if conversion is not None and (gap := apart(first.rate.rate, conversion.rate)) > TOLERANCE:
                found.append(Difference(first=first, second=second, told=conversion, apart=_short(gap, 4)))
    return tuple(found)


def judge(heard: Sequence[Heard], known: ExchangeRates) -> tuple[Judged, ...]:
    """Compare every heard rate with the last stored one, or with another source where nothing is stored.

    ``known`` are the rates in force. A rate more than ``JUMP`` from them is held even where every
    source agrees: a currency that lost a fifth is news a person should have seen. A pair heard for
    the first time is used when a source of another origin confirms it within ``JUMP``, in its own
    table or across common currencies; that catches the tables that quote per 100 units.
    """
    origins = {h.origin for h in heard}
    others = {
        origin: ExchangeRates(rates=tuple(h.rate for h in heard if h.origin != origin)) for origin in origins
    }
    last = max((h.rate.day for h in heard), default=date.min)
    return tuple(_judged(h, known, others[h.origin], last) for h in heard)


def _judged(heard: Heard, known: ExchangeRates, others: ExchangeRates, last: date) -> Judged:
    stored = _between(known, heard.rate, heard.rate.day)
    if stored is not None:
        return _verdict(heard, stored, HeldFor.JUMP)
    told = _between(others, heard.rate, last)
    if told is not None:
        return _verdict(heard, told, HeldFor.DISAGREES)
    return Judged(heard=heard, held_for=HeldFor.UNCHECKED)


def _verdict(heard: Heard, reference: Conversion, doubt: HeldFor) -> Judged:
    held = apart(heard.rate.rate, reference.rate) > JUMP
    return Judged(
        heard=heard, held_for=doubt if held else None, against=_short(reference.rate), against_day=reference.day,
    )


def reason(rate: ExchangeRate, held_for: HeldFor, against: Decimal | None, against_day: date | None) -> Text:
    """Why this rate waits, for the person who decides."""
    if against is None or against_day is None:
        return N_(
            "{base} to {quote} is heard for the first time, and no second source confirms it.",
            base=rate.base, quote=rate.quote,
        )
    facts = {
        "base": rate.base, "quote": rate.quote, "rate": readable(rate.rate), "other": readable(against),
        "day": against_day, "apart": Percent(ratio=_short(apart(rate.rate, against), 4)),
    }
    if held_for is HeldFor.JUMP:
        said = N_("{rate} {quote} for 1 {base} is {apart} away from the last stored rate, {other} of {day}.", **facts)
    else:
        said = N_("{rate} {quote} for 1 {base} is {apart} away from what another source tells, {other} of {day}.",
                  **facts)
    return _with_slip(said, rate.rate, against)


def readable(rate: Decimal) -> str:
    """The rate with six significant digits, enough to compare by eye and none that nobody published."""
    return format(_short(rate, 6).normalize(), "f")


def _with_slip(said: Text, one: Decimal, other: Decimal) -> Text:
    unit = unit_slip(one, other)
    if unit is None:
        return said
    return N_(
        "{said} That is about {unit} times as much: one of the two is probably quoted for {unit} units.",
        said=said, unit=unit,
    )


def _between(rates: ExchangeRates, pair: ExchangeRate, on: date) -> Conversion | None:
    try:
        return rates.between(pair.base, pair.quote, on)
    except NoRate:
        return None


def _short(rate: Decimal, digits: int = 15) -> Decimal:
    """Cut what division made endless to a length that can be stored and read."""
    return rate.quantize(Decimal(1).scaleb(rate.adjusted() + 1 - digits))
