"""The directory: what is registered, found by words and filters; who can do what at which level; who fits which buyer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from packagekit.documents.supplier_list import supplier_list
from packagekit.domain.listing import Listing
from packagekit.domain.person import Person
from packagekit.domain.places import ASEAN
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Cooperative, MemberFactory, Supplier
from packagekit.domain.technology import Field, Published
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case
from packagekit.workflow.sight import listed, owns, seen
from packagekit.workflow.wording import document_language

KINDS = ("cases", "suppliers", "solutions", "cooperatives")
PUBLIC = frozenset({"suppliers", "solutions", "cooperatives"})
"""Kinds of which everybody may read that they are there and what they do; prices are another matter."""

RECENT_YEARS = 3
"""A grade or a published case older than this says little of today's firm."""


class Wanted(NamedTuple):
    """What is looked for; what is None does not narrow it."""

    typed: str = ""
    industry: str | None = None
    market: str | None = None
    grade: str | None = None  # this one or better
    type: str | None = None
    cooperative: str | None = None


@use_case
def find_listed(house: House, who: Person, kind: str, wanted: Wanted, *, on: date) -> tuple[Listing, ...]:
    """The published records of a kind that fit, the best fit first."""
    listings = house.holdings.listings(kind)
    ids = (hit.id for hit in house.holdings.find(kind, wanted.typed)) if wanted.typed.strip() else tuple(listings)
    open_to = listings if kind in PUBLIC else getattr(seen(house.holdings, who), kind)
    return tuple(listings[key] for key in ids if key in open_to and key in listings and _fits(listings[key], wanted, on))


def _fits(found: Listing, wanted: Wanted, on: date) -> bool:
    if found.kind == "cases" and found.status != "published":
        return False
    if wanted.industry is not None and not any(code.startswith(wanted.industry) for code in found.industries):
        return False
    if wanted.market is not None and wanted.market not in found.markets:
        return False
    if wanted.type is not None and wanted.type not in found.types:
        return False
    if wanted.cooperative is not None and wanted.cooperative not in found.organisations:
        return False
    if wanted.grade is not None:
        shown = found.shown is not None and found.shown[0] <= on <= found.shown[1]
        return bool(found.grade) and found.grade <= wanted.grade and shown
    return True


@use_case
def cases_of(house: House, who: Person, organisation: str) -> tuple[Listing, ...]:
    """The published cases that an organisation took part in."""
    return tuple(found for found in listed(house.holdings, who, "cases")
                 if organisation in found.organisations and found.status == "published")


@use_case
def supplier_page(house: House, who: Person, key: str) -> Supplier | None:
    """A supplier as a buyer could be shown it; its prices stand elsewhere."""
    return house.whole_registry().suppliers.get(key)


@use_case
def solution_page(house: House, who: Person, key: str) -> Solution | None:
    """A solution's data sheet; its prices are there for the house and for its own supplier only."""
    found = house.whole_registry().solutions.get(key)
    if found is None or who.role in ("administrator", "export_team", "approver") or owns(who, found.supplier):
        return found
    return found.model_copy(update={"prices": ()})


@use_case
def solutions_of(house: House, who: Person, supplier: str) -> tuple[Listing, ...]:
    """The solutions that a supplier sells."""
    return tuple(found for found in house.holdings.listings("solutions").values() if found.registrant == supplier)


@use_case
def cooperative_page(house: House, who: Person, key: str) -> Cooperative | None:
    """A cooperative as anybody may read of it."""
    return house.whole_registry().cooperatives.get(key)


@use_case
def members_of(house: House, who: Person, cooperative: str) -> tuple[MemberFactory, ...]:
    """The members of a cooperative, for those who may know them: the cooperative itself and the house."""
    known = seen(house.holdings, who).members
    own = known.only(key for key, found in house.holdings.listings("members").items() if found.registrant == cooperative and key in known)
    return tuple(own.values())


# Who can do what, at which level --------------------------------------------------------------


class FieldRow(NamedTuple):
    """A field with the suppliers that have a solution in it, by the grade they were issued."""

    field: Field
    suppliers: Mapping[str, int]  # the grade's text -> how many; "" without one
    newest: date | None  # of the grades


@use_case
def capability_map(house: House, who: Person) -> tuple[tuple[FieldRow, ...], tuple[Published, ...]]:
    """Field by field: how many suppliers, at which issued grade, beside the level a survey published."""
    known = house.catalogs.technology

    def made() -> tuple[FieldRow, ...]:
        types = {found.id: (found.types[0], found.organisations[0]) for found in house.holdings.listings("solutions").values()}
        listed = house.holdings.listings("suppliers")
        rows = []
        for field in known.fields:
            firms = {firm for kind, firm in types.values() if kind in field.types}
            known_firms = [listed[firm] for firm in firms if firm in listed]
            days = [found.since for found in known_firms if found.since is not None]
            rows.append(FieldRow(field, Counter(found.grade for found in known_firms), max(days, default=None)))
        return tuple(rows)

    return house.holdings.view("capability map", ("solutions", "suppliers"), made), known.overall


# Excellent suppliers --------------------------------------------------------------------------

LEAST = 4
"""Of the five criteria an excellent supplier meets so many. A house rule; not the programme's designation."""


class Judged(NamedTuple):
    """A supplier with the criteria it meets."""

    supplier: Listing
    meets: tuple[str, ...]


@use_case
def excellent_suppliers(house: House, who: Person, *, on: date) -> tuple[Judged, ...]:
    """Suppliers that meet four of five stated criteria, those that meet more first."""
    def made() -> tuple[Judged, ...]:
        proven: set[str] = set()
        for case in house.holdings.listings("cases").values():
            if case.status == "published" and case.grade in ("A", "B") and case.shown is not None and case.shown[0] <= on <= case.shown[1]:
                proven |= set(case.organisations[1:])
        judged = (Judged(firm, met(firm, firm.id in proven, on)) for firm in house.holdings.listings("suppliers").values())
        good = [one for one in judged if len(one.meets) >= LEAST]
        return tuple(sorted(good, key=lambda one: (-len(one.meets), one.supplier.id)))

    return house.holdings.view(("excellent", on), ("suppliers", "cases"), made)


@use_case
def excellent_file(house: House, who: Person, code: str, *, on: date) -> bytes:
    """The list as a Word document in one language. Raises Refusal for one in which documents are not written."""
    judged = excellent_suppliers(house, who, on=on)
    firms = {firm.id: firm for firm in house.whole_registry().suppliers.only(one.supplier.id for one in judged).values()}
    listed = [(firms[one.supplier.id], one.meets) for one in judged if one.supplier.id in firms]
    return supplier_list(listed, LEAST, on, document_language(house, code))


def met(firm: Listing, proven: bool, on: date) -> tuple[str, ...]:
    """The criteria a supplier meets on a day."""
    fresh = firm.since is not None and (on - firm.since).days <= RECENT_YEARS * 365.25
    tongues = {"vi", "id", "th", "ms", "tl", "km", "lo", "my"}
    checks = {
        "grade": fresh and good_grade(firm.grade),
        "case": proven,
        "abroad": bool(ASEAN & set(firm.partners)),
        "language": bool(tongues & set(firm.languages)),
        "certificate": firm.certified is not None and firm.certified >= on,
    }
    return tuple(code for code, fulfilled in checks.items() if fulfilled)


def good_grade(level: str) -> bool:
    """Level 2+ or better, as the issuer writes it: ``Level 2+``, ``Level 3-``, ``3``."""
    text = level.casefold().replace("level", "").replace("레벨", "").strip()
    return text.startswith("2+") or (text[:1].isdigit() and int(text[0]) >= 3)
