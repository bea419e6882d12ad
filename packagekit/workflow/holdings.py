"""The register as the house keeps it at hand: small records whole, large kinds as lists, columns and search indexes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import partial
from sys import intern
from threading import RLock
from typing import Any, TypeVar

from packagekit.domain.case import Case
from packagekit.domain.listing import Listing, fingerprint, listing, texts
from packagekit.domain.record import Record, read_only
from packagekit.domain.taxonomy import Taxonomy
from packagekit.match import Columns, Row, columns, row
from packagekit.search import Entry, Hit, Index, index
from packagekit.storage.database import Store
from packagekit.storage.registry import KINDS, Registry
from packagekit.storage.shelf import Hand, Shelf

Result = TypeVar("Result")

LARGE = frozenset({"cases", "members", "suppliers"})
"""Kinds of which a country has thousands: read from the database when one is opened."""

SEARCHED = ("cases", "suppliers", "solutions", "cooperatives", "members")
LOOSE = 500
"""So many changed records are searched beside the index before it is made anew."""


class Holdings:
    """What is known of the register at one revision; brought up to date by reading only what has changed."""

    def __init__(self, store: Store, taxonomy: Taxonomy, names: Callable[[], Mapping[str, tuple[str, ...]]]) -> None:
        self._store, self._taxonomy, self._names = store, taxonomy, names
        self._lock = RLock()
        self._revision: int | None = None
        self._versions: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
        self._whole: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS if kind not in LARGE}
        self._hands: dict[str, Hand[Any]] = {kind: Hand() for kind in LARGE}
        self._listings: dict[str, dict[str, Listing]] = {kind: {} for kind in KINDS}
        self._texts: dict[str, dict[str, bytes]] = {kind: {} for kind in SEARCHED}  # packed: a third of the space
        self._rows: dict[str, Row] = {}
        self._once: dict[Any, Any] = {}
        self._searches: dict[str, Search] = {kind: Search() for kind in SEARCHED}
        self._columns: Columns | None = None
        self._registry: Registry | None = None
        self._uses: Uses | None = None
        self._views: dict[Hashable, Any] = {}

    def registry(self) -> Registry:
        """Every record; cases and members are read when asked for."""
        with self._lock:
            self._catch_up()
            if self._registry is None:
                self._registry = Registry(
                    **{kind: read_only(records) for kind, records in self._whole.items()},
                    **{kind: self._shelf(kind) for kind in LARGE})
            return self._registry

    def listings(self, kind: str) -> Mapping[str, Listing]:
        """The records of a kind as they stand in lists."""
        with self._lock:
            self._catch_up()
            return read_only(self._listings[kind])

    def columns(self) -> Columns:
        """The published cases side by side, for matching."""
        with self._lock:
            self._catch_up()
            if self._columns is None:
                self._columns = columns(self._rows.values(), self._shelf("cases").__getitem__)
            return self._columns

    def find(self, kind: str, typed: str) -> list[Hit]:
        """Records of a kind by what a person typed, the best first."""
        with self._lock:
            self._catch_up()
            search, known = self._searches[kind], self._texts[kind]
            search.ready(known)
        return search.find(typed)

    def uses(self) -> Uses:
        """Which cases use which evidence file, and state which figures."""
        with self._lock:
            self._catch_up()
            if self._uses is None:
                self._uses = Uses(self._listings["cases"].values())
            return self._uses

    def view(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """What is worked out from the register once for all who ask for the same; forgotten when a record changes."""
        with self._lock:
            self._catch_up()
            if key not in self._views:
                self._views[key] = make()
            return self._views[key]

    def revision(self) -> int:
        """The revision of the register that is at hand."""
        with self._lock:
            self._catch_up()
            assert self._revision is not None, "just caught up"
            return self._revision

    def _shelf(self, kind: str) -> Shelf[Any]:
        return Shelf(partial(self._store.register.records, kind), self._versions[kind], self._hands[kind])

    def _catch_up(self) -> None:
        """Read what has changed since the last look; the revision is read first, so that nothing is missed."""
        revision = self._store.registry_revision()
        if revision == self._revision:
            return
        now: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
        for (kind, key), version in self._store.register.versions().items():
            if kind in now:
                now[kind][key] = version
        names = self._names()
        for kind in KINDS:
            gone = self._versions[kind].keys() - now[kind].keys()
            changed = [key for key, version in now[kind].items() if self._versions[kind].get(key) != version]
            if not gone and not changed:
                continue
            self._versions[kind] = now[kind]
            self._forget(kind, {*gone, *changed})
            for key, record in self._store.register.records(kind, changed):
                self._take(kind, key, record, names)
            if kind in self._searches:
                self._searches[kind].changed({*gone, *changed})
            if kind == "cases":
                self._columns = self._uses = None
            self._registry = None
            self._views.clear()
        self._revision = revision

    def _forget(self, kind: str, keys: Iterable[str]) -> None:
        for key in keys:
            for held in (self._listings[kind], self._whole.get(kind), self._texts.get(kind)):
                if held is not None:
                    held.pop(key, None)
            if kind == "cases":
                self._rows.pop(key, None)

    def _take(self, kind: str, key: str, record: Record, names: Mapping[str, tuple[str, ...]]) -> None:
        self._listings[kind][key] = self._shared(listing(kind, record))
        if kind in self._texts:
            self._texts[kind][key] = zlib.compress(json.dumps(texts(record, self._taxonomy, names)).encode(), 1)
        if kind in self._whole:
            self._whole[kind][key] = record
        if isinstance(record, Case) and record.status == "published":
            self._rows[key] = row(record, self._taxonomy)


    def _shared(self, made: Listing) -> Listing:
        """The listing with places and codes that others have as well kept once for all."""
        def once(value: Any) -> Any:
            return self._once.setdefault(value, value)

        return made._replace(
            id=intern(made.id), region=made.region and once(made.region), industries=once(made.industries),
            markets=once(made.markets), languages=once(made.languages), types=once(made.types), organisations=once(made.organisations),
            shown=made.shown and once(made.shown))


class Search:
    """An index of one kind, and a small one beside it for what has changed since it was made."""

    def __init__(self) -> None:
        self._index: Index | None = None
        self._beside: Index | None = None
        self._changed: set[str] = set()
        self._stale = True

    def changed(self, keys: Iterable[str]) -> None:
        self._changed |= set(keys)
        self._stale = True

    def ready(self, known: Mapping[str, bytes]) -> None:
        if not self._stale:
            return
        if self._index is None or len(self._changed) > LOOSE:
            self._index, self._beside, self._changed = index(_entries(known, known)), None, set()
        else:
            self._beside = index(_entries(known, sorted(self._changed)))
        self._stale = False

    def find(self, typed: str) -> list[Hit]:
        assert self._index is not None, "made ready before"
        found = self._index.find(typed)
        if not self._changed or self._beside is None:
            return found
        kept = [hit for hit in found if hit.id not in self._changed]
        return sorted([*self._beside.find(typed), *kept], key=lambda hit: -hit.score)


def _entries(known: Mapping[str, bytes], keys: Iterable[str]) -> Iterator[Entry]:
    return (Entry(key, tuple(json.loads(zlib.decompress(known[key])))) for key in keys if key in known)


class Uses:
    """Where evidence files and figures stand, so that a second use is seen."""

    def __init__(self, cases: Iterable[Listing]) -> None:
        self._cases: dict[int, list[str]] = {}
        for case in cases:
            for mark in case.marks:
                self._cases.setdefault(mark, []).append(case.id)

    def of(self, thing: Hashable) -> tuple[str, ...]:
        """The cases with this file, or with this KPI's values before and after."""
        return tuple(self._cases.get(fingerprint(thing), ()))
