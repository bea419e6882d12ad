"""What a bundle brings beyond what is required, counted in ten-thousandths of all it could bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from packagekit.domain.factory import Factory
from packagekit.domain.matching import Match
from packagekit.domain.solution import Solution
from packagekit.domain.taxonomy import Taxonomy

WHOLE = 10_000
EVIDENCE = 3_000
"""Three tenths go to types of solutions proven in the matched cases, the rest to helpful capabilities;
where there is only one of the two, it takes all."""


@dataclass(frozen=True)
class Gain:
    """So many points for a capability or a solution type, whoever brings it."""

    points: int
    capability: str | None = None
    type: str | None = None


def gains(
    factory: Factory, taxonomy: Taxonomy, solutions: Mapping[str, Solution], matches: Sequence[Match],
    settled: Collection[str], kept_types: Collection[str], on: date,
) -> tuple[Gain, ...]:
    """All there is to gain. ``settled`` are capabilities required anyway or given by what stays.

    A capability weighs as many goals as it helps. A type weighs the scores of the matched cases
    it stands in, of those that improved a KPI of the goals and may show it.
    """
    helpful = Counter(c for goal in factory.goals for c in taxonomy.kpis[goal.kpi].helped_by if c not in settled)
    proven: Counter[str] = Counter()
    for match in matches:
        if _improved(match, factory, taxonomy, on):
            types = {solutions[s.solution].type for s in match.case.systems if s.solution in solutions}
            for kind in types - set(kept_types):
                proven[kind] += max(int(match.score * 100), 1)
    evidence = (EVIDENCE if helpful else WHOLE) if proven else 0
    return (
        *(Gain(points, capability=code) for code, points in _points(helpful, WHOLE - evidence).items()),
        *(Gain(points, type=code) for code, points in _points(proven, evidence).items()),
    )


def _improved(match: Match, factory: Factory, taxonomy: Taxonomy, on: date) -> bool:
    wanted = {goal.kpi for goal in factory.goals}
    return any(
        (result.improvement(taxonomy.kpis[result.kpi].direction) or 0) > 0
        for result in match.case.shown_kpis(on) if result.kpi in wanted
    )


def _points(weights: Mapping[str, int], whole: int) -> dict[str, int]:
    """Whole points by weight that add up to ``whole``: cut down, the rest to the largest remainders."""
    if not weights:
        return {}
    everything = sum(weights.values())
    points = {code: whole * weight // everything for code, weight in weights.items()}
    by_loss = sorted(weights, key=lambda code: (-(whole * weights[code] % everything), code))
    for code in by_loss[: whole - sum(points.values())]:
        points[code] += 1
    return dict(sorted(points.items()))
