"""Whose a registered record is, how far it has come and who has a part in it: columns that rights are asked of.

Taken from the record as it is stored, so that a state which no longer reads as a record is kept with its rights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from packagekit.domain.sight import Rows, Sight
from packagekit.storage.tables import parties, registered


class Standing(NamedTuple):
    """What a record's row says beside it."""

    registrant: str | None  # the supplier or cooperative that registered it; None: the house
    status: str  # of a case; a draft is one, all else is published
    parties: tuple[str, ...]  # suppliers and cooperatives with a part in it


def standing(kind: str, data: Mapping[str, Any]) -> Standing:
    """The standing of a stored record of a kind."""
    owner = {"suppliers": "id", "cooperatives": "id", "solutions": "supplier", "members": "cooperative"}.get(kind)
    if owner is not None:
        firm = str(data.get(owner) or "")
        return Standing(firm or None, "published", (firm,) if firm else ())
    if kind == "cases":
        firms = (data.get("cooperative"), *(system.get("supplier") for system in data.get("systems") or ()))
        return Standing(data.get("registrant"), str(data.get("status") or "draft"), tuple(dict.fromkeys(f for f in firms if f)))
    return Standing(data.get("registrant"), "draft" if kind == "drafts" else "published", ())


def among(kind: str, sight: Sight) -> sa.ColumnElement[bool]:
    """The condition that a row of a kind is in sight."""
    return sa.or_(sa.false(), *(sa.and_(sa.true(), *_said(kind, rows)) for rows in sight))


def _said(kind: str, rows: Rows) -> Sequence[sa.ColumnElement[bool]]:
    said: list[sa.ColumnElement[bool]] = []
    if rows.status is not None:
        said.append(registered.c.status.in_(sorted(rows.status)))
    if rows.registrant is not None:
        said.append(registered.c.registrant == rows.registrant)
    if rows.of_house:
        said.append(registered.c.registrant.is_(None))
    if rows.party is not None:
        said.append(registered.c.id.in_(
            sa.select(parties.c.id).where(parties.c.organisation == rows.party, parties.c.kind == kind)))
    if rows.sample is not None:
        said.append(registered.c.origin == "sample" if rows.sample else registered.c.origin != "sample")
    return said
