"""The cooperative as matchmaker: whose open plants its cases fit, who would go there, and a bundle drafted by one click."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from packagekit.domain.bundle import Composition, Conflict
from packagekit.domain.case import Case
from packagekit.domain.deal import Deal
from packagekit.domain.factory import Factory
from packagekit.domain.matching import Match
from packagekit.domain.person import Person
from packagekit.domain.supplier import Cooperative, MemberFactory, Supplier
from packagekit.domain.text import N_, Localized, Problem, Refusal, Text
from packagekit.match import match
from packagekit.workflow.deals import save_deal, start_deal
from packagekit.workflow.house import House
from packagekit.workflow.quoting import composed
from packagekit.workflow.rights import use_case
from packagekit.workflow.sight import seen


class Chance(NamedTuple):
    """A buyer for whom cases of a cooperative fit, who would go there, and what is missing before they could."""

    factory: Factory
    matches: tuple[Match, ...]
    members: tuple[MemberFactory, ...]  # of the trade and fit to go
    suppliers: tuple[Supplier, ...]  # of the best case
    missing: tuple[Text, ...]


FIT = 0.55
"""Below that a case is of another trade."""

MOST_MEMBERS = 5


@use_case
def chances(house: House, who: Person, cooperative: str, *, on: date) -> tuple[Chance, ...]:
    """Open buyer factories that a cooperative's published cases fit, the best fit first."""
    own, found = _own_cases(house, who, cooperative), []
    for factory in seen(house.holdings, who).factories.values():
        matches = _fitting(house, factory, own, on)
        if matches:
            found.append(_chance(house, cooperative, factory, matches, on))
    return tuple(sorted(found, key=lambda chance: -chance.matches[0].score))


def _own_cases(house: House, who: Person, cooperative: str) -> list[Case]:
    """Its published cases. A cooperative asks for its own only: who its members are concerns no other."""
    if who.role == "cooperative" and cooperative != who.stands_for:
        raise Refusal(Problem(
            where=cooperative, what=N_("This belongs to another organisation."), how=N_("Choose your own cooperative.")))
    listed = house.holdings.listings("cases")
    return list(seen(house.holdings, who).cases.only(
        key for key, found in listed.items() if cooperative in found.organisations[:1] and found.status == "published").values())


def _fitting(house: House, factory: Factory, own: Sequence[Case], on: date) -> tuple[Match, ...]:
    return tuple(m for m in match(factory, own, taxonomy=house.catalogs.taxonomy, on=on, top=3) if float(m.score) >= FIT)


class DraftedLine(NamedTuple):
    """A system of a drafted bundle; ``proven`` where it stands in a case that the draft leans on."""

    solution: Localized
    supplier: Localized
    quantity: int
    proven: bool


class Drafted(NamedTuple):
    """A deal for the buyer with the cooperative's cases as references, and the bundle composed for it, without prices."""

    deal: Deal
    lines: tuple[DraftedLine, ...]
    conflict: Conflict | None  # of the buyer's wishes, where no bundle meets them all


@use_case
def draft_bundle(house: House, who: Person, factory: str, cooperative: str, *, on: date) -> Drafted:
    """Compose a bundle for an open buyer that leans on the cooperative's cases, and keep it as a deal.

    Raises Refusal where none of its cases fits the buyer.
    """
    buyer = house.whole_registry().factories.get(factory)
    matches = _fitting(house, buyer, _own_cases(house, who, cooperative), on) if buyer is not None else ()
    if buyer is None or not matches:
        raise Refusal(Problem(
            where=factory, what=N_("No published case of this cooperative fits the buyer any more."), how=N_("Open the list of buyers again.")))
    composition = composed(house, buyer, matches, on)
    chosen = next((option for option in composition.options if option.recommended), None)
    deal = start_deal(house, who, factory).model_copy(update={
        "on": on, "cases": tuple(m.case.id for m in matches), "step": "compose" if chosen is not None else "match",
        "option": chosen.name if chosen is not None else None})
    return Drafted(save_deal(house, who, deal), _lines(house, composition, matches), composition.conflict)


def _lines(house: House, composition: Composition, matches: Sequence[Match]) -> tuple[DraftedLine, ...]:
    whole = house.whole_registry()
    proven = {system.solution for m in matches for system in m.case.systems}
    option = next((option for option in composition.options if option.recommended), None)
    kept: dict[str, DraftedLine] = {}
    for line in option.lines if option is not None else ():
        solution = whole.solutions[line.solution]
        held = kept.get(solution.id)
        kept[solution.id] = DraftedLine(
            solution.name, whole.suppliers[solution.supplier].name, max(line.qty, held.quantity if held else 0), solution.id in proven)
    return tuple(kept.values())


def _chance(house: House, cooperative: str, factory: Factory, matches: Sequence[Match], on: date) -> Chance:
    whole, best = house.whole_registry(), matches[0].case
    suppliers = tuple(whole.suppliers[key] for key in dict.fromkeys(s.supplier for s in best.systems) if key in whole.suppliers)
    fit = [found for found in house.holdings.listings("members").values()
           if found.organisations == (cooperative,) and set(found.industries) == {factory.industry}]
    members = tuple(whole.members[found.id] for found in sorted(fit, key=lambda m: (factory.market not in m.markets, m.id))[:MOST_MEMBERS])
    return Chance(factory, tuple(matches), members, suppliers, tuple(_missing(best, whole.cooperatives.get(cooperative), suppliers, factory, on)))


def _missing(case: Case, cooperative: Cooperative | None, suppliers: Sequence[Supplier], factory: Factory, on: date) -> list[Text]:
    missing = []
    if not case.shown_kpis(on):
        missing.append(N_("The factory's consent to its figures: none may be shown today."))
    abroad = [s for s in suppliers if not any(p.market == factory.market for p in s.partners)]
    if abroad:
        missing.append(N_("A local partner of {suppliers} in the buyer's country.", suppliers=tuple(s.name for s in abroad)))
    silent = [s for s in suppliers if factory.language not in s.languages]
    if silent:
        missing.append(N_("Support in the buyer's language by {suppliers}.", suppliers=tuple(s.name for s in silent)))
    if cooperative is not None and factory.language not in cooperative.languages:
        missing.append(N_("Somebody at the cooperative who speaks the buyer's language."))
    return missing
