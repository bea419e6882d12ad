"""Reviews: the queue of cases with their days, and one case as its verifier reads it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from packagekit.domain.review import CaseAct, Remark
from packagekit.domain.text import Refusal
from packagekit.ui import evidence, marks, register_sheet, widgets
from packagekit.ui.state import Session, current
from packagekit.verify import ACTS, CHECKLIST, STATUS_WORDS
from packagekit.workflow import (
    CaseFile,
    case_changes,
    case_file,
    consent_ended,
    do_case_act,
    review_queue,
    versions_of_case,
    waiting_for,
)
from packagekit.workflow.files import evidence_of_case

ICONS = {"take": "front_hand", "return": "undo", "verify": "verified", "publish": "public", "expire": "event_busy",
         "withdraw": "block", "comment": "chat"}
ASKS_WORDS = ("return", "withdraw", "comment")


def show(session: Session) -> None:
    asked = st.query_params.get("case")
    if asked is not None:
        one(session, asked)
        return
    _ = session.gettext
    widgets.page_head(_("Reviews"), _("Cases on their way to publication, the one due first on top."))
    widgets.refused(session)
    queue = review_queue(session.house, session.person)
    today = session.house.today()
    if not queue:
        widgets.empty(_("Nothing waits"), _("A case appears here as soon as it is handed in."))
    rows = []
    for waiting in queue:
        late = waiting.due is not None and waiting.due < today
        rows.append((
            link(session, waiting.case.id, session.show(waiting.case.title)),
            marks.badge(session.show(STATUS_WORDS[waiting.case.status]), "info"),
            session.show(waiting_for(waiting.case.status)),
            marks.badge(session.language.short_day(waiting.due), "bad" if late else "") if waiting.due else "",
            session.show(waiting.bar) if waiting.bar else marks.badge(_("you can"), "good"),
        ))
    if rows:
        widgets.write(marks.table((_("Case"), _("State"), _("Next step"), _("Due"), _("Your part")), rows))
    ended = consent_ended(session.house, session.person, on=today)
    if ended:
        widgets.section(_("Consent has ended"), _("Published, but only their alias can be shown."))
        widgets.write(marks.points(link(session, case.id, session.show(case.title)) for case in ended))


def link(session: Session, key: str, words: str) -> marks.Markup:
    query = "&".join(f"{name}={value}" for name, value in session.address(case=key).items())
    return marks.Markup('<a href="/reviews?{}" target="_self">{}</a>').format(query, words)


def one(session: Session, key: str) -> None:
    _ = session.gettext
    st.page_link(session.pages["reviews"], label=_("All reviews"), icon=":material/arrow_back:", query_params=session.address())
    try:
        file = case_file(session.house, session.person, key, on=session.house.today())
    except Refusal as refusal:
        widgets.page_head(_("Reviews"))
        widgets.problems(session, refusal.problems)
        return
    case = file.case
    widgets.page_head(session.show(case.title), session.show(waiting_for(case.status)), over=marks.Markup("{} {}").format(
        marks.badge(session.show(STATUS_WORDS[case.status]), "info"), _("version {n}", n=file.version)))
    widgets.refused(session)
    if file.bar is not None and case.status in ("submitted", "in_review"):
        widgets.notice(session.show(file.bar))
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        figures(session, file)
        findings(session, file)
        changed(session, file)
        with st.expander(_("The whole case")):
            evidence.details(session, case, session.house.today())
    with right:
        acts(session, file)
        told(session, file)


def figures(session: Session, file: CaseFile) -> None:
    """Every figure with its grade, why it has that grade, and the files that prove it."""
    _ = session.gettext
    widgets.section(_("Figures and how each is known"))
    kept = {f.sha256: f for f in evidence_of_case(session.house, session.person, file.case.id)}
    rows = []
    for result, made in zip(file.case.kpis, file.gradings, strict=True):
        files = marks.Markup("<br>").join(
            marks.Markup('<a href="/files/{}" target="_blank">{}</a>').format(kept[e].key, kept[e].name) if e in kept else marks.Markup.escape(e)
            for e in result.evidence)
        rows.append((
            evidence.kpi_name(session, result.kpi), session.language.number(result.before), session.language.number(result.after), session.show(result.n),
            marks.Markup("{} {}").format(marks.grade_badge(session.language, made.grade), session.show(made.because)), files))
    widgets.write(marks.table((_("KPI"), _("Before"), _("After"), _("n"), _("Grade"), _("Evidence")), rows, numbers=(1, 2, 3)))


def findings(session: Session, file: CaseFile) -> None:
    _ = session.gettext
    if not file.findings:
        widgets.notice(_("Nothing looks wrong."), "info")
        return
    widgets.section(_("What looks wrong"))
    for finding in file.findings:
        widgets.notice(marks.Markup("<b>{}</b> {}").format(session.show(register_sheet.place(finding.where)), session.show(finding.text)), "care")
        if "verify" in file.may and not finding.bars:
            st.text_input(_("Why it is all right"), key=session.key(f"answer-{file.case.id}-{finding.key}"),
                          placeholder=_("What you found out"))


def changed(session: Session, file: CaseFile) -> None:
    """What is not the same as in an earlier version that was handed in."""
    _ = session.gettext
    earlier = [version for version, _act in versions_of_case(session.house, session.person, file.case.id) if version < file.version]
    if len(earlier) < 1:
        return
    with st.expander(_("What changed since it was handed in before")):
        version = st.selectbox(_("Compared with version"), list(reversed(earlier)), key=session.key(f"version-{file.case.id}"))
        try:
            found = case_changes(session.house, session.person, file.case.id, version)
        except Refusal as refusal:
            widgets.problems(session, refusal.problems)
            return
        rows = [(session.show(register_sheet.place(c.where)), str(c.before if c.before is not None else "–"), str(c.after if c.after is not None else "–"))
                for c in found if not c.where.startswith(("status", "version"))]
        widgets.write(marks.table((_("Field"), _("Before"), _("Now")), rows)) if rows else widgets.notice(_("Nothing but its state."))


def acts(session: Session, file: CaseFile) -> None:
    """What this person can do now, with what each act asks for."""
    _ = session.gettext
    case = file.case
    if not file.may:
        return
    with widgets.card("acts"):
        if "verify" in file.may:
            widgets.write(marks.minihead(_("I confirm")))
            for point, words in CHECKLIST.items():
                st.checkbox(session.show(words), key=session.key(f"point-{case.id}-{point}"))
        if any(act in file.may for act in ASKS_WORDS):
            st.text_area(_("Reasons or comment"), key=session.key(f"words-{case.id}"), height=90)
            fields = ["", *(f"kpis[{n}]" for n in range(len(case.kpis))), "members", "systems", "costs", "consent", "problem", "built", "lessons"]
            st.selectbox(_("About"), fields, key=session.key(f"about-{case.id}"),
                         format_func=lambda where: session.show(register_sheet.place(where)) if where else _("The whole case"))
        for act in file.may:
            st.button(session.show(ACTS[act].name), icon=f":material/{ICONS[act]}:", key=session.key(f"act-{act}-{case.id}"), width="stretch",
                      type="primary" if act in ("take", "verify", "publish") else "secondary", on_click=do, args=(session, file, act))


def do(session: Session, file: CaseFile, act: Any) -> None:
    key = file.case.id
    held = st.session_state
    words = held.get(session.key(f"words-{key}")) or ""
    about = held.get(session.key(f"about-{key}")) or ""
    try:
        done = do_case_act(
            session.house, session.person, key, act, seen=file.version, on=session.house.today(),
            remarks=(Remark(where=about, words=words),) if words.strip() else (),
            confirmed=tuple(point for point in CHECKLIST if held.get(session.key(f"point-{key}-{point}"))),
            answers={f.key: held.get(session.key(f"answer-{key}-{f.key}")) or "" for f in file.findings})
    except Refusal as refusal:
        session.refused = refusal.problems
        return
    session.edition += 1
    if done.id != key:
        st.query_params["case"] = done.id


def told(session: Session, file: CaseFile) -> None:
    """Who did what, the newest first; both sides read it."""
    _ = session.gettext
    widgets.section(_("What happened"))
    if not file.acts:
        widgets.write(marks.Markup('<div class="quiet">{}</div>').format(_("Nothing yet.")))
    for act in reversed(file.acts):
        widgets.write(act_line(session, act))


def act_line(session: Session, act: CaseAct) -> marks.Markup:
    at = act.at.astimezone(session.time_zone)
    remarks = marks.Markup("").join(marks.Markup('<div class="quiet">{} “{}”</div>').format(
        session.show(register_sheet.place(r.where)) if r.where else "", r.words) for r in act.remarks)
    answers = marks.Markup("").join(marks.Markup('<div class="quiet">✓ {}</div>').format(words) for words in act.answers.values())
    return marks.Markup('<div class="card-sub"><b>{}</b> · {} · {} {}</div>{}{}').format(
        session.show(ACTS[act.act].name), act.name, session.language.short_day(at.date()), f"{at:%H:%M}", remarks, answers)


show(current())
