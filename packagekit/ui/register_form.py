"""The forms of the register: what a case and a data sheet ask for, in steps, each field saving itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from packagekit.domain.form import Misread
from packagekit.domain.form import number as read_number
from packagekit.domain.taxonomy import Direction
from packagekit.domain.text import N_, Problem, Text, name_of
from packagekit.ui import marks, widgets
from packagekit.ui.fields import Form
from packagekit.ui.places import value_at
from packagekit.ui.state import Session
from packagekit.workflow import catalogs, choices

STEPS: Mapping[str, Text] = {
    "build": N_("The build"), "people": N_("Members and systems"), "figures": N_("Figures and evidence"),
    "terms": N_("Cost and consent"), "check": N_("Check and submit"),
}
LABELS: Mapping[str, Text] = {
    "title.ko": N_("Title in Korean"), "title.en": N_("Title in English"), "name.ko": N_("Name in Korean"),
    "name.en": N_("Name in English"), "alias.ko": N_("Public alias in Korean"), "alias.en": N_("Public alias in English"),
    "cooperative": N_("Cooperative"), "country": N_("Country"), "region.ko": N_("Region"), "industry": N_("Industry"),
    "processes": N_("Processes"), "level_before": N_("Level before"), "level_after": N_("Level after"),
    "problem.ko": N_("The problem"), "built.ko": N_("What was built"), "lessons.ko": N_("What was learnt, failures too"),
    "started": N_("Started"), "go_live": N_("Live since"), "months_planned": N_("Months planned"),
    "months_actual": N_("Months needed"), "markets": N_("Delivered to"), "members": N_("Member plants"),
    "members.alias.ko": N_("Member's alias"), "members.employees": N_("Employees"), "members.machines": N_("Machines"),
    "systems": N_("Systems"), "systems.solution": N_("Solution"), "systems.supplier": N_("Supplier"), "systems.qty": N_("Quantity"),
    "kpis": N_("Figures"), "kpis.kpi": N_("KPI"), "kpis.before": N_("Before"), "kpis.after": N_("After"),
    "kpis.before_from": N_("Before: from"), "kpis.before_to": N_("Before: to"), "kpis.after_from": N_("After: from"),
    "kpis.after_to": N_("After: to"), "kpis.n": N_("Observations (n)"), "kpis.scope.ko": N_("Scope: lines, products, shifts"),
    "kpis.method.ko": N_("Method, and what was left out"), "kpis.source_system": N_("Source of the figures"),
    "kpis.attested": N_("Who stands behind them"), "kpis.verifier": N_("Third-party verifier"),
    "kpis.relation": N_("The verifier is"), "kpis.independent_report": N_("There is an independent report"),
    "costs": N_("Cost by line"), "costs.kind": N_("Kind"), "costs.amount.amount": N_("Amount"),
    "costs.amount.currency": N_("Currency"), "costs.price_year": N_("Price year"), "subsidy_share": N_("Public support, as a share of 1"),
    "consent.by": N_("Consent given by"), "consent.given": N_("Consent from"), "consent.expires": N_("Consent until"),
    "consent.scope": N_("Consent to"), "about.ko": N_("About in Korean"), "about.en": N_("About in English"),
    "areas": N_("Areas"), "founded": N_("Founded"), "employees": N_("Employees"), "languages": N_("Languages"),
    "response_hours": N_("Hours to the first answer"), "partners": N_("Local partners"), "partners.market": N_("Country"),
    "partners.name": N_("Name"), "partners.services.ko": N_("Services"), "certificates": N_("Certificates"),
    "certificates.name": N_("Certificate"), "certificates.issuer": N_("Issued by"), "certificates.expires": N_("Valid until"),
    "capability.level": N_("Capability grade, as issued"), "capability.issuer": N_("Grade issued by"),
    "capability.day": N_("Grade issued on"), "type": N_("Type"), "summary.ko": N_("Summary in Korean"),
    "summary.en": N_("Summary in English"), "version": N_("Version"), "isa95_level": N_("ISA-95 level"),
    "capabilities": N_("Capabilities"), "needs_data": N_("Needs data"), "gives_data": N_("Gives data"),
    "protocols_in": N_("Protocols in"), "protocols_out": N_("Protocols out"), "months": N_("Months to go-live"),
    "ui_languages": N_("Screen languages"), "manual_languages": N_("Manual languages"), "hosting": N_("Hosting"),
    "sites_live": N_("Sites live"), "prices": N_("Prices"), "prices.code": N_("Code"), "prices.name.ko": N_("Priced part"),
    "prices.kind": N_("Kind"), "prices.unit_price.amount": N_("Unit price"), "prices.unit_price.currency": N_("Currency"),
    "prices.driver": N_("Counted by"), "prices.valid_from": N_("Price from"), "prices.valid_to": N_("Price until"),
    "frequency_hz": N_("Mains frequency"), "efforts": N_("Engineering days"), "efforts.role": N_("Role"),
    "efforts.where": N_("Where"), "efforts.purpose": N_("Purpose"), "efforts.fixed": N_("Days"),
}


class Sheet:
    """An open draft as fields, with the names of its codes."""

    def __init__(self, session: Session, form: Form) -> None:
        self.session, self.form = session, form
        self.known = {name: {c.code: c.names for c in found} for name, found in choices(session.house, session.person).items()}

    def named(self, vocabulary: str) -> Callable[[str], str]:
        """The name of a code in the reader's language, the code itself where it has none."""
        names, at = self.known.get(vocabulary, {}), 0 if self.session.language.code == "ko" else -1
        return lambda code: names[code][at] if code in names else str(code)

    def choice(self, where: str, vocabulary: str) -> None:
        self.form.choice(where, list(self.known.get(vocabulary, {})), self.named(vocabulary))

    def choices(self, where: str, vocabulary: str) -> None:
        self.form.choices(where, list(self.known.get(vocabulary, {})), self.named(vocabulary))

    def row(self, *fields: Callable[[], None], widths: Sequence[float] | None = None) -> None:
        for column, draw in zip(st.columns(widths or len(fields)), fields, strict=True):
            with column:
                draw()


def case_step(sheet: Sheet, step: str, evidence: Callable[[str], None]) -> None:
    """The fields of one step of a case."""
    {"build": _build, "people": _people, "figures": lambda s: _figures(s, evidence), "terms": _terms}[step](sheet)


def _build(sheet: Sheet) -> None:
    form, _ = sheet.form, sheet.session.gettext
    sheet.row(lambda: form.text("title.ko", hint=_("Six moulders together: fewer rejects")), lambda: form.text("title.en"))
    sheet.row(
        lambda: form.text("alias.ko", about=_("What a buyer reads without consent to the name.")), lambda: form.text("alias.en"),
        lambda: form.text("name.ko", about=_("Shown to buyers only with consent to the name.")))
    sheet.row(lambda: sheet.choice("cooperative", "cooperatives"), lambda: sheet.choice("industry", "industries"),
              lambda: form.text("region.ko"))
    sheet.row(lambda: sheet.choices("processes", "processes"), lambda: sheet.choice("level_before", "levels"),
              lambda: sheet.choice("level_after", "levels"), widths=(2, 1, 1))
    for where in ("problem.ko", "built.ko", "lessons.ko"):
        form.text(where)
    sheet.row(*(partial(form.text, where, hint=hint) for where, hint in (
        ("started", "2024-03-04"), ("go_live", "2024-12-16"), ("months_planned", "9"), ("months_actual", "10"))))


def _people(sheet: Sheet) -> None:
    form, _ = sheet.form, sheet.session.gettext
    _group(_("Member plants"), _("Five or more for a cooperative build; an alias is enough."))

    def member(path: str, columns: Sequence[Any]) -> None:
        for column, field in zip(columns, ("alias.ko", "employees", "machines"), strict=False):
            with column:
                form.text(f"{path}.{field}")

    form.rows("members", _("Add a member"), member, (2, 1, 1))
    _group(_("Systems"), _("What was installed, and by whom."))

    def system(path: str, columns: Sequence[Any]) -> None:
        with columns[0]:
            sheet.choice(f"{path}.solution", "solutions")
        with columns[1]:
            sheet.choice(f"{path}.supplier", "suppliers")
        with columns[2]:
            form.text(f"{path}.qty")

    form.rows("systems", _("Add a system"), system, (2, 2, 1))


def _figures(sheet: Sheet, evidence: Callable[[str], None]) -> None:
    """Raw values before and after with what proves them; the change is worked out and shown at once."""
    form, session = sheet.form, sheet.session
    held = value_at(form.form, "kpis")
    for number in range(len(held) if isinstance(held, list) else 0):
        with widgets.card(f"figure-{number}"):
            _figure(sheet, number, evidence)
    form.add_button("kpis", session.gettext("Add a figure"))


def _figure(sheet: Sheet, number: int, evidence: Callable[[str], None]) -> None:
    form, _ = sheet.form, sheet.session.gettext
    path = f"kpis[{number}]"
    head, drop = st.columns([6, 1], vertical_alignment="center")
    with head:
        widgets.write(marks.minihead(_("Figure {n}", n=number + 1)), _change(sheet.session, form.form, path))
    with drop:
        form.drop_button("kpis", number)
    sheet.row(lambda: sheet.choice(f"{path}.kpi", "kpis"), lambda: form.text(f"{path}.before", whole=path),
              lambda: form.text(f"{path}.after"), lambda: form.text(f"{path}.n"), widths=(2, 1, 1, 1))
    sheet.row(*(partial(form.text, f"{path}.{where}", hint="2024-01-31")
                for where in ("before_from", "before_to", "after_from", "after_to")))
    sheet.row(lambda: form.text(f"{path}.scope.ko"), lambda: form.text(f"{path}.method.ko"))
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
    _group(_("Cost by line"), _("In the money of the year it was paid."))

    def cost(path: str, columns: Sequence[Any]) -> None:
        with columns[0]:
            sheet.choice(f"{path}.kind", "line_kinds")
        with columns[1]:
            form.text(f"{path}.amount.amount")
        with columns[2]:
            form.choice(f"{path}.amount.currency", ("KRW", "USD"), str)
        with columns[3]:
            form.text(f"{path}.price_year")

    form.rows("costs", _("Add a cost"), cost, (2, 1.5, 1, 1))
    sheet.row(lambda: form.text("subsidy_share", hint="0.5"), lambda: form.choices("markets", ("VN", "ID", "TH", "MY", "PH", "SG"), str))
    _group(_("Consent of the factory"), _("Without it a buyer sees the alias and no figure."))
    sheet.row(*(partial(form.text, where, hint=hint) for where, hint in (
        ("consent.by", ""), ("consent.given", "2025-06-02"), ("consent.expires", "2028-06-01"))))
    sheet.choices("consent.scope", "consent")


def solution_fields(sheet: Sheet) -> None:
    """A data sheet; what its type asks for stands first."""
    form, session = sheet.form, sheet.session
    _ = session.gettext
    sheet.row(lambda: sheet.choice("type", "solution_types"), lambda: form.text("name.ko"), lambda: form.text("name.en"),
              lambda: form.text("version"))
    kind = catalogs(session.house, session.person).taxonomy.solution_types.get(str(value_at(form.form, "type")))
    if kind is not None and kind.facts:
        widgets.notice(_("A solution of this type states: {facts}.", facts=tuple(
            LABELS.get(fact, fact) for fact in kind.facts)))
    sheet.row(lambda: form.text("summary.ko"), lambda: form.text("summary.en"))
    sheet.row(lambda: sheet.choices("capabilities", "capabilities"), lambda: form.text("isa95_level"), lambda: form.text("months"),
              widths=(3, 1, 1))
    sheet.row(lambda: sheet.choices("needs_data", "data_kinds"), lambda: sheet.choices("gives_data", "data_kinds"))
    sheet.row(lambda: sheet.choices("protocols_in", "protocols"), lambda: sheet.choices("protocols_out", "protocols"))
    tongues = ("ko", "en", "vi", "id", "th")
    sheet.row(lambda: form.choices("ui_languages", tongues, str), lambda: form.choices("manual_languages", tongues, str),
              lambda: sheet.choice("hosting", "hostings"))
    _group(_("Prices"), _("A price once given stays; a newer one gets a row of its own with a later day."))

    def price(path: str, columns: Sequence[Any]) -> None:
        for column, draw in zip(columns, (
            lambda: form.text(f"{path}.code"), lambda: form.text(f"{path}.name.ko"), lambda: sheet.choice(f"{path}.kind", "line_kinds"),
            lambda: form.text(f"{path}.unit_price.amount"), lambda: form.choice(f"{path}.unit_price.currency", ("KRW", "USD"), str),
            lambda: sheet.choice(f"{path}.driver", "drivers"), lambda: form.text(f"{path}.valid_from", hint="2026-01-01"),
            lambda: form.text(f"{path}.valid_to"),
        ), strict=False):
            with column:
                draw()

    form.rows("prices", _("Add a price"), price, (1, 1.4, 1.3, 1.2, .8, 1.1, 1.1, 1.1))


def supplier_fields(sheet: Sheet) -> None:
    """The page of a supplier that a buyer could be shown."""
    form, _ = sheet.form, sheet.session.gettext
    sheet.row(lambda: form.text("name.ko"), lambda: form.text("name.en"), lambda: form.text("region.ko"))
    sheet.row(lambda: form.text("about.ko"), lambda: form.text("about.en"))
    sheet.row(lambda: sheet.choices("areas", "areas"), lambda: form.text("founded"), lambda: form.text("employees"), widths=(2, 1, 1))
    sheet.row(lambda: form.choices("markets", ("VN", "ID", "TH", "MY", "PH", "SG"), str),
              lambda: form.choices("languages", ("ko", "en", "vi", "id", "th"), str), lambda: form.text("response_hours"))
    _group(_("Capability grade"), _("As it was issued; nobody here works it out."))
    sheet.row(lambda: form.text("capability.level"), lambda: form.text("capability.issuer"), lambda: form.text("capability.day", hint="2025-09-18"))
    _group(_("Certificates"), _("With issuer and last day."))
    _plain_rows(sheet, "certificates", _("Add a certificate"), ("name", "issuer", "expires"), (2, 2, 1))
    _group(_("Local partners"), _("Who stands on site in the buyer's country."))
    _plain_rows(sheet, "partners", _("Add a partner"), ("market", "name", "services.ko"), (.6, 2, 2))


def _plain_rows(sheet: Sheet, where: str, add: str, fields: Sequence[str], widths: Sequence[float]) -> None:
    def row(path: str, columns: Sequence[Any]) -> None:
        for column, field in zip(columns, fields, strict=False):
            with column:
                sheet.form.text(f"{path}.{field}")

    sheet.form.rows(where, add, row, widths)


def _group(title: str, help_words: str) -> None:
    widgets.write(marks.Markup('<div class="group-title">{}</div><div class="group-help">{}</div>').format(title, help_words))


def label(where: str) -> Text:
    """The name of a field of these forms, whatever its row; the field itself where it has none."""
    return LABELS.get(re.sub(r"\[\d+\]", "", where), N_("{field}", field=where))


def place(where: str) -> Text:
    """Where a fault stands, in words: its field and its row."""
    rows = re.findall(r"\[(\d+)\]", where)
    named = label(where)
    return N_("{field}, row {row}", field=named, row=int(rows[0]) + 1) if rows else named


def said(problems: Sequence[Problem]) -> list[tuple[Text, Text, Text]]:
    return [(place(problem.where), problem.what, problem.how) for problem in problems]

