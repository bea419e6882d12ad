"""The cooperative as matchmaker: for which open buyers its cases fit, who would go, and what is missing."""

from __future__ import annotations

import streamlit as st

from packagekit.domain.text import Refusal, name_of
from packagekit.ui import evidence, marks, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import Chance, Drafted, catalogs, chances, draft_bundle, may, registry

DRAFTED = "packagekit-drafted"  # by the click before this run


def show(session: Session, drafted: Drafted | None) -> None:
    _ = session.gettext
    widgets.page_head(_("Buyers for a cooperative"), _("Open buyer factories that its proven cases fit, who would go there, and what is missing before they could."))
    widgets.refused(session)
    if drafted is not None:
        told(session, drafted)
    held = registry(session.house, session.person).cooperatives
    own = session.person.stands_for if session.person.role == "cooperative" else None
    if own is None:
        key = session.key("chance-cooperative")
        options = sorted(held, key=lambda k: session.show(held[k].name))
        asked = st.query_params.get("cooperative")
        own = st.selectbox(_("Cooperative"), options, index=options.index(asked) if asked in options else None, key=key,
                           format_func=lambda k: session.show(held[k].name), placeholder=_("Choose"),
                           on_change=session.remember, args=("cooperative", key))
    if own is None:
        widgets.empty(_("Choose a cooperative"), _("Its published cases are laid beside every open buyer."))
        return
    found = chances(session.house, session.person, own, on=session.house.today())
    if not found:
        widgets.empty(_("No open buyer fits yet"), _("Publish a case with figures, or wait for a buyer of your trade."))
    for chance in found:
        chance_card(session, chance, own)


def chance_card(session: Session, chance: Chance, cooperative: str) -> None:
    _ = session.gettext
    factory, best = chance.factory, chance.matches[0]
    market = catalogs(session.house, session.person).markets.get(factory.market)
    with widgets.card(f"chance-{factory.id}"):
        head, act = st.columns([4, 1.3], vertical_alignment="center")
        with head:
            widgets.write(marks.Markup('<div class="card-title">{}</div><div class="card-sub">{} · {}</div>').format(
                factory.name, session.show(name_of(market.name, "market")) if market else factory.market,
                session.ngettext("{n} employee", "{n} employees", factory.employees)))
        with act:
            st.button(_("Draft a bundle"), type="primary", icon=":material/arrow_forward:", key=session.key(f"go-{factory.id}"),
                      on_click=begin, args=(session, chance, cooperative))
        fits, who, lacks = st.columns(3, gap="large")
        with fits:
            widgets.write(marks.minihead(_("Cases that fit")), marks.bar(float(best.score), _("Fit")), marks.points(
                (f"{session.language.percent(m.score, 0)} {session.show(m.case.title)}" for m in chance.matches), "fits"),
                marks.minihead(_("Why the first one fits, in words for the buyer")), marks.points((session.show(r.text) for r in best.reasons[:3]), "fits"))
        with who:
            widgets.write(marks.minihead(_("Who would go")), marks.points(session.show(s.name) for s in chance.suppliers),
                          marks.points(session.show(m.name) for m in chance.members))
        with lacks:
            widgets.write(marks.minihead(_("What is missing")))
            if chance.missing:
                widgets.write(marks.points((session.show(words) for words in chance.missing), "differs"))
            else:
                widgets.write(marks.points((_("Nothing: it can be offered."),), "fits"))
        widgets.write(evidence.results(session, best.case, session.house.today()))


def begin(session: Session, chance: Chance, cooperative: str) -> None:
    """One click to a draft: a bundle composed for the buyer, kept as a deal with these cases as references."""
    try:
        drafted = draft_bundle(session.house, session.person, chance.factory.id, cooperative, on=session.house.today())
    except Refusal as refusal:
        session.refused = refusal.problems
        return
    session.deal = drafted.deal
    st.session_state[DRAFTED] = drafted


def told(session: Session, drafted: Drafted) -> None:
    """What was drafted, for who does not see prices: the export team goes on with it."""
    _ = session.gettext
    with widgets.card("drafted"):
        widgets.write(marks.Markup('<div class="card-title">{}</div>').format(_("A bundle for {factory} is drafted", factory=drafted.deal.title)))
        if drafted.lines:
            widgets.write(marks.table((_("Solution"), _("Supplier"), _("Quantity"), _("Reference")), (
                (session.show(line.solution), session.show(line.supplier), session.language.number(line.quantity),
                 marks.badge(_("in your case"), "good") if line.proven else "") for line in drafted.lines), numbers=(2,)))
        if drafted.conflict is not None:
            widgets.write(marks.minihead(_("The buyer's wishes clash")), marks.points((session.show(w.text) for w in drafted.conflict.wishes), "differs"))
        st.page_link(session.pages["match"], label=_("Open the draft"), icon=":material/arrow_forward:",
                     query_params=session.address(deal=drafted.deal.id))


drafted = st.session_state.pop(DRAFTED, None)
if drafted is not None and drafted.lines and may(current().person, "compose_bundle"):
    current().go("compose", deal=drafted.deal.id)
show(current(), drafted)
