"""Who may do what: one table, checked where the work is done."""

from __future__ import annotations

from collections.abc import Mapping

from packagekit.domain.person import Person, Role
from packagekit.domain.record import read_only
from packagekit.domain.text import N_, Problem, Refusal

_EVERYONE: frozenset[Role] = frozenset({"administrator", "export_team", "cooperative", "supplier", "guest"})
_HOUSE: frozenset[Role] = frozenset({"administrator", "export_team", "cooperative", "supplier"})
_QUOTING: frozenset[Role] = frozenset({"administrator", "export_team"})
_MATCHING: frozenset[Role] = frozenset({"administrator", "export_team", "cooperative"})

RIGHTS: Mapping[str, frozenset[Role]] = read_only({
    "see catalogs": _EVERYONE,
    "see registry": _HOUSE,
    "see unpublished cases": frozenset({"administrator", "cooperative"}),
    "read factories": _MATCHING,
    "keep deals": _MATCHING,
    "see history": frozenset({"administrator"}),
    "restore records": frozenset({"administrator"}),
    "keep words": frozenset({"administrator"}),
    "match": _MATCHING,
    "compose": _QUOTING,
    "estimate": _QUOTING,
    "propose": _QUOTING,
    "refresh rates": _QUOTING,
    "keep rates": _QUOTING,
    "keep team values": _QUOTING,
})


def may(who: Person, act: str) -> bool:
    return who.role in RIGHTS[act]


def require(who: Person, act: str) -> None:
    """Raises Refusal when this person's role does not allow the act."""
    if not may(who, act):
        raise Refusal(Problem(
            where=who.id, what=N_("{person} may not do this.", person=who.name),
            how=N_("Ask the administrator of your team for the right."),
        ))
