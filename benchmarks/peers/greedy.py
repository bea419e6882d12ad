"""The greedy heuristic for covering needs cheaply: always take what meets most needs for its price."""

from __future__ import annotations

from collections.abc import Iterator

from packagekit.compose.world import Clause, World

NAME = "greedy cheapest cover"


def cheapest_cover(world: World) -> frozenset[int] | None:
    """Offers that meet every need and wish, not always the cheapest ones; None where greed has led into a dead end."""
    held = world.held()
    clauses = [c for c in world.clauses if c.wish is None or c.wish in held]
    barred = frozenset(world.barred(held))
    clashing = {frozenset(pair) for pair in world.clashes}
    chosen: frozenset[int] = frozenset()
    while needs := list(_unmet(clauses, chosen)):
        ways = {
            way for clause in needs for way in clause.any_of
            if not way & barred and not any(pair <= chosen | way for pair in clashing)
            and world.months(sorted(chosen | way)) <= world.deadline
        }
        if not ways:
            return None
        chosen |= min(ways, key=lambda way: (_price_per_need(world, chosen, way, needs), sorted(way)))
    return chosen if chosen and world.price(chosen) <= world.budget else None


def _unmet(clauses: list[Clause], chosen: frozenset[int]) -> Iterator[Clause]:
    for clause in clauses:
        if (clause.premise is None or clause.premise in chosen) and not any(way <= chosen for way in clause.any_of):
            yield clause


def _price_per_need(world: World, chosen: frozenset[int], way: frozenset[int], needs: list[Clause]) -> float:
    met = len(needs) - sum(1 for _ in _unmet(needs, chosen | way))
    return world.price(way - chosen) / met
