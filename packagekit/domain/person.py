"""Who is asking."""

from __future__ import annotations

from typing import Literal

from packagekit.domain.record import Record

Role = Literal["export_team", "supplier", "cooperative", "administrator", "guest"]


class Person(Record):
    """A person known to the house; rights follow from the role and are checked in ``workflow``."""

    id: str
    name: str
    role: Role
    organisation: str | None = None
