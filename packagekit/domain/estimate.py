"""The estimate: a ledger that adds up, the range around it, the buyer's return and each member's share."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import model_validator

from packagekit.domain.dated import Source, Status
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.money import Money, total
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import Text

Stage = Literal[
    "ex_works", "engineering", "travel", "training", "aftercare", "contingency", "margin",
    "export", "freight", "insurance", "duty", "import_tax", "contract_tax",
]

Payer = Literal["buyer", "seller"]

Incoterm = Literal["EXW", "FCA", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"]


class Terms(Record):
    """What the parties agreed; every choice here moves the ledger."""

    incoterm: Incoterm = "CIP"
    currency: str  # of the quotation and the ledger
    split_contract: bool = True
    treaty: bool = False  # relief under the treaty is claimed with its papers
    income_tax_borne_by: Literal["buyer", "seller"] = "buyer"
    vat_borne_by: Literal["buyer", "seller"] = "buyer"
    importer_registered: bool = True
    origin_proof: bool = True  # the seller delivers certificates of origin


class LedgerRow(Record):
    """One amount and everything a stranger needs to check it.

    ``payer`` is who bears it in the end of the line: rows the buyer pays add up to his cash out.
    ``in_price`` rows make up the seller's quotation; the buyer pays the others to somebody else.
    ``base`` and ``rate`` multiply to the amount before rounding, where a rate applies: to ``local``
    when there is one, which times ``fx`` is ``amount``, else to ``amount`` itself.
    """

    id: str
    line: str  # bundle line id, or "project"
    stage: Stage
    name: Text
    code: str  # machine name: ex_works, import_duty, vat, day_rate:application_developer, ...
    base: Exact | None = None
    base_currency: str | None = None
    rate: Exact | None = None
    rate_unit: str = "ratio"
    amount: Money  # in the ledger's currency, rounded to its minor unit
    local: Money | None = None  # as the authority or the price list counts it, in its own currency and rounding
    fx: Exact | None = None  # units of the ledger's currency for one unit of the local one
    payer: Payer
    in_price: bool = False
    recoverable: bool = False
    status: Status
    source: Source
    on: date  # the day the value holds for
    note: Text | None = None


class Range(Record):
    """Ten, fifty and ninety of a hundred draws lie at or below."""

    p10: Money
    p50: Money
    p90: Money


class MonthsRange(Record):
    p10: Exact | None  # None: not paid back within the horizon
    p50: Exact | None
    p90: Exact | None


class BenefitLine(Record):
    """What one KPI is worth a year, from the cases' range, and on which assumption."""

    kpi: str
    now: Exact
    expected: Exact  # KPI value expected: median of the evidence, or the goal; never beyond the goal
    low: Exact  # KPI value at the cautious end
    high: Exact  # KPI value at the hopeful end
    yearly: Money
    counted: bool = True  # False: another KPI of the same loss is worth more, or no value is stated for it
    evidence: tuple[str, ...]  # ids of cases with a result for this KPI
    n: int  # cases; fewer than three are listed and the goal itself is the assumption
    assumption: Text
    status: Status


class Returns(Record):
    horizon_years: int
    discount_rate: Exact
    yearly_benefit: Range
    payback_months: MonthsRange
    npv: Money  # of the median benefit
    irr: Exact | None  # None where no rate makes it zero
    cash_flow: tuple[Money, ...]  # year 0 first, median
    benefits: tuple[BenefitLine, ...]
    assumptions: tuple[Text, ...] = ()


class Swing(Record):
    """How far the buyer's cost moves when one uncertain figure goes from its low to its high end."""

    name: Text
    low: Money
    high: Money
    key: str = ""  # of the figure: duty/902830, fx/KRW, KR/margin


class MemberShare(Record):
    member: str
    amount: Money
    basis: Text


class Warning(Record):
    code: str
    text: Text


class Estimate(Record):
    """Made of a bundle under a market's law on a day; the sums are checked when it is made."""

    on: date
    market: str
    currency: str
    terms: Terms
    ledger: tuple[LedgerRow, ...]
    seller_price: Money  # what the quotation says
    buyer_cash_out: Money  # everything the buyer pays
    buyer_cost: Money  # cash out less what comes back
    seller_receives: Money  # price less taxes the seller bears
    range: Range  # of buyer_cost
    swings: tuple[Swing, ...] = ()
    returns: Returns
    shares: tuple[MemberShare, ...] = ()
    fx: tuple[ExchangeRate, ...] = ()
    warnings: tuple[Warning, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Estimate:
        if total([r.amount for r in self.ledger if r.in_price], self.currency) != self.seller_price:
            raise ValueError("the rows of the quotation do not add up to the seller's price")
        paid = [r for r in self.ledger if r.payer == "buyer"]
        if total([r.amount for r in paid], self.currency) != self.buyer_cash_out:
            raise ValueError("the rows the buyer pays do not add up to the cash out")
        back = total([r.amount for r in paid if r.recoverable], self.currency)
        if self.buyer_cash_out - back != self.buyer_cost:
            raise ValueError("cash out less what is recoverable is not the buyer's cost")
        if self.shares and total([s.amount for s in self.shares], self.currency) != self.buyer_cash_out:
            raise ValueError("the members' shares do not add up to the cash out")
        return self
