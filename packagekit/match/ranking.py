"""Scores every case for a factory, orders them, and has the best ones explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy
from numpy.typing import NDArray

from packagekit.domain.case import Case
from packagekit.domain.factory import Factory
from packagekit.domain.matching import Match, Reason
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.match import sentences, shares
from packagekit.match.columns import Columns, columns, row
from packagekit.match.features import Reference, Seeker, reference, seeker
from packagekit.match.sentences import Said


@dataclass(frozen=True)
class Part:
    """One part of the comparison: its weight, how it is scored and how it is said."""

    weight: Decimal
    share: Callable[[Seeker, Columns, date], NDArray[numpy.float64]]
    say: Callable[[Seeker, Reference, Taxonomy, float], Sequence[Said]]


PARTS: dict[str, Part] = {
    # What the shop does weighs most: the same trade with the same steps has the same losses.
    "industry": Part(Decimal("0.22"), shares.industry, sentences.industry),
    "processes": Part(Decimal("0.18"), shares.processes, sentences.processes),
    # Then whether it has proven what this buyer wants.
    "goals": Part(Decimal("0.22"), shares.goals, sentences.goals),
    "level": Part(Decimal("0.10"), shares.level, sentences.level),
    "size": Part(Decimal("0.10"), shares.size, sentences.size),
    # Then whether the buyer can trust it and see it.
    "market": Part(Decimal("0.08"), shares.market, sentences.market),
    "evidence": Part(Decimal("0.06"), shares.evidence, sentences.evidence),
    "age": Part(Decimal("0.04"), shares.age, sentences.age),
}
"""The weights add up to 1; they are this house's judgement and no standard's."""

CENT, MILLE = Decimal("0.01"), Decimal("0.001")
NEAR_HALF = 1e-4  # of a cent: so near to the half that the sixth digit decides


def match(
    factory: Factory, cases: Columns | Iterable[Case], *, taxonomy: Taxonomy, on: date, top: int | None = None
) -> tuple[Match, ...]:
    """The published cases live on the day ``on``, best first, at most ``top`` of them.

    The score is 0 to 1 with two decimals; equal scores stand in the order of the case ids. A reason's
    weight is what it adds to the score, a difference's what it takes from a full one. Figures of grade D or
    without consent are neither scored nor said. Raises ``Refusal`` for codes the taxonomy does not have.
    """
    _refuse_unknown(factory, taxonomy)
    register = cases if isinstance(cases, Columns) else table(cases, taxonomy)
    seeking = seeker(factory, taxonomy)
    shares = {name: part.share(seeking, register, on) for name, part in PARTS.items()}
    cents = _cents(sum(float(PARTS[name].weight) * share for name, share in shares.items()))
    return tuple(
        _explained(
            seeking, reference(register.case(register.ids[at]), taxonomy, on), Decimal(int(cents[at])) * CENT,
            {name: float(share[at]) for name, share in shares.items()}, taxonomy)
        for at in _best(cents, numpy.flatnonzero(register.live <= on.toordinal()), top)
    )


def table(cases: Iterable[Case], taxonomy: Taxonomy) -> Columns:
    """The published ones among the cases as columns, worked out once for many factories."""
    published = {case.id: case for case in cases if case.status == "published"}
    return columns((row(case, taxonomy) for case in published.values()), published.__getitem__)


def _cents(exact: NDArray[numpy.float64]) -> NDArray[numpy.int64]:
    """Scores in whole hundredths, half rounded up after the sixth digit: what is written is what is compared."""
    cents = numpy.floor(exact * 100 + 0.5).astype(numpy.int64)
    for at in numpy.flatnonzero(numpy.abs(exact * 100 - numpy.floor(exact * 100) - 0.5) < NEAR_HALF):
        cents[at] = int(Decimal(format(exact[at], ".6f")).quantize(CENT, rounding=ROUND_HALF_UP) * 100)
    return cents


def _best(cents: NDArray[numpy.int64], live: NDArray[numpy.intp], top: int | None) -> NDArray[numpy.intp]:
    """The places of the best scores among the live cases; equal scores in the order of the ids."""
    key = live - cents[live] * len(cents)  # one whole number: the score first, then the place
    if top is not None and top < len(key):
        best = numpy.argpartition(key, top)[:top]
        return live[best[numpy.argsort(key[best])]]
    return live[numpy.argsort(key)]


def _explained(
    seeking: Seeker, found: Reference, score: Decimal, shares: Mapping[str, float], taxonomy: Taxonomy
) -> Match:
    told: dict[str, list[Reason]] = {"reason": [], "difference": []}
    for name, part in PARTS.items():
        for said in part.say(seeking, found, taxonomy, shares[name]):
            weight = (part.weight * Decimal(format(said.share, ".6f"))).quantize(MILLE, rounding=ROUND_HALF_UP)
            told[said.kind].append(Reason(code=said.code, text=said.text, weight=weight))
    for reasons in told.values():
        reasons.sort(key=lambda r: -r.weight)  # stable: equal weights keep the order of the parts
    return Match(
        case=found.case, score=score, reasons=tuple(told["reason"]), differences=tuple(told["difference"])
    )


def _refuse_unknown(factory: Factory, taxonomy: Taxonomy) -> None:
    problems = [
        Problem(
            where=f"goals[{index}].kpi",
            what=N_("There is no KPI called “{code}”.", code=goal.kpi),
            how=N_("Choose one of: {codes}.", codes=tuple(taxonomy.kpis)),
        )
        for index, goal in enumerate(factory.goals) if goal.kpi not in taxonomy.kpis
    ]
    problems += [
        Problem(
            where=field,
            what=N_("There is no level called “{code}”.", code=code),
            how=N_("Choose one of: {codes}.", codes=tuple(taxonomy.levels)),
        )
        for field, code in (("level", factory.level), ("target_level", factory.target_level))
        if code not in taxonomy.levels
    ]
    if problems:
        raise Refusal(*problems)
