"""One's own account: name, password, sign-ins. Everybody may look after theirs and nobody else's."""

from __future__ import annotations

from packagekit.domain.account import Account, SignIn
from packagekit.domain.person import Person
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.workflow.house import House
from packagekit.workflow.passwords import hashed, refuse_weak, right
from packagekit.workflow.rights import use_case
from packagekit.workflow.signing_in import named


@use_case
def my_account(house: House, who: Person) -> Account:
    """One's own row: name, address, role, organisation."""
    return house.store.people.account(who.id)


@use_case
def my_sign_ins(house: House, who: Person) -> tuple[SignIn, ...]:
    """One's own live sign-ins, the last seen first."""
    return house.store.sign_ins.live(who.id)


@use_case
def change_my_name(house: House, who: Person, name: str) -> None:
    """What colleagues read beside one's acts."""
    house.store.people.change(who.id, "changed", by=who.id, name=named(name))


@use_case
def change_my_password(house: House, who: Person, *, old: str, password: str, again: str) -> None:
    """A new password; every other sign-in ends. Asks for the old one: an unattended screen must not suffice."""
    kept = house.store.people.password_of(who.id)
    if kept is None:
        raise Refusal(Problem(
            where="old", what=N_("Your account has no password."),
            how=N_("You sign in by a link or through your organisation; ask the administrator for a link to set one."),
        ))
    if not right(kept, old):
        raise Refusal(Problem(
            where="old", what=N_("The present password is not right."), how=N_("Type it once more.")))
    account = house.store.people.account(who.id)
    refuse_weak(password, again, account.name, account.email or "")
    house.store.people.change(who.id, "password changed", by=who.id, password=hashed(password))
    house.store.sign_ins.end(who.id, by=who.id, but=who.session)


@use_case
def end_my_sign_in(house: House, who: Person, session: str) -> int:
    """End one of one's own sign-ins, such as that of a machine left behind."""
    return house.store.sign_ins.end(who.id, by=who.id, session=session)


@use_case
def sign_out_everywhere(house: House, who: Person) -> int:
    """End all of one's own sign-ins, this one included; returns how many."""
    return house.store.sign_ins.end(who.id, by=who.id)
