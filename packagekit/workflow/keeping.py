"""Keeping the house: a backup while it is in use, a restore into a new place, a check of everything it holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from packagekit.domain.person import Person
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.backup import (
    database_faults,
    described,
    read_backup,
    restore_backup,
    write_backup,
)
from packagekit.storage.engine import Engine, embedded
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case
from packagekit.workflow.settings import Settings


@use_case
def back_up(house: House, who: Person, target: Path) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """Write everything the house keeps to one file; gives what it holds, and what was not sound in the house."""
    manifest, problems = write_backup(house.store.engine, house.store.files, target)
    house.store.note(who.id, "backed up", "house", target.name, {"rows": manifest.rows(), "files": manifest.files()})
    return described(manifest), (*problems, *house.store.history.faults(), *house.store.files.faults())


@use_case
def check_house(house: House, who: Person) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """The database, the chain of the history, every record beside its last version, the bytes of every kept file."""
    store = house.store
    problems = (*database_faults(store.engine), *store.history.faults(), *store.files.faults(), *store.unread())
    return {"history": store.history.size(), "files": len(store.files.hashes())}, problems


def check_backup(path: Path) -> Mapping[str, Any]:
    """What a backup holds, once every byte of it is as written; raises Refusal where it is not."""
    return described(read_backup(path))


def restore(path: Path, settings: Settings, *, replace: bool = False) -> Mapping[str, Any]:
    """Bring a backup into the place the settings name: for the machine's own shell, before there is anybody to ask.

    Raises Refusal where there is a house already, unless ``replace``: then an embedded one is set
    aside under another name, whole, once the backup has been read.
    """
    url = settings.database_url or embedded(settings.home)
    engine = Engine(url)
    if not engine.sqlite:
        if replace:
            raise Refusal(Problem(
                where="--replace", what=N_("A PostgreSQL database is not replaced from here."),
                how=N_("Make an empty database beside it, restore into that, and change PACKAGEKIT_DATABASE_URL."),
            ))
        try:
            return described(restore_backup(path, engine, settings.home / "files"))
        finally:
            engine.close()
    engine.close()
    return _restore_embedded(path, Path(engine.url.database or ""), settings.home / "files", replace)


def _restore_embedded(path: Path, database: Path, files: Path, replace: bool) -> Mapping[str, Any]:
    """Into a file beside, which gets its name when everything is in it."""
    if database.exists() and not replace:
        raise Refusal(Problem(
            where=str(database), what=N_("There is a database already."),
            how=N_("Restore into a new place (PACKAGEKIT_HOME, PACKAGEKIT_DATABASE_URL), or say --replace."),
        ))
    beside = database.with_name(f".{database.name}.restoring")
    _remove(beside)
    beside.parent.mkdir(parents=True, exist_ok=True)
    engine = Engine(f"sqlite:///{beside}")
    try:
        manifest = restore_backup(path, engine, files)
        engine.settle()
        if database.exists():
            older = Engine(f"sqlite:///{database}")
            older.settle()
            older.close()
            database.rename(database.with_name(f"{database.stem}-replaced-{datetime.now(UTC):%Y%m%dT%H%M%S}.db"))
        engine.close()
        beside.rename(database)
    finally:
        engine.close()
        _remove(beside)
    return described(manifest)


def _remove(database: Path) -> None:
    for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
        database.with_name(name).unlink(missing_ok=True)
