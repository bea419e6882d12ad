"""How people, roles, organisations and sign-ins are said on the pages about them."""

from __future__ import annotations

import re
from datetime import datetime

from packagekit.domain.account import SignIn, Way
from packagekit.domain.person import KEEPER, OrganisationKind, Role
from packagekit.domain.text import N_, Text
from packagekit.ui import marks
from packagekit.ui.state import Session

ROLE_WORDS: dict[Role, Text] = {
    "administrator": N_("Administrator"), "export_team": N_("Export team"), "approver": N_("Approver"),
    "cooperative": N_("Cooperative (verifies cases)"), "supplier": N_("Supplier"), "guest": N_("Buyer's guest"),
}
KIND_WORDS: dict[OrganisationKind, Text] = {
    "house": N_("Export company"), "supplier": N_("Supplier"), "cooperative": N_("Cooperative"), "buyer": N_("Buyer"),
}
WAY_WORDS: dict[Way, Text] = {
    "password": N_("by password"), "link": N_("by a link of this machine"), "oidc": N_("through the organisation's account"),
}
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Whale/", "Whale"),
             ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
            ("Linux", "Linux"))


def organisation_name(session: Session, key: str, name: str) -> str:
    """An organisation's name; the house has a word of its own until it is named."""
    return name or session.show(KIND_WORDS["house"] if key == KEEPER else N_("Unnamed"))


def moment(session: Session, at: datetime) -> str:
    """A day and a time where the reader is."""
    here = at.astimezone(session.time_zone)
    return f"{session.language.short_day(here.date())} {here:%H:%M}"


def browser(agent: str) -> str:
    """The browser and system in what a browser says of itself."""
    name = next((name for sign, name in _BROWSERS if sign in agent), re.split(r"[/ ]", agent or "?")[0][:20])
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return f"{name}, {system}" if system else name


def sign_in_line(session: Session, one: SignIn, *, here: bool = False, who: str = "") -> marks.Markup:
    """One live sign-in in two lines."""
    _ = session.gettext
    title = marks.Markup('<div class="card-title">{}{}</div>').format(
        who or browser(one.agent), marks.Markup(" ") + marks.badge(_("this browser"), "good") if here else "")
    said = (browser(one.agent) if who else "", session.show(WAY_WORDS[one.way]), one.address,
            _("since {moment}", moment=moment(session, one.made)), _("seen {moment}", moment=moment(session, one.seen)),
            _("until {moment}", moment=moment(session, one.ends)))
    return title + marks.Markup('<div class="card-sub">{}</div>').format(" · ".join(part for part in said if part))
