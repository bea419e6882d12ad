"""People of a test, taken into its house: a person nobody enrolled has no standing and is refused everything."""

from __future__ import annotations

import secrets
from datetime import timedelta

from packagekit.domain.person import KEEPER, ROLES_OF, Organisation, Person
from packagekit.storage.sign_ins import digest
from packagekit.workflow import House


def enrol(house: House, *people: Person) -> House:
    """Make each of them known to the house, in an organisation that fits the role; known ones stay as they are."""
    book = house.store.people
    for person in people:
        if book.standing(person.id) is not None:
            continue
        kind = next(kind for kind, roles in ROLES_OF.items() if person.role in roles)
        organisation = person.organisation or (KEEPER if kind == "house" else f"{kind}-{person.stands_for or 'sample'}")
        if organisation not in {o.id for o in book.organisations()}:
            book.add_organisation(
                Organisation(id=organisation, name=f"Sample {organisation}", kind=kind, stands_for=person.stands_for))
        book.enrol(person.id, person.name, person.role, organisation)
    return house


def sign_in(house: House, person: Person) -> str:
    """What the cookie of a browser holds in which this person has just signed in."""
    secret = secrets.token_urlsafe(32)
    house.store.sign_ins.begin(
        digest(secret), person.id, "password", address="192.0.2.7", agent="a test", lasts=timedelta(hours=1))
    return secret
