"""A draft of the register as fields: what each is called, its choices in the reader's language, texts in several languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from packagekit.domain.listing import Listing
from packagekit.domain.places import ASEAN, country_name, language_name
from packagekit.domain.text import LANGUAGE_OF_LAST_RESORT, N_, Problem, Text
from packagekit.ui import marks, widgets
from packagekit.ui.fields import Form
from packagekit.ui.places import value_at
from packagekit.ui.record_words import FIELDS
from packagekit.ui.state import Session
from packagekit.workflow import Wanted, choices, find_listed, languages_of_documents

LABELS: Mapping[str, Text] = {
    "lessons": N_("What was learnt, failures too"), "region": N_("Region"), "members.alias": N_("Member's alias"),
    "kpis": N_("Figures"), "kpis.scope": N_("Scope: lines, products, shifts"), "consent.expires": N_("Consent until"),
    "consent.scope": N_("Consent to"), "certificates.name": N_("Certificate"), "certificates.expires": N_("Valid until"),
    "certificates.number": N_("Certificate number"), "capability.level": N_("Capability grade, as issued"),
    "capability.issuer": N_("Grade issued by"), "capability.day": N_("Grade issued on"), "capability.number": N_("Number of the grade's certificate"),
    "partners.market": N_("Country"), "prices.name": N_("Priced part"), "prices.unit_price.amount": N_("Unit price"), "prices.months": N_("Months paid for (subscription)"),
    "efforts.fixed": N_("Days in any case"), "employees": N_("Employees"), "identity.address": N_("Address"),
    "name": N_("Name"), "members": N_("Member plants"), "trade": N_("Trade, in words"),
    "services": N_("Services to members and buyers"),
}
"""Where a form calls a field otherwise than the history does, by its path without rows and languages."""

CURRENCIES = ("KRW", "USD")
MOST_LISTED = 200
"""So many registered names are offered in one list; of more, those that fit what is typed."""


class Sheet:
    """An open draft as fields, with the names of its codes."""

    def __init__(self, session: Session, form: Form, draft: str) -> None:
        self.session, self.form, self._draft = session, form, draft
        self.known = choices(session.house, session.person)
        self.tongues = (*FIRST, *(code for code in languages_of_documents(session.house) if code not in FIRST))
        key = session.key(f"tongues-{draft}")
        self.written = [code for code in self.tongues if code in st.session_state.get(key, ()) or _holds(form.form, code) or code in FIRST]

    def named(self, vocabulary: str) -> Callable[[str], str]:
        """The name of a code in the reader's language, the code itself where it has none."""
        known = self.known[vocabulary]
        return lambda code: self.session.show(known[code].said) if code in known else str(code)

    def choice(self, where: str, vocabulary: str) -> None:
        self.form.choice(where, list(self.known[vocabulary]), self.named(vocabulary))

    def choices(self, where: str, vocabulary: str, *, about: str | None = None) -> None:
        self.form.choices(where, list(self.known[vocabulary]), self.named(vocabulary), about=about)

    def markets(self, where: str) -> None:
        self.form.choices(where, sorted(ASEAN, key=self.market), self.market)

    def market(self, code: str) -> str:
        return self.session.show(country_name(code))

    def languages(self, where: str) -> None:
        """Languages that people speak or screens are in."""
        self.form.choices(where, self.tongues, lambda code: self.session.show(language_name(code)))

    def registered(self, where: str, kind: str) -> None:
        """One of the registered firms or solutions; of a long register those that fit the words typed above it."""
        if len(self.known[kind]) <= MOST_LISTED:
            self.choice(where, kind)
            return
        _ = self.session.gettext
        typed = st.text_input(_("Search"), key=self.session.key(f"search-{self._draft}-{where}"), type="search", live="300ms",
                              placeholder=_("Name, town or initial consonants"), label_visibility="collapsed")
        found: Sequence[Listing] = find_listed(
            self.session.house, self.session.person, kind, Wanted(typed=typed or ""), on=self.session.house.today())
        self.form.choice(where, [one.id for one in found[:MOST_LISTED]], self.named(kind))

    def tongue_choice(self) -> None:
        """Which further languages the texts are written in; Korean and English always stand there."""
        others = [code for code in self.tongues if code not in FIRST]
        st.multiselect(
            self.session.gettext("Further languages of the texts"), others, default=[c for c in self.written if c in others],
            format_func=lambda code: self.session.show(language_name(code)), key=self.session.key(f"tongues-{self._draft}"),
            placeholder=self.session.gettext("Choose"), help=self.session.gettext(
                "A reader whose language is missing sees English, else Korean, and a mark that says so."))

    def said(self, where: str, *, long: bool = False, hint: str = "", about: str | None = None) -> None:
        """A text, side by side in the languages it is written in."""
        draw = self.form.long if long else self.form.text
        for start in range(0, len(self.written), ACROSS):
            some = self.written[start:start + ACROSS]
            self.row(*((lambda code=code: draw(f"{where}.{code}", about=about if code == self.written[0] else None,
                                               hint=hint if code == self.written[0] else "")) for code in some))

    def row(self, *fields: Callable[[], None], widths: Sequence[float] | None = None) -> None:
        for column, draw in zip(st.columns(widths or len(fields)), fields, strict=True):
            with column:
                draw()

    def group(self, title: str, help_words: str = "") -> None:
        widgets.write(marks.Markup('<div class="group-title">{}</div><div class="group-help">{}</div>').format(title, help_words))

    def cards(self, where: str, add: str, head: Callable[[int, str], marks.Markup], fields: Callable[[str], None]) -> None:
        """Records of a list that have too many fields for one line: a card each, with its own way out."""
        held = value_at(self.form.form, where)
        for number in range(len(held) if isinstance(held, list) else 0):
            path = f"{where}[{number}]"
            with widgets.card(f"{where}-{number}"):
                words, drop = st.columns([6, 1], vertical_alignment="center")
                with words:
                    widgets.write(head(number, path))
                with drop:
                    self.form.drop_button(where, number)
                fields(path)
        self.form.add_button(where, add)

    def lines(self, where: str, add: str, fields: Sequence[Callable[[str], None]], widths: Sequence[float]) -> None:
        """Records of a list, one line each."""
        def line(path: str, columns: Sequence[Any]) -> None:
            for column, draw in zip(columns, fields, strict=False):
                with column:
                    draw(path)

        self.form.rows(where, add, line, widths)


FIRST = ("ko", LANGUAGE_OF_LAST_RESORT)
ACROSS = 2


def _holds(form: Any, code: str) -> bool:
    """Whether any text of the form is there in a language."""
    if isinstance(form, Mapping):
        return (isinstance(form.get(code), str) and bool(form[code])) or any(_holds(inside, code) for inside in form.values())
    return isinstance(form, (list, tuple)) and any(_holds(inside, code) for inside in form)


_LANGUAGE = re.compile(r"\.(ko|en|vi|id|th)$")


def label(where: str) -> Text:
    """The name of a field of these forms, whatever its row and language; the field itself where it has none."""
    bare = re.sub(r"\[\d+\]", "", where)
    found = _LANGUAGE.search(bare)
    path = bare[:found.start()] if found else bare
    if path.startswith("reach."):
        return N_("Days to the site: {market}", market=country_name(path.removeprefix("reach.")))
    named = LABELS.get(path) or FIELDS.get(path.rpartition(".")[2]) or N_("{field}", field=path)
    return N_("{field} ({language})", field=named, language=language_name(found[1])) if found else named


def place(where: str) -> Text:
    """Where a fault stands, in words: its field and its row."""
    rows = re.findall(r"\[(\d+)\]", where)
    named = label(where)
    return N_("{field}, row {row}", field=named, row=int(rows[0]) + 1) if rows else named


def said(problems: Sequence[Problem]) -> list[tuple[Text, Text, Text]]:
    return [(place(problem.where), problem.what, problem.how) for problem in problems]
