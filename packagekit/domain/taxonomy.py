"""The vocabulary everything else is spelled in: industries, processes, capabilities, KPIs, levels."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from packagekit.domain.dated import Source, Status
from packagekit.domain.record import Exact, Record, Table


class Entry(Record):
    """A named code. ``name`` is English and the message id of its translations."""

    code: str
    name: str
    note: str | None = None


class Industry(Entry):
    """An ISIC Rev.4 section, division, group or class; the code's prefix is its parent."""

    ksic: tuple[str, ...] = ()  # KSIC Rev.10 classes mapped by hand
    status: Status = Status.GK


class Process(Entry):
    """A production step such as injection moulding."""

    industries: tuple[str, ...] = ()  # ISIC codes (any level) where it is usual


class Capability(Entry):
    """What a factory needs done: an ISA-95 part 3 activity in one area of manufacturing operations."""

    area: Literal["production", "quality", "maintenance", "inventory", "energy", "business", "connectivity"]
    isa95_level: int  # 0 process .. 4 business


class DataKind(Entry):
    """A kind of data that one solution feeds to another: machine status, genealogy, image."""


class Protocol(Entry):
    """A way systems speak; ``layer`` says whether it lives at the machine or between systems."""

    layer: Literal["field", "control", "system"]


class SolutionType(Entry):
    """A leaf of the ministry's four areas, and what every solution of this type must state."""

    area: Literal["automation_devices", "connectivity_devices", "information_solutions", "intelligence_services"]
    isa95_level: int
    facts: tuple[str, ...] = ()  # field names a solution of this type must fill
    provides: tuple[str, ...] = ()  # capabilities usual for the type
    needs_data: tuple[str, ...] = ()
    gives_data: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()  # types that overlap so much that one bundle has one of them
    gateway: bool = False  # can stand between two systems that share no protocol


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


class ValueModel(Record):
    """How a KPI's change becomes money a year: a stated assumption, never evidence.

    ``yearly benefit = annual output x share x change``, the change being in percentage points
    (``points``) or relative to the value before (``relative``).
    """

    change: Literal["points", "relative"]
    share: Exact  # of annual output on which the change works
    low: Exact
    high: Exact
    reason: str  # English message id
    source: Source
    status: Status


class Kpi(Entry):
    """A key performance indicator after ISO 22400-1's description model."""

    unit: str
    direction: Direction
    formula: str
    iso22400: str | None = None
    minimum: Exact | None = None
    maximum: Exact | None = None
    capabilities: tuple[str, ...] = ()  # that move it: needed first, then helpful
    helped_by: tuple[str, ...] = ()
    value_model: ValueModel | None = None
    status: Status = Status.GK


class Level(Entry):
    """A level of the Korean programme, and the capabilities a plant of that level has."""

    rank: int  # none 0 .. advanced 4
    test: str  # one line: how to tell a plant is there (English message id)
    capabilities: tuple[str, ...] = ()
    name_ko: str


class Taxonomy(Record):
    """All vocabularies, by code."""

    industries: Table[str, Industry]
    processes: Table[str, Process]
    capabilities: Table[str, Capability]
    data_kinds: Table[str, DataKind]
    protocols: Table[str, Protocol]
    solution_types: Table[str, SolutionType]
    kpis: Table[str, Kpi]
    levels: Table[str, Level]
