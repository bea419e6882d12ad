"""What the catalogs and the words hold, checked as a whole: problems, status, age and end of every value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from packagekit.domain.dated import DatedValue, Parameters, Status
from packagekit.domain.market import Market
from packagekit.domain.person import Person
from packagekit.domain.record import Record, plain
from packagekit.domain.text import Problem, Speaks
from packagekit.workflow.answers import problems_answer
from packagekit.workflow.house import House
from packagekit.workflow.rights import require


class CheckedValue(Record):
    """One dated value of a catalog as it stands on a day."""

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


class CatalogReport(Record):
    on: date
    values: tuple[CheckedValue, ...]
    problems: tuple[Problem, ...]


def check_catalogs(house: House, who: Person, *, on: date) -> CatalogReport:
    """Every value of law, tariff, day rate and exchange rate with status, age and end, and what could not be read."""
    require(who, "see catalogs")
    return CatalogReport(on=on, values=tuple(_values(house, on)), problems=house.problems)


def _values(house: House, on: date) -> Iterator[CheckedValue]:
    catalogs = house.catalogs
    for market in catalogs.markets.values():
        yield from _of_parameters(market.parameters, on)
        yield from _of_schedules(market, on)
    yield from _of_parameters(catalogs.seller.parameters, on)
    for tariff in catalogs.tariffs.values():
        for line in tariff.lines:
            for name, value in (("mfn", line.mfn), *line.preferences.items()):
                yield _checked(tariff.market, f"tariff {line.hs} {name}", "ratio", value, on)
    for rate in house.whole_rates().rates:
        yield CheckedValue(
            owner="fx", name=f"{rate.base}/{rate.quote}", value=plain(rate.rate), unit=rate.quote, since=rate.day,
            until=None, status=rate.status, source=rate.source.title, age_days=(on - rate.day).days,
            state="holds" if rate.day <= on else "begins",
        )


def _of_parameters(parameters: Parameters, on: date) -> Iterator[CheckedValue]:
    for parameter in parameters.by_name.values():
        for value in parameter.values:
            yield _checked(parameters.owner, parameter.name, parameter.unit, value, on)


def _of_schedules(market: Market, on: date) -> Iterator[CheckedValue]:
    for name, tables in market.schedules.items():
        for table in tables:
            yield CheckedValue(
                owner=market.code, name=f"schedule {name}", value=str(len(table.steps)), unit="steps", since=table.since,
                until=table.until, status=table.status, source=table.source.title, age_days=(on - table.since).days,
                state=_state(table.since, table.until, on),
            )


def _state(since: date, until: date | None, on: date) -> str:
    if since > on:
        return "begins"
    return "ended" if until is not None and until < on else "holds"


def _checked(owner: str, name: str, unit: str, value: DatedValue, on: date) -> CheckedValue:
    return CheckedValue(
        owner=owner, name=name, value=None if value.value is None else plain(value.value), unit=unit,
        since=value.since, until=value.until, status=value.status, source=value.source.title,
        age_days=(on - value.since).days, state=_state(value.since, value.until, on),
    )


def catalog_answer(report: CatalogReport, language: Speaks) -> dict[str, Any]:
    return {
        "on": report.on.isoformat(), **problems_answer(report.problems, language),
        "rates": [value.model_dump(mode="json") for value in report.values],
    }


def catalog_text(report: CatalogReport, language: Speaks) -> str:
    lines = [
        f"{v.owner:<4} {v.name:<44} {v.value or '?':>12} {v.unit:<9} {v.status.value:<4} "
        f"{v.since} .. {v.until or '          '}  {v.state:<6} {v.source}"
        for v in report.values
    ]
    lines += [f"{p.where}: {language.show(p.what)} {language.show(p.how)}" for p in report.problems]
    return "\n".join(lines)
