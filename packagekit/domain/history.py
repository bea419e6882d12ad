"""What was done: who, when, to which record, and what each value was before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from packagekit.domain.record import Record
from packagekit.domain.text import Localized

Act = Literal[
    "begun", "saved", "merged", "removed", "brought back", "restored", "adopted", "taken in", "imported", "undone", "entered",
    "changed", "fetched", "confirmed", "refused", "withdrawn", "kept", "backed up", "enrolled", "invited", "owner link",
    "reset link", "password set", "password changed", "password rehashed", "provider bound", "role changed", "blocked",
    "let in again", "signed in", "signed out", "sign-in failed", "locked out", "submitted", "taken up", "returned", "verified",
    "published", "expired", "registered", "commented",
]
"""What can be done to a record; the history takes no other word."""
ACTS: tuple[Act, ...] = get_args(Act)

RecordKind = Literal[
    "deals", "cooperatives", "members", "suppliers", "solutions", "cases", "factories", "drafts", "rates", "indicators",
    "team values", "files", "people", "organisations", "domain_rules", "house",
]
"""What it can be done to."""
RECORD_KINDS: tuple[RecordKind, ...] = get_args(RecordKind)

FAILED: frozenset[str] = frozenset({"sign-in failed", "locked out"})
"""Acts of somebody who did not get in."""

IN_ONE_GO = timedelta(minutes=10)
"""Between saves of one person that are told as one."""

HOUSE = "house"
"""Who did what no person did: taking the samples in, bringing an older database up to date."""


class Change(Record):
    """One value of a record that is not what it was; None where there was or is nothing."""

    where: str  # its path: ``goals[0].target``
    before: Any = None
    after: Any = None


class Entry(Record):
    """One act on one record."""

    number: int  # of the whole history, without a gap
    at: datetime
    by: str  # id of the person
    by_name: str | None = None  # what the person is called today
    act: str  # saved, removed, restored, entered, confirmed ...
    kind: str  # deals, suppliers, rates ...
    ref: str  # id of the record among its kind
    name: Localized | str  # what people called the record then
    revision: int | None = None  # of a registered record or a deal: counts its states
    changes: tuple[Change, ...] = ()


class Asked(Record):
    """What to look for in the history; what is left empty does not narrow it."""

    text: str = ""  # every word of it somewhere in the names and values
    by: str | None = None
    kind: str | None = None
    ref: str | None = None
    since: datetime | None = None
    until: datetime | None = None  # up to, not including


class Found(Record):
    """One page of what was found, the newest first, and how much there is in all."""

    entries: tuple[Entry, ...]
    total: int


class Folded(Record):
    """One page of what was found, acts in one go as one run, the newest first within it and among them."""

    runs: tuple[tuple[Entry, ...], ...]
    unread: tuple[int, ...] = ()  # the numbers of acts of this page that no longer read; they are counted with the others
    total: int  # runs
    acts: int


def together(entries: Sequence[Entry], within: timedelta) -> tuple[Entry, ...]:
    """Entries, the newest first, with saves in one go told as one: what was before the first, and after the last."""
    told: list[Entry] = []
    first: datetime | None = None
    for entry in entries:
        last = told[-1] if told else None
        if last is not None and first is not None and (last.by, last.act, last.ref) == (entry.by, "saved", entry.ref) \
                and entry.act == "saved" and first - entry.at <= within:
            told[-1] = last.model_copy(update={"changes": _joined(entry.changes, last.changes)})
        else:
            told.append(entry)
        first = entry.at
    return tuple(told)


def in_all(run: Sequence[Entry]) -> tuple[Change, ...]:
    """What a run of acts, the newest first, changed from before its first to after its last."""
    found: tuple[Change, ...] = ()
    for entry in reversed(run):
        found = _joined(found, entry.changes)
    return found


def _joined(earlier: Sequence[Change], later: Sequence[Change]) -> tuple[Change, ...]:
    by_place = {change.where: change for change in earlier}
    for change in later:
        known = by_place.get(change.where)
        by_place[change.where] = change if known is None else known.model_copy(update={"after": change.after})
    return tuple(change for change in by_place.values() if change.before != change.after)


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Change, ...]:
    """What differs between two states of a record, value by value in the order of its fields."""
    old, new = dict(_values("", before or {})), dict(_values("", after or {}))
    return tuple(
        Change(where=where, before=old.get(where), after=new.get(where))
        for where in dict.fromkeys((*old, *new)) if old.get(where) != new.get(where)
    )


def _values(where: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Every single value with its path. A list of plain values is one value: its order is what it says."""
    if isinstance(value, Mapping):
        for name, inside in value.items():
            yield from _values(f"{where}.{name}" if where else str(name), inside)
    elif isinstance(value, (list, tuple)) and any(isinstance(item, (Mapping, list, tuple)) for item in value):
        for at, inside in enumerate(value):
            yield from _values(f"{where}[{at}]", inside)
    elif value is not None and value != [] and value != ():
        yield where, value
