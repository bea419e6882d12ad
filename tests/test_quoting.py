"""Budgets hold for what the buyer bears in the end, and a way out that is offered is a way out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from packagekit import workflow as work
from packagekit.domain.money import Money
from packagekit.domain.text import Refusal
from tests.conftest import DAY, ROOT
from tests.people import enrol

FACTORIES = sorted(p.stem for p in (ROOT / "catalogs" / "samples" / "factories").glob("*.yaml"))


@pytest.mark.parametrize("key", FACTORIES)
def test_every_option_of_every_sample_fits_its_budget_landed_and_taxed(key, house, who) -> None:
    factory = house.whole_registry().factories[key]
    composition = work.compose_bundle(house, who, factory, on=DAY)
    assert len(composition.options) == 3
    for option in composition.options:
        bundle = work.make_bundle(house, who, factory, composition, option=option.name, on=DAY)
        assert work.estimate_bundle(house, who, bundle, on=DAY).buyer_cost <= factory.budget
        assert option.optimal and option.months <= factory.deadline_months


@pytest.mark.parametrize("share", ["0.05", "0.6"])
def test_raising_the_budget_as_advised_does_help(share, house, who) -> None:
    factory = house.whole_registry().factories["nhua-mau-1"]
    poor = factory.model_copy(update={"budget": Money(
        amount=(factory.budget.amount * Decimal(share)).quantize(Decimal(1)), currency=factory.budget.currency)})
    conflict = work.compose_bundle(house, who, poor, on=DAY).conflict
    assert conflict is not None and conflict.minimal
    assert any(poor.budget in wish.text.args.values() for wish in conflict.wishes), "the budget as it was given"
    (advised,) = (way.text.args["price"] for way in conflict.ways_out if way.code == "budget")
    helped = work.compose_bundle(house, who, poor.model_copy(update={"budget": advised}), on=DAY)
    assert helped.options and helped.conflict is None


def test_a_dearer_budget_never_offers_less(house, who) -> None:
    factory = house.whole_registry().factories["dien-tu-mau-3"]
    benefits = []
    for more in ("1", "1.15", "1.4"):
        richer = factory.model_copy(update={"budget": Money(
            amount=factory.budget.amount * Decimal(more), currency=factory.budget.currency)})
        benefits.append(work.compose_bundle(house, who, richer, on=DAY).options[-1].benefit)
    assert benefits == sorted(benefits)


def test_chosen_cases_carry_into_the_bundle(house, who) -> None:
    factory = house.whole_registry().factories["nhua-mau-1"]
    chosen = tuple(m.case.id for m in work.match_factory(house, who, factory, on=DAY, top=2))
    composition = work.compose_bundle(house, who, factory, on=DAY, cases=chosen)
    bundle = work.make_bundle(house, who, factory, composition, cases=chosen, on=DAY)
    assert bundle.cases == chosen and bundle.option.recommended
    assert type(bundle).model_validate_json(bundle.model_dump_json()) == bundle


def test_a_guest_composes_nothing(house) -> None:
    guest = work.Person(id="g", name="Guest", role="guest")
    enrol(house, guest)
    factory = house.whole_registry().factories["nhua-mau-1"]
    for act in (
        lambda: work.match_factory(house, guest, factory, on=DAY),
        lambda: work.compose_bundle(house, guest, factory, on=DAY),
        lambda: work.start_deal(house, guest),
        lambda: work.registry(house, guest),
        lambda: work.list_factories(house, guest),
    ):
        with pytest.raises(Refusal):
            act()


@pytest.mark.parametrize("role", ["export_team", "supplier"])
def test_unpublished_cases_are_not_shown_to_those_who_sell(role, house) -> None:
    seller = work.Person(id=f"x-{role}", name="X", role=role)
    seen = work.registry(enrol(house, seller), seller).cases
    assert all(case.status == "published" for case in seen.values())
    assert len(seen) < len(house.whole_registry().cases)
