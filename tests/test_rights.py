"""Who may do what: every use case is in the table, and the table holds whatever a caller believes."""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import FunctionType
from typing import Any

import pytest

from packagekit import workflow as work
from packagekit.domain.deal import Deal
from packagekit.domain.estimate import Terms
from packagekit.domain.person import DESK, ROLES, Person
from packagekit.domain.text import Refusal
from packagekit.workflow import rights
from packagekit.workflow.rights import RIGHTS, NotAllowed, SignedOut
from tests.conftest import DAY, ROOT
from tests.people import enrol

PEOPLE = {role: Person(id=f"sample-{role}", name=f"Sample {role}", role=role) for role in ROLES}


@cache
def use_cases() -> dict[str, FunctionType]:
    """Every function of the workflow that is told who asks."""
    found = {}
    for module in iter_modules([str(Path(rights.__file__).parent)]):
        for name, thing in vars(import_module(f"packagekit.workflow.{module.name}")).items():
            if isinstance(thing, FunctionType) and not name.startswith("_") and thing.__module__.startswith("packagekit.workflow"):
                parameters = list(inspect.signature(thing).parameters)
                if parameters[:2] == ["house", "who"] and name != "standing":
                    found[thing.__name__] = thing  # by its own name: a module may import it under another
    return found


def test_every_use_case_stands_in_the_table_and_behind_its_check() -> None:
    found = use_cases()
    assert set(found) == set(RIGHTS)
    assert [name for name, function in found.items() if not hasattr(function, "__wrapped__")] == []


def test_a_use_case_that_is_not_in_the_table_cannot_be_defined() -> None:
    def forgotten(house: work.House, who: Person) -> None:
        raise AssertionError("never called")

    with pytest.raises(KeyError):
        rights.use_case(forgotten)


@pytest.mark.parametrize("name", sorted(RIGHTS))
def test_the_table_holds_in_the_workflow(name: str, house: work.House) -> None:
    """Asked with an argument that no use case takes: who may gets as far as the use case, who may not is refused before."""
    enrol(house, *PEOPLE.values())
    for role, who in PEOPLE.items():
        with pytest.raises(TypeError if role in RIGHTS[name] else NotAllowed, match=r"no_such|may not do this"):
            use_cases()[name](house, who, no_such=None)


FACTORY = "nhua-mau-1"


def test_the_documentation_prints_the_table() -> None:
    """Made again by: python -m packagekit rights > docs/rights.md"""
    assert (ROOT / "docs" / "rights.md").read_text(encoding="utf-8") == work.printed_rights()


def test_what_a_caller_claims_to_be_is_not_believed(house: work.House) -> None:
    enrol(house, PEOPLE["guest"])
    with pytest.raises(NotAllowed):
        work.list_deals(house, PEOPLE["guest"].model_copy(update={"role": "administrator"}))
    with pytest.raises(SignedOut):
        work.list_deals(house, Person(id="nobody", name="Nobody", role="administrator"))
    with pytest.raises(SignedOut):
        work.list_deals(house, work.desk_owner(house).model_copy(update={"session": "0" * 64}))


def test_deals_are_seen_by_their_owner_and_the_team_of_the_organisation(house: work.House) -> None:
    kim, lee = (Person(id=f"deal-{name}", name=name, role="export_team") for name in ("kim", "lee"))
    coop, other = (Person(id=f"deal-{name}", name=name, role="cooperative", stands_for="sample") for name in ("coop", "other"))
    enrol(house, kim, lee, coop, other)
    theirs, own = work.start_deal(house, kim), work.start_deal(house, coop)
    assert work.open_deal(house, lee, theirs.id) == theirs
    assert {theirs.id} <= {deal.id for deal in work.list_deals(house, lee)}
    saved = work.save_deal(house, lee, theirs.model_copy(update={"title": "by Lee"}))
    assert work.open_deal(house, kim, theirs.id) == saved
    for stranger in (coop, other):
        for act in (lambda who=stranger: work.open_deal(house, who, theirs.id),
                    lambda who=stranger: work.save_deal(house, who, saved),
                    lambda who=stranger: work.remove_deal(house, who, theirs.id)):
            with pytest.raises(Refusal):
                act()
    with pytest.raises(Refusal):
        work.open_deal(house, other, own.id)  # people of one cooperative keep their deals to themselves
    assert [deal.id for deal in work.list_deals(house, coop)] == [own.id]
    with pytest.raises(Refusal):
        work.remove_deal(house, lee, theirs.id)
    work.remove_deal(house, work.desk_owner(house), theirs.id)
    with pytest.raises(Refusal):
        work.save_deal(house, kim, Deal(id=own.id, title="guessed", on=DAY))


def test_a_supplier_sees_only_its_own_rows(house: work.House) -> None:
    whole = house.whole_registry()
    key = next(iter(whole.suppliers))
    supplier = Person(id="own-rows", name="Sample", role="supplier", stands_for=key)
    seen = work.registry(enrol(house, supplier), supplier)
    assert set(seen.suppliers) == {key}
    assert set(seen.solutions) == {k for k, s in whole.solutions.items() if s.supplier == key} != set()
    assert all(any(system.supplier == key for system in case.systems) for case in seen.cases.values())
    assert not seen.factories
    assert not work.catalogs(house, supplier).seller.parameters.by_name, "what work costs at the house is not theirs to see"


def test_a_cooperative_sees_its_unpublished_cases_and_nobodys_prices(house: work.House) -> None:
    whole = house.whole_registry()
    hidden = next(case for case in whole.cases.values() if case.status != "published")
    own, other = (Person(id=f"coop-{key}", name="Sample", role="cooperative", stands_for=key)
                  for key in (hidden.cooperative, "another"))
    enrol(house, own, other)
    assert hidden.id in work.registry(house, own).cases
    assert hidden.id not in work.registry(house, other).cases
    assert not any(solution.prices for solution in work.registry(house, own).solutions.values())


def test_the_first_start_makes_one_owner(house: work.House) -> None:
    owner = work.desk_owner(house)
    assert (owner.id, owner.role, owner.organisation) == (DESK, "administrator", "house")
    house.store.people.found_house()
    assert work.desk_owner(house) == owner


@pytest.mark.parametrize("odd", [
    {"languages": ("vi", "xx")}, {"languages": ("../vi",)}, {"cases": ("no-such-case",)}, {"terms": Terms(currency="EVIL")},
    {"terms": Terms.model_construct(currency="USD", incoterm="cif")}, {"option": "best"}, {"step": "dance"},
])
def test_a_deal_keeps_nothing_that_no_list_offers(house: work.House, odd: dict[str, Any]) -> None:
    owner = PEOPLE["export_team"]
    deal = work.start_deal(enrol(house, *PEOPLE.values()), owner, FACTORY)
    with pytest.raises(Refusal) as refusal:
        work.save_deal(house, owner, deal.model_copy(update=odd))
    assert all(next(iter(odd)) in problem.where for problem in refusal.value.problems)
    assert work.open_deal(house, owner, deal.id) == deal


def test_what_a_deal_holds_already_stays_in_it(house: work.House) -> None:
    """A language or a case that is not offered any more is no reason to refuse the next save."""
    owner = PEOPLE["export_team"]
    deal = work.start_deal(enrol(house, *PEOPLE.values()), owner, FACTORY)
    held = house.store.save_deal(owner.id, deal.model_copy(update={"languages": ("xx",), "cases": ("gone",)}), team=owner.organisation)
    assert work.save_deal(house, owner, held.model_copy(update={"title": "renamed"})).languages == ("xx",)
