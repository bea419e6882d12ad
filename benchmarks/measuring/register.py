"""A made-up register as large as the country's: cooperatives, their members, suppliers, solutions and cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

from benchmarks.measuring.cases import cases
from packagekit.domain.case import Case
from packagekit.domain.record import varied
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Cooperative, MemberFactory, Supplier
from packagekit.domain.text import Localized
from packagekit.storage.registry import Registry

COOPERATIVES, MEMBERS, SUPPLIERS, CASES = 448, 33_000, 5_000, 33_000
"""Manufacturing cooperatives and their members as counted in 2019; a case for each member, twice today's suppliers."""

PLACES = (
    ("서울", "Seoul"), ("부산", "Busan"), ("대구", "Daegu"), ("인천", "Incheon"), ("광주", "Gwangju"), ("대전", "Daejeon"),
    ("울산", "Ulsan"), ("세종", "Sejong"), ("수원", "Suwon"), ("안산", "Ansan"), ("화성", "Hwaseong"), ("부천", "Bucheon"),
    ("원주", "Wonju"), ("청주", "Cheongju"), ("음성", "Eumseong"), ("천안", "Cheonan"), ("아산", "Asan"), ("전주", "Jeonju"),
    ("군산", "Gunsan"), ("여수", "Yeosu"), ("구미", "Gumi"), ("경주", "Gyeongju"), ("창원", "Changwon"), ("김해", "Gimhae"),
)
TRADES = (
    ("금형", "Mould"), ("사출", "Moulding"), ("도금", "Plating"), ("주물", "Foundry"), ("단조", "Forging"), ("용접", "Welding"),
    ("가구", "Furniture"), ("식품", "Food"), ("염색", "Dyeing"), ("직물", "Weaving"), ("전자", "Electronics"), ("부품", "Parts"),
    ("포장", "Packaging"), ("펌프", "Pump"), ("공구", "Tool"), ("제어", "Control"),
)
SOUNDS = (
    ("가온", "Gaon"), ("나래", "Narae"), ("다솜", "Dasom"), ("라온", "Raon"), ("마루", "Maru"), ("보람", "Boram"),
    ("새솔", "Saesol"), ("아라", "Ara"), ("자람", "Jaram"), ("차오름", "Chaoreum"), ("한결", "Hangyeol"), ("누리", "Nuri"),
    ("도담", "Dodam"), ("미르", "Mir"), ("바름", "Bareum"), ("온새", "Onsae"), ("이든", "Ideun"), ("푸름", "Pureum"),
)
MARKETS = ("VN", "ID", "TH", "MY", "PH", "SG")


class Patterns(NamedTuple):
    """Sound records that the made-up ones are varied from."""

    cases: Sequence[Case]
    suppliers: Sequence[Supplier]
    solutions: Sequence[Solution]
    cooperatives: Sequence[Cooperative]


def patterns(samples: Registry) -> Patterns:
    return Patterns(*(tuple(table.values()) for table in (
        samples.cases, samples.suppliers, samples.solutions, samples.cooperatives)))


def register(known: Patterns, share: float = 1.0, seed: int = 1) -> Registry:
    """The whole register, or a ``share`` of it; equal arguments give equal records, all marked as samples."""
    chance = Random(seed)
    associations = {c.id: c for c in _cooperatives(known, round(COOPERATIVES * share) or 1, chance)}
    firms = {s.id: s for s in _suppliers(known, round(SUPPLIERS * share) or 1, chance)}
    goods = {s.id: s for s in _solutions(known, tuple(firms), chance)}
    builds = {c.id: c for c in _cases(known, round(CASES * share) or 1, tuple(associations), tuple(goods.values()), chance)}
    members = {m.id: m for m in _members(known, round(MEMBERS * share) or 1, tuple(associations.values()), chance)}
    return Registry(cooperatives=associations, members=members, suppliers=firms, solutions=goods, cases=builds)


def _called(chance: Random, ending: tuple[str, str], number: int) -> Localized:
    """A name no firm has, with the word sample in it."""
    (place, town), (trade, craft), (sound, spoken) = chance.choice(PLACES), chance.choice(TRADES), chance.choice(SOUNDS)
    return Localized({
        "ko": f"표본{place}{sound}{trade}{ending[0]} {number}", "en": f"Sample {town} {spoken} {craft} {ending[1]} {number}"})


def _place(chance: Random) -> Localized:
    place, town = chance.choice(PLACES)
    return Localized({"ko": place, "en": town})


def _cooperatives(known: Patterns, count: int, chance: Random) -> Iterator[Cooperative]:
    for number in range(count):
        pattern = chance.choice(known.cooperatives)
        yield varied(pattern, {
            "id": f"sample-coop-{number:04d}", "name": _called(chance, ("협동조합", "Cooperative"), number),
            "region": _place(chance), "members_count": chance.randrange(12, 240)})


def _suppliers(known: Patterns, count: int, chance: Random) -> Iterator[Supplier]:
    for number in range(count):
        pattern = chance.choice(known.suppliers)
        yield varied(pattern, {
            "id": f"sample-supplier-{number:05d}", "name": _called(chance, ("시스템", "Systems"), number), "region": _place(chance),
            "founded": chance.randrange(1985, 2024), "employees": max(4, round(chance.lognormvariate(3, 0.8))),
            "markets": tuple(sorted(chance.sample(MARKETS, chance.randrange(0, 4))))})


def _solutions(known: Patterns, suppliers: Sequence[str], chance: Random) -> Iterator[Solution]:
    """One a supplier."""
    for number, supplier in enumerate(suppliers):
        pattern = chance.choice(known.solutions)
        yield varied(pattern, {
            "id": f"sample-solution-{number:05d}", "supplier": supplier,
            "name": Localized({language: f"{words} {number}" for language, words in pattern.name.root.items()}),
            "sites_live": chance.randrange(0, 90)})


def _cases(
    known: Patterns, count: int, cooperatives: Sequence[str], solutions: Sequence[Solution], chance: Random
) -> Iterator[Case]:
    for number, made in enumerate(cases(count, [c for c in known.cases if c.status == "published"])):
        systems = tuple(
            varied(system, {"solution": found.id, "supplier": found.supplier})
            for system, found in ((s, chance.choice(solutions)) for s in made.systems))
        place = _place(chance)
        yield varied(made, {
            "cooperative": chance.choice(cooperatives), "systems": systems, "region": place,
            "title": _two(made.title, f" {number}"), "name": _two(made.name), "alias": _two(made.alias),
            "problem": _two(made.problem), "built": _two(made.built), "lessons": _two(made.lessons),
            "kpis": tuple(varied(k, {"evidence": tuple(f"{made.id}-{e}" for e in k.evidence)}) for k in made.kpis)})


def _two(text: Localized, ending: str = "") -> Localized:
    """In Korean and English, as most records will be."""
    return Localized({language: text.root[language] + ending for language in ("ko", "en")})


def _members(known: Patterns, count: int, cooperatives: Sequence[Cooperative], chance: Random) -> Iterator[MemberFactory]:
    steps = sorted({step for case in known.cases for step in case.processes})
    levels: list[Any] = ["none"] * 8 + ["basic"] * 9 + ["intermediate1"] * 2 + ["intermediate2"]
    for number in range(count):
        cooperative = cooperatives[number % len(cooperatives)]
        yield MemberFactory(
            id=f"sample-member-{number:05d}", cooperative=cooperative.id, name=_called(chance, ("공업", "Works"), number),
            region=cooperative.region, industry=chance.choice(cooperative.industries),
            processes=tuple(chance.sample(steps, chance.randrange(1, 5))),
            employees=max(1, round(chance.lognormvariate(3, 1))), machines=round(chance.lognormvariate(2.5, 0.8)),
            level=chance.choice(levels), exports_to=tuple(sorted(chance.sample(MARKETS, chance.randrange(0, 3)))), origin="sample")
