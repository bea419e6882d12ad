"""Gaps in a bundle's supply chain: who cannot stand in the buyer's country, and which partner or supplier closes the gap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from packagekit.domain.bundle import Bundle
from packagekit.domain.factory import Factory
from packagekit.domain.person import Person
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.text import N_, Text
from packagekit.storage.registry import Registry
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
            found += _of_solution(whole, factory, solution, supplier)
    return tuple(found)


def _of_solution(whole: Registry, factory: Factory, solution: Solution, supplier: Supplier) -> Iterator[Gap]:
    if not any(partner.market == factory.market for partner in supplier.partners):
        yield Gap(solution, supplier, N_("{supplier} has no partner in the buyer's country.", supplier=supplier.name),
                  (*_workshops(whole, factory, solution), *_others(whole, factory, solution, supplier))[:MOST_WAYS])
    if factory.language not in supplier.languages:
        speaking = [p for p in supplier.partners if p.market == factory.market]
        ways = tuple(N_("{partner} supports on site: {services}.", partner=p.name, services=p.services) for p in speaking)
        yield Gap(solution, supplier, N_("{supplier} does not support in the buyer's language.", supplier=supplier.name),
                  (ways or tuple(_others(whole, factory, solution, supplier)))[:MOST_WAYS])


def _workshops(whole: Registry, factory: Factory, solution: Solution) -> Iterator[Text]:
    """Partners in the country that already serve another supplier of the same type of solution."""
    seen: set[str] = set()
    for other in whole.solutions.values():
        if other.type != solution.type or other.supplier == solution.supplier or other.supplier not in whole.suppliers:
            continue
        for partner in whole.suppliers[other.supplier].partners:
            if partner.market == factory.market and partner.name not in seen:
                seen.add(partner.name)
                yield N_("{partner} already serves such solutions there: {services}.", partner=partner.name, services=partner.services)


def _others(whole: Registry, factory: Factory, solution: Solution, supplier: Supplier) -> Iterator[Text]:
    """Suppliers of the same type with a partner in the country and its language."""
    seen: set[str] = set()
    for other in whole.solutions.values():
        firm = whole.suppliers.get(other.supplier)
        if other.type != solution.type or firm is None or firm.id == supplier.id or firm.id in seen:
            continue
        if any(p.market == factory.market for p in firm.partners) and factory.language in firm.languages:
            seen.add(firm.id)
            yield N_("{supplier} sells the same type and has a partner there.", supplier=firm.name)
