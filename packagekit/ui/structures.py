"""Ways to structure the deal: a table with the advised one first, the rules behind each, and a button that takes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import streamlit as st

from packagekit.domain.bundle import Bundle
from packagekit.domain.estimate import Terms
from packagekit.domain.money import Money
from packagekit.domain.person import Person
from packagekit.domain.structure import RuleDifference, Standing, Structure
from packagekit.domain.text import N_, Text
from packagekit.propose import names
from packagekit.ui import marks, results, widgets
from packagekit.ui.state import Session
from packagekit.workflow import ADVICE, House, structure_bundle

_STANDINGS: dict[Standing, tuple[Text, str]] = {
    "recommended": (N_("Recommended"), "good"),
    "possible": (N_("Possible"), ""),
    "doubtful": (N_("Paper in doubt"), "care"),
    "comparison": (N_("For comparison"), "info"),
}


def show(session: Session) -> None:
    """The section on the estimate page."""
    _ = session.gettext
    found = _structures(results.made_key(session), session.house, session.person, results.bundle(session),
                        session.deal.on, session.deal.terms)
    with widgets.card("structures"):
        widgets.section(_("Ways to structure the deal"), _("compared while the seller keeps {amount}", amount=found[0].figures.seller_keeps))
        widgets.write(_table(session, found))
        same = next((structure.same for structure in found if structure.present), ())
        if same:
            widgets.write(marks.minihead(_("Tried as well: the same in money and papers")),
                          marks.points(session.show(choice) for choice in same))
        widgets.notice(session.show(ADVICE), "care")
        with st.expander(_("What makes the difference, and which papers it takes"), icon=":material/balance:"):
            _closer(session, found)


@st.cache_resource(max_entries=64, show_spinner=False)
def _structures(
    key: str, _house: House, _who: Person, _bundle: Bundle, _on: date, _terms: Terms | None
) -> tuple[Structure, ...]:
    return structure_bundle(_house, _who, _bundle, on=_on, terms=_terms)


def _table(session: Session, found: tuple[Structure, ...]) -> marks.Markup:
    """Under each structure's own line its figures, so that they stand below one another."""
    _ = session.gettext
    heads = (_("Buyer's cost"), _("against now"), _("Buyer pays"), _("of it comes back"), _("Quotation price"),
             _("Seller receives"), _("Seller keeps at an unchanged price"))
    lines = (line for structure in found for line in ((_about(session, structure),), _figures(session, structure)))
    return marks.table(heads, lines, numbers=range(len(heads)))


def _about(session: Session, structure: Structure) -> marks.Markup:
    """What it is, why it stands where it does, the rule that moves most, and the papers."""
    words, tone = _STANDINGS[structure.standing]
    why = " ".join(session.show(text) for text in (structure.reason, *(d.rule for d in _decisive(structure))))
    about = marks.Markup("<b>{}</b> {}<br><span class='quiet'>{}</span>").format(
        _name(session, structure), marks.badge(session.show(words), tone), why)
    papers = " · ".join(_papers(session, structure))
    return about + marks.Markup("<br><span class='quiet'>{}</span>").format(
        session.gettext("Papers: {papers}", papers=papers)) if papers else about


def _figures(session: Session, structure: Structure) -> tuple[str, ...]:
    figures = structure.figures
    return (
        session.show(figures.buyer_cost), "" if structure.present else _more(session, structure.difference),
        session.show(figures.buyer_pays), session.show(figures.comes_back), session.show(figures.price),
        session.show(figures.seller_receives), session.show(structure.same_price.seller_keeps),
    )


def _decisive(structure: Structure) -> tuple[RuleDifference, ...]:
    """The rule that moves most; of a change that costs nobody more, what it changes."""
    return tuple(sorted(structure.differences, key=lambda d: -abs(d.amount.amount))[:1])


def _name(session: Session, structure: Structure) -> str:
    return session.show(structure.changes) if structure.changes else session.gettext("As agreed now")


def _more(session: Session, amount: Money) -> str:
    """A difference with its sign, the plus where the language puts the minus: a plus is dearer for the buyer."""
    return session.show(-amount).replace("-", "+", 1) if amount.amount > 0 else session.show(amount)


def _closer(session: Session, found: tuple[Structure, ...]) -> None:
    """One structure: each rule with what it moves, the papers, and the button that puts its terms into the deal."""
    _ = session.gettext
    place = st.selectbox(_("Structure"), range(len(found)), format_func=lambda at: _name(session, found[at]),
                         key=session.key("structure"))
    structure = found[place]
    if structure.differences:
        heads = (_("Rule"), _("Charge"), _("Buyer's cost"), _("How it is known"))
        widgets.write(marks.table(heads, (
            (session.show(d.rule), session.show(d.charge), _more(session, d.amount),
             marks.source_note(session.language, d.status, d.source))
            for d in structure.differences), numbers=(2,)))
    papers = tuple(_papers(session, structure))
    if papers:
        widgets.write(marks.minihead(_("Papers it takes")), marks.points(papers))
    if structure.same_price.price != structure.figures.price:
        widgets.notice(_("The ledger leaves the price of the seller's work as it is. He keeps the same only at a quotation "
                         "price of {price}.", price=structure.figures.price))
    if not structure.present:
        st.button(_("Put these terms into the deal"), icon=":material/check:", key=session.key("structure-take"),
                  on_click=_take, args=(session, structure.terms))


def _papers(session: Session, structure: Structure) -> Iterator[str]:
    for paper in structure.papers:
        bearer = names.PAYERS[paper.by]
        if paper.obtainable:
            yield session.gettext("{paper} ({bearer})", paper=paper.name, bearer=bearer)
        else:
            yield session.gettext("{paper} ({bearer}, may not be had)", paper=paper.name, bearer=bearer)


def _take(session: Session, terms: Terms) -> None:
    if session.keep(terms=terms):
        session.edition += 1  # the controls of the terms start again from the deal
