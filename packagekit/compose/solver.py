"""Puts the question to OR-Tools CP-SAT and takes back a proven answer; the only place that knows the solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from packagekit.compose.benefit import WHOLE
from packagekit.compose.wishes import BUDGET, DEADLINE
from packagekit.compose.world import INTEGRATION_MONTHS, World


@dataclass(frozen=True)
class Found:
    """Offers chosen, by number, with what they cost and bring."""

    chosen: tuple[int, ...]
    price: int
    benefit: int
    months: int
    optimal: bool


@dataclass(frozen=True)
class Bounds:
    """Benefit from ``at_least`` to ``at_most``, price below ``below``."""

    at_least: int = 0
    at_most: int = WHOLE
    below: int | None = None


class Solver:
    """One world under a set of held wishes; every search on it is exact, single-threaded and repeatable."""

    def __init__(self, world: World, active: frozenset[str]) -> None:
        self.world = world
        self.model = cp_model.CpModel()
        self.take = [self.model.new_bool_var(offer.id) for offer in world.offers]
        self.price = sum(offer.price * take for offer, take in zip(world.offers, self.take, strict=True))
        self._dearest = sum(offer.price for offer in world.offers) + 1  # outweighs any price in an objective
        self._together: dict[frozenset[int], cp_model.IntVar] = {}
        self.months = self._months()
        self._rules(active)
        self.benefit = sum(points * self._any(bringers) for points, bringers in world.gains)

    def _rules(self, active: frozenset[str]) -> None:
        model, take, world = self.model, self.take, self.world
        model.add_bool_or(take)  # an empty bundle is no offer
        for i in world.barred(active):
            model.add(take[i] == 0)
        for clause in world.clauses:
            if clause.wish is not None and clause.wish not in active:
                continue
            ways = [self._all(way) for way in sorted(clause.any_of, key=sorted)]
            model.add_bool_or([*ways, take[clause.premise].negated()] if clause.premise is not None else ways)
        for i, j in sorted(world.clashes):
            model.add_bool_or([take[i].negated(), take[j].negated()])
        if DEADLINE in active:
            model.add(self.months <= world.deadline)
        if BUDGET in active:
            model.add(self.price <= world.budget)

    def _months(self) -> cp_model.LinearExprT:
        """At least the months of ``World.months``, which a minimum and an upper bound both pull down to it."""
        model, world = self.model, self.world
        slowest = model.new_int_var(0, max((o.solution.months for o in world.offers), default=0), "slowest")
        for offer, take in zip(world.offers, self.take, strict=True):
            model.add(slowest >= offer.solution.months).only_enforce_if(take)
        together = model.new_bool_var("together")
        if world.kept:
            model.add(together == 1)
        else:
            model.add(sum(self.take) <= 1).only_enforce_if(together.negated())
        return slowest + world.roll_out + INTEGRATION_MONTHS * together

    def _all(self, way: frozenset[int]) -> cp_model.IntVar:
        """True only if every offer of the way is chosen."""
        if len(way) == 1:
            return self.take[next(iter(way))]
        if way not in self._together:
            both = self.model.new_bool_var("+".join(self.world.offers[i].id for i in sorted(way)))
            self.model.add_bool_and([self.take[i] for i in sorted(way)]).only_enforce_if(both)
            self._together[way] = both
        return self._together[way]

    def _any(self, bringers: frozenset[int]) -> cp_model.IntVar:
        """True exactly if one of the offers is chosen."""
        some = self.model.new_bool_var("")
        self.model.add_max_equality(some, [0, *(self.take[i] for i in sorted(bringers))])
        return some

    def feasible(self) -> bool:
        return self._solve(self.model) is not None

    def cheapest(self, *, at_least: int = 0, settle: bool = False) -> Found | None:
        """The lowest price for that benefit, and at that price the greatest benefit."""
        return self._best(self.price * (WHOLE + 1) - self.benefit, Bounds(at_least=at_least), settle)

    def greatest(self, *, at_least: int = 0, at_most: int = WHOLE, below: int | None = None, settle: bool = False) -> Found | None:
        """The greatest benefit within the bounds, and the lowest price for it."""
        return self._best(self.price - self.benefit * self._dearest, Bounds(at_least, at_most, below), settle)

    def fewest(self, unwanted: Sequence[int]) -> Found | None:
        """The bundle with the fewest of the unwanted offers, and the lowest price for it."""
        return self._best(self.price + self._dearest * sum(self.take[i] for i in unwanted), Bounds(), settle=True)

    def soonest(self) -> Found | None:
        """The bundle that goes live first, and the lowest price for it."""
        return self._best(self.price + self._dearest * self.months, Bounds(), settle=True)

    def _best(self, objective: cp_model.LinearExprT, bounds: Bounds, settle: bool) -> Found | None:
        """The bundle of the lowest objective; ``settle`` prefers few solutions of early ids among its equals."""
        model = self.model.clone()
        model.add(self.benefit >= bounds.at_least)
        model.add(self.benefit <= bounds.at_most)
        if bounds.below is not None:
            model.add(self.price < bounds.below)
        model.minimize(objective)
        answer = self._solve(model)
        if answer is None:
            return None
        best = self._found(*answer)
        if not settle:
            return best
        for i, take in enumerate(self.take):
            model.add_hint(take, i in best.chosen)
        model.add(objective == answer[0].value(objective))
        model.minimize(sum((rank + len(self.take)) * take for rank, take in enumerate(self.take)))
        settled = self._solve(model)
        assert settled is not None, "the best bundle itself is within these bounds"
        found = self._found(*settled)
        return replace(found, optimal=best.optimal and found.optimal)

    def _found(self, solver: cp_model.CpSolver, proven: bool) -> Found:
        chosen = tuple(i for i, take in enumerate(self.take) if solver.boolean_value(take))
        return Found(
            chosen=chosen, price=self.world.price(chosen), benefit=self.world.benefit(chosen),
            months=self.world.months(chosen), optimal=proven,
        )

    @staticmethod
    def _solve(model: cp_model.CpModel) -> tuple[cp_model.CpSolver, bool] | None:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.linearization_level = 2
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return None
        assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE), solver.status_name(status)
        return solver, status == cp_model.OPTIMAL

