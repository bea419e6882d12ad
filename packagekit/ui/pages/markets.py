"""Markets: what a country charges and demands on a day, each value with its source and how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from packagekit.domain.dated import DatedValue, NoRate, Parameter
from packagekit.domain.market import Charge, Market, TariffLine
from packagekit.domain.text import N_, Percent, name_of
from packagekit.ui import calculators, economy, law_values, marks, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import catalogs, list_deals, may

SOON = timedelta(days=183)
ACTIVITIES = {
    "goods": N_("Goods"),
    "goods_with_services": N_("Goods with services"),
    "services": N_("Services"),
    "training_attached": N_("Training that comes with goods"),
    "construction_with_materials": N_("Construction with materials"),
    "construction_without_materials": N_("Construction without materials"),
    "equipment_rental": N_("Equipment rental"),
    "software_service": N_("Software as a service"),
    "software_licence": N_("Software licence"),
    "royalty": N_("Royalty"),
    "transport": N_("Transport"),
    "interest": N_("Interest"),
}
APPLIES = {
    "always": N_("Every contract"),
    "radio": N_("Devices with radio"),
    "goods": N_("Goods"),
    "software": N_("Software"),
    "public_buyer": N_("Public buyers"),
    "cloud": N_("Cloud services"),
    "used_goods": N_("Used goods"),
}


def show(session: Session) -> None:
    _ = session.gettext
    widgets.page_head(_("Markets"), _("Duties, taxes and rules as they hold on a day. Nothing is overwritten: a new day is added."))
    widgets.unread(session)
    known = catalogs(session.house, session.person).markets
    if not known:
        return
    market, on = choose(session, known)
    ends_soon(session, market, on)
    charges, duties, contract, reckoned, values, rules, figures, fresh = st.tabs([
        _("At the border"), _("Tariff"), _("On the contract"), _("Calculators"), _("All values"), _("Rules and power"),
        _("Factories in figures"), _("How fresh")])
    with charges:
        border(session, market, on)
        preferences(session, market)
    with duties:
        tariff(session, market, on)
    with contract:
        contract_tax(session, market, on)
    with reckoned:
        calculators.border(session, market, on)
        calculators.contract(session, market, on, ACTIVITIES)
    with values:
        parameters(session, market, on)
    with rules:
        demands(session, market, on)
    with figures:
        economy.show(session, market)
    with fresh:
        law_values.fresh(session, market, on, partial(used_by, session, market))
        law_values.team(session, market, partial(used_by, session, market))


def choose(session: Session, known: dict[str, Market]) -> tuple[Market, date]:
    """The market and the day; both live in the address."""
    _ = session.gettext
    codes = sorted(known, key=lambda code: session.show(name_of(known[code].name, "market")))
    asked = st.query_params.get("market")
    key = session.key("market")
    code = st.segmented_control(  # over the whole width: beside the day, half of eleven countries would be out of sight
        _("Country"), codes, default=asked if asked in codes else nearest(session, codes), required=True, key=key,
        format_func=lambda c: session.show(name_of(known[c].name, "market")),
        on_change=session.remember, args=("market", key))
    day, _rest = st.columns([1, 3])
    with day:
        key = session.key("on")
        on = widgets.day_input(_("Day"), session.asked_day("on"), key, session.remember, ("on", key))
    return known[code], on or session.house.today()


def nearest(session: Session, codes: Sequence[str]) -> str:
    """The country of the person's last deal; without one, the country most tariff lines are known of."""
    for deal in list_deals(session.house, session.person) if may(session.who, "list_deals") else ():
        if deal.factory is not None and deal.factory.market in codes:
            return deal.factory.market
    tariffs = catalogs(session.house, session.person).tariffs
    return max(codes, key=lambda code: len(tariffs[code].lines) if code in tariffs else 0)


def held(parameter: Parameter, on: date) -> DatedValue | None:
    """The value in force, None where none holds on the day."""
    try:
        return parameter.record_on(on)
    except NoRate:
        return None


def shown(session: Session, parameter: Parameter, value: DatedValue | None) -> str:
    _ = session.gettext
    if value is None:
        return _("no value on this day")
    if value.value is None:
        return _("unknown") if value.low is None else _("unknown, between {low} and {high}",
                 low=said(session, parameter, value.low), high=said(session, parameter, value.high))
    return said(session, parameter, value.value)


def said(session: Session, parameter: Parameter, number: object) -> str:
    if parameter.unit == "ratio":
        return session.show(Percent(ratio=number))
    return f"{session.language.number(number)} {session.language.unit(parameter.unit)}"


def ends_soon(session: Session, market: Market, on: date) -> None:
    """Values that stop holding within half a year: a quotation must not outlive them."""
    _ = session.gettext
    ending = [
        (parameter, value) for parameter in market.parameters.by_name.values()
        if (value := held(parameter, on)) is not None and value.until is not None and value.until <= on + SOON
    ]
    if ending:
        widgets.notice(marks.Markup("<b>{}</b>{}").format(_("Ends within six months"), marks.points(
            _("{parameter}: {value} until {day}", parameter=used_by(session, market, parameter.name),
              value=shown(session, parameter, value), day=value.until) for parameter, value in ending)), "care")


def used_by(session: Session, market: Market, name: str) -> str:
    """A value's name in words: the charge that uses it, else the activity whose contract it taxes, else its code."""
    for charge in market.charges:
        if name in (charge.rate, charge.rate_unregistered):
            return session.show(name_of(charge.label, "charge"))
    for activity, charge in market.contract_tax.activities.items():
        for tax, words in ((charge.income_tax, N_("Income tax")), (charge.income_tax_treaty, N_("Income tax under the treaty")),
                           (charge.vat, N_("VAT"))):
            if tax == name:
                return session.gettext("{tax}: {activity}", tax=words, activity=ACTIVITIES.get(activity, activity))
    return name


def border(session: Session, market: Market, on: date) -> None:
    """The charges in the order in which the law applies them."""
    _ = session.gettext
    widgets.section(_("Charges in order"), _("each on the amounts named as its base"))
    heads = ("", _("Charge"), _("Base"), _("Rate"), _("Who pays"), _("Comes back"), _("How it is known"))
    widgets.write(marks.table(heads, (
        charge_row(session, market, number, charge, on)
        for number, charge in enumerate(in_force(market, on), 1)), numbers=(3,)))


def in_force(market: Market, on: date) -> tuple[Charge, ...]:
    return tuple(
        charge for charge in market.charges
        if (charge.since is None or charge.since <= on) and (charge.until is None or on <= charge.until))


def charge_row(session: Session, market: Market, number: int, charge: Charge, on: date) -> tuple[object, ...]:
    _ = session.gettext
    say = session.show
    labels = {"customs_value": N_("Customs value"), **{c.key: name_of(c.label, "charge") for c in market.charges}}
    base = say(tuple(labels[name] for name in charge.base))
    if charge.share is not None:
        base = _("{numerator}/{denominator} of {base}", numerator=charge.share.numerator,
                 denominator=charge.share.denominator, base=base)
    payer = {"buyer": _("Buyer"), "seller": _("Seller")}[charge.payer]
    head = (number, say(labels[charge.key]), base)
    tail = (payer, say(charge.recoverable))
    if charge.rate == "tariff":
        return (*head, _("by tariff line"), *tail, "")
    if charge.rate is None:
        return (*head, _("by schedule"), *tail, "")
    parameter = market.parameters.named(charge.rate)
    value = held(parameter, on)
    known = marks.source_note(session.language, value.status, value.source) if value else ""
    return (*head, shown(session, parameter, value), *tail, known)


def preferences(session: Session, market: Market) -> None:
    _ = session.gettext
    widgets.section(_("Trade agreements with Korea"), _("the lowest duty whose proof the goods can claim is taken"))
    widgets.write(marks.table((_("Agreement"), _("Proof"), _("Since"), _("How it is known")), (
        (session.show(name_of(agreement.name, "preference")), session.show(name_of(agreement.proof, "preference")), session.show(agreement.since),
         marks.source_note(session.language, agreement.status, agreement.source))
        for agreement in market.preferences)))


def tariff(session: Session, market: Market, on: date) -> None:
    """The duty by tariff line, most favoured nation and under each agreement."""
    _ = session.gettext
    lines = tuple(line.on(on) for line in catalogs(session.house, session.person).tariffs[market.code].lines)
    agreements = sorted({name for line in lines for name in line.preferences})
    widgets.section(_("Duty on goods from Korea"), session.ngettext("{n} tariff line", "{n} tariff lines", len(lines)))
    widgets.write(marks.table((_("HS"), _("Goods"), _("MFN"), *agreements, _("How it is known")), (
        (line.hs, tariff_words(session, line), duty(session, line.mfn, on),
         *(duty(session, line.preferences.get(name), on) for name in agreements),
         marks.source_note(session.language, line.mfn.status, line.mfn.source))
        for line in lines), numbers=range(2, 3 + len(agreements))))


def tariff_words(session: Session, line: TariffLine) -> marks.Markup:
    """What the line covers and the question that decides between it and its neighbours."""
    words = marks.Markup.escape(session.show(name_of(line.text, "tariff")))
    if line.question:
        words += marks.Markup("<br><span class='quiet'>{}</span>").format(session.show(name_of(line.question, "tariff")))
    return words


def duty(session: Session, value: DatedValue | None, on: date) -> str:
    _ = session.gettext
    if value is None or value.since > on or (value.until is not None and value.until < on):
        return "–"
    if value.value is not None:
        return session.show(Percent(ratio=value.value))
    return "?" if value.low is None else session.language.span(Percent(ratio=value.low), Percent(ratio=value.high)) + " ?"


def contract_tax(session: Session, market: Market, on: date) -> None:
    """What the buyer's country takes from a foreign seller's contract, by activity."""
    _ = session.gettext
    widgets.section(_("Tax on a foreign seller's contract"), _("by what is sold"))

    def rate(name: str | None) -> str:
        if name is None:
            return "–"
        parameter = market.parameters.named(name)
        return shown(session, parameter, held(parameter, on))

    widgets.write(marks.table((_("Activity"), _("Income tax"), _("With treaty"), _("VAT"), _("Remark")), (
        (session.show(ACTIVITIES.get(activity, activity)), rate(charge.income_tax), rate(charge.income_tax_treaty), rate(charge.vat),
         session.show(name_of(charge.reason, "charge")) if charge.reason else "")
        for activity, charge in market.contract_tax.activities.items()), numbers=(1, 2, 3)))


def parameters(session: Session, market: Market, on: date) -> None:
    """Every value with its day, age, source and status."""
    _ = session.gettext
    rows = []
    for name, parameter in sorted(market.parameters.by_name.items()):
        value = held(parameter, on)
        rows.append((
            marks.Markup("{}<br><span class='quiet'>{}</span>").format(used_by(session, market, name), name), shown(session, parameter, value), session.show(value.since) if value else "",
            session.show(value.until) if value and value.until else "",
            session.language.days((on - value.since).days) if value else "",
            marks.source_note(session.language, value.status, value.source) if value else marks.badge(_("None"), "bad"),
        ))
    widgets.write(marks.table(
        (_("Value"), _("On the day"), _("Since"), _("Until"), _("Age"), _("How it is known")), rows, numbers=(1, 4)))


def demands(session: Session, market: Market, on: date) -> None:
    _ = session.gettext
    power = market.power
    widgets.section(_("Power"))
    widgets.write(marks.facts((
        (_("Voltage"), power.volts), (_("Frequency"), f"{power.hertz} Hz"), (_("Plugs"), power.plugs),
        (_("How it is known"), marks.source_note(session.language, power.status, power.source)),
    )))
    widgets.section(_("Rules that change a bundle or a contract"))
    widgets.write(marks.table((_("Rule"), _("Applies to"), _("Since"), _("How it is known")), (
        (session.show(name_of(rule.text, "rule")), session.show(APPLIES[rule.applies]), session.show(rule.since),
         marks.source_note(session.language, rule.status, rule.source))
        for rule in market.rules if rule.since <= on and (rule.until is None or on <= rule.until))))


show(current())
