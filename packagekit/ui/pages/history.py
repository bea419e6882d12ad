"""History: who did what to which record, and each value before and after; for the administrator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta

import streamlit as st

from packagekit.domain.history import FAILED, Asked, Entry, in_all
from packagekit.ui import marks, told, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import (
    history_choices,
    history_faults,
    may,
    restore_record,
    search_history,
)
from packagekit.workflow.history import PAGE


def show(session: Session) -> None:
    _ = session.gettext
    widgets.page_head(_("History"), _("Who did what, when, and what each value was before and after. Nothing in it can be changed."))
    widgets.refused(session)
    if not may(session.person, "search_history"):
        widgets.empty(_("For administrators"), _("The history of a deal of your own is on its pages."))
        return
    asked = wanted(session)
    page = asked_page()
    found = search_history(session.house, session.person, asked, page=page - 1)
    head, check = st.columns([3, 1], vertical_alignment="center")
    with head:
        widgets.section(session.ngettext("{n} act", "{n} acts", found.acts))
    with check:
        whole(session)
    for run in found.runs:
        if len(run) == 1:
            told_entry(session, run[0])
        elif run[0].act in FAILED:
            told_attempts(session, run)
        else:
            told_saves(session, run)
    if found.unread:
        widgets.notice(session.ngettext(
            "{n} act of this page no longer reads: {numbers}.", "{n} acts of this page no longer read: {numbers}.", len(found.unread),
            numbers=", ".join(map(str, found.unread))))
    if not found.runs and not found.unread:
        widgets.empty(_("Nothing fits"), _("Take a word or a filter away."))
    turn(session, page, found.total)


def asked_page() -> int:
    """The page in the address, counted from one."""
    said = st.query_params.get("page", "")
    return int(said) if re.fullmatch(r"[1-9][0-9]{0,5}", said) else 1


def wanted(session: Session) -> Asked:
    """What the fields above the list ask for; they live in the address."""
    _ = session.gettext
    people, kinds = history_choices(session.house, session.person)
    with widgets.card("history-search"):
        text, person, kind, since, until = st.columns([2, 1.2, 1.2, 1, 1])
        with text:
            words = st.text_input(_("Words"), value=st.query_params.get("words", ""), key="history-words", on_change=anew,
                                  args=(session, "words"), placeholder=_("name, value, id"))
        with person:
            by = choice(session, _("Person"), "by", people, lambda code: _("The house itself") if code == "house" else people[code])
        with kind:
            of = choice(session, _("Kind of record"), "kind", kinds, lambda code: told.kind(session, code))
        with since:
            first = st.date_input(_("From"), value=None, min_value=widgets.FIRST_DAY, max_value=widgets.LAST_DAY,
                                  format="YYYY-MM-DD", key="history-since")
        with until:
            last = st.date_input(_("To"), value=None, min_value=widgets.FIRST_DAY, max_value=widgets.LAST_DAY,
                                 format="YYYY-MM-DD", key="history-until")
    zone = session.time_zone
    return Asked(
        text=words, by=by, kind=of, ref=st.query_params.get("ref"),
        since=None if first is None else datetime.combine(first, time(), zone),
        until=None if last is None else datetime.combine(last, time(), zone) + timedelta(days=1),
    )


def choice(
    session: Session, label: str, name: str, options: Iterable[str], shown: Callable[[str], str]
) -> str | None:
    codes = list(options)
    held = st.query_params.get(name)
    return st.selectbox(label, codes, index=codes.index(held) if held in codes else None, format_func=shown, key=f"history-{name}",
                        placeholder=session.gettext("All"), on_change=anew, args=(session, name))


def anew(session: Session, name: str) -> None:
    """A changed search begins on its first page."""
    session.remember(name, f"history-{name}")
    st.query_params.pop("page", None)


def told_entry(session: Session, entry: Entry) -> None:
    """One act; opened, what it changed."""
    _ = session.gettext
    with widgets.card(f"act-{entry.number}"):
        about, act = st.columns([5, 1], vertical_alignment="center")
        with about:
            widgets.write(marks.Markup('<div class="act">{} <b>{}</b> <span class="card-sub">{} · {} · {}</span></div>').format(
                told.act_badge(session, entry), told.called(session, entry), told.kind(session, entry.kind),
                told.person(session, entry), told.moment(session, entry)))
        with act:
            restoring(session, entry)
        if entry.changes:
            with st.expander(session.ngettext("{n} value", "{n} values", len(entry.changes)), expanded=len(entry.changes) <= 3):
                widgets.write(told.changed(session, entry))


def restoring(session: Session, entry: Entry) -> None:
    """The way back to the version that an act made, where it made one of a registered record."""
    _ = session.gettext
    if entry.kind in RESTORED and entry.revision is not None and st.button(
            _("Restore"), key=f"restore-{entry.number}", width="stretch",
            help=_("Bring the record back to this version; the newer ones stay in the history.")):
        restore_record(session.house, session.person, entry)
        st.rerun()


def told_saves(session: Session, run: Sequence[Entry]) -> None:
    """Saves of a record in one go as one card: what they changed in all; unfolded, each of them."""
    _ = session.gettext
    newest, oldest = run[0], run[-1]
    saves = session.ngettext("{n} save", "{n} saves", len(run))
    with widgets.card(f"act-{newest.number}"):
        widgets.write(marks.Markup('<div class="act">{} <b>{}</b> <span class="card-sub">{} · {} · {}, {}</span></div>').format(
            told.act_badge(session, newest), told.called(session, newest), told.kind(session, newest.kind), told.person(session, newest),
            saves, _("{first} to {last}", first=told.moment(session, oldest), last=told.moment(session, newest))))
        changed = in_all(run)
        if changed:
            with st.expander(session.ngettext("{n} value", "{n} values", len(changed)), expanded=len(changed) <= 3):
                widgets.write(told.changed(session, newest.model_copy(update={"changes": changed})))
        with st.expander(saves):
            if newest.kind not in RESTORED:  # written at once: a run may be a hundred saves
                widgets.write(marks.Markup("").join(told_save(session, entry) for entry in run))
                return
            for entry in run:
                about, act = st.columns([5, 1])
                with about:
                    widgets.write(told_save(session, entry))
                with act:
                    restoring(session, entry)


def told_save(session: Session, entry: Entry) -> marks.Markup:
    return marks.Markup('<div class="quiet">{}</div>').format(told.moment(session, entry)) + told.changed(session, entry)


def told_attempts(session: Session, run: Sequence[Entry]) -> None:
    """Failed sign-ins one after the other, the newest first, as one folded card."""
    _ = session.gettext
    with widgets.card(f"act-{run[0].number}"):
        names = dict.fromkeys(told.called(session, entry) for entry in run)
        widgets.write(marks.Markup('<div class="act">{} <b>{}</b> <span class="card-sub">{} · {}</span></div>').format(
            told.act_badge(session, run[0]), session.ngettext("{n} failed sign-in", "{n} failed sign-ins", len(run)),
            ", ".join(names), _("{first} to {last}", first=told.moment(session, run[-1]), last=told.moment(session, run[0]))))
        with st.expander(session.ngettext("{n} attempt", "{n} attempts", len(run))):
            widgets.write(marks.table((_("Date and time"), _("Person"), _("What happened"), told.field(session, "people", "address")), (
                (told.moment(session, entry), told.called(session, entry), told.act_badge(session, entry), told.address(entry))
                for entry in run)))


RESTORED = frozenset({"cooperatives", "suppliers", "solutions", "cases", "factories"})


def whole(session: Session) -> None:
    """Walk the chain of hashes from the first act to the last."""
    _ = session.gettext
    if st.button(_("Check the chain"), icon=":material/link:", width="stretch", key="history-check",
                 help=_("Each act carries the hash of the one before it: whether any was changed, added or taken out.")):
        faults = history_faults(session.house, session.person)
        if faults:
            widgets.problems(session, faults)
        else:
            widgets.notice(_("The chain is whole."))


def turn(session: Session, page: int, total: int) -> None:
    """Older and newer pages."""
    pages = -(-total // PAGE)
    if pages < 2:
        return
    newer, where, older = st.columns([1, 2, 1], vertical_alignment="center")
    with newer:
        st.button(session.gettext("Newer"), disabled=page <= 1, on_click=to, args=(page - 1,), width="stretch", key="history-newer")
    with where:
        widgets.write(marks.Markup('<div class="quiet" style="text-align:center">{}</div>').format(
            session.gettext("Page {page} of {pages}", page=page, pages=pages)))
    with older:
        st.button(session.gettext("Older"), disabled=page >= pages, on_click=to, args=(page + 1,), width="stretch", key="history-older")


def to(page: int) -> None:
    st.query_params["page"] = str(page)


show(current())
