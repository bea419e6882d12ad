"""The form of a case: what it asks for, in steps, each field saving itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from packagekit.domain.form import Misread
from packagekit.domain.form import number as read_number
from packagekit.domain.taxonomy import Direction
from packagekit.domain.text import N_, Text, name_of
from packagekit.ui import marks, widgets
from packagekit.ui.places import value_at, with_value
from packagekit.ui.register_sheet import CURRENCIES, Sheet
from packagekit.ui.state import Session
from packagekit.verify import LEAST_MEMBERS
from packagekit.workflow import catalogs, members_of

STEPS: Mapping[str, Text] = {
    "build": N_("The build"), "people": N_("Members and systems"), "figures": N_("Figures and evidence"),
    "terms": N_("Cost and consent"), "check": N_("Check and submit"),
}


def case_step(sheet: Sheet, step: str, evidence: Callable[[str], None]) -> None:
    """The fields of one step of a case."""
    {"build": _build, "people": _people, "figures": lambda s: _figures(s, evidence), "terms": _terms}[step](sheet)


def _build(sheet: Sheet) -> None:
    form, _ = sheet.form, sheet.session.gettext
    sheet.tongue_choice()
    sheet.said("title", hint=_("Six moulders together: fewer rejects"))
    sheet.said("alias", about=_("What a buyer reads without consent to the name."))
    sheet.said("name", about=_("Shown to buyers only with consent to the name."))
    sheet.row(lambda: sheet.registered("cooperative", "cooperatives"), lambda: sheet.choice("industry", "industries"))
    sheet.said("region")
    sheet.row(lambda: sheet.choices("processes", "processes"), lambda: sheet.choice("level_before", "levels"),
              lambda: sheet.choice("level_after", "levels"), widths=(2, 1, 1))
    for where in ("problem", "built", "lessons"):
        sheet.said(where, long=True)
    sheet.row(*(partial(form.text, where, hint=hint) for where, hint in (
        ("started", "2024-03-04"), ("go_live", "2024-12-16"), ("months_planned", "9"), ("months_actual", "10"))))


def _people(sheet: Sheet) -> None:
    form, session = sheet.form, sheet.session
    _ = session.gettext
    sheet.group(_("Member plants"), _("Five or more for a cooperative build; an alias is enough."))
    held = value_at(form.form, "members")
    count = len(held) if isinstance(held, list) else 0
    widgets.write(marks.badge(
        _("{count} of at least {least} members", count=count, least=LEAST_MEMBERS), "good" if count >= LEAST_MEMBERS else "care"))
    _registered_members(sheet)
    sheet.lines("members", _("Add a member"), (
        lambda path: form.text(f"{path}.alias.ko"), lambda path: form.text(f"{path}.alias.en"),
        lambda path: form.text(f"{path}.employees"), lambda path: form.text(f"{path}.machines")), (2, 2, 1, 1))
    sheet.group(_("Systems"), _("What was installed, and by whom."))
    sheet.lines("systems", _("Add a system"), (
        lambda path: sheet.registered(f"{path}.solution", "solutions"), lambda path: sheet.registered(f"{path}.supplier", "suppliers"),
        lambda path: form.text(f"{path}.qty")), (2, 2, 1))


def _registered_members(sheet: Sheet) -> None:
    """Members that the cooperative has registered fill in their size by themselves; their names stay with it."""
    session, form, _ = sheet.session, sheet.form, sheet.session.gettext
    found = members_of(session.house, session.person, str(value_at(form.form, "cooperative") or ""))
    if not found:
        return
    key = session.key("take-members")

    def take() -> None:
        now = form.now()
        held = value_at(now, "members")
        rows = list(held) if isinstance(held, list) else []
        by_id = {member.id: member for member in found}
        for chosen in st.session_state[key]:
            letter = chr(ord("A") + len(rows) % 26)
            rows.append({"alias": {"ko": f"조합원사 {letter}", "en": f"Member {letter}"},
                         "employees": by_id[chosen].employees, "machines": by_id[chosen].machines})
        session.edition += 1
        form.save(with_value(now, "members", rows))

    words, act = st.columns([4, 1.4], vertical_alignment="bottom")
    with words:
        st.multiselect(
            _("Registered members that took part"), [member.id for member in found], key=key, placeholder=_("Choose"),
            format_func=lambda code: next((session.show(m.name) for m in found if m.id == code), code),
            help=_("Only their size is taken over, under an alias: who they are stays with the cooperative."))
    with act:
        st.button(_("Take them over"), icon=":material/group_add:", key=session.key("take-members-now"), on_click=take)


def _figures(sheet: Sheet, evidence: Callable[[str], None]) -> None:
    """Raw values before and after with what proves them; the change is worked out and shown at once."""
    _ = sheet.session.gettext
    sheet.cards("kpis", _("Add a figure"), lambda number, path: marks.Markup("{}{}").format(
        marks.minihead(_("Figure no. {n}", n=number + 1)), _change(sheet.session, sheet.form.form, path)),
        lambda path: _figure(sheet, path, evidence))


def _figure(sheet: Sheet, path: str, evidence: Callable[[str], None]) -> None:
    form = sheet.form
    sheet.row(lambda: sheet.choice(f"{path}.kpi", "kpis"), lambda: form.text(f"{path}.before", whole=path),
              lambda: form.text(f"{path}.after"), lambda: form.text(f"{path}.n"), widths=(2, 1, 1, 1))
    sheet.row(*(partial(form.text, f"{path}.{where}", hint="2024-01-31")
                for where in ("before_from", "before_to", "after_from", "after_to")))
    sheet.said(f"{path}.scope")
    sheet.said(f"{path}.method")
    sheet.row(lambda: sheet.choice(f"{path}.source_system", "sources"), lambda: sheet.choices(f"{path}.attested", "standers"))
    if "third_party" in (value_at(form.form, f"{path}.attested") or ()):
        sheet.row(lambda: form.text(f"{path}.verifier"), lambda: sheet.choice(f"{path}.relation", "relations"),
                  lambda: form.switch(f"{path}.independent_report"))
    evidence(path)


def _change(session: Session, form: Mapping[str, Any], path: str) -> marks.Markup:
    """The change from before to after as it would be shown, as soon as both are numbers."""
    kpi = catalogs(session.house, session.person).taxonomy.kpis.get(str(value_at(form, f"{path}.kpi")))
    try:
        before, after = (read_number(str(value_at(form, f"{path}.{moment}") or "")) for moment in ("before", "after"))
    except Misread:
        return marks.Markup("")
    if kpi is None or before == 0 or (before < 0) != (after < 0):
        return marks.Markup("")
    change = (after - before) / abs(before) * (1 if kpi.direction is Direction.HIGHER else -1)
    words = session.gettext("{kpi}: {change} better", kpi=name_of(kpi.name, "kpi"), change=session.language.percent(change, 1)) \
        if change >= 0 else session.gettext("{kpi}: {change} worse", kpi=name_of(kpi.name, "kpi"), change=session.language.percent(-change, 1))
    return marks.badge(words, "good" if change > 0 else "care")


def _terms(sheet: Sheet) -> None:
    form, _ = sheet.form, sheet.session.gettext
    sheet.group(_("Cost by line"), _("In the money of the year it was paid."))
    sheet.lines("costs", _("Add a cost"), (
        lambda path: sheet.choice(f"{path}.kind", "line_kinds"), lambda path: form.text(f"{path}.amount.amount"),
        lambda path: form.choice(f"{path}.amount.currency", CURRENCIES, str), lambda path: form.text(f"{path}.price_year")), (2, 1.5, 1, 1))
    sheet.row(lambda: form.text("subsidy_share", hint="0.5"), lambda: sheet.markets("markets"))
    sheet.group(_("Consent of the factory"), _("Without it a buyer sees the alias and no figure."))
    sheet.row(*(partial(form.text, where, hint=hint) for where, hint in (
        ("consent.by", ""), ("consent.given", "2025-06-02"), ("consent.expires", "2028-06-01"))))
    sheet.choices("consent.scope", "consent")
