"""The factory: the overseas buyer's plant, what hurts there, and what its owner wishes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from packagekit.domain.money import Money
from packagekit.domain.record import Exact, Record, Table

Origin = Literal["sample", "user"]
LevelCode = Literal["none", "basic", "intermediate1", "intermediate2", "advanced"]


class Goal(Record):
    """A KPI of the catalog, its value today and the value wanted, in the KPI's unit."""

    kpi: str
    now: Exact
    target: Exact


class KeptSystem(Record):
    """A system that must stay and be connected: its solution type and the protocols it speaks."""

    type: str
    name: str | None = None
    protocols: tuple[str, ...] = ()


class Wishes(Record):
    must: tuple[str, ...] = ()  # capabilities, solution types or solution ids
    avoid: tuple[str, ...] = ()
    ui_language: str | None = None  # what the shop floor reads
    local_support: bool = False


class Contact(Record):
    """Whom the proposal addresses; ``salutation`` picks the honorific of the language."""

    name: str
    title: str | None = None
    salutation: Literal["mr", "ms", "unknown"] = "unknown"


class Member(Record):
    """A plant of a joint build: it shares the solutions and pays its share."""

    name: str
    region: str | None = None
    employees: int = Field(gt=0)
    machines: int = Field(ge=0)
    lines: int = Field(default=1, ge=1)


class Factory(Record):
    """A buyer's plant. ``employees``, ``machines`` and ``lines`` count all members of a joint build."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$")  # slug; the deal's name in file names, so no path
    name: str
    market: str  # ISO 3166 alpha-2
    region: str | None = None
    address: str | None = None
    contact: Contact | None = None
    industry: str  # ISIC Rev.4 code
    processes: tuple[str, ...] = Field(min_length=1)
    employees: int = Field(gt=0)
    machines: int = Field(ge=0)
    lines: int = Field(default=1, ge=1)
    shifts: int = Field(default=1, ge=1, le=4)
    annual_output: Money
    level: LevelCode
    target_level: LevelCode
    goals: tuple[Goal, ...] = Field(min_length=1)
    keeps: tuple[KeptSystem, ...] = ()
    wishes: Wishes = Wishes()
    budget: Money
    deadline_months: int = Field(gt=0, le=60)
    language: str  # of its documents
    members: tuple[Member, ...] = ()
    drivers: Table[str, int] = {}  # sizing drivers the buyer counted himself (cameras, meters, ...)
    origin: Origin = "user"
