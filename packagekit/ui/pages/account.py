"""My account: name, password, where one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from packagekit.domain.account import SignIn
from packagekit.domain.text import Refusal
from packagekit.ui import marks, people, room, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import (
    change_my_name,
    change_my_password,
    end_my_sign_in,
    may,
    my_account,
    my_room,
    my_sign_ins,
    sign_out_everywhere,
)


def show(session: Session) -> None:
    _ = session.gettext
    account = my_account(session.house, session.person)
    widgets.page_head(_("My account"), _("What colleagues read beside your work, and where you are signed in."))
    widgets.refused(session)
    with widgets.card("me"):
        widgets.write(marks.facts((
            (_("E-mail address"), account.email), (_("Role"), session.show(people.ROLE_WORDS[account.role])),
            (_("Organisation"), people.organisation_name(session, account.organisation, account.organisation_name)),
        )))
        name(session, account.name)
    if account.has_password:
        password(session)
    sign_ins(session)
    files(session)


def name(session: Session, present: str) -> None:
    _ = session.gettext
    typed, act = st.columns([3, 1], vertical_alignment="bottom")
    with typed:
        chosen = st.text_input(_("Your name"), value=present, max_chars=100, key=session.key("my-name"))
    with act:
        if st.button(_("Change the name"), key=session.key("change-name"), width="stretch", disabled=chosen == present):
            _done(session, lambda: change_my_name(session.house, session.person, chosen))


def password(session: Session) -> None:
    _ = session.gettext
    widgets.section(_("Password"), _("a new one ends your other sign-ins"))
    with widgets.card("password"), st.form("password", border=False, clear_on_submit=True):
        old = st.text_input(_("Present password"), type="password", max_chars=200)
        new = st.text_input(_("New password"), type="password", max_chars=200,
                            help=_("At least 10 characters; a few words in a row are easy to remember."))
        again = st.text_input(_("The same once more"), type="password", max_chars=200)
        if st.form_submit_button(_("Change the password"), type="primary"):
            _done(session, lambda: change_my_password(session.house, session.person, old=old, password=new, again=again))


def sign_ins(session: Session) -> None:
    """Every browser one is signed in with; each can be ended, or all at once."""
    _ = session.gettext
    live = my_sign_ins(session.house, session.person)
    widgets.section(_("Signed in"), session.ngettext("{n} browser", "{n} browsers", len(live)))
    for one in live:
        _sign_in(session, one)
    if live and st.button(_("Sign out everywhere"), icon=":material/logout:", key=session.key("everywhere")):
        sign_out_everywhere(session.house, session.person)
        st.rerun()


def _sign_in(session: Session, one: SignIn) -> None:
    _ = session.gettext
    with widgets.card(f"sign-in-{one.id[:12]}"):
        about, act = st.columns([4, 1], vertical_alignment="center")
        with about:
            widgets.write(people.sign_in_line(session, one, here=one.id == session.person.session))
        with act:
            if st.button(_("End"), key=session.key(f"end-{one.id[:12]}"), width="stretch"):
                _done(session, lambda: end_my_sign_in(session.house, session.person, one.id))


def files(session: Session) -> None:
    """What one keeps in the house and how much room is left for more."""
    _ = session.gettext
    if not may(session.person, "my_room"):
        return
    found = my_room(session.house, session.person)
    widgets.section(_("My files"), room.taken(session, found))
    if not found.held:
        widgets.empty(_("No files yet"), _("Evidence people bring and documents they make are listed here."))
        return
    with widgets.card("room"):
        room.show(session, found, own=True)


def _done(session: Session, act: Callable[[], Any]) -> None:
    """Do it and show the page anew, or say why it was not done."""
    try:
        act()
    except Refusal as refusal:
        widgets.problems(session, refusal.problems)
        return
    st.rerun()


show(current())
