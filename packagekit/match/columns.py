"""All cases of a register side by side as columns of numbers, so that every one is scored in a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import nan
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from packagekit.domain.case import Case, Grade, KpiResult
from packagekit.domain.taxonomy import Taxonomy
from packagekit.match.features import Plant, how_known, trust

NEVER = date.max.toordinal()
BITS = 64


class Figure(NamedTuple):
    """One KPI result of a case as matching compares it."""

    kpi: str
    improvement: float  # relative, positive is better; nan where no percentage can be given
    trust: float  # 0..1 by grade and period
    order: tuple[int, bool, int]  # the greatest is the best known
    known: int  # the ordinal of the day it was fully measured


class Row(NamedTuple):
    """What is compared of one case; small, so that a large register need not be kept whole in memory."""

    id: str
    industry: str
    steps: tuple[str, ...]
    sizes: tuple[float, float]
    levels: tuple[int, int]
    places: frozenset[str]
    live: int
    shown: tuple[int, int]  # ordinals of the first and last day on which figures may be shown
    figures: tuple[Figure, ...]


def row(case: Case, taxonomy: Taxonomy) -> Row:
    """A published case as a row."""
    consent = case.consent if case.consent is not None and "figures" in case.consent.scope else None
    return Row(
        id=case.id, industry=case.industry, steps=tuple(dict.fromkeys(case.processes)),
        sizes=Plant.average(case.employees, case.machines, len(case.members)).logs(),
        levels=(taxonomy.levels[case.level_before].rank, taxonomy.levels[case.level_after].rank),
        places=frozenset({case.country, *case.markets}), live=case.go_live.toordinal(),
        shown=(consent.given.toordinal(), consent.expires.toordinal()) if consent else (NEVER, 0),
        figures=tuple(
            _figure(result, taxonomy) for result in case.kpis if result.grade is not Grade.D and result.kpi in taxonomy.kpis
        ),
    )


def _figure(result: KpiResult, taxonomy: Taxonomy) -> Figure:
    improvement = result.improvement(taxonomy.kpis[result.kpi].direction)
    return Figure(
        result.kpi, nan if improvement is None else float(improvement), trust(result),
        how_known(result), result.after_to.toordinal(),
    )


@dataclass(frozen=True)
class Coded:
    """A column of few distinct values: each is worked out once and spread over the rows that have it."""

    distinct: tuple[Any, ...]
    number: NDArray[numpy.intp]

    @classmethod
    def of(cls, values: Sequence[Any]) -> Coded:
        numbers: dict[Any, int] = {}
        column = numpy.fromiter((numbers.setdefault(v, len(numbers)) for v in values), numpy.intp, len(values))
        return cls(tuple(numbers), column)

    def spread(self, worked_out: Callable[[Any], float]) -> NDArray[numpy.float64]:
        return numpy.array([worked_out(v) for v in self.distinct], numpy.float64)[self.number]


@dataclass(frozen=True)
class Figures:
    """The results of all cases on one KPI, the best known of each case last."""

    rows: NDArray[numpy.intp]
    improvement: NDArray[numpy.float64]
    trust: NDArray[numpy.float64]
    known: NDArray[numpy.int64]


@dataclass(frozen=True)
class Columns:
    """The published cases in the order of their ids; ``case`` gives the whole record of one."""

    ids: tuple[str, ...]
    case: Callable[[str], Case]
    industry: Coded
    levels: Coded
    places: Coded
    step_bits: dict[str, int]
    steps: NDArray[numpy.uint64]  # one bit a step, in words of 64
    step_count: NDArray[numpy.int64]
    sizes: tuple[NDArray[numpy.float64], NDArray[numpy.float64]]
    live: NDArray[numpy.int64]
    shown: tuple[NDArray[numpy.int64], NDArray[numpy.int64]]
    figures: dict[str, Figures]

    def proofs(self, kpi: str, on: date) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
        """Improvement and trust of each case's best known result on the KPI that may be shown on the day.

        nan and 0 where there is none. Not the greatest improvement: a supplier with ten figures must not be
        judged by the luckiest one.
        """
        improvement, trusted = numpy.full(len(self.ids), nan), numpy.zeros(len(self.ids))
        found = self.figures.get(kpi)
        if found is not None:
            day = on.toordinal()
            may = (found.known <= day) & (self.shown[0][found.rows] <= day) & (day <= self.shown[1][found.rows])
            improvement[found.rows[may]] = found.improvement[may]  # of one row's results the last one stays
            trusted[found.rows[may]] = found.trust[may]
        return improvement, trusted

    def improvements(self, kpi: str, industry: Callable[[str], bool], without: Container[str | None] = ()) -> tuple[float, ...]:
        """The relative improvements of the cases of some industries on one KPI, without those of the ids named."""
        found = self.figures.get(kpi)
        if found is None:
            return ()
        of_trade = self.industry.spread(industry)[found.rows] > 0
        kept = of_trade & ~numpy.isnan(found.improvement)
        return tuple(
            float(improvement) for at, improvement in zip(found.rows[kept], found.improvement[kept], strict=True)
            if self.ids[at] not in without)

    def shared_steps(self, steps: Iterable[str]) -> NDArray[numpy.int64]:
        """How many of these process steps each case has."""
        asked = numpy.zeros((len(self.steps), 1), numpy.uint64)
        for bit in (self.step_bits[s] for s in set(steps) if s in self.step_bits):
            asked[bit // BITS] |= numpy.uint64(1 << bit % BITS)
        return numpy.bitwise_count(self.steps & asked).sum(axis=0, dtype=numpy.int64)


def columns(rows: Iterable[Row], case: Callable[[str], Case]) -> Columns:
    """The rows as columns; ``case`` reads the whole record of an id when it is to be explained."""
    held = sorted(rows)
    bits: dict[str, int] = {}
    for step in (s for r in held for s in r.steps):
        bits.setdefault(step, len(bits))
    steps = numpy.zeros((-(-len(bits) // BITS) or 1, len(held)), numpy.uint64)
    for at, r in enumerate(held):
        words: dict[int, int] = {}
        for bit in (bits[s] for s in r.steps):
            words[bit // BITS] = words.get(bit // BITS, 0) | 1 << bit % BITS
        for word, value in words.items():
            steps[word, at] = value

    def whole(values: Iterable[int]) -> NDArray[numpy.int64]:
        return numpy.fromiter(values, numpy.int64, len(held))

    return Columns(
        ids=tuple(r.id for r in held), case=case,
        industry=Coded.of([r.industry for r in held]), levels=Coded.of([r.levels for r in held]),
        places=Coded.of([r.places for r in held]), step_bits=bits, steps=steps,
        step_count=whole(len(r.steps) for r in held),
        sizes=(numpy.array([r.sizes[0] for r in held]), numpy.array([r.sizes[1] for r in held])),
        live=whole(r.live for r in held), shown=(whole(r.shown[0] for r in held), whole(r.shown[1] for r in held)),
        figures=_figures(held),
    )


def _figures(held: Sequence[Row]) -> dict[str, Figures]:
    by_kpi: dict[str, list[tuple[int, Figure]]] = {}
    for at, r in enumerate(held):
        for _, figure in sorted(enumerate(r.figures), key=lambda f: (f[1].order, -f[0])):  # of equals the first stands last
            by_kpi.setdefault(figure.kpi, []).append((at, figure))
    return {
        kpi: Figures(
            rows=numpy.array([at for at, _ in found], numpy.intp),
            improvement=numpy.array([f.improvement for _, f in found]), trust=numpy.array([f.trust for _, f in found]),
            known=numpy.array([f.known for _, f in found], numpy.int64),
        )
        for kpi, found in by_kpi.items()
    }
