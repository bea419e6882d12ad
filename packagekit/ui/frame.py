"""What stands around every page: the brand, the way to the other pages, the languages."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from packagekit.domain.text import N_, Problem, Refusal
from packagekit.ui import marks, versions, widgets
from packagekit.ui.navigation import BESIDE, ENTRIES, GUIDED, OWN, Entry, opens
from packagekit.ui.state import Session, asks_to_sign_in, current, opened_house, reader_language
from packagekit.workflow import SignedOut, language, languages_of_screens, may, registry

_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"


def sidebar(session: Session, page: Any) -> None:
    """Brand, pages, the open deal and the languages; every link carries the deal and the language."""
    _ = session.gettext
    widgets.page_language(session.language.locale)
    st.logo(_STATIC / "wordmark.svg", size="large", icon_image=_STATIC / "mark.svg")
    with st.sidebar:
        home, *rest = BESIDE
        _link(session, page, home)
        if session.deal is not None:
            _title(session.deal.title or _("New factory"))
            for entry in _open(session, GUIDED):
                _link(session, page, entry, disabled=entry.step != "factory" and session.deal.factory is None)
            versions.history(session)
        if _open(session, rest):
            _title(_("Reference"))
        for entry in _open(session, rest):
            _link(session, page, entry)
        _title(session.who.name)
        for entry in _open(session, OWN):
            _link(session, page, entry)
        if session.who.session is not None:
            widgets.write(marks.Markup('<a class="sign-out" href="/account/logout" target="_self">{}</a>').format(_("Sign out")))
        _languages(session, page)


def _open(session: Session, entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if opens(session.who, entry)]


def not_allowed(session: Session, page: Any) -> Refusal | None:
    """Why this page is not for this person; None where it is."""
    entry = next(entry for entry in ENTRIES if session.pages[entry.code].url_path == page.url_path)
    if opens(session.who, entry):
        return None
    return Refusal(Problem(
        where=entry.code, what=N_("{person} may not do this.", person=session.who.name),
        how=N_("Ask the administrator of your team for the right."),
    ))


def register_at_hand(session: Session) -> None:
    """The first page after a start waits for the register, and says so."""
    if not session.house.at_hand() and may(session.who, "registry"):
        with st.spinner(session.gettext("Reading the register…"), show_time=True):
            registry(session.house, session.person)


def signed_out(refusal: SignedOut) -> None:
    """The whole page of somebody whose sign-in has ended: nothing of what was there, and the way back in."""
    house, asked = opened_house(), st.query_params.get("lang")
    speak = language(asked if asked in languages_of_screens(house) else reader_language(house))
    widgets.page_language(speak.locale)
    (problem,) = refusal.problems
    widgets.page_head(speak.show(problem.what), speak.show(problem.how))
    if asks_to_sign_in():
        widgets.write(marks.Markup('<a class="sign-in" href="/account/login" target="_self">{}</a>').format(speak.gettext("Sign in")))
    else:
        widgets.notice(speak.gettext("Serve the app with “python -m packagekit serve” to let people sign in."), "care")


def failed(error: Exception) -> bool:
    """Say in the reader's language that the program failed, with a mark to find it in the log by."""
    if isinstance(error, SignedOut):
        signed_out(error)
        return True
    if isinstance(error, Refusal):
        widgets.problems(current(), error.problems)
        return True
    mark = secrets.token_hex(3)
    _LOG.error("failure %s", mark, exc_info=error)
    _ = current().gettext
    widgets.notice(marks.Markup("<b>{}</b> {}").format(
        _("Something went wrong on our side."),
        _("What you typed is saved. Open the page again; if it happens again, report the mark {mark}.", mark=mark)), "care failure")
    return True


def _title(words: str) -> None:
    widgets.write(marks.Markup('<div class="side-title">{}</div>').format(words))


def _link(session: Session, page: Any, entry: Entry, *, disabled: bool = False) -> None:
    st.page_link(
        session.pages[entry.code], label=session.show(entry.name), icon=entry.icon, disabled=disabled, width="stretch",
        query_params=session.address(deal=None) if entry.code == "home" else session.address(),
    )


def _languages(session: Session, page: Any) -> None:
    """The same view in another language, as links in the order of the languages' own names."""
    with st.container(key="side-languages", horizontal=True, gap=None):
        for code in sorted(languages_of_screens(session.house), key=session.language_name):
            state = "now" if code == session.language.code else "other"
            with st.container(key=f"side-language-{state}-{code}", width="content"):
                st.page_link(
                    page, label=session.language_name(code),
                    query_params={**st.query_params.to_dict(), **session.address(lang=code)},
                )
