"""The proposal: everything a document may say, in records that hold only what a language can show.

These names are the only ones a Word template may use. They are grouped as the document is: one
record for each of its chapters, in the module of what it is about.
"""

from __future__ import annotations

from packagekit.domain.kit import Annex, Changes, Marked, Offer, Profile, Requirement, SupplierSheet, Support
from packagekit.domain.proposal.buyer import ComplianceItem, FactoryView, GoalView, KeptView, MemberView
from packagekit.domain.proposal.cost import (
    ChargeTotal,
    CostBlock,
    Inside,
    Landed,
    LedgerAmount,
    LedgerLine,
    Price,
    PriceGroup,
    PriceLine,
    RateUsed,
    Share,
)
from packagekit.domain.proposal.evidence import CaseView, Evidence, KpiSpread, KpiView, SimilarContract
from packagekit.domain.proposal.opening import Cover, OptionView, Summary
from packagekit.domain.proposal.promises import Aftercare, Payment, TermsView, TrainingRow
from packagekit.domain.proposal.returns import BenefitView, ReturnView, YearFlow
from packagekit.domain.proposal.works import (
    Architecture,
    Box,
    Flow,
    Milestone,
    Part,
    Plan,
    Scope,
    ScopeLine,
    SupplierView,
    Task,
)
from packagekit.domain.record import Record

__all__ = [
    "Aftercare", "Architecture", "BenefitView", "Box", "CaseView", "ChargeTotal", "ComplianceItem", "CostBlock",
    "Cover", "Evidence", "FactoryView", "Flow", "GoalView", "Inside", "KeptView", "KpiSpread", "KpiView", "Landed",
    "LedgerAmount", "LedgerLine", "MemberView", "Milestone", "OptionView", "Part", "Payment", "Plan", "Price",
    "PriceGroup", "PriceLine", "Proposal", "RateUsed", "ReturnView", "Scope", "ScopeLine", "Share",
    "SimilarContract", "Summary", "SupplierView", "Task", "TermsView", "TrainingRow", "YearFlow",
]


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
