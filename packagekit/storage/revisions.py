"""Revision numbers: they grow with every change of what they name, and caches are keyed by them."""

from __future__ import annotations

import sqlalchemy as sa

from packagekit.storage.tables import counters


def revision(connection: sa.Connection, name: str) -> int:
    return connection.scalar(sa.select(counters.c.value).where(counters.c.name == name)) or 0


def revisions(connection: sa.Connection, *names: str) -> tuple[int, ...]:
    """Several at once, in the order asked for."""
    query = sa.select(counters.c.name, counters.c.value).where(counters.c.name.in_(names))
    found = {row.name: row.value for row in connection.execute(query)}
    return tuple(found.get(name, 0) for name in names)


def grow(connection: sa.Connection, name: str) -> None:
    grown = connection.execute(counters.update().where(counters.c.name == name).values(value=counters.c.value + 1))
    if grown.rowcount == 0:
        connection.execute(counters.insert().values(name=name, value=1))
