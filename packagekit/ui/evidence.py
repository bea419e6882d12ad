"""How a case is shown wherever one is shown: consent respected, raw figures with their grade."""

from __future__ import annotations

from datetime import date

from packagekit.domain.case import Case, KpiResult
from packagekit.domain.text import Measure, Percent, name_of
from packagekit.propose import names
from packagekit.ui import marks, widgets
from packagekit.ui.state import Session
from packagekit.workflow import catalogs, registry


def case_line(session: Session, case: Case, on: date) -> str:
    """Name or alias as consented, trade, members and the year it went live."""
    taxonomy = catalogs(session.house, session.person).taxonomy
    industry = taxonomy.industries.get(case.industry)
    return " · ".join((
        session.show(case.shown_name(on)),
        session.show(name_of(industry.name, "industry")) if industry else case.industry,
        session.ngettext("{n} plant", "{n} plants", len(case.members)),
        session.gettext("live since {month}", month=session.language.month(case.go_live)),
    ))


def kpi_name(session: Session, code: str) -> str:
    """A KPI's name; a code the catalog does not have keeps itself."""
    known = catalogs(session.house, session.person).taxonomy.kpis
    return session.show(name_of(known[code].name, "kpi")) if code in known else code


def results(session: Session, case: Case, on: date) -> marks.Markup:
    """Before and after of each KPI a buyer may see, or why there are none."""
    shown = case.shown_kpis(on)
    if not shown:
        return marks.Markup('<div class="quiet">{}</div>').format(
            session.gettext("The factory has not consented to figures being shown, or its consent has ended."))
    rows = [_result(session, result) for result in shown]
    _ = session.gettext
    return marks.table((_("KPI"), _("Before → after"), _("Change"), _("Evidence")), rows, numbers=(1, 2))


def _result(session: Session, result: KpiResult) -> tuple[object, ...]:
    kpi = catalogs(session.house, session.person).taxonomy.kpis[result.kpi]
    change = result.improvement(kpi.direction)
    words = session.gettext("{before} → {after}", before=session.language.number(result.before),
                            after=Measure(value=result.after, unit=kpi.unit))
    tone = "" if change is None else "good" if change > 0 else "care"
    return (
        session.show(name_of(kpi.name, "kpi")), words,
        marks.badge(session.language.percent(change, 0), tone,
                    session.gettext("Improvement; positive is better")) if change is not None else "",
        marks.grade_badge(session.language, result.grade)
        + (marks.badge(session.gettext("early"), "care", session.gettext("Less than three months measured"))
           if result.early else marks.Markup("")),
    )


def details(session: Session, case: Case, on: date) -> None:
    """Everything else a buyer asks about a reference."""
    _ = session.gettext
    known, held = catalogs(session.house, session.person), registry(session.house, session.person)
    cooperative = held.cooperatives.get(case.cooperative)
    levels = known.taxonomy.levels
    widgets.write(
        marks.minihead(_("The problem")), marks.Markup("<p>{}</p>").format(marks.said(session.language, case.problem)),
        marks.minihead(_("What was built")), marks.Markup("<p>{}</p>").format(marks.said(session.language, case.built)),
        marks.minihead(_("What was learnt")), marks.Markup("<p>{}</p>").format(marks.said(session.language, case.lessons)),
        marks.facts((
            (_("Cooperative"), session.show(cooperative.name) if cooperative else case.cooperative),
            (_("Level"), _("{before} → {after}", before=name_of(levels[case.level_before].name, "level"),
                           after=name_of(levels[case.level_after].name, "level"))),
            (_("Employees"), session.show(case.employees)),
            (_("Machines"), session.show(case.machines)),
            (_("Time to build"), _("{actual}, {planned} planned", actual=session.language.months(case.months_actual),
                                   planned=session.language.months(case.months_planned))),
            *((session.show(names.KINDS[cost.kind]), _("{amount} at prices of {year}", amount=cost.amount, year=str(cost.price_year)))
              for cost in case.costs),
            (_("Public support"), session.show(Percent(ratio=case.subsidy_share)) if case.subsidy_share else None),
            (_("Solutions"), session.show(tuple(
                held.solutions[system.solution].name if system.solution in held.solutions else system.solution
                for system in case.systems))),
            (_("Consent until"), session.show(case.consent.expires) if case.consent else _("None: only the alias is shown")),
        )),
        marks.minihead(_("Plants")),
        marks.table((_("Plant"), _("Employees"), _("Machines")), (
            (marks.said(session.language, member.alias), session.show(member.employees), session.show(member.machines))
            for member in case.members), numbers=(1, 2)),
        marks.minihead(_("How it was measured")),
        marks.table((_("KPI"), _("Before"), _("After"), _("Observations"), _("Scope")), (
            _measured(session, result) for result in case.shown_kpis(on)), numbers=(3,)),
    )


def _measured(session: Session, result: KpiResult) -> tuple[object, ...]:
    kpi = catalogs(session.house, session.person).taxonomy.kpis[result.kpi]
    span = session.language.span
    day = session.language.short_day
    return (
        session.show(name_of(kpi.name, "kpi")), span(day(result.before_from), day(result.before_to)),
        span(day(result.after_from), day(result.after_to)), session.show(result.n), marks.said(session.language, result.scope),
    )
