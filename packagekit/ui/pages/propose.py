"""Propose: choose documents, languages and formats, leaf through them, make them, take them away."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from packagekit.domain.deal import Earlier
from packagekit.domain.kept_file import KeptFile
from packagekit.domain.kit import Kind
from packagekit.domain.text import Refusal, Text, name_of
from packagekit.ui import leafing, marks, results, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import (
    LONGEST_REASON,
    Beside,
    Since,
    documents_of,
    earlier_of_deal,
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
        compared = which_version(session, kinds)
        languages = which_languages(session)
        beside = which_beside(session, languages)
        formats = which_formats(session)
        if st.button(_("Make the documents"), type="primary", icon=":material/print:", width="stretch",
                     disabled=not (kinds and languages and formats), key=session.key("make")):
            produce(session, kinds, languages, formats, beside, compared)
        ready(session)
    with look:
        preview(session, kinds, languages, compared)


def which_kinds(session: Session) -> tuple[str, ...]:
    """The documents of the kit; the seller's own are named as such, and one that compares needs something earlier."""
    _ = session.gettext
    compares = bool(earlier_of_deal(session.house, session.person, session.deal.id))
    offered = {kind.code: kind for kind in kinds_of_documents(session.house, session.person) if compares or not kind.compares}
    chosen = st.pills(
        _("Documents"), tuple(offered), selection_mode="multi", default=(next(iter(offered)),),
        format_func=lambda code: kind_name(session, offered[code]), key=session.key("kinds"),
        help="\n\n".join(f"**{kind_name(session, kind)}**: {session.show(name_of(kind.about, 'kind'))}" for kind in offered.values()),
    )
    if any(offered[code].reader == "seller" for code in chosen):
        st.warning(_("The cost sheet shows your own costs and margin: keep it in the house."), icon=":material/lock:")
    return tuple(chosen)


def which_version(session: Session, kinds: tuple[str, ...]) -> Since | None:
    """The earlier version of the deal that a comparison starts from: what the buyer has in hand, where documents were made."""
    _ = session.gettext
    if not any(kind.compares for kind in kinds_of_documents(session.house, session.person) if kind.code in kinds):
        return None
    versions = earlier_of_deal(session.house, session.person, session.deal.id)
    chosen = st.selectbox(
        _("Compared with"), range(len(versions)), index=next((n for n, one in enumerate(versions) if one.documents), 0),
        format_func=lambda number: version_name(session, versions[number]), key=session.key("since"),
        help=_("Each version is priced with the law and rates of its own day. A version of which documents were made comes first."))
    why = st.text_area(
        _("Reason for the change"), max_chars=LONGEST_REASON, height=90, key=session.key("why"),
        placeholder=_("Printed as you write it, in every language"))
    try:
        return results.since(session, versions[chosen].deal, why)
    except Refusal as refusal:
        widgets.problems(session, refusal.problems)
        return None


def version_name(session: Session, one: Earlier) -> str:
    _ = session.gettext
    at = one.at.astimezone(session.time_zone)
    said = f"{session.language.short_day(at.date())} {at:%H:%M} · {one.by} · {_('as of {day}', day=session.language.short_day(one.deal.on))}"
    return f"{said} · {_('documents made')}" if one.documents else said


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
    compared: Since | None,
) -> None:
    """Make the documents while saying how far the work is; keep them with the deal."""
    _ = session.gettext
    progress = st.progress(0.0, _("Making the documents…"))

    def tell(done: float, what: Text) -> None:
        progress.progress(done, session.show(what))

    try:
        made = propose_documents(
            session.house, session.person, results.bundle(session), on=session.deal.on, languages=languages,
            formats=formats, kinds=kinds, terms=session.deal.terms, beside=beside, since=compared, progress=tell,
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


def preview(session: Session, kinds: tuple[str, ...], languages: tuple[str, ...], compared: Since | None) -> None:
    _ = session.gettext
    letters = {kind.code: kind for kind in kinds_of_documents(session.house, session.person) if kind.letter}
    kinds = tuple(code for code in kinds if code in letters and (compared or not letters[code].compares))
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
    leafing.leaf_through(session, shown, kind, compared if letters[kind].compares else None)


show(current())
