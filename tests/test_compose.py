"""Composing: worked situations, what a price is made of, what counts as benefit, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from packagekit.compose import compose, sizes
from packagekit.domain.bundle import Composition, Option
from packagekit.domain.dated import DatedValue, Parameter, Parameters, Source, Status
from packagekit.domain.exchange import ExchangeRate, ExchangeRates
from packagekit.domain.factory import Factory
from packagekit.domain.market import SellerTerms
from packagekit.domain.matching import Match
from packagekit.domain.money import Money
from packagekit.domain.text import Localized, Refusal, Text
from packagekit.match import match
from packagekit.storage.catalogs import Catalogs
from packagekit.storage.registry import Registry
from tests.compose_worlds import ON, composed, factory, letters, solution, stands, unmet, usd

SITUATIONS = sorted((Path(__file__).parent / "situations").glob("compose_*.yaml"))
SHORT = {"does": "capabilities", "needs": "needs_data", "gives": "gives_data", "in": "protocols_in", "out": "protocols_out"}
SOURCE = Source(title="worked example")


def english(value: Any) -> str:
    """A text in the English it was written in."""
    match value:
        case Text():
            return value.msgid.format(**{name: english(part) for name, part in value.args.items()})
        case Localized():
            return value.best("en")[0]
        case Money():
            return f"{value.amount.normalize():f} {value.currency}"
        case tuple():
            return ", ".join(map(english, value))
    return str(value)


def taken(option: Option) -> list[str]:
    return sorted({line.solution for line in option.lines})


@pytest.mark.parametrize("path", SITUATIONS, ids=lambda p: p.stem)
def test_situation(path: Path, catalogs: Catalogs) -> None:
    """Each file is a plant, a price list and the answer worked out by hand in its opening comment."""
    story = yaml.safe_load(path.read_text(encoding="utf-8"))
    solutions = []
    for entry in story["solutions"]:
        entry = {SHORT.get(key, key): value for key, value in entry.items()}
        solutions.append(solution(
            entry.pop("id"), entry.pop("type"), entry.pop("capabilities", ()), entry.pop("price"), **entry
        ))
    answer = composed(factory(**story["factory"]), solutions, catalogs.taxonomy)
    expected = story["expect"]
    assert {o.name for o in answer.options} == set(expected.get("options", ()))
    for option in answer.options:
        wanted = expected["options"][option.name]
        assert taken(option) == wanted["bundle"]
        assert option.price == usd(wanted["price"])
        assert option.benefit == Decimal(wanted.get("benefit", option.benefit))
        flows = [f"{f.giver} -> {f.taker} {f.data} {f.protocol}" + (f" via {f.gateway}" if f.gateway else "") for f in option.links]
        assert flows == expected.get("links", flows)
        roles = {line.solution: line.role for line in option.lines}
        assert roles == expected.get("roles", roles)
    points = [(p.price.amount, p.benefit) for p in answer.front]
    assert points == [(Decimal(a), Decimal(b)) for a, b in expected.get("front", points)]
    conflict = answer.conflict
    assert [w.code for w in conflict.wishes] == expected["clash"] if conflict else "clash" not in expected
    if conflict:
        assert [f"{w.code} {english(w.text)}" for w in conflict.ways_out] == expected["ways_out"]


# --- what a price is made of -----------------------------------------------------------------


def seller(**values: str) -> SellerTerms:
    def parameter(name: str, value: str) -> Parameter:
        dated = DatedValue(value=Decimal(value), since=date(2026, 1, 1), source=SOURCE, status=Status.S)
        return Parameter(name=name, owner="KR", unit="-", values=(dated,))

    named = {name.replace("__", "."): value for name, value in values.items()}
    return SellerTerms(country="KR", currency="KRW", parameters=Parameters(
        owner="KR", by_name={name: parameter(name, value) for name, value in named.items()}
    ))


def rates(**won_for_a_dollar: str) -> ExchangeRates:
    return ExchangeRates(rates=(ExchangeRate(
        base="USD", quote="KRW", day=date(2026, 11, 20), rate=Decimal(won_for_a_dollar["USD"]), source=SOURCE, status=Status.S
    ),))


def part(code: str, amount: str, currency: str = "KRW", **more: Any) -> dict[str, Any]:
    return {
        "code": code, "name": {"en": code}, "kind": "goods", "unit_price": {"amount": amount, "currency": currency},
        "valid_from": "2026-01-01", **more,
    }


def test_price_is_sized_lines_and_engineering_at_the_days_rate() -> None:
    """42 machines, one terminal per 8 begun and one spare: 1 + 6 = 7 terminals at 1,300,000 won are 9,100,000.
    A subscription of 24 months at 130,000 won is 3,120,000. Engineering: (10 + 0.5 x 42) = 31 days at 400,000 won,
    x 2.10 x 1.25 = 32,550,000. Together 44,770,000 won; at 1,300 won a dollar 7,000 + 2,400 + 25,038.46 dollars.
    """
    system = solution(
        "s", "mes", ["a"],
        prices=[
            part("terminal", "1300000", driver="machines", per=8, fixed=1),
            part("cloud", "130000", months=24),
        ],
        efforts=[{
            "role": "application_developer", "where": "remote", "purpose": "engineering",
            "fixed": "10", "per_unit": "0.5", "driver": "machines",
        }],
    )
    answer = composed(
        factory(machines=42, budget={"amount": "50000", "currency": "USD"}), [system], letters(), rates=rates(USD="1300"),
        seller=seller(day_rate__application_developer="400000", overhead="1.10", technical_fee="0.25"),
    )
    (option,) = answer.options
    assert [(line.id, line.qty, line.months) for line in option.lines] == [("s.terminal", 7, None), ("s.cloud", 1, 24)]
    assert option.price == usd("34438.46")
    assert option.sizes == {"site": 1, "machines": 42}


def test_a_missing_rate_is_refused_by_name() -> None:
    abroad = solution("s", "mes", ["a"], prices=[part("whole", "1", "EUR")])
    with pytest.raises(Refusal, match="fx/EUR/USD"):
        composed(factory(), [abroad], letters(), rates=rates(USD="1300"))


@pytest.mark.parametrize(("valid", "sold"), [
    ({"valid_from": "2026-01-01"}, True),
    ({"valid_from": "2026-11-22"}, True),
    ({"valid_from": "2026-11-23"}, False),
    ({"valid_from": "2026-01-01", "valid_to": "2026-11-22"}, True),
    ({"valid_from": "2026-01-01", "valid_to": "2026-11-21"}, False),
])
def test_prices_hold_from_their_first_day_to_their_last(valid: dict[str, str], sold: bool) -> None:
    listed = solution("s", "mes", ["a"], prices=[part("whole", "7", "USD") | valid])
    other = solution("t", "sensor", ["a"], 50)
    answer = composed(factory(wishes={"must": ["s"]}), [listed, other], letters())
    assert bool(answer.options) == sold
    if not sold:
        assert [english(w.text) for w in answer.conflict.wishes] == ["Include s, whose prices do not hold on 2026-11-22."]


def test_the_younger_price_of_a_component_speaks() -> None:
    listed = solution("s", "mes", ["a"], prices=[
        part("whole", "9", "USD") | {"valid_from": "2026-06-01"}, part("whole", "7", "USD"),
    ])
    assert composed(factory(), [listed], letters()).options[0].price == usd("9")


def test_what_has_nothing_to_be_counted_by_is_not_given_away() -> None:
    cameras = solution("s", "sensor", ["a"], prices=[part("camera", "9", "USD", driver="cameras")])
    assert composed(factory(drivers={"cameras": 2}), [cameras], letters()).options[0].price == usd("18")
    with pytest.raises(Refusal, match="solutions"):
        composed(factory(drivers={"cameras": 0}), [cameras], letters())


def test_sizes_are_counted_or_assumed() -> None:
    """180 people, 42 machines, 6 lines: 23 users, 6 + 5 terminals, 21 controllers, 420 tags, 1 + 6 + 5 meters."""
    plant = factory(employees=180, machines=42, lines=6)
    assert sizes(plant) == {
        "site": 1, "machines": 42, "lines": 6, "users": 23, "terminals": 11, "plcs": 21, "tags": 420, "cameras": 6,
        "meters": 12, "warehouses": 2, "members": 1,
    }
    counted = sizes(factory(employees=180, machines=42, lines=6, drivers={"plcs": 4, "warehouses": 0}))
    assert (counted["plcs"], counted["tags"], counted["warehouses"], counted["users"]) == (4, 80, 0, 23)


# --- what may be chosen ----------------------------------------------------------------------


@pytest.mark.parametrize(("industries", "sold"), [
    ([], True), (["C"], True), (["22"], True), (["2220"], True), (["2593"], False), (["10", "2220"], True), (["J"], False),
])
def test_a_solution_is_for_its_industries(industries: list[str], sold: bool) -> None:
    listed = [solution("s", "mes", ["a"], 5, industries=industries), solution("t", "sensor", ["a"], 50)]
    assert taken(composed(factory(), listed, letters()).options[0]) == (["s"] if sold else ["t"])


@pytest.mark.parametrize("excluding", [("s", "t"), ("t", "s"), ("s", "sensor"), ("t", "robot")])
def test_either_side_may_exclude_the_other(excluding: tuple[str, str], catalogs: Catalogs) -> None:
    who, whom = excluding
    pair = [
        solution(id, type, [does], 5, excludes=[whom] if id == who else [])
        for id, type, does in (("s", "robot", "qual.collection"), ("t", "sensor", "qual.analysis"))
    ]
    plant = factory(goals=[{"kpi": "DEF", "now": "4.8", "target": "3"}])
    assert composed(plant, pair, catalogs.taxonomy).conflict is not None
    assert composed(plant, [s.model_copy(update={"excludes": ()}) for s in pair], catalogs.taxonomy).options


def test_local_support_is_asked_of_software_and_not_of_devices() -> None:
    wishes = {"local_support": True}
    far = [solution("s", "mes", ["a"], 5, supplier="far"), solution("t", "sensor", ["a"], 50, supplier="far")]
    assert taken(composed(factory(wishes=wishes), far, letters()).options[0]) == ["t"]
    assert taken(composed(factory(), far, letters()).options[0]) == ["s"]


def test_a_joint_build_goes_live_a_month_later_per_three_further_plants() -> None:
    one = [solution("s", "mes", ["a"], 5, months=4)]
    plants = [{"name": str(n), "employees": 10, "machines": 1} for n in range(6)]
    assert composed(factory(), one, letters()).options[0].months == 4
    assert composed(factory(members=plants), one, letters()).options[0].months == 6


def test_systems_proven_in_the_matched_cases_are_a_benefit(catalogs: Catalogs, samples: Registry) -> None:
    """The case improved the goal with a vision system; of two helpers equal in price and help it decides."""
    taxonomy = catalogs.taxonomy
    found = next(c for c in samples.cases.values() for k in c.shown_kpis(ON) if k.kpi == "DEF" and k.after < k.before)
    system = found.systems[0].model_copy(update={"solution": "b"})
    proven = Match(case=found.model_copy(update={"systems": (system,)}), score=Decimal("0.8"), reasons=(), differences=())
    helpers = [
        solution("q", "qms", ["qual.collection", "qual.analysis"], 10),
        solution("a", "robot", ["qual.execution"], 10), solution("b", "vision", ["qual.execution"], 10),
    ]
    plant = factory(goals=[{"kpi": "DEF", "now": "4.8", "target": "3"}], budget={"amount": "20", "currency": "USD"})
    without = composed(plant, helpers, taxonomy)
    assert taken(without.options[-1]) == ["a", "q"], "equal bundles stand in the order of their ids"
    with_case = composed(plant, helpers, taxonomy, matches=[proven])
    assert taken(with_case.options[-1]) == ["b", "q"]
    assert with_case.options[-1].benefit == Decimal("0.44"), "a fifth of seven tenths, and all of three tenths"


# --- what is refused -------------------------------------------------------------------------


def test_every_unknown_code_is_named_at_once() -> None:
    wrong = factory(
        goals=[{"kpi": "K9", "now": "5", "target": "3"}], keeps=[{"type": "mess", "protocols": ["z"]}],
        wishes={"must": ["s9"], "avoid": ["?"]}, drivers={"cameras": -1, "robots": 3},
    )
    with pytest.raises(Refusal) as refusal:
        composed(wrong, [solution("s", "mes", ["a"], supplier="nobody")], letters())
    assert [p.where for p in refusal.value.problems] == [
        "goals[0].kpi", "keeps[0].type", "keeps[0].protocols", "wishes.must[0]", "wishes.avoid[0]",
        "drivers.cameras", "drivers.robots", "solutions/s.supplier",
    ]


def test_an_empty_catalog_is_refused() -> None:
    with pytest.raises(Refusal, match="solutions"):
        composed(factory(), [], letters())


def test_a_gap_in_the_catalog_is_named() -> None:
    answer = composed(factory(goals=[{"kpi": "K2", "now": "5", "target": "3"}]), [solution("s", "mes", ["a"])], letters())
    assert [english(w.text) for w in answer.conflict.wishes] == [
        "Reach the goal for K2; it needs what no solution on offer provides: b."
    ]


# --- the samples -----------------------------------------------------------------------------


def sample(name: str, catalogs: Catalogs, samples: Registry, **more: Any) -> tuple[Factory, Composition]:
    plant = samples.factories[name].model_copy(update=more)
    matches = match(plant, samples.cases.values(), taxonomy=catalogs.taxonomy, on=ON, top=5)
    return plant, compose(
        plant, solutions=tuple(samples.solutions.values()), suppliers=samples.suppliers, taxonomy=catalogs.taxonomy,
        rates=catalogs.rates, seller=catalogs.seller, on=ON, matches=matches,
    )


def test_every_sample_factory_gets_three_proven_options(catalogs: Catalogs, samples: Registry) -> None:
    for name in samples.factories:
        plant, answer = sample(name, catalogs, samples)
        assert [o.name for o in answer.options] == ["essential", "standard", "advanced"], name
        prices, benefits = [o.price.amount for o in answer.options], [o.benefit for o in answer.options]
        assert prices == sorted(set(prices)) and benefits == sorted(set(benefits))
        for option in answer.options:
            chosen = [samples.solutions[i] for i in taken(option)]
            assert option.optimal and option.price <= plant.budget
            assert stands(plant, chosen, catalogs.taxonomy) == []
            assert unmet(plant, chosen, catalogs.taxonomy, samples.suppliers) - {"budget"} == set()
            fed = {(link.taker, link.data) for link in option.links}
            assert {(s.id, data) for s in chosen for data in s.needs_data} <= fed
            docked = {end for link in option.links for end in (link.giver, link.taker)}
            assert {f"keeps:{k.type}" for k in plant.keeps} <= docked


def test_a_sample_factory_with_a_tenth_of_its_budget_is_told_what_to_raise(catalogs: Catalogs, samples: Registry) -> None:
    plant = next(iter(samples.factories.values()))
    _, full = sample(plant.id, catalogs, samples)
    poor = Money(amount=plant.budget.amount / 10, currency=plant.budget.currency)
    _, answer = sample(plant.id, catalogs, samples, budget=poor)
    assert answer.options == () and "budget" in [w.code for w in answer.conflict.wishes]
    (way,) = [w for w in answer.conflict.ways_out if w.code == "budget"]
    assert way.text.args["price"] == full.options[0].price


def test_same_question_same_answer(catalogs: Catalogs, samples: Registry) -> None:
    name = next(iter(samples.factories))
    assert sample(name, catalogs, samples) == sample(name, catalogs, samples)


