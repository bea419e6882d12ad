"""What a shipment costs at the border: the market's charges, run in the order its law applies them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Literal, TypeVar, get_args

from packagekit.domain.dated import DatedValue, NoRate, Source, Status
from packagekit.domain.estimate import Incoterm
from packagekit.domain.exchange import Conversion, ExchangeRate, ExchangeRates
from packagekit.domain.market import Charge, Market, Rounding, Tariff
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import N_, Percent, Problem, Refusal, Text, name_of
from packagekit.estimate.rounding import SIX_DECIMALS, RoundingMode, rounded, six_decimals
from packagekit.estimate.tariff import Duty, Unknown, claimable, duty

Found = TypeVar("Found")

ASSUMED = Source(title="assumed by the caller")

SHIPMENT = "shipment"
"""The line of a charge that is levied once on the whole shipment."""

_CARRIAGE_PAID = ("CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")  # ICC Incoterms 2020: price includes main carriage
_INSURED = ("CIF", "CIP", "DAP", "DPU", "DDP")  # and reaches the buyer with the risk of transport covered


class GoodsLine(Record):
    """Goods under one HS code; ``value`` in the shipment's currency, in the stated Incoterms term."""

    id: str
    hs: str  # six to ten digits, no dots
    value: Exact
    origin: str = "KR"
    preference: str = "best"  # none, an agreement's code, or the best one that can be proven
    proofs: tuple[str, ...] | None = None  # agreements whose certificate the seller delivers; None: all of them


class Question(Record):
    """What somebody who knows the goods must answer before a binding quotation."""

    line: str
    text: Text


class BorderCharge(Record):
    """One charge on one line, with all that is needed to check it.

    ``base x rate`` is the amount before ``rounding``. ``known`` False: the high end of a range.
    """

    line: str
    name: str
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


class _Figure(Record):
    """The rate or amount of a charge, and where it comes from."""

    value: Exact
    status: Status
    source: Source
    since: date | None = None
    until: date | None = None
    known: bool = True
    low: Exact | None = None
    high: Exact | None = None
    duty: Duty | None = None
    note: Text | None = None


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
    assume: Mapping[str, Decimal] | None = None,
    rounding: RoundingMode = "authority",
    unknown: Unknown = "refuse",
) -> Landed:
    """Customs value, every charge and the total of a shipment imported on a day.

    ``freight`` and ``insurance`` are in the lines' currency; what the term does not include is added
    to the customs value, shared by value. ``fx`` gives units of the market's currency for one unit
    of another and goes before ``rates``. ``registered`` is the importer's licence. ``assume``
    replaces rates (of a fixed charge: the amount) by charge name. Under DDP the seller pays the
    charges and gets nothing back, because he is no taxpayer there. Raises Refusal with every fault:
    unknown charge, preference, code or rate, a negative amount, a missing exchange rate.
    """
    assumed = dict(assume or {})
    charges = tuple(c for c in market.charges if _in_force(c, on))
    problems = _faults(market, charges, lines, incoterm, {"freight": freight, "insurance": insurance}, assumed)
    conversion = _tried(problems, partial(_conversion, currency, market.currency, rates, fx or {}, on))
    figures: dict[tuple[str, str], _Figure] = {}
    for line in lines:
        for charge in charges:
            figure = _tried(problems, partial(
                _figure, market, tariff, charge, line, on=on, registered=registered, assumed=assumed, unknown=unknown))
            if figure is not None:
                figures[line.id, charge.name] = figure
    if problems or conversion is None:
        raise Refusal(*dict.fromkeys(problems))

    values = _customs_values(lines, incoterm, freight, insurance, Fraction(conversion.rate))
    by_seller = incoterm == "DDP"
    rows: list[BorderCharge] = []
    sums: dict[str, Decimal] = {"customs_value": sum(values, Decimal(0))}
    for line, value in zip(lines, values, strict=True):
        earlier = {"customs_value": value}
        for charge in charges:
            if charge.per == "line":
                row = _row(charge, line.id, earlier, figures[line.id, charge.name], on, rounding, by_seller)
                rows.append(row)
                earlier[charge.name] = row.amount
                sums[charge.name] = sums.get(charge.name, Decimal(0)) + row.amount
    for charge in charges:
        if charge.per == "shipment" and lines:
            row = _row(charge, SHIPMENT, sums, figures[lines[0].id, charge.name], on, rounding, by_seller)
            rows.append(row)
            sums[charge.name] = row.amount
    total = sum((row.amount for row in rows), Decimal(0))
    return Landed(
        market=market.code, on=on, currency=market.currency, fx=conversion, customs_value=sums["customs_value"],
        charges=tuple(rows), total_charges=total, landed_value=sums["customs_value"] + total,
        questions=tuple(
            Question(line=line_id, text=text) for (line_id, _), figure in figures.items() if figure.duty is not None
            for text in figure.duty.questions
        ),
    )


def _in_force(charge: Charge, on: date) -> bool:
    return (charge.since is None or charge.since <= on) and (charge.until is None or on <= charge.until)


# What may be wrong ----------------------------------------------------------------------------


def _tried(problems: list[Problem], read: Callable[[], Found]) -> Found | None:
    """The result, or its problems beside those of the others: all faults are told at once."""
    try:
        return read()
    except Refusal as refusal:
        problems.extend(refusal.problems)
        return None


def _faults(
    market: Market, charges: Sequence[Charge], lines: Sequence[GoodsLine], incoterm: str,
    costs: Mapping[str, Decimal], assumed: Mapping[str, Decimal],
) -> list[Problem]:
    problems = []
    names = tuple(dict.fromkeys(c.name for c in charges))
    choose = N_("Choose one of: {choices}.", choices=names)
    for name, value in assumed.items():
        if name not in names:
            what = N_("{market} has no charge called {name}.", market=market.code, name=name)
            problems.append(Problem(where=f"assume/{name}", what=what, how=choose))
        elif value < 0:
            problems.append(_negative(f"assume/{name}"))
    if incoterm not in get_args(Incoterm):
        problems.append(Problem(
            where="incoterm", what=N_("{term} is not an Incoterms 2020 term.", term=incoterm),
            how=N_("Choose one of: {choices}.", choices=get_args(Incoterm)),
        ))
    problems.extend(_negative(name) for name, cost in costs.items() if cost < 0)
    problems.extend(_negative(f"lines/{line.id}/value") for line in lines if line.value < 0)
    for line_id in (name for name, times in Counter(line.id for line in lines).items() if times > 1):
        problems.append(Problem(
            where=f"lines/{line_id}", what=N_("Two lines are called {line}.", line=line_id),
            how=N_("Give every line its own name."),
        ))
    for line in lines:
        if re.fullmatch(r"[0-9]{6,10}", line.hs) is None:
            problems.append(Problem(
                where=f"lines/{line.id}/hs", what=N_("{hs} is not an HS code.", hs=line.hs),
                how=N_("Write six to ten digits without dots."),
            ))
    if not lines:
        problems.append(Problem(
            where="lines", what=N_("There are no goods."), how=N_("State at least one line with its HS code and value."),
        ))
    return problems


def _negative(where: str) -> Problem:
    return Problem(where=where, what=N_("The figure is negative."), how=N_("Enter zero or more."))


# Values and rates -----------------------------------------------------------------------------


def _conversion(
    base: str, quote: str, rates: ExchangeRates | None, fx: Mapping[str, Decimal], on: date
) -> Conversion:
    if base in fx and base != quote:
        if fx[base] <= 0:
            raise Refusal(Problem(
                where=f"fx/{base}", what=N_("The exchange rate is not above zero."),
                how=N_("Enter how many {quote} one {base} is.", quote=quote, base=base),
            ))
        given = ExchangeRate(base=base, quote=quote, day=on, rate=fx[base], source=ASSUMED, status=Status.USER)
        return Conversion(base=base, quote=quote, rate=given.rate, day=on, status=Status.USER, via=(given,))
    return (rates or ExchangeRates(rates=())).between(base, quote, on)


def _customs_values(
    lines: Sequence[GoodsLine], incoterm: str, freight: Decimal, insurance: Decimal, rate: Fraction
) -> tuple[Decimal, ...]:
    """The CIF value of each line. Each is cut from the running total, so that together they lose nothing."""
    added = Fraction(0 if incoterm in _CARRIAGE_PAID else freight) + Fraction(0 if incoterm in _INSURED else insurance)
    goods = sum((Fraction(line.value) for line in lines), Fraction(0))
    values, running, counted = [], Fraction(0), Decimal(0)
    for line in lines:
        part = Fraction(line.value) / goods if goods else Fraction(1, len(lines))
        running += (Fraction(line.value) + added * part) * rate
        values.append(six_decimals(running) - counted)
        counted = six_decimals(running)
    return tuple(values)


def _figure(
    market: Market, tariff: Tariff, charge: Charge, line: GoodsLine, *, on: date, registered: bool,
    assumed: Mapping[str, Decimal], unknown: Unknown,
) -> _Figure:
    if charge.name in assumed:
        return _Figure(value=assumed[charge.name], status=Status.USER, source=ASSUMED)
    where = f"lines/{line.id}"
    if charge.rate == "tariff":
        agreements = claimable(
            market, on=on, origin=line.origin, preference=line.preference, proofs=line.proofs,
            where=f"{where}/preference",
        )
        found = duty(market, tariff, on=on, hs=line.hs, agreements=agreements, unknown=unknown, where=f"{where}/hs")
        return _of_value(found.value, found.rate, known=found.known, low=found.low, high=found.high, duty=found)
    value = market.parameters.named(_parameter(charge, line, registered)).record_on(on)
    if value.value is not None:
        return _of_value(value, value.value)
    if unknown == "refuse" or value.high is None:
        raise NoRate(Problem(
            where=f"{market.code}/{charge.name}",
            what=N_("{charge} of {market} on {day} is not known.",
                    charge=name_of(charge.label, "charge"), market=market.code, day=on),
            how=N_("Enter the rate with its source before quoting with it."),
        ))
    return _of_value(value, value.high, known=False, low=value.low, high=value.high)


def _parameter(charge: Charge, line: GoodsLine, registered: bool) -> str:
    if not registered and charge.rate_unregistered is not None:
        return charge.rate_unregistered
    special = max((hs for hs in charge.rate_by_hs if line.hs.startswith(hs)), key=len, default=None)
    return charge.rate if special is None else charge.rate_by_hs[special]


def _of_value(
    value: DatedValue, rate: Decimal, *, known: bool = True, low: Decimal | None = None, high: Decimal | None = None,
    duty: Duty | None = None,
) -> _Figure:
    note = None
    if not known and low is not None and high is not None:
        note = N_("The rate is not known. The high end of {low} to {high} is counted.",
                  low=Percent(ratio=low), high=Percent(ratio=high))
    return _Figure(
        value=rate, status=value.status, source=value.source, since=value.since, until=value.until, known=known,
        low=low, high=high, duty=duty, note=note,
    )


# The charge kinds -----------------------------------------------------------------------------


def _base(charge: Charge, earlier: Mapping[str, Decimal]) -> Fraction:
    """The part of the earlier amounts that is taxed: their sum, or Indonesia's eleven twelfths of it."""
    whole = sum((Fraction(earlier[name]) for name in charge.base), Fraction(0))
    return whole if charge.share is None else whole * charge.share.numerator / charge.share.denominator


def _row(
    charge: Charge, line: str, earlier: Mapping[str, Decimal], figure: _Figure, on: date, rounding: RoundingMode,
    by_seller: bool,
) -> BorderCharge:
    base = None if charge.kind == "fixed" else _base(charge, earlier)
    amount = Fraction(figure.value) if base is None else base * Fraction(figure.value)
    to = charge.rounding if rounding == "authority" else SIX_DECIMALS
    return BorderCharge(
        line=line, name=charge.name, label=name_of(charge.label, "charge"),
        base=None if base is None else six_decimals(base), rate=None if base is None else figure.value,
        amount=rounded(amount, to), payer="seller" if by_seller else charge.payer,
        recoverable=charge.recoverable and not by_seller, status=figure.status, source=figure.source, on=on,
        since=figure.since, until=figure.until, rounding=to, known=figure.known, low=figure.low, high=figure.high,
        agreement=figure.duty.agreement if figure.duty else None, proof=figure.duty.proof if figure.duty else None,
        mfn=figure.duty.mfn if figure.duty else None, note=figure.note,
    )
