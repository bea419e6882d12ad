"""My register: what an organisation has registered, its drafts in steps, and files brought in or taken out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from packagekit.domain.text import N_, Localized, Refusal, Text
from packagekit.ui import data_sheets, imports, marks, register_form, register_sheet, widgets
from packagekit.ui import evidence as named
from packagekit.ui.fields import Form
from packagekit.ui.places import value_at, with_value
from packagekit.ui.register_form import STEPS
from packagekit.ui.register_sheet import Sheet
from packagekit.ui.state import Session, current
from packagekit.verify import grade
from packagekit.workflow import (
    KINDS_OF,
    OpenDraft,
    drop_draft,
    keep_file,
    my_rows,
    open_draft,
    read_draft,
    save_draft,
    save_sheet,
    start_draft,
    submit_case,
    waiting_for,
)
from packagekit.workflow.files import files_of

KINDS: Mapping[str, Text] = {
    "cases": N_("Cases"), "solutions": N_("Solutions"), "suppliers": N_("Suppliers"), "cooperatives": N_("Cooperatives"),
    "members": N_("Registered members")}
OWN_PAGE: Mapping[str, Text] = {"suppliers": N_("Company page"), "cooperatives": N_("Page of the cooperative")}
"""What a list of one is called, to those whose page it is."""

NEW: Mapping[str, Text] = {
    "cases": N_("Register a case"), "solutions": N_("Register a solution"), "suppliers": N_("Register a supplier"),
    "cooperatives": N_("Register a cooperative"), "members": N_("Register a member plant")}
TONES = {"draft": "", "submitted": "info", "in_review": "info", "returned": "care", "verified": "good", "published": "good",
         "expired": "care", "withdrawn": "bad"}
LARGEST = 20  # MB


def show(session: Session) -> None:
    asked = st.query_params.get("draft")
    if asked is not None:
        edit(session, asked)
        return
    _ = session.gettext
    widgets.page_head(_("My register"), _("What your organisation has registered, and what is still being written."))
    widgets.refused(session)
    rows, kinds = my_rows(session.house, session.person), KINDS_OF[session.person.role]
    for tab, kind in zip(st.tabs([*(called(session, kind) for kind in kinds), _("Files")]), (*kinds, "files"), strict=True):
        with tab:
            if kind == "files":
                imports.intake(session)
            else:
                listed(session, kind, [row for row in rows if row.kind == kind])


def called(session: Session, kind: str) -> str:
    return session.show(OWN_PAGE.get(kind, KINDS[kind]) if session.person.stands_for else KINDS[kind])


def listed(session: Session, kind: str, rows: list[Any]) -> None:
    _ = session.gettext
    if not (rows and kind in OWN_PAGE and session.person.stands_for):
        st.button(session.show(NEW[kind]), icon=":material/add:", type="primary", key=session.key(f"new-{kind}"),
                  on_click=begin, args=(session, kind, None))
    if not rows:
        widgets.empty(_("Nothing is registered yet"), _("Begin with the button above, or bring a file under “Files”."))
    for row in rows:
        with widgets.card(f"row-{kind}-{row.id}"):
            words, act = st.columns([5, 1.4], vertical_alignment="center")
            with words:
                detail = session.show(waiting_for(row.status)) if kind == "cases" else ""
                if row.due:
                    detail += " " + _("Due by {day}.", day=row.due)
                widgets.write(marks.Markup('<div class="card-title">{}</div><div class="card-sub">{} {}</div>').format(
                    session.show(row.title) if row.title else _("Untitled"),
                    marks.badge(session.show(row.state), TONES.get(row.status, "")), detail))
                for remark in row.remarks:
                    widgets.notice(marks.Markup("<b>{}</b> {}").format(
                        session.show(register_sheet.place(remark.where)) if remark.where else "", remark.words), "care")
            with act:
                if row.draft:
                    st.page_link(session.pages["register"], label=_("Go on writing"), icon=":material/edit:",
                                 query_params=session.address(draft=row.draft))
                elif row.may_revise:
                    st.button(_("Revise"), icon=":material/edit:", key=session.key(f"revise-{kind}-{row.id}"),
                              on_click=begin, args=(session, kind, row.id))
                if kind == "cases" and not row.only_draft:
                    st.page_link(session.pages["reviews"], label=_("Its review"), icon=":material/forum:",
                                 query_params=session.address(case=row.id))


def begin(session: Session, kind: str, record: str | None) -> None:
    """Open a draft; the next run shows its form."""
    try:
        opened = start_draft(session.house, session.person, kind, record)
    except Refusal as refusal:
        session.refused = refusal.problems
        return
    st.query_params["draft"] = opened.draft.id


# A draft --------------------------------------------------------------------------------------


def edit(session: Session, key: str) -> None:
    _ = session.gettext
    st.page_link(session.pages["register"], label=_("My register"), icon=":material/arrow_back:", query_params=session.address())
    try:
        opened = open_draft(session.house, session.person, key)
    except Refusal as refusal:
        widgets.page_head(_("My register"))
        widgets.problems(session, refusal.problems)
        return
    draft = opened.draft
    widgets.page_head(titled(session, draft.form) or session.show(NEW[draft.of]), _("Saved as you type. Nobody else reads it until you submit it."))
    widgets.refused(session)
    sheet_read = read_draft(session.house, session.person, draft, on=session.house.today())
    shown = sheet_read.problems if f"draft-{key}" in session.checked else ()
    form = Form(session, shown, partial(keep, session, opened), form=lambda: open_draft(session.house, session.person, key).draft.form,
                label=register_sheet.label, mark=key)
    sheet = Sheet(session, form, key)
    if draft.of == "cases":
        case_draft(session, opened, sheet, sheet_read)
    else:
        with widgets.card(f"sheet-{draft.of}"):
            data_sheets.fields(draft.of)(sheet, draft.record)
        faults(session, shown)
        st.button(_("Register"), type="primary", icon=":material/check:", key=session.key(f"save-{key}"), on_click=register,
                  args=(session, opened))
    st.button(_("Throw the draft away"), icon=":material/delete:", type="tertiary", key=session.key(f"drop-{key}"),
              on_click=drop, args=(session, opened))


def titled(session: Session, form: Mapping[str, Any]) -> str:
    """What the draft is called, in the reader's language where it is written in it."""
    said = form.get("title") or form.get("name") or {}
    written = {code: words for code, words in said.items() if isinstance(words, str) and words.strip()} if isinstance(said, Mapping) else {}
    return session.show(Localized(written)) if written else ""


def case_draft(session: Session, opened: OpenDraft, sheet: Sheet, read: Any) -> None:
    _ = session.gettext
    asked = st.query_params.get("step", "build")
    key = session.key(f"step-{opened.draft.id}")
    order = list(STEPS)

    def numbered(code: str) -> str:
        return f"{order.index(code) + 1}. {session.show(STEPS[code])}"

    st.session_state.setdefault(key, asked if asked in STEPS else "build")
    step = st.segmented_control(
        _("Step"), order, key=key, label_visibility="collapsed", format_func=numbered,
        on_change=session.remember, args=("step", key)) or "build"
    if step != "check":
        with widgets.card(f"step-{step}"):
            register_form.case_step(sheet, step, partial(evidence, session, opened))
        following = order[order.index(step) + 1]
        st.button(numbered(following), icon=":material/arrow_forward:", icon_position="right", type="primary",
                  key=session.key(f"following-{opened.draft.id}-{step}"), on_click=turn_to, args=(session, key, following))
        return
    if read.problems:
        faults(session, read.problems)
    for finding in read.findings:
        widgets.notice(marks.Markup("<b>{}</b> {}").format(session.show(register_sheet.place(finding.where)), session.show(finding.text)),
                       "care" if finding.bars else "info")
    if read.record is not None:
        rows = []
        for result in read.record.kpis:
            made = grade(read.record, result)
            rows.append((named.kpi_name(session, result.kpi), session.language.number(result.before), session.language.number(result.after),
                         marks.grade_badge(session.language, made.grade), session.show(made.because),
                         session.show(made.better) if made.better else ""))
        widgets.section(_("How each figure will be shown"))
        widgets.write(marks.table((_("KPI"), _("Before"), _("After"), _("Grade"), _("Because"), _("For a better grade")), rows, numbers=(1, 2)))
    barred = bool(read.problems) or any(f.bars for f in read.findings)
    st.button(_("Submit for review"), type="primary", icon=":material/send:", key=session.key(f"submit-{opened.draft.id}"),
              on_click=submit, args=(session, opened), disabled=False, help=_("Mend what is marked first.") if barred else None)


def turn_to(session: Session, key: str, step: str) -> None:
    """Show another step of the form; the address says it, so that a link reopens it."""
    st.session_state[key] = step
    session.remember("step", key)


def evidence(session: Session, opened: OpenDraft, path: str) -> None:
    """The files that prove a figure, kept with it by what they contain."""
    _ = session.gettext
    held = [e for e in (value_at(opened.draft.form, f"{path}.evidence") or []) if isinstance(e, str)]
    names = {file.sha256: file for file in files_of(session.house, session.person, "drafts", opened.draft.id)}
    links = [(f"/files/{names[e].key}", names[e].name) for e in held if e in names]
    plain = [e for e in held if e not in names]
    widgets.write(marks.minihead(_("Evidence")), marks.Markup("").join(
        marks.Markup('<div class="quiet">📎 <a href="{}" target="_blank">{}</a></div>').format(*link) for link in links),
        marks.Markup("").join(marks.Markup('<div class="quiet">📎 {}</div>').format(e) for e in plain))
    key = session.key(f"file-{opened.draft.id}-{path}-{len(held)}")
    file = st.file_uploader(_("Add a file that proves this figure"), key=key, max_upload_size=LARGEST)
    if file is not None:
        try:
            kept = keep_file(session.house, session.person, file.name, file.getvalue(), kind="drafts", ref=opened.draft.id)
            if kept.sha256 not in held:
                keep(session, opened, with_value(opened.draft.form, f"{path}.evidence", [*held, kept.sha256]))
        except Refusal as refusal:
            session.refused = refusal.problems
        st.rerun()


def keep(session: Session, opened: OpenDraft, form: dict[str, Any]) -> None:
    """Save what was typed over the newest state of the draft."""
    if not _done(session, opened, lambda newest: save_draft(session.house, session.person, newest, form)):
        session.edition += 1


def submit(session: Session, opened: OpenDraft) -> None:
    _handed_in(session, opened, submit_case)


def register(session: Session, opened: OpenDraft) -> None:
    _handed_in(session, opened, save_sheet)


def _handed_in(session: Session, opened: OpenDraft, act: Callable[..., object]) -> None:
    """A draft with faults stays open and shows them, each at its field."""
    if _done(session, opened, lambda newest: act(session.house, session.person, newest, on=session.house.today()), told=False):
        leave()
    else:
        session.checked.add(f"draft-{opened.draft.id}")


def drop(session: Session, opened: OpenDraft) -> None:
    if _done(session, opened, lambda newest: drop_draft(session.house, session.person, newest)):
        leave()


def _done(session: Session, opened: OpenDraft, act: Callable[[OpenDraft], object], *, told: bool = True) -> bool:
    """Whether it could be done to the newest state of the draft; what was in the way is told on the next run."""
    try:
        act(open_draft(session.house, session.person, opened.draft.id))
    except Refusal as refusal:
        session.refused = refusal.problems if told else ()
        return False
    return True


def leave() -> None:
    """Back to the list."""
    for name in ("draft", "step"):
        st.query_params.pop(name, None)


def faults(session: Session, problems: Any) -> None:
    if not problems:
        return
    items = marks.Markup("").join(
        marks.Markup("<li><b>{}</b>: {} <span>{}</span></li>").format(session.show(where), session.show(what), session.show(how))
        for where, what, how in register_sheet.said(problems))
    heading = session.ngettext("There is {n} problem", "There are {n} problems", len(problems))
    widgets.write(marks.Markup('<div class="problems" role="alert"><h2>{}</h2><ul>{}</ul></div>').format(heading, items))


show(current())
