"""What is built, by whom and when: architecture, scope and plan."""

from __future__ import annotations

from typing import Literal

from packagekit.domain.record import Record
from packagekit.domain.solution import LineKind
from packagekit.domain.text import Localized, Measure, Text, Year


class Box(Record):
    """A solution, a gateway or a system that stays, on its ISA-95 level (0 process to 4 business)."""

    id: str
    name: Localized | Text | str
    level: int
    kind: Literal["chosen", "gateway", "kept"]
    note: Localized | Text | None = None
    type: Text | None = None  # of a solution


class Flow(Record):
    giver: str
    giver_name: Localized | Text | str
    taker: str
    taker_name: Localized | Text | str
    data: Text
    protocol: Text
    gateway: str | None
    gateway_name: Localized | None


class Architecture(Record):
    boxes: tuple[Box, ...]
    flows: tuple[Flow, ...]


class Part(Record):
    name: Localized
    kind: LineKind
    kind_name: Text
    qty: int
    months: int | None
    why: Text


class ScopeLine(Record):
    no: int
    id: str  # of the solution
    solution: Localized
    type: Text
    supplier: Localized
    does: Localized
    why: tuple[Text, ...]
    parts: tuple[Part, ...]


class SupplierView(Record):
    name: Localized
    region: Localized
    about: Localized
    founded: Year
    employees: int
    languages: tuple[Text | str, ...]
    certificates: tuple[str, ...]
    grade: Text | None
    partner: str | None  # the local partner in the buyer's market
    partner_services: Localized | None
    response: Measure


class Scope(Record):
    lines: tuple[ScopeLine, ...]
    suppliers: tuple[SupplierView, ...]


class Task(Record):
    """A phase of the plan; weeks count from the order."""

    code: str
    name: Text
    start: int
    weeks: int
    who: Text
    result: Text


class Milestone(Record):
    week: int
    name: Text


class Plan(Record):
    tasks: tuple[Task, ...]
    milestones: tuple[Milestone, ...]
    go_live_week: int
    weeks: int
    months: int
