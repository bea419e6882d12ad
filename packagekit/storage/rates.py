"""The book of exchange rates heard from feeds and entered by people, and the indicators of the markets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from packagekit.domain.dated import DatedValue, Parameter, Parameters
from packagekit.domain.history import HOUSE
from packagekit.domain.rate_review import Judged, StoredRate
from packagekit.domain.record import plain, read_only
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.history import Deed, remember
from packagekit.storage.revisions import grow
from packagekit.storage.tables import exchange_rates, indicators
from packagekit.storage.unreadable import Unreadable

Transaction = Callable[[], AbstractContextManager[sa.Connection]]


class RateBook:
    """Rates and indicators in the database of a ``Store``; each call is one transaction."""

    def __init__(self, read: Transaction, write: Transaction, unreadable: Unreadable | None = None) -> None:
        """A row that no longer reads is told to ``unreadable`` and hides no other."""
        self._read, self._write, self._unreadable = read, write, unreadable or Unreadable()

    def in_force(self) -> tuple[StoredRate, ...]:
        """Every rate that may be used, in the order they were taken in."""
        return self._rates(exchange_rates.c.state == "in_force")

    def held(self) -> tuple[StoredRate, ...]:
        """Every rate that waits for a person, the oldest first."""
        return self._rates(exchange_rates.c.state == "held")

    def entered(self) -> tuple[StoredRate, ...]:
        """Every rate in force that a person entered."""
        return self._rates(exchange_rates.c.state == "in_force", exchange_rates.c.entered_by.is_not(None))

    def by_people(self) -> tuple[StoredRate, ...]:
        """Every rate that a person entered or decided about, the latest first."""
        table = exchange_rates.c
        return tuple(reversed(self._rates(sa.or_(table.entered_by.is_not(None), table.decided_by.is_not(None)))))

    def rate(self, key: int) -> StoredRate:
        """Raises Refusal when there is no such rate."""
        found = self._rates(exchange_rates.c.id == key)
        if not found:
            raise Refusal(Problem(
                where=f"rate {key}", what=N_("There is no such exchange rate."),
                how=N_("Go back to the list and choose one."),
            ))
        return found[0]

    def take_in(
        self, judged: Iterable[Judged], *, entered_by: str | None = None, by: str = HOUSE
    ) -> tuple[StoredRate, ...]:
        """Store what is new and return it. A figure heard before, in force, held or refused, is not stored again.

        ``by`` had them fetched; ``entered_by`` read a rate somewhere and typed it.
        """
        keys: list[int] = []
        acts: list[Deed] = []
        with self._write() as connection:
            for one in judged:
                row = _row(one, entered_by)
                same = [exchange_rates.c[name] == row[name] for name in ("feed", "base", "quote", "day", "rate")]
                if connection.scalar(sa.select(exchange_rates.c.id).where(*same)) is not None:
                    continue
                try:
                    with connection.begin_nested():
                        done = connection.execute(exchange_rates.insert().values(row))
                except sa.exc.IntegrityError:  # another process heard it in this moment
                    continue
                keys.append(done.inserted_primary_key[0])
                acts.append(Deed(
                    entered_by or by, "entered" if entered_by else "fetched", "rates", str(keys[-1]), after=_said(row)))
            if keys:
                grow(connection, "rates")
                remember(connection, *acts)
        return self._rates(exchange_rates.c.id.in_(keys)) if keys else ()

    def decide(self, key: int, *, by: str, use: bool) -> StoredRate:
        """Take a held rate into force or refuse it; raises Refusal when somebody has decided already."""
        with self._write() as connection:
            held = connection.execute(sa.select(exchange_rates).where(exchange_rates.c.id == key)).mappings().one_or_none()
            done = connection.execute(exchange_rates.update().where(
                exchange_rates.c.id == key, exchange_rates.c.state == "held",
            ).values(state="in_force" if use else "refused", decided_by=by, decided=datetime.now(UTC)))
            if held is not None and done.rowcount:
                grow(connection, "rates")
                after = {**held, "state": "in_force" if use else "refused"}
                remember(connection, Deed(
                    by, "confirmed" if use else "refused", "rates", str(key), before=_said(held), after=_said(after)))
        decided = self.rate(key)
        if not done.rowcount:
            raise Refusal(Problem(
                where=f"rate {key}", what=N_("This exchange rate does not wait for a decision any more."),
                how=N_("Open the list again to see what was decided."),
            ))
        return decided

    def _rates(self, *conditions: sa.ColumnElement[bool]) -> tuple[StoredRate, ...]:
        query = sa.select(exchange_rates).where(*conditions).order_by(exchange_rates.c.id)
        with self._read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(self._unreadable.read(rows, lambda row: f"rate {row['id']}", _stored))

    # Indicators ------------------------------------------------------------------------------

    def keep_indicator(
        self, market: str, name: str, unit: str, values: Iterable[DatedValue], *, by: str = HOUSE
    ) -> int:
        """Store the yearly values of one indicator; a year published again replaces the earlier figure."""
        count = 0
        with self._write() as connection:
            before = _years(connection, market, name)
            for value in values:
                connection.execute(indicators.delete().where(
                    indicators.c.market == market, indicators.c.name == name, indicators.c.since == value.since))
                connection.execute(indicators.insert().values(
                    market=market, name=name, since=value.since, unit=unit, value=value.model_dump(mode="json"),
                    heard=datetime.now(UTC)))
                count += 1
            after = _years(connection, market, name)
            if before != after:
                remember(connection, Deed(by, "fetched", "indicators", f"{market} {name}", before=before, after=after))
        return count

    def look_through(self) -> None:
        """Read every row, for ``unreadable`` to know those that do not read."""
        self._rates()
        with self._read() as connection:
            markets = connection.scalars(sa.select(indicators.c.market).distinct()).all()
        for market in markets:
            self.indicators(market)

    def indicators(self, market: str) -> Parameters:
        """The stored indicators of a market by name, each with its years; none before the first refresh."""
        query = sa.select(indicators).where(indicators.c.market == market).order_by(
            indicators.c.name, indicators.c.since)
        by_name: dict[str, list[Mapping[str, Any]]] = {}
        with self._read() as connection:
            for row in connection.execute(query).mappings():
                by_name.setdefault(row["name"], []).append(row)
        return Parameters(owner=market, by_name=read_only({
            name: Parameter(
                name=name, owner=market, unit=rows[-1]["unit"],
                values=tuple(self._unreadable.read(
                    rows, lambda row: f"indicators {market} {row['name']} {row['since']}",
                    lambda row: DatedValue.model_validate(row["value"]))),
            ) for name, rows in by_name.items()
        }))


def _row(judged: Judged, entered_by: str | None) -> dict[str, Any]:
    rate = judged.heard.rate
    return {
        "feed": judged.heard.feed, "base": rate.base, "quote": rate.quote, "day": rate.day, "rate": plain(rate.rate),
        "unit": rate.unit, "source": rate.source.model_dump(mode="json"), "status": rate.status.value,
        "state": "held" if judged.held_for else "in_force", "held_for": judged.held_for,
        "against": None if judged.against is None else plain(judged.against), "against_day": judged.against_day,
        "entered_by": entered_by, "heard": datetime.now(UTC),
    }


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the history says of a rate."""
    return {
        "name": f"{row['base']}/{row['quote']}", "rate": row["rate"], "day": row["day"].isoformat(), "unit": row["unit"],
        "source": row["source"], "state": row["state"], "held_for": row["held_for"],
    }


def _years(connection: sa.Connection, market: str, name: str) -> dict[str, Any]:
    query = sa.select(indicators.c.since, indicators.c.value).where(
        indicators.c.market == market, indicators.c.name == name).order_by(indicators.c.since)
    return {str(row.since)[:4]: row.value.get("value") for row in connection.execute(query)}


def _stored(row: Mapping[str, Any]) -> StoredRate:
    rate = {name: row[name] for name in ("base", "quote", "day", "rate", "unit", "source", "status")}
    return StoredRate.model_validate({
        "rate": rate,
        **{name: row[name] for name in (
            "id", "feed", "state", "held_for", "against", "against_day", "entered_by", "decided_by")},
    })


def rates_csv(stored: Iterable[StoredRate]) -> str:
    """The rates as a file for ``catalogs/rates/``, the layout the shipped snapshot has."""
    table = io.StringIO()
    table.write("# Exchange rates entered by the team, each with its source; exported from the team's database.\n")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("base", "quote", "day", "rate", "source_title", "source_href", "status"))
    for one in stored:
        rate = one.rate
        writer.writerow((
            rate.base, rate.quote, rate.day.isoformat(), plain(rate.rate), rate.source.title, rate.source.href or "",
            rate.status.value,
        ))
    return table.getvalue()
