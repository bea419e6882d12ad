"""What the catalogs and the words hold, checked as a whole: problems, status, age and end of every value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from packagekit.domain.dated import Status
from packagekit.domain.person import Person
from packagekit.domain.record import Record, plain
from packagekit.domain.text import Problem, Speaks
from packagekit.storage.catalogs import Catalogs
from packagekit.workflow.answers import problems_answer
from packagekit.workflow.freshness import (
    STALE_RATE_DAYS,
    Series,
    sellers,
    series_of_market,
    series_of_tariff,
)
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case


class CheckedValue(Record):
    """One dated value of a catalog as it stands on a day; what the flags mean is said in ``workflow.freshness``."""

    owner: str
    name: str
    value: str | None  # None: known to apply, not how much
    unit: str
    since: date
    until: date | None
    status: Status
    source: str
    age_days: int  # since it began to hold
    state: str  # holds, ended, begins
    read: date  # when it was last seen at its source
    unverified: bool
    stale: bool  # not seen for a year; an exchange rate, for a week
    ending: bool  # within half a year


class CatalogReport(Record):
    on: date
    values: tuple[CheckedValue, ...]
    problems: tuple[Problem, ...]


@use_case
def check_catalogs(house: House, who: Person, *, on: date) -> CatalogReport:
    """Every value of law, tariff, day rate and exchange rate with status, age and end, and what could not be read."""
    return CatalogReport(on=on, values=tuple(_values(house.whole_catalogs(), on)), problems=house.problems)


def _values(catalogs: Catalogs, on: date) -> Iterator[CheckedValue]:
    for market in catalogs.markets.values():
        for series in series_of_market(market):
            yield from _checked(series, f"schedule {series.name}" if series.kind == "schedule" else series.name, on)
    for series in sellers(catalogs)[0]:
        yield from _checked(series, series.name, on)
    for code in catalogs.tariffs:
        for series in series_of_tariff(catalogs, code):
            yield from _checked(series, f"tariff {series.name} {series.rate}", on)
    youngest = {(rate.base, rate.quote): rate.day for rate in sorted(
        (r for r in catalogs.rates.rates if r.day <= on), key=lambda r: r.day)}
    for rate in catalogs.rates.rates:
        age = (on - rate.day).days
        yield CheckedValue(
            owner="fx", name=f"{rate.base}/{rate.quote}", value=plain(rate.rate), unit=rate.quote, since=rate.day,
            until=None, status=rate.status, source=rate.source.title, age_days=age,
            state="holds" if rate.day <= on else "begins", read=rate.day, unverified=not rate.status.verified,
            stale=youngest.get((rate.base, rate.quote)) == rate.day and age > STALE_RATE_DAYS, ending=False,
        )


def _checked(series: Series, name: str, on: date) -> Iterator[CheckedValue]:
    for value in series.values:
        standing = series.standing(value, on)
        yield CheckedValue(
            owner=series.owner, name=name, value=None if value.value is None else plain(value.value), unit=series.unit,
            since=value.since, until=value.until, status=value.status, source=value.source.title,
            age_days=(on - value.since).days, state=_state(value.since, value.until, on), read=standing.read,
            unverified=standing.unverified, stale=standing.stale, ending=standing.ending,
        )


def _state(since: date, until: date | None, on: date) -> str:
    if since > on:
        return "begins"
    return "ended" if until is not None and until < on else "holds"


def catalog_answer(report: CatalogReport, language: Speaks) -> dict[str, Any]:
    return {
        "on": report.on.isoformat(), **problems_answer(report.problems, language),
        "rates": [value.model_dump(mode="json") for value in report.values],
    }


def _flags(value: CheckedValue) -> str:
    """S stale, E about to end; that a value is unverified its status says."""
    return "".join(sign for sign, holds in (("S", value.stale), ("E", value.ending)) if holds)


def catalog_text(report: CatalogReport, language: Speaks) -> str:
    lines = [
        f"{v.owner:<4} {v.name:<44} {v.value or '?':>12} {v.unit:<9} {v.status.value:<4} "
        f"{v.since} .. {v.until or '          '}  {v.state:<6} {_flags(v):<6} {v.source}"
        for v in report.values
    ]
    lines += [f"{p.where}: {language.show(p.what)} {language.show(p.how)}" for p in report.problems]
    return "\n".join(lines)
