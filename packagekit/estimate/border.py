"""What a shipment costs at the border: the market's charges, run in the order its law applies them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import chain
from typing import Literal

from packagekit.domain.dated import Source, Status
from packagekit.domain.estimate import Incoterm, Warning
from packagekit.domain.exchange import Conversion, ExchangeRates
from packagekit.domain.market import Charge, Market, Rounding, Tariff
from packagekit.domain.money import Money
from packagekit.domain.record import Exact, Record, varied
from packagekit.domain.text import N_, Refusal, Text, name_of
from packagekit.estimate.charges import KINDS, Exactly
from packagekit.estimate.customs_value import ASSUMED, conversion, customs_values, shared, whole_numbers
from packagekit.estimate.levies import Alike, Desk, Figure, Levy, alike, levies_of, tried
from packagekit.estimate.rounding import SIX_DECIMALS, RoundingMode, whole_units
from packagekit.estimate.shipment import GoodsLine, faults_of
from packagekit.estimate.tariff import Unknown

__all__ = ["ASSUMED", "SHIPMENT", "BorderCharge", "GoodsLine", "Landed", "Question", "landed"]

SHIPMENT = "shipment"
"""The line of a charge that is levied once on the whole shipment."""


class Question(Record):
    """What somebody who knows the goods must answer before a binding quotation."""

    line: str
    text: Text


class BorderCharge(Record):
    """One charge on one line, with all that is needed to check it.

    ``base x rate`` is the amount before ``rounding``; where there is no rate, the amount is fixed or read
    from a schedule by the base. ``known`` False: the high end of a range.
    """

    line: str
    name: str
    code: str  # tells charges of one name apart
    label: Text
    base: Exact | None  # None for a fixed amount
    rate: Exact | None
    amount: Exact
    payer: Literal["buyer", "seller"]
    recoverable: bool
    status: Status
    source: Source
    on: date
    since: date | None  # the days the rate holds; None for an assumed one
    until: date | None
    rounding: Rounding
    known: bool = True
    low: Exact | None = None
    high: Exact | None = None
    agreement: str | None = None  # that lowered the duty, and the paper that proves it
    proof: str | None = None
    mfn: Exact | None = None  # the duty rate without any agreement
    note: Text | None = None


class Landed(Record):
    """A shipment at the border, in the market's currency; the charges add up to ``total_charges``."""

    market: str
    on: date
    currency: str
    fx: Conversion
    customs_value: Exact
    charges: tuple[BorderCharge, ...]
    total_charges: Exact
    landed_value: Exact
    questions: tuple[Question, ...] = ()
    warnings: tuple[Warning, ...] = ()


def landed(
    market: Market,
    tariff: Tariff,
    *,
    on: date,
    lines: Sequence[GoodsLine],
    currency: str,
    incoterm: Incoterm = "CIF",
    freight: Decimal = Decimal(0),
    insurance: Decimal = Decimal(0),
    rates: ExchangeRates | None = None,
    fx: Mapping[str, Decimal] | None = None,
    registered: bool = True,
    declarations: int = 0,
    letter_of_credit: bool = False,
    assume: Mapping[str, Decimal] | None = None,
    rounding: RoundingMode = "authority",
    unknown: Unknown = "refuse",
) -> Landed:
    """Customs value, every charge and the total of a shipment imported on a day.

    ``freight`` and ``insurance`` are in the lines' currency; what the term does not include is added
    to the customs value, shared by value. ``fx`` gives units of the market's currency for one unit
    of another and goes before ``rates``. ``registered`` is the importer's licence. Fees per customs
    declaration are counted for the ``declarations`` stated. ``assume`` replaces rates (of a fixed
    charge: the amount) by charge name or code; a name that several charges share and none has as its
    code takes one amount for them all. A fee of which only a range is known counts its high end.
    Under DDP the seller pays the charges and gets nothing back, because he is no taxpayer there.
    Raises Refusal with every fault: unknown charge, preference, code or rate, a negative amount, a
    missing exchange rate.
    """
    assumed = dict(assume or {})
    in_force = tuple(c for c in market.charges if c.in_force(on))
    problems = faults_of(market, in_force, lines, incoterm, {"freight": freight, "insurance": insurance}, assumed)
    levies = levies_of(in_force, assumed, declarations, letter_of_credit)
    rate = tried(problems, partial(conversion, currency, market.currency, rates, fx or {}, on))
    desk = Desk(market, tariff, on, registered, assumed, declarations, unknown)
    groups = alike(desk, levies, lines, problems)
    if problems or rate is None:
        raise Refusal(*dict.fromkeys(problems))

    values = customs_values([line.value for line in lines], incoterm, freight, insurance, rate.rate)
    run = _Run(lines, values, on=on, exact=rounding == "exact", by_seller=incoterm == "DDP")
    for levy in levies:
        if levy.charge.per == "line":
            run.on_lines(levy.charge, groups)
        else:
            run.on_shipment(levy.charge, groups[0].figures[levy.charge.key])
    rows = run.rows()
    total = sum((row.amount for row in rows), Decimal(0))
    customs_value = sum(values, Decimal(0))
    parcel = _parcel(market, on, customs_value, rates, fx or {})
    return Landed(
        market=market.code, on=on, currency=market.currency, fx=rate, customs_value=customs_value, charges=rows,
        total_charges=total, landed_value=customs_value + total,
        questions=tuple(_questions(lines, groups)),
        warnings=tuple(dict.fromkeys(_warnings(market, in_force, levies, groups, parcel))),
    )


# The run --------------------------------------------------------------------------------------


class _Run:
    """The charges laid one after another on the lines, each on what stands before it.

    Amounts on a line are whole numbers of the smallest part of the currency that is ever counted, for
    speed: whole numbers are exact without looking for a common denominator.
    """

    def __init__(
        self, lines: Sequence[GoodsLine], values: Sequence[Decimal], *, on: date, exact: bool, by_seller: bool
    ) -> None:
        self.lines, self.values = lines, values
        self.on, self.exact, self.by_seller = on, exact, by_seller
        self.amounts: dict[str, Sequence[int]] = {"customs_value": _parts(values)}  # by line
        self.of_lines: list[Sequence[BorderCharge]] = []  # of each charge in turn
        self.of_shipment: list[BorderCharge] = []

    def on_lines(self, charge: Charge, groups: Sequence[Alike]) -> None:
        before = [self.amounts[name] for name in charge.base if name in self.amounts]  # a shipment may not bear one
        bases = [sum(amounts) for amounts in zip(*before, strict=True)] if before else [0] * len(self.lines)
        rows: dict[int, BorderCharge] = {}
        for group in groups:
            levied = self._rows(
                charge, group.figures[charge.key], [self.lines[place].id for place in group.places],
                [bases[place] for place in group.places])
            rows.update(zip(group.places, levied, strict=True))
        column = [rows[place] for place in range(len(self.lines))]
        self.of_lines.append(column)
        self.amounts[charge.key] = _parts([row.amount for row in column])

    def on_shipment(self, charge: Charge, figure: Figure) -> None:
        base = sum(sum(self.amounts[name]) for name in charge.base if name in self.amounts)
        row = next(self._rows(charge, figure, [SHIPMENT], [base]))
        self.of_shipment.append(row)
        self.amounts[charge.key] = _parts(shared(self.values, Fraction(row.amount)))

    def rows(self) -> tuple[BorderCharge, ...]:
        return (*chain.from_iterable(zip(*self.of_lines, strict=True)), *self.of_shipment)

    def _rows(self, charge: Charge, figure: Figure, ids: Sequence[str], bases: Sequence[int]) -> Iterator[BorderCharge]:
        pattern = self._pattern(charge, figure)
        levied = KINDS[charge.kind](charge, Exactly(bases, _PARTS), figure.law)
        unit, smallest = pattern.rounding.unit, SIX_DECIMALS.unit
        amounts = whole_units(*levied.amounts, pattern.rounding)
        shown = [smallest * base for base in whole_units(*levied.bases, SIX_DECIMALS)] if levied.bases else [None] * len(ids)
        for line, base, amount in zip(ids, shown, amounts, strict=True):
            yield varied(pattern, {"line": line, "amount": unit * amount, "base": base})

    def _pattern(self, charge: Charge, figure: Figure) -> BorderCharge:
        found = figure.duty
        return BorderCharge(
            line=SHIPMENT, name=charge.name, code=charge.key, label=name_of(charge.label, "charge"), base=None,
            rate=figure.law.value if charge.kind in ("rate", "inclusive") else None, amount=Decimal(0),
            payer="seller" if self.by_seller else charge.payer,
            recoverable=charge.recoverable and not self.by_seller, status=figure.status, source=figure.source,
            on=self.on, since=figure.since, until=figure.until,
            rounding=SIX_DECIMALS if self.exact else charge.rounding, known=figure.known, low=figure.low,
            high=figure.high, agreement=found.agreement if found else None, proof=found.proof if found else None,
            mfn=found.mfn if found else None, note=figure.note,
        )


_DIGITS = 6
_PARTS = 10**_DIGITS


def _parts(amounts: Sequence[Decimal]) -> Sequence[int]:
    return whole_numbers(amounts, _DIGITS)


def _questions(lines: Sequence[GoodsLine], groups: Sequence[Alike]) -> Iterator[Question]:
    """What is asked of the goods, line by line."""
    asked = (
        (place, text) for group in groups for figure in group.figures.values() if figure.duty is not None
        for text in figure.duty.questions for place in group.places
    )
    for place, text in sorted(asked, key=lambda one: one[0]):
        yield Question(line=lines[place].id, text=text)


def _warnings(
    market: Market, charges: Sequence[Charge], levies: Sequence[Levy], groups: Sequence[Alike],
    parcel: Money | None,
) -> Iterator[Warning]:
    """What the reader of the figures must know: rates that ended, fees not known or not counted."""
    labels = {charge.key: name_of(charge.label, "charge") for charge in charges}
    for key, figure in (found for group in groups for found in group.figures.items()):
        if figure.warning is not None:
            yield Warning(code=f"law:{market.code}/{key}", text=figure.warning)
        elif not figure.known and figure.note is not None:
            yield Warning(code=f"unknown:{market.code}/{key}",
                          text=N_("{charge}: {note}", charge=labels[key], note=figure.note))
    counted = {levy.charge.key for levy in levies}
    for charge in charges:
        if charge.per == "declaration" and charge.key not in counted:
            yield Warning(code=f"not_counted:{market.code}/{charge.key}", text=N_(
                "{charge} is due for each customs declaration and not counted, because the number of declarations is "
                "not stated.", charge=labels[charge.key],
            ))
    if parcel is not None:
        yield Warning(code=f"de_minimis:{market.code}", text=N_(
            "The shipment is not worth more than {limit}. {market} may let such a parcel in without these charges.",
            limit=parcel, market=name_of(market.name, "market"),
        ))


def _parcel(
    market: Market, on: date, customs_value: Decimal, rates: ExchangeRates | None, fx: Mapping[str, Decimal]
) -> Money | None:
    """The limit for small parcels that the shipment does not pass, in the currency the law states it in.

    No charge depends on it: where it has no value on the day or no rate leads to its currency, nothing is said.
    """
    if "de_minimis" not in market.parameters:
        return None
    limit = market.parameters.named("de_minimis")
    try:
        amount = limit.on(on).value
        rate = conversion(limit.unit, market.currency, rates, fx, on).rate
    except Refusal:
        return None
    assert amount is not None, "Parameter.on refuses an unknown value"
    return Money(amount=amount, currency=limit.unit) if customs_value <= amount * rate else None
