"""My register: what an organisation has registered, its drafts in steps, and files brought in or taken out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from packagekit.domain.text import N_, Refusal, Text
from packagekit.ui import evidence as named
from packagekit.ui import imports, marks, register_form, widgets
from packagekit.ui.fields import Form
from packagekit.ui.places import value_at, with_value
from packagekit.ui.register_form import STEPS, Sheet
from packagekit.ui.state import Session, current
from packagekit.verify import grade
from packagekit.workflow import (
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

KINDS: Mapping[str, Text] = {"cases": N_("Cases"), "solutions": N_("Solutions"), "suppliers": N_("Company page")}
NEW: Mapping[str, Text] = {"cases": N_("Register a case"), "solutions": N_("Register a solution")}
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
    rows = my_rows(session.house, session.person)
    for tab, kind in zip(st.tabs([session.show(name) for name in (*KINDS.values(), N_("Files"))]), (*KINDS, "files"), strict=True):
        with tab:
            if kind == "files":
                imports.intake(session)
            else:
                listed(session, kind, [row for row in rows if row.kind == kind])


def listed(session: Session, kind: str, rows: list[Any]) -> None:
    _ = session.gettext
    if kind in NEW:
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
                        session.show(register_form.place(remark.where)) if remark.where else "", remark.words), "care")
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
    widgets.page_head(draft.title or session.show(NEW.get(draft.of, KINDS[draft.of])), _("Saved as you type. Nobody else reads it until you submit it."))
    widgets.refused(session)
    sheet_read = read_draft(session.house, session.person, draft, on=session.house.today())
    shown = sheet_read.problems if f"draft-{key}" in session.checked else ()
    form = Form(session, shown, partial(keep, session, opened), form=lambda: open_draft(session.house, session.person, key).draft.form,
                label=register_form.label, mark=key)
    sheet = Sheet(session, form)
    if draft.of == "cases":
        case_draft(session, opened, sheet, sheet_read)
    else:
        {"solutions": register_form.solution_fields, "suppliers": register_form.supplier_fields}[draft.of](sheet)
        faults(session, shown)
        st.button(_("Register"), type="primary", icon=":material/check:", key=session.key(f"save-{key}"), on_click=register,
                  args=(session, opened))
    st.button(_("Throw the draft away"), icon=":material/delete:", type="tertiary", key=session.key(f"drop-{key}"),
              on_click=drop, args=(session, opened))


def case_draft(session: Session, opened: OpenDraft, sheet: Sheet, read: Any) -> None:
    _ = session.gettext
    asked = st.query_params.get("step", "build")
    key = session.key(f"step-{opened.draft.id}")
    step = st.segmented_control(
        _("Step"), list(STEPS), default=asked if asked in STEPS else "build", key=key, label_visibility="collapsed",
        format_func=lambda code: f"{list(STEPS).index(code) + 1}. {session.show(STEPS[code])}",
        on_change=session.remember, args=("step", key)) or "build"
    if step != "check":
        with widgets.card(f"step-{step}"):
            register_form.case_step(sheet, step, partial(evidence, session, opened))
        return
    if read.problems:
        faults(session, read.problems)
    for finding in read.findings:
        widgets.notice(marks.Markup("<b>{}</b> {}").format(session.show(register_form.place(finding.where)), session.show(finding.text)),
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
    try:
        newest = open_draft(session.house, session.person, opened.draft.id)
        save_draft(session.house, session.person, newest, form)
    except Refusal as refusal:
        session.refused = refusal.problems
        session.edition += 1


def submit(session: Session, opened: OpenDraft) -> None:
    try:
        newest = open_draft(session.house, session.person, opened.draft.id)
        submit_case(session.house, session.person, newest, on=session.house.today())
    except Refusal:
        session.checked.add(f"draft-{opened.draft.id}")
        return
    leave()


def register(session: Session, opened: OpenDraft) -> None:
    try:
        newest = open_draft(session.house, session.person, opened.draft.id)
        save_sheet(session.house, session.person, newest, on=session.house.today())
    except Refusal:
        session.checked.add(f"draft-{opened.draft.id}")
        return
    leave()


def drop(session: Session, opened: OpenDraft) -> None:
    try:
        drop_draft(session.house, session.person, open_draft(session.house, session.person, opened.draft.id))
    except Refusal as refusal:
        session.refused = refusal.problems
        return
    leave()


def leave() -> None:
    """Back to the list."""
    for name in ("draft", "step"):
        st.query_params.pop(name, None)


def faults(session: Session, problems: Any) -> None:
    if not problems:
        return
    items = marks.Markup("").join(
        marks.Markup("<li><b>{}</b>: {} <span>{}</span></li>").format(session.show(where), session.show(what), session.show(how))
        for where, what, how in register_form.said(problems))
    heading = session.ngettext("There is {n} problem", "There are {n} problems", len(problems))
    widgets.write(marks.Markup('<div class="problems" role="alert"><h2>{}</h2><ul>{}</ul></div>').format(heading, items))


show(current())
