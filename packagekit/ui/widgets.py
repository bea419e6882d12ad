"""What two pages or more show: page head, rail, problems, notices, pictures, empty states."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import streamlit as st
from markupsafe import Markup

from packagekit.domain.deal import Deal
from packagekit.domain.kept_file import KeptFile
from packagekit.domain.text import Problem
from packagekit.ui import components
from packagekit.ui.navigation import GUIDED
from packagekit.ui.places import place
from packagekit.ui.state import Session
from packagekit.workflow import catalog_problems, may

_STATIC = Path(__file__).parent / "static"
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2049, 12, 31)
Thing = TypeVar("Thing")


def write(*parts: Markup) -> None:
    """Put markup of ``marks`` on the page."""
    st.html(str(Markup("").join(parts)))


def stylesheet() -> None:
    st.html(_STATIC / "style.css")


def upload_words(words: str) -> None:
    """What the button of file uploaders says; Streamlit's own word is English in every language."""
    st.html(f"<style>:root {{ --upload-words: {json.dumps(words, ensure_ascii=False)}; }}</style>")


def card(key: str, *, picked: bool = False) -> AbstractContextManager[Any]:
    """A white box; ``picked`` marks the one that was chosen."""
    return st.container(key=f"card-{'pick-' if picked else ''}{key}", gap="small")


def rows(things: Sequence[Thing], across: int, key: str) -> Iterator[tuple[Thing, Any]]:
    """Each thing with the column it goes to, in rows of equally tall cards."""
    for start in range(0, len(things), across):
        with st.container(key=f"row-{key}-{start}"):
            columns = st.columns(across)
        yield from zip(things[start:start + across], columns, strict=False)


def section(title: str, detail: str = "") -> None:
    write(Markup('<div class="section" role="heading" aria-level="2">{}<small>{}</small></div>').format(title, detail))


def page_head(title: str, lead: str = "", over: Markup | str = "") -> None:
    above = Markup('<div class="over">{}</div>').format(over) if over else Markup("")
    below = Markup("<p>{}</p>").format(lead) if lead else Markup("")
    write(Markup('<div class="head">{}<h1>{}</h1>{}</div>').format(above, title, below))


def step_head(session: Session, step: str, title: str, lead: str) -> Deal:
    """The head of a room on the guided way: the deal, when it was saved, the rail, what is done here.

    A deal whose factory does not read yet is sent back to the form, no deal to the start page.
    """
    deal = session.deal
    if deal is None:
        session.go("home")
    if step != "factory" and deal.factory is None:
        session.checked.add(deal.id)
        session.go("factory")
    session.reached(step)
    head, day = st.columns([3.6, 1], vertical_alignment="top")
    with head:
        page_head(title, lead, over=_deal_line(session, deal))
    with day:
        _day(session, deal)
    rail(session, step)
    if deal.origin == "sample":
        sample_notice(session)
    refused(session)
    return session.deal


def _deal_line(session: Session, deal: Deal) -> Markup:
    name = deal.title or session.gettext("New factory")
    return Markup("<span>{}</span>{}").format(name, saved(session, deal))


def _day(session: Session, deal: Deal) -> None:
    """The day whose law and rates hold for the deal; where a rate is missing, another day can be chosen at once."""
    _ = session.gettext
    with st.popover(_("As of {day}", day=session.language.short_day(deal.on)), icon=":material/event:", width="stretch",
                    help=_("The law and the rates of this day hold for the deal.")):
        key = session.key("day")
        day_input(_("Law and rates of"), deal.on, key, _new_day, (session, key))


def day_input(label: str, day: date, key: str, changed: Callable[..., None], args: tuple[Any, ...]) -> date | None:
    """A day of law; Streamlit alone would offer ten years to either side of it."""
    return st.date_input(
        label, value=day, min_value=min(day, FIRST_DAY), max_value=max(day, LAST_DAY), format="YYYY-MM-DD", key=key,
        on_change=changed, args=args)


def _new_day(session: Session, key: str) -> None:
    if st.session_state[key] is not None:
        session.keep(on=st.session_state[key])


def saved(session: Session, deal: Deal) -> Markup:
    """When the draft was last kept, in the reader's time zone."""
    if deal.saved is None:
        return Markup("")
    moment = deal.saved.astimezone(session.time_zone)
    return Markup('<span class="saved">{}</span>').format(
        session.gettext("Saved on {day} at {time}", day=session.language.short_day(moment.date()), time=f"{moment:%H:%M}"))


def rail(session: Session, now: str) -> None:
    """The five rooms in a row; those that can be entered are links."""
    deal = session.deal
    order = [entry.step for entry in GUIDED]
    with st.container(key="rail", horizontal=True):
        for number, entry in enumerate(GUIDED, 1):
            done = order.index(entry.step) < order.index(deal.step) and deal.factory is not None
            state = "now" if entry.step == now else "done" if done else "open"
            with st.container(key=f"rail-{state}-{entry.code}"):
                st.page_link(
                    session.pages[entry.code], label=f"{number}. {session.show(entry.name)}",
                    icon=":material/check:" if state == "done" else entry.icon, width="stretch",
                    disabled=entry.step != "factory" and deal.factory is None, query_params=session.address(),
                )


def onward(session: Session, code: str, label: str, *, disabled: bool = False, why: str | None = None) -> None:
    """The one primary action that leads to the next room."""
    if st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right", disabled=disabled,
                 help=why if disabled else None, key=session.key(f"onward-{code}")):
        session.go(code)


def problems(session: Session, found: Sequence[Problem], title: str | None = None) -> None:
    """Every reason at once: where, what is wrong, how to mend it."""
    items = Markup("").join(
        Markup("<li><b>{}</b>: {} <span>{}</span></li>").format(
            place(session, problem.where), session.show(problem.what), session.show(problem.how))
        for problem in found
    )
    heading = title or session.ngettext("There is {n} problem", "There are {n} problems", len(found))
    write(Markup('<div class="problems" role="alert"><h2>{}</h2><ul>{}</ul></div>').format(heading, items))


def unread(session: Session) -> None:
    """What of the catalog files could not be read, and what waits for it."""
    if may(session.person, "catalog_problems") and (found := catalog_problems(session.house, session.person)):
        problems(session, found, session.gettext("Not read: the rest works without it"))


def fault(session: Session, found: Iterable[Problem]) -> None:
    """The same words as in the summary, at the field."""
    for problem in found:
        write(Markup('<div class="fault">{} <span>{}</span></div>').format(
            session.show(problem.what), session.show(problem.how)))


def refused(session: Session) -> None:
    """Why the last act was not done; said once."""
    if session.refused:
        problems(session, session.refused)
        session.refused = ()


def notice(words: str | Markup, kind: str = "info") -> None:
    write(Markup('<div class="notice {}">{}</div>').format(kind, words))


def downloads(session: Session, files: Sequence[KeptFile], archive: str | None = None) -> None:
    """Links to kept files; more than one also as ``archive``. The address checks who asks, each time it is asked."""
    links = [(f"/files/{file.key}", file.name, f"{session.language.number(Decimal(file.size) / 1000, 0)} kB") for file in files]
    if archive is not None and len(files) > 1:
        keys = "&".join(f"key={file.key}" for file in files)
        links.append((f"/archive/{quote(archive)}?{keys}", session.gettext("All as one archive"), ""))
    take_away(links)


def made(what: str, **asked: str) -> str:
    """The address of a file that is made when it is asked for, see ``server.files``."""
    return f"/made/{what}" + (f"?{urlencode(asked)}" if asked else "")


def take_away(links: Iterable[tuple[str, str, str]], *, across: bool = False) -> None:
    """Files to be saved: the address, what it is called, and a small word beside it; ``across`` the page or one below the other."""
    write(Markup('<div class="downloads{}">{}</div>').format(" across" if across else "", Markup("").join(
        Markup('<a href="{}" download>{}<small>{}</small></a>').format(address, name, detail) for address, name, detail in links)))


def sample_notice(session: Session) -> None:
    notice(session.gettext("Sample data: the firms, cases and figures of this deal are fictitious."), "sample")


@st.fragment(run_every=1)
def under_way(words: Callable[[], tuple[float, str] | None]) -> None:
    """How far an errand behind the page is, told anew each second; once it is done the page is shown anew.

    ``words`` give the share done and what to say of it, None when nothing is under way any more.
    """
    told = words()
    if told is None:
        st.rerun()
    share, said = told
    st.progress(share, text=said)


def empty(title: str, words: str) -> None:
    write(Markup('<div class="empty"><b>{}</b>{}</div>').format(title, words))


def picture(session: Session, drawn: Any, name: str) -> None:
    """A drawing of ours (``Picture`` of documents) in the page's own type, with its words for screen readers."""
    components.mount("picture", key=session.key(f"picture-{name}"), data={"svg": drawn.svg, "alt": drawn.alt})


def page_language(code: str) -> None:
    """Tell the browser and screen readers which language the page speaks; Streamlit's page says English."""
    components.mount("language", key="page-language", data={"language": code})
