"""People as the administrator keeps them: organisations, invitations, roles, blocks, rules by domain."""

from __future__ import annotations

import secrets

from packagekit.domain.account import Account, DomainRule, Link, SignIn
from packagekit.domain.person import ROLES_OF, Organisation, OrganisationKind, Person, Role
from packagekit.domain.signs import one_line
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.workflow.factories import slug
from packagekit.workflow.house import House
from packagekit.workflow.rights import SignedOut, use_case
from packagekit.workflow.signing_in import INVITATION, RESET_LINK, addressed, named, together


def person_called(house: House, said: str) -> Person:
    """The person of an id or e-mail address, for the machine's own shell. Refuses nobody and a blocked one."""
    key = house.store.people.named(said)
    found = None if key is None else house.store.people.standing(key)
    if found is None:
        raise SignedOut(Problem(
            where=said, what=N_("Nobody is known by this name, or they are blocked."),
            how=N_("Give the id or the e-mail address of somebody who may sign in; “people” lists them."),
        ))
    return found


@use_case
def list_people(house: House, who: Person) -> tuple[Account, ...]:
    """Everybody, blocked ones included."""
    return house.store.people.accounts()


@use_case
def list_organisations(house: House, who: Person) -> tuple[Organisation, ...]:
    """The house and every firm that people belong to."""
    return house.store.people.organisations()


@use_case
def list_invitations(house: House, who: Person) -> tuple[Link, ...]:
    """Invitations that nobody has taken up yet."""
    return house.store.sign_ins.links("invitation")


@use_case
def list_domain_rules(house: House, who: Person) -> tuple[DomainRule, ...]:
    """Who is taken in at the first sign-in through OpenID Connect."""
    return house.store.people.domain_rules()


@use_case
def list_sign_ins(house: House, who: Person) -> tuple[SignIn, ...]:
    """Who is signed in, from where and since when."""
    return house.store.sign_ins.live()


@use_case
def add_organisation(
    house: House, who: Person, *, name: str, kind: OrganisationKind, stands_for: str | None = None
) -> Organisation:
    """A firm that people can belong to; a supplier's or cooperative's stands for the registered one."""
    said, _ = together(lambda: named(name), lambda: _refuse_unregistered(house, kind, stands_for))
    organisation = Organisation(
        id=f"{slug(said)[:48]}-{secrets.token_hex(2)}", name=said, kind=kind, stands_for=stands_for or None)
    house.store.people.add_organisation(organisation, by=who.id)
    return organisation


@use_case
def change_organisation(house: House, who: Person, key: str, *, name: str, stands_for: str | None = None) -> None:
    """Another name, or another registered firm it stands for."""
    found = _organisation(house, key)
    said, _ = together(lambda: named(name), lambda: _refuse_unregistered(house, found.kind, stands_for))
    house.store.people.change_organisation(key, by=who.id, name=said, stands_for=stands_for or None)


@use_case
def invite(house: House, who: Person, *, email: str, role: Role, organisation: str, name: str = "") -> str:
    """The secret of a link by which somebody new sets a password and comes in."""
    said, _ = together(lambda: addressed(house, email), lambda: _refuse_misfit(house, role, organisation))
    secret = secrets.token_urlsafe(32)
    house.store.sign_ins.make_link(
        secret, "invitation", by=who.id, lasts=INVITATION, email=said, name=one_line(name)[:100], role=role,
        organisation=organisation)
    return secret


@use_case
def withdraw_invitation(house: House, who: Person, key: str) -> None:
    """Make the link of an invitation useless."""
    house.store.sign_ins.withdraw_link(key, by=who.id)


@use_case
def change_person(house: House, who: Person, key: str, *, role: Role, organisation: str) -> None:
    """Another role or organisation, in force at the person's next click."""
    _refuse_misfit(house, role, organisation)
    house.store.people.change(key, "role changed", by=who.id, role=role, organisation=organisation)


@use_case
def block_person(house: House, who: Person, key: str) -> None:
    """End every sign-in of a person and let none begin; what they made stays."""
    if key == who.id:
        raise Refusal(Problem(
            where=key, what=N_("You cannot block yourself."), how=N_("Ask another administrator.")))
    house.store.people.change(key, "blocked", by=who.id, end_sign_ins=True, state="blocked")


@use_case
def unblock_person(house: House, who: Person, key: str) -> None:
    """Let a blocked person sign in again."""
    house.store.people.change(key, "let in again", by=who.id, state="active")


@use_case
def make_reset_link(house: House, who: Person, key: str) -> str:
    """The secret of a link by which a person sets a new password, once."""
    account = house.store.people.account(key)
    if account.email is None:
        raise Refusal(Problem(
            where=key, what=N_("{person} has no e-mail address to sign in with.", person=account.name),
            how=N_("The owner signs in by the link that “python -m packagekit link” prints."),
        ))
    secret = secrets.token_urlsafe(32)
    house.store.sign_ins.make_link(secret, "reset", by=who.id, lasts=RESET_LINK, person=key)
    return secret


@use_case
def sign_out_person(house: House, who: Person, key: str) -> int:
    """End every sign-in of a person; returns how many there were."""
    return house.store.sign_ins.end(key, by=who.id)


@use_case
def keep_domain_rule(house: House, who: Person, *, domain: str, role: Role, organisation: str) -> None:
    """Take in, at the first sign-in, whoever a provider vouches for with an address of the domain."""
    said = one_line(domain).lower().removeprefix("@")
    together(lambda: _refuse_no_domain(said), lambda: _refuse_misfit(house, role, organisation))
    if role == "administrator":
        raise Refusal(Problem(
            where="role", what=N_("Nobody becomes an administrator by a rule."), how=N_("Invite them, or change their role.")))
    house.store.people.keep_domain_rule(said, role, organisation, by=who.id)


@use_case
def remove_domain_rule(house: House, who: Person, domain: str) -> None:
    """Take nobody in by this rule any more; who came in stays."""
    house.store.people.remove_domain_rule(domain, by=who.id)


def _organisation(house: House, key: str) -> Organisation:
    found = next((o for o in house.store.people.organisations() if o.id == key), None)
    if found is None:
        raise Refusal(Problem(
            where="organisation", what=N_("There is no such organisation."), how=N_("Choose one of the list, or add it first.")))
    return found


def _refuse_misfit(house: House, role: Role, organisation: str) -> None:
    kind = _organisation(house, organisation).kind
    if role not in ROLES_OF[kind]:
        raise Refusal(Problem(
            where="role", what=N_("People of this organisation cannot have this role."),
            how=N_("Choose a role that fits: a supplier's people are suppliers, the house's own sell, approve or administer."),
        ))


def _refuse_unregistered(house: House, kind: OrganisationKind, stands_for: str | None) -> None:
    """A supplier's organisation stands for a registered supplier, a cooperative's for a registered cooperative."""
    if kind not in ("supplier", "cooperative"):
        if stands_for:
            raise Refusal(Problem(
                where="stands_for", what=N_("Only suppliers and cooperatives stand for a registered firm."),
                how=N_("Leave this empty.")))
        return
    register = house.whole_registry()
    if stands_for not in (register.suppliers if kind == "supplier" else register.cooperatives):
        raise Refusal(Problem(
            where="stands_for", what=N_("This firm is not in the register."),
            how=N_("Choose the registered supplier or cooperative whose rows these people look after.")))


def _refuse_no_domain(domain: str) -> None:
    labels = domain.split(".")
    if len(labels) < 2 or len(domain) > 253 or not all(
            label and label.replace("-", "").isalnum() for label in labels):
        raise Refusal(Problem(
            where="domain", what=N_("“{typed}” is not a domain.", typed=domain[:60]), how=N_("Write it as company.com.")))
