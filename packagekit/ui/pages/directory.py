"""The directory: suppliers, solutions and cooperatives found by words, where they are, and who can do what."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from packagekit.domain.listing import Listing
from packagekit.domain.supplier import Supplier
from packagekit.domain.text import N_, name_of
from packagekit.ui import maps, marks, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import (
    CRITERIA,
    LEAST,
    Wanted,
    capability_map,
    cases_of,
    choices,
    excellent_suppliers,
    find_listed,
    languages_of_documents,
    supplier_page,
)

VIEWS = {
    "suppliers": N_("Suppliers"), "solutions": N_("Solutions"), "cooperatives": N_("Cooperatives"), "map": N_("Map"),
    "levels": N_("Who can do what"), "excellent": N_("Excellent suppliers"),
}
PER_PAGE = 12


def show(session: Session) -> None:
    asked = st.query_params.get("supplier")
    if asked is not None:
        supplier(session, asked)
        return
    _ = session.gettext
    widgets.page_head(_("Directory"), _("Who is registered, what they sell, where they are and how far they can go."))
    key = session.key("directory-view")
    wanted = st.query_params.get("view", "suppliers")
    view = st.segmented_control(
        _("View"), list(VIEWS), default=wanted if wanted in VIEWS else "suppliers", label_visibility="collapsed", key=key,
        format_func=lambda code: session.show(VIEWS[code]), on_change=session.remember, args=("view", key)) or "suppliers"
    {"map": map_view, "levels": levels, "excellent": excellent}.get(view, lambda s: listed(s, view))(session)


def listed(session: Session, kind: str) -> None:
    _ = session.gettext
    words_at, market_at = st.columns([2.4, 1])
    with words_at:
        key = session.key(f"find-{kind}")
        typed = st.text_input(_("Search"), value=st.query_params.get("words", ""), type="search", live="300ms", key=key,
                              placeholder=_("Name, town, product, or initial consonants such as ㄱㅎ"), on_change=session.remember, args=("words", key))
    with market_at:
        market_key = session.key("find-market")
        asked = st.query_params.get("market")
        markets = ("VN", "ID", "TH", "MY", "PH", "SG")
        market = st.selectbox(_("Delivered to"), markets, index=markets.index(asked) if asked in markets else None, placeholder=_("All"),
                              key=market_key, on_change=session.remember, args=("market", market_key)) if kind == "suppliers" else None
    found = find_listed(session.house, session.person, kind, Wanted(typed=typed or "", market=market), on=session.house.today())
    if not found:
        widgets.empty(_("Nothing fits"), _("Try fewer or other words."))
        return
    head, turn = st.columns([1, 1], vertical_alignment="center")
    pages = -(-len(found) // PER_PAGE)
    with head:
        widgets.section(_("{n} found", n=len(found)))
    with turn:
        page = st.pagination(pages, key=session.key(f"directory-page-{kind}-{pages}")) if pages > 1 else 1
    known = choices(session.house, session.person)
    names = {name: {c.code: c.names for c in known[name]} for name in ("areas", "solution_types")}
    for one, column in widgets.rows(found[(page - 1) * PER_PAGE:page * PER_PAGE], 3, f"directory-{kind}"):
        with column, widgets.card(f"{kind}-{one.id}"):
            card(session, kind, one, names)


def card(session: Session, kind: str, one: Listing, names: dict[str, dict[str, tuple[str, ...]]]) -> None:
    _ = session.gettext
    at = 0 if session.language.code == "ko" else -1
    vocabulary = {"suppliers": "areas", "solutions": "solution_types"}.get(kind)
    types = [names[vocabulary][code][at] for code in one.types[:3] if vocabulary and code in names[vocabulary]]
    widgets.write(
        marks.Markup('<div class="card-title">{}</div><div class="card-sub">{}</div>').format(
            session.show(one.title), session.show(one.region) if one.region else ""),
        marks.chips((*types, *([one.grade] if kind == "suppliers" and one.grade else ()))),
        marks.chips((session.gettext("delivered to {market}", market=market) for market in one.markets), "info"))
    if kind in ("suppliers", "solutions") and one.organisations:
        st.page_link(session.pages["directory"], label=_("Supplier's page"), icon=":material/open_in_full:",
                     query_params=session.address(supplier=one.organisations[0]))


def supplier(session: Session, key: str) -> None:
    """A supplier as a buyer could be shown it."""
    _ = session.gettext
    st.page_link(session.pages["directory"], label=_("Directory"), icon=":material/arrow_back:", query_params=session.address())
    found = supplier_page(session.house, session.person, key)
    if found is None:
        widgets.empty(_("There is no such supplier"), _("It may have been taken out."))
        return
    widgets.page_head(session.show(found.name), session.show(found.about))
    if found.origin == "sample":
        widgets.notice(_("Sample data: this firm is fictitious."), "sample")
    left, right = st.columns(2)
    with left, widgets.card("supplier-facts"):
        widgets.write(marks.facts(facts(session, found)))
    with right, widgets.card("supplier-proof"):
        widgets.write(
            marks.minihead(_("Local partners")), marks.points(f"{p.market} · {p.name}: {session.show(p.services)}" for p in found.partners),
            marks.minihead(_("Certificates")), marks.points(
                f"{c.name} – {c.issuer}" + (f" ({session.show(c.expires)})" if c.expires else "") for c in found.certificates))
    cases = cases_of(session.house, session.person, key)
    widgets.section(_("Proven cases"), session.ngettext("{n} case", "{n} cases", len(cases)))
    for one in cases[:12]:
        st.page_link(session.pages["cases"], label=session.show(one.title), icon=":material/verified:", query_params=session.address(case=one.id))


def facts(session: Session, found: Supplier) -> list[tuple[str, object]]:
    _ = session.gettext
    names = {c.code: c.names for c in choices(session.house, session.person)["areas"]}
    at = 0 if session.language.code == "ko" else -1
    grade = found.capability
    return [
        (_("Region"), session.show(found.region)), (_("Founded"), str(found.founded)), (_("Employees"), session.show(found.employees)),
        (_("Areas"), session.show(tuple(names.get(a, (a,))[at] for a in found.areas))),
        (_("Markets served"), session.show(tuple(found.markets)) if found.markets else None),
        (_("Languages"), session.show(tuple(session.language_name(code) for code in found.languages))),
        (_("First answer to a fault"), _("{n} hours", n=found.response_hours)),
        (_("On site"), session.show(tuple(_("{market}: {n} days", market=m, n=d) for m, d in found.reach.items())) if found.reach else None),
        (_("Capability grade, as issued"), f"{grade.level} – {session.show(grade.issuer)}, {session.show(grade.day)}" if grade else None),
    ]


def map_view(session: Session) -> None:
    """What is registered in each province, drawn here: no map service is asked."""
    _ = session.gettext
    columns = st.columns(2)
    for column, (kind, words) in zip(columns, (("cooperatives", _("Cooperatives")), ("cases", _("Published cases"))), strict=True):
        counts: Counter[str] = Counter()
        for one in find_listed(session.house, session.person, kind, Wanted(), on=session.house.today()):
            for province in maps.provinces_of(" ".join(one.region.root.values())) if one.region else ():
                counts[province] += 1
        names = {code: session.show(entry[0]) for code, entry in maps.PROVINCES.items()}
        where = "directory" if kind == "cooperatives" else "cases"
        links = {}
        for code, entry in maps.PROVINCES.items():
            query = session.address(words=entry[3][0], **({"view": "cooperatives"} if where == "directory" else {}))
            links[code] = f"/{where}?" + "&".join(f"{k}={v}" for k, v in query.items())
        with column, widgets.card(f"map-{kind}"):
            widgets.write(marks.minihead(words))
            widgets.picture(session, maps.tile_map(counts, names, links, words), f"map-{kind}")


def levels(session: Session) -> None:
    """Field by field: suppliers at each issued grade, beside the published level against the leading country."""
    _ = session.gettext
    rows, overall = capability_map(session.house, session.person)
    grades = sorted({grade for row in rows for grade in row.suppliers if grade}, key=_best_first)
    most = max((count for row in rows for count in row.suppliers.values()), default=1)
    table = []
    for row in rows:
        published = row.field.published
        cells: list[object] = [session.show(row.field.name)]
        for grade in (*grades, ""):
            count = row.suppliers.get(grade, 0)
            shade = round(75 * count / most)
            cells.append(marks.Markup('<div style="background:color-mix(in srgb, var(--teal) {}%, transparent);border-radius:.35rem;padding:.1rem .5rem">{}</div>').format(
                shade, count or "·"))
        if published:
            words = _("{level} of {leader} = 100", level=session.language.number(published.level), leader=name_of({"US": "United States", "DE": "Germany"}[published.leader], "market"))
            behind = _("{years} years behind", years=session.language.number(published.behind_years)) if published.behind_years else ""
            cells.append(marks.Markup('{} <span class="quiet">{} · <a href="{}" target="_blank" rel="noopener">{}</a></span>').format(
                words, behind, published.source.href, session.language.short_day(published.day)))
        else:
            cells.append(marks.Markup('<span class="quiet">{}</span>').format(_("no published figure found")))
        cells.append(session.language.short_day(row.newest) if row.newest else "")
        table.append(cells)
    widgets.write(marks.table(
        (_("Field"), *grades, _("no grade"), _("Korea's level as published"), _("Newest grade")), table))
    widgets.write(marks.points(_("All fields together: {level} ({title})", level=session.language.number(one.level), title=session.show(one.source.said)) for one in overall))
    widgets.write(marks.Markup('<div class="quiet">{}</div>').format(
        _("Counted are the registered suppliers with a solution in the field, by the grade they were issued. The published level is a survey of experts and says nothing of one firm.")))


def _best_first(grade: str) -> tuple[str, int]:
    """3 before 2, and of one level + before plain before -."""
    digits = "".join(c for c in grade if c.isdigit())
    return "".join(chr(ord("9") - int(d)) for d in digits), "+ -".find(grade[-1]) if grade[-1] in "+-" else 1


def excellent(session: Session) -> None:
    """Those who meet the criteria, the criteria beside them, and the list as a file."""
    _ = session.gettext
    today = session.house.today()
    found = excellent_suppliers(session.house, session.person, on=today)
    widgets.notice(marks.Markup("{}<ul>{}</ul>").format(
        _("On the list is who meets {least} of these {count} criteria. It is a rule of this house and no public designation.", least=LEAST, count=len(CRITERIA)),
        marks.Markup("").join(marks.Markup("<li>{}</li>").format(session.show(words)) for words in CRITERIA.values())))
    widgets.take_away(((widgets.made("excellent", language=code, on=today.isoformat()), session.language_name(code), "Word")
                       for code in languages_of_documents(session.house)), across=True)
    rows = []
    for one in found[:200]:
        query = "&".join(f"{k}={v}" for k, v in session.address(supplier=one.supplier.id).items())
        rows.append((marks.Markup('<a href="/directory?{}" target="_self">{}</a>').format(query, session.show(one.supplier.title)), one.supplier.grade,
                     *(marks.badge("✓", "good") if code in one.meets else "" for code in CRITERIA)))
    widgets.write(marks.table((_("Supplier"), _("Grade"), *(str(n) for n in range(1, len(CRITERIA) + 1))), rows)) if rows else widgets.empty(
        _("Nobody is on the list"), _("It fills as suppliers register grades, cases and partners."))


show(current())
