"""Deals: take one up again, or start from a sample, a file or an empty form."""

from __future__ import annotations

import streamlit as st

from packagekit.domain.deal import Deal
from packagekit.domain.factory import Factory
from packagekit.domain.text import name_of
from packagekit.ui import marks, widgets
from packagekit.ui.navigation import ENTRIES, GUIDED, opens
from packagekit.ui.state import Session, current
from packagekit.workflow import (
    bring_back_deal,
    catalogs,
    form_in_file,
    form_of,
    list_deals,
    list_factories,
    may,
    read_factory_file,
    remove_deal,
    removed_deals,
    save_deal,
    start_deal,
    unread_deals,
)

LARGEST_FILE_MB = 1


def show(session: Session) -> None:
    _ = session.gettext
    if not may(session.person, "list_deals"):
        welcome(session)
        return
    deals = list_deals(session.house, session.person)
    widgets.page_head(
        _("A factory comes in, a proposal goes out"),
        _("Describe the buyer's plant once. Proven cases, a bundle of solutions, its full cost and a proposal "
          "in the buyer's language follow from it."),
    )
    widgets.refused(session)
    undo_removal(session)
    widgets.unread(session)
    if unread := unread_deals(session.house, session.person):
        widgets.problems(session, unread, _("Deals that can no longer be read; the others work"))
    if may(session.person, "start_deal"):
        begin(session)
    take_up(session, deals)
    removed(session)
    if may(session.person, "start_deal"):
        samples(session)


def welcome(session: Session) -> None:
    """The start page of somebody who makes no deals: what there is for them."""
    _ = session.gettext
    widgets.page_head(
        _("Welcome, {person}", person=session.person.name),
        _("Here is what you can open. Ask the administrator of the export company where something is missing."))
    widgets.refused(session)
    widgets.unread(session)
    for entry in ENTRIES:
        if entry.needs is not None and opens(session.person, entry):
            with widgets.card(f"open-{entry.code}"):
                st.page_link(session.pages[entry.code], label=session.show(entry.name), icon=entry.icon,
                             query_params=session.address())


def begin(session: Session) -> None:
    """The two ways to bring one's own factory in."""
    _ = session.gettext
    with st.container(key="row-begin"):
        blank, file = st.columns([1, 1.6], gap="medium")
    with blank, widgets.card("blank"):
        widgets.write(marks.Markup('<div class="card-title">{}</div><div class="card-sub">{}</div>').format(
            _("New factory"), _("Fill in the form; it saves itself while you type.")))
        if st.button(_("Start with an empty form"), type="primary", icon=":material/add:", key="start-blank"):
            session.go("factory", deal=start_deal(session.house, session.person).id)
    with file, widgets.card("file"):
        widgets.upload_words(_("Choose a file"))
        upload = st.file_uploader(
            _("Or bring a factory file (YAML)"), type=["yaml", "yml"], max_upload_size=LARGEST_FILE_MB,
            key="factory-file", help=_("One factory per file. Of a faulty file, every fault is named."),
        )
        if upload is not None:
            bring_in(session, upload.name, upload.getvalue())


def bring_in(session: Session, name: str, data: bytes) -> None:
    """Open the factory as a new deal; one with faults opens in its form, where each fault is said at its field."""
    _ = session.gettext
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        widgets.notice(_("The file is not UTF-8 text. Save it as UTF-8 and bring it in again."), "care")
        return
    factory, found = read_factory_file(session.house, session.person, text, name)
    form = form_of(factory) if factory is not None else form_in_file(text, name)
    if form is None:
        widgets.problems(session, found, _("{file} cannot be read yet", file=name))
        return
    deal = start_deal(session.house, session.person)
    save_deal(session.house, session.person, deal.model_copy(update={
        "title": str(form.get("name") or name), "form": form, "factory": factory,
        "languages": (factory.language,) if factory is not None else (),
    }))
    session.checked.add(deal.id)  # what is wrong with a file is said at once
    session.go("factory", deal=deal.id)


def take_up(session: Session, deals: tuple[Deal, ...]) -> None:
    _ = session.gettext
    widgets.section(_("Take up again"), session.ngettext("{n} deal", "{n} deals", len(deals)) if deals else "")
    if not deals:
        widgets.empty(_("No deal yet"), _("Start with one of the sample factories below to see the whole way."))
        return
    for deal in deals:
        with widgets.card(f"deal-{deal.id}"):
            about, status, act, drop = st.columns([4, 2.4, 1.3, 0.4], vertical_alignment="center")
            with about:
                widgets.write(marks.Markup('<div class="card-title">{}</div><div class="card-sub">{}</div>').format(
                    deal.title or _("New factory"), summary(session, deal)))
            with status:
                widgets.write(step_badge(session, deal), marks.Markup(" "), widgets.saved(session, deal))
            if act.button(_("Continue"), key=f"open-{deal.id}", width="stretch"):
                session.go(deal.step if deal.factory else "factory", deal=deal.id)
            drop.button("", icon=":material/delete:", type="tertiary", key=f"remove-{deal.id}", help=_("Remove this deal"),
                        on_click=remove, args=(session, deal))


def summary(session: Session, deal: Deal) -> str:
    if deal.factory is None:
        return session.gettext("The form is not complete yet.")
    return factory_line(session, deal.factory)


def factory_line(session: Session, factory: Factory) -> str:
    """Country, trade and size in one line."""
    known = catalogs(session.house, session.person)
    market, industry = known.markets.get(factory.market), known.taxonomy.industries.get(factory.industry)
    parts = [
        session.show(name_of(market.name, "market")) if market else factory.market,
        session.show(name_of(industry.name, "industry")) if industry else factory.industry,
        session.ngettext("{n} employee", "{n} employees", factory.employees),
    ]
    if factory.members:
        parts.append(session.gettext("joint build of {count}", count=len(factory.members)))
    return " · ".join(parts)


def step_badge(session: Session, deal: Deal) -> marks.Markup:
    name = next(entry.name for entry in GUIDED if entry.step == deal.step)
    return marks.badge(session.show(name), "good" if deal.step == "propose" else "info")


def samples(session: Session) -> None:
    _ = session.gettext
    widgets.section(_("Sample factories"), _("Fictitious plants, each ready to be taken the whole way"))
    factories = [f for f in list_factories(session.house, session.person) if f.origin == "sample"]
    for factory, column in widgets.rows(factories, 4, "samples"):
        with column, widgets.card(f"sample-{factory.id}"):
            widgets.write(
                marks.badge(_("Sample"), "care"),
                marks.Markup('<div class="card-title">{}</div><div class="card-sub">{}</div>').format(
                    factory.name, factory_line(session, factory)),
            )
            if st.button(_("Start"), key=f"start-{factory.id}", icon=":material/play_arrow:", width="stretch"):
                session.go("factory", deal=start_deal(session.house, session.person, factory.id).id)


def remove(session: Session, deal: Deal) -> None:
    remove_deal(session.house, session.person, deal.id)
    session.removed = deal


def bring_back(session: Session, deal: Deal) -> None:
    bring_back_deal(session.house, session.person, deal.id)
    session.removed = None


def undo_removal(session: Session) -> None:
    """The deal removed last, to be brought back with one click."""
    _ = session.gettext
    if session.removed is None:
        return
    said, undo = st.columns([4, 1], vertical_alignment="center")
    with said:
        widgets.notice(_("{title} was removed.", title=session.removed.title or _("New factory")))
    undo.button(_("Undo"), icon=":material/undo:", key="undo-removal", on_click=bring_back, args=(session, session.removed),
                width="stretch")


def removed(session: Session) -> None:
    """Everything that was ever removed and can be brought back."""
    _ = session.gettext
    gone = removed_deals(session.house, session.person) if may(session.person, "removed_deals") else ()
    if not gone:
        return
    with st.expander(session.ngettext("{n} removed deal", "{n} removed deals", len(gone)), icon=":material/delete:"):
        for deal in gone:
            about, act = st.columns([5, 1.3], vertical_alignment="center")
            with about:
                widgets.write(marks.Markup('<b>{}</b> <span class="card-sub">{}</span> ').format(
                    deal.title or _("New factory"), summary(session, deal)), widgets.saved(session, deal))
            act.button(_("Bring back"), key=f"back-{deal.id}", on_click=bring_back, args=(session, deal), width="stretch")


show(current())
