"""Two calculators of the Markets page: what goods cost at the border, and what is taken from a contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import streamlit as st

from packagekit.domain.estimate import Incoterm, Warning
from packagekit.domain.market import Market
from packagekit.domain.money import Money
from packagekit.domain.text import N_, Percent, Problem, Refusal, Text, name_of
from packagekit.estimate.border import BorderCharge, Landed
from packagekit.estimate.certificates import Certificate
from packagekit.estimate.contract import ContractTaxes, TaxedLine, TaxRow
from packagekit.ui import marks, widgets
from packagekit.ui.state import Session
from packagekit.workflow import Certificates, catalogs, certificates, contract_tax, landed
from packagekit.workflow.law_answers import WORTH

TERMS: Mapping[str, Text] = {
    "EXW": N_("the buyer collects at our factory"),
    "FCA": N_("we hand over to the buyer's carrier in Korea"),
    "FOB": N_("we load the ship in Korea"),
    "CFR": N_("the price includes sea freight to the port"),
    "CIF": N_("the price includes sea freight and insurance"),
    "CPT": N_("the price includes carriage to the place"),
    "CIP": N_("the price includes carriage and insurance"),
    "DAP": N_("we deliver to the place, the buyer clears customs"),
    "DPU": N_("we deliver and unload, the buyer clears customs"),
    "DDP": N_("we deliver and pay customs"),
}
LABELS: Mapping[str, Text] = {
    "hs": N_("Goods"), "value": N_("Value of the goods"), "freight": N_("Freight"), "insurance": N_("Insurance"),
    "currency": N_("Currency"), "amount": N_("Price"), "lines": N_("What the contract sells"), "treaty": N_("Treaty"),
    "fx": N_("Exchange rate"), "delivery": N_("Month of delivery"), "owner": N_("Country"), "name": N_("Value"),
    "rate": N_("Rate"), "since": N_("First day"), "until": N_("Last day"), "source_title": N_("Source"),
    "href": N_("Address of the source"), "document": N_("Number of the document"), "note": N_("Note"), "file": N_("File"),
    "why": N_("Reason"),
}
PAYERS: Mapping[str, Text] = {"buyer": N_("Buyer"), "seller": N_("Seller")}
TONES: Mapping[bool | None, str] = {True: "good", False: "", None: "care"}
EXAMPLE = "10000"  # of the currency asked in, so that a newcomer sees an answer before typing


def problems(session: Session, found: Sequence[Problem]) -> None:
    """The shared list of problems, with fields called as they are on these sections."""
    def called(where: str) -> str:
        parts = re.split(r"[/.\[\]]+", where)
        label = next((LABELS[part] for part in reversed(parts) if part in LABELS), None)
        return where if label is None else session.show(label)

    widgets.problems(session, [p.model_copy(update={"where": called(p.where)}) for p in found])


def done(session: Session, act: Callable[[], Any]) -> None:
    """Do it and show the page anew, or say why it was not done."""
    try:
        act()
    except Refusal as refusal:
        problems(session, refusal.problems)
        return
    st.rerun()


# At the border --------------------------------------------------------------------------------


def border(session: Session, market: Market, on: date) -> None:
    """A line of goods in, every charge out."""
    _ = session.gettext
    widgets.section(_("What do goods cost at the border?"),
                    _("duty, taxes and fees until the goods are in the country, on the day chosen above"))
    case = _goods(session, market, on)
    try:
        found, worth = (verb(session.house, session.person, case) for verb in (landed, certificates))
    except Refusal as refusal:
        problems(session, refusal.problems)
        return
    _landed(session, found)
    _certificates(session, worth)


def _goods(session: Session, market: Market, on: date) -> dict[str, Any]:
    """The case as typed, in the shape of ``workflow.landed``."""
    _ = session.gettext
    tariffs = catalogs(session.house, session.person).tariffs
    lines = {line.hs: line for line in tariffs[market.code].lines} if market.code in tariffs else {}
    goods, value, currency = st.columns([2.4, 1, 0.7])
    with goods:
        hs = st.selectbox(
            _("Goods"), list(lines), key=_key(session, market, "hs"), accept_new_options=True,
            format_func=lambda code: f"{code} · {session.show(name_of(lines[code].text, 'tariff'))}" if code in lines else code,
            help=_("Choose a line of the tariff or type an HS code of six to ten digits."))
    with value:
        amount = st.text_input(_("Value of the goods"), EXAMPLE, key=_key(session, market, "value"))
    with currency:
        money = _currency(session, market, "goods")
    term, freight, insurance = st.columns([2.4, 1, 0.7])
    with term:
        terms = list(get_args(Incoterm))
        incoterm = st.selectbox(
            _("The value is quoted"), terms, index=terms.index("CIF"), key=_key(session, market, "incoterm"),
            format_func=lambda code: f"{code}: {session.show(TERMS[code])}")
    with freight:
        freighted = st.text_input(_("Freight, where not in the value"), "0", key=_key(session, market, "freight"))
    with insurance:
        insured = st.text_input(_("Insurance"), "0", key=_key(session, market, "insurance"))
    proven = st.toggle(
        _("The goods are Korean and the certificate of origin is delivered"), value=True, key=_key(session, market, "origin"),
        help=_("Then the lowest duty of all trade agreements is taken, and MFN where none is lower."))
    registered = not any(charge.rate_unregistered for charge in market.charges) or st.toggle(
        _("The importer holds an import licence"), value=True, key=_key(session, market, "licence"))
    return {
        "market": market.code, "on": on, "currency": money, "incoterm": incoterm, "freight": _typed(freighted),
        "insurance": _typed(insured), "importer": {"registered": registered}, "unknown": "prudent",
        "lines": [{"id": "goods", "hs": (hs or "").replace(".", ""), "value": _typed(amount),
                   "preference": "best" if proven else "none"}],
    }


def _landed(session: Session, found: Landed) -> None:
    _ = session.gettext
    back = sum((charge.amount for charge in found.charges if charge.recoverable), Decimal(0))

    def money(amount: Decimal) -> str:
        return session.language.money(Money(amount=amount, currency=found.currency).rounded())

    widgets.write(marks.figures((
        marks.figure(_("Customs value"), money(found.customs_value), _exchanged(session, found)),
        marks.figure(_("All charges"), money(found.total_charges)),
        marks.figure(_("Comes back later"), money(back), _("credited or refunded to the buyer")),
        marks.figure(_("Goods in the country cost"), money(found.landed_value - back),
                     _("{paid} is paid first", paid=money(found.landed_value)), lead=True),
    )))
    widgets.write(marks.table(_heads(session), (
        (_named(session, session.show(charge.label), _remarks(charge)), *_figures(session, charge, money))
        for charge in found.charges), numbers=(1, 2, 3)))
    _to_mind(session, found.warnings, tuple(question.text for question in found.questions))


def _certificates(session: Session, worth: Certificates) -> None:
    """What each certificate of origin saves, and whether that pays for the paper."""
    if not worth.found:
        return
    _ = session.gettext

    def money(amount: Decimal) -> str:
        return session.language.money(Money(amount=amount, currency=worth.currency).rounded())

    widgets.write(marks.minihead(_("What a certificate of origin saves")))
    paper = "–" if worth.paper is None else money(worth.paper)
    known = worth.paper_known and marks.source_note(session.language, worth.paper_known.status, worth.paper_known.source)
    widgets.write(marks.table(
        (_("Agreement"), _("Duty without it"), _("Duty with it"), _("What it saves"), _("Cost of the paper"), _("Is it worth it?")), (
            (_named(session, one.agreement, _paper(one)), _rates(session, [s.mfn for s in one.savings]),
             _rates(session, [s.rate for s in one.savings]),
             money(one.saved) if one.saved is not None else session.language.span(money(one.least), money(one.most)),
             marks.Markup("{}{}").format(paper, known or ""), marks.badge(session.show(WORTH[one.worth]), TONES[one.worth]))
            for one in worth.found), numbers=(1, 2, 3, 4)))
    widgets.write(marks.Markup("<p class='quiet'>{}</p>").format(
        _("Counted are the duty and the taxes on it that do not come back. The agreements exclude each other: the lowest duty "
          "whose certificate is delivered applies.")))


def _paper(one: Certificate) -> tuple[Text, ...]:
    """The agreement's name, its form and its rule of origin."""
    form = N_("Form: {proof}", proof=one.proof)
    return (one.name, form) if one.origin_rule is None else (one.name, form, one.origin_rule)


def _rates(session: Session, rates: Sequence[Decimal | None]) -> str:
    return session.show(tuple(session.gettext("unknown") if rate is None else Percent(ratio=rate) for rate in rates))


def _exchanged(session: Session, found: Landed) -> str:
    if found.fx.base == found.fx.quote:
        return ""
    return session.gettext("1 {base} = {rate} {quote}, {day}", base=found.fx.base, quote=found.fx.quote,
                           rate=found.fx.rate, day=found.fx.day)


def _remarks(charge: BorderCharge) -> tuple[Text, ...]:
    said = [] if charge.note is None else [charge.note]
    if charge.agreement is not None and charge.mfn is not None:
        said.append(N_("Under {agreement} with {proof}; {mfn} without.", agreement=charge.agreement,
                       proof=name_of(charge.proof or "", "preference"), mfn=Percent(ratio=charge.mfn)))
    elif not charge.known and charge.note is None and charge.low is not None and charge.high is not None:
        said.append(N_("Not known: between {low} and {high}. The high end is counted.",
                       low=Percent(ratio=charge.low), high=Percent(ratio=charge.high)))
    return tuple(said)


# On the contract ------------------------------------------------------------------------------


def contract(session: Session, market: Market, on: date, activities: Mapping[str, Text]) -> None:
    """The contract's prices in, both taxes on each out. ``activities`` are their names on the page."""
    _ = session.gettext
    widgets.section(_("What is taken from our contract?"),
                    _("income tax and VAT of the buyer's country on a seller from Korea, on the day chosen above"))

    def named(activity: str) -> str:
        return session.show(activities.get(activity, activity))

    case = _contract(session, market, on, named)
    try:
        found = contract_tax(session.house, session.person, case)
    except Refusal as refusal:
        problems(session, refusal.problems)
        return
    _taxed(session, found, named)


def _contract(session: Session, market: Market, on: date, named: Callable[[str], str]) -> dict[str, Any]:
    _ = session.gettext
    sold, currency = st.columns([3.4, 0.7])
    known = list(market.contract_tax.activities)
    with sold:
        chosen = st.multiselect(
            _("What the contract sells"), known, default=[a for a in ("services",) if a in known], format_func=named,
            key=_key(session, market, "activities"), placeholder=_("Choose"))
    with currency:
        money = _currency(session, market, "contract")
    prices = {}
    for activity, column in widgets.rows(chosen, 3, _key(session, market, "prices")):
        with column:
            prices[activity] = st.text_input(
                _("Price: {activity}", activity=named(activity)), EXAMPLE, key=_key(session, market, f"price-{activity}"))
    income, vat = st.columns(2)
    with income:
        income_tax = _bearer(session, market, "income", _("Income tax on the contract"), "seller")
    with vat:
        value_added = _bearer(session, market, "vat", _("VAT"), "buyer")
    split = st.toggle(
        _("The contract states each price on its own"), value=True, key=_key(session, market, "split"),
        help=_("One price for several activities is often taxed at the highest of their rates."))
    treaty = st.toggle(
        _("Relief under the tax treaty with Korea is claimed with its papers"), key=_key(session, market, "treaty"))
    return {
        "market": market.code, "on": on, "currency": money, "income_tax_borne_by": income_tax, "vat_borne_by": value_added,
        "split": split, "treaty": treaty, "rounding": "authority",
        "lines": [{"id": activity, "activity": activity, "amount": _typed(price)} for activity, price in prices.items()],
    }


def _bearer(session: Session, market: Market, name: str, label: str, first: str) -> str:
    """Who bears a tax, said by what the price means."""
    words = {"seller": N_("The seller: the price includes it"), "buyer": N_("The buyer: it comes on top of the price")}
    return st.radio(
        label, list(words), index=list(words).index(first), format_func=lambda who: session.show(words[who]),
        key=_key(session, market, f"bearer-{name}"))


def _taxed(session: Session, found: ContractTaxes, named: Callable[[str], str]) -> None:
    _ = session.gettext

    def money(amount: Decimal) -> str:
        return session.language.money(Money(amount=amount, currency=found.currency).rounded())

    rows = [tax for line in found.lines for tax in (line.income_tax, line.vat)]
    back = sum((tax.amount for tax in rows if tax.recoverable and tax.payer == "buyer"), Decimal(0))
    widgets.write(marks.figures((
        marks.figure(_("The seller receives"), money(found.totals.seller_receives), lead=True),
        marks.figure(_("The buyer pays"), money(found.totals.buyer_pays)),
        marks.figure(_("Comes back later"), money(back), _("credited or refunded to the buyer")),
    )))
    widgets.write(marks.table(_heads(session), (
        row for line in found.lines for row in _line(session, line, named, money)), numbers=(1, 2, 3)))
    _to_mind(session, found.warnings, ())


def _line(
    session: Session, line: TaxedLine, named: Callable[[str], str], money: Callable[[Decimal], str]
) -> Sequence[Sequence[Any]]:
    """The price as a heading, its two taxes below."""
    return ((f"{named(line.activity)}: {money(line.amount)}",), *(
        (_named(session, session.show(tax.label), tuple(t for t in (tax.reason, tax.note, tax.proof) if t is not None)),
         *_figures(session, tax, money)) for tax in (line.income_tax, line.vat)))


# Both -----------------------------------------------------------------------------------------


def _heads(session: Session) -> tuple[str, ...]:
    _ = session.gettext
    return (_("Charge"), _("Base"), _("Rate"), _("Amount"), _("Who pays"), _("Comes back?"), _("How it is known"))


def _figures(
    session: Session, row: BorderCharge | TaxRow, money: Callable[[Decimal], str]
) -> tuple[Any, ...]:
    return (
        "" if row.base is None else money(row.base), "" if row.rate is None else session.show(Percent(ratio=row.rate)),
        money(row.amount), session.show(PAYERS[row.payer]), session.show(row.recoverable and row.payer == "buyer"),
        marks.source_note(session.language, row.status, row.source),
    )


def _named(session: Session, name: str, remarks: Sequence[Text]) -> marks.Markup:
    words = marks.Markup.escape(name)
    for remark in remarks:
        words += marks.Markup("<br><span class='quiet'>{}</span>").format(session.show(remark))
    return words


def _to_mind(session: Session, warnings: Sequence[Warning], questions: Sequence[Text]) -> None:
    """What to know before using the figures, and what to find out."""
    if questions:
        widgets.notice(marks.Markup("<b>{}</b>{}").format(
            session.gettext("To be answered first"), marks.points(map(session.show, questions))), "care")
    if warnings:
        widgets.notice(marks.Markup("<b>{}</b>{}").format(
            session.gettext("To keep in mind"), marks.points(session.show(warning.text) for warning in warnings)), "care")


def _currency(session: Session, market: Market, name: str) -> str:
    known = list(dict.fromkeys(("USD", market.currency, catalogs(session.house, session.person).seller.currency, "EUR")))
    return st.selectbox(session.gettext("Currency"), known, key=_key(session, market, f"currency-{name}"))


def _typed(text: str) -> str:
    """A number as people type it, thousands with commas."""
    return text.replace(",", "").replace(" ", "")


def _key(session: Session, market: Market, name: str) -> str:
    return session.key(f"calculate-{market.code}-{name}")
