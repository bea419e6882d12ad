"""Factory: the buyer's plant in plain words; every change saves the draft, every fault stands at its field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from packagekit.domain.text import Problem, name_of
from packagekit.ui import marks, widgets
from packagekit.ui.fields import Form
from packagekit.ui.state import Session, current
from packagekit.workflow import catalogs, languages_of_documents, read_form, registry

CURRENCIES = ("USD", "KRW", "VND", "IDR", "EUR", "JPY")
COUNTED = ("users", "terminals", "plcs", "tags", "cameras", "meters", "warehouses")


def show(session: Session) -> None:
    _ = session.gettext
    deal = widgets.step_head(
        session, "factory", _("The factory"),
        _("What the plant is like, what hurts and what its owner wishes. Everything you type is saved at once."),
    )
    factory, problems = read_form(session.house, session.person, deal.form)
    shown = problems if deal.id in session.checked else ()
    if shown:
        widgets.problems(session, shown)
    form = Form(session, shown, lambda changed: save(session, changed))
    Fields(session, form).draw()
    forward(session, factory is not None, problems)


def save(session: Session, changed: dict[str, Any]) -> None:
    """Keep what was typed, faulty or not; the later rooms open while it reads without a fault."""
    factory, _ = read_form(session.house, session.person, changed)
    session.keep(
        form=changed, factory=factory, title=str(changed.get("name") or ""),
        languages=session.deal.languages or ((factory.language,) if factory else ()),
    )


def forward(session: Session, ready: bool, problems: tuple[Problem, ...]) -> None:
    _ = session.gettext
    if ready:
        widgets.onward(session, "match", _("Find proven cases"))
        return
    if st.button(_("Check the form"), type="primary", icon=":material/rule:", key=session.key("check")):
        session.checked.add(session.deal.id)
        st.rerun()
    widgets.write(marks.Markup('<div class="quiet">{}</div>').format(
        session.ngettext("{n} entry is still missing or faulty.", "{n} entries are still missing or faulty.", len(problems))))


class Fields:
    """The form's groups, in the order in which people describe a plant."""

    def __init__(self, session: Session, form: Form) -> None:
        self.session, self.form = session, form
        self.known = catalogs(session.house, session.person)
        self.taxonomy = self.known.taxonomy

    def draw(self) -> None:
        self.who()
        self.plant()
        self.goals()
        self.kept()
        self.wishes()
        self.members()

    def who(self) -> None:
        _ = self.session.gettext
        with self.group(_("Who and where"), _("The name and address stand on the cover of the proposal.")):
            name, market = st.columns([2, 1])
            with name:
                self.form.text("name")
            with market:
                self.form.choice("market", sorted(self.known.markets), self.named(self.known.markets, "market"))
            region, address, language = st.columns(3)
            with region:
                self.form.text("region", hint=_("Province or city"))
            with address:
                self.form.text("address")
            with language:
                self.form.choice("language", languages_of_documents(self.session.house), self.session.language_name)
            contact, title, salutation = st.columns(3)
            with contact:
                self.form.text("contact.name")
            with title:
                self.form.text("contact.title")
            with salutation:
                words = {"mr": _("Mr"), "ms": _("Ms"), "unknown": _("Not known")}
                self.form.choice("contact.salutation", tuple(words), lambda code: words.get(code, code))

    def plant(self) -> None:
        _ = self.session.gettext
        with self.group(_("The plant"), _("Counts decide how much of each solution is needed. For a joint build, count all "
                                          "plants together or leave the totals empty: they are added up.")):
            industry, processes = st.columns([1, 1.4])
            with industry:
                self.form.choice("industry", tuple(self.taxonomy.industries), self.industry,
                                 about=_("ISIC Rev.4; the more exact, the better the cases that are found."))
            with processes:
                self.form.choices("processes", tuple(self.taxonomy.processes), self.named(self.taxonomy.processes, "process"))
            for field, column in zip(("employees", "machines", "lines", "shifts"), st.columns(4), strict=True):
                with column:
                    self.form.text(field)
            self.money("annual_output")
            with st.expander(_("Counted on site (optional)")):
                widgets.write(marks.Markup('<div class="quiet">{}</div>').format(
                    _("What is left empty is estimated from machines, lines and employees.")))
                columns = st.columns(4)
                for at, driver in enumerate(COUNTED):
                    with columns[at % 4]:
                        self.form.text(f"drivers.{driver}")

    def goals(self) -> None:
        _ = self.session.gettext
        with self.group(_("Level and goals"), _("One goal per KPI: its value today and the value wanted, in the KPI's own unit.")):
            now, wanted = st.columns(2)
            with now:
                self.form.choice("level", tuple(self.taxonomy.levels), self.level, about=self.level_tests())
            with wanted:
                self.form.choice("target_level", tuple(self.taxonomy.levels), self.level)
            self.form.rows("goals", _("Add a goal"), self.goal, [2.2, 1, 1])

    def goal(self, path: str, columns: Any) -> None:
        kpis = self.taxonomy.kpis
        with columns[0]:
            self.form.choice(f"{path}.kpi", tuple(kpis), self.kpi)
        with columns[1]:
            self.form.text(f"{path}.now")
        with columns[2]:
            self.form.text(f"{path}.target")

    def kept(self) -> None:
        _ = self.session.gettext
        with self.group(_("Systems that stay"), _("What already runs and must be connected: ERP, PLCs, older MES.")):
            self.form.rows("keeps", _("Add a system"), self.keep, [1.3, 1, 1.7])

    def keep(self, path: str, columns: Any) -> None:
        types, protocols = self.taxonomy.solution_types, self.taxonomy.protocols
        with columns[0]:
            self.form.choice(f"{path}.type", tuple(types), self.named(types, "solution_type"))
        with columns[1]:
            self.form.text(f"{path}.name")
        with columns[2]:
            self.form.choices(f"{path}.protocols", tuple(protocols), self.named(protocols, "protocol"))

    def wishes(self) -> None:
        _ = self.session.gettext
        with self.group(_("Wishes and limits"), _("The budget is what the buyer pays in the end, duties and taxes included.")):
            wishable = {**self.taxonomy.capabilities, **self.taxonomy.solution_types}
            must, avoid = st.columns(2)
            with must:
                self.form.choices("wishes.must", tuple(wishable), self.wish)
            with avoid:
                self.form.choices("wishes.avoid", tuple(wishable), self.wish)
            language, months = st.columns(2)
            with language:
                self.form.choice("wishes.ui_language", languages_of_documents(self.session.house), self.session.language_name)
            with months:
                self.form.text("deadline_months")
            self.form.switch("wishes.local_support")
            self.money("budget")

    def members(self) -> None:
        _ = self.session.gettext
        with self.group(_("Joint build (optional)"), _("Several plants that buy together: they share the solutions and each pays its share.")):
            self.form.rows("members", _("Add a plant"), self.member, [1.6, 1.2, 0.8, 0.8, 0.7])

    def member(self, path: str, columns: Any) -> None:
        for field, column in zip(("name", "region", "employees", "machines", "lines"), columns, strict=False):
            with column:
                self.form.text(f"{path}.{field}")

    def money(self, where: str) -> None:
        amount, currency, rest = st.columns([1.4, 1, 1.6])
        with amount:
            self.form.text(f"{where}.amount", hint="350000", whole=where)
        with currency:
            self.form.choice(f"{where}.currency", CURRENCIES, str)
        with rest:
            factory = self.session.deal.factory
            if factory is not None:
                widgets.write(marks.Markup('<div class="quiet" style="padding-top:2.3rem">= {}</div>').format(
                    self.session.show(getattr(factory, where))))

    @contextmanager
    def group(self, title: str, about: str) -> Iterator[None]:
        with widgets.card(f"group-{title}"):
            left, right = st.columns([1, 3.4], gap="large")
            with left:
                widgets.write(marks.Markup('<div class="group-title" role="heading" aria-level="2">{}</div><div class="group-help">{}</div>').format(title, about))
            with right:
                yield

    def named(self, entries: Any, vocabulary: str) -> Any:
        return lambda code: self.session.show(name_of(entries[code].name, vocabulary)) if code in entries else code

    def industry(self, code: str) -> str:
        return f"{code} · {self.named(self.taxonomy.industries, 'industry')(code)}"

    def level(self, code: str) -> str:
        return self.named(self.taxonomy.levels, "level")(code)

    def level_tests(self) -> str:
        """How to tell which level a plant is at, one line per level."""
        levels = sorted(self.taxonomy.levels.values(), key=lambda level: level.rank)
        return "\n".join(f"- **{self.level(entry.code)}**: {self.session.show(name_of(entry.test, 'level'))}" for entry in levels)

    def kpi(self, code: str) -> str:
        entry = self.taxonomy.kpis.get(code)
        if entry is None:
            return code
        return f"{self.session.show(name_of(entry.name, 'kpi'))} ({self.session.language.unit(entry.unit)})"

    def wish(self, code: str) -> str:
        if code in self.taxonomy.capabilities:
            return self.named(self.taxonomy.capabilities, "capability")(code)
        if code in self.taxonomy.solution_types:
            return self.named(self.taxonomy.solution_types, "solution_type")(code)
        solution = registry(self.session.house, self.session.person).solutions.get(code)
        return self.session.show(solution.name) if solution else code


show(current())
