"""Cases: the register of proven joint builds, filtered, each with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from packagekit.domain.case import Case, Grade
from packagekit.domain.text import name_of
from packagekit.ui import evidence, marks, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import catalogs, registry

PER_PAGE = 8


def show(session: Session) -> None:
    _ = session.gettext
    widgets.page_head(_("Cases"), _("Joint builds of cooperatives and their members, with raw figures before and after."))
    cases = tuple(registry(session.house, session.person).cases.values())
    asked = st.query_params.get("case")
    if asked is not None:
        one(session, next((case for case in cases if case.id == asked), None))
        return
    many(session, filtered(session, cases))


def one(session: Session, case: Case | None) -> None:
    """One case by its link."""
    _ = session.gettext
    st.page_link(session.pages["cases"], label=_("All cases"), icon=":material/arrow_back:", query_params=session.address())
    if case is None:
        widgets.empty(_("There is no such case"), _("It may have been withdrawn."))
        return
    on = session.house.today()
    if case.origin == "sample":
        widgets.sample_notice(session)
    with widgets.card(f"case-{case.id}"):
        title(session, case)
        widgets.write(evidence.results(session, case, on))
        evidence.details(session, case, on)


def filtered(session: Session, cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """The cases that fit the words, trade, market and evidence asked for; the filters live in the address."""
    _ = session.gettext
    taxonomy = catalogs(session.house, session.person).taxonomy
    held = {
        "trade": sorted({case.industry for case in cases}),
        "market": sorted({market for case in cases for market in case.markets}),
        "grade": [grade.value for grade in Grade if grade is not Grade.D],
    }
    with widgets.card("case-filters"):
        words_at, trade_at, market_at, grade_at = st.columns([1.6, 1.4, 1, 1])
        with words_at:
            key = session.key("filter-words")
            words = st.text_input(
                _("Search"), value=st.query_params.get("words", ""), type="search", live="300ms", key=key,
                placeholder=_("Problem, solution, region…"), on_change=session.remember, args=("words", key))
        with trade_at:
            trade = one_of(session, _("Industry"), "trade", held["trade"],
                           lambda code: session.show(name_of(taxonomy.industries[code].name, "industry")))
        with market_at:
            market = one_of(session, _("Delivered to"), "market", held["market"], partial(market_name, session))
        with grade_at:
            grade = one_of(session, _("Evidence at least"), "grade", held["grade"], str)
    return tuple(
        case for case in cases
        if (trade is None or case.industry == trade) and (market is None or market in case.markets)
        and (grade is None or any(k.grade.value <= grade for k in case.shown_kpis(session.house.today())))
        and mentions(session, case, words or "")
    )


def one_of(
    session: Session, label: str, name: str, options: Sequence[str], words: Callable[[str], str]
) -> str | None:
    """A filter with one value or none."""
    asked, key = st.query_params.get(name), session.key(f"filter-{name}")
    return st.selectbox(
        label, options, index=options.index(asked) if asked in options else None, placeholder=session.gettext("All"),
        format_func=words, key=key, on_change=session.remember, args=(name, key))


def market_name(session: Session, code: str) -> str:
    """A market's name; one we hold no law of keeps its code."""
    market = catalogs(session.house, session.person).markets.get(code)
    return session.show(name_of(market.name, "market")) if market else code


def mentions(session: Session, case: Case, words: str) -> bool:
    """Whether every word stands somewhere in what the case says in any language."""
    texts = (case.title, case.problem, case.built, case.lessons, case.region)
    said = " ".join(text for localized in texts if localized for text in localized.root.values()).casefold()
    return all(word in said for word in words.casefold().split())


def many(session: Session, cases: tuple[Case, ...]) -> None:
    _ = session.gettext
    if not cases:
        widgets.empty(_("No case fits"), _("Take a filter out to see more."))
        return
    if any(case.origin == "sample" for case in cases):
        widgets.notice(_("Sample data: the cases shown here are fictitious."), "sample")
    pages = -(-len(cases) // PER_PAGE)
    head, turn = st.columns([1, 1], vertical_alignment="center")
    with head:
        widgets.section(session.ngettext("{n} case", "{n} cases", len(cases)))
    with turn:
        page = st.pagination(pages, key=session.key(f"case-page-{pages}")) if pages > 1 else 1
    on = session.house.today()
    for case, column in widgets.rows(cases[(page - 1) * PER_PAGE: page * PER_PAGE], 2, "cases"):
        with column, widgets.card(f"case-{case.id}"):
            title(session, case)
            widgets.write(evidence.results(session, case, on))
            st.page_link(session.pages["cases"], label=_("Open"), icon=":material/open_in_full:",
                         query_params=session.address(case=case.id))


def title(session: Session, case: Case) -> None:
    on = session.house.today()
    widgets.write(
        marks.Markup('<div class="card-title">{}</div><div class="card-sub">{}</div>').format(
            session.show(case.title), evidence.case_line(session, case, on)),
        marks.chips(session.gettext("delivered to {market}", market=market_name(session, market)) for market in case.markets),
    )


show(current())
