"""The price of the quotation, split by kind: a contract that mixes kinds is taxed at the highest rate."""

from __future__ import annotations

from collections.abc import Iterable

from packagekit.domain.bundle import BundleLine
from packagekit.domain.estimate import LedgerRow, Stage
from packagekit.domain.money import total
from packagekit.domain.proposal import Price, PriceGroup, PriceLine
from packagekit.domain.text import N_, Text
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.plant import place

GROUPS: dict[str, Text] = {
    **names.KINDS,
    "project": N_("Project management and risk"),
    "delivery": N_("Freight and delivery"),
    "taxes": N_("Duties and taxes inside the price"),
}

GROUP_OF_STAGE: dict[Stage, str] = {
    "engineering": "services",
    "travel": "services",
    "aftercare": "services",
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


def price(given: Given) -> Price:
    estimate = given.estimate
    lines = {line.id: line for line in given.option.lines}
    by_group: dict[str, list[LedgerRow]] = {code: [] for code in GROUPS}
    for row in estimate.ledger:
        if row.in_price:
            by_group[_group(row, lines)].append(row)
    groups = tuple(
        PriceGroup(
            code=code, name=GROUPS[code], lines=tuple(_lines(given, rows, lines)),
            subtotal=total([row.amount for row in rows], estimate.currency),
        )
        for code, rows in by_group.items() if rows
    )
    return Price(currency=estimate.currency, groups=groups, total=estimate.seller_price, basis=basis(given))


def _group(row: LedgerRow, lines: dict[str, BundleLine]) -> str:
    return lines[row.line].kind if row.stage == "ex_works" else GROUP_OF_STAGE[row.stage]


def _lines(given: Given, rows: Iterable[LedgerRow], lines: dict[str, BundleLine]) -> Iterable[PriceLine]:
    """Parts one by one; everything else summed by its name, so that a board reads one page."""
    summed: dict[str, list[LedgerRow]] = {}
    for row in rows:
        if row.stage == "ex_works":
            line = lines[row.line]
            yield PriceLine(
                id=row.id, name=given.component(line.solution, line.component).name,
                detail=given.solutions[line.solution].name, qty=line.qty, months=line.months,
                unit_price=line.unit_price, amount=row.amount,
            )
        else:
            summed.setdefault(row.stage, []).append(row)
    for stage, of_stage in summed.items():
        yield PriceLine(
            id=stage, name=names.STAGES[stage],
            amount=total([row.amount for row in of_stage], given.estimate.currency),
        )


PLACE_OF_TERM: dict[str, Text] = {
    "EXW": N_("EXW seller's works, Korea, Incoterms 2020: the buyer collects the goods and carries them at his cost and risk."),
    "FCA": N_("FCA port of loading, Korea, Incoterms 2020: cleared for export; main carriage is for the buyer."),
    "FOB": N_("FOB port of loading, Korea, Incoterms 2020: loaded on board; main carriage is for the buyer."),
    "CFR": N_("CFR port of {country}, Incoterms 2020: freight is inside, insurance and import are for the buyer."),
    "CIF": N_("CIF port of {country}, Incoterms 2020: freight and insurance are inside, import is for the buyer."),
    "CPT": N_("CPT {place}, Incoterms 2020: carriage is inside, insurance and import are for the buyer."),
    "CIP": N_("CIP {place}, Incoterms 2020: carriage and insurance are inside, import is for the buyer."),
    "DAP": N_("DAP {place}, Incoterms 2020: delivered to the factory; import is for the buyer."),
    "DPU": N_("DPU {place}, Incoterms 2020: delivered and unloaded; import is for the buyer."),
    "DDP": N_("DDP {place}, Incoterms 2020: delivered with duties and import taxes paid by the seller."),
}


def basis(given: Given) -> Text:
    """The delivery term and what is inside the price, in a sentence."""
    sentence = PLACE_OF_TERM[given.estimate.terms.incoterm]
    country = names.country(given.market.code, given.market)
    return N_(sentence.msgid, place=place(given), country=country)
