"""The directory: suppliers, solutions and cooperatives found by words, where they are, and who can do what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from packagekit.domain.listing import Listing
from packagekit.domain.places import ASEAN, country_name, language_name
from packagekit.domain.record import Record
from packagekit.domain.supplier import Certificate, Supplier
from packagekit.domain.text import N_, Localized, name_of
from packagekit.propose import names
from packagekit.ui import maps, marks, prices, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import (
    CRITERIA,
    LEAST,
    Wanted,
    capability_map,
    cases_of,
    choices,
    cooperative_page,
    excellent_suppliers,
    find_listed,
    languages_of_documents,
    members_of,
    solution_page,
    solutions_of,
    supplier_page,
)
from packagekit.workflow.codes import Choice

VIEWS = {
    "suppliers": N_("Suppliers"), "solutions": N_("Solutions"), "cooperatives": N_("Cooperatives"), "map": N_("Map"),
    "levels": N_("Who can do what"), "excellent": N_("Excellent suppliers"),
}
PER_PAGE, MEMBERS_A_PAGE = 12, 25


def show(session: Session) -> None:
    for kind, page in (("supplier", supplier), ("solution", solution), ("cooperative", cooperative)):
        asked = st.query_params.get(kind)
        if asked is not None:
            page(session, asked)
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
                              placeholder=_("Name, town or product…"), on_change=session.remember, args=("words", key))
    with market_at:
        market_key = session.key("find-market")
        asked = st.query_params.get("market")
        markets = sorted(ASEAN, key=lambda code: session.show(country_name(code)))
        market = st.selectbox(_("Delivered to"), markets, format_func=lambda code: session.show(country_name(code)), index=markets.index(asked) if asked in markets else None, placeholder=_("All"),
                              key=market_key, on_change=session.remember, args=("market", market_key)) if kind == "suppliers" else None
        chosen = type_filter(session) if kind == "solutions" else None
    found = find_listed(session.house, session.person, kind, Wanted(typed=typed or "", market=market, type=chosen), on=session.house.today())
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
    for one, column in widgets.rows(found[(page - 1) * PER_PAGE:page * PER_PAGE], 3, f"directory-{kind}"):
        with column, widgets.card(f"{kind}-{one.id}"):
            card(session, kind, one, known[TYPED_BY[kind]] if kind in TYPED_BY else {})


def type_filter(session: Session) -> str | None:
    """One type of solution, or all."""
    types, key, asked = choices(session.house, session.person)["solution_types"], session.key("find-type"), st.query_params.get("type")
    return st.selectbox(
        session.gettext("Type"), list(types), index=list(types).index(asked) if asked in types else None, placeholder=session.gettext("All"), key=key,
        format_func=lambda code: session.show(types[code].said), on_change=session.remember, args=("type", key))


TYPED_BY = {"suppliers": "areas", "solutions": "solution_types", "cooperatives": "industries"}
OPENS = {"suppliers": N_("Supplier's page"), "solutions": N_("Data sheet"), "cooperatives": N_("Page of the cooperative")}


def card(session: Session, kind: str, one: Listing, known: Mapping[str, Choice]) -> None:
    codes = one.industries if kind == "cooperatives" else one.types
    firms = choices(session.house, session.person)["suppliers"]
    seller = firms[one.registrant].said if kind == "solutions" and one.registrant in firms else None
    types = [session.show(known[code].said) for code in codes[:3] if code in known]
    widgets.write(
        marks.Markup('<div class="card-title">{}</div><div class="card-sub">{}</div>').format(
            marks.said(session.language, one.title), session.show(seller or one.region) if seller or one.region else ""),
        marks.chips((*types, *([session.gettext("capability {grade}", grade=one.grade)] if kind == "suppliers" and one.grade else ()))),
        marks.chips((session.gettext("delivered to {market}", market=country_name(market)) for market in one.markets), "info"))
    if kind in OPENS:
        st.page_link(session.pages["directory"], label=session.show(OPENS[kind]), icon=":material/open_in_full:",
                     query_params=session.address(**{kind.removesuffix("s"): one.id}))


def begun(session: Session, found: Record | None, name: str, lead: Localized | None) -> bool:
    """The head of one record's page; False where there is none."""
    _ = session.gettext
    st.page_link(session.pages["directory"], label=_("Directory"), icon=":material/arrow_back:", query_params=session.address())
    if found is None:
        widgets.page_head(_("Directory"))
        widgets.empty(_("There is no such record"), _("It may have been taken out."))
        return False
    widgets.page_head(name, marks.said(session.language, lead) if lead is not None else "")
    if found.origin == "sample":
        widgets.notice(_("Sample data: this firm is fictitious."), "sample")
    return True


def supplier(session: Session, key: str) -> None:
    """A supplier as a buyer could be shown it."""
    _ = session.gettext
    found = supplier_page(session.house, session.person, key)
    if not begun(session, found, session.show(found.name) if found else "", found.about if found else None):
        return
    left, right = st.columns(2)
    with left, widgets.card("supplier-facts"):
        widgets.write(marks.facts(facts(session, found)))
    with right, widgets.card("supplier-proof"):
        none = marks.Markup('<div class="quiet">{}</div>').format(_("none stated"))
        widgets.write(
            marks.minihead(_("Local partners")), marks.points(
                session.language.gettext("{market} · {partner}: {services}", market=country_name(p.market), partner=p.name, services=p.services)
                for p in found.partners) if found.partners else none,
            marks.minihead(_("Certificates")), marks.points(certificate(session, c) for c in found.certificates) if found.certificates else none)
    sold = solutions_of(session.house, session.person, key)
    if sold:
        widgets.section(_("Solutions"), session.ngettext("{n} solution", "{n} solutions", len(sold)))
        types = choices(session.house, session.person)["solution_types"]
        for one in sold[:24]:
            kind = session.show(types[one.types[0]].said) if one.types[0] in types else one.types[0]
            st.page_link(session.pages["directory"], label=f"{session.show(one.title)} – {kind}", icon=":material/widgets:",
                         query_params=session.address(solution=one.id))
    proven(session, key)


def proven(session: Session, organisation: str) -> None:
    cases = cases_of(session.house, session.person, organisation)
    widgets.section(session.gettext("Proven cases"), session.ngettext("{n} case", "{n} cases", len(cases)))
    for one in cases[:12]:
        st.page_link(session.pages["cases"], label=session.show(one.title), icon=":material/verified:", query_params=session.address(case=one.id))


def certificate(session: Session, held: Certificate) -> str:
    """Name, issuer and number, with the last day, and a word where that is past."""
    said = " – ".join(filter(None, (held.name, session.show(names.issuer(held.issuer)), held.number)))
    if held.expires is None:
        return said
    ended = held.expires < session.house.today()
    day = session.language.short_day(held.expires)
    return f"{said} ({session.gettext('ended on {day}', day=day) if ended else session.gettext('until {day}', day=day)})"


def facts(session: Session, found: Supplier) -> list[tuple[str, object]]:
    _ = session.gettext
    grade = found.capability
    return [
        (_("Region"), session.show(found.region)), (_("Founded"), str(found.founded)), (_("Employees"), session.show(found.employees)),
        (_("Areas"), listing_of(session, "areas", found.areas)),
        (_("Markets served"), session.show(tuple(map(country_name, found.markets))) if found.markets else None),
        (_("Languages"), tongues(session, found.languages)),
        (_("First response to a fault"), _("{n} hours", n=found.response_hours)),
        (_("On site"), session.show(tuple(
            _("{market}: {n} days", market=country_name(m), n=d) for m, d in found.reach.items())) if found.reach else None),
        (_("Capability grade, as issued"), " · ".join(filter(None, (
            grade.level, session.show(grade.issuer), session.language.short_day(grade.day), grade.number))) if grade else None),
        (_("Representative"), session.show(found.identity.representative) if found.identity.representative else None),
        (_("Address"), session.show(found.identity.address) if found.identity.address else None),
    ]


def listing_of(session: Session, vocabulary: str, codes: Sequence[str]) -> str | None:
    """Codes by their names, in a row."""
    known = choices(session.house, session.person)[vocabulary]
    return session.show(tuple(known[code].said if code in known else code for code in codes)) if codes else None


def tongues(session: Session, codes: Sequence[str]) -> str:
    return session.show(tuple(map(language_name, codes)))


def solution(session: Session, key: str) -> None:
    """The data sheet of a solution: what it does, needs and gives, and for those who may know it what it costs."""
    _ = session.gettext
    found = solution_page(session.house, session.person, key)
    if not begun(session, found, session.show(found.name) if found else "", found.summary if found else None):
        return
    st.page_link(session.pages["directory"], label=_("Supplier's page"), icon=":material/factory:",
                 query_params=session.address(supplier=found.supplier))
    left, right = st.columns(2)
    with left, widgets.card("solution-facts"):
        widgets.write(marks.facts((
            (_("Type"), listing_of(session, "solution_types", (found.type,))), (_("Version"), found.version),
            (_("ISA-95 level"), listing_of(session, "layers", (str(found.isa95_level),))),
            (_("Months to go-live"), session.language.months(found.months)),
            (_("Hosting"), listing_of(session, "hostings", (found.hosting,))),
            (_("Screen languages"), tongues(session, found.ui_languages)), (_("Manual languages"), tongues(session, found.manual_languages)),
            (_("Mains frequency"), session.show(tuple(f"{hertz} Hz" for hertz in found.frequency_hz))),
            (_("Certificates"), session.show(found.certificates) if found.certificates else None),
            (_("Needs a radio approval"), _("Yes") if found.radio else None), (_("Has an AAS submodel"), _("Yes") if found.aas_submodel else None),
            (_("Sites live"), session.show(found.sites_live) if found.sites_live else None),
            (_("Industries"), listing_of(session, "industries", found.industries) or _("any")))))
    with right, widgets.card("solution-fits"):
        widgets.write(marks.facts((
            (_("Capabilities"), listing_of(session, "capabilities", found.capabilities)),
            (_("Gives data"), listing_of(session, "data_kinds", found.gives_data)), (_("Needs data"), listing_of(session, "data_kinds", found.needs_data)),
            (_("Protocols in"), listing_of(session, "protocols", found.protocols_in)),
            (_("Protocols out"), listing_of(session, "protocols", found.protocols_out)),
            (_("Needs solutions of type"), listing_of(session, "solution_types", found.needs_types)),
            (_("Cannot stand with"), session.show(tuple(excluded(session, code) for code in found.excludes)) if found.excludes else None),
            (_("Needs level"), listing_of(session, "levels", (found.needs_level,)) if found.needs_level != "none" else None))))
    if found.prices:
        widgets.section(_("Prices"), _("ex works; seen by the house and its supplier only"))
        widgets.write(prices.history(session, found))
    if found.efforts:
        widgets.section(_("Engineering days"))
        widgets.write(marks.table((_("Role"), _("Purpose"), _("Where"), _("Days in any case"), _("Days for each"), _("Counted by")), (
            (listing_of(session, "roles", (e.role,)), listing_of(session, "purposes", (e.purpose,)), listing_of(session, "wheres", (e.where,)),
             session.show(e.fixed), session.show(e.per_unit) if e.per_unit else "", listing_of(session, "drivers", (e.driver,)) if e.per_unit else "")
            for e in found.efforts), numbers=(3, 4)))


def excluded(session: Session, code: str) -> str:
    """A type of solution, or a single one, by its name."""
    return listing_of(session, "solution_types" if code in choices(session.house, session.person)["solution_types"] else "solutions", (code,)) or code


def cooperative(session: Session, key: str) -> None:
    """A cooperative with its cases, and its members for those who may know them."""
    _ = session.gettext
    found = cooperative_page(session.house, session.person, key)
    if not begun(session, found, session.show(found.name) if found else "", found.trade if found else None):
        return
    left, right = st.columns(2)
    with left, widgets.card("cooperative-facts"):
        widgets.write(marks.facts((
            (_("Region"), session.show(found.region)), (_("Industries"), listing_of(session, "industries", found.industries)),
            (_("Number of members"), session.show(found.members_count)), (_("Languages"), tongues(session, found.languages)),
            (_("Representative"), session.show(found.identity.representative) if found.identity.representative else None),
            (_("Address"), session.show(found.identity.address) if found.identity.address else None))))
    with right, widgets.card("cooperative-services"):
        widgets.write(marks.minihead(_("Services to members and buyers")), marks.Markup("<p>{}</p>").format(marks.said(session.language, found.services)))
    members = members_of(session.house, session.person, key)
    if members:
        widgets.section(_("Registered members"), session.ngettext("{n} plant", "{n} plants", len(members)))
        pages = -(-len(members) // MEMBERS_A_PAGE)
        page = st.pagination(pages, key=session.key(f"members-{key}-{pages}")) if pages > 1 else 1
        widgets.write(marks.table(
            (_("Plant"), _("Region"), _("Industry"), _("Level"), _("Employees"), _("Machines"), _("Exports to")), (
                (session.show(m.name), session.show(m.region), listing_of(session, "industries", (m.industry,)), listing_of(session, "levels", (m.level,)),
                 session.show(m.employees), session.show(m.machines), session.show(tuple(map(country_name, m.exports_to))) if m.exports_to else "")
                for m in members[(page - 1) * MEMBERS_A_PAGE:page * MEMBERS_A_PAGE]), numbers=(4, 5)))
    proven(session, key)


def map_view(session: Session) -> None:
    """What is registered in each province, drawn here: no map service is asked."""
    _ = session.gettext
    columns = st.columns(2)
    for column, (kind, words) in zip(columns, (("cooperatives", _("Cooperatives")), ("cases", _("Published cases"))), strict=True):
        counts = maps.counted(one.region for one in find_listed(session.house, session.person, kind, Wanted(), on=session.house.today()))
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
        (_("Field of technology"), *grades, _("no grade"), _("Korea's level as published"), _("Newest grade")), table))
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
    widgets.notice(marks.Markup("{}<ol>{}</ol>").format(
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
