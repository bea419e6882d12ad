"""From a factory to its options: sized, priced, wired and proven, or the wishes that clash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from packagekit.compose.benefit import WHOLE
from packagekit.compose.candidates import offers
from packagekit.compose.conflict import conflict
from packagekit.compose.faults import faults
from packagekit.compose.links import links
from packagekit.compose.options import front, options
from packagekit.compose.pricing import Pricer
from packagekit.compose.sizing import sizes
from packagekit.compose.solver import Found, Solver
from packagekit.compose.unbeaten import unbeaten
from packagekit.compose.world import Trade, World, world
from packagekit.domain.bundle import Composition, FrontPoint, Link, Option, OptionName
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.factory import Factory
from packagekit.domain.market import SellerTerms
from packagekit.domain.matching import Match
from packagekit.domain.money import Money
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import Refusal


def compose(
    factory: Factory, *, solutions: Sequence[Solution], suppliers: Mapping[str, Supplier], taxonomy: Taxonomy,
    rates: ExchangeRates, seller: SellerTerms, on: date, matches: Sequence[Match] = (), budget: Money | None = None,
    loading: Decimal = Decimal(1),
) -> Composition:
    """Up to three bundles that meet every need and wish, or a minimal set of wishes that clash.

    Prices are ex works with engineering, of the day ``on``, in the currency of ``budget`` (by default
    the factory's). ``loading`` is what the buyer bears in the end for one unit of such a price, once
    carried, cleared and taxed: the budget holds for price times loading. ``matches`` are the proven cases whose kinds of systems count as a benefit.
    Raises ``Refusal`` naming unknown codes, a missing exchange or day rate, or an empty catalog.
    """
    problems = faults(factory, solutions, suppliers, taxonomy)
    if problems:
        raise Refusal(*problems)
    budget = budget or factory.budget
    pricer = Pricer(sizes=sizes(factory), rates=rates, seller=seller, currency=budget.currency, on=on)
    on_offer, unsold = offers(factory, solutions, pricer, on)
    question = world(factory, Trade(
        offers=unbeaten(on_offer, factory, suppliers, taxonomy), unsold=unsold, solutions={s.id: s for s in solutions}, suppliers=suppliers,
        taxonomy=taxonomy, matches=tuple(matches), pricer=pricer, budget=budget, loading=loading, on=on,
    ))
    if on_offer:
        solver = Solver(question, question.held())
        if found := options(solver):
            return Composition(
                options=tuple(_option(question, name, bundle) for name, bundle in found.items()),
                front=tuple(
                    FrontPoint(price=pricer.money(point.price), benefit=_ratio(point.benefit))
                    for point in front(solver, found)
                ),
            )
    return Composition(conflict=conflict(question))


def _option(question: World, name: OptionName, found: Found) -> Option:
    bundle = [question.offers[i] for i in found.chosen]
    wiring = links(question, found.chosen)
    provided = {c for offer in bundle for c in offer.solution.capabilities}
    drivers = frozenset().union(*(offer.drivers for offer in bundle))
    lines = tuple(
        line.model_copy(update={"role": role})
        for i in found.chosen for role in [_role(question, found.chosen, i, wiring)] for line in question.offers[i].lines
    )
    return Option(
        name=name, recommended=name == "standard", lines=lines, links=wiring,
        covers=tuple(c for c in (*question.required, *question.helpful) if c in provided),
        benefit=_ratio(found.benefit), price=question.trade.pricer.money(found.price), months=found.months,
        optimal=found.optimal,
        sizes={driver: size for driver, size in question.trade.pricer.sizes.items() if driver in drivers},
    )


def _role(
    question: World, chosen: Sequence[int], index: int, wiring: Sequence[Link]
) -> Literal["chosen", "gateway", "prerequisite"]:
    """Why it is there: wished for, translating between two others, for what only it brings, or needed by another."""
    solution, musts = question.offers[index].solution, question.factory.wishes.must
    if {solution.id, solution.type} & set(musts):
        return "chosen"
    if any(link.gateway == solution.id for link in wiring):
        return "gateway"
    others = [i for i in chosen if i != index]
    elsewhere = {c for i in others for c in question.offers[i].solution.capabilities}
    if set(question.required) & set(solution.capabilities) - elsewhere:
        return "chosen"
    if question.benefit(others) < question.benefit(chosen):
        return "chosen"
    feeds = any(link.giver == solution.id for link in wiring)
    prepares = any(solution.type in question.offers[i].solution.needs_types for i in others)
    return "prerequisite" if feeds or prepares else "chosen"


def _ratio(points: int) -> Decimal:
    return Decimal(points) / WHOLE
