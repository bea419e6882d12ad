"""The price, and the way from it to the buyer's cost: ledger, charges, rates, shares of members, the seller's own view."""

from __future__ import annotations

from datetime import date
from typing import Literal

from packagekit.domain.estimate import Payer, Range, Stage, Swing
from packagekit.domain.money import Money, UnitPrice
from packagekit.domain.record import Exact, Record
from packagekit.domain.shown import Shown
from packagekit.domain.text import Localized, Measure, Percent, Text


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
