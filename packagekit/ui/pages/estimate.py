"""Estimate: what the buyer pays in the end, how sure that is, when it pays back, and every row behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import pandas as pd
import streamlit as st

from packagekit.domain.dated import Status
from packagekit.domain.estimate import Estimate, Incoterm, LedgerRow, MonthsRange
from packagekit.domain.text import Percent
from packagekit.propose import names
from packagekit.ui import drawings, marks, results, structures, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import registry

WARNINGS_SHOWN = 4
RIGHT = st.column_config.TextColumn(alignment="right")


def show(session: Session) -> None:
    _ = session.gettext
    widgets.step_head(
        session, "estimate", _("The full cost"),
        _("From the price in Korea to the factory floor: freight, duties, taxes, engineering, risk and return."),
    )
    with st.spinner(_("Estimating…")):
        estimate = results.estimated(session)
    headline(session, estimate)
    warnings(session, estimate)
    terms(session, estimate)
    structures.show(session)
    widgets.onward(session, "propose", _("Make the proposal"))
    cost, returns, plan, ledger, shares = st.tabs(
        [_("From price to cost"), _("Return"), _("Plan"), _("Ledger"), _("Members' shares")])
    with cost:
        widgets.section(_("From the quotation to the buyer's cost"))
        drawings.waterfall(session)
        if estimate.swings:
            widgets.section(_("What moves the cost most"), _("each figure from its low to its high end, the others as expected"))
            drawings.tornado(session)
    with returns:
        benefits(session, estimate)
    with plan:
        widgets.section(_("From order to go-live"))
        drawings.plan(session)
    with ledger:
        ledger_rows(session, estimate)
    with shares:
        members(session, estimate)


def headline(session: Session, estimate: Estimate) -> None:
    _ = session.gettext
    say, spread, returns = session.show, estimate.range, estimate.returns
    widgets.write(marks.figures((
        marks.figure(
            _("Quotation price"), say(estimate.seller_price),
            _("{option} · {incoterm}", option=names.OPTIONS[results.bundle(session).option.name],
              incoterm=estimate.terms.incoterm), lead=True),
        marks.figure(
            _("Buyer's total cost"), say(estimate.buyer_cost),
            _("Likely range (80%): {span}", span=session.language.span(spread.p10, spread.p90))
            + "\n" + _("Cash out before refunds: {amount}", amount=estimate.buyer_cash_out)),
        marks.figure(
            _("Payback"), results.payback(session, returns.payback_months.p50, returns.horizon_years),
            payback_span(session, returns.payback_months, returns.horizon_years)),
        marks.figure(
            _("Net present value"), say(returns.npv),
            _("IRR {irr}, discounted at {rate}, {years} years", rate=Percent(ratio=returns.discount_rate),
              irr=Percent(ratio=returns.irr) if returns.irr is not None else "–", years=returns.horizon_years)),
    )))


def payback_span(session: Session, payback: MonthsRange, horizon: int) -> str:
    return session.gettext("Likely range (80%): {span}", span=session.language.span(
        results.payback(session, payback.p10, horizon), results.payback(session, payback.p90, horizon)))


def warnings(session: Session, estimate: Estimate) -> None:
    """The first warnings in full sight, the others one click away."""
    if not estimate.warnings:
        return
    said = [session.show(warning.text) for warning in estimate.warnings]
    first, rest = marks.points(said[:WARNINGS_SHOWN]), said[WARNINGS_SHOWN:]
    more = marks.Markup('<details class="more"><summary>{}</summary>{}</details>').format(
        session.ngettext("{n} more", "{n} more", len(rest)), marks.points(rest)) if rest else ""
    widgets.notice(marks.Markup("<b>{}</b>{}{}").format(session.gettext("Mind before you quote"), first, more), "care")


def terms(session: Session, estimate: Estimate) -> None:
    """What the parties agree; every change is saved and moves the ledger."""
    _ = session.gettext
    bearers = {"buyer": _("Buyer (price is net)"), "seller": _("Seller (price includes it)")}
    with widgets.card("terms"):
        widgets.section(_("Terms"), _("every choice moves the ledger"))
        delivery, income_tax, vat = st.columns([1, 1.4, 1.4])
        with delivery:
            term(session, estimate, _("Incoterms 2020"), "incoterm", {code: code for code in get_args(Incoterm)})
        with income_tax:
            term(session, estimate, _("Income tax on the contract is borne by"), "income_tax_borne_by", bearers)
        with vat:
            term(session, estimate, _("VAT on the contract is borne by"), "vat_borne_by", bearers)
        with st.container(horizontal=True, gap="large"):
            switch(session, estimate, _("Contract split by kind"), "split_contract",
                   _("Goods, software and services stated apart: each is taxed at its own rate."))
            switch(session, estimate, _("Treaty relief claimed"), "treaty", _("Only with a certificate of residence and the filing."))
            switch(session, estimate, _("Importer holds the licence"), "importer_registered",
                   _("In some countries an importer without one pays more income tax at the border."))
            switch(session, estimate, _("Certificate of origin delivered"), "origin_proof",
                   _("Without it no preferential duty can be claimed."))


def term(session: Session, estimate: Estimate, label: str, name: str, words: Mapping[str, str]) -> None:
    options, key = tuple(words), session.key(f"term-{name}")
    st.selectbox(label, options, index=options.index(getattr(estimate.terms, name)), format_func=words.__getitem__,
                 key=key, on_change=new_term, args=(session, estimate, name, key))


def switch(session: Session, estimate: Estimate, label: str, name: str, about: str) -> None:
    key = session.key(f"term-{name}")
    st.toggle(label, value=getattr(estimate.terms, name), key=key, help=about, on_change=new_term,
              args=(session, estimate, name, key))


def new_term(session: Session, estimate: Estimate, name: str, key: str) -> None:
    session.keep(terms=estimate.terms.model_copy(update={name: st.session_state[key]}))


def benefits(session: Session, estimate: Estimate) -> None:
    _ = session.gettext
    view = results.draft(session).returns
    widgets.section(_("Cash flow"), _("median case, year by year"))
    drawings.cash_flow(session)
    widgets.section(_("Where the return comes from"), _("computed from raw values of verified cases, or marked as an assumption"))
    heads = (_("KPI"), _("Today"), _("Expected"), _("Range"), _("Worth a year"), _("Stands on"))
    widgets.write(marks.table(heads, (
        (session.show(line.kpi), session.show(line.now), session.show(line.expected),
         session.language.span(line.low, line.high), session.show(line.yearly),
         marks.Markup("{}<br><span class='quiet'>{}</span> {}").format(
             session.show(line.basis), session.show(line.assumption),
             marks.badge(session.show(line.unverified), "care") if line.unverified else ""))
        for line in view.benefits), numbers=(1, 2, 3, 4)))
    if estimate.returns.assumptions:
        widgets.write(marks.minihead(_("Assumptions")), marks.points(map(session.show, estimate.returns.assumptions)))


def ledger_rows(session: Session, estimate: Estimate) -> None:
    """The whole ledger, filtered; each row with rate, base, source, status and day."""
    _ = session.gettext
    stage, payer, status = st.columns(3)
    stages = list(dict.fromkeys(row.stage for row in estimate.ledger))
    chosen_stages = stage.multiselect(_("Stage"), stages, format_func=lambda code: session.show(names.STAGES[code]),
                                      placeholder=_("All"), key=session.key("ledger-stage"))
    chosen_payer = payer.selectbox(_("Who pays"), list(names.PAYERS), index=None, placeholder=_("All"),
                                   format_func=lambda code: session.show(names.PAYERS[code]), key=session.key("ledger-payer"))
    chosen_status = status.multiselect(_("How it is known"), list(Status), placeholder=_("All"), key=session.key("ledger-status"),
                                       format_func=lambda code: session.show(marks.STATUS_WORDS[code][0]))
    rows = [
        row for row in estimate.ledger
        if (not chosen_stages or row.stage in chosen_stages)
        and (chosen_payer is None or row.payer == chosen_payer)
        and (not chosen_status or row.status in chosen_status)
    ]
    if not rows:
        widgets.empty(_("No row fits the filter"), _("Take a filter out to see more."))
        return
    heads = (_("Stage"), _("Name"), _("Base"), _("Rate"), _("Amount"), _("Who pays"), _("Comes back"),
             _("How it is known"), _("Source"), _("Link"), _("Holds on"), _("Local amount"), _("Belongs to"), _("Note"))
    shapes = {
        _("Base"): RIGHT, _("Rate"): RIGHT, _("Amount"): RIGHT, _("Local amount"): RIGHT,
        _("Comes back"): st.column_config.CheckboxColumn(width="small"),
        _("Link"): st.column_config.LinkColumn(display_text="↗", width="small"),
    }
    parts = part_names(session)
    table = pd.DataFrame([ledger_row(session, row, parts) for row in rows], columns=heads)
    st.dataframe(table, hide_index=True, height=min(620, 40 + 35 * len(rows)), column_config=shapes, placeholder="",
                 alt=_("The ledger of the estimate"))


def ledger_row(session: Session, row: LedgerRow, parts: Mapping[str, str]) -> tuple[Any, ...]:
    say = session.show
    return (
        say(names.STAGES[row.stage]), say(row.name), base_of(session, row), rate_of(session, row), say(row.amount),
        say(names.PAYERS[row.payer]), row.recoverable, say(marks.STATUS_WORDS[row.status][0]), say(row.source.said),
        row.source.href, row.on.isoformat(), say(row.local) if row.local else "", parts.get(row.line, row.line),
        say(row.note) if row.note else "",
    )


def base_of(session: Session, row: LedgerRow) -> str:
    if row.base is None:
        return ""
    return " ".join(part for part in (session.language.number(row.base), row.base_currency) if part)


def rate_of(session: Session, row: LedgerRow) -> str:
    if row.rate is None:
        return ""
    if row.rate_unit == "ratio":
        return session.language.percent(row.rate)
    return f"{session.language.number(row.rate)} {session.language.unit(row.rate_unit)}"


def part_names(session: Session) -> dict[str, str]:
    """What a ledger row may belong to: a part of a solution, or the project as a whole."""
    held = registry(session.house, session.person).solutions
    found = {"project": session.gettext("Whole project")}
    for line in results.bundle(session).option.lines:
        part = next((p for p in held[line.solution].prices if p.code == line.component), None)
        found[line.id] = session.show(part.name if part else held[line.solution].name)
    return found


def members(session: Session, estimate: Estimate) -> None:
    _ = session.gettext
    if not estimate.shares:
        widgets.empty(_("One factory, one payer"), _("Add the plants of a joint build in the form to see each one's share."))
        return
    widgets.section(_("What each member pays"), _("the shares add up to the buyer's cash out, to the last unit"))
    widgets.write(marks.table((_("Plant"), _("Share"), _("Part"), _("Basis")), (
        (share.member, session.show(share.amount), session.show(share.part), session.show(share.basis))
        for share in results.draft(session).shares), numbers=(1, 2)))


show(current())
