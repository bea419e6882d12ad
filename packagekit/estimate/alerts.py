"""What a reader of the estimate must know before signing: rates that end, old exchange rates, unverified figures."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from packagekit.domain.dated import NoRate, Parameter
from packagekit.domain.estimate import Warning
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.text import N_, Measure, Percent, Text

OLDEST_RATE_DAYS = 7
"""An exchange rate older than this is named with its age."""


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def endings(read: Iterable[tuple[Text, Parameter]], on: date, delivery: date) -> Iterator[Warning]:
    """A warning for each figure whose value on the day is no longer that at the probable delivery."""
    for label, parameter in read:
        now = parameter.record_on(on)
        try:
            later = parameter.record_on(delivery)
        except NoRate:
            assert now.until is not None, "only a value that ends leaves a later day without one"
            yield Warning(code=f"rate_ends:{parameter.name}", text=N_(
                "{name} is {value} until {end}, before the probable delivery on {delivery}; no later value is known.",
                name=label, value=_shown(now.value, parameter.unit), end=now.until, delivery=delivery,
            ))
            continue
        if later.since > on and later.value != now.value:
            yield Warning(code=f"rate_ends:{parameter.name}", text=N_(
                "{name} is {value} until {end}; from {since}, before the probable delivery on {delivery}, it is {next}.",
                name=label, value=_shown(now.value, parameter.unit),
                end=min(now.until or date.max, later.since - timedelta(days=1)), since=later.since, delivery=delivery,
                next=_shown(later.value, parameter.unit),
            ))


def old_rates(rates: Iterable[ExchangeRate], on: date) -> Iterator[Warning]:
    """A warning for each exchange rate that was published more than a week before the day."""
    for rate in rates:
        age = (on - rate.day).days
        if age > OLDEST_RATE_DAYS:
            yield Warning(code=f"old_exchange_rate:{rate.base}/{rate.quote}", text=N_(
                "Exchange rate {rate}: that of {day}, {age} days before the estimate.",
                rate=N_("{base} to {quote}", base=rate.base, quote=rate.quote), day=rate.day, age=age,
            ))


def unverified(labels: Iterable[Text]) -> Iterator[Warning]:
    """One warning that names every weak or unverified figure."""
    names = tuple(dict.fromkeys(labels))
    if names:
        yield Warning(code="unverified", text=N_(
            "To be confirmed before a binding offer, because not verified: {names}.", names=names,
        ))


def _shown(value: Decimal | None, unit: str) -> Percent | Measure | Text:
    if value is None:
        return N_("not known")
    return Percent(ratio=value) if unit == "ratio" else Measure(value=value, unit=unit)
