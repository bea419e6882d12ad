"""The price as the buyer reads it, split by kind: a contract that mixes kinds is taxed at the highest rate.

Contingency and margin are no rows of a quotation. Each price carries its share of them, the same share the tax on the
contract is reckoned on; only the seller's own view names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from packagekit.domain.bundle import BundleLine
from packagekit.domain.estimate import LedgerRow, Stage
from packagekit.domain.money import Money, UnitPrice, minor_digits, quantized, split, total
from packagekit.domain.proposal import Price, PriceGroup, PriceLine
from packagekit.domain.text import N_, Localized, Text
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.plant import place

GROUPS: dict[str, Text] = {
    "goods": N_("Goods"),
    "software_licence": N_("Software licences"),
    "software_service": N_("Software services"),
    "services": N_("Services"),
    "training_attached": N_("Training and after-care"),
    "project": N_("Contingency and margin"),
    "delivery": N_("Freight and delivery"),
    "taxes": N_("Duties and taxes inside the price"),
}

GROUP_OF_STAGE: dict[Stage, str] = {
    "engineering": "services",
    "travel": "services",
    "aftercare": "training_attached",
    "training": "training_attached",
    "contingency": "project",
    "margin": "project",
    "export": "delivery",
    "freight": "delivery",
    "insurance": "delivery",
    "duty": "taxes",
    "import_tax": "taxes",
    "contract_tax": "taxes",
}

WORK: tuple[Stage, ...] = ("ex_works", "engineering", "travel", "training", "aftercare")
SURCHARGES: tuple[Stage, ...] = ("contingency", "margin")
OWN = (*WORK, *SURCHARGES)
"""Stages of the seller's own work: the buyer sees their prices, not what they are made of."""

PROJECT = "project"
SPARE_PARTS = "spare_parts"
MOST_DECIMALS = 6


def price(given: Given) -> Price:
    """The price to the buyer: every unit price times its quantity is its amount, every sum is the ledger's."""
    estimate, loaded = given.estimate, contract_amounts(given)
    drafts: dict[str, list[_Draft]] = {code: [] for code in GROUPS}
    for draft in _drafts(given, loaded):
        drafts[draft.group].append(draft)
    groups = tuple(
        PriceGroup(
            code=code, name=GROUPS[code], lines=tuple(_evened(group)),
            subtotal=total([draft.amount for draft in group], estimate.currency),
        )
        for code, group in drafts.items() if group
    )
    return Price(currency=estimate.currency, groups=groups, total=estimate.seller_price, basis=basis(given))


def inside_price(given: Given) -> Price:
    """The seller's own view: list prices in the suppliers' currencies, contingency and margin as rows of their own."""
    estimate = given.estimate
    lines = {line.id: line for line in given.option.lines}
    by_group: dict[str, list[LedgerRow]] = {code: [] for code in GROUPS}
    for row in estimate.ledger:
        if row.in_price:
            by_group[_group(row, lines)].append(row)
    groups = tuple(
        PriceGroup(
            code=code, name=GROUPS[code], lines=tuple(_inside_lines(given, rows, lines)),
            subtotal=total([row.amount for row in rows], estimate.currency),
        )
        for code, rows in by_group.items() if rows
    )
    return Price(currency=estimate.currency, groups=groups, total=estimate.seller_price, basis=basis(given))


def contract_amounts(given: Given) -> Mapping[str, Money]:
    """Each row of the price by its id, the seller's work with its share of contingency and margin, to the last unit."""
    priced = [row for row in given.estimate.ledger if row.in_price]
    work = [row for row in priced if row.stage in WORK]
    extra = total([row.amount for row in priced if row.stage in SURCHARGES], given.estimate.currency)
    amounts = {row.id: row.amount for row in priced if row.stage not in SURCHARGES}
    if extra.amount:
        weights = [row.amount.amount for row in work]
        for row, part in zip(work, split(extra, weights), strict=True):
            amounts[row.id] = row.amount + part
    return amounts


def _group(row: LedgerRow, lines: Mapping[str, BundleLine]) -> str:
    if row.code == SPARE_PARTS:
        return "goods"
    return lines[row.line].kind if row.stage == "ex_works" else GROUP_OF_STAGE[row.stage]


@dataclass(frozen=True)
class _Draft:
    """A line of the price before its unit price is found."""

    id: str
    line: str
    group: str
    name: Localized | Text
    detail: Localized | None
    qty: int | None
    months: int | None
    amount: Money

    @property
    def count(self) -> int:
        return (self.qty or 1) * (self.months or 1)


def _drafts(given: Given, loaded: Mapping[str, Money]) -> Iterator[_Draft]:
    """Parts one by one; everything else summed by its stage, so that a board reads one page."""
    lines = {line.id: line for line in given.option.lines}
    summed: dict[tuple[str, str], list[Money]] = {}
    for row in given.estimate.ledger:
        if row.id not in loaded:
            continue
        if row.stage == "ex_works":
            line = lines[row.line]
            yield _Draft(
                id=row.id, line=line.id, group=line.kind, name=given.component(line.solution, line.component).name,
                detail=given.solutions[line.solution].name, qty=line.qty, months=line.months, amount=loaded[row.id],
            )
        else:
            what = SPARE_PARTS if row.code == SPARE_PARTS else row.stage
            summed.setdefault((_group(row, lines), what), []).append(loaded[row.id])
    for (group, what), amounts in summed.items():
        yield _Draft(
            id=what, line=PROJECT, group=group, name=NAMES[what], detail=None, qty=None, months=None,
            amount=total(amounts, given.estimate.currency),
        )


NAMES: dict[str, Text] = {**names.STAGES, SPARE_PARTS: N_("Spare parts for the first year")}


def _evened(drafts: list[_Draft]) -> Iterator[PriceLine]:
    """Unit prices in whole units of the currency; what their rounding leaves goes to the group's largest lump sum.

    Where a group has no lump sum to take it, the unit price has as many decimals as it needs.
    """
    lump = max((d for d in drafts if d.count == 1), key=lambda d: d.amount.amount, default=None)
    unit_prices = {d.id: Money(amount=d.amount.amount / d.count, currency=d.amount.currency).rounded() for d in drafts}
    amounts = {d.id: unit_prices[d.id] * d.count for d in drafts}
    left = total([d.amount for d in drafts], drafts[0].amount.currency) - total(list(amounts.values()), drafts[0].amount.currency)
    if lump is not None and (amounts[lump.id] + left).amount >= 0:
        amounts[lump.id] = unit_prices[lump.id] = amounts[lump.id] + left
    else:
        amounts = {d.id: d.amount for d in drafts}
        unit_prices = {d.id: _exact_unit(d) for d in drafts}
    for d in drafts:
        unit = unit_prices[d.id]
        yield PriceLine(
            id=d.id, line=d.line, name=d.name, detail=d.detail, qty=d.qty, months=d.months, amount=amounts[d.id],
            unit_price=None if d.qty is None else unit,
            unit_shown=None if d.qty is None else UnitPrice.of(unit.amount, unit.currency),
        )


def _exact_unit(draft: _Draft) -> Money:
    """The unit price with the fewest decimals whose product rounds to the amount."""
    currency, digits = draft.amount.currency, minor_digits(draft.amount.currency)
    for decimals in range(digits, digits + MOST_DECIMALS):
        unit = quantized(draft.amount.amount / draft.count, decimals)
        if quantized(unit * draft.count, digits) == draft.amount.amount:
            return Money(amount=unit, currency=currency)
    return Money(amount=quantized(draft.amount.amount / draft.count, digits + MOST_DECIMALS), currency=currency)


def _inside_lines(given: Given, rows: Iterable[LedgerRow], lines: Mapping[str, BundleLine]) -> Iterator[PriceLine]:
    summed: dict[str, list[LedgerRow]] = {}
    for row in rows:
        if row.stage == "ex_works":
            line = lines[row.line]
            yield PriceLine(
                id=row.id, line=line.id, name=given.component(line.solution, line.component).name,
                detail=given.solutions[line.solution].name, qty=line.qty, months=line.months,
                unit_price=line.unit_price,
                unit_shown=UnitPrice.of(line.unit_price.amount, line.unit_price.currency), amount=row.amount,
            )
        else:
            summed.setdefault(SPARE_PARTS if row.code == SPARE_PARTS else row.stage, []).append(row)
    for stage, of_stage in summed.items():
        yield PriceLine(
            id=stage, name=NAMES[stage],
            amount=total([row.amount for row in of_stage], given.estimate.currency),
        )


PLACE_OF_TERM: dict[str, Text] = {
    "EXW": N_("EXW seller's works, Korea, Incoterms 2020: the buyer collects the goods and carries them at his cost and risk."),
    "FCA": N_("FCA port of loading, Korea, Incoterms 2020: cleared for export; main carriage is for the buyer."),
    "FOB": N_("FOB port of loading, Korea, Incoterms 2020: loaded on board; main carriage is for the buyer."),
    "CFR": N_("CFR port of {country}, Incoterms 2020: freight is included; insurance and import clearance are for the buyer."),
    "CIF": N_("CIF port of {country}, Incoterms 2020: freight and insurance are included; import clearance is for the buyer."),
    "CPT": N_("CPT {place}, Incoterms 2020: carriage is included; insurance and import clearance are for the buyer."),
    "CIP": N_("CIP {place}, Incoterms 2020: carriage and insurance are included; import clearance is for the buyer."),
    "DAP": N_("DAP {place}, Incoterms 2020: delivered to the factory; import is for the buyer."),
    "DPU": N_("DPU {place}, Incoterms 2020: delivered and unloaded; import is for the buyer."),
    "DDP": N_("DDP {place}, Incoterms 2020: delivered with duties and import taxes paid by the seller."),
}


def basis(given: Given) -> Text:
    """The delivery term and what is inside the price, in a sentence."""
    sentence = PLACE_OF_TERM[given.estimate.terms.incoterm]
    country = names.country(given.market.code, given.market)
    return N_(sentence.msgid, place=place(given), country=country)
