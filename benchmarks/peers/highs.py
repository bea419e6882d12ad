"""The cheapest bundle as a mixed-integer programme for the HiGHS that OR-Tools carries."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from ortools.linear_solver.python import model_builder

from benchmarks.measuring.measure import Peer
from packagekit.compose.world import INTEGRATION_MONTHS, World

# The package highspy cannot stand beside OR-Tools in one process: both bring a library of the same name.
NAME = f"HiGHS in OR-Tools {version('ortools')}"


def missing() -> Peer | None:
    """A peer that says why, where OR-Tools was built without HiGHS."""
    if model_builder.Solver("highs").solver_is_supported():
        return None
    return Peer("HiGHS", why=f"OR-Tools {version('ortools')} carries no HiGHS on this platform")


def cheapest_price(world: World) -> int | None:
    """The proven lowest price, in minor units, of a bundle that meets every need and wish; None when there is none."""
    held = world.held()
    model = model_builder.Model()
    take = [model.new_bool_var(offer.id) for offer in world.offers]
    price = sum(offer.price * t for offer, t in zip(world.offers, take, strict=True))
    together: dict[frozenset[int], model_builder.Variable] = {}

    def all_of(way: frozenset[int]) -> model_builder.Variable:
        if len(way) == 1:
            return take[next(iter(way))]
        if way not in together:
            together[way] = model.new_bool_var("+".join(world.offers[i].id for i in sorted(way)))
            for i in sorted(way):
                model.add(together[way] <= take[i])
        return together[way]

    for i in world.barred(held):
        model.add(take[i] == 0)
    for clause in world.clauses:
        if (clause.wish is None or clause.wish in held) and frozenset() not in clause.any_of:
            ways = model_builder.LinearExpr.sum([all_of(way) for way in sorted(clause.any_of, key=sorted)])
            model.add(ways >= (1 if clause.premise is None else take[clause.premise]))
    for i, j in sorted(world.clashes):
        model.add(take[i] + take[j] <= 1)
    for i in _too_slow(world, INTEGRATION_MONTHS if world.kept else 0):
        model.add(take[i] == 0)
    if not world.kept:
        for i in _too_slow(world, INTEGRATION_MONTHS):  # in time only alone
            others = [t for j, t in enumerate(take) if j != i]
            model.add(sum(others) + len(others) * take[i] <= len(others))
    model.add(sum(take) >= 1)
    model.add(price <= world.budget)
    model.minimize(price)
    solver = model_builder.Solver("highs")
    with _silence():
        status = solver.solve(model)
    if status != model_builder.SolveStatus.OPTIMAL:
        return None
    return world.price(i for i, t in enumerate(take) if solver.value(t) > 0.5)


@contextmanager
def _silence() -> Iterator[None]:
    """HiGHS greets on standard output, which belongs to our answer, before it reads any option."""
    sys.stdout.flush()
    kept = os.dup(1)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _too_slow(world: World, further_months: int) -> list[int]:
    """Offers that go live after the deadline, once rolled out and so many months of tests later."""
    left = world.deadline - world.roll_out - further_months
    return [i for i, offer in enumerate(world.offers) if offer.solution.months > left]
