"""What the buyer gets back, and what each benefit rests on."""

from __future__ import annotations

from packagekit.domain.estimate import MonthsRange, Range
from packagekit.domain.money import Money
from packagekit.domain.record import Record
from packagekit.domain.shown import Fact
from packagekit.domain.text import Measure, Percent, Text


class YearFlow(Record):
    year: int
    amount: Money
    cumulative: Money


class BenefitView(Record):
    kpi: Text
    now: Measure
    expected: Measure
    low: Measure
    high: Measure
    yearly: Money
    basis: Text  # the cases it stands on, or the word assumption
    assumption: Text
    counted: bool
    unverified: Text | None


class ReturnView(Record):
    horizon: int
    discount: Percent
    yearly: Range
    payback: tuple[Fact, ...]
    payback_months: MonthsRange
    npv: Money
    irr: Percent | None
    flows: tuple[YearFlow, ...]
    benefits: tuple[BenefitView, ...]
    assumptions: tuple[Text, ...]
