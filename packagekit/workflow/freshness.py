"""How fresh the law is: what is unverified, stale or about to end, and what changes before a delivery."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from packagekit.domain.dated import DatedValue, NoRate
from packagekit.domain.market import Market
from packagekit.domain.person import Person
from packagekit.domain.record import Record
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.estimate.alerts import OLDEST_RATE_DAYS
from packagekit.storage.catalogs import Catalogs
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case

STALE_DAYS = 365
"""A value that nobody has read again for more than this many days is stale: budgets change tax laws once a year."""

STALE_RATE_DAYS = OLDEST_RATE_DAYS
"""An exchange rate older than this many days is stale."""

ENDING_DAYS = 180
"""A value that ends within this many days is about to end: an offer and its delivery take about half a year."""

Kind = Literal["market", "schedule", "tariff", "seller", "exchange"]


class Standing(Record):
    """How far a value may be leaned on, on a day."""

    unverified: bool  # known by a weak source or by none, or not known at all
    stale: bool
    ending: bool
    read: date  # when it was last seen at its source; where nobody wrote that down, the day it began
    ends: date | None  # the last day on which it speaks: it ends, or a later value follows


class Series(Record):
    """One figure of the catalogs through time; ``rate`` names that of a tariff line."""

    kind: Kind
    owner: str
    name: str
    rate: str = ""
    unit: str
    values: tuple[DatedValue, ...]  # the oldest first

    def on(self, day: date) -> DatedValue | None:
        """The value that speaks on a day; None where none does."""
        holding = [v for v in self.values if v.since <= day and (v.until is None or day <= v.until)]
        return holding[-1] if holding else None

    def ends(self, value: DatedValue, on: date) -> date | None:
        """The last day from ``on`` to which ``value`` speaks before another does or none; None while no end is known.

        A shorter value that has come and gone since ends nothing: the older one speaks again.
        """
        later = [v.since - timedelta(days=1) for v in self.values if v.since > max(value.since, on)]
        return min((*later[:1], *([value.until] if value.until else [])), default=None)

    def standing(self, value: DatedValue, on: date) -> Standing:
        """Flags of a value that speaks on the day; one that does not is neither stale nor ending."""
        ends, read, speaks = self.ends(value, on), value.source.seen or value.since, self.on(on) == value
        stale_after = STALE_RATE_DAYS if self.kind == "exchange" else STALE_DAYS
        return Standing(
            unverified=not value.status.verified or value.value is None,
            stale=speaks and (on - read).days > stale_after,
            ending=speaks and ends is not None and (ends - on).days <= ENDING_DAYS, read=read, ends=ends,
        )


class FreshValue(Record):
    """A value in force on the day, with what is to be minded about it."""

    series: Series
    value: DatedValue
    standing: Standing


class Change(Record):
    """A value that a quote is reckoned with and that no longer holds when the goods arrive."""

    series: Series
    value: DatedValue
    ends: date
    next: DatedValue | None  # None: no later value is known


class Freshness(Record):
    """What a market's figures are worth on a day, and what changes until the last day of the delivery month."""

    market: str
    on: date
    delivery: date  # last day of the month
    checked: int  # values in force
    unverified: tuple[FreshValue, ...]
    stale: tuple[FreshValue, ...]
    ending: tuple[FreshValue, ...]
    affected: tuple[Change, ...]
    problems: tuple[Problem, ...] = ()  # exchange rates that are not there


@use_case
def freshness(house: House, who: Person, *, market: str, on: date, delivery: date) -> Freshness:
    """Every figure a quote for the market leans on, judged on a day, and its changes up to a delivery.

    ``delivery`` is any day of the month in which the goods arrive. The exchange rate is judged by its
    age only: nobody knows the next one. Raises Refusal for an unknown market and a month before ``on``.
    """
    catalogs = house.whole_catalogs()
    law = catalogs.market(market)
    last = delivery.replace(day=monthrange(delivery.year, delivery.month)[1])
    if last < on:
        raise Refusal(Problem(
            where="delivery", what=N_("The month of delivery lies before {day}.", day=on),
            how=N_("Choose that month or a later one."),
        ))
    rates, no_rates = _exchange(catalogs, law, on)
    own, no_terms = sellers(catalogs)
    series = (*series_of_market(law), *series_of_tariff(catalogs, market), *_used_for(catalogs, market, own), *rates)
    fresh = tuple(
        FreshValue(series=one, value=value, standing=one.standing(value, on))
        for one in series if (value := one.on(on)) is not None
    )
    return Freshness(
        market=market, on=on, delivery=last, checked=len(fresh),
        unverified=tuple(f for f in fresh if f.standing.unverified),
        stale=tuple(f for f in fresh if f.standing.stale),
        ending=tuple(sorted((f for f in fresh if f.standing.ending), key=lambda f: f.standing.ends or date.max)),
        affected=tuple(sorted((c for one in series for c in _changes(one, on, last)), key=lambda c: c.ends)),
        problems=(*no_terms, *no_rates),
    )


def _changes(series: Series, on: date, last: date) -> Iterator[Change]:
    """Each step from the value on the day to the one in force at the end; a value stated anew is no change."""
    day, value = on, series.on(on)
    while value is not None and (ends := series.ends(value, day)) is not None and ends < last:
        day = ends + timedelta(days=1)
        following = series.on(day)
        if following is None or series.kind == "schedule" or following.value != value.value or value.value is None:
            yield Change(series=series, value=value, ends=ends, next=following)
        value = following


# The figures ----------------------------------------------------------------------------------


def series_of_market(market: Market) -> Iterator[Series]:
    """The market's parameters, and its schedules with their number of steps as the value."""
    for parameter in market.parameters.by_name.values():
        yield Series(
            kind="market", owner=market.code, name=parameter.name, unit=parameter.unit, values=parameter.values)
    for name, tables in market.schedules.items():
        values = tuple(
            DatedValue(
                value=Decimal(len(table.steps)), since=table.since, until=table.until, source=table.source,
                status=table.status, note=table.note,
            ) for table in sorted(tables, key=lambda table: table.since)
        )
        yield Series(kind="schedule", owner=market.code, name=name, unit="steps", values=values)


def series_of_tariff(catalogs: Catalogs, market: str) -> Iterator[Series]:
    """Each rate of each tariff line."""
    for line in catalogs.tariffs[market].lines if market in catalogs.tariffs else ():
        for rate, values in line.through_time().items():
            yield Series(kind="tariff", owner=market, name=line.hs, rate=rate, unit="ratio", values=values)


def sellers(catalogs: Catalogs) -> tuple[Sequence[Series], tuple[Problem, ...]]:
    """The seller's day rates, travel, freight and planning values, or why they cannot be read."""
    try:
        stated = tuple(catalogs.seller.parameters.by_name.values())
    except Refusal as refusal:
        return (), refusal.problems
    return tuple(
        Series(kind="seller", owner=catalogs.seller.country, name=one.name, unit=one.unit, values=one.values)
        for one in stated
    ), ()


def _used_for(catalogs: Catalogs, market: str, own: Sequence[Series]) -> Iterator[Series]:
    """Those of the seller's figures that are not of travel or freight to another market."""
    elsewhere = {code.lower() for code in catalogs.markets if code != market}
    return (one for one in own if one.name.rpartition(".")[2] not in elsewhere)


def _exchange(catalogs: Catalogs, market: Market, on: date) -> tuple[Sequence[Series], tuple[Problem, ...]]:
    """The published rates between the seller's currency and the market's, each as a series of one value."""
    try:
        found = catalogs.rates.between(catalogs.seller.currency, market.currency, on)
    except NoRate as refusal:
        return (), refusal.problems
    return tuple(
        Series(
            kind="exchange", owner="fx", name=f"{rate.base}/{rate.quote}", unit=rate.quote,
            # The day it was published is what its age is counted from, whenever the page was read.
            values=(DatedValue(value=rate.rate, since=rate.day, status=rate.status,
                               source=rate.source.model_copy(update={"seen": rate.day})),),
        ) for rate in found.via
    ), ()
