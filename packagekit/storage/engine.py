"""How the database is opened, read and written: SQLite or PostgreSQL, migrated, one writer at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
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
from sqlalchemy.engine import URL, make_url

from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.files import moved_whole

MIGRATIONS = Path(__file__).with_name("migrations")
_ONE_WRITER = 0x7061636B  # the key of the lock that writers of one PostgreSQL database queue at
_FULL = ("database or disk is full", "disk I/O error", "No space left on device", "could not extend file")
_LOCKED = ("database is locked",)


def embedded(home: Path) -> URL:
    """The URL of the database inside ``home``."""
    return URL.create("sqlite", database=str(home / "packagekit.db"))


class Engine:
    """One open database. Safe to share between threads; ``read`` and ``write`` are one transaction each."""

    def __init__(self, url: URL | str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = sa.create_engine(self.url, pool_pre_ping=True, **({"json_deserializer": _read_json} if self.sqlite else {}))
        self.writes = 0  # transactions of this process that were kept; what was read before one may be out of date
        self._writing = Lock()  # writers queue here instead of in SQLite's busy loop, which starves some
        if self.sqlite:
            sa.event.listen(self.engine, "connect", _sqlite_connection)
            sa.event.listen(self.engine, "begin", _sqlite_begin)

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Everything in it is kept when it ends, on disk, or nothing is. Raises Refusal for a full disk."""
        with self._writing, _said(), self.engine.connect() as connection:
            connection = connection.execution_options(immediate=True)
            with connection.begin():
                if not self.sqlite:  # one writer at a time there, too: the history is one chain
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_WRITER)))
                yield connection
            self.writes += 1

    def migrate(self, then: Callable[[sa.Connection], None]) -> None:
        """Bring the tables up to date, and in the same transaction what ``then`` does to them.

        An embedded database that holds something is first copied beside itself. Raises Refusal for a
        database that a newer packagekit has written.
        """
        script = ScriptDirectory(str(MIGRATIONS))
        with self.engine.connect() as connection:
            at, head = MigrationContext.configure(connection).get_current_revision(), script.get_current_head()
        if at == head:
            return
        if at is not None and at not in {step.revision for step in script.walk_revisions()}:
            raise Refusal(Problem(
                where="database", what=N_("This database was last used by a newer packagekit."),
                how=N_("Update packagekit, or restore a backup made before."),
            ))
        if self.sqlite and at is not None:
            self.copy(Path(self.url.database or "").with_name(f"packagekit-{at}-{datetime.now(UTC):%Y%m%dT%H%M%S}.db"))
        with self.write() as connection:
            command.upgrade(alembic_config(connection), "head")
            then(connection)

    def settle(self) -> None:
        """Bring everything that was written into the one file of an embedded database, which can then be moved."""
        with self.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy(self, target: Path) -> None:
        """A consistent copy of an embedded database while it is in use: checked, on disk, whole or not there."""
        with moved_whole(target) as beside:
            beside.unlink()  # SQLite wants to make the file itself
            with self.engine.connect() as connection:
                raw = connection.connection.driver_connection
                raw.execute("VACUUM INTO ?", (str(beside),))
            made = sa.create_engine(URL.create("sqlite", database=str(beside)))
            with made.connect() as connection:
                found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            made.dispose()
            if found != "ok":
                raise Refusal(Problem(
                    where=target.name, what=N_("The copy of the database is not sound: {reason}.", reason=str(found)),
                    how=N_("Check the disk, and restore the last backup whose check was clean."),
                ))


def alembic_config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _said() -> Iterator[None]:
    """What a person can do something about is a refusal; the rest stays a failure."""
    try:
        yield
    except sa.exc.DBAPIError as fault:
        reason = str(fault.orig)
        if any(words in reason for words in _FULL):
            raise Refusal(Problem(
                where="database", what=N_("The disk is full: this was not saved."),
                how=N_("What was saved before is safe. Make room, then save again."),
            )) from fault
        if any(words in reason for words in _LOCKED):
            raise Refusal(Problem(
                where="database", what=N_("Another program holds the database: this was not saved."),
                how=N_("Try again in a moment; if it stays so, close the other program."),
            )) from fault
        raise


def _read_json(text: str) -> Any:
    """What a JSON column holds; SQLite keeps any text there, and one that is no JSON stays text for its reader to refuse.

    Raised here, the fault of one row would take every other one of the query with it.
    """
    try:
        return json.loads(text)
    except ValueError:
        return text


def _sqlite_connection(raw: Any, _: Any) -> None:
    raw.isolation_level = None  # we say BEGIN ourselves, so that a writer can say BEGIN IMMEDIATE
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "trusted_schema=OFF"):
        raw.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
