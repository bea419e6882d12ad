"""Says in words why a part fits or what differs, with the figures it was judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from packagekit.domain.case import Grade, KpiResult
from packagekit.domain.places import ASEAN, country_name
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Measure, Percent, Text, name_of
from packagekit.match import shares
from packagekit.match.features import Plant, Proof, Reference, Seeker, Want, trust


@dataclass(frozen=True)
class Said:
    """One sentence and the share of its part that it accounts for: earned by a reason, missed by a difference."""

    kind: Literal["reason", "difference"]
    code: str
    text: Text
    share: float


def fits(code: str, text: Text, share: float) -> Said:
    return Said("reason", code, text, share)


def differs(code: str, text: Text, share: float) -> Said:
    return Said("difference", code, text, 1 - share)


def industry(seeker: Seeker, case: Reference, taxonomy: Taxonomy, share: float) -> Sequence[Said]:
    ours, theirs = seeker.factory.industry, case.case.industry
    names = {"theirs": _industry_name(theirs, taxonomy), "ours": _industry_name(ours, taxonomy)}
    match shares.kinship(ours, theirs):
        case "class":
            text = N_("The case is from the same industry: {industry}.", industry=names["ours"])
            return [fits("industry", text, share)]
        case "group":
            return [fits("industry", N_("The case is from a closely related industry, {theirs}; yours is {ours}.", **names), share)]
        case "division":
            return [fits("industry", N_("The case is from a related industry, {theirs}; yours is {ours}.", **names), share)]
    return [differs("industry", N_("The case is from another industry, {theirs}; yours is {ours}.", **names), share)]


def _industry_name(code: str, taxonomy: Taxonomy) -> Text | str:
    """The name of the code or of its nearest listed ancestor; the bare code where none is listed."""
    for digits in range(len(code), 0, -1):
        if code[:digits] in taxonomy.industries:
            return name_of(taxonomy.industries[code[:digits]].name, "industry")
    return code


def processes(seeker: Seeker, case: Reference, taxonomy: Taxonomy, share: float) -> Sequence[Said]:
    own = seeker.factory.processes
    shared = [p for p in own if p in case.processes]
    lacking = [p for p in own if p not in case.processes]
    said = []
    if shared:
        steps = _process_names(shared, taxonomy)
        said.append(fits("processes", N_("It covers all {total} of your process steps: {steps}.", total=len(own), steps=steps)
                         if len(own) > 2 and not lacking else N_(
            "It covers {count} of your {total} process steps: {steps}.", count=len(shared), total=len(own), steps=steps), share))
    if lacking:
        said.append(differs("processes", N_(
            "These of your process steps are not in the case: {steps}.", steps=_process_names(lacking, taxonomy)), share))
    return said


def _process_names(codes: Sequence[str], taxonomy: Taxonomy) -> tuple[Text | str, ...]:
    return tuple(name_of(taxonomy.processes[c].name, "process") if c in taxonomy.processes else c for c in codes)


_ALIKE = 0.75
"""From here a plant is, by people and machines together, less than 1.7 times the other: further apart they are not alike."""


def size(seeker: Seeker, case: Reference, _taxonomy: Taxonomy, share: float) -> Sequence[Said]:
    figures = {
        "employees": _whole(case.plant.employees), "machines": _whole(case.plant.machines),
        "own_employees": _whole(seeker.plant.employees), "own_machines": _whole(seeker.plant.machines),
    }
    if 0.5 <= share < _ALIKE:
        return [fits("size", N_(
            "Its plants average {employees} employees and {machines} machines, of the same order as yours with {own_employees} and {own_machines}.",
            **figures), share)]
    if share >= _ALIKE:
        return [fits("size", N_(
            "Its plants average {employees} employees and {machines} machines, much like yours with {own_employees} and {own_machines}.",
            **figures), share)]
    if _bulk(case.plant) < _bulk(seeker.plant):
        return [differs("size", N_(
            "Its plants are much smaller than yours: on average {employees} employees and {machines} machines against {own_employees} and {own_machines}.",
            **figures), share)]
    return [differs("size", N_(
        "Its plants are much larger than yours: on average {employees} employees and {machines} machines against {own_employees} and {own_machines}.",
        **figures), share)]


def _bulk(plant: Plant) -> float:
    return sum(plant.logs())


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def level(seeker: Seeker, case: Reference, taxonomy: Taxonomy, share: float) -> Sequence[Said]:

    def named(code: str) -> Text:
        return name_of(taxonomy.levels[code].name, "level")

    steps = {
        "before": named(case.case.level_before), "after": named(case.case.level_after),
        "now": named(seeker.factory.level), "wanted": named(seeker.factory.target_level),
    }
    if (case.level_before, case.level_after) == (seeker.level_now, seeker.level_wanted):
        return [fits("level", N_("It made the step you want: {before} to {after}.", **steps), share)]
    if share >= 0.5:
        return [fits("level", N_("Its step is near yours: from {before} to {after}; you want to go from {now} to {wanted}.", **steps), share)]
    return [differs("level", N_("It went from {before} to {after}; you want to go from {now} to {wanted}.", **steps), share)]


def goals(seeker: Seeker, case: Reference, _taxonomy: Taxonomy, _share: float) -> Sequence[Said]:
    """One sentence or two per goal: what the case improved, and what it leaves open."""
    said = []
    for want in seeker.wants:
        for sentence in _goal(want, case.proofs.get(want.kpi.code)):
            said.append(Said(sentence.kind, sentence.code, sentence.text, sentence.share / len(seeker.wants)))
    return said


def _goal(want: Want, proof: Proof | None) -> Sequence[Said]:
    code = f"kpi:{want.kpi.code}"
    share = 0.0 if proof is None or proof.improvement is None else float(shares.goal(want, float(proof.improvement)))
    kpi = name_of(want.kpi.name, "kpi")
    if proof is None:
        return [differs(code, N_("The case has no figures on {kpi} that may be shown.", kpi=kpi), share)]
    result = proof.result
    figures = {
        "kpi": kpi, "before": Measure(value=result.before, unit=want.kpi.unit),
        "after": Measure(value=result.after, unit=want.kpi.unit), "evidence": grade_of(result), "n": result.n,
    }
    if proof.improvement is None:
        return [differs(code, N_(
            "{kpi} went from {before} to {after} ({evidence}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n}); no percentage can be given.", **figures), share)]
    if proof.improvement == 0:
        return [differs(code, N_("{kpi} stayed at {after} in this case ({evidence}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n}).", **figures), share)]
    text = _moved(want, result, proof.improvement, figures)
    if proof.improvement < 0:
        return [differs(code, text, share)]
    if want.needed is None or share == 1:
        return [fits(code, text, share)]
    return [fits(code, text, share), differs(code, N_(
        "Your goal for {kpi} asks for an improvement of {needed}; the case reached {reached}.",
        kpi=kpi, needed=_percent(want.needed), reached=_percent(proof.improvement)), share)]


def _moved(want: Want, result: KpiResult, improvement: Decimal, figures: dict[str, object]) -> Text:
    """From what to what, in points too where the KPI is itself a percentage: 2 points are not 2 %."""
    moved = {**figures, "change": _percent(abs(improvement))}
    if want.kpi.unit == "%":
        moved["points"] = abs(result.after - result.before)
        if result.after < result.before:
            return N_("{kpi} fell from {before} to {after} ({points} points, {change} lower), {evidence}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n}.", **moved)
        return N_("{kpi} rose from {before} to {after} ({points} points, {change} higher), {evidence}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n}.", **moved)
    if result.after < result.before:
        return N_("{kpi} fell from {before} to {after} ({change} lower), {evidence}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n}.", **moved)
    return N_("{kpi} rose from {before} to {after} ({change} higher), {evidence}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n}.", **moved)


def _percent(ratio: Decimal) -> Percent:
    return Percent(ratio=ratio.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP))


def grade_of(result: KpiResult) -> Text:
    """How the figure is known: its grade, that it is self-reported, that it is early."""
    if result.grade is Grade.C:
        if result.early:
            return N_("grade {grade}, self-reported early result", grade=result.grade.value)
        return N_("grade {grade}, self-reported", grade=result.grade.value)
    if result.early:
        return N_("grade {grade}, early result", grade=result.grade.value)
    return N_("grade {grade}", grade=result.grade.value)


def evidence(seeker: Seeker, case: Reference, taxonomy: Taxonomy, share: float) -> Sequence[Said]:
    """How the best known of its figures on the goals is known; the others say their grade themselves."""
    proof = _best_proof(seeker, case)
    if proof is None:
        if case.proofs:
            return [differs("evidence", N_("None of its proven figures is on a KPI of your goals."), share)]
        return [differs("evidence", N_("None of its figures may be shown to a buyer today."), share)]
    kpi = name_of(taxonomy.kpis[proof.result.kpi].name, "kpi")
    match proof.result.grade:
        case Grade.A:
            return [fits("evidence", N_("A third party has verified its figure on {kpi} (grade A).", kpi=kpi), share)]
        case Grade.B:
            return [fits("evidence", N_("Its figure on {kpi} is a system export attested by the supplier (grade B).", kpi=kpi), share)]
    return [differs("evidence", N_("Its figures on your goals are reported by the factory itself (grade C)."), share)]


def _best_proof(seeker: Seeker, case: Reference) -> Proof | None:
    """The best known of the proofs on the factory's goals; None when there is none."""
    proofs = [case.proofs[w.kpi.code] for w in seeker.wants if w.kpi.code in case.proofs]
    return max(proofs, key=lambda proof: trust(proof.result), default=None)


def market(seeker: Seeker, case: Reference, _taxonomy: Taxonomy, share: float) -> Sequence[Said]:
    places = {case.case.country, *case.case.markets}
    own = country_name(seeker.factory.market)
    match shares.delivered(seeker.factory.market, frozenset(places)):
        case "same":
            return [fits("market", N_("The same build or its suppliers have already delivered in {market}.", market=own), share)]
        case "asean":
            others = tuple(country_name(c) for c in sorted(places & ASEAN))
            return [fits("market", N_(
                "The same build or its suppliers have delivered nearby, in {others}, but not yet in {market}.",
                others=others, market=own), share)]
        case "abroad":
            others = tuple(country_name(c) for c in sorted(places - {"KR"}))
            return [differs("market", N_(
                "It has delivered abroad, in {others}, but neither in {market} nor in its neighbourhood.",
                others=others, market=own), share)]
    return [differs("market", N_("It has been delivered in Korea only, not yet in {market}.", market=own), share)]


def age(_seeker: Seeker, case: Reference, _taxonomy: Taxonomy, share: float) -> Sequence[Said]:
    if share >= 0.5:
        return [fits("age", N_("It has been in operation since {day}.", day=case.case.go_live), share)]
    return [differs("age", N_("It went live on {day}; its technology is older than what would be built today.", day=case.case.go_live), share)]
