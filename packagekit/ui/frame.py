"""What stands around every page: the brand, the way to the other pages, the languages."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path
from typing import Any

import streamlit as st

from packagekit.ui import marks, versions, widgets
from packagekit.ui.navigation import BESIDE, GUIDED, Entry
from packagekit.ui.state import Session, current
from packagekit.workflow import languages_of_screens, may

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
            for entry in GUIDED:
                _link(session, page, entry, disabled=entry.step != "factory" and session.deal.factory is None)
            versions.history(session)
        _title(_("Reference"))
        for entry in rest:
            if entry.code != "history" or may(session.person, "search_history"):
                _link(session, page, entry)
        _languages(session, page)


def failed(error: Exception) -> bool:
    """Say in the reader's language that the program failed, with a mark to find it in the log by."""
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
    """The same view in another language, as links."""
    with st.container(key="side-languages", horizontal=True, gap=None):
        for code in languages_of_screens(session.house):
            state = "now" if code == session.language.code else "other"
            with st.container(key=f"side-language-{state}-{code}", width="content"):
                st.page_link(
                    page, label=session.language_name(code),
                    query_params={**st.query_params.to_dict(), **session.address(lang=code)},
                )
