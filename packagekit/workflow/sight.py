"""Which rows of the register a person sees: one rule for each kind of record and role, asked of the database itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args

from packagekit.domain.case import Status
from packagekit.domain.listing import Listing
from packagekit.domain.person import Person
from packagekit.domain.sight import EVERYTHING, Rows, Sight
from packagekit.storage.registry import KINDS, Registry
from packagekit.storage.shelf import only
from packagekit.workflow.holdings import Holdings

IN_REVIEW: frozenset[Status] = frozenset({"submitted", "in_review", "returned", "verified"})
HANDED_IN: frozenset[Status] = frozenset(get_args(Status)) - {"draft", "returned"}
"""What its registrant is not writing at the moment: only he reads the rest."""


def own(who: Person) -> Sight:
    """A person's own rows: of the supplier or cooperative he stands for, or of the house."""
    if who.role == "administrator":
        return EVERYTHING
    if who.role == "export_team":
        return (Rows(of_house=True),)
    return () if who.stands_for is None else (Rows(registrant=who.stands_for),)


def owns(who: Person, registrant: str | None) -> bool:
    """Whether a row that this supplier, cooperative or (None) the house registers is the person's own."""
    return any(rows.registered_by(registrant) for rows in own(who))


def sight(who: Person, kind: str) -> Sight:
    """The rows of a kind that a person sees.

    Drafts are their registrant's. A supplier sees its own page and solutions. Who the members of a cooperative are is
    known to it and the house, which buyers there are to them and the export team.
    """
    if who.role == "administrator":
        return EVERYTHING
    if kind == "cases":
        return _cases(who)
    if who.role in ("supplier", "guest") and kind in ("members", "factories"):
        return ()
    if kind == "drafts" or (who.role, kind) in _OWN_ALONE:
        return own(who)
    return EVERYTHING


_OWN_ALONE = frozenset({("supplier", "suppliers"), ("supplier", "solutions"), ("cooperative", "members")})


def _cases(who: Person) -> Sight:
    """Its registrant always. Published ones: the house, cooperatives, and the suppliers whose systems are in it.

    In review: those who may verify it (cooperatives and the house's approvers), and its suppliers and its cooperative
    once it is out of the registrant's hands. The export team: what the house itself writes.
    """
    registered = () if who.stands_for is None else (Rows(registrant=who.stands_for),)
    part = () if who.stands_for is None else (Rows(party=who.stands_for, status=HANDED_IN),)
    if who.role == "supplier":
        return (*registered, *part)
    if who.role == "cooperative":
        return (*registered, *part, Rows(status=IN_REVIEW | {"published"}))
    if who.role == "approver":
        return (*registered, Rows(status=IN_REVIEW | {"published"}))
    own_writing = (Rows(of_house=True, sample=False),) if who.role == "export_team" else ()
    return (*registered, *own_writing, Rows(status=frozenset({"published"})))


def seen(holdings: Holdings, who: Person) -> Registry:
    """The register as this person sees it; asked once for each kind of person and state of the register.

    Nobody but the house and a solution's own supplier sees its price.
    """
    if who.role == "administrator":
        return holdings.registry()

    def made() -> Registry:
        found = Registry(**{kind: _seen(holdings, kind, sight(who, kind)) for kind in KINDS})
        if who.role != "cooperative":
            return found
        return found._replace(solutions=found.solutions.less(lambda solution: solution.model_copy(update={"prices": ()})))

    return holdings.view(("registry", who.role, who.stands_for), KINDS, made)


def _seen(holdings: Holdings, kind: str, among: Sight) -> Mapping[str, Any]:
    """The records of a kind in sight, the same for all who see the same."""
    def made() -> Mapping[str, Any]:
        records = getattr(holdings.registry(), kind)
        return records if among == EVERYTHING else only(records, holdings.store.register.ids(kind, among))

    return holdings.view(("seen", kind, among), (kind,), made)


def listed(holdings: Holdings, who: Person, kind: str) -> Iterator[Listing]:
    """The records of a kind that a person sees, as they stand in lists."""
    listings = holdings.listings(kind)
    return (found for found in map(listings.get, getattr(seen(holdings, who), kind)) if found is not None)


def own_ids(holdings: Holdings, who: Person, kind: str, *, samples: bool = True) -> tuple[str, ...]:
    """The ids of a person's own rows of a kind, with those shipped as samples or without."""
    among = own(who) if samples else tuple(replace(rows, sample=False) for rows in own(who))
    return holdings.view(("own", kind, among), (kind,), lambda: holdings.store.register.ids(kind, among))
