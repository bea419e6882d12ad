"""The case: a proven reference build, with raw figures before and after and how each is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from packagekit.domain.factory import LevelCode, Origin
from packagekit.domain.money import Money
from packagekit.domain.record import Exact, Few, Record
from packagekit.domain.taxonomy import Direction
from packagekit.domain.text import Localized


class Grade(StrEnum):
    """How a figure is known; D never leaves the house (facts: domain.md section 4.2)."""

    A = "A"  # independent report or system export, verified by a third party
    B = "B"  # system export, attested by the supplier, consented by the factory
    C = "C"  # signed statement of the factory only: shown as self-reported
    D = "D"  # claim of the supplier only


Stander = Literal["factory", "supplier", "third_party"]
"""Who puts his name under a figure."""

Relation = Literal["independent", "supplier", "consultant", "cooperative"]
"""What the verifier of a figure is to the build; only an independent one makes a figure grade A."""

Status = Literal[
    "draft", "submitted", "in_review", "returned", "verified", "published", "expired", "withdrawn"
]


class KpiResult(Record):
    """Raw values before and after; the improvement is computed, never entered.

    ``grade`` is what the facts beside it made when the case was last verified; ``verify`` works it out.
    """

    kpi: str
    before: Exact
    after: Exact
    before_from: date
    before_to: date
    after_from: date
    after_to: date
    n: int = Field(gt=0)  # observations (lots, shifts, days) in the after period
    scope: Localized
    source_system: Literal["system_export", "ledger", "manual"]
    method: Localized | None = None  # how it was counted, what was left out and why
    attested: Few[Stander] = frozenset()
    independent_report: bool = False
    grade: Grade = Grade.D
    evidence: tuple[str, ...] = ()  # names or content hashes of evidence files
    verifier: str | None = None
    relation: Relation | None = None  # of the verifier

    @model_validator(mode="after")
    def _periods_in_order(self) -> KpiResult:
        if not (self.before_from < self.before_to <= self.after_from < self.after_to):
            raise ValueError("periods must follow each other: before_from < before_to <= after_from < after_to")
        return self

    def improvement(self, direction: Direction) -> Decimal | None:
        """Relative improvement, positive for better; None where before is 0 (no percentage then)."""
        if self.before == 0 or (self.before < 0) != (self.after < 0):
            return None
        change = (self.after - self.before) / abs(self.before)
        return change if direction is Direction.HIGHER else -change

    @property
    def early(self) -> bool:
        """Less than three months measured after go-live: shown as an early result."""
        return (self.after_to - self.after_from).days < 89


class Consent(Record):
    """What the factory allowed to be shown, until when. Missing or expired: only the alias is shown."""

    by: str
    given: date
    expires: date
    scope: Few[Literal["figures", "name", "logo", "contact", "visit"]]

    def allows(self, what: str, on: date) -> bool:
        return what in self.scope and self.given <= on <= self.expires


class CaseMember(Record):
    """A plant of the joint build under its public alias."""

    alias: Localized
    employees: int = Field(gt=0)
    machines: int = Field(ge=0)


class CaseSystem(Record):
    solution: str
    supplier: str
    qty: Exact = Decimal(1)


class CaseCost(Record):
    """What the build cost, by kind, in money of ``price_year``."""

    kind: Literal["goods", "software_licence", "software_service", "services", "training_attached"]
    amount: Money
    price_year: int


class Case(Record):
    id: str
    version: int = 1
    title: Localized
    name: Localized  # of the joint build, shown only with consent to the name
    alias: Localized  # shown otherwise
    cooperative: str
    country: str
    region: Localized | None = None
    industry: str
    processes: tuple[str, ...] = Field(min_length=1)
    members: tuple[CaseMember, ...]
    problem: Localized
    built: Localized  # what was built, in a sentence or two
    lessons: Localized
    level_before: LevelCode
    level_after: LevelCode
    systems: tuple[CaseSystem, ...] = Field(min_length=1)
    started: date
    go_live: date
    months_planned: int
    months_actual: int
    costs: tuple[CaseCost, ...]
    subsidy_share: Exact | None = None
    kpis: tuple[KpiResult, ...]
    consent: Consent | None = None
    markets: tuple[str, ...] = ()  # where the same build or its suppliers have already delivered
    registrant: str | None = None  # the supplier or cooperative that registered it; None: the house itself
    revises: str | None = None  # the published case that this draft will replace
    status: Status = "draft"
    origin: Origin = "user"

    @property
    def employees(self) -> int:
        return sum(m.employees for m in self.members)

    @property
    def machines(self) -> int:
        return sum(m.machines for m in self.members)

    def shown_name(self, on: date) -> Localized:
        return self.name if self.consent is not None and self.consent.allows("name", on) else self.alias

    def shown_kpis(self, on: date) -> tuple[KpiResult, ...]:
        """What a buyer may see: grades A to C, and only with consent to the figures."""
        if self.consent is None or not self.consent.allows("figures", on):
            return ()
        return tuple(k for k in self.kpis if k.grade is not Grade.D)
