"""The book of people: who they are, the firms they belong to, and whether a sign-in still speaks."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import sqlalchemy as sa

from packagekit.domain.history import HOUSE
from packagekit.domain.person import DESK, KEEPER, Organisation, Person, Role
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.history import Deed, remember
from packagekit.storage.tables import organisations, people, sessions

Transaction = Callable[[], AbstractContextManager[sa.Connection]]

FRESH = 0.1  # seconds a standing once read is taken as read: a page asks dozens of times, a person clicks less often


class PeopleBook:
    """People in the database of a ``Store``; each call is one transaction."""

    def __init__(self, read: Transaction, write: Transaction) -> None:
        self._read, self._write = read, write
        self._standings: dict[tuple[str, str | None], tuple[float, Person]] = {}

    def standing(self, key: str, session: str | None = None) -> Person | None:
        """The person as the database has it now; None for nobody, a blocked one, or a sign-in that has ended."""
        known = self._standings.get((key, session))
        if known is not None and time.monotonic() - known[0] < FRESH:
            return known[1]
        query = sa.select(people.c.name, people.c.role, people.c.organisation, organisations.c.stands_for).join(
            organisations, organisations.c.id == people.c.organisation,
        ).where(people.c.id == key, people.c.state == "active")
        if session is not None:
            query = query.join(sessions, sessions.c.person == people.c.id).where(
                sessions.c.id == session, sessions.c.ends > now())
        with self._read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            self._standings.pop((key, session), None)
            return None
        person = Person(
            id=key, name=row.name, role=row.role, organisation=row.organisation, stands_for=row.stands_for, session=session)
        if len(self._standings) > 10_000:
            self._standings.clear()
        self._standings[(key, session)] = (time.monotonic(), person)
        return person

    def found_house(self) -> None:
        """On the first start: the house as an organisation, and its owner, who has no password yet."""
        with self._read() as connection:
            founded = connection.scalar(sa.select(sa.func.count()).select_from(people))
        if founded:
            return
        with self._write() as connection:
            if not connection.scalar(sa.select(sa.func.count()).select_from(people)):
                connection.execute(organisations.insert().values(id=KEEPER, name="", kind="house"))
                _insert(connection, HOUSE, DESK, "Desk", "administrator", KEEPER)

    def organisations(self) -> tuple[Organisation, ...]:
        with self._read() as connection:
            rows = connection.execute(sa.select(organisations).order_by(organisations.c.name, organisations.c.id)).mappings()
            return tuple(Organisation(**row) for row in rows)

    def add_organisation(self, organisation: Organisation, *, by: str = HOUSE) -> None:
        """Raises Refusal where its id is taken."""
        with self._write() as connection:
            if connection.scalar(sa.select(organisations.c.id).where(organisations.c.id == organisation.id)) is not None:
                raise Refusal(Problem(
                    where="name", what=N_("There is already an organisation called “{name}”.", name=organisation.name),
                    how=N_("Choose it in the list, or give this one another name."),
                ))
            connection.execute(organisations.insert().values(**organisation.model_dump()))
            remember(connection, Deed(by, "entered", "organisations", organisation.id, after=organisation.model_dump()))

    def enrol(
        self, key: str, name: str, role: Role, organisation: str, *, email: str | None = None, by: str = HOUSE
    ) -> Person:
        """A new person of an organisation, active at once."""
        with self._write() as connection:
            _insert(connection, by, key, name, role, organisation, email)
        person = self.standing(key)
        assert person is not None, "just written"
        return person


def _insert(
    connection: sa.Connection, by: str, key: str, name: str, role: Role, organisation: str, email: str | None = None
) -> None:
    said = {"name": name, "role": role, "organisation": organisation, "email": email, "state": "active"}
    connection.execute(people.insert().values(id=key, made=now(), **said))
    remember(connection, Deed(by, "enrolled", "people", key, after=said))


def now() -> datetime:
    return datetime.now(UTC)
