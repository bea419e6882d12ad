"""The solver against all subsets of small random worlds, judged by a checker written from the rules."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.compose import sizes
from packagekit.compose.candidates import offers
from packagekit.compose.pricing import Pricer
from packagekit.compose.unbeaten import unbeaten
from packagekit.domain.factory import Factory
from packagekit.domain.money import Money
from packagekit.domain.solution import Solution
from packagekit.domain.text import Refusal
from tests.compose_worlds import (
    NO_RATES,
    ON,
    SELLER,
    SUPPLIERS,
    benefit_of,
    composed,
    factory,
    letters,
    months_of,
    price_of,
    solution,
    stands,
    subsets,
    unmet,
    usd,
)

TAXONOMY = letters()
MANY = settings(max_examples=30, deadline=None)

some = lambda letters: st.lists(st.sampled_from(letters), unique=True, max_size=2)  # noqa: E731


@st.composite
def offered(draw: st.DrawFn) -> list[Solution]:
    """Two to seven solutions; what they need and speak is sparse enough that many worlds can be met."""
    return [
        solution(
            f"s{i}", draw(st.sampled_from(["sensor", "sensor", "sensor", "gateway", "mes", "pop"])),
            draw(st.lists(st.sampled_from("abcde"), unique=True, min_size=1, max_size=4)),
            draw(st.integers(5, 40)), months=draw(st.integers(1, 6)),
            gives_data=draw(some("xy")), needs_data=draw(st.sampled_from([[], [], [], ["x"], ["y"]])),
            protocols_in=draw(some("pqr")), protocols_out=draw(some("pqr")),
            needs_types=draw(st.sampled_from([[], [], [], [], ["sensor"]])),
            excludes=draw(st.sampled_from([[], [], [], [], ["s0"]])),
            needs_level=draw(st.sampled_from(["none", "none", "none", "none", "basic"])),
            ui_languages=draw(st.sampled_from([["en", "vi"], ["en", "vi"], ["en"]])), hosting=draw(st.sampled_from(["on_premises", "device"])),
            supplier=draw(st.sampled_from(["near", "near", "far"])),
        )
        for i in range(draw(st.integers(2, 7)))
    ]


@st.composite
def crowded(draw: st.DrawFn) -> list[Solution]:
    """A few solutions, and rivals that do the same for another price, sooner or later, over other protocols."""
    few = draw(offered())[:4]
    rivals = [
        solution(
            f"{draw(st.sampled_from('rt'))}{i}", like.type, like.capabilities, draw(st.integers(5, 40)),
            months=draw(st.integers(1, 6)), gives_data=like.gives_data, needs_data=like.needs_data,
            protocols_in=draw(st.sampled_from([like.protocols_in, ["p", "q", "r"], []])),
            protocols_out=draw(st.sampled_from([like.protocols_out, ["p", "q", "r"], []])),
            needs_types=like.needs_types, excludes=like.excludes,
            needs_level=draw(st.sampled_from([like.needs_level, "none"])),
            ui_languages=draw(st.sampled_from([["en", "vi"], ["en"]])), hosting=like.hosting,
            supplier=draw(st.sampled_from(["near", "far"])),
        )
        for i in range(draw(st.integers(1, 3))) for like in [draw(st.sampled_from(few))]
    ]
    return [*few, *rivals]


@st.composite
def asked(draw: st.DrawFn) -> Factory:
    return factory(
        goals=[{"kpi": k, "now": "5", "target": "3"} for k in draw(st.sampled_from([["K1"], ["K2"], ["K1", "K2"]]))],
        target_level=draw(st.sampled_from(["none", "basic", "intermediate1"])),
        keeps=draw(st.sampled_from([[], [], [], [{"type": "erp", "protocols": ["q"]}], [{"type": "sensor", "protocols": ["p"]}]])),
        members=draw(st.sampled_from([[], [], [{"name": "m", "employees": 50, "machines": 5}] * 2])),
        wishes={
            "must": draw(st.sampled_from([[], [], [], ["c"], ["sensor"], ["s0"]])),
            "avoid": draw(st.sampled_from([[], [], [], ["d"], ["mes"]])),
            "ui_language": draw(st.sampled_from([None, None, "vi"])), "local_support": draw(st.booleans()),
        },
        budget={"amount": str(draw(st.integers(10, 200))), "currency": "USD"}, deadline_months=draw(st.integers(4, 12)),
    )


def answerable(buyer: Factory, solutions: Sequence[Solution]) -> tuple[Factory, list[tuple[Solution, ...]]]:
    """The question with unknown ids left out, and every bundle that stands by itself."""
    ids = {s.id for s in solutions}
    must = tuple(m for m in buyer.wishes.must if m != "s0" or m in ids)
    buyer = buyer.model_copy(update={"wishes": buyer.wishes.model_copy(update={"must": must})})
    return buyer, [c for c in subsets(solutions) if not stands(buyer, c, TAXONOMY)]


def bundle(option, solutions: Sequence[Solution]) -> tuple[Solution, ...]:
    taken = {line.solution for line in option.lines}
    return tuple(s for s in solutions if s.id in taken)


def shown(benefit: Fraction) -> Decimal:
    return (Decimal(benefit.numerator) / benefit.denominator).quantize(Decimal("0.001"))


@settings(max_examples=60, deadline=None)
@given(st.one_of(offered(), crowded()), asked())
def test_options_are_the_best_of_all_bundles(solutions: list[Solution], buyer: Factory) -> None:
    buyer, standing = answerable(buyer, solutions)
    good = [c for c in standing if not unmet(buyer, c, TAXONOMY)]
    if not standing:
        with pytest.raises(Refusal):
            composed(buyer, solutions, TAXONOMY)
        return
    answer = composed(buyer, solutions, TAXONOMY)
    assert bool(answer.options) == bool(good)
    if not good:
        return
    value = {c: benefit_of(buyer, c, TAXONOMY) for c in good}
    cheapest = min(good, key=lambda c: (price_of(c), -value[c]))
    best = min(good, key=lambda c: (-value[c], price_of(c)))
    wanted = value[cheapest] + Fraction(60, 100) * (value[best] - value[cheapest])
    middle = min((c for c in good if value[c] >= wanted), key=lambda c: (price_of(c), -value[c]))
    if value[middle] == value[best]:
        between = [c for c in good if value[cheapest] < value[c] < value[best] and price_of(c) < price_of(best)]
        middle = min(between, key=lambda c: (-value[c], price_of(c)), default=best)
    expected = {(price_of(c), value[c]) for c in (cheapest, middle, best)}
    assert {(o.price.amount, shown(benefit_of(buyer, bundle(o, solutions), TAXONOMY))) for o in answer.options} == {
        (price, shown(benefit)) for price, benefit in expected
    }
    assert [o.name for o in answer.options] == {1: ["standard"], 2: ["essential", "standard"], 3: ["essential", "standard", "advanced"]}[len(expected)]
    assert [o.name for o in answer.options if o.recommended] == ["standard"]
    for option in answer.options:
        chosen = bundle(option, solutions)
        assert stands(buyer, chosen, TAXONOMY) == [] and unmet(buyer, chosen, TAXONOMY) == set()
        assert option.price == usd(price_of(chosen)) and option.months == months_of(buyer, chosen) and option.optimal
        assert abs(option.benefit - shown(value[chosen])) <= Decimal("0.001")


@MANY
@given(st.one_of(offered(), crowded()), asked())
def test_no_bundle_beats_a_point_of_the_front(solutions: list[Solution], buyer: Factory) -> None:
    buyer, standing = answerable(buyer, solutions)
    good = [(price_of(c), benefit_of(buyer, c, TAXONOMY)) for c in standing if not unmet(buyer, c, TAXONOMY)]
    if not good:
        return
    answer = composed(buyer, solutions, TAXONOMY)
    undominated = {
        (price, shown(benefit)) for price, benefit in good
        if not any((p <= price and b >= benefit) and (p, b) != (price, benefit) for p, b in good)
    }
    points = [(p.price.amount, p.benefit.quantize(Decimal("0.001"))) for p in answer.front]
    assert set(points) <= undominated and points == sorted(points) and len(points) <= 8
    assert {(o.price.amount, o.benefit.quantize(Decimal("0.001"))) for o in answer.options} <= set(points)


@MANY
@given(offered(), asked())
def test_clashing_wishes_are_minimal(solutions: list[Solution], buyer: Factory) -> None:
    """Together they cannot be met; without any one of them the rest can."""
    buyer, standing = answerable(buyer, solutions)
    broken = [unmet(buyer, c, TAXONOMY) for c in standing]
    if not standing or any(not b for b in broken):
        return
    conflict = composed(buyer, solutions, TAXONOMY).conflict
    assert conflict is not None and conflict.minimal and conflict.ways_out
    clash = {w.code for w in conflict.wishes}
    assert all(b & clash for b in broken)
    for wish in clash:
        assert any(not b & (clash - {wish}) for b in broken), wish


@MANY
@given(offered(), asked())
def test_ways_out_lead_out(solutions: list[Solution], buyer: Factory) -> None:
    """Money and months are just enough; every other change is made and answered with options."""
    buyer, standing = answerable(buyer, solutions)
    if not standing or (conflict := composed(buyer, solutions, TAXONOMY).conflict) is None:
        return
    for way in conflict.ways_out:
        kind, _, subject = way.code.partition(":")
        others = [c for c in standing if not unmet(buyer, c, TAXONOMY) - {way.code}]
        match kind:
            case "budget":
                assert way.text.args["price"] == usd(min(price_of(c) for c in others))
                change = {"budget": way.text.args["price"]}
            case "deadline":
                assert way.text.args["months"] == min(months_of(buyer, c) for c in others)
                change = {"deadline_months": way.text.args["months"]}
            case "target_level":
                change = {"target_level": way.text.args["level"].msgid}
            case "goal" if len(buyer.goals) > 1:
                change = {"goals": tuple(g for g in buyer.goals if g.kpi != subject)}
            case "ui_language" | "local_support":
                names = {n.best("en")[0] for n in way.text.args["solutions"]}
                fewest = min(sum(way.code in unmet(buyer, (s,), TAXONOMY) for s in c) for c in others)
                assert len(names) == fewest > 0
                change = {"wishes": buyer.wishes.model_copy(update={kind: None if kind == "ui_language" else False})}
            case "must" | "avoid":
                left = tuple(w for w in getattr(buyer.wishes, kind) if w != subject)
                change = {"wishes": buyer.wishes.model_copy(update={kind: left})}
            case _:
                assert others or way.code == "together"
                continue
        assert composed(buyer.model_copy(update=change), solutions, TAXONOMY).options, way


@MANY
@given(offered(), asked(), st.integers(1, 60))
def test_more_money_never_brings_less(solutions: list[Solution], buyer: Factory, more: int) -> None:
    buyer, standing = answerable(buyer, solutions)
    if not standing:
        return
    poorer = composed(buyer, solutions, TAXONOMY)
    richer = composed(buyer, solutions, TAXONOMY, budget=usd(buyer.budget.amount + more))
    if poorer.options:
        assert max(o.benefit for o in richer.options) >= max(o.benefit for o in poorer.options)
        assert min(o.price.amount for o in richer.options) == min(o.price.amount for o in poorer.options)


@MANY
@given(offered(), asked(), st.data())
def test_a_cheaper_price_list_never_makes_what_is_needed_dearer(solutions: list[Solution], buyer: Factory, data: st.DataObject) -> None:
    buyer, standing = answerable(buyer, solutions)
    if not standing:
        return
    before = composed(buyer, solutions, TAXONOMY)
    if not before.options:
        return
    reduced = []
    for s in solutions:
        price = data.draw(st.integers(1, int(price_of([s]))))
        part = s.prices[0].model_copy(update={"unit_price": Money.of(price, "USD")})
        reduced.append(s.model_copy(update={"prices": (part,)}))
    after = composed(buyer, reduced, TAXONOMY)
    assert min(o.price.amount for o in after.options) <= min(o.price.amount for o in before.options)


@settings(max_examples=20, deadline=None)
@given(offered(), asked(), st.randoms(use_true_random=False))
def test_the_order_of_the_catalog_changes_nothing(solutions: list[Solution], buyer: Factory, random) -> None:
    buyer, standing = answerable(buyer, solutions)
    if not standing:
        return
    shuffled = random.sample(solutions, len(solutions))
    assert composed(buyer, solutions, TAXONOMY) == composed(buyer, shuffled, TAXONOMY)


def test_of_offers_alike_only_the_unbeaten_are_asked_for() -> None:
    """Seven that give the same data: dearer and no better ones are left out, whatever is better at something stays."""
    alike = {"type": "sensor", "does": ["a"], "gives_data": ["x"], "protocols_out": ["p"]}
    solutions = [
        solution("a-cheapest", price=10, **alike),
        solution("b-as-cheap", price=10, **alike),
        solution("c-dearer", price=11, **alike),
        solution("d-sooner", price=12, months=2, **alike),
        solution("e-speaks-more", price=13, **{**alike, "protocols_out": ["p", "q"]}),
        solution("f-does-more", price=14, **{**alike, "does": ["a", "b"]}),
        solution("g-wanted-by-name", price=15, **alike),
        solution("h-shut-out-by-name", price=16, **alike),
        solution("i-shuts-out", type="mes", does=["c"], price=20, excludes=["h-shut-out-by-name"]),
    ]
    buyer = factory(wishes={"must": ["g-wanted-by-name"]})
    pricer = Pricer(sizes=sizes(buyer), rates=NO_RATES, seller=SELLER, currency="USD", on=ON)
    on_offer, _ = offers(buyer, solutions, pricer, ON)
    left = [offer.id[0] for offer in unbeaten(on_offer, buyer, SUPPLIERS, TAXONOMY)]
    assert left == ["a", "d", "e", "f", "g", "h", "i"]


def test_devices_that_may_feed_their_own_kind_are_all_asked_for() -> None:
    """Two sensors may stand side by side, the one feeding the other; of two MES there is only ever one."""
    def left(type: str) -> list[str]:
        solutions = [solution(f"{type}-{n}", type, ["a"], n, gives_data=["x"], needs_data=["x"], protocols_in=["p"], protocols_out=["p"])
                     for n in (10, 20)]
        pricer = Pricer(sizes=sizes(factory()), rates=NO_RATES, seller=SELLER, currency="USD", on=ON)
        return [o.id for o in unbeaten(offers(factory(), solutions, pricer, ON)[0], factory(), SUPPLIERS, TAXONOMY)]

    assert left("sensor") == ["sensor-10", "sensor-20"] and left("mes") == ["mes-10"]
