"""Records of one kind that are read from the database when asked for, the last ones read kept at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, ValuesView
from threading import Lock
from typing import Generic, TypeVar

from packagekit.domain.record import read_only

Kept = TypeVar("Kept")

Reader = Callable[[Iterable[str]], Iterator[tuple[str, Kept]]]


class Shelf(Mapping[str, Kept], Generic[Kept]):
    """A large register as a mapping: its ids are known, a record is read when it is taken off."""

    def __init__(
        self, read: Reader[Kept], versions: Mapping[str, int], hand: Hand[Kept], shown: Callable[[Kept], Kept] = lambda record: record
    ) -> None:
        """``shown`` is what of a record is handed out, where not all of it is for everybody."""
        self._read, self._versions, self._hand, self._shown = read, versions, hand, shown

    def __getitem__(self, key: str) -> Kept:
        version = self._versions[key]
        found = self._hand.get(key, version)
        if found is None:
            for _, found in self._read((key,)):
                self._hand.put(key, version, found)
        if found is None:
            raise KeyError(key)  # taken out since, or no longer readable
        return self._shown(found)

    def values(self) -> ValuesView[Kept]:
        return _Values(self)

    def __iter__(self) -> Iterator[str]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)

    def __contains__(self, key: object) -> bool:
        return key in self._versions

    def only(self, keys: Iterable[str]) -> Shelf[Kept]:
        """The same shelf with these records alone."""
        return Shelf(self._read, {key: self._versions[key] for key in keys if key in self._versions}, self._hand, self._shown)

    def less(self, shown: Callable[[Kept], Kept]) -> Shelf[Kept]:
        """The same shelf, with only a part of each record to be seen."""
        return Shelf(self._read, self._versions, self._hand, shown)

    def each(self) -> Iterator[Kept]:
        """Every record, those not at hand read many at once."""
        away = {key: version for key, version in self._versions.items() if self._hand.get(key, version) is None}
        read = {}
        for key, record in self._read(away):
            self._hand.put(key, away[key], record)
            read[key] = record
        for key, version in self._versions.items():
            found = read.get(key) or self._hand.get(key, version)
            if found is not None:
                yield self._shown(found)


def only(records: Mapping[str, Kept], keys: Iterable[str]) -> Mapping[str, Kept]:
    """Of a register, large or small, these records alone."""
    if isinstance(records, Shelf):
        return records.only(keys)
    return read_only({key: records[key] for key in keys if key in records})


class _Values(ValuesView[Kept]):
    """All records of a shelf, which need not be read one by one."""

    _mapping: Shelf[Kept]

    def __iter__(self) -> Iterator[Kept]:
        return self._mapping.each()


class Hand(Generic[Kept]):
    """The records read last, by id and version; shared by all views of a shelf."""

    def __init__(self, most: int) -> None:
        self._kept: OrderedDict[tuple[str, int], Kept] = OrderedDict()
        self._lock, self._most = Lock(), most

    def get(self, key: str, version: int) -> Kept | None:
        with self._lock:
            found = self._kept.get((key, version))
            if found is not None:
                self._kept.move_to_end((key, version))
            return found

    def put(self, key: str, version: int, record: Kept) -> None:
        with self._lock:
            self._kept[(key, version)] = record
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
