"""The book of kept files: bytes under their hash in a folder of the house, and a row for each that says whose it is."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from packagekit.domain.history import HOUSE
from packagekit.domain.kept_file import KeptFile
from packagekit.domain.team_value import TeamValue
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.faults import problems_of
from packagekit.storage.files import write_whole
from packagekit.storage.history import Deed, remember
from packagekit.storage.inspection import MB, Inspected
from packagekit.storage.moments import in_utc
from packagekit.storage.tables import files
from packagekit.storage.unreadable import Unreadable

Transaction = Callable[[], AbstractContextManager[sa.Connection]]

BYTES = "application/octet-stream"


class FileBook:
    """Files in a folder and in the database of a ``Store``. There is no way to change one.

    Bytes are on disk before a row speaks of them; bytes without a row, left by a crash, hurt nobody.
    """

    def __init__(self, read: Transaction, write: Transaction, folder: Path, unreadable: Unreadable | None = None) -> None:
        """A row that no longer reads is told to ``unreadable`` and hides no other."""
        self._read, self._write, self.folder, self._unreadable = read, write, folder, unreadable or Unreadable()

    def keep(
        self, given: Iterable[Inspected], *, kind: str, ref: str, by: str, quota: int
    ) -> tuple[KeptFile, ...]:
        """Keep files of one record, all or none; a file this record has already is not kept twice.

        ``quota`` is how many bytes one person may keep. Raises Refusal beyond it and where the disk refuses.
        """
        laid = [self.lay(one) for one in given]
        with self._write() as connection:
            for one, digest in laid:
                if not self.path(digest).exists():  # the last file with these bytes was dropped since
                    self.lay(one)
            return tuple(enter(connection, one, digest, kind=kind, ref=ref, by=by, quota=quota) for one, digest in laid)

    def lay(self, one: Inspected) -> tuple[Inspected, str]:
        """Put the bytes on disk, once however often they are given; with their hash."""
        digest = hashlib.sha256(one.data).hexdigest()
        path = self.path(digest)
        if not path.exists() or path.read_bytes() != one.data:  # a copy that rotted on the disk is mended
            try:
                write_whole(path, one.data)
            except OSError as fault:
                raise Refusal(Problem(
                    where=one.name, what=N_("The file cannot be written: {reason}.", reason=fault.strerror or ""),
                    how=N_("Ask the administrator to make room in the evidence folder."),
                )) from fault
        return one, digest

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def file(self, key: str, *, by: str | None = None, shared: Collection[str] = ()) -> KeptFile:
        """One file; with ``by`` only one that this person brought or that belongs to a record of a ``shared`` kind.

        Raises Refusal where there is no such file.
        """
        found = self._files(files.c.key == key, _brought(by, shared))
        if not found:
            raise Refusal(no_file(key))
        return found[0]

    def of(self, kind: str, ref: str, *, by: str | None = None) -> tuple[KeptFile, ...]:
        """The files of one record, all of them or those that one person brought, the newest first."""
        return self._files(files.c.kind == kind, files.c.ref == ref, _brought(by))

    def kept_by(self, person: str) -> tuple[KeptFile, ...]:
        """The files one person brought or made, the newest first."""
        return self._files(files.c.by == person)

    def used(self, person: str) -> int:
        """How many bytes of the quota they take."""
        with self._read() as connection:
            return _kept_by(connection, person, "")

    def usage(self) -> Mapping[str, tuple[int, int]]:
        """By person, how many files and how many bytes; the same bytes are counted once."""
        each = sa.select(files.c.by, files.c.sha256, sa.func.max(files.c.size).label("size"), sa.func.count().label("n")).group_by(
            files.c.by, files.c.sha256).subquery()
        query = sa.select(each.c.by, sa.func.sum(each.c.n), sa.func.sum(each.c.size)).group_by(each.c.by).order_by(each.c.by)
        with self._read() as connection:
            return {by: (int(count), int(size)) for by, count, size in connection.execute(query)}

    def drop(self, key: str, *, by: str) -> None:
        """Take a file away; its bytes go with the last row that speaks of them, the history keeps what it was.

        Raises Refusal where there is no such file.
        """
        with self._write() as connection:
            row = connection.execute(sa.select(files).where(files.c.key == key)).mappings().first()
            if row is None:
                raise Refusal(no_file(key))
            connection.execute(files.delete().where(files.c.key == key))
            remember(connection, Deed(by, "removed", "files", key, before=_told(row)))
        with self._write() as connection:  # once nobody can be handed a row without its bytes
            if connection.scalar(sa.select(sa.func.count()).where(files.c.sha256 == row["sha256"])) == 0:
                self.path(row["sha256"]).unlink(missing_ok=True)

    def bytes_of(self, file: KeptFile) -> bytes:
        """The bytes as they were kept. Raises Refusal when they are gone or no longer the same."""
        try:
            data = self.path(file.sha256).read_bytes()
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise Refusal(Problem(
                where=file.name, what=N_("The file is no longer in the evidence folder as it was kept."),
                how=N_("Restore the evidence folder from the backup."),
            ))
        return data

    def hashes(self) -> Mapping[str, int]:
        """Every kept content and its size."""
        with self._read() as connection:
            return {row.sha256: row.size for row in connection.execute(
                sa.select(files.c.sha256, files.c.size).distinct().order_by(files.c.sha256))}

    def faults(self) -> Iterator[Problem]:
        """Kept files whose bytes are gone or changed."""
        for sha256 in self.hashes():
            for one in self._files(files.c.sha256 == sha256)[:1]:
                try:
                    self.bytes_of(one)
                except Refusal as refusal:
                    yield from refusal.problems

    def look_through(self) -> None:
        """Read every row, for ``unreadable`` to know those that do not read."""
        self._files()

    def adopt(self, older: Path, values: Iterable[TeamValue]) -> None:
        """Take over evidence kept beside the database before there was this book; nothing is taken twice."""
        for value in values:
            if value.file is None or self.of("team values", str(value.id)):
                continue
            beside = older / value.file.sha256
            if beside.exists():
                laid = self.lay(Inspected(value.file.name, BYTES, beside.read_bytes()))
                with self._write() as connection:
                    enter(connection, *laid, kind="team values", ref=str(value.id), by=HOUSE)

    def _files(self, *conditions: sa.ColumnElement[bool]) -> tuple[KeptFile, ...]:
        query = sa.select(files).where(*conditions).order_by(files.c.at.desc(), files.c.name)
        with self._read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(self._unreadable.read(rows, _named, _kept))


def enter(
    connection: sa.Connection, one: Inspected, digest: str, *, kind: str, ref: str, by: str, quota: int | None = None
) -> KeptFile:
    """Write the row of a file whose bytes lie on the disk, in the transaction of what it belongs to."""
    same = connection.execute(sa.select(files).where(
        files.c.kind == kind, files.c.ref == ref, files.c.sha256 == digest, files.c.name == one.name, files.c.by == by,
    )).mappings().first()
    if same is not None:
        try:
            return _kept(same)
        except ValidationError as fault:
            raise Refusal(*problems_of(fault, _named(same))) from fault
    if quota is not None and _kept_by(connection, by, digest) + len(one.data) > quota:
        raise Refusal(Problem(
            where=one.name, what=N_("Your files would take more than {most} MB.", most=quota // MB),
            how=N_("Ask the administrator for more room (PACKAGEKIT_QUOTA_MB)."),
        ))
    row = {
        "key": secrets.token_urlsafe(18), "sha256": digest, "name": one.name, "mime": one.mime, "size": len(one.data),
        "kind": kind, "ref": ref, "by": by, "at": datetime.now(UTC),
    }
    connection.execute(files.insert().values(row))
    remember(connection, Deed(by, "kept", "files", row["key"], after=_told(row)))
    return KeptFile(**row)


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the history says of a file."""
    return {name: row[name] for name in ("name", "sha256", "mime", "size", "kind", "ref")}


def _kept_by(connection: sa.Connection, by: str, beside: str) -> int:
    """Bytes a person keeps, each content counted once, ``beside`` not at all."""
    kept = sa.select(files.c.sha256, files.c.size).where(files.c.by == by, files.c.sha256 != beside).distinct().subquery()
    return connection.scalar(sa.select(sa.func.coalesce(sa.func.sum(kept.c.size), 0))) or 0


def _brought(by: str | None, shared: Collection[str] = ()) -> sa.ColumnElement[bool]:
    return sa.true() if by is None else sa.or_(files.c.by == by, files.c.kind.in_(shared))


def no_file(key: str) -> Problem:
    """The same words for a file that is not there and one that is not for this person."""
    return Problem(where=key, what=N_("There is no such file."), how=N_("Go back to the page you came from and choose one."))


def _named(row: Mapping[str, Any]) -> str:
    """What a row is called where it no longer reads."""
    return f"files/{row['kind']}/{row['ref']}/{row['name']}"


def _kept(row: Mapping[str, Any]) -> KeptFile:
    return KeptFile(**{**row, "at": in_utc(row["at"])})
