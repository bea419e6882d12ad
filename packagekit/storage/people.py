"""The book of people: who they are, the firms they belong to, and whether a sign-in still speaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from packagekit.domain.account import Account, DomainRule
from packagekit.domain.history import HOUSE, Act
from packagekit.domain.person import DESK, KEEPER, UNNAMED, Organisation, Person, Role
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.history import Deed, remember
from packagekit.storage.moments import in_utc
from packagekit.storage.tables import domain_rules, organisations, people, sessions
from packagekit.storage.unreadable import Unreadable

Transaction = Callable[[], AbstractContextManager[sa.Connection]]

FRESH = 0.1  # seconds a standing once read is taken as read: a page asks dozens of times, a person clicks less often


class PeopleBook:
    """People in the database of a ``Store``; each call is one transaction."""

    def __init__(self, read: Transaction, write: Transaction, unreadable: Unreadable | None = None) -> None:
        """A row that no longer reads is told to ``unreadable`` and hides no other."""
        self._read, self._write, self._unreadable = read, write, unreadable or Unreadable()
        self._standings: dict[tuple[str, str | None], tuple[float, Person]] = {}

    def standing(self, key: str, session: str | None = None) -> Person | None:
        """The person as the database has it now; None for nobody, a blocked one, or a sign-in that has ended.

        None as well for one whose row no longer reads: what they may do is not known.
        """
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
            rows = connection.execute(query).mappings().all()
        person = next(self._unreadable.read(
            rows, lambda row: f"people/{key}", lambda row: Person(id=key, session=session, **row)), None)
        if person is None:
            self._standings.pop((key, session), None)
            return None
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
                insert_person(connection, HOUSE, DESK, UNNAMED, "administrator", KEEPER)

    def look_through(self) -> None:
        """Read every row, for ``unreadable`` to know those that do not read."""
        self.accounts(), self.organisations(), self.domain_rules()

    # Organisations ---------------------------------------------------------------------------

    def organisations(self) -> tuple[Organisation, ...]:
        with self._read() as connection:
            rows = connection.execute(sa.select(organisations).order_by(organisations.c.name, organisations.c.id)).mappings().all()
        return tuple(self._unreadable.read(rows, lambda row: f"organisations/{row['id']}", lambda row: Organisation(**row)))

    def add_organisation(self, organisation: Organisation, *, by: str = HOUSE) -> None:
        """Raises Refusal where its name is taken."""
        with self._write() as connection:
            if connection.scalar(sa.select(organisations.c.id).where(
                    (organisations.c.id == organisation.id) | (organisations.c.name == organisation.name))) is not None:
                raise Refusal(Problem(
                    where="name", what=N_("There is already an organisation called “{name}”.", name=organisation.name),
                    how=N_("Choose it in the list, or give this one another name."),
                ))
            connection.execute(organisations.insert().values(**organisation.model_dump()))
            remember(connection, Deed(by, "entered", "organisations", organisation.id, after=organisation.model_dump()))

    def change_organisation(self, key: str, *, by: str, **changed: str | None) -> None:
        with self._write() as connection:
            before = _row(connection, organisations, key)
            connection.execute(organisations.update().where(organisations.c.id == key).values(**changed))
            remember(connection, Deed(by, "changed", "organisations", key, before=before, after={**before, **changed}))
        self.forget()

    # People ----------------------------------------------------------------------------------

    def enrol(
        self, key: str, name: str, role: Role, organisation: str, *, email: str | None = None, by: str = HOUSE
    ) -> Person:
        """A new person of an organisation, active at once."""
        with self._write() as connection:
            insert_person(connection, by, key, name, role, organisation, email)
        person = self.standing(key)
        assert person is not None, "just written"
        return person

    def accounts(self) -> tuple[Account, ...]:
        """Everybody, with their live sign-ins."""
        return self._accounts()

    def account(self, key: str) -> Account:
        """Raises Refusal when there is no such person."""
        found = self._accounts(people.c.id == key)
        if not found:
            raise Refusal(_nobody(key))
        return found[0]

    def _accounts(self, *conditions: sa.ColumnElement[bool]) -> tuple[Account, ...]:
        live = sa.select(
            sessions.c.person, sa.func.count().label("sign_ins"), sa.func.max(sessions.c.seen).label("seen"),
        ).where(sessions.c.ends > now()).group_by(sessions.c.person).subquery()
        query = sa.select(
            people, organisations.c.name.label("organisation_name"), live.c.sign_ins, live.c.seen,
        ).join(organisations, organisations.c.id == people.c.organisation).outerjoin(
            live, live.c.person == people.c.id).where(*conditions).order_by(people.c.name, people.c.id)
        with self._read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(self._unreadable.read(rows, lambda row: f"people/{row['id']}", _account))

    def named(self, said: str) -> str | None:
        """The id of the person with this id or e-mail address."""
        query = sa.select(people.c.id).where((people.c.id == said) | (people.c.email == said.strip().lower()))
        with self._read() as connection:
            return connection.scalar(query)

    def secret_of(self, email: str) -> tuple[str, str | None, str] | None:
        """Id, password hash and state of the person with this address."""
        with self._read() as connection:
            row = connection.execute(
                sa.select(people.c.id, people.c.password, people.c.state).where(people.c.email == email)).one_or_none()
        return None if row is None else (row.id, row.password, row.state)

    def password_of(self, key: str) -> str | None:
        with self._read() as connection:
            return connection.scalar(sa.select(people.c.password).where(people.c.id == key))

    def change(self, key: str, act: Act, *, by: str, end_sign_ins: bool = False, **changed: Any) -> None:
        """Change a person's row. Raises Refusal where the house would be left without an administrator who can act.

        A password is kept but not told: the history only says that it was changed.
        """
        with self._write() as connection:
            before = _row(connection, people, key)
            connection.execute(people.update().where(people.c.id == key).values(**changed))
            if not connection.scalar(sa.select(sa.func.count()).select_from(people).where(
                    people.c.role == "administrator", people.c.state == "active")):
                raise Refusal(Problem(
                    where=key, what=N_("This is the last administrator."),
                    how=N_("Make somebody else an administrator first."),
                ))
            if end_sign_ins:
                connection.execute(sessions.delete().where(sessions.c.person == key))
            remember(connection, Deed(
                by, act, "people", key, before=_told(before), after=_told({**before, **changed})))
        self.forget()

    def of_subject(self, issuer: str, subject: str) -> str | None:
        """The id of the person who signs in as this subject of an OpenID Connect provider."""
        with self._read() as connection:
            return connection.scalar(
                sa.select(people.c.id).where(people.c.issuer == issuer, people.c.subject == subject))

    def forget(self) -> None:
        """What was read of standings is read again: somebody's has changed."""
        self._standings.clear()

    # Rules by domain -------------------------------------------------------------------------

    def domain_rules(self) -> tuple[DomainRule, ...]:
        with self._read() as connection:
            rows = connection.execute(sa.select(domain_rules).order_by(domain_rules.c.domain)).mappings().all()
        return tuple(self._unreadable.read(
            rows, lambda row: f"domain_rules/{row['domain']}", lambda row: DomainRule(**{**row, "made": in_utc(row["made"])})))

    def keep_domain_rule(self, domain: str, role: Role, organisation: str, *, by: str) -> None:
        row = {"role": role, "organisation": organisation, "made_by": by, "made": now()}
        with self._write() as connection:
            done = connection.execute(domain_rules.update().where(domain_rules.c.domain == domain).values(**row))
            if done.rowcount == 0:
                connection.execute(domain_rules.insert().values(domain=domain, **row))
            remember(connection, Deed(
                by, "entered", "domain_rules", domain, after={"name": domain, "role": role, "organisation": organisation}))

    def remove_domain_rule(self, domain: str, *, by: str) -> None:
        with self._write() as connection:
            connection.execute(domain_rules.delete().where(domain_rules.c.domain == domain))
            remember(connection, Deed(by, "removed", "domain_rules", domain, before={"name": domain}))


_TOLD = ("name", "email", "role", "organisation", "state")


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _TOLD}


def insert_person(
    connection: sa.Connection, by: str, key: str, name: str, role: Role, organisation: str, email: str | None = None,
    **also: str | None,
) -> None:
    """A new row, told in the history; ``also`` is what the history does not tell."""
    said = {"name": name, "role": role, "organisation": organisation, "email": email, "state": "active"}
    connection.execute(people.insert().values(id=key, made=now(), **said, **also))
    remember(connection, Deed(by, "enrolled", "people", key, after=said))


def _row(connection: sa.Connection, table: sa.Table, key: str) -> dict[str, Any]:
    row = connection.execute(sa.select(table).where(table.c.id == key)).mappings().one_or_none()
    if row is None:
        raise Refusal(_nobody(key))
    return dict(row)


def _nobody(key: str) -> Problem:
    return Problem(where=key, what=N_("There is no such person or organisation."), how=N_("Choose one of the list."))


def _account(row: Mapping[str, Any]) -> Account:
    seen = row["seen"]
    return Account(
        **{name: row[name] for name in ("id", "organisation_name", *_TOLD)}, has_password=row["password"] is not None,
        has_provider=row["subject"] is not None, sign_ins=row["sign_ins"] or 0, seen=seen and in_utc(seen))


def now() -> datetime:
    return datetime.now(UTC)
