"""Exchange rates: every one in force with its age and source, those that wait for a person, and the ways to newer ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from packagekit.domain.rate_review import ENTERED, StoredRate, readable
from packagekit.domain.text import N_, Refusal, Text, name_of
from packagekit.ui import calculators, marks, widgets
from packagekit.ui.state import Session, current
from packagekit.ui.typed import Typed, saved
from packagekit.workflow import (
    catalogs,
    check_rate,
    confirm_rate,
    currencies,
    decided_rates,
    enter_rate,
    held_rates,
    may,
    rate_ages,
    refreshing,
    refuse_rate,
    start_refresh,
)
from packagekit.workflow.exchange import RateAge, Refreshed
from packagekit.workflow.freshness import STALE_RATE_DAYS

STATES: Mapping[str, tuple[Text, str]] = {
    "in_force": (N_("In force"), "good"), "held": (N_("Waiting for a person"), "care"), "refused": (N_("Refused"), "bad"),
}
UNITS = (1, 10, 100, 1000)
FIELDS = ("unit", "base", "rate", "quote", "day", "source_title", "href")
ENTRY = "exchange rate"  # where what was typed is kept until it is a rate
UNCHECKED = "rate-entry"  # among the session's checked forms: its faults are shown at the fields


def show(session: Session) -> None:
    _ = session.gettext
    widgets.page_head(_("Exchange rates"), _("Every amount in another currency is reckoned with these. Each has a day and a source."))
    widgets.refused(session)
    refresh(session)
    waiting(session)
    in_force(session)
    if may(session.person, "enter_rate"):
        entry(session)
    if may(session.person, "decided_rates"):
        kept(session)


# Refreshing -----------------------------------------------------------------------------------


def refresh(session: Session) -> None:
    """Ask the sources behind the page, and what the last time brought."""
    _ = session.gettext
    if refreshing(session.house, session.person).running:
        widgets.under_way(lambda: _asking(session))
        return
    if may(session.person, "start_refresh"):
        st.button(_("Fetch today's rates"), type="primary", icon=":material/sync:", key=session.key("rates-refresh"),
                  on_click=_start, args=(session,), help=_("Asked behind the page; what is stored stays in use meanwhile."))
    state = refreshing(session.house, session.person)
    if state.failed:
        widgets.notice(_("The last attempt broke off through a fault of ours; the log of the program says where."), "care")
    elif state.last is not None:
        _brought(session, state.last)


def _start(session: Session) -> None:
    start_refresh(session.house, session.person, on=session.house.today())


def _asking(session: Session) -> tuple[float, str] | None:
    state = refreshing(session.house, session.person)
    if not state.running:
        return None
    if not state.of:
        return 0.0, session.gettext("Asking the sources of exchange rates …")
    return state.done / state.of, session.gettext(
        "{done} of {of} sources have answered …", done=state.done, of=state.of)


def _brought(session: Session, found: Refreshed) -> None:
    """The refresh in a sentence; opened, what each source told and where two of them differ."""
    _ = session.gettext
    reached = any(answer.rates for answer in found.answers)
    widgets.notice(session.show(found.said), "good" if reached and not found.held else "care")
    with st.expander(_("What each source told"), icon=":material/rss_feed:", key=session.key("rates-brought")):
        widgets.write(marks.table((_("Source"), _("Rates"), _("Remark")), (
            (answer.title, len(answer.rates) or "–", marks.Markup("<br>").join(
                session.gettext("{what} {how}", what=problem.what, how=problem.how) for problem in answer.problems))
            for answer in found.answers), numbers=(1,)))
        if found.differences:
            widgets.write(marks.minihead(_("Two sources differ")),
                          marks.points(session.show(difference.text) for difference in found.differences))


# Held -----------------------------------------------------------------------------------------


def waiting(session: Session) -> None:
    """The rates that jump or that nobody confirms, each with its reason and the two decisions."""
    if not may(session.person, "held_rates"):
        return
    _ = session.gettext
    held = held_rates(session.house, session.person)
    if not held:
        return
    widgets.section(_("Waiting for a person"), session.ngettext(
        "{n} rate is not used until somebody has looked at it", "{n} rates are not used until somebody has looked at them", len(held)))
    for one in held:
        _card(session, one)


def _card(session: Session, one: StoredRate) -> None:
    _ = session.gettext
    with widgets.card(f"rate-{one.id}"):
        widgets.write(
            marks.Markup('<div class="card-title">{}</div>').format(_pair(session, one)),
            marks.Markup("<p>{}</p>").format(session.show(one.reason)) if one.reason else marks.Markup(""),
            marks.facts((
                (_("Day"), session.show(one.rate.day)),
                (_("Source"), marks.source_note(session.language, one.rate.status, one.rate.source)),
                (_("Entered by"), one.entered_by),
            )))
        if one.entered_by == session.person.id:
            widgets.notice(_("You entered it: a colleague must confirm it before it is used."))
        with st.container(horizontal=True):
            if one.entered_by != session.person.id and st.button(
                    _("Confirm"), type="primary", icon=":material/check:", key=session.key(f"rate-confirm-{one.id}"),
                    help=_("I have looked at the source, and the rate stands there.")):
                calculators.done(session, lambda: confirm_rate(session.house, session.person, one.id))
            if st.button(_("Refuse"), icon=":material/close:", key=session.key(f"rate-refuse-{one.id}")):
                calculators.done(session, lambda: refuse_rate(session.house, session.person, one.id))


def _pair(session: Session, one: StoredRate) -> str:
    return f"1 {one.rate.base} = {_figure(session, one.rate.rate)} {one.rate.quote}"


def _figure(session: Session, rate: Decimal) -> str:
    return session.language.number(Decimal(readable(rate)))


# In force -------------------------------------------------------------------------------------


def in_force(session: Session) -> None:
    """The rates of a day from one currency to every other one."""
    _ = session.gettext
    widgets.section(_("Rates in use"), _("the youngest published on the day or before it; across common currencies where no source has the pair"))
    base, on = _asked(session)
    ages = rate_ages(session.house, session.person, on=on, base=base)
    old = [age for age in ages if age.stale]
    if old:
        widgets.notice(session.ngettext(
            "{n} rate is older than {days} days. Fetch newer ones, or enter one with its source, before you quote.",
            "{n} rates are older than {days} days. Fetch newer ones, or enter them with their source, before you quote.",
            len(old), days=STALE_RATE_DAYS), "care")
    widgets.write(marks.table(
        (_("Currency"), _("1 {base} is", base=base), _("Of the day"), _("Age"), _("How it is known")),
        (_row(session, age) for age in ages), numbers=(1, 3)))


def _asked(session: Session) -> tuple[str, date]:
    """One unit of what, and on which day; both live in the address."""
    _ = session.gettext
    choices = ("USD", catalogs(session.house, session.person).seller.currency, "EUR")
    asked = st.query_params.get("base")
    currency, day = st.columns([2, 1], vertical_alignment="bottom")
    with currency:
        key = session.key("rates-base")
        base = st.segmented_control(_("One unit of"), choices, default=asked if asked in choices else choices[0], required=True,
                                    key=key, on_change=session.remember, args=("base", key))
    with day:
        key = session.key("rates-on")
        on = widgets.day_input(_("Day"), session.asked_day("on"), key, session.remember, ("on", key))
    return base or choices[0], on or session.house.today()


def _row(session: Session, age: RateAge) -> tuple[Any, ...]:
    _ = session.gettext
    markets = [m for m in catalogs(session.house, session.person).markets.values() if m.currency == age.quote]
    name = marks.Markup("<b>{}</b> <span class='quiet'>{}</span>").format(
        age.quote, session.show(tuple(name_of(m.name, "market") for m in markets)) if markets else "")
    found = age.conversion
    if found is None:
        return (name, "–", "", "", marks.badge(_("No rate is stored"), "bad"))
    days = session.language.days(age.days or 0)
    known = marks.source_note(session.language, found.status, *(rate.source for rate in found.via))
    return (name, _figure(session, found.rate), session.show(found.day),
            marks.badge(days, "care", _("older than {n} days", n=STALE_RATE_DAYS)) if age.stale else days, known)


# Entering -------------------------------------------------------------------------------------


def entry(session: Session) -> None:
    """A rate read somewhere, with its source. Fields start empty again once it is kept."""
    _ = session.gettext
    number = len(decided_rates(session.house, session.person))
    first = Typed(session, ENTRY, _key(session, "typed", number))
    with st.expander(_("Enter a rate you have read"), icon=":material/add:", key=session.key("rate-enter"),
                     expanded=first.left or UNCHECKED in session.checked):
        first.announce()
        widgets.write(marks.Markup("<p class='quiet'>{}</p>").format(
            _("It is used from its day on. One more than 20% away from the last stored rate waits for a colleague.")))
        typed = _fields(session, number, first)
        st.button(_("Keep this rate"), type="primary", key=session.key(f"rate-keep-{number}"), disabled=typed["day"] is None,
                  help=None if typed["day"] else _("Choose a day first."), on_click=_keep, args=(session, number))


def _fields(session: Session, number: int, first: Typed) -> dict[str, Any]:
    """The entry as typed, in the shape of ``enter_rate``; below each field what is wrong with it."""
    _ = session.gettext
    known = currencies(session.house)
    typed: dict[str, Any] = {}
    boxes: dict[str, Any] = {}

    def key(name: str) -> str:
        return _key(session, name, number)

    unit, base, rate, quote = st.columns([0.7, 1, 1.6, 1])
    with boxes.setdefault("unit", unit.container()):
        typed["unit"] = st.selectbox(_("Units"), UNITS, index=first.index("unit", list(UNITS)), key=key("unit"), help=_("Some tables quote weak currencies for 100 units."))
    with boxes.setdefault("base", base.container()):
        typed["base"] = st.selectbox(_("Of this currency"), known, index=first.index("base", known, known.index("USD")), key=key("base"), accept_new_options=True)
    with boxes.setdefault("rate", rate.container()):
        typed["rate"] = st.text_input(_("Exchange rate"), value=first.text("rate"), key=key("rate"), placeholder="26,350")
    with boxes.setdefault("quote", quote.container()):
        typed["quote"] = st.selectbox(_("In this currency"), known, index=first.index("quote", known, known.index("VND") if "VND" in known else 0), key=key("quote"), accept_new_options=True)
    day, title = st.columns([1, 2.3])
    with boxes.setdefault("day", day.container()):
        typed["day"] = st.date_input(_("Of the day"), value=first.day("day", session.house.today()), min_value=widgets.FIRST_DAY,
                                     max_value=widgets.LAST_DAY, format="YYYY-MM-DD", key=key("day"))
    with boxes.setdefault("source_title", title.container()):
        typed["source_title"] = st.text_input(_("Source"), value=first.text("source_title"), key=key("source_title"),
                                              help=_("The bank or the page and the document where you read it."))
    with boxes.setdefault("href", st.container()):
        typed["href"] = st.text_input(_("Address of the source"), value=first.text("href"), key=key("href"), placeholder="https://")
    first.keep(typed)
    if UNCHECKED in session.checked and typed["day"] is not None:
        faults = check_rate(session.house, session.person, **_stated(session, number))
        for name, box in boxes.items():
            with box:
                widgets.fault(session, [fault for fault in faults if fault.where == name])
    return typed


def _key(session: Session, name: str, number: int) -> str:
    return session.key(f"rate-{name}-{number}")


def _stated(session: Session, number: int) -> dict[str, Any]:
    """The entry as the fields hold it now; a cleared choice is an empty one."""
    typed = {name: st.session_state[_key(session, name, number)] for name in FIELDS}
    return {**typed, **{name: (typed[name] or "").strip().upper() for name in ("base", "quote")}}


def _keep(session: Session, number: int) -> None:
    stated = _stated(session, number)
    try:
        enter_rate(session.house, session.person, **stated)
    except Refusal as refusal:
        session.checked.add(UNCHECKED)
        if not check_rate(session.house, session.person, **stated):  # not of a field: the rate is known already
            session.refused = refusal.problems
        return
    session.checked.discard(UNCHECKED)
    saved(session, ENTRY)


def kept(session: Session) -> None:
    """What people entered and decided, whatever became of it, and the entered rates as a file of the catalog."""
    _ = session.gettext
    found = decided_rates(session.house, session.person)
    if not found:
        return
    widgets.section(_("Entered and decided by people"), _("nothing is overwritten: of one day, the one entered last is used"))
    widgets.write(marks.table((_("Exchange rate"), _("Of the day"), _("State"), _("Entered by"), _("Decided by"), _("How it is known")), (
        (_pair(session, one), session.show(one.rate.day), marks.badge(session.show(STATES[one.state][0]), STATES[one.state][1]),
         one.entered_by or "", one.decided_by or "", marks.source_note(session.language, one.rate.status, one.rate.source))
        for one in found)))
    if any(one.feed == ENTERED and one.state == "in_force" for one in found):
        widgets.take_away([(widgets.made("rates"), _("Entered rates as a catalog file"),
                            _("Laid into the folder catalogs/rates, it is read with the shipped ones."))])


show(current())
