"""The history: every act with what it changed, every state of a record, only ever added to and chained by hash."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from packagekit.domain.history import (
    ACTS,
    HOUSE,
    RECORD_KINDS,
    Act,
    Asked,
    Change,
    Entry,
    Folded,
    Found,
    changes,
)
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.moments import in_utc
from packagekit.storage.runs import astray, of_runs, remember_runs, run, runs_of
from packagekit.storage.tables import counters, deals, history, history_runs, people, registered
from packagekit.storage.unreadable import Unreadable

Transaction = Callable[[], AbstractContextManager[sa.Connection]]

COUNTED = "history"
"""The counter that says how many rows there are: a chain alone would not miss its last ones."""
LONGEST_VALUE = 4_000  # characters of one value that are kept in the list of changes; revisions keep it whole
_UNSAID = {"deals": frozenset({"id", "version", "saved", "factory"})}
"""Fields that say nothing of their own in a list of changes: a deal's factory is its form, read."""


class Deed(NamedTuple):
    """What a use case did to one record. ``before`` and ``after`` hold no secrets: people will read them."""

    by: str
    act: Act
    kind: str  # one of RECORD_KINDS
    ref: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    revision: int | None = None  # given: ``after`` is kept whole as this revision of the record


def remember(connection: sa.Connection, *deeds: Deed) -> None:
    """Add deeds to the history in the transaction of the change itself: both are kept or neither.

    Writers stand in one line (see ``Store``), so each row can carry the hash of the one before it.
    """
    if not deeds:
        return
    last = connection.execute(
        sa.select(history.c.number, history.c.sha256).order_by(history.c.number.desc()).limit(1)).one_or_none()
    number, digest = (last.number, last.sha256) if last is not None else (0, "")
    rows = []
    for deed in deeds:
        if deed.act not in ACTS or deed.kind not in RECORD_KINDS:
            raise ValueError(f"the history has no word for “{deed.act}” or “{deed.kind}”: add it to domain/history.py")
        number += 1
        row = _row(number, deed)
        row["sha256"] = digest = _digest(digest, row)
        rows.append(row)
    connection.execute(history.insert(), rows)
    remember_runs(connection, rows)
    counted = connection.execute(counters.update().where(counters.c.name == COUNTED).values(value=number))
    if counted.rowcount == 0:
        connection.execute(counters.insert().values(name=COUNTED, value=number))


def _row(number: int, deed: Deed) -> dict[str, Any]:
    unsaid = _UNSAID.get(deed.kind, frozenset())
    before, after = ({k: v for k, v in (side or {}).items() if k not in unsaid} for side in (deed.before, deed.after))
    changed = [[c.where, _short(c.before), _short(c.after)] for c in changes(before, after)]
    name = _name(deed.after) or _name(deed.before) or deed.ref
    return {
        "number": number, "at": datetime.now(UTC), "by": deed.by, "act": deed.act, "kind": deed.kind, "ref": deed.ref,
        "name": name, "revision": deed.revision, "data": None if deed.revision is None else deed.after,
        "changes": changed,
        "words": _searchable(name, deed.ref, *(value for _, *sides in changed for value in sides)),
    }


def _name(record: Mapping[str, Any] | None) -> Any:
    return record and (record.get("title") or record.get("name"))


def _short(value: Any) -> Any:
    return value[:LONGEST_VALUE] + "…" if isinstance(value, str) and len(value) > LONGEST_VALUE else value


def _searchable(*values: Any) -> str:
    """Everything a person may look for, in small letters; what no database takes as text is left out."""
    said = " ".join(v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values if v is not None)
    return said.casefold().encode("utf-8", "ignore").decode().replace("\0", "")


def _digest(before: str, row: Mapping[str, Any]) -> str:
    said = [before, *(row[name] for name in ("number", "by", "act", "kind", "ref", "name", "revision", "data", "changes")),
            in_utc(row["at"]).isoformat()]
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def adopt(connection: sa.Connection) -> None:
    """Begin the history of records older than it with the state they are in."""
    known = sa.select(sa.literal(1)).select_from(history)
    found = [
        Deed(HOUSE, "adopted", row.kind, row.id, after=row.data, revision=row.version)
        for row in connection.execute(sa.select(registered).where(
            ~known.where(history.c.kind == registered.c.kind, history.c.ref == registered.c.id).exists()
        ).order_by(registered.c.kind, registered.c.id))
    ] + [
        Deed(HOUSE, "adopted", "deals", row.id, after=row.data, revision=row.version)
        for row in connection.execute(sa.select(deals).where(
            ~known.where(history.c.kind == "deals", history.c.ref == deals.c.id).exists()).order_by(deals.c.id))
    ]
    remember(connection, *found)


class HistoryBook:
    """The history in the database of a ``Store``, as it is read."""

    def __init__(self, read: Transaction, unreadable: Unreadable | None = None) -> None:
        """A row that no longer reads is told to ``unreadable`` and hides no other."""
        self._read, self._unreadable = read, unreadable or Unreadable()

    def find(self, asked: Asked, *, page: int = 0, most: int = 50) -> Found:
        """One page of the acts that fit, the newest first."""
        fitting = list(_conditions(asked))
        query = _told().where(*fitting).order_by(history.c.number.desc()).limit(most).offset(page * most)
        with self._read() as connection:
            total = connection.scalar(sa.select(sa.func.count()).select_from(history).where(*fitting)) or 0
            rows = connection.execute(query).mappings().all()
        return Found(entries=tuple(self._unreadable.read(rows, _named, _entry)), total=total)

    def folded(self, asked: Asked, *, page: int = 0, most: int = 50) -> Folded:
        """One page of the acts that fit, those in one go as one run: nothing stands on two pages, and nothing on none."""
        fitting = list(_conditions(asked))
        runs = runs_of(fitting)
        with self._read() as connection:
            rows = connection.execute(runs.order_by(sa.desc("newest")).limit(most).offset(page * most)).all()
            counted = rows[0] if rows else connection.execute(runs.limit(1)).one_or_none()
            of_page = _told().add_columns(run.label("run")).outerjoin(history_runs, history_runs.c.number == history.c.number)
            told = connection.execute(of_page.where(*of_runs([row.run for row in rows]), *fitting).order_by(history.c.number.desc())).mappings().all()
        read = {entry.number: entry for entry in self._unreadable.read(told, _named, _entry)}
        found: dict[int, list[Entry]] = {row.run: [] for row in rows}
        for row in told:
            if row["number"] in read:
                found[row["run"]].append(read[row["number"]])
        return Folded(
            runs=tuple(tuple(acts) for acts in found.values() if acts), unread=tuple(row["number"] for row in told if row["number"] not in read),
            total=counted.runs if counted else 0, acts=int(counted.acts) if counted else 0)

    def last(self) -> tuple[int, str]:
        """The number and the hash of the newest act: what the state of everything hangs on."""
        query = sa.select(history.c.number, history.c.sha256).order_by(history.c.number.desc()).limit(1)
        with self._read() as connection:
            found = connection.execute(query).one_or_none()
        return (found.number, found.sha256) if found is not None else (0, "")

    def holds(self, number: int, digest: str) -> bool:
        """Whether this database has that act, and so goes on from the state it was in then."""
        with self._read() as connection:
            return connection.scalar(sa.select(history.c.sha256).where(history.c.number == number)) == digest

    def size(self) -> int:
        """How many acts there are in all."""
        with self._read() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(history)) or 0

    def people(self) -> Mapping[str, str]:
        """Everybody who ever did something, by id, with the name of today, for the choice in a search."""
        query = sa.select(history.c.by, people.c.name).outerjoin(people, people.c.id == history.c.by).distinct()
        with self._read() as connection:
            return {row.by: row.name or row.by for row in connection.execute(query.order_by(history.c.by))}

    def kinds(self) -> tuple[str, ...]:
        """The kinds of records that ever changed."""
        with self._read() as connection:
            return tuple(connection.scalars(sa.select(history.c.kind).distinct().order_by(history.c.kind)))

    def state(self, kind: str, ref: str, revision: int) -> Mapping[str, Any]:
        """A record as it was at a revision. Raises Refusal where there was none, or it had been removed."""
        query = sa.select(history.c.data).where(
            history.c.kind == kind, history.c.ref == ref, history.c.revision == revision)
        with self._read() as connection:
            data = connection.scalar(query)
        if data is None:
            raise Refusal(Problem(
                where=f"{kind}/{ref}", what=N_("There is no version {number} of this record.", number=revision),
                how=N_("Choose a version from the list."),
            ))
        return data

    def states(self, kind: str, ref: str, *, most: int) -> tuple[tuple[Entry, Mapping[str, Any]], ...]:
        """The latest revisions of a record, the newest first, each with the act that made it."""
        query = _told().add_columns(history.c.data).where(
            history.c.kind == kind, history.c.ref == ref, history.c.revision.is_not(None), history.c.data.is_not(None),
        ).order_by(history.c.number.desc()).limit(most)
        with self._read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(self._unreadable.read(rows, _named, lambda row: (_entry(row), row["data"])))

    def look_through(self) -> None:
        """Read every row, for ``unreadable`` to know those that do not read."""
        with self._read() as connection:
            rows = connection.execution_options(yield_per=500).execute(_told()).mappings()
            deque(self._unreadable.read(rows, _named, _entry), maxlen=0)

    def faults(self) -> tuple[Problem, ...]:
        """What does not fit together: a broken link of the chain, a missing row, a run of strangers, a record beside its last revision."""
        with self._read() as connection:
            return (*_broken(connection), *_astray(connection), *_beside(connection))


_SAID = tuple(history.c[name] for name in ("number", "at", "by", "act", "kind", "ref", "name", "revision", "changes"))
"""Columns an entry is made of: a state kept whole may be a hundred times as long."""

_subject = people.alias("subject")
"""The person whom an act is about: most acts on people do not say the name again."""


def _told() -> sa.Select[Any]:
    """Acts with what the person who did them is called today, and the person they were done to."""
    return sa.select(*_SAID, people.c.name.label("by_name"), _subject.c.name.label("subject")).select_from(history).outerjoin(
        people, people.c.id == history.c.by,
    ).outerjoin(_subject, sa.and_(history.c.kind == "people", _subject.c.id == history.c.ref))


def _conditions(asked: Asked) -> Iterator[sa.ColumnElement[bool]]:
    for word in asked.text.casefold().split():
        yield history.c.words.contains(word, autoescape=True)
    for column, value in ((history.c.by, asked.by), (history.c.kind, asked.kind), (history.c.ref, asked.ref)):
        if value is not None:
            yield column == value
    if asked.since is not None:
        yield history.c.at >= asked.since.astimezone(UTC)
    if asked.until is not None:
        yield history.c.at < asked.until.astimezone(UTC)


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        **{name: row[name] for name in ("number", "by", "by_name", "act", "kind", "ref", "revision")}, at=in_utc(row["at"]),
        name=row["subject"] if row["subject"] and row["name"] == row["ref"] else row["name"],
        changes=[_change(said) for said in row["changes"]] if isinstance(row["changes"], list) else row["changes"],
    )


def _change(said: Any) -> Any:
    """As it is written, a list of three; what is none is left for the entry to refuse."""
    return Change(where=said[0], before=said[1], after=said[2]) if isinstance(said, list) and len(said) == 3 else said


def _named(row: Mapping[str, Any]) -> str:
    """What a row is called where it no longer reads."""
    return f"history {row['number']}"


def _broken(connection: sa.Connection) -> Iterator[Problem]:
    digest, number = "", 0
    for row in connection.execution_options(yield_per=500).execute(sa.select(history).order_by(history.c.number)).mappings():
        number += 1
        if row["number"] != number or row["sha256"] != _digest(digest, row):
            yield Problem(
                where=f"history {row['number']}",
                what=N_("This row of the history, or the one before it, is not as it was written."),
                how=N_("Restore the last backup whose check was clean, and find out who may write to the database."),
            )
            return  # every later link hangs on this one
        digest = row["sha256"]
    counted = connection.scalar(sa.select(counters.c.value).where(counters.c.name == COUNTED)) or 0
    if counted != number:
        yield Problem(
            where="history", what=N_("The history has {found} rows of {counted}.", found=number, counted=counted),
            how=N_("Restore the last backup whose check was clean, and find out who may write to the database."),
        )


def _astray(connection: sa.Connection) -> Iterator[Problem]:
    """Acts that the page of the history would fold in with others they have nothing to do with."""
    for number in connection.scalars(astray()):
        yield Problem(
            where=f"history {number}", what=N_("This act is kept as part of a run that it does not belong to."),
            how=N_("Restore the last backup whose check was clean, and find out who may write to the database."),
        )


def _beside(connection: sa.Connection) -> Iterator[Problem]:
    """Records whose present state no revision holds: changed past the house."""
    for table, kind in ((registered, registered.c.kind), (deals, sa.literal("deals"))):
        revision = sa.and_(history.c.kind == kind, history.c.ref == table.c.id, history.c.revision == table.c.version)
        query = sa.select(kind.label("kind"), table.c.id, table.c.data, history.c.data.label("kept")).select_from(
            table.outerjoin(history, revision))
        for row in connection.execute(query):
            if row.data != row.kept:
                yield Problem(
                    where=f"{row.kind}/{row.id}", what=N_("The record is not as its last version says."),
                    how=N_("Look at its versions and restore the right one."),
                )
