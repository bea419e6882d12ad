"""Composing for every sample factory, beside a greedy heuristic and beside another exact solver."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.measuring.deal import ON, factories, house, person
from benchmarks.measuring.measure import Benchmark, Peer, agree, measure
from benchmarks.peers import greedy, highs
from benchmarks.peers.question import question
from packagekit.compose import compose
from packagekit.compose.solver import Solver
from packagekit.compose.world import World
from packagekit.domain.bundle import Composition
from packagekit.domain.factory import Factory
from packagekit.domain.matching import Match
from packagekit.workflow import match_factory
from packagekit.workflow.quoting import MATCHES_FOR_COMPOSING


def benchmarks(n: int = 5) -> Iterator[Benchmark]:
    asked = [(f, match_factory(house(), person(), f, on=ON, top=MATCHES_FOR_COMPOSING)) for f in factories()]
    yield beside_greedy(asked, n)
    yield beside_highs(asked, n)


def beside_greedy(asked: list[tuple[Factory, tuple[Match, ...]]], n: int) -> Benchmark:
    """Ours proves up to three options and their front; the peer finds one bundle by the same rules.

    ``price_gap`` is how much dearer the peer's bundle is than the proven cheapest one, in the median of
    the factories; ``peer_failed`` counts those for which greed ends without a bundle though there is one.
    """
    gaps, failed = [], 0
    for factory, matches in asked:
        world = asked_of(factory, matches)
        best = Solver(world, world.held()).cheapest()
        found = greedy.cheapest_cover(world)
        if best is None:
            continue
        if found is None:
            failed += 1
        else:
            gaps.append(world.price(found) / best.price - 1)
    return measure(
        "compose_vs_greedy", lambda: [composed(*one) for one in asked],
        Peer(greedy.NAME, lambda: [greedy.cheapest_cover(asked_of(*one)) for one in asked]), n=n,
        more={
            "price_gap": median(gaps) if gaps else None, "price_gap_worst": max(gaps, default=None),
            "peer_failed": failed, "factories": len(asked),
        },
    )


def beside_highs(asked: list[tuple[Factory, tuple[Match, ...]]], n: int) -> Benchmark:
    """The cheapest bundle of every factory, proven: CP-SAT as we call it, and HiGHS on the same question."""
    worlds = [asked_of(*one) for one in asked]
    peer = highs.missing()
    if peer is None:
        agree("compose_vs_highs", cheapest(worlds), [highs.cheapest_price(world) for world in worlds])
        peer = Peer(highs.NAME, lambda: [highs.cheapest_price(world) for world in worlds])
    return measure("compose_vs_highs", lambda: cheapest(worlds), peer, n=n, more={"factories": len(asked)})


def cheapest(worlds: list[World]) -> list[int | None]:
    found = [Solver(world, world.held()).cheapest() for world in worlds]
    return [None if bundle is None else bundle.price for bundle in found]


def composed(factory: Factory, matches: tuple[Match, ...]) -> Composition:
    registry, catalogs = house().whole_registry(), house().catalogs
    return compose(
        factory, solutions=tuple(registry.solutions.values()), suppliers=registry.suppliers,
        taxonomy=catalogs.taxonomy, rates=catalogs.rates, seller=catalogs.seller, on=ON, matches=matches,
    )


def asked_of(factory: Factory, matches: tuple[Match, ...]) -> World:
    return question(factory, matches, house().catalogs, house().whole_registry(), ON)
