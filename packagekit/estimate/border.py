"""What a shipment costs at the border: the market's charges, run in the order its law applies them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Literal, NamedTuple, TypeVar

from packagekit.domain.dated import DatedValue, NoRate, Source, Status
from packagekit.domain.estimate import Incoterm, Warning
from packagekit.domain.exchange import Conversion, ExchangeRates
from packagekit.domain.market import Charge, Market, Rounding, Tariff
from packagekit.domain.money import Money
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import N_, Percent, Problem, Refusal, Text, name_of
from packagekit.estimate.charges import KINDS, Law
from packagekit.estimate.customs_value import ASSUMED, conversion, customs_values, shared
from packagekit.estimate.rounding import SIX_DECIMALS, RoundingMode, rounded_ratio
from packagekit.estimate.shipment import GoodsLine, faults_of
from packagekit.estimate.tariff import Duty, Unknown, claimable, duty

__all__ = ["ASSUMED", "SHIPMENT", "BorderCharge", "GoodsLine", "Landed", "Question", "landed"]

Found = TypeVar("Found")

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


class _Figure(Record):
    """What the law puts into a charge, and where it was read."""

    law: Law
    status: Status
    source: Source
    since: date | None = None
    until: date | None = None
    known: bool = True
    low: Exact | None = None
    high: Exact | None = None
    duty: Duty | None = None
    note: Text | None = None
    warning: Text | None = None


class _Levy(NamedTuple):
    """A charge that this shipment bears, and the caller's figure for it."""

    charge: Charge
    assumed: Decimal | None


class _Desk(NamedTuple):
    """What every figure is read from."""

    market: Market
    tariff: Tariff
    on: date
    registered: bool
    assumed: Mapping[str, Decimal]
    declarations: int
    unknown: Unknown


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
    levies = _levies(in_force, assumed, declarations, letter_of_credit)
    rate = _tried(problems, partial(conversion, currency, market.currency, rates, fx or {}, on))
    desk = _Desk(market, tariff, on, registered, assumed, declarations, unknown)
    figures = _figures(desk, levies, lines, problems)
    if problems or rate is None:
        raise Refusal(*dict.fromkeys(problems))

    values = customs_values([line.value for line in lines], incoterm, freight, insurance, rate.rate)
    run = _Run(values, on=on, exact=rounding == "exact", by_seller=incoterm == "DDP")
    for levy in levies:
        if levy.charge.per == "line":
            run.on_lines(levy.charge, lines, [figures[line.id, levy.charge.key] for line in lines])
        else:
            run.on_shipment(levy.charge, figures[lines[0].id, levy.charge.key])
    rows = run.rows()
    total = sum((row.amount for row in rows), Decimal(0))
    customs_value = sum(values, Decimal(0))
    return Landed(
        market=market.code, on=on, currency=market.currency, fx=rate, customs_value=customs_value, charges=rows,
        total_charges=total, landed_value=customs_value + total,
        questions=tuple(
            Question(line=line, text=text) for (line, _), figure in figures.items() if figure.duty is not None
            for text in figure.duty.questions
        ),
        warnings=tuple(dict.fromkeys(_warnings(market, on, in_force, levies, figures, customs_value))),
    )


def _levies(
    charges: Sequence[Charge], assumed: Mapping[str, Decimal], declarations: int, letter_of_credit: bool
) -> tuple[_Levy, ...]:
    """The charges of this shipment. An assumed figure levies its charge even where nothing else would."""
    codes = {charge.key for charge in charges}
    levies, summed = [], set()
    for charge in charges:
        figure = assumed.get(charge.key)
        if figure is None and charge.name in assumed and charge.name not in codes:
            if charge.name in summed:
                continue
            summed.add(charge.name)
            figure = assumed[charge.name]
            charge = charge.model_copy(update={"kind": "fixed", "per": "shipment"})
        elif figure is not None and charge.kind == "tiered":
            charge = charge.model_copy(update={"kind": "fixed"})
        elif figure is None and (
            (charge.per == "declaration" and not declarations)
            or (charge.only_if == "letter_of_credit" and not letter_of_credit)
        ):
            continue
        levies.append(_Levy(charge, figure))
    return tuple(levies)


# Figures --------------------------------------------------------------------------------------


def _tried(problems: list[Problem], read: Callable[[], Found]) -> Found | None:
    """The result, or its problems beside those of the others: all faults are told at once."""
    try:
        return read()
    except Refusal as refusal:
        problems.extend(refusal.problems)
        return None


def _figures(
    desk: _Desk, levies: Sequence[_Levy], lines: Sequence[GoodsLine], problems: list[Problem]
) -> dict[tuple[str, str], _Figure]:
    """The figure of each charge on each line, read once for all lines that are alike."""
    figures: dict[tuple[str, str], _Figure] = {}
    read: dict[tuple[object, ...], _Figure] = {}
    for line in lines:
        alike = (line.hs, line.origin, line.preference, line.proofs)
        for levy in levies:
            found = read.get((levy.charge.key, alike))
            if found is None:
                found = _tried(problems, partial(_figure, desk, levy, line))
            if found is not None:
                read[levy.charge.key, alike] = figures[line.id, levy.charge.key] = found
    return figures


def _figure(desk: _Desk, levy: _Levy, line: GoodsLine) -> _Figure:
    charge = levy.charge
    agreements = ()
    if charge.rate == "tariff":  # a preference that cannot be claimed is refused even where the duty is assumed
        agreements = claimable(
            desk.market, on=desk.on, origin=line.origin, preference=line.preference, proofs=line.proofs,
            where=f"lines/{line.id}/preference",
        )
    local = None
    if charge.includes is not None:
        local = desk.assumed.get(charge.includes, desk.market.parameters.on(charge.includes, desk.on).value)
    times = max(1, desk.declarations) if charge.per == "declaration" else 1
    if levy.assumed is not None:
        return _Figure(law=Law(value=levy.assumed, local=local, times=times), status=Status.USER, source=ASSUMED)
    if charge.schedule is not None:
        schedule = desk.market.schedule_on(charge.schedule, desk.on)
        return _Figure(
            law=Law(value=None, schedule=schedule), status=schedule.status, source=schedule.source,
            since=schedule.since, until=schedule.until,
        )
    if charge.rate == "tariff":
        found = duty(desk.market, desk.tariff, on=desk.on, hs=line.hs, agreements=agreements, unknown=desk.unknown,
                     where=f"lines/{line.id}/hs")
        return _of_value(found.value, Law(value=found.rate), known=found.known, low=found.low, high=found.high, duty=found)
    value = desk.market.parameters.named(_parameter(charge, line, desk.registered)).record_on(desk.on)
    if value.value is not None:
        return _of_value(value, Law(value=value.value, local=local, times=times), low=value.low, high=value.high)
    if value.high is None or (desk.unknown == "refuse" and charge.kind != "fixed"):
        raise NoRate(Problem(
            where=f"{desk.market.code}/{charge.key}",
            what=N_("{charge} of {market} on {day} is not known.",
                    charge=name_of(charge.label, "charge"), market=desk.market.code, day=desk.on),
            how=N_("Enter the rate with its source before quoting with it."),
        ))
    return _of_value(value, Law(value=value.high, local=local, times=times), known=False, low=value.low, high=value.high,
                     fee_in=desk.market.currency if charge.kind == "fixed" else None)


def _parameter(charge: Charge, line: GoodsLine, registered: bool) -> str:
    assert charge.rate is not None, "only a tiered charge has no rate, and it has a schedule"
    if not registered and charge.rate_unregistered is not None:
        return charge.rate_unregistered
    special = max((hs for hs in charge.rate_by_hs if line.hs.startswith(hs)), key=len, default=None)
    return charge.rate if special is None else charge.rate_by_hs[special]


def _of_value(
    value: DatedValue, law: Law, *, known: bool = True, low: Decimal | None = None, high: Decimal | None = None,
    duty: Duty | None = None, fee_in: str | None = None,
) -> _Figure:
    note = None
    if not known and low is not None and high is not None:
        note = (
            N_("The fee is not known. The high end of {low} to {high} is counted.",
               low=Money(amount=low, currency=fee_in), high=Money(amount=high, currency=fee_in))
            if fee_in is not None else
            N_("The rate is not known. The high end of {low} to {high} is counted.",
               low=Percent(ratio=low), high=Percent(ratio=high))
        )
    return _Figure(
        law=law, status=value.status, source=value.source, since=value.since, until=value.until, known=known,
        low=low, high=high, duty=duty, note=note,
        warning=None if value.warning is None else name_of(value.warning, "rule"),
    )


# The run --------------------------------------------------------------------------------------


class _Run:
    """The charges laid one after another on the lines, each on what stands before it."""

    def __init__(self, values: Sequence[Decimal], *, on: date, exact: bool, by_seller: bool) -> None:
        self.values = values
        self.on, self.exact, self.by_seller = on, exact, by_seller
        self.amounts: dict[str, Sequence[Decimal]] = {"customs_value": values}  # by line
        self.of_lines: list[list[BorderCharge]] = [[] for _ in values]
        self.of_shipment: list[BorderCharge] = []
        self.patterns: dict[tuple[str, int], BorderCharge] = {}

    def on_lines(self, charge: Charge, lines: Sequence[GoodsLine], figures: Sequence[_Figure]) -> None:
        before = [self.amounts[name] for name in charge.base if name in self.amounts]
        for place, (line, figure) in enumerate(zip(lines, figures, strict=True)):
            base = sum((amounts[place] for amounts in before), Decimal(0))
            self.of_lines[place].append(self._row(charge, line.id, base, figure))
        self.amounts[charge.key] = [rows[-1].amount for rows in self.of_lines]

    def on_shipment(self, charge: Charge, figure: _Figure) -> None:
        base = sum((sum(self.amounts[name], Decimal(0)) for name in charge.base if name in self.amounts), Decimal(0))
        row = self._row(charge, SHIPMENT, base, figure)
        self.of_shipment.append(row)
        self.amounts[charge.key] = shared(self.values, Fraction(row.amount))

    def rows(self) -> tuple[BorderCharge, ...]:
        return (*(row for rows in self.of_lines for row in rows), *self.of_shipment)

    def _row(self, charge: Charge, line: str, base: Decimal, figure: _Figure) -> BorderCharge:
        pattern = self.patterns.get((charge.key, id(figure)))
        if pattern is None:
            pattern = self.patterns[charge.key, id(figure)] = self._pattern(charge, figure)
        levied = KINDS[charge.kind](charge, base.as_integer_ratio(), figure.law)
        return pattern.model_copy(update={  # a copy, because a shipment may have ten thousand of them
            "line": line, "amount": rounded_ratio(*levied.amount, pattern.rounding),
            "base": None if levied.base is None else rounded_ratio(*levied.base, SIX_DECIMALS),
        })

    def _pattern(self, charge: Charge, figure: _Figure) -> BorderCharge:
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


def _warnings(
    market: Market, on: date, charges: Sequence[Charge], levies: Sequence[_Levy],
    figures: Mapping[tuple[str, str], _Figure], customs_value: Decimal,
) -> Iterator[Warning]:
    """What the reader of the figures must know: rates that ended, fees not known or not counted."""
    labels = {charge.key: name_of(charge.label, "charge") for charge in charges}
    for (_, key), figure in figures.items():
        if figure.warning is not None:
            yield Warning(code=f"{market.code}/{key}", text=figure.warning)
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
    if "de_minimis" in market.parameters:
        limit = market.parameters.named("de_minimis").record_on(on).value
        if limit is not None and customs_value <= limit:
            yield Warning(code=f"de_minimis:{market.code}", text=N_(
                "The shipment is not worth more than {limit}. {market} may let such a parcel in without these charges.",
                limit=Money(amount=limit, currency=market.currency), market=name_of(market.name, "market"),
            ))
