"""What is compared of a factory and of a case, worked out once for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import log

from packagekit.domain.case import Case, Grade, KpiResult
from packagekit.domain.factory import Factory
from packagekit.domain.taxonomy import Direction, Kpi, Taxonomy

DAYS_A_YEAR = 365.25

GRADE = {Grade.A: 1.0, Grade.B: 0.8, Grade.C: 0.4}
EARLY = 0.5
"""Less than three months measured after go-live counts half."""


@dataclass(frozen=True)
class Plant:
    """The size of one plant: of a joint build, of its average plant.

    A system copes with what one shop floor holds, so six shops of thirty people are compared as shops of
    thirty people and not as one works of a hundred and eighty.
    """

    employees: Decimal
    machines: Decimal

    @classmethod
    def average(cls, employees: int, machines: int, plants: int) -> Plant:
        plants = max(plants, 1)
        return cls(Decimal(employees) / plants, Decimal(machines) / plants)

    def logs(self) -> tuple[float, float]:
        """Natural logarithms; one is added to machines because a plant of hand work has none."""
        return log(max(self.employees, Decimal(1))), log(self.machines + 1)


@dataclass(frozen=True)
class Want:
    """One goal with its KPI and the relative improvement that reaches it; None where today's value is 0."""

    kpi: Kpi
    now: Decimal
    target: Decimal
    needed: Decimal | None


@dataclass(frozen=True)
class Seeker:
    """The factory as matching sees it."""

    factory: Factory
    processes: frozenset[str]
    plant: Plant
    logs: tuple[float, float]
    level_now: int
    level_wanted: int
    wants: tuple[Want, ...]


@dataclass(frozen=True)
class Proof:
    """One KPI result of a case that may be shown, with its improvement (positive is better)."""

    result: KpiResult
    improvement: Decimal | None


@dataclass(frozen=True)
class Reference:
    """A case that is to be explained."""

    case: Case
    processes: frozenset[str]
    plant: Plant
    level_before: int
    level_after: int
    proofs: dict[str, Proof]  # the best known result of each KPI


def seeker(factory: Factory, taxonomy: Taxonomy) -> Seeker:
    plant = Plant.average(factory.employees, factory.machines, len(factory.members))
    wants = []
    for goal in factory.goals:
        kpi = taxonomy.kpis[goal.kpi]
        needed = None
        if goal.now != 0:
            change = (goal.target - goal.now) / abs(goal.now)
            needed = change if kpi.direction is Direction.HIGHER else -change
        wants.append(Want(kpi, goal.now, goal.target, needed))
    return Seeker(
        factory=factory, processes=frozenset(factory.processes), plant=plant, logs=plant.logs(),
        level_now=taxonomy.levels[factory.level].rank, level_wanted=taxonomy.levels[factory.target_level].rank,
        wants=tuple(wants),
    )


def reference(case: Case, taxonomy: Taxonomy, on: date) -> Reference:
    return Reference(
        case=case, processes=frozenset(case.processes),
        plant=Plant.average(case.employees, case.machines, len(case.members)),
        level_before=taxonomy.levels[case.level_before].rank, level_after=taxonomy.levels[case.level_after].rank,
        proofs=_proofs(case.shown_kpis(on), taxonomy, on),
    )


def _proofs(shown: Sequence[KpiResult], taxonomy: Taxonomy, on: date) -> dict[str, Proof]:
    """The best known result of each KPI: by grade, then a full period, then observations.

    Not the greatest improvement: a supplier with ten figures must not be judged by the luckiest one.
    """
    best: dict[str, KpiResult] = {}
    for result in shown:
        if result.kpi not in taxonomy.kpis or result.after_to > on:
            continue
        known = best.get(result.kpi)
        if known is None or how_known(result) > how_known(known):
            best[result.kpi] = result
    return {
        code: Proof(result, result.improvement(taxonomy.kpis[code].direction)) for code, result in best.items()
    }


def how_known(result: KpiResult) -> tuple[int, bool, int]:
    """The greater, the better known: by grade, then a full period, then observations."""
    return -list(Grade).index(result.grade), not result.early, result.n


def trust(result: KpiResult) -> float:
    """How far a figure is believed, 0 to 1."""
    return GRADE[result.grade] * (EARLY if result.early else 1.0)
