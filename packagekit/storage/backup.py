"""A whole house in one file: every table as JSON lines and every kept file, from SQLite or PostgreSQL to either.

A backup is made while the house is in use, from one consistent look at its database; it is checked
before it bears its name. It is restored into a new place through the migrations, so that an older
backup comes up to date on the way.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from alembic import command
from alembic.runtime.migration import MigrationContext
from pydantic import ValidationError

from packagekit.domain.archives import SPOILT
from packagekit.domain.history import HOUSE
from packagekit.domain.record import Record
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.engine import Engine, alembic_config
from packagekit.storage.files import moved_whole, write_whole
from packagekit.storage.history import Deed, HistoryBook, adopt, remember
from packagekit.storage.kept_files import FileBook
from packagekit.storage.moments import DAY, MOMENT, NoDate
from packagekit.storage.tables import metadata

FORMAT = 1
MANIFEST = "manifest.json"
LEFT_OUT = frozenset({"sessions", "one_time_links", "failed_sign_ins"})
"""Sign-ins and links that were ended since would be open again."""
_GONE = (FileNotFoundError, PermissionError)  # a disk that is full or fails stops the backup
_CHUNK = 1024 * 1024
_ROWS = 500  # read or written at once


class Part(Record):
    """One member of the archive as it was written."""

    name: str
    sha256: str
    size: int
    rows: int | None = None  # of a table


class Manifest(Record):
    """What a backup holds, its first member; the rest is held to it."""

    format: int
    made: datetime
    revision: str  # of the migrations the tables are in
    parts: tuple[Part, ...]

    def rows(self) -> int:
        return sum(part.rows or 0 for part in self.parts)

    def files(self) -> int:
        return sum(part.rows is None for part in self.parts)


# Making ---------------------------------------------------------------------------------------


def write_backup(engine: Engine, files: FileBook, target: Path) -> tuple[Manifest, tuple[Problem, ...]]:
    """Write a backup and check it; gives what it holds, and what was not sound in the house itself.

    A kept file whose bytes are gone is named and left out: a backup of the rest is worth having.
    Raises Refusal where the disk refuses; then ``target`` is as it was.
    """
    problems = list(database_faults(engine))
    try:
        with moved_whole(target) as beside:
            with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                manifest = _pack(archive, engine, files, problems)
            read_backup(beside)
    except OSError as fault:
        raise Refusal(Problem(
            where=str(target), what=N_("The file cannot be written: {reason}.", reason=fault.strerror or ""),
            how=N_("Choose a folder that may be written to and has room."),
        )) from fault
    return manifest, tuple(problems)


def _pack(archive: zipfile.ZipFile, engine: Engine, files: FileBook, problems: list[Problem]) -> Manifest:
    # Bytes before rows: a file freed while this runs is either packed already or no row speaks of it any more.
    parts, packed = [], set()
    for sha256 in files.hashes():
        with suppress(*_GONE):
            parts.append(_file(archive, files.path(sha256), sha256))
            packed.add(sha256)
    with _one_look(engine) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        for table in metadata.sorted_tables:
            if table.name not in LEFT_OUT:
                parts.append(_table(archive, connection, table))
        kept = connection.scalars(sa.select(metadata.tables["files"].c.sha256).distinct()).all()
    for sha256 in sorted(set(kept) - packed):  # brought since, or gone
        try:
            parts.append(_file(archive, files.path(sha256), sha256))
        except _GONE:
            problems.append(Problem(
                where=f"files/{sha256}", what=N_("The bytes of this file are gone; the backup is without them."),
                how=N_("Restore them from an older backup."),
            ))
    manifest = Manifest(format=FORMAT, made=datetime.now(UTC), revision=revision or "", parts=tuple(parts))
    archive.writestr(MANIFEST, manifest.model_dump_json())
    return manifest


@contextmanager
def _one_look(engine: Engine) -> Iterator[sa.Connection]:
    """A transaction that sees the database as it was when it began, whoever writes meanwhile."""
    with engine.engine.connect() as connection:
        if not engine.sqlite:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _table(archive: zipfile.ZipFile, connection: sa.Connection, table: sa.Table) -> Part:
    name, rows = f"tables/{table.name}.jsonl", 0
    query = sa.select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_ROWS)
    with archive.open(name, "w", force_zip64=True) as member:
        out = _Hashed(member)
        for row in connection.execute(query).mappings():
            out.write(json.dumps(dict(row), ensure_ascii=False, default=_iso).encode("utf-8", "surrogatepass") + b"\n")
            rows += 1
    return Part(name=name, sha256=out.digest.hexdigest(), size=out.size, rows=rows)


def _iso(value: Any) -> str:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, (date, NoDate)):
        return value.isoformat()
    raise TypeError(f"no table of ours holds a {type(value).__name__}")


def _file(archive: zipfile.ZipFile, path: Path, sha256: str) -> Part:
    name = f"files/{sha256}"
    with path.open("rb") as source, archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
        out = _Hashed(member)
        while chunk := source.read(_CHUNK):
            out.write(chunk)
    return Part(name=name, sha256=out.digest.hexdigest(), size=out.size)


class _Hashed:
    """A stream that is written through, hashed and counted."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self.digest, self.size = out, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self._out.write(data)
        self.digest.update(data)
        self.size += len(data)


# Checking -------------------------------------------------------------------------------------


def read_backup(path: Path) -> Manifest:
    """What a backup holds, every byte of it held to its manifest. Raises Refusal naming what is not as written."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive, path)
            known = {MANIFEST, *(part.name for part in manifest.parts)}
            if set(archive.namelist()) != known:
                raise _spoilt(path.name)
            for part in manifest.parts:
                _hold(archive, part)
                if part.name.startswith("files/") and part.name != f"files/{part.sha256}":
                    raise _spoilt(part.name)
    except SPOILT as fault:
        if isinstance(fault, OSError) and fault.errno:
            raise Refusal(Problem(
                where=str(path), what=N_("The file cannot be read: {reason}.", reason=fault.strerror or ""),
                how=N_("Check the path."),
            )) from fault
        raise _spoilt(path.name) from fault
    return manifest


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except (KeyError, ValidationError) as fault:
        raise Refusal(Problem(
            where=path.name, what=N_("The file is not a backup of packagekit."),
            how=N_("Choose a file written by: python -m packagekit backup FILE"),
        )) from fault
    if manifest.format != FORMAT:
        raise Refusal(Problem(
            where=path.name, what=N_("This backup was made by a newer packagekit."), how=N_("Update packagekit first."),
        ))
    return manifest


def _hold(archive: zipfile.ZipFile, part: Part) -> None:
    digest, size = hashlib.sha256(), 0
    with archive.open(part.name) as member:
        while chunk := member.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if size > part.size:
                break
    if (digest.hexdigest(), size) != (part.sha256, part.size):
        raise _spoilt(part.name)


def _spoilt(where: str) -> Refusal:
    return Refusal(Problem(
        where=where, what=N_("The backup is not as it was written."), how=N_("Take an older backup, and check the disk it lay on."),
    ))


def database_faults(engine: Engine) -> Iterator[Problem]:
    """What SQLite's own check finds wrong in the file; PostgreSQL looks after its own."""
    if not engine.sqlite:
        return
    with engine.read() as connection:
        for check in ("integrity_check", "foreign_key_check"):
            for row in connection.exec_driver_sql(f"PRAGMA {check}"):
                if row[0] != "ok":
                    yield Problem(
                        where="database", what=N_("The database is damaged: {reason}.", reason=" ".join(map(str, row))),
                        how=N_("Restore the last backup whose check was clean."),
                    )


# Restoring ------------------------------------------------------------------------------------


def restore_backup(path: Path, engine: Engine, folder: Path) -> Manifest:
    """Bring a backup into an empty database and its files into ``folder``; everything or, in the database, nothing.

    Raises Refusal for a database that holds something, for a backup that is not as it was written, and for
    a row with no date in a column of dates that is to go into PostgreSQL, which takes none.
    """
    manifest = read_backup(path)
    if sa.inspect(engine.engine).get_table_names():
        raise Refusal(Problem(
            where=engine.url.render_as_string(), what=N_("There is a database already."),
            how=N_("Restore into a new place (PACKAGEKIT_HOME, PACKAGEKIT_DATABASE_URL), or say --replace."),
        ))
    with zipfile.ZipFile(path) as archive, engine.write() as connection:
        config = alembic_config(connection)
        command.upgrade(config, manifest.revision)
        tables = _tables_of_then(connection)
        for table in reversed(tables.sorted_tables):
            if table.name != "history":  # what the migrations put in; the history is empty and lets nothing be taken out
                connection.execute(table.delete())
        for part in manifest.parts:
            if part.rows is not None:
                _fill(connection, tables.tables[Path(part.name).stem], archive, part)
        command.upgrade(config, "head")
        adopt(connection)
        remember(connection, Deed(HOUSE, "restored", "house", "backup", after={
            "name": path.name, "made": manifest.made.isoformat(), "rows": manifest.rows(), "files": manifest.files()}))
        for part in manifest.parts:  # after the rows, which may be refused, and before they are kept
            if part.rows is None:
                write_whole(folder / part.sha256[:2] / part.sha256, archive.read(part.name))
    problems = (*HistoryBook(engine.read).faults(), *FileBook(engine.read, engine.write, folder).faults())
    if problems:
        raise Refusal(*problems)
    return manifest


def _tables_of_then(connection: sa.Connection) -> sa.MetaData:
    """The tables as the migrations have made them up to the backup's revision, which may be older than ours."""
    tables = sa.MetaData()
    tables.reflect(connection)
    tables.remove(tables.tables["alembic_version"])
    for table in tables.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.JSON):
                column.type = sa.JSON(none_as_null=True)
            elif isinstance(column.type, sa.DateTime):
                column.type = MOMENT
            elif isinstance(column.type, sa.Date):
                column.type = DAY
    return tables


def _fill(connection: sa.Connection, table: sa.Table, archive: zipfile.ZipFile, part: Part) -> None:
    read = {column.name: _reader(column.type) for column in table.columns}
    with archive.open(part.name) as lines:
        rows: list[dict[str, Any]] = []
        for line in lines:
            row = json.loads(line.decode("utf-8", "surrogatepass"))
            rows.append({name: read[name](value) for name, value in row.items()})
            if connection.dialect.name != "sqlite":
                _only_dates(table, rows[-1])
            if len(rows) == _ROWS:
                connection.execute(table.insert(), rows)
                rows = []
        if rows:
            connection.execute(table.insert(), rows)
    _count_on(connection, table)


def _reader(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any]:
    read = datetime.fromisoformat if isinstance(kind, sa.DateTime) else date.fromisoformat if isinstance(kind, sa.Date) else None

    def dated(value: Any) -> Any:
        try:
            return None if value is None else read(value)
        except ValueError:
            return NoDate(value)  # as it stood: its row is named, there as here

    return (lambda value: value) if read is None else dated


def _only_dates(table: sa.Table, row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        if isinstance(value, NoDate):
            key = "/".join(str(row[column.name]) for column in table.primary_key.columns)
            raise Refusal(Problem(
                where=f"{table.name}/{key}: {name}", what=N_("“{value}” is not a date.", value=str(value)[:60]),
                how=N_("PostgreSQL keeps dates only: restore into SQLite, correct this row there and make a new backup."),
            ))


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL counts ids apart from the rows; SQLite looks at them."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        name = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, column.name))) \
            if isinstance(column.type, sa.Integer) else None
        if name is not None:
            highest = connection.scalar(sa.select(sa.func.max(column)))
            connection.execute(sa.select(sa.func.setval(name, highest or 1, highest is not None)))


def described(manifest: Manifest) -> Mapping[str, Any]:
    """What a backup holds, for the shell."""
    return {
        "made": manifest.made.isoformat(), "revision": manifest.revision, "rows": manifest.rows(), "files": manifest.files(),
        "tables": {Path(part.name).stem: part.rows for part in _tables(manifest.parts)},
    }


def _tables(parts: Iterable[Part]) -> Iterator[Part]:
    return (part for part in parts if part.rows is not None)
