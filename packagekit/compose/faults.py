"""Codes in a factory or an offer that no catalog knows, each with what to write instead."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from packagekit.compose.sizing import DRIVERS
from packagekit.compose.wishes import name_in_catalog
from packagekit.domain.factory import Factory
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Problem


def faults(
    factory: Factory, solutions: Sequence[Solution], suppliers: Mapping[str, Supplier], taxonomy: Taxonomy
) -> list[Problem]:
    """Every unknown code and impossible count at once; empty when the question can be put."""
    by_id = {s.id: s for s in solutions}
    problems = []

    def unknown(where: str, code: str, choices: Collection[str]) -> None:
        near = tuple(get_close_matches(code, choices, n=5, cutoff=0.3)) or tuple(choices)[:5]
        problems.append(Problem(
            where=where, what=N_("“{code}” is not in the catalog.", code=code),
            how=N_("Write one of its codes, such as {choices}.", choices=near),
        ))

    for field in ("level", "target_level"):
        if getattr(factory, field) not in taxonomy.levels:
            unknown(field, getattr(factory, field), taxonomy.levels)
    for index, goal in enumerate(factory.goals):
        if goal.kpi not in taxonomy.kpis:
            unknown(f"goals[{index}].kpi", goal.kpi, taxonomy.kpis)
    for index, kept in enumerate(factory.keeps):
        if kept.type not in taxonomy.solution_types:
            unknown(f"keeps[{index}].type", kept.type, taxonomy.solution_types)
        for protocol in kept.protocols:
            if protocol not in taxonomy.protocols:
                unknown(f"keeps[{index}].protocols", protocol, taxonomy.protocols)
    for field in ("must", "avoid"):
        for index, code in enumerate(getattr(factory.wishes, field)):
            if name_in_catalog(code, taxonomy, by_id) is None:
                unknown(f"wishes.{field}[{index}]", code, (*taxonomy.capabilities, *taxonomy.solution_types, *by_id))
    for driver, count in factory.drivers.items():
        if driver not in DRIVERS:
            unknown(f"drivers.{driver}", driver, DRIVERS)
        elif count < 0:
            problems.append(Problem(
                where=f"drivers.{driver}", what=N_("A count cannot be negative: {count}.", count=count),
                how=N_("Write 0 or the number that was counted."),
            ))
    for solution in solutions:
        if solution.supplier not in suppliers:
            unknown(f"solutions/{solution.id}.supplier", solution.supplier, suppliers)
        if solution.type not in taxonomy.solution_types:
            unknown(f"solutions/{solution.id}.type", solution.type, taxonomy.solution_types)
        for field in ("protocols_in", "protocols_out"):
            for protocol in getattr(solution, field):
                if protocol not in taxonomy.protocols:
                    unknown(f"solutions/{solution.id}.{field}", protocol, taxonomy.protocols)
    return problems
