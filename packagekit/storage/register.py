"""The register in the database: records written one by one or many at once, each with its version and its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from pydantic import ValidationError

from packagekit.domain.history import Act
from packagekit.domain.record import Record
from packagekit.domain.review import CaseAct
from packagekit.domain.sight import EVERYTHING, Sight
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.faults import problems_of
from packagekit.storage.history import Deed, remember
from packagekit.storage.register_rows import Row, put_rows
from packagekit.storage.registry import KINDS
from packagekit.storage.revisions import grow, grow_register
from packagekit.storage.standing import among
from packagekit.storage.tables import case_acts, history, imports, registered
from packagekit.storage.unreadable import Unreadable

Transaction = Callable[[], AbstractContextManager[sa.Connection]]
BATCH = 400  # ids in one query
IMPORTS = 100  # files in the list of those taken in


class StaleRecord(Refusal):
    """Somebody else saved the record in between; nothing was overwritten."""


class Writing(NamedTuple):
    """A record to be kept; ``seen`` is the version it was made from, 0 for a new one."""

    kind: str
    record: Any  # of the kind's class
    seen: int


class Import(Record):
    """A file that was taken in whole: which records it made or changed, so that it can be undone whole."""

    id: int
    by: str
    at: datetime
    file: str
    kind: str
    rows: tuple[tuple[str, int, int], ...]  # id, version before (0: new), version after
    undone_by: str | None = None


class Register:
    """Registered records in the database of a ``Store``; each call is one transaction."""

    def __init__(self, read: Transaction, write: Transaction, unreadable: Unreadable | None = None) -> None:
        """A row that no longer reads is told to ``unreadable`` and hides no other."""
        self._read, self._write, self._unreadable = read, write, unreadable or Unreadable()

    def versions(self, kinds: Iterable[str]) -> dict[str, dict[str, int]]:
        """The version of every record of these kinds by id: what is compared to see what has changed."""
        query = sa.select(registered.c.id, registered.c.version).order_by(registered.c.id)
        with self._read() as connection:
            return {kind: dict(map(tuple, connection.execute(query.where(registered.c.kind == kind)))) for kind in kinds}

    def versions_of(self, kind: str, keys: Sequence[str]) -> dict[str, int]:
        """The versions of those of these records that there are."""
        found: dict[str, int] = {}
        query = sa.select(registered.c.id, registered.c.version).where(registered.c.kind == kind)
        with self._read() as connection:
            for start in range(0, len(keys), BATCH):
                found.update(map(tuple, connection.execute(query.where(registered.c.id.in_(keys[start:start + BATCH])))))
        return found

    def records(self, kind: str, keys: Iterable[str]) -> Iterator[tuple[str, Record]]:
        """The records of these ids that are there and read; a faulty one never hides the others."""
        wanted = list(keys)
        for start in range(0, len(wanted), BATCH):
            query = sa.select(registered.c.id, sa.cast(registered.c.data, sa.Text)).where(  # read once, not first as JSON
                registered.c.kind == kind, registered.c.id.in_(wanted[start:start + BATCH]))
            with self._read() as connection:
                rows = connection.execute(query).all()
            yield from self._unreadable.read(
                rows, lambda row: f"{kind}/{row[0]}", lambda row: (row[0], KINDS[kind].model_validate_json(row[1])))

    def ids(self, kind: str, sight: Sight) -> tuple[str, ...]:
        """The records of a kind in sight, in the order of their ids."""
        query = sa.select(registered.c.id).where(registered.c.kind == kind, among(kind, sight)).order_by(registered.c.id)
        with self._read() as connection:
            return tuple(connection.scalars(query))

    def record(self, kind: str, key: str, sight: Sight = EVERYTHING) -> tuple[Record, int]:
        """A record and its version. Raises Refusal where there is none in sight."""
        with self._read() as connection:
            found = connection.execute(sa.select(registered.c.data, registered.c.version).where(
                registered.c.kind == kind, registered.c.id == key, among(kind, sight))).one_or_none()
        if found is None:
            raise Refusal(no_record(kind, key))
        try:
            return KINDS[kind].model_validate(found.data), found.version
        except ValidationError as fault:
            raise Refusal(*problems_of(fault, f"{kind}/{key}")) from fault

    def save(
        self, writing: Writing, *, by: str, act: Act, note: CaseAct | None = None, done: Writing | None = None
    ) -> int:
        """Keep a record and, in the same transaction, the act on it; ``done`` is the draft it was made from, and goes.

        Returns the record's version.

        Raises ``StaleRecord`` when somebody saved it since it was seen.
        """
        with self._write() as connection:
            (version,) = _written(connection, [writing], by, act)
            if done is not None:
                _removed(connection, done.kind, done.record.id, done.seen, by)
            if note is not None:
                _noted(connection, note)
        return version

    def note(self, note: CaseAct) -> CaseAct:
        """Keep an act that changes no record, such as a comment."""
        with self._write() as connection:
            case = stored_rows(connection, "cases", [note.case]).get(note.case)
            remember(connection, Deed(note.by, "commented", "cases", note.case, after={
                **({"title": case.data["title"]} if case is not None else {}),
                "remarks": [remark.model_dump() for remark in note.remarks]}))
            return _noted(connection, note)

    def replace(self, draft: Writing, revised: Writing, *, by: str, note: CaseAct) -> None:
        """A verified revision takes the place of the record it revises, and its draft goes."""
        with self._write() as connection:
            _written(connection, [revised], by, "published")
            _removed(connection, draft.kind, draft.record.id, draft.seen, by)
            _noted(connection, note)

    def remove(self, kind: str, key: str, *, seen: int, by: str) -> None:
        """Take a record out; its history stays."""
        with self._write() as connection:
            _removed(connection, kind, key, seen, by)

    def acts(self, case: str) -> tuple[CaseAct, ...]:
        """What was done to a case in its review, the oldest first."""
        return tuple(self._acts(case_acts.c.case == case))

    def _acts(self, *conditions: sa.ColumnElement[bool]) -> Iterator[CaseAct]:
        query = sa.select(case_acts.c.id, case_acts.c.case, case_acts.c.data).where(*conditions).order_by(case_acts.c.id)
        with self._read() as connection:
            rows = connection.execute(query).all()
        return self._unreadable.read(
            rows, lambda row: f"case_acts/{row.id} {row.case}", lambda row: CaseAct.model_validate(row.data))

    def look_through(self) -> None:
        """Read every import and every act on a case, for ``unreadable`` to know those that do not read."""
        list(self._acts()), self._imports()

    def made_of(self, draft: str) -> set[str]:
        """The cases that were made of a draft, and those they replaced since."""
        query = sa.select(case_acts.c.case, case_acts.c.data).where(case_acts.c.draft == draft)
        with self._read() as connection:
            return {key for case, data in connection.execute(query) for key in (case, data.get("made")) if key}

    def latest_acts(self, cases: Sequence[str]) -> dict[str, CaseAct]:
        """The last act on each of these cases that changed its state."""
        found: dict[str, CaseAct] = {}
        for start in range(0, len(cases), BATCH):
            for act in self._acts(case_acts.c.case.in_(cases[start:start + BATCH])):
                if act.act != "comment":
                    found[act.case] = act
        return found

    # Imports ---------------------------------------------------------------------------------

    def take_in_file(self, writings: Sequence[Writing], *, kind: str, file: str, by: str) -> Import:
        """All records of a file, or none: one transaction, remembered so that it can be undone whole."""
        with self._write() as connection:
            versions = _written(connection, writings, by, "imported")
            rows = tuple((w.record.id, w.seen, v) for w, v in zip(writings, versions, strict=True))
            row = {"by": by, "at": datetime.now(UTC), "file": file[:200], "kind": kind, "rows": rows}
            made = connection.execute(imports.insert().values(**row))
            return Import(id=made.inserted_primary_key[0], **row)

    def imports(self, by: str | None = None) -> tuple[Import, ...]:
        """The files taken in, by one person or by everybody, the newest first."""
        return self._imports(sa.true() if by is None else imports.c.by == by, most=IMPORTS)

    def _imports(self, *conditions: sa.ColumnElement[bool], most: int | None = None) -> tuple[Import, ...]:
        query = sa.select(imports).where(*conditions).order_by(imports.c.id.desc()).limit(most)
        with self._read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(self._unreadable.read(rows, lambda row: f"import {row['id']}", lambda row: Import.model_validate(dict(row))))

    def undo(self, key: int, *, by: str, whose: str | None = None) -> Import:
        """Bring every record of an imported file back to what it was before, or refuse and change nothing.

        ``whose`` is the person whose files may be undone, None: everybody's. A record that somebody has changed since is named: his work is not undone along with the file.
        """
        with self._write() as connection:
            row = connection.execute(sa.select(imports).where(
                imports.c.id == key, sa.true() if whose is None else imports.c.by == whose)).mappings().one_or_none()
            if row is None or row["undone_by"] is not None:
                raise Refusal(Problem(
                    where=f"import {key}", what=N_("There is no such import, or it was undone before."),
                    how=N_("Choose one from the list.")))
            found = Import.model_validate(dict(row))
            now = stored_rows(connection, found.kind, [key for key, _, _ in found.rows])
            changed = [k for k, _, version in found.rows if k not in now or now[k].version != version]
            if changed:
                raise Refusal(*(Problem(
                    where=k, what=N_("This record was changed after the import."),
                    how=N_("Undo that change first, or leave the import as it is.")) for k in changed))
            deeds, earlier = [], []
            for k, before, version in found.rows:
                if before == 0:
                    connection.execute(registered.delete().where(registered.c.kind == found.kind, registered.c.id == k))
                    deeds.append(Deed(by, "undone", found.kind, k, before=now[k].data))
                    continue
                data = connection.scalar(sa.select(history.c.data).where(
                    history.c.kind == found.kind, history.c.ref == k, history.c.revision == before))
                earlier.append(Row(found.kind, k, now[k].origin, version + 1, data, now[k]))
                deeds.append(Deed(by, "undone", found.kind, k, before=now[k].data, after=data, revision=version + 1))
            put_rows(connection, earlier)
            connection.execute(imports.update().where(imports.c.id == key).values(undone_by=by))
            grow_register(connection, [found.kind])
            remember(connection, *deeds)
        return found.model_copy(update={"undone_by": by})


def _written(connection: sa.Connection, writings: Sequence[Writing], by: str, act: Act) -> list[int]:
    """Write records of one kind or several in the open transaction; returns their versions."""
    kinds: dict[str, list[str]] = {}
    for writing in writings:
        kinds.setdefault(writing.kind, []).append(writing.record.id)
    now = {kind: stored_rows(connection, kind, keys) for kind, keys in kinds.items()}
    counted = {kind: last_versions(connection, kind, [k for k in keys if k not in now[kind]]) for kind, keys in kinds.items()}
    rows, deeds, versions, stale = [], [], [], []
    for kind, record, seen in writings:
        key = record.id
        before = now[kind].get(key)
        if (before.version if before is not None else 0) != seen:
            stale.append(key)
            continue
        last = seen if before is not None else counted[kind].get(key, 0)
        data, version = record.model_dump(mode="json"), last + 1
        rows.append(Row(kind, key, record.origin, version, data, before))
        deeds.append(Deed(by, act, kind, key, before=before and before.data, after=data, revision=version))
        versions.append(version)
    if stale:
        raise StaleRecord(*(Problem(
            where=key, what=N_("This record was saved by somebody else in the meantime."),
            how=N_("Open it again to see the newer version; your last change was not saved.")) for key in stale))
    if deeds:
        put_rows(connection, rows)
        grow_register(connection, kinds)
        remember(connection, *deeds)
    return versions


def stored_rows(connection: sa.Connection, kind: str, keys: Sequence[str]) -> dict[str, sa.Row[Any]]:
    """The rows of these records as they stand in the database."""
    found: dict[str, sa.Row[Any]] = {}
    for start in range(0, len(keys), BATCH):
        query = sa.select(registered).where(registered.c.kind == kind, registered.c.id.in_(keys[start:start + BATCH]))
        found.update({row.id: row for row in connection.execute(query)})
    return found


def last_versions(connection: sa.Connection, kind: str, keys: Sequence[str]) -> dict[str, int]:
    """Of records that were taken out before: their versions go on counting, for their history is kept."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), BATCH):
        query = sa.select(history.c.ref, sa.func.max(history.c.revision)).where(
            history.c.kind == kind, history.c.ref.in_(keys[start:start + BATCH])).group_by(history.c.ref)
        found.update({ref: revision for ref, revision in connection.execute(query) if revision is not None})
    return found


def _removed(connection: sa.Connection, kind: str, key: str, seen: int, by: str) -> None:
    found = stored_rows(connection, kind, [key]).get(key)
    if found is None or found.version != seen:
        raise StaleRecord(no_record(kind, key))
    connection.execute(registered.delete().where(registered.c.kind == kind, registered.c.id == key))
    grow_register(connection, [kind])
    remember(connection, Deed(by, "removed", kind, key, before=found.data))


def _noted(connection: sa.Connection, note: CaseAct) -> CaseAct:
    connection.execute(case_acts.insert().values(
        case=note.case, at=note.at, draft=note.draft, data=note.model_dump(mode="json")))
    grow(connection, "case_acts")
    return note


def no_record(kind: str, key: str) -> Problem:
    """The same words for a record that is not there and one that is not for this person."""
    return Problem(where=f"{kind}/{key}", what=N_("There is no such record."), how=N_("It may have been taken out; open the list again."))
