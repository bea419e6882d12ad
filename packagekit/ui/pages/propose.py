"""Propose: choose languages and formats, look at the proposal, make it, take it away."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from packagekit.domain.kept_file import KeptFile
from packagekit.domain.text import Refusal, Text
from packagekit.ui import marks, results, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import documents_of, keep_documents, languages_of_documents, propose_documents

FORMATS = ("docx", "xlsx", "pdf")


def show(session: Session) -> None:
    _ = session.gettext
    widgets.step_head(
        session, "propose", _("The proposal"),
        _("One layout, every language: the proposal for the buyer's board and the cost sheet behind it."),
    )
    make, look = st.columns([1, 1.9], gap="medium")
    with make, widgets.card("make"):
        languages = which_languages(session)
        formats = which_formats(session)
        if st.button(_("Make the documents"), type="primary", icon=":material/print:", width="stretch",
                     disabled=not (languages and formats), key=session.key("make")):
            produce(session, languages, formats)
        ready(session)
    with look:
        preview(session, languages)


def which_languages(session: Session) -> tuple[str, ...]:
    _ = session.gettext
    chosen = st.pills(
        _("Languages"), languages_of_documents(session.house), selection_mode="multi", default=session.deal.languages,
        format_func=session.language_name, key=session.key("languages"), on_change=keep_languages, args=(session,),
    )
    return tuple(chosen)


def keep_languages(session: Session) -> None:
    session.keep(languages=tuple(st.session_state[session.key("languages")]))


def which_formats(session: Session) -> tuple[str, ...]:
    _ = session.gettext
    words = {"docx": _("Word proposal"), "xlsx": _("Excel cost sheet"), "pdf": _("PDF")}
    chosen = st.pills(
        _("Formats"), FORMATS, selection_mode="multi", default=("docx", "xlsx"), format_func=words.__getitem__,
        key=session.key("formats"),
    )
    return tuple(chosen)


def produce(session: Session, languages: tuple[str, ...], formats: tuple[str, ...]) -> None:
    """Make the documents while saying how far the work is; keep them with the deal."""
    _ = session.gettext
    progress = st.progress(0.0, _("Making the documents…"))

    def tell(done: float, what: Text) -> None:
        progress.progress(done, session.show(what))

    try:
        made = propose_documents(
            session.house, session.person, results.bundle(session), on=session.deal.on, languages=languages,
            formats=formats, terms=session.deal.terms, progress=tell,
        )
        kept = keep_documents(session.house, session.person, session.deal.id, made)
    except Refusal as refusal:
        progress.empty()
        widgets.problems(session, refusal.problems)
        return
    progress.empty()
    session.documents = (results.made_key(session), kept)


def ready(session: Session) -> None:
    """The documents made of the deal as it is now, and below them what was made of it before."""
    _ = session.gettext
    made: tuple[KeptFile, ...] = ()
    if session.documents is not None and session.documents[0] == results.made_key(session):
        made = session.documents[1]
        widgets.section(_("Ready to download"))
        widgets.downloads(session, made, f"{session.deal.factory.id}.zip")
    now = {file.key for file in made}
    earlier = [file for file in documents_of(session.house, session.person, session.deal.id) if file.key not in now]
    if earlier:
        with st.expander(session.ngettext("{n} document made before", "{n} documents made before", len(earlier))):
            for day, files in groupby(earlier, lambda file: file.at.astimezone(session.time_zone).date()):
                widgets.write(marks.minihead(session.show(day)))
                widgets.downloads(session, tuple(files))


def preview(session: Session, languages: tuple[str, ...]) -> None:
    _ = session.gettext
    if not languages:
        widgets.empty(_("No language chosen"), _("Choose at least one to see the proposal."))
        return
    head, choice = st.columns([1, 1.4], vertical_alignment="center")
    with head:
        widgets.section(_("Preview"))
    with choice:
        shown = languages[0] if len(languages) == 1 else st.segmented_control(
            _("Language of the preview"), languages, default=languages[0], required=True, label_visibility="collapsed",
            format_func=session.language_name, key=session.key("preview-language"),
        )
    with st.spinner(_("Setting the pages…")):
        words = results.preview(session, shown)
    widgets.paper(words, shown, _("Preview of the proposal"))


show(current())
