"""Cases: the register of proven joint builds, filtered, each with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from packagekit.domain.case import Case, Grade
from packagekit.domain.listing import Listing
from packagekit.domain.money import Money
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import name_of
from packagekit.ui import evidence, marks, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import Wanted, catalogs, find_listed, registry

PER_PAGE = 8
PICKED = "packagekit-compared"  # cases marked for comparing, in this tab
MOST_COMPARED = 4


def show(session: Session) -> None:
    _ = session.gettext
    widgets.page_head(_("Cases"), _("Joint builds of cooperatives and their members, with raw figures before and after."))
    asked, compared = st.query_params.get("case"), st.query_params.get("compare")
    if asked is not None:
        one(session, registry(session.house, session.person).cases.get(asked))
    elif compared is not None:
        side_by_side(session, compared.split(","))
    else:
        many(session, filtered(session))


def one(session: Session, case: Case | None) -> None:
    """One case by its link."""
    _ = session.gettext
    st.page_link(session.pages["cases"], label=_("All cases"), icon=":material/arrow_back:", query_params=session.address())
    if case is None:
        widgets.empty(_("There is no such case"), _("It may have been withdrawn."))
        return
    on = session.house.today()
    if case.origin == "sample":
        widgets.notice(_("Sample data: the cases shown here are fictitious."), "sample")
    with widgets.card(f"case-{case.id}"):
        title(session, case)
        widgets.write(evidence.results(session, case, on))
        evidence.details(session, case, on)


def filtered(session: Session) -> tuple[Listing, ...]:
    """The cases that fit the words, trade, market and evidence asked for; the filters live in the address."""
    _ = session.gettext
    taxonomy, today = catalogs(session.house, session.person).taxonomy, session.house.today()
    every = find_listed(session.house, session.person, "cases", Wanted(), on=today)
    held = {
        "trade": sorted({code for case in every for code in case.industries}),
        "market": sorted({market for case in every for market in case.markets}),
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
            trade = one_of(session, _("Industry"), "trade", held["trade"], lambda code: industry_name(session, code, taxonomy))
        with market_at:
            market = one_of(session, _("Delivered to"), "market", held["market"], partial(market_name, session))
        with grade_at:
            grade = one_of(session, _("Evidence at least"), "grade", held["grade"], str)
    wanted = Wanted(typed=words or "", industry=trade, market=market, grade=grade)
    return every if wanted == Wanted() else find_listed(session.house, session.person, "cases", wanted, on=today)


def industry_name(session: Session, code: str, taxonomy: Taxonomy) -> str:
    """An industry's name; a code the catalog does not have keeps itself."""
    return session.show(name_of(taxonomy.industries[code].name, "industry")) if code in taxonomy.industries else code


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


def many(session: Session, found: tuple[Listing, ...]) -> None:
    _ = session.gettext
    if not found:
        widgets.empty(_("No case fits"), _("Take a filter out to see more."))
        return
    if any(case.origin == "sample" for case in found):
        widgets.notice(_("Sample data: the cases shown here are fictitious."), "sample")
    pages = -(-len(found) // PER_PAGE)
    head, compare, turn = st.columns([1, 1, 1], vertical_alignment="center")
    with head:
        widgets.section(session.ngettext("{n} case", "{n} cases", len(found)))
    picked = [key for key in st.session_state.get(PICKED, ()) if key in registry(session.house, session.person).cases]
    with compare:
        if len(picked) > 1:
            st.page_link(session.pages["cases"], label=_("Compare {n} cases", n=len(picked)), icon=":material/compare:",
                         query_params=session.address(compare=",".join(picked)))
    with turn:
        page = st.pagination(pages, key=session.key(f"case-page-{pages}")) if pages > 1 else 1
    on, known = session.house.today(), registry(session.house, session.person).cases
    shown = [known[one.id] for one in found[(page - 1) * PER_PAGE: page * PER_PAGE] if one.id in known]
    for case, column in widgets.rows(shown, 2, "cases"):
        with column, widgets.card(f"case-{case.id}"):
            title(session, case)
            widgets.write(evidence.results(session, case, on))
            opened, pick = st.columns([1, 1], vertical_alignment="center")
            with opened:
                st.page_link(session.pages["cases"], label=_("Open"), icon=":material/open_in_full:",
                             query_params=session.address(case=case.id))
            with pick:
                st.toggle(_("Compare"), value=case.id in picked, key=session.key(f"pick-{case.id}"), on_change=choose, args=(case.id,),
                          disabled=len(picked) >= MOST_COMPARED and case.id not in picked)


def choose(key: str) -> None:
    """Take a case up for comparing, or put it back."""
    held = list(st.session_state.get(PICKED, ()))
    st.session_state[PICKED] = [k for k in held if k != key] if key in held else [*held, key]


def side_by_side(session: Session, keys: Sequence[str]) -> None:
    """Cases in columns: what was built, how large, at what cost, with which results."""
    _ = session.gettext
    st.page_link(session.pages["cases"], label=_("All cases"), icon=":material/arrow_back:", query_params=session.address())
    known, on, taxonomy = registry(session.house, session.person), session.house.today(), catalogs(session.house, session.person).taxonomy
    cases = [known.cases[key] for key in keys[:MOST_COMPARED] if key in known.cases]
    if not cases:
        widgets.empty(_("There is no such case"), _("It may have been withdrawn."))
        return
    names = {kpi: session.show(name_of(taxonomy.kpis[kpi].name, "kpi")) for case in cases for kpi in (k.kpi for k in case.shown_kpis(on))}

    def level(code: str) -> str:
        return session.show(name_of(taxonomy.levels[code].name, "level"))

    def figure(case: Case, kpi: str) -> object:
        results = [r for r in case.shown_kpis(on) if r.kpi == kpi]
        if not results:
            return marks.Markup('<span class="quiet">–</span>')
        change = results[0].improvement(taxonomy.kpis[kpi].direction)
        return marks.Markup("{} → {} {} {}").format(
            session.language.number(results[0].before), session.language.number(results[0].after),
            marks.badge(session.language.percent(change, 0), "good" if change > 0 else "care") if change is not None else "",
            marks.grade_badge(session.language, results[0].grade))

    rows: list[Sequence[object]] = [
        (_("Industry"), *(industry_name(session, case.industry, taxonomy) for case in cases)),
        (_("Level"), *(f"{level(case.level_before)} → {level(case.level_after)}" for case in cases)),
        (_("Plants"), *(session.show(len(case.members)) for case in cases)),
        (_("Employees"), *(session.show(case.employees) for case in cases)),
        (_("Machines"), *(session.show(case.machines) for case in cases)),
        (_("Live since"), *(session.language.month(case.go_live) for case in cases)),
        (_("Time to build"), *(session.language.months(case.months_actual) for case in cases)),
        (_("Cost in all"), *(session.show(tuple(totals(case))) for case in cases)),
        (_("Delivered to"), *(session.show(tuple(market_name(session, m) for m in case.markets)) if case.markets else "–" for case in cases)),
        (_("Measured results"),), *((names[kpi], *(figure(case, kpi) for case in cases)) for kpi in names),
        (_("What was learnt"), *(marks.said(session.language, case.lessons) for case in cases)),
    ]
    heads = ("", *(marks.Markup('<a href="/cases?{}" target="_self">{}</a>').format(
        "&".join(f"{k}={v}" for k, v in session.address(case=case.id).items()), marks.said(session.language, case.title)) for case in cases))
    widgets.write(marks.table(heads, rows))


def totals(case: Case) -> list[Money]:
    """The cost lines added up, by currency."""
    sums: dict[str, Money] = {}
    for cost in case.costs:
        held = sums.get(cost.amount.currency)
        sums[cost.amount.currency] = cost.amount if held is None else held + cost.amount
    return list(sums.values())


def title(session: Session, case: Case) -> None:
    on = session.house.today()
    widgets.write(
        marks.Markup('<div class="card-title">{}</div><div class="card-sub">{}</div>').format(
            marks.said(session.language, case.title), evidence.case_line(session, case, on)),
        marks.chips(session.gettext("delivered to {market}", market=market_name(session, market)) for market in case.markets),
    )


show(current())
