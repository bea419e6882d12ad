"""Gaps in a bundle's supply chain: who cannot stand in the buyer's country, and which partner or supplier closes the gap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from packagekit.domain.bundle import Bundle
from packagekit.domain.factory import Factory
from packagekit.domain.listing import Listing
from packagekit.domain.person import Person
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.text import N_, Text
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case

MOST_WAYS = 3


class Gap(NamedTuple):
    """What is missing for one solution of a bundle, and who could close it."""

    solution: Solution
    supplier: Supplier
    what: Text
    ways: tuple[Text, ...]


@use_case
def supply_gaps(house: House, who: Person, bundle: Bundle) -> tuple[Gap, ...]:
    """Solutions whose supplier has nobody on site in the buyer's country or does not speak its language."""
    whole, factory = house.whole_registry(), bundle.factory
    found: list[Gap] = []
    for key in dict.fromkeys(line.solution for line in bundle.option.lines):
        solution = whole.solutions.get(key)
        supplier = whole.suppliers.get(solution.supplier) if solution is not None else None
        if solution is not None and supplier is not None:
            found += _of_solution(house, factory, solution, supplier)
    return tuple(found)


def _of_solution(house: House, factory: Factory, solution: Solution, supplier: Supplier) -> Iterator[Gap]:
    if not any(partner.market == factory.market for partner in supplier.partners):
        yield Gap(solution, supplier, N_("{supplier} has no partner in the buyer's country.", supplier=supplier.name),
                  tuple(islice(chain(_workshops(house, factory, solution), _others(house, factory, solution)), MOST_WAYS)))
    if factory.language not in supplier.languages:
        speaking = [p for p in supplier.partners if p.market == factory.market]
        ways = tuple(N_("{partner} supports on site: {services}.", partner=p.name, services=p.services) for p in speaking)
        yield Gap(solution, supplier, N_("{supplier} does not support in the buyer's language.", supplier=supplier.name),
                  (ways or tuple(islice(_others(house, factory, solution), MOST_WAYS)))[:MOST_WAYS])


def _there(house: House, factory: Factory, solution: Solution) -> Iterator[Listing]:
    """Other suppliers of the same type of solution with a partner in the buyer's country: asked of the lists, not of the records."""
    listed = house.holdings.listings("suppliers")
    sellers = dict.fromkeys(
        one.registrant for one in house.holdings.listings("solutions").values() if one.types[0] == solution.type)
    for key in sellers:
        if key in listed and key != solution.supplier and factory.market in listed[key].partners:
            yield listed[key]


def _workshops(house: House, factory: Factory, solution: Solution) -> Iterator[Text]:
    """Partners in the country that already serve another supplier of the same type of solution."""
    seen: set[str] = set()
    for firm in _there(house, factory, solution):
        for partner in house.whole_registry().suppliers[firm.id].partners:
            if partner.market == factory.market and partner.name not in seen:
                seen.add(partner.name)
                yield N_("{partner} already serves such solutions there: {services}.", partner=partner.name, services=partner.services)


def _others(house: House, factory: Factory, solution: Solution) -> Iterator[Text]:
    """Suppliers of the same type with a partner in the country and its language."""
    for firm in _there(house, factory, solution):
        if factory.language in firm.languages:
            yield N_("{supplier} sells the same type and has a partner there.", supplier=firm.title)
