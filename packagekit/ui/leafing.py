"""Leafing through a document before it is made: its real pages, one at a time."""

from __future__ import annotations

from base64 import b64encode

import streamlit as st
from markupsafe import Markup

from packagekit.documents.preview import Leaf, Leaves, leaf
from packagekit.domain.text import Refusal
from packagekit.ui import results, widgets
from packagekit.ui.state import Session
from packagekit.workflow import Since

WIDTH = 1240
"""In pixels: sharp on a screen of twice the density, and some hundred kilobytes a page."""


def leaf_through(session: Session, language: str, kind: str, compared: Since | None = None) -> None:
    """The document's pages with what is needed to move among them; what keeps it from being set is said."""
    _ = session.gettext
    try:
        with st.spinner(_("Estimating the options…"), show_time=True):
            results.draft(session)
        with st.spinner(_("Setting the pages…"), show_time=True):
            document, problems = results.preview(session, language, kind, compared)
    except Refusal as refusal:
        widgets.problems(session, refusal.problems)
        return
    if problems:
        widgets.problems(session, problems, _("This draft cannot be sent yet"))
    _leaf(session, document, language, f"{kind}-{language}", results.made_key(session, language, kind, compared))


@st.fragment
def _leaf(session: Session, document: Leaves, language: str, name: str, key: str) -> None:
    _ = session.gettext
    place = session.key(f"leaf-{name}")
    number = min(max(st.session_state.get(place, 1), 1), document.pages)
    st.session_state[place] = number

    def turn(to: int) -> None:
        st.session_state[place] = min(max(to, 1), document.pages)

    def to_chapter() -> None:
        chosen = st.session_state[session.key(f"chapter-{name}")]
        if chosen is not None:
            turn(document.chapters[chosen].page)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(_("Back"), icon=":material/chevron_left:", key=session.key(f"back-{name}"), on_click=turn,
                  args=(number - 1,), disabled=number == 1)
        st.number_input(_("Page (of {n})", n=document.pages), 1, document.pages, key=place, width=130)
        st.button(_("Next"), icon=":material/chevron_right:", key=session.key(f"next-{name}"), on_click=turn,
                  args=(number + 1,), disabled=number == document.pages)
        if document.chapters:
            here = max((n for n, c in enumerate(document.chapters) if c.page <= number), default=None)
            st.session_state[session.key(f"chapter-{name}")] = here
            st.selectbox(
                _("Chapter"), range(len(document.chapters)), key=session.key(f"chapter-{name}"), on_change=to_chapter,
                format_func=lambda n: f"{document.chapters[n].title} · {document.chapters[n].page}", placeholder="–")
    shown = _drawn(key, number, document)
    widgets.write(Markup(
        '<figure class="leaf" lang="{}"><img src="data:image/png;base64,{}" alt="{}"><figcaption>{}</figcaption></figure>'
    ).format(language, b64encode(shown.png).decode(), _("Page {number} of {n}", number=number, n=document.pages), shown.words))


@st.cache_resource(max_entries=64, show_spinner=False)
def _drawn(key: str, number: int, _document: Leaves) -> Leaf:
    return leaf(_document.pdf, number, WIDTH)
