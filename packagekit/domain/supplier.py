"""Who stands behind a build: cooperatives and the suppliers of its solutions."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from packagekit.domain.factory import LevelCode, Origin
from packagekit.domain.record import Record, Table
from packagekit.domain.text import Localized


class Certificate(Record):
    name: str
    issuer: str
    number: str | None = None
    expires: date | None = None


class CapabilityGrade(Record):
    """The supplier grade as issued, as text: it is stored, never computed by us."""

    level: str
    issuer: Localized | str
    day: date
    number: str | None = None


class LocalPartner(Record):
    market: str
    name: str
    services: Localized


class Identity(Record):
    """What papers say of the firm that signs them; a form leaves the line blank for what is not known."""

    representative: Localized | None = None
    tax_number: str | None = None
    address: Localized | None = None


class Cooperative(Record):
    id: str
    name: Localized
    trade: Localized
    industries: tuple[str, ...]
    region: Localized
    members_count: int
    services: Localized  # after-care, training, joint projects
    languages: tuple[str, ...] = ("ko",)
    identity: Identity = Identity()
    origin: Origin = "user"


class MemberFactory(Record):
    """A member of a cooperative: a plant in Korea that builds, or has built, together with others."""

    id: str
    cooperative: str
    name: Localized
    region: Localized
    industry: str
    processes: tuple[str, ...] = ()
    employees: int = Field(gt=0)
    machines: int = Field(default=0, ge=0)
    level: LevelCode = "none"
    exports_to: tuple[str, ...] = ()
    origin: Origin = "user"


class Supplier(Record):
    id: str
    name: Localized
    about: Localized
    region: Localized
    areas: tuple[str, ...]
    founded: int
    employees: int
    markets: tuple[str, ...] = ()
    partners: tuple[LocalPartner, ...] = ()
    languages: tuple[str, ...] = ("ko",)  # in which it can train and support
    certificates: tuple[Certificate, ...] = ()
    capability: CapabilityGrade | None = None
    response_hours: int = 24  # first answer to a fault
    reach: Table[str, int] = {}  # by market: days until somebody stands on site
    identity: Identity = Identity()
    origin: Origin = "user"
