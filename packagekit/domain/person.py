"""Who is asking: people, the organisations they belong to, and what those stand for."""

from __future__ import annotations

from typing import Literal, get_args

from packagekit.domain.record import Record

Role = Literal["administrator", "export_team", "approver", "cooperative", "supplier", "guest"]
ROLES: tuple[Role, ...] = get_args(Role)

OrganisationKind = Literal["house", "supplier", "cooperative", "buyer"]
ORGANISATION_KINDS: tuple[OrganisationKind, ...] = get_args(OrganisationKind)

ROLES_OF: dict[OrganisationKind, tuple[Role, ...]] = {
    "house": ("administrator", "export_team", "approver"),
    "supplier": ("supplier",), "cooperative": ("cooperative",), "buyer": ("guest",),
}
"""Which roles people of an organisation can have: nobody of a supplier's approves for the house."""

KEEPER = "house"
"""The organisation that keeps this house: the export company."""
DESK = "desk"
"""Its owner: the person at one's own desk, and the first administrator on a network."""
UNNAMED = "Desk"
"""What the owner is called until the first sign-in, which asks for a name."""


class Organisation(Record):
    """A firm people belong to; a supplier's or a cooperative's stands for one registered record."""

    id: str
    name: str  # empty for the house until it is named
    kind: OrganisationKind
    stands_for: str | None = None  # id of the registered supplier or cooperative


class Person(Record):
    """A person known to the house, as last read from its database; rights follow from the role.

    ``session`` is the sign-in that speaks: when it has ended, the person has no standing any more.
    """

    id: str
    name: str
    role: Role
    organisation: str | None = None
    stands_for: str | None = None  # the registered supplier or cooperative whose rows are this person's own
    session: str | None = None
