"""Whose a record is, how far it has come and who has a part in it, as columns that queries filter by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

AT_ONCE = 500  # records

registered = sa.table(
    "registered", sa.column("kind"), sa.column("id"), sa.column("data", sa.JSON), sa.column("registrant"), sa.column("status"))
parties = sa.table("parties", sa.column("kind"), sa.column("id"), sa.column("organisation"))

OWNER = {"suppliers": "id", "cooperatives": "id", "solutions": "supplier", "members": "cooperative"}


def upgrade() -> None:
    op.add_column("registered", sa.Column("registrant", sa.String(128)))
    op.add_column("registered", sa.Column("status", sa.String(16), nullable=False, server_default="published"))
    op.create_table(
        "parties",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("organisation", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", "organisation", name="pk_parties"),
        sa.ForeignKeyConstraint(
            ["kind", "id"], ["registered.kind", "registered.id"], name="fk_parties_registered", ondelete="CASCADE"),
    )
    _fill(op.get_bind())
    op.create_index("ix_registered_sight", "registered", ["kind", "status", "registrant", "origin", "id"])
    op.create_index("ix_parties_organisation", "parties", ["organisation", "kind", "id"])


def downgrade() -> None:
    op.drop_table("parties")
    op.drop_index("ix_registered_sight", "registered")
    op.drop_column("registered", "status")
    op.drop_column("registered", "registrant")


def _fill(connection: sa.Connection) -> None:
    keys = connection.execute(sa.select(registered.c.kind, registered.c.id)).all()
    mark = registered.update().where(
        registered.c.kind == sa.bindparam("of_kind"), registered.c.id == sa.bindparam("of_id")).values(
        registrant=sa.bindparam("by"), status=sa.bindparam("as"))
    for kind in sorted({kind for kind, _ in keys}):
        ids = [key for of, key in keys if of == kind]
        for start in range(0, len(ids), AT_ONCE):
            rows = connection.execute(sa.select(registered.c.id, registered.c.data).where(
                registered.c.kind == kind, registered.c.id.in_(ids[start:start + AT_ONCE]))).all()
            connection.execute(mark, [
                {"of_kind": kind, "of_id": key, "by": _registrant(kind, data), "as": _status(kind, data)} for key, data in rows])
            joined = [{"kind": kind, "id": key, "organisation": firm} for key, data in rows for firm in dict.fromkeys(_parties(kind, data))]
            if joined:
                connection.execute(parties.insert(), joined)


def _registrant(kind: str, data: Mapping[str, Any]) -> str | None:
    return data.get(OWNER.get(kind, "registrant")) or None


def _status(kind: str, data: Mapping[str, Any]) -> str:
    return {"cases": str(data.get("status") or "draft"), "drafts": "draft"}.get(kind, "published")


def _parties(kind: str, data: Mapping[str, Any]) -> Iterator[str]:
    firms = [data.get(OWNER[kind])] if kind in OWNER else []
    if kind == "cases":
        firms = [data.get("cooperative"), *(system.get("supplier") for system in data.get("systems") or ())]
    yield from (firm for firm in firms if firm)
