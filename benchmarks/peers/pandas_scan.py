"""Matching as a row-wise scan of a pandas table: the parts of our score worked out again, one case at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from importlib.metadata import version
from math import log
from typing import Any

import pandas

from packagekit.domain.case import Case, Grade, KpiResult
from packagekit.domain.factory import Factory
from packagekit.domain.isic import section
from packagekit.domain.places import ASEAN
from packagekit.domain.taxonomy import Direction, Taxonomy
from packagekit.match.features import DAYS_A_YEAR, EARLY, GRADE
from packagekit.match.ranking import PARTS
from packagekit.match.shares import FRESH_YEARS, INDUSTRY, MARKET, SIZE_LIMIT, STALE_YEARS

NAME = f"pandas {version('pandas')}, row-wise apply"
GRADES = list(Grade)


def table(cases: Iterable[Case], taxonomy: Taxonomy) -> pandas.DataFrame:
    """The cases as somebody who works in pandas keeps them: a row each, codes already turned into ranks and sets."""
    return pandas.DataFrame({
        "id": c.id, "industry": c.industry, "processes": frozenset(c.processes), "plants": max(len(c.members), 1),
        "employees": c.employees, "machines": c.machines,
        "before": taxonomy.levels[c.level_before].rank, "after": taxonomy.levels[c.level_after].rank,
        "places": frozenset({c.country, *c.markets}), "go_live": c.go_live, "status": c.status, "consent": c.consent,
        "kpis": c.kpis,
    } for c in cases)


def ranked(frame: pandas.DataFrame, factory: Factory, taxonomy: Taxonomy, on: date, top: int) -> list[tuple[str, float]]:
    """Ids and scores of the best cases, equal scores in the order of their ids."""
    live = frame[(frame["status"] == "published") & (frame["go_live"] <= on)]
    scores = live.apply(_scorer(factory, taxonomy, on), axis=1)
    best = live.assign(score=scores).sort_values(["score", "id"], ascending=[False, True]).head(top)
    return list(zip(best["id"], best["score"], strict=True))


def _scorer(factory: Factory, taxonomy: Taxonomy, on: date) -> Callable[[Any], float]:
    weights = {name: float(part.weight) for name, part in PARTS.items()}
    own = set(factory.processes)
    plants = max(len(factory.members), 1)
    sizes = log(max(factory.employees / plants, 1)), log(factory.machines / plants + 1)
    now, wanted = taxonomy.levels[factory.level].rank, taxonomy.levels[factory.target_level].rank
    goals = [(g.kpi, _change(float(g.now), float(g.target), taxonomy.kpis[g.kpi].direction)) for g in factory.goals]

    def score(row: Any) -> float:
        shared = len(own & row.processes)
        logs = log(max(row.employees / row.plants, 1)), log(row.machines / row.plants + 1)
        beyond = row.after - wanted
        proofs = _proofs(row, taxonomy, on)
        parts = {
            "industry": INDUSTRY[_kinship(factory.industry, row.industry)],
            "processes": (shared / len(own | row.processes) + shared / len(own)) / 2,
            "goals": sum(_reached(proofs.get(kpi), needed, taxonomy) for kpi, needed in goals) / len(goals),
            "level": (max(0.0, 1 - abs(now - row.before) / 2)
                      + max(0.0, 1 - beyond / 4 if beyond > 0 else 1 + beyond / 2)) / 2,
            "size": 1 - sum(min(abs(a - b) / SIZE_LIMIT, 1.0) for a, b in zip(sizes, logs, strict=True)) / 2,
            "market": MARKET[_delivered(factory.market, row.places)],
            "evidence": max((_trusted(proofs[kpi]) for kpi, _ in goals if kpi in proofs), default=0.0),
            "age": max(0.0, min(1.0, (STALE_YEARS - (on - row.go_live).days / DAYS_A_YEAR) / (STALE_YEARS - FRESH_YEARS))),
        }
        return round(sum(weights[name] * part for name, part in parts.items()) + 1e-9, 2)

    return score


def _kinship(ours: str, theirs: str) -> str:
    for digits, branch in ((4, "class"), (3, "group"), (2, "division")):
        if len(ours) >= digits and ours[:digits] == theirs[:digits]:
            return branch
    return "section" if section(ours) is not None and section(ours) == section(theirs) else "none"


def _delivered(market: str, places: frozenset[str]) -> str:
    if market in places:
        return "same"
    if market in ASEAN and places & ASEAN:
        return "asean"
    return "abroad" if places - {"KR"} else "korea"


def _proofs(row: Any, taxonomy: Taxonomy, on: date) -> dict[str, KpiResult]:
    """The best known result of each KPI that may be shown on the day."""
    if row.consent is None or not row.consent.allows("figures", on):
        return {}
    best: dict[str, KpiResult] = {}
    for result in row.kpis:
        if result.grade is Grade.D or result.kpi not in taxonomy.kpis or result.after_to > on:
            continue
        known = best.get(result.kpi)
        if known is None or _known(result) > _known(known):
            best[result.kpi] = result
    return best


def _known(result: KpiResult) -> tuple[int, bool, int]:
    return -GRADES.index(result.grade), not result.early, result.n


def _trusted(result: KpiResult) -> float:
    return GRADE[result.grade] * (EARLY if result.early else 1.0)


def _change(before: float, after: float, direction: Direction) -> float | None:
    if before == 0:
        return None
    change = (after - before) / abs(before)
    return change if direction is Direction.HIGHER else -change


def _reached(result: KpiResult | None, needed: float | None, taxonomy: Taxonomy) -> float:
    if result is None or (result.before < 0) != (result.after < 0):
        return 0.0
    change = _change(float(result.before), float(result.after), taxonomy.kpis[result.kpi].direction)
    if change is None or change <= 0:
        return 0.0
    if needed is None:
        return 0.5
    return 0.5 + (1.0 if needed <= 0 else min(1.0, change / needed)) / 2
