"""The factory said back to its owner, and the rules of his market that touch the offer."""

from __future__ import annotations

from datetime import date

from packagekit.domain.record import Record
from packagekit.domain.shown import Fact
from packagekit.domain.text import Localized, Measure, Text


class GoalView(Record):
    code: str
    kpi: Text
    now: Measure
    target: Measure
    change: Text
    moved_by: tuple[Localized | Text, ...]  # solutions of this proposal that work on it


class KeptView(Record):
    system: Text | str
    protocols: tuple[Text, ...]
    connection: Text


class MemberView(Record):
    name: str
    region: str | None
    employees: int
    machines: int
    lines: int


class FactoryView(Record):
    name: str
    profile: tuple[Fact, ...]
    level_now: Text
    level_now_test: Text
    level_wanted: Text
    level_wanted_test: Text
    goals: tuple[GoalView, ...]
    kept: tuple[KeptView, ...]
    members: tuple[MemberView, ...]


class ComplianceItem(Record):
    no: int
    text: Text
    touches: Text
    since: date
    until: date | None
    source: Text | str
    href: str | None
    status: Text
    unverified: Text | None
