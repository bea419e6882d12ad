"""Records of one kind that are read from the database when asked for, the last ones read kept at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Generic, TypeVar

Kept = TypeVar("Kept")

AT_HAND = 2_000
"""A case takes about 40 KB: 80 MB at most."""

Reader = Callable[[Iterable[str]], Iterator[tuple[str, Kept]]]


class Shelf(Mapping[str, Kept], Generic[Kept]):
    """A large register as a mapping: its ids are known, a record is read when it is taken off."""

    def __init__(self, read: Reader[Kept], versions: Mapping[str, int], hand: Hand[Kept] | None = None) -> None:
        self._read, self._versions, self._hand = read, versions, hand or Hand()

    def __getitem__(self, key: str) -> Kept:
        version = self._versions[key]
        found = self._hand.get(key, version)
        if found is None:
            for _, found in self._read((key,)):
                self._hand.put(key, version, found)
        if found is None:
            raise KeyError(key)  # taken out since, or no longer readable
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)

    def __contains__(self, key: object) -> bool:
        return key in self._versions

    def only(self, keys: Iterable[str]) -> Shelf[Kept]:
        """The same shelf with these records alone."""
        return Shelf(self._read, {key: self._versions[key] for key in keys if key in self._versions}, self._hand)


class Hand(Generic[Kept]):
    """The records read last, by id and version; shared by all views of a shelf."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, version: int) -> Kept | None:
        with self._lock:
            found = self._kept.get((key, version))
            if found is not None:
                self._kept.move_to_end((key, version))
            return found

    def put(self, key: str, version: int, record: Kept) -> None:
        with self._lock:
            self._kept[(key, version)] = record
            while len(self._kept) > AT_HAND:
                self._kept.popitem(last=False)
