"""How fresh a market's figures are, and the team's own values: entered, confirmed, withdrawn and exported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from packagekit.domain.dated import DatedValue
from packagekit.domain.market import MFN, Market
from packagekit.domain.person import Person
from packagekit.domain.team_value import Figure, State, TeamValue
from packagekit.domain.text import N_, Percent, Refusal, Text, name_of
from packagekit.ui import calculators, marks, widgets
from packagekit.ui.state import Session
from packagekit.ui.typed import Typed, saved
from packagekit.workflow import (
    Entry,
    House,
    catalogs,
    confirm_value,
    enter_value,
    evidence_of,
    export_team_values,
    list_team_values,
    may,
    refuse_value,
    withdraw_value,
)
from packagekit.workflow.freshness import (
    ENDING_DAYS,
    STALE_DAYS,
    STALE_RATE_DAYS,
    Change,
    Freshness,
    FreshValue,
    Series,
    freshness,
)

MONTHS = 24  # of delivery to choose from
MONTHS_AHEAD = 6  # the one shown first: an offer and its delivery take about half a year
KINDS: Mapping[str, Text] = {
    "market": N_("Taxes and fees"), "schedule": N_("Fee schedules"), "tariff": N_("Duty by tariff line"),
    "seller": N_("Our own rates and costs"), "exchange": N_("Exchange rates"),
}
STATES: Mapping[State, tuple[Text, str]] = {
    "waiting": (N_("Waiting for a second person"), "care"), "confirmed": (N_("In force"), "good"),
    "refused": (N_("Refused"), "bad"), "withdrawn": (N_("Withdrawn"), ""),
}
Called = Callable[[str], str]
"""A market parameter's name in words."""


# Freshness ------------------------------------------------------------------------------------


def fresh(session: Session, market: Market, on: date, called: Called) -> None:
    """What a quotation of the day would be affected by, and what is to be confirmed before it is signed."""
    if not may(session.person, "freshness"):
        return
    _ = session.gettext
    widgets.section(_("What changes before delivery"), _("for a quotation of the day chosen above"))
    months = [_month_after(on, ahead) for ahead in range(MONTHS)]
    delivery = st.selectbox(
        _("Month of delivery"), months, index=MONTHS_AHEAD, format_func=session.language.month,
        key=session.key(f"delivery-{on}"))
    found = _fresh(f"{session.person.role} {session.house.revisions()}", session.house, session.person, market.code, on, delivery)
    if found.problems:
        calculators.problems(session, found.problems)
    if found.affected:
        heads = (_("Value"), _("Today"), _("From"), _("Until"), _("Then"), _("How it is known"))
        widgets.write(marks.table(heads, (_change(session, change, called) for change in found.affected), numbers=(1, 4)))
    else:
        widgets.notice(_("No change is known until the end of {month}.", month=session.language.month(delivery)), "good")
    widgets.section(_("What is to be confirmed"), _("{n} values are in force", n=found.checked))
    for title, meaning, values in (
        (_("About to end"), _("within {days} days", days=ENDING_DAYS), found.ending),
        (_("Not read for long"), _("for more than {days} days, an exchange rate for more than {few}",
                                   days=STALE_DAYS, few=STALE_RATE_DAYS), found.stale),
        (_("Unverified"), _("a weak source, general knowledge, or not known at all"), found.unverified),
    ):
        with st.expander(f"{title}: {len(values)} · {meaning}", key=session.key(f"fresh-{title}")):
            _fresh_table(session, values, called)


def _month_after(on: date, ahead: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + ahead, 12)
    return date(year, month + 1, 1)


@st.cache_resource(max_entries=64, show_spinner=False)
def _fresh(key: str, _house: House, _who: Person, market: str, on: date, delivery: date) -> Freshness:
    return freshness(_house, _who, market=market, on=on, delivery=delivery)


def _change(session: Session, change: Change, called: Called) -> tuple[Any, ...]:
    later = session.gettext("no later value is known") if change.next is None else _said(session, change.series.unit, change.next)
    return (
        _named(session, change.series, called), _said(session, change.series.unit, change.value),
        session.show(change.value.since), session.show(change.ends), later,
        marks.source_note(session.language, (change.next or change.value).status, (change.next or change.value).source),
    )


def _fresh_table(session: Session, values: Sequence[FreshValue], called: Called) -> None:
    _ = session.gettext
    if not values:
        widgets.write(marks.Markup("<p class='quiet'>{}</p>").format(_("None.")))
        return
    rows: list[Sequence[Any]] = []
    for kind, words in KINDS.items():
        of_kind = [one for one in values if one.series.kind == kind]
        if of_kind:
            rows.append((f"{session.show(words)} ({len(of_kind)})",))
        rows.extend((
            _named(session, one.series, called), _said(session, one.series.unit, one.value), session.show(one.standing.read),
            "" if one.standing.ends is None else session.show(one.standing.ends),
            marks.source_note(session.language, one.value.status, one.value.source),
        ) for one in of_kind)
    heads = (_("Value"), _("In force"), _("Last read"), _("Until"), _("How it is known"))
    widgets.write(marks.table(heads, rows, numbers=(1,)))


def _named(session: Session, series: Series, called: Called) -> str:
    return _figure_named(
        session, Figure("market" if series.kind == "market" else "tariff", series.owner, series.name, series.rate), called)


def _figure_named(session: Session, figure: Figure, called: Called) -> str:
    if figure.area == "market":
        return called(figure.name)
    if not figure.rate:
        return figure.name
    return f"{figure.name} · {session.gettext('MFN') if figure.rate == MFN else figure.rate}"


def _said(session: Session, unit: str, value: DatedValue) -> str:
    if value.value is not None:
        return _number(session, unit, value.value)
    if value.low is None or value.high is None:
        return session.gettext("unknown")
    return session.gettext("unknown, between {low} and {high}", low=_number(session, unit, value.low),
                           high=_number(session, unit, value.high))


def _number(session: Session, unit: str, number: Decimal) -> str:
    if unit == "ratio":
        return session.show(Percent(ratio=number))
    return f"{session.language.number(number)} {session.language.unit(unit)}"


# Team values ----------------------------------------------------------------------------------


def team(session: Session, market: Market, called: Called) -> None:
    """The team's values of this market and of the seller, and the way to a newer one; nothing for others."""
    _ = session.gettext
    if not may(session.person, "list_team_values"):
        return
    widgets.section(_("Values of our team"),
                    _("a second person confirms each; it holds from its first day, and nothing is overwritten"))
    values = list_team_values(session.house, session.person)
    shown = [one for one in values if one.figure.owner == market.code or one.figure.area == "seller"]
    for one in shown:
        _card(session, one, called)
    if not shown:
        widgets.empty(_("No values yet"), _("Enter a newer value when a law, a tariff or one of our costs changes."))
    _download(session)
    begun = Typed(session, _place(market), session.key(f"team-{market.code}-typed-{len(values)}"))
    with st.expander(_("Enter a newer value"), icon=":material/add:", key=session.key(f"team-enter-{market.code}"), expanded=begun.left):
        begun.announce()
        _entry(session, market, called, len(values), begun)


def _card(session: Session, one: TeamValue, called: Called) -> None:
    """One value with what was decided on it and what may be decided now."""
    _ = session.gettext
    words, tone = STATES[one.state]
    with widgets.card(f"team-{one.id}"):
        widgets.write(
            marks.badge(session.show(words), tone),
            marks.Markup('<div class="card-title">{}</div>').format(_("{name}: {value} from {day}",
                name=_figure_named(session, one.figure, called), value=_said(session, one.unit, one.value), day=one.value.since)),
            marks.facts((
                (_("Last day"), one.value.until and session.show(one.value.until)),
                (_("Source"), marks.source_note(session.language, one.value.status, one.value.source)),
                (_("Note"), one.value.note), (_("Entered by"), one.entered_by),
                *((session.show(STATES[d.act][0]), " · ".join(part for part in (d.by, d.why) if part)) for d in one.decisions),
            )))
        if one.file is not None:
            _file(session, one)
        if one.open:
            _decide(session, one)


def _file(session: Session, one: TeamValue) -> None:
    """The evidence to be taken away."""
    try:
        widgets.downloads(session, [evidence_of(session.house, session.person, one.id)])
    except Refusal as refusal:
        calculators.problems(session, refusal.problems)


def _decide(session: Session, one: TeamValue) -> None:
    """Confirming is a colleague's; refusing and withdrawing take a reason."""
    _ = session.gettext
    own = one.entered_by == session.person.id
    if own and one.state == "waiting":
        widgets.notice(_("A colleague must confirm this value before it is used."))
    elif one.state == "waiting" and st.button(
            _("Confirm"), type="primary", icon=":material/check:", key=session.key(f"team-confirm-{one.id}"),
            help=_("I have looked at the source, and the value stands there.")):
        calculators.done(session, lambda: confirm_value(session.house, session.person, one.id))
    refusing = one.state == "waiting" and not own
    why, button = st.columns([3, 1], vertical_alignment="bottom")
    with why:
        reason = st.text_input(_("Reason"), key=session.key(f"team-why-{one.id}"))
    with button:
        if st.button(_("Refuse") if refusing else _("Withdraw"), key=session.key(f"team-end-{one.id}"), width="stretch"):
            end = refuse_value if refusing else withdraw_value
            calculators.done(session, lambda: end(session.house, session.person, one.id, reason))


def _download(session: Session) -> None:
    """The confirmed values as files of the catalog."""
    files = export_team_values(session.house, session.person)
    if not files:
        return
    _ = session.gettext
    with st.popover(_("Catalog files"), icon=":material/download:",
                    help=_("Laid beside the files of the catalogs folder, they are read with them.")):
        widgets.take_away((widgets.made("values", path=path), f"catalogs/{path}", "") for path in files)


def _place(market: Market) -> str:
    """Where what was typed for a market is kept until it is a value."""
    return f"team value {market.code}"


def _entry(session: Session, market: Market, called: Called, entered: int, begun: Typed) -> None:
    """What it is, how much, from when, and where it was read. Fields start empty again once a value is kept."""
    _ = session.gettext

    def key(name: str) -> str:
        return session.key(f"team-{market.code}-{name}-{entered}")

    figure = _asked(session, market, called, key, begun)
    value, since, until = st.columns(3)
    with value:
        number = st.text_input(_("Value"), value=begun.text("value"), key=key("value"), placeholder="0.08", help=_("A rate as 0.08 or 8%, an amount as digits."))
    with since:
        first = st.date_input(_("First day"), value=begun.day("since", session.house.today()), min_value=widgets.FIRST_DAY,
                              max_value=widgets.LAST_DAY, format="YYYY-MM-DD", key=key("since"))
    with until:
        last = st.date_input(_("Last day, where one is known"), value=begun.day("until", None), min_value=widgets.FIRST_DAY,
                             max_value=widgets.LAST_DAY, format="YYYY-MM-DD", key=key("until"))
    title, document = st.columns([2, 1])
    with title:
        source = st.text_input(_("Source"), value=begun.text("title"), key=key("title"), help=_("Name of the law, the agency or the page."))
    with document:
        number_of = st.text_input(_("Number of the document"), value=begun.text("document"), key=key("document"))
    href = st.text_input(_("Address of the source"), value=begun.text("href"), key=key("href"), placeholder="https://")
    note = st.text_input(_("Note"), value=begun.text("note"), key=key("note"))
    file = st.file_uploader(_("File, up to 5 MB"), key=key("file"), max_upload_size=5)
    begun.keep({"area": figure and figure.area, "name": figure and figure.name, "rate": figure and figure.rate, "value": number,
                "since": first, "until": last, "title": source, "document": number_of, "href": href, "note": note})

    def enter() -> None:
        enter_value(session.house, session.person, Entry(
            figure=figure, value=number, since=first, until=last, source_title=source, href=href, document=number_of, note=note,
            file=None if file is None else (file.name, file.getvalue())))
        saved(session, _place(market))

    if st.button(_("Enter for confirmation"), type="primary", key=key("keep"), disabled=figure is None or first is None):
        calculators.done(session, enter)


def _asked(session: Session, market: Market, called: Called, key: Called, begun: Typed) -> Figure | None:
    """Which figure a value is entered for; None where nothing is chosen."""
    _ = session.gettext
    known = catalogs(session.house, session.person)
    areas = {"market": N_("Tax or fee of the country"), "tariff": N_("Duty of a tariff line"), "seller": N_("One of our own rates")}
    area = st.radio(_("What changes?"), list(areas), index=begun.index("area", list(areas)), format_func=lambda a: session.show(areas[a]), horizontal=True, key=key("area"))
    if area == "market":
        names = sorted(market.parameters.by_name)
        name = st.selectbox(_("Which one?"), names, index=begun.index("name", names), key=key("parameter"),
                            format_func=lambda n: n if called(n) == n else f"{called(n)} · {n}")
        return name and Figure("market", market.code, name)
    if area == "seller":
        names = list(known.seller.parameters.by_name)
        name = st.selectbox(_("Which one?"), names, index=begun.index("name", names), key=key("own"))
        return name and Figure("seller", known.seller.country, name)
    lines = {line.hs: line for line in known.tariffs[market.code].lines} if market.code in known.tariffs else {}
    goods, agreement = st.columns([3, 1])
    with goods:
        hs = st.selectbox(_("Tariff line"), list(lines), index=begun.index("name", list(lines)), key=key("hs"),
                          format_func=lambda code: f"{code} · {session.show(name_of(lines[code].text, 'tariff'))}")
    with agreement:
        rates = [MFN, *(p.code for p in market.preferences)]
        rate = st.selectbox(_("Rate"), rates, index=begun.index("rate", rates), key=key("rate"),
                            format_func=lambda code: _("MFN") if code == MFN else code)
    return hs and Figure("tariff", market.code, hs, rate)
