"""The market's law for one case: what a shipment costs at the border, and what is taken from a contract."""

from __future__ import annotations

import gc
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, ValidationError

from packagekit.domain.dated import DatedValue
from packagekit.domain.market import Market, Tariff
from packagekit.domain.money import CurrencyCode, Money
from packagekit.domain.person import Person
from packagekit.domain.record import Exact, Record, Table
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.estimate.border import GoodsLine, Landed
from packagekit.estimate.border import landed as landed_under
from packagekit.estimate.certificates import Certificate, Declared
from packagekit.estimate.certificates import certificates as certificates_under
from packagekit.estimate.contract import Bearer, ContractLine, ContractTaxes
from packagekit.estimate.contract import contract_tax as taxed_under
from packagekit.estimate.customs_value import conversion
from packagekit.estimate.rounding import RoundingMode
from packagekit.estimate.tariff import Unknown
from packagekit.storage.catalogs import Catalogs
from packagekit.storage.faults import problems_of
from packagekit.workflow.house import House
from packagekit.workflow.house import catalogs as visible
from packagekit.workflow.rights import use_case

_PAPER = "origin_certificate"  # of the seller's parameters: what one certificate costs him


def _within_reach(value: Decimal) -> Decimal:
    if (value and not -12 <= value.adjusted() <= 18) or int(value.as_tuple().exponent) < -18:
        raise ValueError("no amount or rate has so many digits")
    return value


Figure = Annotated[Exact, AfterValidator(_within_reach)]
"""An exact decimal of a size that money and rates have: 1e999999 is no price."""


class Importer(Record):
    registered: bool = True  # holds the importer's licence, where the law asks for one


class Goods(GoodsLine):
    """A line of goods as callers write it; a currency of its own must be the case's."""

    value: Figure
    currency: CurrencyCode | None = None


class LandedCase(Record):
    """A shipment as callers write it: ``value`` in ``currency`` under ``incoterm``, ``fx`` per unit of a currency."""

    market: str
    on: date
    currency: CurrencyCode
    fx: Table[str, Figure] = {}
    incoterm: str = "CIF"
    freight: Figure = Decimal(0)
    insurance: Figure = Decimal(0)
    importer: Importer = Importer()
    lines: tuple[Goods, ...]
    assume: Table[str, Figure] = {}
    rounding: RoundingMode = "authority"
    declarations: int = Field(default=0, ge=0, le=1000)
    letter_of_credit: bool = False
    unknown: Unknown = "refuse"


class Price(ContractLine):
    """A price of the contract as callers write it; a currency of its own must be the case's."""

    amount: Figure
    assume: Table[str, Figure] = {}
    currency: CurrencyCode | None = None


class ContractCase(Record):
    """A contract as callers write it; who bears a tax says whether the amounts hold it."""

    market: str
    on: date
    currency: CurrencyCode
    seller_country: str = "KR"
    treaty: bool = False
    income_tax_borne_by: Bearer = "seller"
    vat_borne_by: Bearer = "buyer"
    split: bool = True
    lines: tuple[Price, ...]
    assume: Table[str, Figure] = {}
    rounding: RoundingMode = "exact"


Case = TypeVar("Case", LandedCase, ContractCase)


@use_case
def landed(house: House, who: Person, case: Mapping[str, Any]) -> Landed:
    """The charges at the border for a case in the shape of ``LandedCase``.

    Raises Refusal with every fault: a field that is missing or not known, a market, HS code, charge,
    preference or Incoterms term that does not exist, a day before the first value, a negative amount,
    two currencies, a missing exchange rate.
    """
    return landed_case(house.whole_catalogs(), case)


@use_case
def contract_tax(house: House, who: Person, case: Mapping[str, Any]) -> ContractTaxes:
    """The taxes on a contract for a case in the shape of ``ContractCase``. Raises Refusal with every fault."""
    return contract_tax_case(house.whole_catalogs(), case)


class Certificates(Record):
    """What the certificates of origin are worth on a shipment, in the market's currency."""

    currency: str
    paper: Exact | None  # cost of one; None where it is not known on the day or no exchange rate leads to it
    paper_known: DatedValue | None  # the same as we know it, in the seller's currency, with its source
    found: tuple[Certificate, ...]


@use_case
def certificates(house: House, who: Person, case: Mapping[str, Any]) -> Certificates:
    """What each certificate of origin saves on the Korean goods of a case, beside what it costs.

    Saved are the duty and the taxes on it that do not come back, such as a sales tax without credit.
    Nothing is found where the caller assumes the duty. Raises Refusal as ``landed`` does.
    What a certificate costs the house is seen by its own people only.
    """
    return certificates_case(visible(house, who), case)


def certificates_case(catalogs: Catalogs, case: Mapping[str, Any]) -> Certificates:
    """``certificates`` on catalogs at hand."""
    landed = landed_case(catalogs, case)
    read = _read(LandedCase, catalogs, case)
    market, tariff = _law(catalogs, read.market)
    known, paper = _paper(catalogs, read, market)
    bases = {charge.line: charge.base for charge in landed.charges if charge.name == "import_duty"}
    follows = {} if not bases or "import_duty" in read.assume else _on_duty(catalogs, case, bases)
    goods = [
        Declared(line.id, line.hs, base, follows.get(line.id, Decimal(0))) for line in read.lines
        if line.origin == "KR" and (base := bases.get(line.id)) is not None
    ]
    found = () if not goods or "import_duty" in read.assume else certificates_under(
        market, tariff, on=read.on, goods=goods, paper=paper)
    return Certificates(currency=market.currency, paper=paper, paper_known=known, found=found)


def _on_duty(catalogs: Catalogs, case: Mapping[str, Any], bases: Mapping[str, Decimal | None]) -> Mapping[str, Decimal]:
    """What each unit of duty on a line draws after it in taxes that do not come back.

    Every such tax is in proportion to its base, so it is told by the shipment at no duty and at a duty of its whole value.
    """
    def lost(duty: str) -> Mapping[str, Decimal]:
        found: defaultdict[str, Decimal] = defaultdict(Decimal)
        assume = {**case.get("assume", {}), "import_duty": duty}
        for charge in landed_case(catalogs, {**case, "assume": assume, "rounding": "exact"}).charges:
            if charge.name != "import_duty" and not charge.recoverable:
                found[charge.line] += charge.amount
        return found

    none, whole = lost("0"), lost("1")
    return {line: (whole[line] - none[line]) / base for line, base in bases.items() if base}


def _paper(catalogs: Catalogs, read: LandedCase, market: Market) -> tuple[DatedValue | None, Decimal | None]:
    """What one certificate costs as the seller knows it, and in the market's currency; no charge depends on it."""
    known = None
    try:
        known = catalogs.seller.parameters.on(_PAPER, read.on)
        rate = conversion(catalogs.seller.currency, market.currency, catalogs.rates, read.fx, read.on)
    except Refusal:
        return known, None
    assert known.value is not None, "Parameters.on refuses an unknown value"
    return known, rate.convert(Money(amount=known.value, currency=rate.base)).amount


def landed_case(catalogs: Catalogs, case: Mapping[str, Any]) -> Landed:
    """``landed`` on catalogs at hand."""
    with _no_search_for_garbage():
        read = _read(LandedCase, catalogs, case)
        market, tariff = _law(catalogs, read.market)
        return landed_under(
            market, tariff, on=read.on, lines=read.lines, currency=read.currency, incoterm=read.incoterm,
            freight=read.freight, insurance=read.insurance, rates=catalogs.rates, fx=read.fx,
            registered=read.importer.registered, declarations=read.declarations,
            letter_of_credit=read.letter_of_credit, assume=read.assume, rounding=read.rounding, unknown=read.unknown,
        )


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Ten thousand lines are a hundred thousand records, none of them garbage: looking through them takes as long as
    making them. Whoever stops the search starts it again, so two at a time leave it running."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def contract_tax_case(catalogs: Catalogs, case: Mapping[str, Any]) -> ContractTaxes:
    """``contract_tax`` on catalogs at hand."""
    read = _read(ContractCase, catalogs, case)
    return taxed_under(
        catalogs.market(read.market), on=read.on, currency=read.currency, lines=read.lines,
        income_tax_borne_by=read.income_tax_borne_by, vat_borne_by=read.vat_borne_by, split=read.split,
        treaty=read.treaty, seller_country=read.seller_country, assume=read.assume, rounding=read.rounding,
    )


# Reading --------------------------------------------------------------------------------------


def read_case(text: str, where: str) -> dict[str, Any]:
    """A case written as JSON. Raises Refusal when it is none; numbers keep the digits they were written with."""
    try:
        case = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as fault:
        raise Refusal(Problem(
            where=where, what=N_("The file is not readable as JSON: {reason}.", reason=str(fault) or type(fault).__name__),
            how=N_("Mend the line and read the file again."),
        )) from fault
    if not isinstance(case, dict):
        raise Refusal(Problem(
            where=where, what=N_("The file holds no case."), how=N_("Write one JSON object with market, day and lines."),
        ))
    return case


def _no_number(constant: str) -> Decimal:
    raise ValueError(f"{constant} is not a number")


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """A field that stands twice would silently lose one of its values."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the field {next(n for n in names if names.count(n) > 1)!r} stands twice")
    return fields


def _read(kind: type[Case], catalogs: Catalogs, case: Mapping[str, Any]) -> Case:
    problems: list[Problem] = []
    code = case.get("market")
    if isinstance(code, str):
        try:
            catalogs.market(code)
        except Refusal as refusal:
            problems.extend(p.model_copy(update={"where": "market"}) for p in refusal.problems)
    try:
        read = kind.model_validate(case)
    except ValidationError as fault:
        raise Refusal(*problems, *problems_of(fault, "")) from fault
    for line in read.lines:
        if line.currency not in (None, read.currency):
            problems.append(Problem(
                where=f"lines/{line.id}/currency",
                what=N_("The line is in {one}, the case in {other}.", one=line.currency, other=read.currency),
                how=N_("State every amount in one currency."),
            ))
    if problems:
        raise Refusal(*problems)
    return read


def _law(catalogs: Catalogs, code: str) -> tuple[Market, Tariff]:
    market = catalogs.market(code)
    if code not in catalogs.tariffs:
        raise Refusal(Problem(
            where=f"catalogs/tariffs/{code.lower()}.csv",
            what=N_("The market {code} has no tariff file.", code=code),
            how=N_("Add the file; every duty of this market is unknown until then."),
        ))
    return market, catalogs.tariffs[code]
