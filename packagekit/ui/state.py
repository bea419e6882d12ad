"""The session: what one browser tab works on, kept in one typed object so that pages spell no session keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from pydantic import ValidationError

from packagekit.domain.deal import Deal, Step
from packagekit.domain.kept_file import KeptFile
from packagekit.domain.person import Person
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.ui.navigation import GUIDED, pages
from packagekit.words.languages import Language, language
from packagekit.workflow import (
    House,
    SignedOut,
    StaleSave,
    desk_owner,
    drop_unsaved,
    keep_unsaved,
    languages_of_documents,
    languages_of_screens,
    may,
    open_deal,
    open_house,
    person_of,
    save_deal,
    standing,
    unsaved_at,
)

_KEY = "packagekit"
_FIRST_LANGUAGE = "ko"
COOKIE = "packagekit_sign_in"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Clash(NamedTuple):
    """The deal as this tab had it, as it was changed here, and as it was saved elsewhere in between."""

    before: Deal
    mine: Deal
    theirs: Deal


@dataclass
class Session:
    """One tab. The address holds what a link must reopen: the deal and the language."""

    house: House
    who: Person  # as read when the run began; ``person`` asks again
    language: Language
    pages: Mapping[str, Any] = field(default_factory=dict)
    deal: Deal | None = None
    edition: int = 0  # part of every field's key: a new one makes the fields read the draft again
    checked: set[str] = field(default_factory=set)  # deals whose faults are shown at the fields
    shown_address: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[str, tuple[KeptFile, ...]] | None = None  # the last ones made, and of what
    to_mend: KeptFile | None = None  # the faulty rows of the file brought last
    handed_out: tuple[str, str] | None = None  # what a link just made is for, and the link: shown until another page
    refused: tuple[Problem, ...] = ()  # why the last act was not done; shown once
    unsaved: dict[str, dict[str, Any]] = field(default_factory=dict)  # by form, what this tab found or kept unsaved
    page: str = ""  # that is shown
    clash: Clash | None = None  # a change that met a newer version, until the person has merged them
    restored: int | None = None  # the version before an earlier one was brought back
    removed: Deal | None = None  # the deal taken out of the list last, to be brought back

    @property
    def person(self) -> Person:
        """Who is asking, as the database has it now: also in a fragment, a dialog or a download made later.

        Raises ``SignedOut`` once the sign-in has ended or the person was blocked.
        """
        return standing(self.house, self.who)

    def gettext(self, msgid: str, /, **args: Any) -> str:
        return self.language.gettext(msgid, **args)

    def ngettext(self, one: str, many: str, n: int, /, **args: Any) -> str:
        return self.language.ngettext(one, many, n, **args)

    def show(self, value: Any) -> str:
        return self.language.show(value)

    def language_name(self, code: str) -> str:
        """A language's name in itself."""
        return language(code).name if code in languages_of_documents(self.house) else code

    @property
    def time_zone(self) -> tzinfo:
        """The reader's time zone; UTC where the browser says none."""
        try:
            return ZoneInfo(st.context.timezone or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            return UTC

    @property
    def ground(self) -> Literal["light", "dark"]:
        """What drawings stand on."""
        return "dark" if st.context.theme.type == "dark" else "light"

    def address(self, **also: str | None) -> dict[str, str]:
        """Query parameters that reopen this view, for links; None takes one out."""
        here = {"lang": self.language.code, "deal": self.deal.id if self.deal else None, **also}
        return {name: value for name, value in here.items() if value is not None}

    def go(self, code: str, **also: str | None) -> None:
        """Leave for another page; nothing after it runs."""
        st.switch_page(self.pages[code], query_params=self.address(**also))

    def asked_day(self, name: str) -> date:
        """The day in the address; today where it says none."""
        try:
            return date.fromisoformat(st.query_params.get(name, ""))
        except ValueError:
            return self.house.today()

    def remember(self, name: str, key: str) -> None:
        """Put what a filter was set to into the address, so that a link reopens the same view."""
        value = st.session_state[key]
        if value in (None, ""):
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = str(value)

    def forget_mending(self) -> None:
        """Another file was brought."""
        self.to_mend = None

    def arrived(self, page: str) -> None:
        """Another page is shown: what was typed there is read again, for its fields were forgotten with the page."""
        if page != self.page:
            self.page = page
            self.unsaved.clear()

    def key(self, name: str) -> str:
        """A widget's key: new for another deal, edition or language, so that it starts from the draft."""
        return f"{name}|{self.deal.id if self.deal else ''}|{self.edition}|{self.language.code}"

    def keep(self, **changes: Any) -> bool:
        """Save changes of the open deal; False when they were refused, with the newest deal shown again.

        What was changed here while somebody saved elsewhere is kept for the person to merge.
        """
        assert self.deal is not None, "only an open deal can be changed"
        mine = self.deal.model_copy(update=changes)
        try:
            self.deal = save_deal(self.house, self.person, mine)
        except StaleSave:
            newest = open_deal(self.house, self.person, self.deal.id)
            self.met(Clash(self.deal, mine, newest))
            self.deal = newest
            self.edition += 1
            return False
        except Refusal as refusal:
            self.refused = refusal.problems
            self.deal = open_deal(self.house, self.person, self.deal.id)
            self.edition += 1
            return False
        return True

    def met(self, clash: Clash | None) -> None:
        """A change met a newer version, which outlives the tab until the two are merged; None: they are."""
        before, self.clash = self.clash, clash
        if clash is not None:
            keep_unsaved(self.house, self.person, _unmerged(clash.mine.id), {
                "before": clash.before.model_dump(mode="json"), "mine": clash.mine.model_dump(mode="json")})
        elif before is not None:
            drop_unsaved(self.house, self.person, _unmerged(before.mine.id))

    def reached(self, step: Step) -> None:
        """Remember the furthest room entered, so that the deal is taken up again there."""
        order = [entry.step for entry in GUIDED]
        if self.deal is not None and order.index(step) > order.index(self.deal.step) and may(self.who, "save_deal"):
            self.keep(step=step)


def begin() -> Session:
    """The tab's session, brought in line with its address and its sign-in; called once at the start of every run.

    Raises ``SignedOut`` where nobody is signed in.
    """
    house = opened_house()
    person = asking(house)
    if _KEY in st.session_state and st.session_state[_KEY].who.id != person.id:
        st.session_state.clear()  # somebody else signed in with this browser: nothing of the one before is left
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session(house, person, language(reader_language(house)))
    session: Session = st.session_state[_KEY]
    session.who = person
    asked = st.query_params.get("lang")
    if asked in languages_of_screens(session.house) and asked != session.language.code:
        session.language = language(asked)
    session.pages = pages(session.language)
    _open(session, st.query_params.get("deal"))
    _say_address(session)
    return session


def current() -> Session:
    """The session that ``begin`` prepared."""
    return st.session_state[_KEY]


@st.cache_resource(show_spinner=False)
def opened_house() -> House:
    """One house for all tabs of this process."""
    return open_house()


_behind_sign_in = False


def behind_sign_in() -> None:
    """Said by the frame that serves the app: from now on everybody signs in."""
    global _behind_sign_in
    _behind_sign_in = True


def asks_to_sign_in() -> bool:
    """Whether the frame with the sign-in pages serves the app."""
    return _behind_sign_in


def asking(house: House) -> Person:
    """Who is asking: by the sign-in of the browser, or the owner where ``streamlit run`` serves their own desk only.

    Raises ``SignedOut`` for anybody else.
    """
    if not _behind_sign_in and _own_desk():
        return desk_owner(house)
    secret = st.context.cookies.get(COOKIE)
    person = person_of(house, secret) if secret else None
    if person is None:
        raise SignedOut(Problem(
            where="sign-in", what=N_("You are not signed in any more."),
            how=N_("Sign in again; if that is refused, ask the administrator of your team."),
        ))
    return person


def _own_desk() -> bool:
    """Served to this machine only, and asked for by its own name: nobody else can be there."""
    served, asked = st.get_option("server.address"), urlsplit(st.context.url or "").hostname
    return served in LOOPBACK and (asked is None or asked in LOOPBACK) and not st.context.headers.get("X-Forwarded-For")


def reader_language(house: House) -> str:
    """The browser's language where the screens speak it, else Korean."""
    browser = (st.context.locale or "").split("-")[0].lower()
    return browser if browser in languages_of_screens(house) else _FIRST_LANGUAGE


def _say_address(session: Session) -> None:
    """Show the address in the browser: a link within one page changes what the server knows, not what the reader sees."""
    here = {**st.query_params.to_dict(), **session.address()}
    if here != session.shown_address:
        st.query_params.from_dict(here)
        session.shown_address = here


def _open(session: Session, deal_id: str | None) -> None:
    """Read the deal in the address from the database, so that every tab shows its newest state."""
    if deal_id is None:
        session.deal = None
        return
    elsewhere = session.deal is None or session.deal.id != deal_id
    if session.deal is not None and elsewhere:
        session.edition += 1
    newest = None
    try:
        newest = open_deal(session.house, session.person, deal_id)
    except Refusal as refusal:
        session.refused = refusal.problems
    if newest is not None and session.deal is not None and session.deal.id == newest.id \
            and newest.version != session.deal.version:
        session.edition += 1  # changed in another window
    session.deal = newest
    if newest is not None and elsewhere:
        session.clash = _left_unmerged(session, newest)


def _unmerged(deal_id: str) -> str:
    return f"deal {deal_id}"


def _left_unmerged(session: Session, newest: Deal) -> Clash | None:
    """The change that met a newer version in a tab that was closed before the two were merged."""
    left = unsaved_at(session.house, session.person, _unmerged(newest.id))
    if left is None:
        return None
    try:
        return Clash(Deal.model_validate(left["before"]), Deal.model_validate(left["mine"]), newest)
    except ValidationError:
        return None  # of a packagekit whose deals were others
