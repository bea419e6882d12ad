"""The database itself, SQLite and PostgreSQL: its shape through every migration, and what makes a save safe."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import URL

from packagekit.domain.deal import Deal
from packagekit.domain.history import Asked
from packagekit.domain.text import Refusal
from packagekit.storage.database import Store
from packagekit.storage.engine import MIGRATIONS, alembic_config, embedded
from packagekit.storage.tables import metadata

STEPS = [step.revision for step in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]


def _to(engine: sa.Engine, step: str, *, down: bool = False) -> None:
    with engine.begin() as connection:
        (command.downgrade if down else command.upgrade)(alembic_config(connection), step)


def _shape(engine: sa.Engine) -> dict[str, set[str]]:
    look = sa.inspect(engine)
    return {table: {column["name"] for column in look.get_columns(table)} for table in look.get_table_names()}


def test_each_migration_goes_up_down_and_up_again(database: URL) -> None:
    """A stairway: after each step down the tables are what they were before the step up."""
    engine = sa.create_engine(database)
    for before, step in zip(["base", *STEPS], STEPS, strict=False):
        shape = _shape(engine)
        _to(engine, step)
        _to(engine, before, down=True)
        assert {**_shape(engine), "alembic_version": set()} == {**shape, "alembic_version": set()}
        _to(engine, step)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_migrations_are_one_line() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    assert sorted(STEPS) == STEPS, "their numbers say the order"


def test_sqlite_is_opened_so_that_an_acknowledged_save_is_on_disk(tmp_path: Path) -> None:
    store = Store(embedded(tmp_path))
    with store._read() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (
            "journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")}
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "trusted_schema": 0}
    store.close()


def test_a_writer_holds_the_database_from_its_first_statement(tmp_path: Path) -> None:
    """With a deferred transaction the second writer would read first and fail when it writes."""
    store = Store(embedded(tmp_path))
    other = sa.create_engine(embedded(tmp_path), connect_args={"timeout": 0})
    with store._write(), pytest.raises(sa.exc.OperationalError, match="locked"), other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    other.dispose()
    store.close()


def test_a_row_cannot_name_one_that_is_not_there(store: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError), store._write() as connection:
        connection.execute(metadata.tables["team_value_decisions"].insert().values(
            value_id=99, number=1, act="confirmed", by="kim", at=sa.func.current_timestamp(), why=""))


# An older database ----------------------------------------------------------------------------

STORED = Path(__file__).parent / "stored"


def _older(folder: Path) -> Path:
    """The database of the day before the history, see tests/stored/make_0003.py."""
    return Path(shutil.copy(STORED / "packagekit-0003.db", folder / "packagekit.db"))


def test_an_older_database_opens_with_everything_in_it(tmp_path: Path) -> None:
    path = _older(tmp_path)
    with sqlite3.connect(path) as older:
        deals = older.execute("SELECT id, owner, data FROM deals").fetchall()
        registered = older.execute("SELECT kind, id FROM registered ORDER BY kind, id").fetchall()
    store = Store(embedded(tmp_path))
    for key, owner, data in deals:
        assert store.deal(owner, key).model_dump(mode="json") == json.loads(data)
    registry, problems = store.registry()
    assert problems == ()
    assert [(kind, key) for kind in sorted(registry._fields) for key in getattr(registry, kind)] == registered
    assert [(v.state, v.value.value) for v in store.team_values.values()] == [("confirmed", Decimal("0.09"))]
    assert [str(r.rate.rate) for r in store.rates.in_force()] == ["26000"]
    adopted = store.history.find(Asked())
    assert adopted.total == len(deals) + len(registered) and {e.act for e in adopted.entries} == {"adopted"}
    assert store.history.faults() == ()
    store.close()


def test_an_older_database_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    before = _older(tmp_path).read_bytes()
    Store(embedded(tmp_path)).close()
    (copy,) = tmp_path.glob("packagekit-0003-*.db")
    with sqlite3.connect(copy) as kept, sqlite3.connect(tmp_path / "first.db") as first:
        (tmp_path / "first.db").write_bytes(before)
        assert list(kept.iterdump()) == list(first.iterdump())
    Store(embedded(tmp_path)).close()
    assert list(tmp_path.glob("packagekit-0003-*.db")) == [copy], "an up to date database is not copied again"


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _older(tmp_path)

    def fail(connection: sa.Connection) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("packagekit.storage.database.adopt", fail)
    with pytest.raises(RuntimeError):
        Store(embedded(tmp_path))
    with sqlite3.connect(path) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [("0003",)]
        assert kept.execute("SELECT name FROM sqlite_master WHERE name = 'history'").fetchall() == []


def test_a_database_of_a_newer_packagekit_is_refused(database: URL) -> None:
    store = Store(database)
    with store._write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(Refusal, match="newer packagekit"):
        Store(database)


def test_a_full_disk_refuses_the_save_and_keeps_what_was_saved(tmp_path: Path) -> None:
    """SQLite's own limit of pages stands for the end of the disk: it fails at the same place in the same way."""
    store = Store(embedded(tmp_path))
    kept = store.save_deal("kim", Deal(id="d1", title="kept", on=date(2026, 11, 22)))

    def end_of_disk(raw: Any, _: Any) -> None:
        raw.execute(f"PRAGMA max_page_count = {raw.execute('PRAGMA page_count').fetchone()[0] + 2}")

    sa.event.listen(store.engine.engine, "connect", end_of_disk)
    store.engine.engine.dispose()
    with pytest.raises(Refusal, match="disk is full"):
        store.save_deal("kim", kept.model_copy(update={"form": {"name": "x" * 1_000_000}}))
    assert store.deal("kim", "d1") == kept
    assert store.save_deal("kim", kept.model_copy(update={"title": "a small one still fits"})).version == 2
    assert store.history.faults() == ()
    store.close()
