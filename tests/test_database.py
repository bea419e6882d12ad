"""The database itself, SQLite and PostgreSQL: its shape through every migration, and what makes a save safe."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import URL

from packagekit.storage.database import MIGRATIONS, Store, _alembic, embedded
from packagekit.storage.tables import metadata

STEPS = [step.revision for step in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]


def _to(engine: sa.Engine, step: str, *, down: bool = False) -> None:
    with engine.begin() as connection:
        (command.downgrade if down else command.upgrade)(_alembic(connection), step)


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
