"""Files into the register on the screen: the form to download, what a file would do row by row, saving and undoing."""

from __future__ import annotations

from typing import Any

import streamlit as st

from packagekit.domain.text import N_, Refusal
from packagekit.ui import marks, widgets
from packagekit.ui.state import Session
from packagekit.workflow import (
    KINDS_OF,
    Reading,
    keep_faulty_rows,
    list_imports,
    read_import,
    save_import,
    undo_import,
)

KINDS = {
    "cases": N_("Cases"), "suppliers": N_("Suppliers"), "solutions": N_("Solutions"), "cooperatives": N_("Cooperatives"),
    "members": N_("Members of a cooperative")}
STATES = {"new": (N_("New"), "good"), "changed": (N_("Changed"), "info"), "same": (N_("The same"), ""), "faulty": (N_("Has faults"), "bad")}
SHOWN = 200  # rows on the screen; the file of faulty rows has all
LARGEST = 20  # MB


def intake(session: Session) -> None:
    _ = session.gettext
    key, asked = session.key("import-kind"), st.query_params.get("kind")
    kinds = [kind for kind in KINDS if kind in KINDS_OF[session.person.role]]
    kind = st.segmented_control(
        _("Kind of record"), kinds, default=asked if asked in kinds else "cases", format_func=lambda k: session.show(KINDS[k]), key=key,
        on_change=session.remember, args=("kind", key)) or "cases"
    left, right = st.columns(2)
    with left, widgets.card("import-form"):
        widgets.write(marks.minihead(_("1. Fill in the form")), marks.Markup('<div class="quiet">{}</div>').format(
            _("An Excel file with drop-downs and instructions in Korean and English.")))
        widgets.take_away((
            (widgets.made("form", kind=kind), _("Empty form"), "Excel"),
            (widgets.made("register", kind=kind), _("With what is registered"), "Excel")))
    with right, widgets.card("import-file"):
        widgets.write(marks.minihead(_("2. Bring it")), marks.Markup('<div class="quiet">{}</div>').format(
            _("Excel, CSV (UTF-8 or EUC-KR) or JSON. It is only read: nothing is saved yet.")))
        file = st.file_uploader(_("File"), key=session.key(f"import-{kind}"), label_visibility="collapsed", max_upload_size=LARGEST,
                                on_change=session.forget_mending)
    if file is not None:
        try:
            reading = read_import(session.house, session.person, kind, file.name, file.getvalue())
        except Refusal as refusal:
            widgets.problems(session, refusal.problems)
        else:
            outcome(session, reading, file.name)
    earlier(session)


def outcome(session: Session, reading: Reading, name: str) -> None:
    """What the file would do, every row with its faults, and the two acts that follow."""
    _ = session.gettext
    widgets.section(_("3. See what it would do"), _("{n} rows", n=len(reading.brought)))
    widgets.write(marks.figures(
        marks.figure(session.show(words), session.language.number(sum(one.state == state for one in reading.brought)))
        for state, (words, _tone) in STATES.items()))
    if reading.problems:
        widgets.problems(session, reading.problems, _("Of the file as a whole"))
    order = {"faulty": 0, "changed": 1, "new": 2, "same": 3}
    rows = [_row(session, one) for one in sorted(reading.brought, key=lambda one: order[one.state])[:SHOWN]]
    if rows:
        widgets.write(marks.table((_("Cell"), _("Id"), _("State"), _("Problems")), rows))
    if len(reading.brought) > SHOWN:
        widgets.write(marks.Markup('<div class="quiet">{}</div>').format(_("The first {n} rows are shown.", n=SHOWN)))
    save_col, mend_col = st.columns([1, 1])
    with save_col:
        words = session.ngettext("Save {n} good row", "Save the {n} good rows", len(reading.good))
        st.button(words, type="primary", icon=":material/save:", key=session.key("import-save"), disabled=not reading.good,
                  on_click=save, args=(session, reading, name))
    with mend_col:
        if reading.faulty:
            st.button(_("Faulty rows to be mended"), icon=":material/build:", key=session.key("import-mend"),
                      on_click=mend, args=(session, reading))
            if session.to_mend is not None:
                widgets.downloads(session, [session.to_mend])


def mend(session: Session, reading: Reading) -> None:
    """Make the file of faulty rows; its link stands there until another file is brought."""
    try:
        session.to_mend = keep_faulty_rows(session.house, session.person, reading, session.language)
    except Refusal as refusal:
        session.refused = refusal.problems


def _row(session: Session, one: Any) -> tuple[object, ...]:
    words, tone = STATES[one.state]
    said = marks.Markup("<br>").join(
        marks.Markup("<b>{}</b> {} <span class='quiet'>{}</span>").format(p.where, session.show(p.what), session.show(p.how)) for p in one.problems)
    return one.where, one.id, marks.badge(session.show(words), tone), said


def save(session: Session, reading: Reading, name: str) -> None:
    try:
        made = save_import(session.house, session.person, reading, name)
        st.toast(session.gettext("Saved as import {number}; it can be undone whole.", number=made.id))
        session.edition += 1
    except Refusal as refusal:
        session.refused = refusal.problems


def earlier(session: Session) -> None:
    """Files taken in before, each undone in one act."""
    _ = session.gettext
    found = list_imports(session.house, session.person)
    if not found:
        return
    widgets.section(_("Files taken in"))
    for one in found[:20]:
        words, act = st.columns([5, 1.2], vertical_alignment="center")
        with words:
            state = marks.badge(_("Undone"), "care") if one.undone_by else marks.Markup("")
            widgets.write(marks.Markup('<div class="card-sub">{} · {} · {} · {} {}</div>').format(
                one.id, one.file, session.show(KINDS[one.kind]), session.ngettext("{n} row", "{n} rows", len(one.rows)), state))
        with act:
            if one.undone_by is None:
                st.button(_("Undo"), icon=":material/undo:", key=session.key(f"undo-{one.id}"), on_click=undo, args=(session, one.id))


def undo(session: Session, key: int) -> None:
    try:
        undo_import(session.house, session.person, key)
    except Refusal as refusal:
        session.refused = refusal.problems
