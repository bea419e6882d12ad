"""The proposal: everything a document may say, in records that hold only what a language can show.

These names are the only ones a Word template may use. They are grouped as the document is: one
record for each of its chapters.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from packagekit.domain.bundle import FrontPoint, OptionName
from packagekit.domain.estimate import MonthsRange, Payer, Range, Stage, Swing
from packagekit.domain.kit import Annex, Changes, Marked, Offer, Profile, Requirement, SupplierSheet, Support
from packagekit.domain.money import Money, UnitPrice
from packagekit.domain.record import Exact, Record
from packagekit.domain.shown import Fact, Party, Shown
from packagekit.domain.solution import LineKind
from packagekit.domain.text import Localized, Measure, Percent, Text, Year


class Cover(Record):
    number: str
    title: Text
    subtitle: Text
    buyer: Party
    offered_by: Party
    partners: tuple[Localized | Text, ...]
    market: Text
    attention: Text | None  # the person it is addressed to, with his title
    salutation: Text  # the first line of a letter, with what stands after it
    day: date
    valid_until: date
    sample: Text | None  # said on every page when any part of the deal is fictitious


class OptionView(Record):
    """One of the offered bundles in the comparison; money is None where it was not estimated."""

    code: OptionName
    name: Text
    taken: bool
    recommended: bool
    solutions: tuple[Localized, ...]
    capabilities: int
    benefit: Percent
    months: int
    works: Money  # parts and engineering: what composing compared
    price: Money | None  # of the quotation
    cost: Money | None  # the buyer's, after what comes back
    yearly: Money | None
    payback: Text | Measure | None
    optimal: bool


class Summary(Record):
    paragraphs: tuple[Text, ...]
    figures: tuple[Fact, ...]
    options: tuple[OptionView, ...]
    front: tuple[FrontPoint, ...]  # bundles no other beats, for the chart
    recommendation: Text


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


class Box(Record):
    """A solution, a gateway or a system that stays, on its ISA-95 level (0 process to 4 business)."""

    id: str
    name: Localized | Text | str
    level: int
    kind: Literal["chosen", "gateway", "kept"]
    note: Localized | Text | None = None


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


class PriceLine(Record):
    """``qty`` x ``months`` x ``unit_price`` is ``amount``.

    To the buyer the unit price is in the quotation's currency and the product is exact, or rounds to the amount where
    the unit price needs more decimals than the currency has. In the house's own view it is the supplier's list price
    in his currency.
    """

    id: str
    line: str = "project"  # of the bundle
    name: Localized | Text
    detail: Localized | Text | None = None
    qty: int | None = None
    months: int | None = None
    unit_price: Money | None = None
    unit_shown: UnitPrice | None = None  # the same, with all its decimals
    amount: Money


class PriceGroup(Record):
    code: str
    name: Text
    lines: tuple[PriceLine, ...]
    subtotal: Money


class Price(Record):
    currency: str
    groups: tuple[PriceGroup, ...]
    total: Money
    basis: Text  # Incoterm and what is inside


class LedgerAmount(Record):
    """A row of the ledger as the documents say it; ``ref`` is its rate's number in the appendix.

    A price of the quotation has no rate but its own unit price, and no number.
    """

    id: str
    code: str
    stage: Stage
    stage_name: Text
    name: Text
    base: Exact | None
    base_currency: str | None
    base_shown: Money | Measure | Exact | None
    rate: Exact | None
    rate_unit: str
    rate_shown: Percent | Measure | UnitPrice | None
    amount: Money
    local: Money | None
    fx: Exact | None
    in_price: bool
    payer: Payer
    payer_name: Text
    recoverable: bool
    ref: int | None
    unverified: Text | None
    note: Text | None


class LedgerLine(Record):
    """All amounts of one line of the bundle, or of the project as a whole."""

    id: str
    name: Localized | Text
    detail: Localized | None = None
    amounts: tuple[LedgerAmount, ...]


class CostBlock(Record):
    """A step from the price to what the purchase costs the buyer."""

    code: str
    name: Text
    amount: Money
    kind: Literal["part", "total", "back"]


class ChargeTotal(Record):
    """One charge over all lines: who pays it, and whether it comes back."""

    name: Text
    rows: tuple[str, ...]  # ids of the ledger rows it sums
    rates: Text
    amount: Money
    payer_name: Text
    recoverable: bool
    refs: tuple[int, ...]
    unverified: Text | None


class Landed(Record):
    blocks: tuple[CostBlock, ...]
    charges: tuple[ChargeTotal, ...]
    cash_out: Money
    recoverable: Money
    cost: Money
    range: Range
    swings: tuple[Swing, ...]
    warnings: tuple[Text, ...]
    ledger: tuple[LedgerLine, ...]


class Share(Record):
    member: str
    amount: Money
    part: Percent
    basis: Text


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


class TrainingRow(Record):
    solution: Localized
    days: Measure
    where: Text
    language: tuple[Text | str, ...]


class Aftercare(Record):
    cooperative: Party | None
    facts: tuple[Fact, ...]
    promises: tuple[Text, ...]
    training: tuple[TrainingRow, ...]


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


class Payment(Record):
    no: int
    when: Text
    share: Percent
    amount: Money


class TermsView(Record):
    items: tuple[Fact, ...]
    payments: tuple[Payment, ...]
    delivery: Text
    taxes: Text
    warranty: Text
    acceptance: Text
    language: Text


class RateUsed(Record):
    """A rate the ledger stands on: its value, the day it holds for, its source and status."""

    ref: int
    name: Text
    value: Shown
    number: Exact | None  # the bare value, for the spreadsheet
    unit: str
    day: date
    source: Text | str
    href: str | None
    status: Text
    unverified: Text | None


class Inside(Record):
    """The seller's own view: costs, contingency and margin. It never leaves the house."""

    price: Price
    ledger: tuple[LedgerLine, ...]
    rates: tuple[RateUsed, ...]
    seller_receives: Money
    swings: tuple[Swing, ...]
    warnings: tuple[Text, ...]


class Proposal(Record):
    """A whole proposal on a day, ready to be said in any language, and what the documents beside it say."""

    cover: Cover
    summary: Summary
    factory: FactoryView
    evidence: Evidence
    architecture: Architecture
    scope: Scope
    plan: Plan
    price: Price
    landed: Landed
    shares: tuple[Share, ...]
    returns: ReturnView
    aftercare: Aftercare
    compliance: tuple[ComplianceItem, ...]
    terms: TermsView
    rates: tuple[RateUsed, ...]
    offer: Offer
    profile: Profile
    requirements: tuple[Requirement, ...]
    annex: Annex
    support: Support
    sheets: tuple[SupplierSheet, ...]
    marked: Marked
    inside: Inside
    changes: Changes | None = None  # against an earlier proposal of the same deal, where one was given
