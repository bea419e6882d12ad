"""The one way a registered record is written: its row, with the columns that rights are asked of, and its parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from packagekit.storage.standing import standing
from packagekit.storage.tables import parties, registered


class Row(NamedTuple):
    """A record as it is to be stored, beside its row as it stands; ``before`` is None for a new one."""

    kind: str
    key: str
    origin: str
    version: int
    data: Mapping[str, Any]
    before: sa.Row[Any] | None


def put_rows(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """Write the rows in the open transaction."""
    fresh, left, joined = [], [], []
    for row in rows:
        now = standing(row.kind, row.data)
        values = {"origin": row.origin, "version": row.version, "data": row.data, "changed": datetime.now(UTC),
                  "registrant": now.registrant, "status": now.status}
        if row.before is None:
            fresh.append({"kind": row.kind, "id": row.key, **values})
        else:
            connection.execute(registered.update().where(registered.c.kind == row.kind, registered.c.id == row.key).values(**values))
            if standing(row.kind, row.before.data).parties == now.parties:
                continue
            left.append({"of_kind": row.kind, "of_id": row.key})
        joined += [{"kind": row.kind, "id": row.key, "organisation": firm} for firm in now.parties]
    if fresh:
        connection.execute(registered.insert(), fresh)
    if left:
        connection.execute(parties.delete().where(
            parties.c.kind == sa.bindparam("of_kind"), parties.c.id == sa.bindparam("of_id")), left)
    if joined:
        connection.execute(parties.insert(), joined)
