"""Revision numbers: they grow with every change of what they name, and caches are keyed by them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from threading import Lock

import sqlalchemy as sa

from packagekit.storage.engine import Engine
from packagekit.storage.tables import counters

FRESH = 0.1  # seconds for which the numbers once read hold, unless this process writes: a page asks dozens of times


class Revisions:
    """The numbers of one database as it has them now; each is never older than one that was given before."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._reading = engine, Lock()
        self._known: tuple[float, int, dict[str, int]] = (0.0, -1, {})  # when, after how many writes, what

    def of(self, *names: str) -> tuple[int, ...]:
        """Several in one look, in the order asked for."""
        with self._reading:  # one after the other, so that an older look cannot replace a newer one
            at, writes = time.monotonic(), self._engine.writes
            if self._known[1] != writes or at - self._known[0] >= FRESH:
                with self._engine.read() as connection:
                    found = {row.name: row.value for row in connection.execute(sa.select(counters))}
                self._known = (at, writes, found)
            found = self._known[2]
        return tuple(found.get(name, 0) for name in names)


def grow(connection: sa.Connection, name: str) -> None:
    grown = connection.execute(counters.update().where(counters.c.name == name).values(value=counters.c.value + 1))
    if grown.rowcount == 0:
        connection.execute(counters.insert().values(name=name, value=1))


def grow_register(connection: sa.Connection, kinds: Iterable[str]) -> None:
    """Count a change of the register, and of each kind that changed: who holds the others need not look again."""
    for name in ("registry", *(of_kind(kind) for kind in sorted(set(kinds)))):
        grow(connection, name)


def of_kind(kind: str) -> str:
    """The counter of one kind of registered records."""
    return f"registry.{kind}"
