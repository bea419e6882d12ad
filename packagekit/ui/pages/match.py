"""Match: proven cases for this factory, why each fits and what differs."""

from __future__ import annotations

import streamlit as st

from packagekit.domain.deal import Deal
from packagekit.domain.matching import Match
from packagekit.ui import evidence, marks, results, widgets
from packagekit.ui.state import Session, current


def show(session: Session) -> None:
    _ = session.gettext
    deal = widgets.step_head(
        session, "match", _("Proven cases"),
        _("Joint builds in Korea that come closest. The chosen ones support the proposal and its return."),
    )
    found = results.matches(session)
    if not found:
        widgets.empty(_("No case fits yet"), _("Compose goes on without one; returns are then shown as assumptions."))
    for rank, match in enumerate(found, 1):
        matched(session, deal, rank, match)
    choice_line(session, deal)
    widgets.onward(session, "compose", _("Compose the bundle"))


def matched(session: Session, deal: Deal, rank: int, match: Match) -> None:
    _ = session.gettext
    case, chosen = match.case, match.case.id in deal.cases
    with widgets.card(f"match-{case.id}", picked=chosen):
        head, act = st.columns([5, 1.3], vertical_alignment="center")
        with head:
            widgets.write(marks.Markup('<div class="card-title">{}. {}</div><div class="card-sub">{}</div>').format(
                rank, session.show(case.title), evidence.case_line(session, case, deal.on)))
        with act:
            st.toggle(_("Use as reference"), value=chosen, key=session.key(f"use-{case.id}"),
                      on_change=choose, args=(session, case.id))
        fits, proof = st.columns([1, 1.15], gap="large")
        with fits:
            widgets.write(
                marks.minihead(_("Fit {share}", share=session.language.percent(match.score, 0))),
                marks.bar(float(match.score), _("Fit")),
                marks.minihead(_("Why it fits, in words for the buyer")),
                marks.points((session.show(reason.text) for reason in match.reasons), "fits"),
            )
        with proof:
            widgets.write(marks.minihead(_("Measured results")), evidence.results(session, case, deal.on))
            if match.differences:
                widgets.write(marks.minihead(_("What differs")), marks.points(
                    (session.show(difference.text) for difference in match.differences), "differs"))
        with st.expander(_("About this case")):
            evidence.details(session, case, deal.on)


def choose(session: Session, case_id: str) -> None:
    """Take the case up as a reference, or leave it out again."""
    chosen = session.deal.cases
    kept = tuple(c for c in chosen if c != case_id) if case_id in chosen else (*chosen, case_id)
    session.keep(cases=kept)


def choice_line(session: Session, deal: Deal) -> None:
    _ = session.gettext
    if deal.cases:
        words = session.ngettext("{n} case is chosen as a reference.", "{n} cases are chosen as references.", len(deal.cases))
    else:
        words = _("No case is chosen: the best matches are taken.")
    widgets.write(marks.Markup('<div class="quiet">{}</div>').format(words))


show(current())
