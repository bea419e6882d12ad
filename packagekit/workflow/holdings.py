"""The register as the house keeps it at hand: small records whole, large kinds as lists, columns and search indexes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial
from pathlib import Path
from sys import intern
from threading import RLock
from typing import Any, NamedTuple, TypeVar

from packagekit.domain.case import Case
from packagekit.domain.listing import Listing, fingerprint, listing, texts
from packagekit.domain.record import Record, read_only
from packagekit.domain.taxonomy import Taxonomy
from packagekit.match import Columns, Row, columns, row
from packagekit.search import Entry, Hit, Index, Packed, index, joined, packed, unpacked
from packagekit.storage.database import Store
from packagekit.storage.registry import KINDS, Registry
from packagekit.storage.shelf import Hand, Shelf
from packagekit.workflow import abridged

Result = TypeVar("Result")

LARGE = frozenset({"cases", "members", "suppliers", "solutions"})
"""Kinds of which a country has thousands: read from the database when one is opened."""

SEARCHED = ("cases", "suppliers", "solutions", "cooperatives", "members")
LOOSE = 500
"""So many changed records are searched beside the index before they are joined with it."""

FEW, AT_HAND = 1_000, {"solutions": 6_000}
"""So many records read last are kept whole, a case takes about 40 KB; composing asks for every solution again and again."""

AT_ONCE = 2_000
"""So many records are indexed in one go: the words of a whole register at once would take hundreds of megabytes."""


class Holdings:
    """What is known of the register at one revision; brought up to date by reading only what has changed."""

    def __init__(
        self, store: Store, taxonomy: Taxonomy, names: Callable[[], Mapping[str, tuple[str, ...]]], file: Path
    ) -> None:
        """``file`` is where the register is kept abridged, so that the next start need not read every record."""
        self.store, self._taxonomy, self._names, self._file = store, taxonomy, names, file
        self._lock = RLock()
        self._revision: int | None = None
        self._versions: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
        self._whole: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS if kind not in LARGE}
        self._hands: dict[str, Hand[Any]] = {kind: Hand(AT_HAND.get(kind, FEW)) for kind in LARGE}
        self._listings: dict[str, dict[str, Listing]] = {kind: {} for kind in KINDS}
        self._rows: dict[str, Row] = {}
        self._once: dict[Any, Any] = {}
        self._searches: dict[str, Search] = {kind: Search() for kind in SEARCHED}
        self._columns: Columns | None = None
        self._registry: Registry | None = None
        self._uses: Uses | None = None
        self._seen: dict[str, int] = {}  # the revision of each kind
        self._views: dict[Hashable, tuple[tuple[int, ...], Any]] = {}
        self._changes = dict.fromkeys(KINDS, 0)

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
            ready = self._searches[kind].ready()
        return ready.find(typed)

    def nearest(self, kind: str, record: Record, most: int) -> list[Hit]:
        """Records of a kind that share the most words with one."""
        with self._lock:
            self._catch_up()
            ready = self._searches[kind].ready()
        said = [words for _, words in texts(record, self._taxonomy, {})]
        found = [hit for hit in ready.index.nearest(said, most) if hit.id not in ready.changed]
        return sorted([*found, *ready.beside.nearest(said, most)], key=lambda hit: -hit.score)[:most]

    def uses(self) -> Uses:
        """Which cases use which evidence file, and state which figures."""
        with self._lock:
            self._catch_up()
            if self._uses is None:
                self._uses = Uses(self._listings["cases"].values())
            return self._uses

    def view(self, key: Hashable, of: Iterable[str], make: Callable[[], Result]) -> Result:
        """What is worked out once for all who ask for the same; made anew after a record of the kinds ``of`` has changed."""
        with self._lock:
            self._catch_up()
            now = tuple(self._changes[kind] for kind in of)
            held = self._views.get(key)
            if held is None or held[0] != now:
                held = self._views[key] = (now, make())
            return held[1]

    def at_hand(self) -> bool:
        """Whether the register has been read since this process began."""
        return self._revision is not None

    def revision(self) -> int:
        """The revision of the register that is at hand."""
        with self._lock:
            self._catch_up()
            assert self._revision is not None, "just caught up"
            return self._revision

    def _shelf(self, kind: str) -> Shelf[Any]:
        return Shelf(partial(self.store.register.records, kind), self._versions[kind], self._hands[kind])

    def _catch_up(self) -> None:
        """Read what has changed since the last look; the revision is read first, so that nothing is missed."""
        revision = self.store.registry_revision()
        if revision == self._revision:
            return
        names = self._names()
        if self._revision is None:
            self._begin(names)
        seen = self.store.registry_revisions()
        kinds = [kind for kind in KINDS if self._revision is None or seen[kind] != self._seen.get(kind)] or KINDS
        now, read = self.store.register.versions(kinds), 0
        for kind in kinds:
            gone = self._versions[kind].keys() - now[kind].keys()
            changed = [key for key, version in now[kind].items() if self._versions[kind].get(key) != version]
            if not gone and not changed:
                continue
            self._versions[kind] = now[kind]
            self._forget(kind, {*gone, *changed})
            if kind in self._searches:
                self._searches[kind].forget({*gone, *changed})
            unread = set(changed)
            for key, record in self.store.register.records(kind, changed):
                self._take(kind, key, record, names)
                unread.discard(key)
            for key in unread:  # it no longer reads, which the store names: to be looked at again with the next change
                del now[kind][key]
            read += len(changed) if kind in LARGE else 0
            if kind == "cases":
                self._columns = self._uses = None
            self._registry = None
            self._changes[kind] += 1
        self._revision, self._seen = revision, seen
        if read > LOOSE:
            self._keep(names)

    def _begin(self, names: Mapping[str, tuple[str, ...]]) -> None:
        """Take up what an earlier process kept; what has changed since is read as any change."""
        known = abridged.kept(self._file, abridged.mark_of(self._taxonomy, names), self.store)
        if known is None:
            return
        for kind in LARGE & known.versions.keys():
            self._versions[kind], self._listings[kind] = dict(known.versions[kind]), dict(known.listings[kind])
            self._searches[kind] = Search(known.indexes[kind]())
        self._rows = dict(known.rows)

    def _keep(self, names: Mapping[str, tuple[str, ...]]) -> None:
        abridged.keep(self._file, abridged.mark_of(self._taxonomy, names), abridged.Abridged(
            {kind: self._versions[kind] for kind in LARGE}, {kind: self._listings[kind] for kind in LARGE}, self._rows,
            {kind: self._searches[kind].packed for kind in LARGE}), self.store)

    def _forget(self, kind: str, keys: Iterable[str]) -> None:
        for key in keys:
            for held in (self._listings[kind], self._whole.get(kind)):
                if held is not None:
                    held.pop(key, None)
            if kind == "cases":
                self._rows.pop(key, None)

    def _take(self, kind: str, key: str, record: Record, names: Mapping[str, tuple[str, ...]]) -> None:
        self._listings[kind][key] = self._shared(listing(kind, record))
        if kind in self._searches:
            self._searches[kind].take(Entry(key, texts(record, self._taxonomy, names)))
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


class Ready(NamedTuple):
    """An index of one kind with a small one beside it; the records that changed are sought in the small one only."""

    index: Index
    beside: Index
    changed: frozenset[str]

    def find(self, typed: str) -> list[Hit]:
        found = self.index.find(typed)
        if not self.changed and not self.beside.ids:
            return found
        kept = [hit for hit in found if hit.id not in self.changed]
        return sorted([*self.beside.find(typed), *kept], key=lambda hit: -hit.score)


class Search:
    """The index of one kind, and what has changed since it was made."""

    def __init__(self, held: Packed | None = None) -> None:
        self._packed, self._made = held, index(())  # unpacked when somebody searches
        self._changed: set[str] = set()
        self._fresh: dict[str, Entry] = {}
        self._ready: Ready | None = None

    def forget(self, keys: Iterable[str]) -> None:
        """These records are gone, or will be taken anew."""
        self._changed |= set(keys)
        for key in self._changed & self._fresh.keys():
            del self._fresh[key]
        self._ready = None

    def take(self, entry: Entry) -> None:
        self._fresh[entry.id] = entry
        self._ready = None
        if len(self._fresh) >= AT_ONCE:
            self._join()

    def packed(self) -> Packed:
        """Everything in one index, to be kept in a file."""
        if self._changed or self._fresh:
            self._join()
        return packed(self._index)

    @property
    def _index(self) -> Index:
        if self._packed is not None:
            self._made, self._packed = unpacked(self._packed), None
        return self._made

    def ready(self) -> Ready:
        if self._ready is None:
            if max(len(self._changed), len(self._fresh)) > LOOSE:
                self._join()
            self._ready = Ready(self._index, index(self._fresh.values()), frozenset(self._changed))
        return self._ready

    def _join(self) -> None:
        self._made = joined(self._index, index(self._fresh.values()), self._changed)
        self._changed, self._fresh, self._ready = set(), {}, None


class Uses:
    """Where evidence files and figures stand, so that a second use is seen."""

    def __init__(self, cases: Iterable[Listing]) -> None:
        found = sorted((mark, case.id) for case in cases for mark in case.marks)
        self._marks, self._cases = [mark for mark, _ in found], [case for _, case in found]

    def of(self, *thing: Any) -> tuple[str, ...]:
        """The cases with this file, or with this KPI's values before and after."""
        mark = fingerprint(*thing)
        at, found = bisect_left(self._marks, mark), []
        while at < len(self._marks) and self._marks[at] == mark:
            found.append(self._cases[at])
            at += 1
        return tuple(found)
