"""Propose: choose documents, languages and formats, leaf through them, make them, take them away."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from packagekit.domain.kept_file import KeptFile
from packagekit.domain.kit import Kind
from packagekit.domain.text import Refusal, Text, name_of
from packagekit.ui import leafing, marks, results, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import (
    Beside,
    documents_of,
    keep_documents,
    kinds_of_documents,
    languages_of_documents,
    propose_documents,
)

FORMATS = ("docx", "xlsx", "pdf")


def show(session: Session) -> None:
    _ = session.gettext
    widgets.step_head(
        session, "propose", _("The proposal"),
        _("One deal, every document, every language: the proposal for the buyer's board, the offer, the annex and what stands beside them."),
    )
    make, look = st.columns([1, 1.9], gap="medium")
    with make, widgets.card("make"):
        kinds = which_kinds(session)
        languages = which_languages(session)
        beside = which_beside(session, languages)
        formats = which_formats(session)
        if st.button(_("Make the documents"), type="primary", icon=":material/print:", width="stretch",
                     disabled=not (kinds and languages and formats), key=session.key("make")):
            produce(session, kinds, languages, formats, beside)
        ready(session)
    with look:
        preview(session, kinds, languages)


def which_kinds(session: Session) -> tuple[str, ...]:
    """The documents of the kit; the seller's own are named as such."""
    _ = session.gettext
    offered = {kind.code: kind for kind in kinds_of_documents(session.house, session.person) if not kind.compares}
    chosen = st.pills(
        _("Documents"), tuple(offered), selection_mode="multi", default=(next(iter(offered)),),
        format_func=lambda code: kind_name(session, offered[code]), key=session.key("kinds"),
        help="\n\n".join(f"**{kind_name(session, kind)}**: {session.show(name_of(kind.about, 'kind'))}" for kind in offered.values()),
    )
    if any(offered[code].reader == "seller" for code in chosen):
        st.warning(_("The cost sheet shows your own costs and margin: keep it in the house."), icon=":material/lock:")
    return tuple(chosen)


def kind_name(session: Session, kind: Kind) -> str:
    return session.show(name_of(kind.name, "kind"))


def which_languages(session: Session) -> tuple[str, ...]:
    _ = session.gettext
    chosen = st.pills(
        _("Languages"), languages_of_documents(session.house), selection_mode="multi", default=session.deal.languages,
        format_func=session.language_name, key=session.key("languages"), on_change=keep_languages, args=(session,),
    )
    return tuple(chosen)


def keep_languages(session: Session) -> None:
    session.keep(languages=tuple(st.session_state[session.key("languages")]))


def which_beside(session: Session, languages: tuple[str, ...]) -> Beside | None:
    """A second language beside each chosen one, in facing columns, and the text that counts where the two differ."""
    _ = session.gettext
    second = st.selectbox(
        _("Second language beside each"), languages_of_documents(session.house), index=None, placeholder=_("None"),
        format_func=session.language_name, key=session.key("beside"),
        help=_("Word and PDF in two facing columns, the chosen language first."))
    if second is None:
        return None
    prevails = st.selectbox(
        _("Text that prevails"), tuple(dict.fromkeys((*languages, second))), index=None, placeholder=_("Not stated"),
        format_func=session.language_name, key=session.key("prevails"))
    return Beside(second, prevails)


def which_formats(session: Session) -> tuple[str, ...]:
    _ = session.gettext
    words = {"docx": _("Word"), "xlsx": _("Excel"), "pdf": _("PDF")}
    chosen = st.pills(
        _("Formats"), FORMATS, selection_mode="multi", default=("docx", "xlsx"), format_func=words.__getitem__,
        key=session.key("formats"),
    )
    return tuple(chosen)


def produce(
    session: Session, kinds: tuple[str, ...], languages: tuple[str, ...], formats: tuple[str, ...], beside: Beside | None,
) -> None:
    """Make the documents while saying how far the work is; keep them with the deal."""
    _ = session.gettext
    progress = st.progress(0.0, _("Making the documents…"))

    def tell(done: float, what: Text) -> None:
        progress.progress(done, session.show(what))

    try:
        made = propose_documents(
            session.house, session.person, results.bundle(session), on=session.deal.on, languages=languages,
            formats=formats, kinds=kinds, terms=session.deal.terms, beside=beside, progress=tell,
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


def preview(session: Session, kinds: tuple[str, ...], languages: tuple[str, ...]) -> None:
    _ = session.gettext
    letters = {kind.code: kind for kind in kinds_of_documents(session.house, session.person) if kind.letter}
    kinds = tuple(code for code in kinds if code in letters)
    if not languages or not kinds:
        widgets.empty(_("Nothing to look at"), _("Choose at least one document and one language."))
        return
    head, choice = st.columns([1, 1.4], vertical_alignment="center")
    with head:
        widgets.section(_("Preview"))
    with choice:
        shown = languages[0] if len(languages) == 1 else st.segmented_control(
            _("Language of the preview"), languages, default=languages[0], required=True, label_visibility="collapsed",
            format_func=session.language_name, key=session.key("preview-language"),
        )
    kind = kinds[0] if len(kinds) == 1 else st.segmented_control(
        _("Document of the preview"), kinds, default=kinds[0], required=True, label_visibility="collapsed",
        format_func=lambda code: kind_name(session, letters[code]), key=session.key("preview-kind"),
    )
    leafing.leaf_through(session, shown, kind)


show(current())
