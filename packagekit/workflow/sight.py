"""Which rows of the register a person sees: asked of the list of rows, before any record is read."""

from __future__ import annotations

from packagekit.domain.case import Case, Status
from packagekit.domain.listing import Listing
from packagekit.domain.person import Person
from packagekit.domain.record import read_only
from packagekit.storage.registry import KINDS, Registry
from packagekit.storage.shelf import Shelf
from packagekit.workflow.holdings import Holdings

IN_REVIEW: frozenset[Status] = frozenset({"submitted", "in_review", "returned", "verified"})
HELD_BACK: frozenset[Status] = frozenset({"draft", "returned"})
"""What its registrant is still writing; nobody else of the trade reads it."""


def owns(who: Person, registrant: str | None) -> bool:
    """Whether a row is this person's own: of the supplier or cooperative he stands for, or of the house."""
    if who.role in ("administrator", "export_team"):
        return registrant is None or who.role == "administrator"
    return who.stands_for is not None and registrant == who.stands_for


def sees(who: Person, case: Listing) -> bool:
    """Whether a person sees a case.

    Its registrant always, the administrator too. Published ones: the house, cooperatives, and the suppliers whose
    systems are in it. In review: those who may verify it (cooperatives and the house's approvers), and its suppliers
    once it is out of the registrant's hands.
    """
    if who.role == "administrator" or (who.stands_for is not None and case.registrant == who.stands_for):
        return True
    if who.role == "supplier":
        return case.status not in HELD_BACK and who.stands_for in case.organisations
    if who.role == "cooperative":
        return case.status == "published" or case.status in IN_REVIEW or (
            who.stands_for in case.organisations and case.status not in HELD_BACK)
    if who.role == "approver":
        return case.status == "published" or case.status in IN_REVIEW
    return case.status == "published" or (case.registrant is None and case.origin != "sample")


def seen(holdings: Holdings, who: Person) -> Registry:
    """The register as this person sees it; worked out once for each kind of person and state of the register.

    A supplier sees its own rows; nobody but the house and a solution's own supplier sees its price.
    """
    whole = holdings.registry()
    if who.role == "administrator":
        return whole

    def seen_cases() -> Shelf[Case]:
        return whole.cases.only(key for key, case in holdings.listings("cases").items() if sees(who, case))

    def made() -> Registry:
        drafts = read_only({k: d for k, d in whole.drafts.items() if owns(who, d.registrant)})
        cases = holdings.view(("cases seen", who.role, who.stands_for), ("cases",), seen_cases)
        if who.role == "supplier":
            return whole._replace(
                cases=cases, drafts=drafts, factories=read_only({}), members=whole.members.only(()),
                suppliers=whole.suppliers.only((who.stands_for,)),
                solutions=whole.solutions.only(k for k, s in holdings.listings("solutions").items() if s.registrant == who.stands_for))
        if who.role == "cooperative":
            own = (k for k, m in holdings.listings("members").items() if m.registrant == who.stands_for)
            return whole._replace(
                cases=cases, drafts=drafts, members=whole.members.only(own),
                solutions=whole.solutions.less(lambda solution: solution.model_copy(update={"prices": ()})))
        return whole._replace(cases=cases, drafts=drafts)

    return holdings.view(("registry", who.role, who.stands_for), KINDS, made)
