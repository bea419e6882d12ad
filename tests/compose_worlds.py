"""Small worlds for composing, and a checker written from the rules alone, without the code under test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations
from typing import Any

from packagekit.compose import compose
from packagekit.domain.bundle import Composition
from packagekit.domain.dated import Parameters
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.factory import Factory
from packagekit.domain.market import SellerTerms
from packagekit.domain.money import Money
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import Localized

ON = date(2026, 11, 22)
SELLER = SellerTerms(country="KR", currency="KRW", parameters=Parameters(owner="KR", by_name={}))
NO_RATES = ExchangeRates(rates=())


def solution(id: str, type: str, does: Sequence[str] = (), price: int | str = 10, **more: Any) -> Solution:
    """A solution sold once per site at ``price`` dollars."""
    whole = {
        "code": "whole", "name": {"en": "Whole"}, "kind": "software_licence", "driver": "site",
        "unit_price": {"amount": str(price), "currency": "USD"}, "valid_from": "2026-01-01",
    }
    return Solution.model_validate({
        "id": id, "supplier": "near", "type": type, "name": {"en": id}, "summary": {"en": id}, "version": "1",
        "isa95_level": 3, "capabilities": list(does), "prices": [whole], "months": 3, "ui_languages": ["en", "vi"], **more,
    })


def supplier(id: str, markets: Sequence[str]) -> Supplier:
    return Supplier(
        id=id, name=Localized({"en": f"Sample {id}"}), about=Localized({"en": "-"}), region=Localized({"en": "-"}),
        areas=(), founded=2000, employees=10, markets=tuple(markets),
    )


SUPPLIERS = {"near": supplier("near", ["VN"]), "far": supplier("far", [])}


def factory(**more: Any) -> Factory:
    return Factory.model_validate({
        "id": "f", "name": "Sample", "market": "VN", "industry": "2220", "processes": ["drying"], "employees": 100,
        "machines": 10, "lines": 2, "annual_output": {"amount": "1000000", "currency": "USD"}, "level": "none",
        "target_level": "none", "goals": [{"kpi": "K1", "now": "5", "target": "3"}],
        "budget": {"amount": "1000", "currency": "USD"}, "deadline_months": 12, "language": "vi", **more,
    })


def composed(factory: Factory, solutions: Sequence[Solution], taxonomy: Taxonomy, **more: Any) -> Composition:
    terms = {"suppliers": SUPPLIERS, "rates": NO_RATES, "seller": SELLER, "on": ON, **more}
    return compose(factory, solutions=solutions, taxonomy=taxonomy, **terms)


def letters() -> Taxonomy:
    """Five capabilities a to e; K1 needs a, K2 needs b; basic marks a, intermediate 1 marks a and b."""
    named = [{"code": c, "name": c} for c in "abcde"]
    return Taxonomy.model_validate({
        "industries": {}, "processes": {},
        "capabilities": {n["code"]: {**n, "area": "production", "isa95_level": 3} for n in named},
        "data_kinds": {c: {"code": c, "name": c} for c in ("x", "y")},
        "protocols": {c: {"code": c, "name": c, "layer": layer} for c, layer in (("p", "field"), ("q", "control"), ("r", "system"))},
        "solution_types": {t["code"]: {"name": t["code"], "isa95_level": 3, **t} for t in (
            {"code": "mes", "area": "information_solutions", "excludes": ["pop"]},
            {"code": "pop", "area": "information_solutions"},
            {"code": "sensor", "area": "automation_devices"},
            {"code": "gateway", "area": "connectivity_devices", "gateway": True},
            {"code": "erp", "area": "information_solutions", "gives_data": ["x"], "needs_data": ["y"], "provides": ["e"]},
        )},
        "kpis": {code: {
            "code": code, "name": code, "unit": "%", "direction": "lower", "formula": "-", "capabilities": [needs], "helped_by": helped,
        } for code, needs, helped in (("K1", "a", ["c", "d"]), ("K2", "b", ["d", "e"]))},
        "levels": {code: {"code": code, "name": code, "rank": rank, "test": "-", "name_ko": "-", "capabilities": marks} for code, rank, marks in (
            ("none", 0, []), ("basic", 1, ["a"]), ("intermediate1", 2, ["a", "b"]), ("intermediate2", 3, ["a", "b"]), ("advanced", 4, ["a", "b"]),
        )},
    })


def price_of(chosen: Iterable[Solution]) -> Decimal:
    """Of worlds in which everything is sold once, in dollars and without engineering."""
    return sum((c.unit_price.amount for s in chosen for c in s.prices), Decimal(0))


def months_of(factory: Factory, chosen: Sequence[Solution]) -> int:
    """The slowest, a month of joint test for two systems or more, a month per three further plants begun."""
    further = max(len(factory.members) - 1, 0)
    together = 1 if len(chosen) + len(factory.keeps) >= 2 else 0
    return max(s.months for s in chosen) + together + (further + 2) // 3


def _speaks(giver: Any) -> set[str]:
    return set(giver.protocols_out if isinstance(giver, Solution) else giver.protocols)


def _hears(taker: Any) -> set[str]:
    return set(taker.protocols_in if isinstance(taker, Solution) else taker.protocols)


def reaches(giver: Any, taker: Any, chosen: Sequence[Solution], taxonomy: Taxonomy) -> bool:
    if _speaks(giver) & _hears(taker):
        return True
    return any(
        taxonomy.solution_types[g.type].gateway and g is not giver and g is not taker
        and _speaks(giver) & set(g.protocols_in) and set(g.protocols_out) & _hears(taker)
        for g in chosen
    )


def hands(giver: Any, taker: Any, taxonomy: Taxonomy) -> bool:
    """Whether data go from one to the other: needed ones, or between information systems what the upper one has."""
    types = taxonomy.solution_types
    gives, needs = (
        set(x.gives_data if isinstance(x, Solution) else types[x.type].gives_data) for x in (giver, taker)
    ), set(taker.needs_data if isinstance(taker, Solution) else types[taker.type].needs_data)
    given, own = gives
    upper, lower = (x.isa95_level if isinstance(x, Solution) else types[x.type].isa95_level for x in (giver, taker))
    both = all(types[x.type].area == "information_solutions" for x in (giver, taker))
    return bool(given & needs or (both and upper >= lower and given - own))


def stands(factory: Factory, chosen: Sequence[Solution], taxonomy: Taxonomy) -> list[str]:
    """What is wrong with a bundle whatever is wished: data, protocols, prerequisites, exclusions."""
    wrong = []
    types = taxonomy.solution_types
    for taker in chosen:
        for data in taker.needs_data:
            givers = [g for g in chosen if g is not taker and data in g.gives_data]
            givers += [k for k in factory.keeps if data in types[k.type].gives_data]
            if not any(reaches(g, taker, chosen, taxonomy) for g in givers):
                wrong.append(f"{taker.id} gets no {data}")
        for needed in taker.needs_types:
            if not any(s.type == needed for s in chosen if s is not taker) and not any(k.type == needed for k in factory.keeps):
                wrong.append(f"{taker.id} lacks a {needed}")
    for one, other in combinations(chosen, 2):
        twice = one.type == other.type and types[one.type].area == "information_solutions"
        by_type = other.type in types[one.type].excludes or one.type in types[other.type].excludes
        by_word = {other.id, other.type} & set(one.excludes) or {one.id, one.type} & set(other.excludes)
        if twice or by_type or by_word:
            wrong.append(f"{one.id} and {other.id} exclude each other")
    return wrong


def required(factory: Factory, taxonomy: Taxonomy) -> dict[str, set[str]]:
    """By wish, the capabilities it needs beyond those that kept systems give."""
    levels = taxonomy.levels
    given = {c for k in factory.keeps for c in taxonomy.solution_types[k.type].provides}

    def marks(code: str) -> set[str]:
        return {c for level in levels.values() if level.rank <= levels[code].rank for c in level.capabilities}

    needs = {"target_level": marks(factory.target_level) - marks(factory.level) - given}
    for goal in factory.goals:
        needs[f"goal:{goal.kpi}"] = set(taxonomy.kpis[goal.kpi].capabilities) - given
    for must in factory.wishes.must:
        if must in taxonomy.capabilities:
            needs[f"must:{must}"] = {must} - given
    return needs


def unmet(
    factory: Factory, chosen: Sequence[Solution], taxonomy: Taxonomy, suppliers: Mapping[str, Supplier] = SUPPLIERS
) -> set[str]:
    """The codes of the wishes a bundle does not meet."""
    types, levels, wishes = taxonomy.solution_types, taxonomy.levels, factory.wishes
    provided = {c for s in chosen for c in s.capabilities}
    codes = {wish for wish, needs in required(factory, taxonomy).items() if needs - provided}
    for must in wishes.must:
        here = {s.id for s in chosen} | {s.type for s in chosen} | {k.type for k in factory.keeps}
        if must not in taxonomy.capabilities and must not in here:
            codes.add(f"must:{must}")
    for s in chosen:
        codes |= {f"avoid:{a}" for a in wishes.avoid if a in {s.id, s.type, *s.capabilities}}
        if levels[s.needs_level].rank > levels[factory.target_level].rank:
            codes.add("target_level")
        if wishes.ui_language and s.hosting != "device" and wishes.ui_language not in s.ui_languages:
            codes.add("ui_language")
        software = types[s.type].area in ("information_solutions", "intelligence_services")
        local = suppliers[s.supplier]
        if wishes.local_support and software and factory.market not in {*local.markets, *(p.market for p in local.partners)}:
            codes.add("local_support")
    for kept in factory.keeps:
        kind = types[kept.type]
        talks = any(
            (hands(kept, s, taxonomy) and reaches(kept, s, chosen, taxonomy))
            or (hands(s, kept, taxonomy) and reaches(s, kept, chosen, taxonomy))
            for s in chosen
        )
        doubled = any(
            (s.type == kept.type and kind.area == "information_solutions") or s.type in kind.excludes
            or kept.type in types[s.type].excludes or kept.type in s.excludes
            for s in chosen
        )
        if doubled or not talks:
            codes.add(f"keeps:{kept.type}")
    if months_of(factory, chosen) > factory.deadline_months:
        codes.add("deadline")
    if price_of(chosen) > factory.budget.amount:
        codes.add("budget")
    return codes


def benefit_of(factory: Factory, chosen: Sequence[Solution], taxonomy: Taxonomy) -> Fraction:
    """Share of the helpful capabilities, each weighing as many goals as it helps; without matched cases."""
    needed = set().union(*required(factory, taxonomy).values())
    given = {c for k in factory.keeps for c in taxonomy.solution_types[k.type].provides}
    helps = [c for g in factory.goals for c in taxonomy.kpis[g.kpi].helped_by if c not in needed | given]
    provided = {c for s in chosen for c in s.capabilities}
    return Fraction(sum(c in provided for c in helps), len(helps)) if helps else Fraction(0)


def subsets(solutions: Sequence[Solution]) -> Iterator[tuple[Solution, ...]]:
    return chain.from_iterable(combinations(solutions, n) for n in range(1, len(solutions) + 1))


def usd(amount: int | str | Decimal) -> Money:
    return Money.of(amount, "USD")
