"""Scores every case for a factory, orders them, and has the best ones explained."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from packagekit.domain.case import Case
from packagekit.domain.factory import Factory
from packagekit.domain.matching import Match, Reason
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.match import sentences, shares
from packagekit.match.features import Reference, Seeker, reference, seeker
from packagekit.match.sentences import Said


@dataclass(frozen=True)
class Part:
    """One part of the comparison: its weight, how it is scored and how it is said."""

    weight: Decimal
    share: Callable[[Seeker, Reference], float]
    say: Callable[[Seeker, Reference, Taxonomy], Sequence[Said]]


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

WEIGHTS = [(float(part.weight), part.share) for part in PARTS.values()]
CENT, MILLE = Decimal("0.01"), Decimal("0.001")


def match(
    factory: Factory, cases: Iterable[Case], *, taxonomy: Taxonomy, on: date, top: int | None = None
) -> tuple[Match, ...]:
    """The published cases live on the day ``on``, best first, at most ``top`` of them.

    The score is 0 to 1 with two decimals; equal scores stand in the order of the case ids. A reason's
    weight is what it adds to the score, a difference's what it takes from a full one. Figures of grade D or
    without consent are neither scored nor said. Raises ``Refusal`` for codes the taxonomy does not have.
    """
    _refuse_unknown(factory, taxonomy)
    seeking = seeker(factory, taxonomy)
    eligible = (reference(c, taxonomy, on) for c in cases if c.status == "published" and c.go_live <= on)
    scored = ((-_score(seeking, found), found.case.id, found) for found in eligible)
    best = sorted(scored, key=_order) if top is None else heapq.nsmallest(top, scored, key=_order)
    return tuple(_explained(seeking, found, -negative, taxonomy) for negative, _, found in best)


def _order(entry: tuple[Decimal, str, Reference]) -> tuple[Decimal, str]:
    return entry[0], entry[1]


def _score(seeking: Seeker, found: Reference) -> Decimal:
    exact = sum(weight * share(seeking, found) for weight, share in WEIGHTS)
    return Decimal(format(exact, ".6f")).quantize(CENT, rounding=ROUND_HALF_UP)


def _explained(seeking: Seeker, found: Reference, score: Decimal, taxonomy: Taxonomy) -> Match:
    told: dict[str, list[Reason]] = {"reason": [], "difference": []}
    for part in PARTS.values():
        for said in part.say(seeking, found, taxonomy):
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
