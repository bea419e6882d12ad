"""What the buyer's country takes, as ledger rows: charges on the goods at the border, taxes on the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from packagekit.domain.bundle import Bundle
from packagekit.domain.dated import Parameter, Status, worst
from packagekit.domain.estimate import LedgerRow, Terms, Warning
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.market import Market, Tariff
from packagekit.domain.money import Money, total
from packagekit.domain.solution import PriceComponent
from packagekit.domain.text import N_, Localized, Percent, Problem, Refusal, Text, name_of
from packagekit.estimate.border import SHIPMENT, BorderCharge, GoodsLine, Landed, landed
from packagekit.estimate.contract import ContractLine, ContractTaxes, TaxRow, contract_tax
from packagekit.estimate.figures import Desk, Item, Quoted, Taken
from packagekit.estimate.freight import customs_parts
from packagekit.estimate.risk import Uncertain, spread
from packagekit.estimate.tariff import dotted

_DUTIES = ("import_duty", "additional_duty")

ACTIVITIES: Mapping[str, Text] = {
    "goods": N_("goods"),
    "goods_with_services": N_("goods sold with services"),
    "services": N_("services"),
    "training_attached": N_("training and after-care"),
    "software_service": N_("software as a service"),
    "software_licence": N_("software licences"),
}
"""The parts of the contract, as the contract tax tells them apart."""


def hs_of(bundle: Bundle, parts: Mapping[str, PriceComponent]) -> dict[str, str | None]:
    """The HS code of each goods line, None where the supplier stated none."""
    return {line.id: parts[line.id].hs for line in bundle.option.lines if line.kind == "goods"}


def unclassified(codes: Mapping[str, str | None]) -> Iterator[Problem]:
    """Goods without an HS code have no duty, known or unknown."""
    for line, hs in codes.items():
        if hs is None:
            yield Problem(
                where=f"{line}/hs",
                what=N_("The goods of line {line} have no HS code, so their duty is not known.", line=line),
                how=N_("Enter the six-digit code of the part with its supplier."),
            )


def gaps_of(
    market: Market, tariff: Tariff, bundle: Bundle, codes: Mapping[str, str | None], terms: Terms, on: date,
) -> list[Problem]:
    """Every gap of the law on the day, found on one unit of each line, so that all are told at once."""
    problems = []
    one = Decimal(1)
    goods = [GoodsLine(id=line, hs=hs, value=one) for line, hs in codes.items() if hs is not None]
    activities = {line.kind for line in bundle.option.lines} - {"goods"} | {"goods_with_services", "services"}
    contract = [ContractLine(id=activity, activity=activity, amount=one) for activity in sorted(activities)]
    try:
        if goods:
            landed(market, tariff, on=on, lines=goods, currency=market.currency, unknown="prudent",
                   registered=terms.importer_registered)
    except Refusal as refusal:
        problems += refusal.problems
    try:
        _contract(market, terms, on, market.currency, contract)
    except Refusal as refusal:
        problems += refusal.problems
    return problems


def at_border(
    desk: Desk, market: Market, tariff: Tariff, rates: ExchangeRates, terms: Terms, *,
    goods: Sequence[Quoted], carriage: Sequence[Item], codes: Mapping[str, str | None],
) -> Landed | None:
    """Duty and import taxes on the goods at their price with the way to the place of importation; None without goods."""
    if not goods:
        return None
    freight, insurance = customs_parts(carriage, desk.currency)
    lines = [
        GoodsLine(id=q.item.row.line, hs=codes[q.item.row.line] or "", value=q.price.amount,
                  preference="best" if terms.origin_proof else "none")
        for q in goods
    ]
    # The price is ex works, so all of the way is added to it, whoever pays for it under the term.
    return landed(
        market, tariff, on=desk.day, lines=lines, currency=desk.currency, incoterm="EXW",
        freight=freight.amount, insurance=insurance.amount, rates=rates,
        registered=terms.importer_registered, unknown="prudent",
    )


def border_rows(desk: Desk, market: Market, found: Landed, terms: Terms, codes: Mapping[str, str | None]) -> Iterator[Taken]:
    """The charges of a shipment. Under DDP the seller pays them and they are in his price: nobody gets them back."""
    delivered = terms.incoterm == "DDP"
    for charge in found.charges:
        duty = charge.name in _DUTIES
        if charge.name != "import_duty" and charge.amount == 0:
            continue  # a special tax or fee that these goods do not bear
        hs = codes.get(charge.line)
        yield Taken(
            LedgerRow(
                id=f"{charge.line}:{charge.code}", line="project" if charge.line == SHIPMENT else charge.line,
                stage="duty" if duty else "import_tax", code=charge.name, name=_border_name(charge, market, hs),
                base=charge.base, base_currency=found.currency, rate=charge.rate, payer="buyer", in_price=delivered,
                recoverable=charge.recoverable and not delivered, source=charge.source, on=charge.since or charge.on,
                note=_border_note(charge, delivered), **_amounts(desk, charge.amount, found.currency, charge.status),
            ),
            status=charge.status, key=f"duty/{hs}" if duty and charge.rate else None,
        )


def contract_taxes(
    desk: Desk, market: Market, rates: ExchangeRates, terms: Terms, amounts: Mapping[str, Money],
) -> ContractTaxes:
    """The contract tax on each activity's price, counted in the market's currency as its authority counts."""
    conversion = rates.between(desk.currency, market.currency, desk.day)
    lines = [
        ContractLine(id=activity, activity=activity, amount=conversion.convert(amount).amount)
        for activity, amount in amounts.items()
    ]
    return _contract(market, terms, desk.day, market.currency, lines)


def contract_rows(desk: Desk, market: Market, taxes: ContractTaxes) -> Iterator[Taken]:
    """Income tax and VAT of each activity; one the market does not levy is a row of zero with its reason."""
    for line in taxes.lines:
        for name, tax in (("income_tax", line.income_tax), ("vat", line.vat)):
            by_buyer = tax.payer == "buyer"
            yield Taken(
                LedgerRow(
                    id=f"project:contract_{name}:{line.activity}", line="project", stage="contract_tax",
                    code=f"contract_{name}", base=tax.base, base_currency=taxes.currency, rate=tax.rate,
                    name=N_("{tax} on {activity} ({market})", tax=tax.label, activity=ACTIVITIES[line.activity],
                            market=name_of(market.name, "market")),
                    payer=tax.payer, recoverable=tax.recoverable and by_buyer, source=tax.source, on=tax.since or tax.on,
                    note=tax.note or tax.reason or _contract_note(tax),
                    **_amounts(desk, tax.amount, taxes.currency, tax.status),
                ),
                status=tax.status, key=f"contract/{name}/{line.activity}" if tax.rate else None, activity=line.activity,
            )


def uncertain_of(taken: Sequence[Taken], found: Landed | None) -> Iterator[Uncertain]:
    """The rates that may turn out otherwise: unknown duties anywhere in their range, weak ones about their value."""
    charges = {f"{c.line}:{c.code}": c for c in found.charges} if found else {}
    for entry in taken:
        row, charge = entry.row, charges.get(entry.row.id)
        if entry.key is None or row.rate is None:
            continue
        if charge is not None and not charge.known and charge.low is not None and charge.high is not None:
            yield Uncertain(entry.key, row.name, float(charge.low), float(row.rate), float(charge.high), "uniform")
        elif (moved := spread(entry.key, row.name, row.rate, entry.status)) is not None:
            yield moved


def parameters_of(
    market: Market, found: Landed | None, taxes: ContractTaxes, on: date,
) -> Iterator[tuple[Text, Parameter]]:
    """The market's parameters that gave a rate of this estimate, with what each is called on paper."""
    read: dict[str, Text] = {}
    for charge in market.charges if found else ():
        rows = [c for c in found.charges if c.name == charge.name]
        for name in {charge.rate, charge.rate_unregistered, *charge.rate_by_hs.values()} - {None, "tariff"}:
            if any(_came_from(market, name, c.since, c.rate or c.amount, on) for c in rows):
                read.setdefault(name, name_of(charge.label, "charge"))
    law = market.contract_tax
    for line in taxes.lines:
        activities = (law.activities[line.activity], *([law.undivided] if law.undivided else []))
        for rule in activities:
            for name, tax in ((rule.income_tax, line.income_tax), (rule.income_tax_treaty, line.income_tax), (rule.vat, line.vat)):
                if name is not None and _came_from(market, name, tax.since, tax.rate, on):
                    read.setdefault(name, tax.label)
    for name, label in sorted(read.items()):
        yield label, market.parameters.named(name)


def questions_of(found: Landed | None, codes: Mapping[str, str | None], names: Mapping[str, Localized]) -> Iterator[Warning]:
    """What must be known of the goods before their duty is certain; one warning for all parts it is asked of."""
    asked: dict[tuple[str | None, Text], list[Localized]] = {}
    for question in found.questions if found else ():
        parts = asked.setdefault((codes[question.line], question.text), [])
        if names[question.line] not in parts:
            parts.append(names[question.line])
    for (hs, question), parts in asked.items():
        yield Warning(code=f"classification:{hs}", text=N_("{parts}: {question}", parts=tuple(parts), question=question))


def warnings_of(found: Landed | None, taxes: ContractTaxes) -> Iterator[Warning]:
    """What the law itself says of a rate in force, such as that a cut has ended; once, wherever the rate was used."""
    told = (*(found.warnings if found else ()), *taxes.warnings)
    yield from dict.fromkeys(warning for warning in told if warning.code.startswith(("law:", "no_treaty:")))


def unknown_duties(found: Landed | None, codes: Mapping[str, str | None]) -> Iterator[Warning]:
    """Duties counted at the high end of what is believed, because the rate itself is not known."""
    ranges = {
        (codes[c.line], c.low, c.high): None for c in (found.charges if found else ())
        if c.name in _DUTIES and not c.known and c.low is not None and c.high is not None
    }
    for hs, low, high in ranges:
        yield Warning(code=f"unknown_duty:{hs}", text=N_(
            "The import duty of HS {hs} is not known. It is believed to lie between {low} and {high}; the high end is counted.",
            hs=dotted(hs), low=Percent(ratio=low), high=Percent(ratio=high),
        ))


def _contract(market: Market, terms: Terms, on: date, currency: str, lines: Sequence[ContractLine]) -> ContractTaxes:
    return contract_tax(
        market, on=on, currency=currency, lines=lines, income_tax_borne_by=terms.income_tax_borne_by,
        vat_borne_by=terms.vat_borne_by, split=terms.split_contract, treaty=terms.treaty, rounding="authority",
    )


def _amounts(desk: Desk, amount: Decimal, currency: str, status: Status) -> dict[str, Any]:
    """The amount as the authority counts it, and in the ledger's currency."""
    counted = Money(amount=amount, currency=currency)
    conversion = desk.conversion(currency)
    foreign = currency != desk.currency
    return {
        "amount": conversion.convert(counted), "local": counted if foreign else None,
        "fx": conversion.rate if foreign else None, "status": worst([status, conversion.status]),
    }


def _border_name(charge: BorderCharge, market: Market, hs: str | None) -> Text:
    country = name_of(market.name, "market")
    if hs is None:
        return N_("{charge} ({market})", charge=charge.label, market=country)
    return N_("{charge} ({market}), HS {hs}", charge=charge.label, market=country, hs=dotted(hs))


def _border_note(charge: BorderCharge, delivered: bool) -> Text | None:
    if charge.agreement is not None and charge.mfn is not None:
        return N_("Under {agreement}, proven by {proof}; {mfn} without it.",
                  agreement=charge.agreement, proof=name_of(charge.proof, "preference") if charge.proof else "", mfn=Percent(ratio=charge.mfn))
    if delivered and charge.note is None and charge.name not in _DUTIES:
        return N_("Paid by the seller under DDP: the buyer cannot get it back.")
    return charge.note


def _contract_note(tax: TaxRow) -> Text | None:
    if tax.treaty:
        return N_("The treaty's rate: the seller must claim it with its papers.")
    if tax.recoverable and tax.payer == "seller":
        return N_("Withheld from the price. Credit that the buyer may take for it is not counted here.")
    return None


def _came_from(market: Market, name: str, since: date | None, value: Decimal, on: date) -> bool:
    record = market.parameters.named(name).record_on(on)
    return record.since == since and record.value == value


def priced_by_activity(own: Sequence[Quoted], extra: Sequence[LedgerRow], goods_activity: str, currency: str) -> dict[str, Money]:
    """What the contract names for each activity; ``extra`` are carriage and charges in the price of the goods."""
    amounts: dict[str, list[Money]] = {}
    for q in own:
        amounts.setdefault(q.activity, []).append(q.price)
    amounts.setdefault(goods_activity, []).extend(row.amount for row in extra if row.in_price)
    sums = {activity: total(parts, currency) for activity, parts in amounts.items()}
    return {activity: sums[activity] for activity in ACTIVITIES if activity in sums and sums[activity].amount > 0}
