"""What people register and decide, kept in SQLite or PostgreSQL; an acknowledged save is on disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import ValidationError
from sqlalchemy.engine import URL, make_url

from packagekit.domain.deal import Deal
from packagekit.domain.person import HOUSE
from packagekit.domain.record import Record, read_only
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.faults import problems_of
from packagekit.storage.people import PeopleBook
from packagekit.storage.rates import RateBook
from packagekit.storage.registry import KINDS, Registry
from packagekit.storage.revisions import grow, revision, revisions
from packagekit.storage.tables import deals, registered
from packagekit.storage.team_values import TeamValueBook

MIGRATIONS = Path(__file__).with_name("migrations")


class StaleSave(Refusal):
    """Somebody else saved in between; nothing was overwritten."""


def embedded(home: Path) -> URL:
    """The URL of the database inside ``home``."""
    return URL.create("sqlite", database=str(home / "packagekit.db"))


class Store:
    """One database. Safe to share between threads; each call is one transaction."""

    def __init__(self, url: URL | str) -> None:
        self.url = make_url(url)
        self._engine = sa.create_engine(self.url, pool_pre_ping=True)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._writing = Lock()  # writers queue here instead of in SQLite's busy loop, which starves some
        if self._sqlite:
            sa.event.listen(self._engine, "connect", _sqlite_connection)
            sa.event.listen(self._engine, "begin", _sqlite_begin)
        self._migrate()
        self.rates = RateBook(self._read, self._write)
        self.team_values = TeamValueBook(self._read, self._write)
        self.people = PeopleBook(self._read, self._write)

    def close(self) -> None:
        self._engine.dispose()

    def _migrate(self) -> None:
        script = ScriptDirectory(str(MIGRATIONS))
        with self._engine.connect() as connection:
            at_head = MigrationContext.configure(connection).get_current_revision() == script.get_current_head()
        if not at_head:
            with self._write() as connection:
                command.upgrade(_alembic(connection), "head")

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with self._writing, self._engine.connect() as connection:
            connection = connection.execution_options(immediate=True)
            with connection.begin():
                yield connection

    def revisions(self, *names: str) -> tuple[int, ...]:
        """The revisions of ``registry``, ``rates`` or ``team_values`` in one look."""
        with self._read() as connection:
            return revisions(connection, *names)

    # Registered records ----------------------------------------------------------------------

    def registry_revision(self) -> int:
        """Grows with every change of a registered record; what caches are keyed by."""
        with self._read() as connection:
            return revision(connection, "registry")

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

    def take_in(self, registry: Registry) -> int:
        """Store every record that is new or differs from the stored one; returns how many.

        A stored record of another origin is left alone: samples never overwrite a person's work.
        """
        changed = 0
        with self._write() as connection:
            stored = {
                (row.kind, row.id): row for row in connection.execute(sa.select(registered)).all()
            }
            for kind in KINDS:
                for key, record in getattr(registry, kind).items():
                    data = record.model_dump(mode="json")
                    before = stored.get((kind, key))
                    if before is None:
                        connection.execute(registered.insert().values(
                            kind=kind, id=key, origin=record.origin, version=1, data=data, changed=_now()))
                    elif before.origin == record.origin and before.data != data:
                        connection.execute(registered.update().where(
                            registered.c.kind == kind, registered.c.id == key,
                        ).values(version=before.version + 1, data=data, changed=_now()))
                    else:
                        continue
                    changed += 1
            if changed:
                grow(connection, "registry")
        return changed

    # Deals -----------------------------------------------------------------------------------
    # ``team`` is the organisation whose deals are seen beside one's own; None: only one's own.

    def deals_of(self, owner: str, *, team: str | None = None) -> tuple[Deal, ...]:
        """The deals the person sees, the last one touched first."""
        query = sa.select(deals.c.data).where(_seen(owner, team)).order_by(deals.c.saved.desc(), deals.c.id)
        with self._read() as connection:
            return tuple(Deal.model_validate(data) for data in connection.scalars(query))

    def deal(self, owner: str, key: str, *, team: str | None = None) -> Deal:
        """Raises Refusal when this person sees no such deal."""
        with self._read() as connection:
            data = connection.scalar(sa.select(deals.c.data).where(deals.c.id == key, _seen(owner, team)))
        if data is None:
            raise Refusal(_no_deal(key))
        return Deal.model_validate(data)

    def save_deal(self, owner: str, deal: Deal, *, organisation: str = HOUSE, team: str | None = None) -> Deal:
        """Keep the deal and count its version up; raises ``StaleSave`` when it was saved elsewhere since.

        A new deal is the person's own; a colleague's keeps its owner.
        """
        saved = deal.model_copy(update={"version": deal.version + 1, "saved": _now()})
        row = {"version": saved.version, "data": saved.model_dump(mode="json"), "saved": saved.saved}
        with self._write() as connection:
            found = connection.execute(
                sa.select(deals.c.version, _seen(owner, team).label("seen")).where(deals.c.id == deal.id)).one_or_none()
            if found is None and deal.version == 0:
                connection.execute(deals.insert().values(id=deal.id, owner=owner, organisation=organisation, **row))
            elif found is None or not found.seen:
                raise Refusal(_no_deal(deal.id))
            elif found.version != deal.version:
                raise StaleSave(Problem(
                    where=deal.id, what=N_("This deal was saved in another window in the meantime."),
                    how=N_("Open it again to see the newer version; your last change was not saved."),
                ))
            else:
                connection.execute(deals.update().where(deals.c.id == deal.id).values(**row))
        return saved

    def remove_deal(self, owner: str, key: str, *, team: str | None = None) -> None:
        with self._write() as connection:
            gone = connection.execute(deals.delete().where(deals.c.id == key, _seen(owner, team)))
            if gone.rowcount == 0:
                raise Refusal(_no_deal(key))


def _seen(owner: str, team: str | None) -> sa.ColumnElement[bool]:
    return deals.c.owner == owner if team is None else sa.or_(deals.c.owner == owner, deals.c.organisation == team)


def _no_deal(key: str) -> Problem:
    return Problem(where=key, what=N_("There is no such deal."), how=N_("Go back to the start page and choose one."))


def _now() -> datetime:
    return datetime.now(UTC)


def _alembic(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _sqlite_connection(raw: Any, _: Any) -> None:
    raw.isolation_level = None  # we say BEGIN ourselves, so that a writer can say BEGIN IMMEDIATE
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "trusted_schema=OFF"):
        raw.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
