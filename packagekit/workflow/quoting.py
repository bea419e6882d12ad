"""From a factory to a priced bundle: match, compose within a budget that includes taxes, estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from packagekit.domain.bundle import Bundle, Composition, Option, OptionName
from packagekit.domain.case import Case
from packagekit.domain.estimate import Estimate, Terms
from packagekit.domain.factory import Factory
from packagekit.domain.matching import Match
from packagekit.domain.money import Money
from packagekit.domain.person import Person
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.estimate import buyer_cost, estimate
from packagekit.match import match
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case

MATCHES_FOR_COMPOSING = 5
MOST_ROUNDS = 8  # of raising the loading until taxes and freight fit as well
LEAST_STEP = Decimal("1.002")  # by which it rises at least, so that the rounds come to an end
UNLIMITED = 1000  # times the budget: to see what the cheapest bundle costs where none fits


@use_case
def match_factory(
    house: House, who: Person, factory: Factory, *, on: date, top: int | None = 5
) -> tuple[Match, ...]:
    """Published cases that fit the factory, best first."""
    return match(factory, house.references(), taxonomy=house.catalogs.taxonomy, on=on, top=top)


@use_case
def match_chosen(
    house: House, who: Person, factory: Factory, cases: Sequence[str], *, on: date
) -> tuple[Match, ...]:
    """The cases a person chose as matches, or the best ones where nobody chose. Refuses those not published."""
    if not cases:
        return match_factory(house, who, factory, on=on, top=MATCHES_FOR_COMPOSING)
    known = house.whole_registry().cases
    chosen = [known[key] for key in dict.fromkeys(cases) if key in known]
    matches = match(factory, chosen, taxonomy=house.catalogs.taxonomy, on=on)
    unknown = set(cases) - {m.case.id for m in matches}
    if unknown:
        raise Refusal(*(Problem(
            where=case, what=N_("There is no published case called “{case}”.", case=case),
            how=N_("Choose a case from the list of matches."),
        ) for case in sorted(unknown)))
    return matches


@use_case
def compose_bundle(
    house: House, who: Person, factory: Factory, *, on: date, cases: Sequence[str] = ()
) -> Composition:
    """Options whose *landed, taxed* cost to the buyer fits the budget, or the wishes that clash.

    The solver counts ex-works prices and engineering and is told what the buyer bears in the end for
    one unit of them. Freight, duty and taxes are nearly proportional to price, so the loading is
    read off the options themselves, until each one's own cost stands within the budget.
    """
    return composed(house, factory, match_chosen(house, who, factory, cases, on=on), on)


def composed(house: House, factory: Factory, matches: Sequence[Match], on: date) -> Composition:
    """See ``compose_bundle``."""
    loading = Decimal(1)
    for _ in range(MOST_ROUNDS):
        composition = _compose(house, factory, matches, on, factory.budget, loading)
        loads = {option.name: _loading(house, factory, option, on) for option in composition.options}
        if not loads:
            break
        if _fitting(factory, composition, loads) == composition.options:
            return composition
        loading = max(*loads.values(), loading * LEAST_STEP)
    return _tight(house, factory, matches, on)


def _tight(house: House, factory: Factory, matches: Sequence[Match], on: date) -> Composition:
    """Where a budget hardly fits or does not: judged by the loading of the cheapest bundle there is."""
    unlimited = Money(amount=factory.budget.amount * UNLIMITED, currency=factory.budget.currency)
    cheapest = _compose(house, factory, matches, on, unlimited, Decimal(1)).options[:1]
    loading = max((_loading(house, factory, option, on) for option in cheapest), default=Decimal(1))
    composition, fitting = Composition(), ()
    for _ in range(MOST_ROUNDS):
        composition = _compose(house, factory, matches, on, factory.budget, loading)
        loads = {option.name: _loading(house, factory, option, on) for option in composition.options}
        fitting = _fitting(factory, composition, loads)
        if fitting or composition.conflict is not None:
            break
        loading = max(*loads.values(), loading * LEAST_STEP)
    if fitting and not any(option.recommended for option in fitting):
        fitting = (*fitting[:-1], fitting[-1].model_copy(update={"recommended": True}))
    return composition.model_copy(update={"options": fitting})


def _fitting(factory: Factory, composition: Composition, loads: Mapping[str, Decimal]) -> tuple[Option, ...]:
    """The options whose own cost to the buyer stands within the budget."""
    return tuple(o for o in composition.options if o.price.amount * loads[o.name] <= factory.budget.amount)


def _compose(
    house: House, factory: Factory, matches: Sequence[Match], on: date, budget: Money, loading: Decimal
) -> Composition:
    from packagekit.compose import compose  # here: the solver brings pandas, 85 MB that making documents does without

    registry = house.whole_registry()
    return compose(
        factory, solutions=tuple(registry.solutions.values()), suppliers=registry.suppliers,
        taxonomy=house.catalogs.taxonomy, rates=house.whole_rates(), seller=house.whole_catalogs().seller,
        on=on, matches=matches, budget=budget, loading=loading,
    )


def _loading(house: House, factory: Factory, option: Option, on: date) -> Decimal:
    """What an option costs the buyer in the end for one unit of its price."""
    trial = Bundle(factory=factory, option=option, composed_on=on)
    cost = buyer_cost(trial, **law_of(house, trial), on=on).amount
    return cost / option.price.amount if option.price.amount else Decimal(1)


@use_case
def make_bundle(
    house: House, who: Person, factory: Factory, composition: Composition, *,
    option: OptionName | None = None, cases: Sequence[str] = (), on: date,
) -> Bundle:
    """The chosen option (the recommended one by default) with what it leans on and what it was chosen from."""
    by_name = {o.name: o for o in composition.options}
    recommended = next((o for o in composition.options if o.recommended), None)
    taken = by_name.get(option) if option else recommended
    if taken is None:
        raise Refusal(Problem(
            where="option", what=N_("There is no option called “{option}”.", option=str(option)),
            how=N_("Choose one of: {choices}.", choices=tuple(by_name)),
        ))
    matches = match_chosen(house, who, factory, cases, on=on)
    return Bundle(
        factory=factory, option=taken, others=tuple(o for o in composition.options if o is not taken),
        front=composition.front, cases=tuple(m.case.id for m in matches), composed_on=on,
    )


@use_case
def estimate_bundle(
    house: House, who: Person, bundle: Bundle, *, on: date, terms: Terms | None = None
) -> Estimate:
    """The ledger of a bundle under its market's law on that day; raises Refusal naming every missing rate."""
    return _estimate(house, bundle, on, terms)


def _estimate(house: House, bundle: Bundle, on: date, terms: Terms | None) -> Estimate:
    return estimate(
        bundle, **law_of(house, bundle), taxonomy=house.catalogs.taxonomy, cases=_cases_of(house, bundle),
        terms=terms, on=on,
    )


def law_of(house: House, bundle: Bundle) -> dict[str, Any]:
    """What a bundle is priced with: its solutions, and its market's law and tariff. Refuses what is not there."""
    solutions, catalogs = house.whole_registry().solutions, house.whole_catalogs()
    market = catalogs.market(bundle.factory.market)
    problems = [Problem(
        where=line.id, what=N_("The solution {solution} is no longer registered.", solution=line.solution),
        how=N_("Compose the bundle again."),
    ) for line in bundle.option.lines if line.solution not in solutions]
    if market.code not in catalogs.tariffs:
        problems.append(Problem(
            where=f"catalogs/tariffs/{market.code.lower()}.csv",
            what=N_("The market {code} has no tariff file.", code=market.code),
            how=N_("Add the file; every duty of this market is unknown until then."),
        ))
    if problems:
        raise Refusal(*problems)
    return {
        "solutions": solutions, "market": market, "tariff": catalogs.tariffs[market.code],
        "seller": catalogs.seller, "rates": catalogs.rates,
    }


def _cases_of(house: House, bundle: Bundle) -> tuple[Case, ...]:
    cases = house.whole_registry().cases
    return tuple(cases[key] for key in bundle.cases if key in cases)


def options_of(bundle: Bundle) -> tuple[Option, ...]:
    """All offered options, the cheapest first."""
    return tuple(sorted((bundle.option, *bundle.others), key=lambda o: (o.price.amount, o.name)))


@use_case
def estimate_options(
    house: House, who: Person, bundle: Bundle, *, on: date, terms: Terms | None = None
) -> Mapping[OptionName, Estimate]:
    """The estimate of each offered option, for the comparison a board asks for."""
    return {
        option.name: _estimate(house, bundle.model_copy(update={"option": option, "others": ()}), on, terms)
        for option in options_of(bundle)
    }
