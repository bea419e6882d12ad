"""What people have typed and not saved yet, each for themselves: a closed tab loses none of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from packagekit.storage.moments import NoDate, in_utc
from packagekit.storage.tables import unsaved

Transaction = Callable[[], AbstractContextManager[sa.Connection]]


class UnsavedBook:
    """Unsaved work in the database of a ``Store``; ``place`` says which form or deal it belongs to."""

    def __init__(self, read: Transaction, write: Transaction) -> None:
        self._read, self._write = read, write

    def at(self, person: str, place: str) -> Mapping[str, Any] | None:
        with self._read() as connection:
            return connection.scalar(sa.select(unsaved.c.data).where(unsaved.c.person == person, unsaved.c.place == place))

    def since(self, person: str, place: str) -> datetime | None:
        """When what is there was kept last; None where nothing is."""
        with self._read() as connection:
            at = connection.scalar(sa.select(unsaved.c.at).where(unsaved.c.person == person, unsaved.c.place == place))
        return None if at is None or isinstance(at, NoDate) else in_utc(at)

    def keep(self, person: str, place: str, data: Mapping[str, Any]) -> None:
        row = {"data": dict(data), "at": datetime.now(UTC)}
        with self._write() as connection:
            done = connection.execute(unsaved.update().where(
                unsaved.c.person == person, unsaved.c.place == place).values(**row))
            if done.rowcount == 0:
                connection.execute(unsaved.insert().values(person=person, place=place, **row))

    def drop(self, person: str, place: str) -> None:
        with self._write() as connection:
            connection.execute(unsaved.delete().where(unsaved.c.person == person, unsaved.c.place == place))
