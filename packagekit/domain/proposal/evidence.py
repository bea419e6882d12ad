"""The proven cases, as far as a buyer may read of them."""

from __future__ import annotations

from packagekit.domain.money import Money
from packagekit.domain.record import Record
from packagekit.domain.text import Localized, Measure, Percent, Text, Year


class KpiView(Record):
    """Raw figures of one KPI of a case, its computed change and how it is known."""

    code: str
    name: Text
    goal: bool  # the buyer wants to move this one
    before: Measure
    after: Measure
    change: Text
    better: bool
    relative: Percent | None  # positive is better; None where no percentage can be given
    period: Text
    n: int
    grade: str
    remark: Text | None  # self-reported, early result
    scope: Localized


class CaseView(Record):
    id: str
    title: Localized
    name: Localized  # or the alias, as consented
    cooperative: Localized
    industry: Text
    size: Text
    level: Text
    built_in: Text
    problem: Localized
    built: Localized
    lessons: Localized
    why: tuple[Text, ...]
    differences: tuple[Text, ...]
    kpis: tuple[KpiView, ...]
    withheld: Text | None  # why no figures are shown
    sample: bool


class KpiSpread(Record):
    """Relative change of one KPI over three or more cases; fewer are listed, never summed up."""

    kpi: Text
    n: int
    median: Percent
    low: Percent
    high: Percent
    grades: tuple[str, ...]


class SimilarContract(Record):
    """A row of the similar-contracts form that buyers ask for."""

    no: int
    name: Localized
    cooperative: Localized
    industry: Text
    country: Text | str
    years: Text | Year
    members: int
    value: Money | Text


class Evidence(Record):
    cases: tuple[CaseView, ...]
    spreads: tuple[KpiSpread, ...]
    similar: tuple[SimilarContract, ...]
