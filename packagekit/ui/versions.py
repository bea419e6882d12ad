"""Versions of the open deal: two that clash are merged by the person, an earlier one is brought back."""

from __future__ import annotations

import streamlit as st

from packagekit.domain.history import Entry
from packagekit.domain.merging import Difference, differences
from packagekit.domain.text import Refusal
from packagekit.ui import marks, told, widgets
from packagekit.ui.state import Clash, Session
from packagekit.workflow import StaleSave, history_of_deal, merge_deal, open_deal, restore_deal

FEW = 6  # changes that are shown without being asked for


def clash(session: Session) -> None:
    """Where a change met a newer version: both side by side, until the person has made one of them."""
    met = session.clash
    if met is None or session.deal is None or met.theirs.id != session.deal.id:
        return
    apart = differences(met.before, met.mine, met.theirs)
    if not apart:
        session.met(None)
        return

    @st.dialog(session.gettext("Two versions of this deal"), width="large", dismissible=False)
    def ask() -> None:
        _ = session.gettext
        st.write(_saved_by(session, met), _("Nothing is lost: choose for each field which value stands."))
        chosen = {one.where: _choice(session, one, met) for one in apart}
        if st.button(_("Save what I chose"), type="primary", key="merge-save", disabled=None in chosen.values()):
            _merge(session, met, [where for where, side in chosen.items() if side == "mine"])

    ask()


def _saved_by(session: Session, met: Clash) -> str:
    _ = session.gettext
    newest = history_of_deal(session.house, session.person, met.theirs.id).entries[0]
    if newest.by == session.person.id:
        return _("You saved this deal in another window while you were changing it here.")
    return _("{person} saved this deal while you were changing it.", person=told.person(session, newest))


def _choice(session: Session, one: Difference, met: Clash) -> str | None:
    """Whose value stands: already chosen where only one of the two changed it."""
    _ = session.gettext
    sides = ("mine", "theirs")
    said = {side: told.value(session, "deals", one.where, getattr(one, side)) for side in sides}
    captions = (_("Your change") if one.mine != one.before else _("As it was"),
                _("Saved meanwhile") if one.theirs != one.before else _("As it was"))
    return st.radio(
        told.field(session, "deals", one.where), sides, index=None if one.proposed is None else sides.index(one.proposed),
        format_func=said.__getitem__, captions=captions, horizontal=True, key=f"merge-{met.theirs.version}-{one.where}")


def _merge(session: Session, met: Clash, taken: list[str]) -> None:
    try:
        session.deal = merge_deal(session.house, session.person, met.mine, met.theirs, taken)
        session.met(None)
    except StaleSave:  # and again somebody was quicker
        session.met(Clash(met.before, met.mine, open_deal(session.house, session.person, met.theirs.id)))
    session.edition += 1
    st.rerun()


# Earlier versions -----------------------------------------------------------------------------


def history(session: Session) -> None:
    """The way to everything that was done to the open deal."""
    if st.button(session.gettext("Earlier versions"), icon=":material/history:", type="tertiary", key=session.key("deal-history"),
                 help=session.gettext("Every saved version of this deal; an earlier one can be brought back.")):
        _earlier(session)


def _earlier(session: Session) -> None:
    @st.dialog(session.gettext("History of this deal"), width="large")
    def show() -> None:
        for number, entry in enumerate(history_of_deal(session.house, session.person, session.deal.id).entries):
            with widgets.card(f"version-{entry.number}"):
                about, act = st.columns([4, 1.2], vertical_alignment="center")
                with about:
                    widgets.write(told.act_badge(session, entry), marks.Markup(' <span class="card-sub">{} · {}</span>').format(
                        told.moment(session, entry), told.person(session, entry)))
                with act:
                    if number and entry.revision is not None and st.button(
                            session.gettext("Restore"), key=f"restore-{entry.revision}", width="stretch",
                            help=session.gettext("Bring the deal back to this version; the newer ones stay in the history.")):
                        _restore(session, entry)
                with st.expander(session.ngettext("{n} value", "{n} values", len(entry.changes)), expanded=len(entry.changes) <= FEW):
                    widgets.write(told.changed(session, entry))

    show()


def _restore(session: Session, entry: Entry) -> None:
    before = session.deal
    try:
        session.deal = restore_deal(session.house, session.person, before, entry.revision)
    except Refusal as refusal:
        widgets.problems(session, refusal.problems)
        return
    session.restored = before.version
    session.edition += 1
    st.rerun()


def restored(session: Session) -> None:
    """That an earlier version was brought back, and the way back from it; said until the deal is changed again."""
    if session.restored is None or session.deal is None:
        return
    if session.deal.version != session.restored + 1:
        session.restored = None
        return
    _ = session.gettext
    said, undo = st.columns([4, 1], vertical_alignment="center")
    with said:
        widgets.notice(_("An earlier version of this deal stands again."))
    if undo.button(_("Undo"), icon=":material/undo:", key=session.key("undo-restore"), width="stretch"):
        session.deal = restore_deal(session.house, session.person, session.deal, session.restored)
        session.restored = None
        session.edition += 1
        st.rerun()
