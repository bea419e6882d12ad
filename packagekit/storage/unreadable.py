"""Stored rows that no longer read as what they were kept as: each stops only itself and is named until it reads again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import TypeVar

from pydantic import ValidationError

from packagekit.domain.text import Problem
from packagekit.storage.faults import problems_of

Row = TypeVar("Row")
Made = TypeVar("Made")


class Unreadable:
    """What the books of one ``Store`` found unreadable, by the row's name."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Problem, ...]] = {}
        self._lock = Lock()

    def read(self, rows: Iterable[Row], name: Callable[[Row], str], make: Callable[[Row], Made]) -> Iterator[Made]:
        """What could be made of the rows, in their order."""
        for row in rows:
            where = name(row)
            try:
                made = make(row)
            except ValidationError as fault:
                with self._lock:
                    self._found[where] = problems_of(fault, where)
            else:
                with self._lock:
                    self._found.pop(where, None)
                yield made

    def forget(self) -> None:
        """Before everything is looked through anew: a row that was taken out since would be named for ever."""
        with self._lock:
            self._found.clear()

    def problems(self) -> tuple[Problem, ...]:
        with self._lock:
            return tuple(problem for where in sorted(self._found) for problem in self._found[where])
