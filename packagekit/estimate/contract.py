"""What the buyer's country takes from a foreign seller's contract: by activity, net or gross of each tax."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from packagekit.domain.dated import DatedValue, Source, Status, worst
from packagekit.domain.estimate import Warning
from packagekit.domain.market import ContractCharge, ContractTax, Market, Rounding
from packagekit.domain.money import minor_digits
from packagekit.domain.record import Exact, Record, Table
from packagekit.domain.text import N_, Percent, Problem, Refusal, Text, name_of
from packagekit.estimate.customs_value import ASSUMED
from packagekit.estimate.rounding import SIX_DECIMALS, RoundingMode, rounded

Bearer = Literal["buyer", "seller"]
TaxName = Literal["income_tax", "vat"]
TAXES: tuple[TaxName, ...] = ("income_tax", "vat")
TREATY_PARTNER = "KR"
"""The markets' treaty rates are those of their treaties with Korea."""


class ContractLine(Record):
    """One price of the contract for one activity; whether it is net of a tax is said by who bears it."""

    id: str
    activity: str
    amount: Exact
    assume: Table[str, Exact] = {}  # rates by tax name, for this line only


class TaxRow(Record):
    """One tax on one line: ``base x rate`` is the amount before ``rounding``.

    Rate 0 with a ``reason`` is a tax that the market does not levy on the activity.
    """

    label: Text
    base: Exact
    rate: Exact
    amount: Exact
    payer: Bearer
    recoverable: bool
    status: Status
    source: Source
    on: date
    since: date | None  # the days the rate holds; None for an assumed rate and for a tax not levied
    until: date | None
    rounding: Rounding
    treaty: bool = False  # the rate is the treaty's, to be claimed with ``proof``
    proof: Text | None = None
    low: Exact | None = None  # where sources conflict about the rate
    high: Exact | None = None
    reason: Text | None = None
    note: Text | None = None


class TaxedLine(Record):
    id: str
    activity: str
    amount: Exact
    income_tax: TaxRow
    vat: TaxRow
    seller_receives: Exact
    buyer_pays: Exact


class ContractTotals(Record):
    income_tax: Exact
    vat: Exact
    seller_receives: Exact
    buyer_pays: Exact


class ContractTaxes(Record):
    """A contract after tax, in its own currency; the lines add up to the totals."""

    market: str
    on: date
    currency: str
    lines: tuple[TaxedLine, ...]
    totals: ContractTotals
    warnings: tuple[Warning, ...] = ()


class _Figure(Record):
    value: Exact
    status: Status
    source: Source
    since: date | None = None
    until: date | None = None
    treaty: bool = False
    low: Exact | None = None
    high: Exact | None = None
    reason: Text | None = None
    note: Text | None = None
    warning: Text | None = None


def contract_tax(
    market: Market,
    *,
    on: date,
    currency: str,
    lines: Sequence[ContractLine],
    income_tax_borne_by: Bearer = "seller",
    vat_borne_by: Bearer = "buyer",
    split: bool = True,
    treaty: bool = False,
    seller_country: str = TREATY_PARTNER,
    assume: Mapping[str, Decimal] | None = None,
    rounding: RoundingMode = "exact",
) -> ContractTaxes:
    """Income tax and VAT on each line, what the seller receives and what the buyer pays.

    A tax borne by the ``buyer`` is not in the amounts and is grossed up as the market's law says;
    one borne by the ``seller`` is in them. ``split`` False taxes the whole contract as one.
    ``treaty`` takes the Korea treaty's rate where it is lower. ``assume`` replaces the rates of
    ``income_tax`` and ``vat`` for the whole contract, a line's own ``assume`` for that line.
    Authority rounding counts in the currency's smallest unit in the direction the law rounds.
    Raises Refusal with every fault: unknown activity, tax name or rate, a negative amount.
    """
    law = market.contract_tax
    problems = _faults(market, law, lines, treaty, seller_country, assume or {})
    figures: dict[tuple[str, TaxName], _Figure] = {}
    for line in lines:
        for tax in TAXES:
            assumed = {**(assume or {}), **line.assume}
            try:
                if tax in assumed:
                    figures[line.id, tax] = _Figure(value=assumed[tax], status=Status.USER, source=ASSUMED)
                elif line.activity in law.activities:
                    figures[line.id, tax] = _figure(market, lines, line, tax, on, split, treaty)
            except Refusal as refusal:
                problems.extend(refusal.problems)
    if problems:
        raise Refusal(*dict.fromkeys(problems))
    to = _rounding(law, market, currency, rounding)
    bearers: dict[TaxName, Bearer] = {"income_tax": income_tax_borne_by, "vat": vat_borne_by}
    taxed = tuple(
        _taxed(law, line, figures[line.id, "income_tax"], figures[line.id, "vat"], bearers, on, to) for line in lines
    )
    return ContractTaxes(
        market=market.code, on=on, currency=currency, lines=taxed,
        totals=ContractTotals(
            income_tax=sum((t.income_tax.amount for t in taxed), Decimal(0)),
            vat=sum((t.vat.amount for t in taxed), Decimal(0)),
            seller_receives=sum((t.seller_receives for t in taxed), Decimal(0)),
            buyer_pays=sum((t.buyer_pays for t in taxed), Decimal(0)),
        ),
        warnings=tuple(dict.fromkeys(_warnings(market, figures, treaty))),
    )


def _warnings(
    market: Market, figures: Mapping[tuple[str, TaxName], _Figure], treaty: bool
) -> Iterator[Warning]:
    """What the reader of the figures must know: rates that ended, a treaty that does not exist."""
    if treaty and market.contract_tax.treaty_proof is None:
        yield Warning(code=f"no_treaty:{market.code}", text=N_(
            "No tax treaty between Korea and {market} is known, so the domestic rates are counted.",
            market=name_of(market.name, "market"),
        ))
    for (_, tax), figure in figures.items():
        if figure.warning is not None:
            yield Warning(code=f"law:{market.code}/{tax}", text=figure.warning)


def _rounding(law: ContractTax, market: Market, currency: str, mode: RoundingMode) -> Rounding:
    if mode == "exact":
        return SIX_DECIMALS
    if currency == market.currency:
        return law.rounding
    return Rounding(unit=Decimal(1).scaleb(-minor_digits(currency)), mode=law.rounding.mode)


def _taxed(
    law: ContractTax, line: ContractLine, income: _Figure, vat: _Figure, bearers: Mapping[TaxName, Bearer], on: date,
    to: Rounding,
) -> TaxedLine:
    levied = _METHODS[law.method](
        Fraction(line.amount), Fraction(income.value), Fraction(vat.value),
        bearers["income_tax"] == "seller", bearers["vat"] == "seller",
    )

    def row(tax: TaxName, figure: _Figure, base: Fraction, label: str, recoverable: bool) -> TaxRow:
        return TaxRow(
            label=name_of(label, "charge"), base=rounded(base, to), rate=figure.value,
            amount=rounded(base * Fraction(figure.value), to), payer=bearers[tax], recoverable=recoverable,
            status=figure.status, source=figure.source, on=on, since=figure.since, until=figure.until, rounding=to,
            treaty=figure.treaty, low=figure.low, high=figure.high, reason=figure.reason, note=figure.note,
            proof=name_of(law.treaty_proof, "preference") if figure.treaty and law.treaty_proof is not None else None,
        )

    rows = (
        row("income_tax", income, levied.income_base, law.income_tax_label, False),
        row("vat", vat, levied.vat_base, law.vat_label, law.vat_recoverable),
    )
    return TaxedLine(
        id=line.id, activity=line.activity, amount=line.amount, income_tax=rows[0], vat=rows[1],
        seller_receives=line.amount - sum((r.amount for r in rows if r.payer == "seller"), Decimal(0)),
        buyer_pays=line.amount + sum((r.amount for r in rows if r.payer == "buyer"), Decimal(0)),
    )


# The shapes of the laws -----------------------------------------------------------------------


class _Levied(NamedTuple):
    """The revenue each tax is taken of."""

    income_base: Fraction
    vat_base: Fraction


def _vn_fct_2014(amount: Fraction, income: Fraction, vat: Fraction, income_in: bool, vat_in: bool) -> _Levied:
    """Vietnam's foreign contractor tax, articles 12 and 13 of Circular 103/2014/TT-BTC.

    VAT is taken of the revenue with income tax in it and VAT too, income tax of the revenue without
    VAT: ``vat_base = income_base / (1 - vat)``. What differs is which of the two the amount states.
    """
    if income_in and vat_in:  # amount = vat_base
        return _Levied(amount * (1 - vat), amount)
    if income_in:  # amount = income_base
        return _Levied(amount, amount / (1 - vat))
    if not vat_in:  # amount = income_base less income tax
        return _Levied(amount / (1 - income), amount / (1 - income) / (1 - vat))
    # amount = vat_base less income tax, and income tax = income x (1 - vat) x vat_base
    whole = amount / (1 - income * (1 - vat))
    return _Levied(whole * (1 - vat), whole)


def _withholding(amount: Fraction, income: Fraction, vat: Fraction, income_in: bool, vat_in: bool) -> _Levied:
    """Income tax withheld from the gross price, VAT added on top of it: both have one base.

    ``amount = base x (1 - income, unless it is in the amount; + vat, if it is in the amount)``.
    """
    base = amount / (1 - (0 if income_in else income) + (vat if vat_in else 0))
    return _Levied(base, base)


_METHODS: Mapping[str, Callable[[Fraction, Fraction, Fraction, bool, bool], _Levied]] = {
    "vn_fct_2014": _vn_fct_2014,
    "withholding": _withholding,
}


# Rates ----------------------------------------------------------------------------------------


def _figure(
    market: Market, lines: Sequence[ContractLine], line: ContractLine, tax: TaxName, on: date, split: bool,
    treaty: bool,
) -> _Figure:
    law = market.contract_tax
    activities = {line.activity} if split else {other.activity for other in lines} & law.activities.keys()
    if len(activities) == 1:
        return _of_charge(market, law.activities[line.activity], tax, on, treaty)
    if law.undivided is not None and activities <= set(law.undivided_covers):
        whole = _of_charge(market, law.undivided, tax, on, treaty)
        return whole.model_copy(update={"note": N_("The contract states one price for several activities.")})
    each = [_of_charge(market, law.activities[activity], tax, on, treaty) for activity in sorted(activities)]
    highest = max(each, key=lambda figure: figure.value)
    return highest.model_copy(update={
        "status": worst([highest.status, law.highest_rate.status]),
        "note": N_("The contract states one price for several activities; the highest rate of them all applies."),
    })


def _of_charge(market: Market, charge: ContractCharge, tax: TaxName, on: date, treaty: bool) -> _Figure:
    parameter = charge.income_tax if tax == "income_tax" else charge.vat
    if parameter is None:
        assert charge.reason is not None and charge.source is not None and charge.status is not None
        where = charge.source
        source = where.model_copy(update={"title": charge.reason, "document": where.document or where.title})
        return _Figure(value=Decimal(0), status=charge.status, source=source, reason=name_of(charge.reason, "charge"))
    domestic = _of_parameter(market, parameter, on)
    if not treaty or tax != "income_tax" or charge.income_tax_treaty is None:
        return domestic
    claimed = _of_parameter(market, charge.income_tax_treaty, on)
    return claimed.model_copy(update={"treaty": True}) if claimed.value < domestic.value else domestic


def _of_parameter(market: Market, name: str, on: date) -> _Figure:
    read = market.parameters.on(name, on)
    return _Figure(
        value=market.parameters.value(name, on), status=read.status, source=read.source, since=read.since,
        until=read.until, low=read.low, high=read.high, note=_range_note(read),
        warning=None if read.warning is None else name_of(read.warning, "rule"),
    )


def _range_note(read: DatedValue) -> Text | None:
    if read.value is None or read.low is None or read.high is None or read.low == read.high:
        return None
    return N_("Between {low} and {high} by line or by source; {counted} is counted.",
              low=Percent(ratio=read.low), high=Percent(ratio=read.high), counted=Percent(ratio=read.value))


# What may be wrong ----------------------------------------------------------------------------


def _faults(
    market: Market, law: ContractTax, lines: Sequence[ContractLine], treaty: bool, seller_country: str,
    assume: Mapping[str, Decimal],
) -> list[Problem]:
    problems = []
    for line in lines:
        where = f"lines/{line.id}"
        if line.activity not in law.activities:
            problems.append(Problem(
                where=f"{where}/activity",
                what=N_("{market} has no rule for the activity {activity}.", market=market.code, activity=line.activity),
                how=N_("Choose one of: {choices}.", choices=tuple(law.activities)),
            ))
        if line.amount < 0:
            problems.append(Problem(
                where=f"{where}/amount", what=N_("The figure is negative."), how=N_("Enter zero or more."),
            ))
    for line_id in (name for name, times in Counter(line.id for line in lines).items() if times > 1):
        problems.append(Problem(
            where=f"lines/{line_id}", what=N_("Two lines are called {line}.", line=line_id),
            how=N_("Give every line its own name."),
        ))
    for where, assumed in [("assume", assume), *((f"lines/{line.id}/assume", line.assume) for line in lines)]:
        problems.extend(_faults_of_assumption(market, where, assumed))
    if treaty and seller_country != TREATY_PARTNER:
        problems.append(Problem(
            where="treaty",
            what=N_("The treaty rates of {market} are those for sellers from Korea, not from {country}.",
                    market=market.code, country=seller_country),
            how=N_("Leave the treaty out, or assume the rate of the seller's own treaty."),
        ))
    if not lines:
        problems.append(Problem(
            where="lines", what=N_("The contract has no lines."), how=N_("State at least one line with its activity."),
        ))
    return problems


def _faults_of_assumption(market: Market, where: str, assumed: Mapping[str, Decimal]) -> list[Problem]:
    problems = []
    for name, rate in assumed.items():
        if name not in TAXES:
            problems.append(Problem(
                where=f"{where}/{name}",
                what=N_("{market} has no charge called {name}.", market=market.code, name=name),
                how=N_("Choose one of: {choices}.", choices=TAXES),
            ))
        elif not 0 <= rate < 1:
            problems.append(Problem(
                where=f"{where}/{name}", what=N_("A tax rate lies from 0 to less than 1."),
                how=N_("Write 5% as 0.05."),
            ))
    return problems
