"""The book of values a team adds to the catalogs, and the same values as catalog files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from packagekit.domain.dated import DatedValue
from packagekit.domain.market import MFN, Tariff
from packagekit.domain.record import plain
from packagekit.domain.team_value import Act, Decision, EvidenceFile, Figure, TeamValue
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage import strict_yaml
from packagekit.storage.history import Deed, remember
from packagekit.storage.inspection import Inspected
from packagekit.storage.kept_files import enter
from packagekit.storage.moments import in_utc
from packagekit.storage.revisions import grow
from packagekit.storage.tables import team_value_decisions as decisions
from packagekit.storage.tables import team_values
from packagekit.storage.unreadable import Unreadable

Transaction = Callable[[], AbstractContextManager[sa.Connection]]

Laid = tuple[Inspected, str]
"""A file whose bytes are on disk, and their hash."""
NEXT: Mapping[str, tuple[Act, ...]] = {
    "waiting": ("confirmed", "refused", "withdrawn"), "confirmed": ("withdrawn",), "refused": (), "withdrawn": (),
}
"""What may be decided on a value in each state."""


class TeamValueBook:
    """Team values in the database of a ``Store``; each call is one transaction, rows are only ever added."""

    def __init__(self, read: Transaction, write: Transaction, unreadable: Unreadable | None = None) -> None:
        """A row that no longer reads is told to ``unreadable`` and hides no other."""
        self._read, self._write, self._unreadable = read, write, unreadable or Unreadable()

    def values(self) -> tuple[TeamValue, ...]:
        """Every value ever entered, whatever became of it, in the order of entry."""
        with self._read() as connection:
            return _values(connection, self._unreadable)

    def look_through(self) -> None:
        """Read every row, for ``unreadable`` to know those that do not read."""
        self.values()

    def value(self, key: int) -> TeamValue:
        """Raises Refusal when there is no such value."""
        with self._read() as connection:
            return _value(connection, self._unreadable, key)

    def enter(
        self, figure: Figure, unit: str, value: DatedValue, *, by: str, file: Laid | None = None, quota: int = 0
    ) -> TeamValue:
        """Keep a value that waits for a second person. Raises Refusal where another one stands for its day.

        ``file`` is its evidence, whose bytes are on disk; ``quota`` is how much one person may keep.
        """
        with self._write() as connection:
            grow(connection, "team_values")  # first of all: writers queue at this row, see the migration
            _refuse_taken(_values(connection, self._unreadable, figure), value)
            done = connection.execute(team_values.insert().values(
                **figure._asdict(), unit=unit, value=value.model_dump(mode="json"),
                file=None if file is None else _evidence(*file).model_dump(mode="json"),
                entered_by=by, entered=datetime.now(UTC),
            ))
            entered = _value(connection, self._unreadable, done.inserted_primary_key[0])
            if file is not None:
                enter(connection, *file, kind="team values", ref=str(entered.id), by=by, quota=quota)
            remember(connection, Deed(by, "entered", "team values", str(entered.id), after=_said(entered)))
            return entered

    def decide(self, key: int, act: Act, *, by: str, why: str = "") -> TeamValue:
        """Add a decision. Raises Refusal where the value's state does not allow it any more."""
        with self._write() as connection:
            grow(connection, "team_values")
            value = _value(connection, self._unreadable, key)
            if act not in NEXT[value.state]:
                raise Refusal(Problem(
                    where=f"team value {key}", what=N_("This value does not wait for that decision any more."),
                    how=N_("Open the list again to see what was decided."),
                ))
            connection.execute(decisions.insert().values(
                value_id=key, number=len(value.decisions) + 1, act=act, by=by, at=datetime.now(UTC), why=why))
            decided = _value(connection, self._unreadable, key)
            remember(connection, Deed(by, act, "team values", str(key), before=_said(value), after=_said(decided)))
            return decided


def _evidence(one: Inspected, digest: str) -> EvidenceFile:
    return EvidenceFile(sha256=digest, name=one.name, size=len(one.data))


def _said(value: TeamValue) -> dict[str, Any]:
    """What the history says of a value."""
    return {
        "name": " ".join(part for part in value.figure if part), "unit": value.unit,
        **value.value.model_dump(mode="json", exclude_none=True), "state": value.state,
        "why": value.decisions[-1].why if value.decisions else None,
        "file": None if value.file is None else value.file.model_dump(mode="json"),
    }


def _refuse_taken(held: Sequence[TeamValue], value: DatedValue) -> None:
    taken = next((one for one in held if one.open and one.value.since == value.since), None)
    if taken is None:
        return
    if taken.state == "confirmed":
        what, how = (N_("The team has confirmed a value that begins on {day}.", day=value.since),
                     N_("Choose the day from which the newer value holds, or withdraw that one first."))
    else:
        what, how = (N_("A value that begins on {day} is already waiting for confirmation.", day=value.since),
                     N_("Look at it in the list; it can be refused, and then entered again."))
    raise Refusal(Problem(where="since", what=what, how=how))


def _value(connection: sa.Connection, unreadable: Unreadable, key: int) -> TeamValue:
    found = _values(connection, unreadable, key=key)
    if not found:
        raise Refusal(Problem(
            where=f"team value {key}", what=N_("There is no such value."), how=N_("Go back to the list and choose one."),
        ))
    return found[0]


def _values(
    connection: sa.Connection, unreadable: Unreadable, figure: Figure | None = None, key: int | None = None
) -> tuple[TeamValue, ...]:
    query = sa.select(team_values).order_by(team_values.c.id)
    if figure is not None:
        query = query.where(*(team_values.c[name] == part for name, part in figure._asdict().items()))
    if key is not None:
        query = query.where(team_values.c.id == key)
    rows = connection.execute(query).mappings().all()
    decided: dict[int, list[sa.RowMapping]] = {row["id"]: [] for row in rows}
    if rows:
        acts = sa.select(decisions).order_by(decisions.c.value_id, decisions.c.number)
        for row in connection.execute(acts).mappings():
            if row["value_id"] in decided:
                decided[row["value_id"]].append(row)

    def made(row: sa.RowMapping) -> TeamValue:
        return TeamValue(
            id=row["id"], figure=Figure(row["area"], row["owner"], row["name"], row["rate"]), unit=row["unit"],
            value=row["value"], file=row["file"], entered_by=row["entered_by"], entered=in_utc(row["entered"]),
            decisions=tuple(Decision(act=one["act"], by=one["by"], at=in_utc(one["at"]), why=one["why"]) for one in decided[row["id"]]))

    return tuple(unreadable.read(rows, lambda row: f"team value {row['id']}", made))



# Export ---------------------------------------------------------------------------------------

_SAID = "exported from the team's database. Kept beside the file of this catalog, it is read with it."


def catalog_files(values: Iterable[TeamValue], tariffs: Mapping[str, Tariff]) -> Mapping[str, str]:
    """The values as files of the catalogs' own layout, by their path under ``catalogs/``.

    Each file lies beside the reviewed one, and ``read_catalogs`` reads them together.
    """
    by_owner: dict[tuple[str, str], list[TeamValue]] = {}
    for one in sorted(values, key=lambda v: (v.figure, v.value.since)):
        by_owner.setdefault((one.figure.area, one.figure.owner), []).append(one)
    files = {}
    for (area, owner), held in by_owner.items():
        code = owner.lower()
        if area == "tariff":
            files[f"tariffs/{code}.team.csv"] = _tariff_csv(owner, held, tariffs)
        elif area == "market":
            files[f"markets/{code}/rates.team.yaml"] = _parameters_yaml(owner, held)
        else:
            files[f"seller/{code}.team.yaml"] = _parameters_yaml(owner, held)
    return files


def _parameters_yaml(owner: str, values: Sequence[TeamValue]) -> str:
    sources, parameters = {}, {}
    head = [f"# {owner}: values added by the team, each with its source and confirmed by a second person; {_SAID}"]
    for one in values:
        key = f"TEAM_{one.id}"
        sources[key] = one.value.source.model_dump(mode="json", exclude_none=True)
        if one.file is not None:
            head.append(f"# {key}: file {one.file.sha256} ({one.file.name})")
        body = parameters.setdefault(one.figure.name, {"unit": one.unit, "values": []})
        body["values"].append({
            **one.value.model_dump(mode="json", exclude_none=True, exclude={"source", "status"}),
            "source": key, "status": one.value.status.value,
        })
    return "\n".join((*head, strict_yaml.write({"sources": sources, "parameters": parameters})))


def _tariff_csv(market: str, values: Sequence[TeamValue], tariffs: Mapping[str, Tariff]) -> str:
    goods = {line.hs: line.text for line in tariffs[market].lines} if market in tariffs else {}
    agreements = sorted({one.figure.rate for one in values} - {MFN})
    table = io.StringIO()
    table.write(f"# {market}: duty rates added by the team, each confirmed by a second person; {_SAID}\n")
    table.write("# An empty rate is as before.\n")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow((
        "hs", "text", MFN, *agreements, "source", "status", "since", "until", "href", "document", "seen", "note"))
    for one in values:
        value, source = one.value, one.value.source
        writer.writerow((
            one.figure.name, goods.get(one.figure.name, ""),
            *("" if rate != one.figure.rate or value.value is None else plain(value.value) for rate in (MFN, *agreements)),
            source.title, value.status.value, value.since.isoformat(), _iso(value.until), source.href or "",
            source.document or "", _iso(source.seen), value.note or "",
        ))
    return table.getvalue()


def _iso(day: Any) -> str:
    return "" if day is None else day.isoformat()
