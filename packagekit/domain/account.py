"""What the administrator and each person see of accounts: people with their standing, sign-ins, open invitations, rules."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from packagekit.domain.person import Role
from packagekit.domain.record import Record

Way = Literal["password", "link", "oidc"]
Purpose = Literal["owner", "invitation", "reset"]


class Account(Record):
    """One person as the administrator sees them."""

    id: str
    name: str
    email: str | None
    role: Role
    organisation: str
    organisation_name: str  # empty for the house until it is named
    state: Literal["active", "blocked"]
    has_password: bool
    has_provider: bool  # has signed in through OpenID Connect
    sign_ins: int = 0  # live ones
    seen: datetime | None = None  # when one of them last did something


class SignIn(Record):
    """A live sign-in; ``id`` is the SHA-256 of what the browser holds, which nothing can be made from."""

    id: str
    person: str
    way: Way
    address: str
    agent: str
    made: datetime
    seen: datetime
    ends: datetime


class Link(Record):
    """A link that works once, as it is kept: by the SHA-256 of its secret."""

    id: str
    purpose: Purpose
    person: str | None  # whose; None for an invitation
    email: str | None = None
    name: str = ""
    role: Role | None = None
    organisation: str | None = None
    made_by: str
    made: datetime
    ends: datetime


class DomainRule(Record):
    """Whoever signs in first with a confirmed address of the domain gets this role."""

    domain: str
    role: Role
    organisation: str
    made_by: str
    made: datetime
