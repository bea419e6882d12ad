"""The book of sign-ins: live sessions, links that work once, failures in a row. It keeps hashes, never secrets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from packagekit.domain.account import Link, Purpose, SignIn, Way
from packagekit.domain.history import HOUSE
from packagekit.storage.history import Deed, remember
from packagekit.storage.moments import NoDate, in_utc
from packagekit.storage.people import PeopleBook, insert_person, now
from packagekit.storage.tables import failed_sign_ins, one_time_links, people, sessions
from packagekit.storage.unreadable import Unreadable

Transaction = Callable[[], AbstractContextManager[sa.Connection]]

SEEN_EVERY = timedelta(minutes=1)
"""How often a sign-in in use is noted as seen."""


def digest(secret: str) -> str:
    """What a secret is kept as: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class SignInBook:
    """Sign-ins in the database of a ``Store``; each call is one transaction."""

    def __init__(self, read: Transaction, write: Transaction, book: PeopleBook, unreadable: Unreadable | None = None) -> None:
        """A row that no longer reads is told to ``unreadable`` and hides no other."""
        self._read, self._write, self._people, self._unreadable = read, write, book, unreadable or Unreadable()

    def look_through(self) -> None:
        """Read every row that still counts, for ``unreadable`` to know those that do not read."""
        self.live()
        with self._read() as connection:
            self._open_links(connection, now())

    # Sessions --------------------------------------------------------------------------------

    def begin(
        self, session: str, person: str, way: Way, *, address: str, agent: str, lasts: timedelta, instead_of: str | None = None
    ) -> None:
        """A new sign-in; the one the same browser had before ends with it."""
        at = now()
        with self._write() as connection:
            connection.execute(sessions.delete().where(sessions.c.ends <= at))
            if instead_of is not None:
                connection.execute(sessions.delete().where(sessions.c.id == instead_of))
            connection.execute(sessions.insert().values(
                id=session, person=person, way=way, address=address[:64], agent=agent[:200], made=at, seen=at, ends=at + lasts))
            remember(connection, Deed(person, "signed in", "people", person, after={"way": way, "address": address[:64]}))
        self._people.forget()

    def person_of(self, session: str) -> str | None:
        """Whose live sign-in this is; notes now and then that it was seen."""
        at = now()
        with self._read() as connection:
            row = connection.execute(
                sa.select(sessions.c.person, sessions.c.seen).where(sessions.c.id == session, sessions.c.ends > at)).one_or_none()
        if row is None:
            return None
        if isinstance(row.seen, NoDate) or at - in_utc(row.seen) > SEEN_EVERY:
            with self._write() as connection:
                connection.execute(sessions.update().where(sessions.c.id == session).values(seen=at))
        return row.person

    def live(self, person: str | None = None) -> tuple[SignIn, ...]:
        """The live sign-ins of a person or of everybody, the last seen first."""
        query = sa.select(sessions).where(sessions.c.ends > now()).order_by(sessions.c.seen.desc(), sessions.c.id)
        if person is not None:
            query = query.where(sessions.c.person == person)
        with self._read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(self._unreadable.read(
            rows, lambda row: f"sessions/{row['id'][:16]}",
            lambda row: SignIn(**{**row, **{name: in_utc(row[name]) for name in ("made", "seen", "ends")}})))

    def end(self, person: str, *, by: str, session: str | None = None, but: str | None = None) -> int:
        """End one sign-in of a person, or all of them ``but`` one; returns how many have ended."""
        query = sessions.delete().where(sessions.c.person == person)
        if session is not None:
            query = query.where(sessions.c.id == session)
        if but is not None:
            query = query.where(sessions.c.id != but)
        with self._write() as connection:
            ended = connection.execute(query).rowcount
            if ended:
                remember(connection, Deed(by, "signed out", "people", person, after={"sign_ins": ended}))
        self._people.forget()
        return ended

    # Links that work once --------------------------------------------------------------------

    def make_link(
        self, secret: str, purpose: Purpose, *, by: str, lasts: timedelta, person: str | None = None, **data: Any
    ) -> Link:
        """Keep a link; an older one of the same purpose for the same person or address stops working."""
        at, key = now(), digest(secret)
        with self._write() as connection:
            for link in self._open_links(connection, at):
                if link.purpose == purpose and (link.person, link.email) == (person, data.get("email")):
                    connection.execute(one_time_links.update().where(one_time_links.c.id == link.id).values(used=at))
            connection.execute(one_time_links.insert().values(
                id=key, purpose=purpose, person=person, data=data, made_by=by, made=at, ends=at + lasts))
            remember(connection, Deed(
                by, {"owner": "owner link", "invitation": "invited", "reset": "reset link"}[purpose], "people",
                person or key[:16], after={**data, "name": data.get("email") or data.get("name")}))
        return Link(id=key, purpose=purpose, person=person, made_by=by, made=at, ends=at + lasts, **data)

    def links(self, purpose: Purpose) -> tuple[Link, ...]:
        """Those that still work, the last made first."""
        with self._read() as connection:
            return tuple(link for link in self._open_links(connection, now()) if link.purpose == purpose)

    def link(self, secret: str) -> Link | None:
        """The link as long as it works."""
        with self._read() as connection:
            return next((link for link in self._open_links(connection, now()) if link.id == digest(secret)), None)

    def withdraw_link(self, key: str, *, by: str) -> None:
        with self._write() as connection:
            done = connection.execute(one_time_links.update().where(
                one_time_links.c.id == key, one_time_links.c.used.is_(None)).values(used=now()))
            if done.rowcount:
                said = connection.scalar(sa.select(one_time_links.c.data).where(one_time_links.c.id == key)) or {}
                remember(connection, Deed(by, "withdrawn", "people", key[:16], before={
                    "name": said.get("email") or said.get("name"), **said}))

    def use_link(self, link: Link, *, changes: Mapping[str, Any], new_person: str | None = None) -> str | None:
        """Do what the link is for, once: change the person it is for, or take in a new one; returns whom.

        None where somebody was faster. A password that changes ends every sign-in the person had.
        """
        at = now()
        with self._write() as connection:
            taken = connection.execute(one_time_links.update().where(
                one_time_links.c.id == link.id, one_time_links.c.used.is_(None), one_time_links.c.ends > at,
            ).values(used=at))
            if taken.rowcount == 0:
                return None
            if new_person is not None:
                assert link.role is not None and link.organisation is not None, "an invitation says both"
                insert_person(
                    connection, link.made_by, new_person, changes.get("name") or link.name, link.role, link.organisation,
                    link.email, **{name: value for name, value in changes.items() if name not in ("name",)})
            elif changes:
                connection.execute(people.update().where(people.c.id == link.person).values(**changes))
                if "password" in changes:
                    connection.execute(sessions.delete().where(sessions.c.person == link.person))
                remember(connection, Deed(
                    link.person or HOUSE, "password set", "people", link.person or "", after={
                        name: value for name, value in changes.items() if name != "password"}))
        self._people.forget()
        return new_person or link.person

    def take(self, secret: str, *, lasts: timedelta) -> bool:
        """Whether something that may be shown once, such as a provider's answer, is shown for the first time."""
        at = now()
        with self._write() as connection:
            key = digest(secret)
            if connection.scalar(sa.select(one_time_links.c.id).where(one_time_links.c.id == key)) is not None:
                return False
            connection.execute(one_time_links.insert().values(
                id=key, purpose="oidc", person=None, data={}, made_by=HOUSE, made=at, ends=at + lasts, used=at))
            return True

    # Failures --------------------------------------------------------------------------------

    def failures(self, *keys: str, within: timedelta) -> tuple[int, ...]:
        """How often each failed in a row, the last time within the span."""
        query = sa.select(failed_sign_ins.c.who, failed_sign_ins.c.count).where(
            failed_sign_ins.c.who.in_(keys), failed_sign_ins.c.last > now() - within)
        with self._read() as connection:
            found = {row.who: row.count for row in connection.execute(query)}
        return tuple(found.get(key, 0) for key in keys)

    def failed(self, *keys: str, within: timedelta, told: Sequence[Deed] = ()) -> None:
        """Count a failure for each; one that lies back longer than the span begins anew."""
        at = now()
        with self._write() as connection:
            connection.execute(failed_sign_ins.delete().where(failed_sign_ins.c.last <= at - within))
            for key in keys:
                done = connection.execute(failed_sign_ins.update().where(failed_sign_ins.c.who == key).values(
                    count=failed_sign_ins.c.count + 1, last=at))
                if done.rowcount == 0:
                    connection.execute(failed_sign_ins.insert().values(who=key, count=1, last=at))
            remember(connection, *told)

    def succeeded(self, *keys: str) -> None:
        with self._write() as connection:
            connection.execute(failed_sign_ins.delete().where(failed_sign_ins.c.who.in_(keys)))

    def _open_links(self, connection: sa.Connection, at: datetime) -> tuple[Link, ...]:
        query = sa.select(one_time_links).where(
            one_time_links.c.used.is_(None), one_time_links.c.ends > at, one_time_links.c.purpose != "oidc",
        ).order_by(one_time_links.c.made.desc())
        return tuple(self._unreadable.read(
            connection.execute(query).mappings().all(), lambda row: f"one_time_links/{row['id'][:16]}", _link))


def _link(row: Mapping[str, Any]) -> Link:
    fixed = {name: row[name] for name in ("id", "purpose", "person", "made_by")}
    said = row["data"] if isinstance(row["data"], Mapping) else {"data": row["data"]}
    return Link.model_validate({**said, **fixed, "made": in_utc(row["made"]), "ends": in_utc(row["ends"])})
