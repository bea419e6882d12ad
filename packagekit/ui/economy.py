"""What a market makes and pays in its factories, year by year, on the Markets page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from packagekit.domain.dated import Parameter
from packagekit.domain.market import Market
from packagekit.ui import calculators, marks, widgets
from packagekit.ui.state import Session
from packagekit.workflow import indicators, may, refreshing_indicators, start_indicators
from packagekit.workflow.rate_answers import INDICATORS, indicator_said, years


def show(session: Session, market: Market) -> None:
    """The stored figures with the button that fetches newer ones behind the page."""
    _ = session.gettext
    widgets.section(_("Factories in figures"), _("as counted by the World Bank and the International Labour Organization"))
    figures = indicators(session.house, session.person, market.code).by_name
    known = [(name, figures[name]) for name in INDICATORS if name in figures and years(figures[name])]
    if known:
        widgets.write(marks.figures(_tile(session, name, parameter) for name, parameter in known))
        widgets.write(_table(session, known))
    else:
        widgets.empty(_("No figures are stored yet"), _("Fetch them once; afterwards they are there without a network too."))
    _refresh(session)


def _tile(session: Session, name: str, parameter: Parameter) -> marks.Markup:
    latest = years(parameter)[0]
    return marks.figure(session.show(INDICATORS[name]), indicator_said(parameter, latest, session.language),
                        str(latest.since.year))


def _table(session: Session, known: list[tuple[str, Parameter]]) -> marks.Markup:
    """A row a year, the latest first; a figure nobody has counted stays empty."""
    _ = session.gettext
    by_year = {name: {value.since.year: value for value in years(parameter)} for name, parameter in known}
    counted = sorted({year for values in by_year.values() for year in values}, reverse=True)

    def row(year: int) -> tuple[Any, ...]:
        cells: list[Any] = [str(year)]
        for name, parameter in known:
            value = by_year[name].get(year)
            cells += ("–", "") if value is None else (
                indicator_said(parameter, value, session.language),
                marks.source_note(session.language, value.status, value.source))
        return tuple(cells)

    heads = [_("Year")]
    for name, _parameter in known:
        heads += (session.show(INDICATORS[name]), _("How it is known"))
    return marks.table(heads, (row(year) for year in counted), numbers=range(1, 2 * len(known), 2))


def _refresh(session: Session) -> None:
    _ = session.gettext
    state = refreshing_indicators(session.house, session.person)
    if state.running:
        widgets.under_way(lambda: _asking(session))
        return
    if may(session.person, "start_indicators"):
        st.button(_("Fetch the latest figures"), icon=":material/sync:", key=session.key("indicators-refresh"),
                  on_click=_start, args=(session,), help=_("For all countries at once, behind the page; what is stored stays meanwhile."))
    if state.failed:
        widgets.notice(_("The last attempt broke off through a fault of ours; the log of the program says where."), "care")
    elif state.last is not None:
        if state.last.stored:
            widgets.notice(session.ngettext("{n} yearly figure was stored.", "{n} yearly figures were stored.", state.last.stored), "good")
        elif state.last.problems:
            widgets.notice(_("Nothing could be fetched. The stored figures stay as they are."), "care")
        if state.last.problems:
            calculators.problems(session, state.last.problems)


def _start(session: Session) -> None:
    start_indicators(session.house, session.person, on=session.house.today())


def _asking(session: Session) -> tuple[float, str] | None:
    state = refreshing_indicators(session.house, session.person)
    if not state.running:
        return None
    return state.done / (state.of or 1), session.gettext("Asking the World Bank and the International Labour Organization …")
