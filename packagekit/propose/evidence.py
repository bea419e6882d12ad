"""The chapter of proven cases: what buyers may see of them, and nothing more."""

from __future__ import annotations

from decimal import Decimal
from statistics import median

from packagekit.domain.case import Case, Grade, KpiResult
from packagekit.domain.matching import Reason
from packagekit.domain.money import Money, total
from packagekit.domain.proposal import CaseView, Evidence, KpiSpread, KpiView, SimilarContract
from packagekit.domain.text import N_, Measure, Month, Percent, Text, Year
from packagekit.propose import names
from packagekit.propose.given import Given

TOLD_IN_FULL = 3
"""Cases told at length; the rest stand in the table of similar contracts."""

REASONS = 5
"""Why a case fits, and what differs: at most so many each; the match itself lists all."""

ENOUGH_TO_SUM_UP = 3
"""Fewer cases than this are listed one by one, never summed up."""


def evidence(given: Given) -> Evidence:
    cases = given.leaned_on
    return Evidence(
        cases=tuple(_case(given, case) for case in cases[:TOLD_IN_FULL]),
        spreads=tuple(
            spread for code in dict.fromkeys(goal.kpi for goal in given.factory.goals)
            if (spread := _spread(given, cases, code)) is not None
        ),
        similar=tuple(_contract(given, no, case) for no, case in enumerate(cases, start=1)),
    )


def _case(given: Given, case: Case) -> CaseView:
    taxonomy = given.taxonomy
    match = next((m for m in given.matches if m.case.id == case.id), None)
    shown = case.shown_kpis(given.on)
    return CaseView(
        id=case.id,
        title=case.title,
        name=case.shown_name(given.on),
        cooperative=given.cooperatives[case.cooperative].name,
        industry=names.industry(taxonomy, case.industry),
        size=names.size(case),
        level=N_("{before} → {after}", before=names.level(taxonomy, case.level_before),
                 after=names.level(taxonomy, case.level_after)),
        built_in=N_("{actual} ({planned} planned), live since {day}",
                    actual=Measure(value=Decimal(case.months_actual), unit="month"),
                    planned=Measure(value=Decimal(case.months_planned), unit="month"), day=case.go_live),
        problem=case.problem,
        built=case.built,
        lessons=case.lessons,
        why=_weightiest(match.reasons) if match else (),
        differences=_weightiest(match.differences) if match else (),
        kpis=tuple(_kpi(given, result) for result in shown),
        withheld=None if shown else _why_withheld(given, case),
        sample=case.origin == "sample",
    )


def _weightiest(reasons: tuple[Reason, ...]) -> tuple[Text, ...]:
    """The reasons that count most, in the order they were given."""
    kept = sorted(reasons, key=lambda reason: -reason.weight)[:REASONS]
    return tuple(reason.text for reason in reasons if reason in kept)


def _kpi(given: Given, result: KpiResult) -> KpiView:
    entry = given.taxonomy.kpis[result.kpi]
    return KpiView(
        code=result.kpi,
        name=names.kpi(given.taxonomy, result.kpi),
        goal=any(goal.kpi == result.kpi for goal in given.factory.goals),
        before=names.measured(result.before, entry),
        after=names.measured(result.after, entry),
        change=names.change(result.before, result.after, entry),
        better=names.is_better(result.before, result.after, entry),
        relative=names.improvement(result, entry),
        period=N_("{before} → {after}", before=_span(Month(day=result.before_from), Month(day=result.before_to)),
                  after=_span(Month(day=result.after_from), Month(day=result.after_to))),
        n=result.n,
        grade=result.grade.value,
        remark=remark(result),
        scope=result.scope,
    )


def remark(result: KpiResult) -> Text | None:
    if result.grade is Grade.C:
        return N_("self-reported, early result") if result.early else N_("self-reported")
    return N_("early result") if result.early else None


def _why_withheld(given: Given, case: Case) -> Text:
    if case.consent is None or not case.consent.allows("figures", given.on):
        return N_("The plants have not consented to show their figures on this day, so none are shown.")
    return N_("No figure of this case is proven well enough to be shown.")


def _spread(given: Given, cases: tuple[Case, ...], code: str) -> KpiSpread | None:
    """Median and range over cases, one figure a case: its best-proven one, the longest on a tie."""
    entry = given.taxonomy.kpis[code]
    ratios: list[Decimal] = []
    grades: list[str] = []
    for case in cases:
        usable = [r for r in case.shown_kpis(given.on) if r.kpi == code and names.improvement(r, entry) is not None]
        if usable:
            best = min(usable, key=lambda r: (r.grade.value, -r.n))
            ratios.append(names.improvement(best, entry).ratio)
            grades.append(best.grade.value)
    if len(ratios) < ENOUGH_TO_SUM_UP:
        return None
    return KpiSpread(
        kpi=names.kpi(given.taxonomy, code), n=len(ratios), grades=tuple(sorted(set(grades))),
        median=Percent(ratio=median(ratios)), low=Percent(ratio=min(ratios)), high=Percent(ratio=max(ratios)),
    )


def _span(start: Month | Year, end: Month | Year) -> Text | Month | Year:
    return start if start == end else N_("{start}–{end}", start=start, end=end)


def _contract(given: Given, no: int, case: Case) -> SimilarContract:
    return SimilarContract(
        no=no,
        name=case.shown_name(given.on),
        cooperative=given.cooperatives[case.cooperative].name,
        industry=names.industry(given.taxonomy, case.industry),
        country=names.country(case.country, given.market),
        years=_span(Year(year=case.started.year), Year(year=case.go_live.year)),
        members=len(case.members),
        value=contract_value(given, case),
    )


def contract_value(given: Given, case: Case) -> Money | Text:
    """What the build cost: a figure like any other, so consent decides; two currencies are not added."""
    currencies = {cost.amount.currency for cost in case.costs}
    if case.consent is None or not case.consent.allows("figures", given.on) or len(currencies) != 1:
        return N_("Not disclosed")
    return total([cost.amount for cost in case.costs], currencies.pop())
