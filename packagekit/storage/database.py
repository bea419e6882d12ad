"""What people register and decide, kept in SQLite or PostgreSQL; an acknowledged save is on disk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.engine import URL

from packagekit.domain.deal import Deal
from packagekit.domain.history import HOUSE, Act, Entry
from packagekit.domain.person import KEEPER
from packagekit.domain.record import Record, read_only
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.engine import Engine
from packagekit.storage.faults import problems_of
from packagekit.storage.history import Deed, HistoryBook, adopt, remember
from packagekit.storage.kept_files import FileBook
from packagekit.storage.people import PeopleBook
from packagekit.storage.rates import RateBook
from packagekit.storage.register import Register, last_versions, stored_rows
from packagekit.storage.register_rows import Row, put_rows
from packagekit.storage.registry import KINDS, Registry
from packagekit.storage.revisions import Revisions, grow_register, of_kind
from packagekit.storage.sign_ins import SignInBook
from packagekit.storage.tables import deals, history, registered
from packagekit.storage.team_values import TeamValueBook
from packagekit.storage.unreadable import Unreadable
from packagekit.storage.unsaved import UnsavedBook

AT_ONCE = 1_000
"""So many acts go into the history in one go: a whole register of them would fill the memory."""


class StaleSave(Refusal):
    """Somebody else saved in between; nothing was overwritten."""


class Store:
    """One database. Safe to share between threads; each call is one transaction."""

    def __init__(self, url: URL | str, folder: Path | None = None) -> None:
        """``folder`` is where kept files lie; by default beside an embedded database."""
        self.engine = Engine(url)
        self.url, self._read, self._write = self.engine.url, self.engine.read, self.engine.write
        self.engine.migrate(adopt)
        self._revisions = Revisions(self.engine)
        self.unreadable = Unreadable()
        self.history = HistoryBook(self._read, self.unreadable)
        self.files = FileBook(
            self._read, self._write, folder or Path(self.url.database or "").with_name("files"), self.unreadable)
        self.rates = RateBook(self._read, self._write, self.unreadable)
        self.register = Register(self._read, self._write, self.unreadable)
        self.team_values = TeamValueBook(self._read, self._write, self.unreadable)
        self.people = PeopleBook(self._read, self._write, self.unreadable)
        self.unsaved = UnsavedBook(self._read, self._write)
        self.sign_ins = SignInBook(self._read, self._write, self.people, self.unreadable)

    def close(self) -> None:
        self.engine.close()

    def note(self, by: str, act: Act, kind: str, ref: str, after: Mapping[str, Any]) -> None:
        """Remember an act that changed no record."""
        with self._write() as connection:
            remember(connection, Deed(by, act, kind, ref, after=after))

    def revisions(self, *names: str) -> tuple[int, ...]:
        """The revisions of ``registry``, ``rates`` or ``team_values`` in one look."""
        return self._revisions.of(*names)

    # Registered records ----------------------------------------------------------------------

    def registry_revision(self) -> int:
        """Grows with every change of a registered record; what caches are keyed by."""
        return self._revisions.of("registry")[0]

    def registry_revisions(self) -> dict[str, int]:
        """The same for each kind of record; 0 for one that has not changed since they are counted by kind."""
        return dict(zip(KINDS, self._revisions.of(*map(of_kind, KINDS)), strict=True))

    def registry(self) -> tuple[Registry, tuple[Problem, ...]]:
        """Every registered record, and the rows that no longer read as one."""
        tables: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
        problems: list[Problem] = []
        query = sa.select(registered.c.kind, registered.c.id, registered.c.data).order_by(
            registered.c.kind, registered.c.id)
        with self._read() as connection:
            rows = connection.execute(query).all()
        for kind, key, data in rows:
            try:
                tables[kind][key] = KINDS[kind].model_validate(data)
            except ValidationError as fault:
                problems.extend(problems_of(fault, f"{kind}/{key}"))
        return Registry(**{kind: read_only(table) for kind, table in tables.items()}), tuple(problems)

    def unread(self) -> tuple[Problem, ...]:
        """Every row of the database that no longer reads as what it was kept as."""
        self.unreadable.forget()
        for book in (self.rates, self.register, self.team_values, self.people, self.sign_ins, self.files, self.history):
            book.look_through()
        problems = list(self.registry()[1])
        with self._read() as connection:
            for key, data in connection.execute(sa.select(deals.c.id, deals.c.data).order_by(deals.c.id)):
                try:
                    read_deal(data, key)
                except Refusal as refusal:
                    problems.extend(refusal.problems)
        return (*problems, *self.unreadable.problems())

    def take_in(self, registry: Registry, *, by: str = HOUSE) -> int:
        """Store every record that is new or differs from the stored one; returns how many.

        A stored record of another origin is left alone: samples never overwrite a person's work.
        """
        acts: list[Deed] = []
        rows: list[Row] = []
        taken, count = set(), 0
        with self._write() as connection:
            for kind in KINDS:
                stored = stored_rows(connection, kind, list(getattr(registry, kind)))
                removed = last_versions(connection, kind, [key for key in getattr(registry, kind) if key not in stored])
                for key, record in getattr(registry, kind).items():
                    data = record.model_dump(mode="json")
                    before = stored.get(key)
                    version = (before.version if before is not None else removed.get(key, 0)) + 1
                    if before is not None and (before.origin != record.origin or before.data == data):
                        continue
                    rows.append(Row(kind, key, record.origin, version, data, before))
                    acts.append(Deed(
                        by, "taken in", kind, key, before=before and before.data, after=data,
                        revision=version))
                    taken.add(kind)
                    if len(acts) >= AT_ONCE:
                        put_rows(connection, rows)
                        remember(connection, *acts)
                        count, acts, rows = count + len(acts), [], []
            if taken:
                put_rows(connection, rows)
                grow_register(connection, taken)
                remember(connection, *acts)
        return count + len(acts)

    def restore_record(self, entry: Entry, *, by: str) -> int:
        """Save the state that an entry kept as the record's newest; returns its revision."""
        if entry.kind not in KINDS or entry.revision is None:
            raise Refusal(Problem(
                where=f"history {entry.number}", what=N_("This entry holds no state of a registered record."),
                how=N_("Choose one that does."),
            ))
        data = self.history.state(entry.kind, entry.ref, entry.revision)
        try:
            record = KINDS[entry.kind].model_validate(data)
        except ValidationError as fault:
            raise Refusal(*problems_of(fault, f"{entry.kind}/{entry.ref}")) from fault
        here = (registered.c.kind == entry.kind, registered.c.id == entry.ref)
        with self._write() as connection:
            before = connection.execute(sa.select(registered).where(*here)).one_or_none()
            newest = connection.scalar(sa.select(sa.func.max(history.c.revision)).where(
                history.c.kind == entry.kind, history.c.ref == entry.ref)) or 0
            put_rows(connection, [Row(entry.kind, entry.ref, record.origin, newest + 1, data, before)])
            grow_register(connection, [entry.kind])
            remember(connection, Deed(
                by, "restored", entry.kind, entry.ref, before=before and before.data, after=data, revision=newest + 1))
        return newest + 1

    # Deals -----------------------------------------------------------------------------------
    # ``team`` is the organisation whose deals are seen beside one's own; None: only one's own.

    def deals_of(self, owner: str, *, team: str | None = None, removed: bool = False) -> tuple[tuple[Deal, ...], tuple[Problem, ...]]:
        """The deals the person sees, or those of them that were removed, the last one touched first; and what no longer reads."""
        query = sa.select(deals.c.id, deals.c.data).where(
            _seen(owner, team), deals.c.removed.is_not(None) if removed else deals.c.removed.is_(None),
        ).order_by(deals.c.saved.desc(), deals.c.id)
        with self._read() as connection:
            rows = connection.execute(query).all()
        found: list[Deal] = []
        problems: list[Problem] = []
        for key, data in rows:
            try:
                found.append(read_deal(data, key))
            except Refusal as refusal:
                problems.extend(refusal.problems)
        return tuple(found), tuple(problems)

    def deal(self, owner: str, key: str, *, team: str | None = None) -> Deal:
        """Raises Refusal when this person sees no such deal."""
        with self._read() as connection:
            return read_deal(_deal(connection, owner, key, team).data, key)

    def is_removed(self, key: str) -> bool:
        """Whether a deal was taken out of the list; also of one that is not there."""
        with self._read() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(deals.c.id == key, deals.c.removed.is_(None))) == 0

    def save_deal(
        self, owner: str, deal: Deal, *, act: Act = "saved", organisation: str = KEEPER, team: str | None = None
    ) -> Deal:
        """Keep the deal and count its version up; raises ``StaleSave`` when it was saved elsewhere since.

        A new deal is the person's own; a colleague's keeps its owner. Raises Refusal for one that could
        not be read again, such as with a choice that a browser sent though no list offers it.
        """
        saved = deal.model_copy(update={"version": deal.version + 1, "saved": _now()})
        row = {"version": saved.version, "data": saved.model_dump(mode="json", warnings=False), "saved": saved.saved}
        read_deal(row["data"], deal.id)
        with self._write() as connection:
            known = connection.scalar(sa.select(deals.c.version).where(deals.c.id == deal.id))
            if known is None and deal.version == 0:
                before = None
                connection.execute(deals.insert().values(id=deal.id, owner=owner, organisation=organisation, **row))
            else:
                found = _deal(connection, owner, deal.id, team)
                if found.version != deal.version:
                    raise StaleSave(Problem(
                        where=deal.id, what=N_("This deal was saved in another window in the meantime."),
                        how=N_("Open it again to see the newer version; your last change was not saved."),
                    ))
                before = found.data
                connection.execute(deals.update().where(deals.c.id == deal.id).values(**row))
            remember(connection, Deed(
                owner, "begun" if before is None else act, "deals", deal.id, before=before, after=row["data"],
                revision=saved.version))
        return saved

    def remove_deal(self, owner: str, key: str, *, team: str | None = None) -> None:
        """Take the deal out of the list; it keeps its row, so that it can be brought back."""
        with self._write() as connection:
            found = _deal(connection, owner, key, team)
            connection.execute(deals.update().where(deals.c.id == key).values(removed=_now()))
            remember(connection, Deed(owner, "removed", "deals", key, before=found.data))

    def bring_back_deal(self, owner: str, key: str, *, team: str | None = None) -> Deal:
        """Undo the removal of a deal."""
        with self._write() as connection:
            found = _deal(connection, owner, key, team, removed=True)
            connection.execute(deals.update().where(deals.c.id == key).values(removed=None))
            remember(connection, Deed(owner, "brought back", "deals", key, after=found.data))
        return read_deal(found.data, key)


def read_deal(data: Any, key: str) -> Deal:
    """A stored deal. Raises Refusal for one that a later packagekit no longer reads."""
    try:
        return Deal.model_validate(data)
    except ValidationError as fault:
        title = data.get("title") if isinstance(data, Mapping) else None
        raise Refusal(*problems_of(fault, str(title or key))) from fault


def _deal(connection: sa.Connection, owner: str, key: str, team: str | None, *, removed: bool = False) -> sa.Row[Any]:
    found = connection.execute(sa.select(deals).where(
        deals.c.id == key, _seen(owner, team), deals.c.removed.is_not(None) if removed else deals.c.removed.is_(None),
    )).one_or_none()
    if found is None:
        raise Refusal(_no_deal(key))
    return found


def _seen(owner: str, team: str | None) -> sa.ColumnElement[bool]:
    return deals.c.owner == owner if team is None else sa.or_(deals.c.owner == owner, deals.c.organisation == team)


def _no_deal(key: str) -> Problem:
    return Problem(where=key, what=N_("There is no such deal."), how=N_("Go back to the start page and choose one."))


def _now() -> datetime:
    return datetime.now(UTC)
