"""Which solutions can be offered to this factory at all, and which of its wishes each would break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from packagekit.compose.pricing import Offer, Pricer, on_sale
from packagekit.compose.wishes import LANGUAGE, LEVEL, SUPPORT, Kept
from packagekit.domain.factory import Factory
from packagekit.domain.isic import within
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Refusal, Text

SOFTWARE_AREAS = frozenset({"information_solutions", "intelligence_services"})
"""Where local support is asked for: software needs somebody who answers, a device is exchanged."""


def offers(
    factory: Factory, solutions: Sequence[Solution], pricer: Pricer, on: date
) -> tuple[tuple[Offer, ...], Mapping[str, Text]]:
    """What can be sold, by id, and for the rest the sentence that says why including it is impossible.

    Raises ``Refusal`` with every missing exchange and day rate at once.
    """
    found: list[Offer] = []
    unsold: dict[str, Text] = {}
    problems = {}
    for solution in sorted(solutions, key=lambda s: s.id):
        if solution.industries and not any(within(factory.industry, branch) for branch in solution.industries):
            unsold[solution.id] = N_("Include {wanted}, which is made for other industries.", wanted=solution.name)
            continue
        components = on_sale(solution, on)
        if components is None:
            unsold[solution.id] = N_("Include {wanted}, whose prices do not hold on {day}.", wanted=solution.name, day=on)
            continue
        try:
            offer = pricer.offer(solution, components)
        except Refusal as refusal:
            problems.update({p.where: p for p in refusal.problems})
            continue
        if offer is None:
            unsold[solution.id] = N_("Include {wanted}, which has nothing to work on in this plant.", wanted=solution.name)
        else:
            found.append(offer)
    if problems:
        raise Refusal(*problems.values())
    return tuple(found), unsold


def broken_wishes(
    solution: Solution, factory: Factory, suppliers: Mapping[str, Supplier], taxonomy: Taxonomy, kept: Sequence[Kept]
) -> frozenset[str]:
    """Codes of the wishes that choosing this solution would break by itself; budget and deadline are the solver's."""
    broken = set()
    if taxonomy.levels[solution.needs_level].rank > taxonomy.levels[factory.target_level].rank:
        broken.add(LEVEL)
    if not _readable(solution, factory.wishes.ui_language):
        broken.add(LANGUAGE)
    if factory.wishes.local_support and not _supported(solution, factory.market, suppliers, taxonomy):
        broken.add(SUPPORT)
    names = {solution.id, solution.type, *solution.capabilities}
    broken |= {f"avoid:{unwanted}" for unwanted in factory.wishes.avoid if unwanted in names}
    broken |= {k.code for k in kept if _replaces(solution, k.system.type, taxonomy)}
    return frozenset(broken)


def _readable(solution: Solution, language: str | None) -> bool:
    """A device without a screen of its own needs no translation."""
    return language is None or solution.hosting == "device" or language in solution.ui_languages


def _supported(solution: Solution, market: str, suppliers: Mapping[str, Supplier], taxonomy: Taxonomy) -> bool:
    if taxonomy.solution_types[solution.type].area not in SOFTWARE_AREAS:
        return True
    supplier = suppliers[solution.supplier]
    return market in supplier.markets or any(p.market == market for p in supplier.partners)


def overlap(one: str, other: str, taxonomy: Taxonomy) -> bool:
    """Whether one bundle has room for only one of two solutions of these types.

    Information systems are one of a kind (nobody runs two MES); of devices and services a plant may
    have several unless their type says otherwise.
    """
    types = taxonomy.solution_types
    if one == other and types[one].area == "information_solutions":
        return True
    return other in types[one].excludes or one in types[other].excludes


def clash(one: Solution, other: Solution, taxonomy: Taxonomy) -> bool:
    """Whether two solutions cannot stand in one bundle, by their own word or by their types'."""
    return (
        overlap(one.type, other.type, taxonomy)
        or not {other.id, other.type}.isdisjoint(one.excludes)
        or not {one.id, one.type}.isdisjoint(other.excludes)
    )


def _replaces(solution: Solution, kept_type: str, taxonomy: Taxonomy) -> bool:
    return overlap(solution.type, kept_type, taxonomy) or kept_type in solution.excludes
