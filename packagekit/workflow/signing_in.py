"""Signing in, by password, by a link that works once, or by OpenID Connect: what people do before they are known.

None of these takes who is asking: they find it out. Each is slow or counted, so that guessing leads
nowhere, and none says whether an account exists.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from packagekit.domain.account import Link, Way
from packagekit.domain.history import HOUSE
from packagekit.domain.person import DESK, UNNAMED, Person
from packagekit.domain.record import Record
from packagekit.domain.signs import one_line
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.history import Deed
from packagekit.storage.sign_ins import digest
from packagekit.workflow.house import House
from packagekit.workflow.passwords import hashed, outdated, refuse_weak, right
from packagekit.workflow.rights import use_case

MOST_OF_ACCOUNT, MOST_OF_ADDRESS = 5, 30  # failures in a row
LOCKED = timedelta(minutes=15)
OWNER_LINK, RESET_LINK, INVITATION = timedelta(hours=1), timedelta(hours=24), timedelta(days=7)
DESK_SIGN_IN = timedelta(days=30)  # at one's own desk, where the shell of the same machine gives it out
MOST_TYPED = 254  # characters of an e-mail address


class Caller(Record):
    """Where a sign-in comes from, for the lockout and for the person's own list of sign-ins."""

    address: str
    agent: str = ""
    session: str | None = None  # what this browser's cookie held before, hashed


def person_of(house: House, secret: str) -> Person | None:
    """Who speaks through a browser's cookie now; None where the sign-in has ended."""
    session = digest(secret)
    person = house.store.sign_ins.person_of(session)
    return None if person is None else house.store.people.standing(person, session)


def session_of(secret: str | None) -> str | None:
    """A cookie's secret as sign-ins are kept."""
    return digest(secret) if secret else None


def sign_in(house: House, email: str, password: str, caller: Caller) -> str:
    """The secret of a new sign-in. One refusal for every reason: wrong, unknown, blocked, too many attempts."""
    typed = email.strip().lower()[:MOST_TYPED]
    keys = (digest("account:" + typed), "address:" + caller.address[:64])
    book = house.store.sign_ins
    of_account, of_address = book.failures(*keys, within=LOCKED)
    locked = of_account >= MOST_OF_ACCOUNT or of_address >= MOST_OF_ADDRESS
    known = house.store.people.secret_of(typed)
    key, kept, state = known or (None, None, "blocked")
    fits = right(kept, password)
    if locked or not fits or state != "active" or key is None:
        if not locked:
            _count_failure(house, keys, key, caller, of_account + 1)
        raise Refusal(Problem(
            where="password", what=N_("This e-mail address and password were not accepted."),
            how=N_("Check both. After {count} attempts in a row, wait {minutes} minutes or ask your administrator for a link.",
                   count=MOST_OF_ACCOUNT, minutes=LOCKED.seconds // 60),
        ))
    book.succeeded(*keys)
    if kept is not None and outdated(kept):
        house.store.people.change(key, "password rehashed", by=key, password=hashed(password))
    return _begin(house, key, "password", caller, timedelta(hours=house.settings.sign_in_hours))


def _count_failure(house: House, keys: tuple[str, str], key: str | None, caller: Caller, count: int) -> None:
    """Counted for the account and the address; told in the history, of an unknown account only from where."""
    act = "locked out" if count == MOST_OF_ACCOUNT else "sign-in failed"
    told = Deed(HOUSE, act, "people", key or "unknown", after={"address": caller.address[:64]})
    house.store.sign_ins.failed(*keys, within=LOCKED, told=(told,))


def _begin(house: House, key: str, way: Way, caller: Caller, lasts: timedelta) -> str:
    secret = secrets.token_urlsafe(32)
    house.store.sign_ins.begin(
        digest(secret), key, way, address=caller.address, agent=caller.agent, lasts=lasts, instead_of=caller.session)
    return secret


def sign_out(house: House, secret: str) -> None:
    """End the sign-in that this browser's cookie speaks for; nothing where it has ended before."""
    session = digest(secret)
    person = house.store.sign_ins.person_of(session)
    if person is not None:
        house.store.sign_ins.end(person, by=person, session=session)


# Links that work once -------------------------------------------------------------------------


@use_case
def owner_link(house: House, who: Person) -> str:
    """The secret of a link that lets the owner in: given out by the machine's own shell, to whoever is the owner there."""
    if who.id != DESK:
        raise Refusal(Problem(
            where=who.id, what=N_("Only the owner gets a link of the owner's."), how=N_("Leave --as away at the machine's own shell.")))
    secret = secrets.token_urlsafe(32)
    house.store.sign_ins.make_link(secret, "owner", by=HOUSE, lasts=OWNER_LINK, person=DESK)
    return secret


def owner_is_set_up(house: House) -> bool:
    """Whether some administrator can sign in without a link."""
    return any(a.role == "administrator" and a.state == "active" and (a.has_password or a.has_provider)
               for a in house.store.people.accounts())


def link_of(house: House, secret: str) -> Link:
    """What a link is for. Refuses one that was used, withdrawn, has ended or was never made."""
    found = house.store.sign_ins.link(secret)
    if found is None:
        raise Refusal(_no_link())
    return found


def owner_is_named(house: House) -> bool:
    """Whether the owner goes by another name than the one every house begins with."""
    owner = house.store.people.standing(DESK)
    return owner is not None and owner.name != UNNAMED


def use_owner_link(house: House, secret: str, caller: Caller, *, name: str = "") -> str:
    """Sign the owner in at their own desk, by this name where they had none; returns the secret of the sign-in."""
    link = link_of(house, secret)
    changes = {} if not name.strip() or owner_is_named(house) else {"name": named(name)}
    if link.purpose != "owner" or house.store.people.standing(DESK) is None \
            or house.store.sign_ins.use_link(link, changes=changes) is None:
        raise Refusal(_no_link())
    return _begin(house, DESK, "link", caller, DESK_SIGN_IN)


def set_up_owner(
    house: House, secret: str, *, name: str, email: str, password: str, again: str, caller: Caller
) -> str:
    """Give the owner a name, an address and a password; returns the secret of a sign-in."""
    link = link_of(house, secret)
    if link.purpose != "owner":
        raise Refusal(_no_link())
    said, address, _ = together(
        lambda: named(name), lambda: addressed(house, email, but=DESK), lambda: refuse_weak(password, again, name, email))
    if house.store.sign_ins.use_link(link, changes={"name": said, "email": address, "password": hashed(password)}) is None:
        raise Refusal(_no_link())
    return _begin(house, DESK, "password", caller, timedelta(hours=house.settings.sign_in_hours))


def accept_invitation(house: House, secret: str, *, name: str, password: str, again: str, caller: Caller) -> str:
    """Take the invited person in; returns the secret of a sign-in."""
    link = link_of(house, secret)
    if link.purpose != "invitation" or link.email is None:
        raise Refusal(_no_link())
    email = link.email
    said, _, _ = together(
        lambda: named(name), lambda: addressed(house, email), lambda: refuse_weak(password, again, name, email))
    person = house.store.sign_ins.use_link(
        link, changes={"name": said, "password": hashed(password)}, new_person=secrets.token_hex(6))
    if person is None:
        raise Refusal(_no_link())
    return _begin(house, person, "password", caller, timedelta(hours=house.settings.sign_in_hours))


def reset_password(house: House, secret: str, *, password: str, again: str, caller: Caller) -> str:
    """A new password in place of a forgotten one; every earlier sign-in of the person ends."""
    link = link_of(house, secret)
    if link.purpose != "reset" or link.person is None:
        raise Refusal(_no_link())
    account = house.store.people.account(link.person)
    refuse_weak(password, again, account.name, account.email or "")
    if account.state != "active" or house.store.sign_ins.use_link(link, changes={"password": hashed(password)}) is None:
        raise Refusal(_no_link())
    if account.email is not None:
        house.store.sign_ins.succeeded(digest("account:" + account.email))
    return _begin(house, account.id, "password", caller, timedelta(hours=house.settings.sign_in_hours))


def _no_link() -> Problem:
    return Problem(
        where="link", what=N_("This link does not work any more."),
        how=N_("A link works once and for a limited time. Ask for a new one."),
    )


# OpenID Connect -------------------------------------------------------------------------------


def arrive(house: House, claims: dict[str, Any], answer: str, caller: Caller) -> str:
    """Sign in whom a provider vouches for; returns the secret of the sign-in.

    Known by issuer and subject; else, with a confirmed address, a person of that address, an
    invitation or a rule for its domain decides. ``answer`` is what the provider's word came in: shown
    a second time, it counts for nothing.
    """
    issuer, subject = str(claims.get("iss") or ""), str(claims.get("sub") or "")
    if not issuer or not subject or not house.store.sign_ins.take(answer, lasts=timedelta(days=31)):
        raise Refusal(_not_let_in())
    book = house.store.people
    key = book.of_subject(issuer, subject) or _newly_known(house, claims, issuer, subject)
    if key is None or book.standing(key) is None:
        raise Refusal(_not_let_in())
    return _begin(house, key, "oidc", caller, timedelta(hours=house.settings.sign_in_hours))


def _newly_known(house: House, claims: dict[str, Any], issuer: str, subject: str) -> str | None:
    email = str(claims.get("email") or "").strip().lower()
    if not email or claims.get("email_verified") is not True:
        return None
    book = house.store.people
    key = book.named(email)
    if key is not None:
        book.change(key, "provider bound", by=key, issuer=issuer, subject=subject)
        return key
    name = one_line(str(claims.get("name") or "")) or email
    who = {"name": name, "issuer": issuer, "subject": subject}
    for link in house.store.sign_ins.links("invitation"):
        if link.email == email:
            return house.store.sign_ins.use_link(link, changes=who, new_person=secrets.token_hex(6))
    rule = next((r for r in book.domain_rules() if r.domain == email.rpartition("@")[2]), None)
    if rule is None:
        return None
    person = book.enrol(secrets.token_hex(6), name, rule.role, rule.organisation, email=email, by=rule.made_by)
    book.change(person.id, "provider bound", by=person.id, issuer=issuer, subject=subject)
    return person.id


def _not_let_in() -> Problem:
    return Problem(
        where="oidc", what=N_("Your organisation's account is not known here, or may not sign in."),
        how=N_("Ask the administrator of your team for an invitation to the e-mail address of that account."),
    )


# What was typed -------------------------------------------------------------------------------


def together(*checks: Callable[[], Any]) -> list[Any]:
    """What each check gives; raises one Refusal with the problems of all of them."""
    found, problems = [], []
    for check in checks:
        try:
            found.append(check())
        except Refusal as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise Refusal(*problems)
    return found


def named(name: str) -> str:
    """A person's or an organisation's name; raises Refusal for none or an endless one."""
    said = one_line(name)
    if not said or len(said) > 100:
        raise Refusal(Problem(
            where="name", what=N_("The name is missing or longer than {most} characters.", most=100),
            how=N_("Enter the name as colleagues know it."),
        ))
    return said


def addressed(house: House, email: str, *, but: str | None = None) -> str:
    """An e-mail address that nobody else has; raises Refusal for what is none."""
    said = email.strip().lower()
    user, at, domain = said.rpartition("@")
    if not at or not user or "." not in domain or len(said) > MOST_TYPED or any(
            not sign.isprintable() or sign.isspace() or sign in "<>\"'`" for sign in said):
        raise Refusal(Problem(
            where="email", what=N_("“{typed}” is not an e-mail address.", typed=one_line(email)[:60]),
            how=N_("Write it as name@company.com."),
        ))
    if house.store.people.named(said) not in (None, but):
        raise Refusal(Problem(
            where="email", what=N_("Somebody with this e-mail address is known already."),
            how=N_("Look in the list of people; a blocked person can be let in again."),
        ))
    return said
