"""Contracts of the past as bid forms ask for them: of published cases, as far as their firms consented."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from packagekit.domain.case import Case, KpiResult
from packagekit.domain.kit import Reference
from packagekit.domain.text import N_, Measure, Text, name_of
from packagekit.propose import names
from packagekit.propose.evidence import contract_value, remark
from packagekit.propose.given import Given

SHOWN = ("verified", "published")
"""States of a case in which others may read of it."""


def references(given: Given, *, cooperative: str | None, suppliers: Collection[str]) -> tuple[Reference, ...]:
    """The ``referred`` cases as a buyer may read of them.

    Those this proposal leans on come first, in its own order, then those of the same industry, then the youngest.
    """
    leaned_on = [case.id for case in given.leaned_on]
    found = sorted(referred(given, cooperative=cooperative, suppliers=suppliers), key=lambda case: (
        leaned_on.index(case.id) if case.id in leaned_on else len(leaned_on),
        case.industry != given.factory.industry, -case.go_live.toordinal(), case.id))
    return tuple(_reference(given, no, case) for no, case in enumerate(found, start=1))


def referred(given: Given, *, cooperative: str | None, suppliers: Collection[str]) -> tuple[Case, ...]:
    """The shown cases that the cooperative ran or one of the suppliers delivered to."""
    return tuple(case for case in given.cases.values() if case.status in SHOWN and (
        case.cooperative == cooperative or any(system.supplier in suppliers for system in case.systems)))


def _reference(given: Given, no: int, case: Case) -> Reference:
    result = _best(given, case)
    country = names.country(case.country, given.market)
    return Reference(
        no=no,
        name=case.shown_name(given.on),
        client=N_("{members} plants, members of {cooperative}", members=len(case.members),
                  cooperative=given.cooperatives[case.cooperative].name) if case.cooperative in given.cooperatives
        else N_("{members} plants of one trade", members=len(case.members)),
        industry=names.industry(given.taxonomy, case.industry),
        place=N_("{country}", country=country) if case.region is None
        else N_("{region}, {country}", region=case.region, country=country),
        scope=case.built,
        began=case.started,
        ended=case.go_live,
        on_time=_on_time(case),
        value=contract_value(given, case),
        result=None if result is None else _result(given, result),
        grade=None if result is None else result.grade.value,
        remark=None if result is None else remark(result),
    )


def _on_time(case: Case) -> Text:
    actual = Measure(value=Decimal(case.months_actual), unit="month")
    if case.months_actual == case.months_planned:
        return N_("{actual}, as planned", actual=actual)
    return N_("{actual}, {planned} planned", actual=actual,
              planned=Measure(value=Decimal(case.months_planned), unit="month"))


def _best(given: Given, case: Case) -> KpiResult | None:
    """The figure to name: of the buyer's goals if there is one, the best proven, the longest observed."""
    goals = {goal.kpi for goal in given.factory.goals}
    return min(case.shown_kpis(given.on), key=lambda r: (r.kpi not in goals, r.grade.value, -r.n, r.kpi), default=None)


def _result(given: Given, result: KpiResult) -> Text:
    entry = given.taxonomy.kpis[result.kpi]
    return N_("{kpi}: {before} → {after}", kpi=name_of(entry.name, "kpi"), before=names.measured(result.before, entry),
              after=names.measured(result.after, entry))
