"""What one changed term moves in the buyer's cost, charge by charge, and the rule that makes it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from packagekit.domain.dated import Source, Status, worst
from packagekit.domain.estimate import Incoterm, LedgerRow, Terms
from packagekit.domain.market import Market
from packagekit.domain.money import Money
from packagekit.domain.structure import Choice, RuleDifference
from packagekit.domain.text import N_, Percent, Text, name_of
from packagekit.estimate.books import Books
from packagekit.estimate.figures import Taken
from packagekit.estimate.freight import DELIVERED, SELLER_ARRANGES

CHOICES: tuple[Choice, ...] = (
    "incoterm", "split_contract", "treaty", "origin_proof", "income_tax_borne_by", "vat_borne_by",
)
"""In the order in which several changes are told apart."""

INCOTERMS_2020 = Source(title="ICC Incoterms 2020, publication 723, general knowledge", document="ICC 723")

_PLACES: Mapping[Incoterm, Text] = {
    "EXW": N_("EXW: fetched at the maker's door"),
    "FCA": N_("FCA: handed to the buyer's carrier in Korea"),
    "FOB": N_("FOB: loaded on the ship in Korea"),
    "CFR": N_("CFR: carried to the port, not insured"),
    "CIF": N_("CIF: carried and insured to the port"),
    "CPT": N_("CPT: carried to the plant, not insured"),
    "CIP": N_("CIP: carried and insured to the plant"),
    "DAP": N_("DAP: delivered at the plant, imported by the buyer"),
    "DPU": N_("DPU: unloaded at the plant, imported by the buyer"),
    "DDP": N_("DDP: delivered at the plant, imported by the seller"),
}

_NAMES: Mapping[tuple[Choice, bool | str], Text] = {
    ("split_contract", True): N_("A price for each part of the contract"),
    ("split_contract", False): N_("One price for the whole contract"),
    ("treaty", True): N_("Treaty relief claimed"),
    ("treaty", False): N_("Treaty relief not claimed"),
    ("origin_proof", True): N_("Certificate of origin delivered"),
    ("origin_proof", False): N_("No certificate of origin"),
    ("income_tax_borne_by", "buyer"): N_("Income tax on top of the price"),
    ("income_tax_borne_by", "seller"): N_("Income tax in the price"),
    ("vat_borne_by", "buyer"): N_("VAT on top of the price"),
    ("vat_borne_by", "seller"): N_("VAT in the price"),
}

_CARRIAGE, _PRICE = "carriage", "price"  # beside the codes of charges


def names_of(before: Terms, after: Terms) -> tuple[Text, ...]:
    """What is chosen otherwise in ``after``, each in a few words."""
    return tuple(
        _PLACES[after.incoterm] if choice == "incoterm" else _NAMES[choice, getattr(after, choice)]
        for choice in CHOICES if getattr(before, choice) != getattr(after, choice)
    )


def steps(before: Terms, after: Terms) -> Iterator[tuple[Choice, Terms, Terms]]:
    """The way from one to the other, one choice at a time."""
    for choice in CHOICES:
        if getattr(before, choice) != getattr(after, choice):
            changed = before.model_copy(update={choice: getattr(after, choice)})
            yield choice, before, changed
            before = changed


def differences(
    market: Market, choice: Choice, terms: Terms, before: Books, after: Books,
) -> Iterator[RuleDifference]:
    """What ``choice``, now as ``terms`` say, moved in the buyer's cost; together the whole move.

    Source and status are those of the rate that moved most. What follows from who imports is no surer
    than our reading of the Incoterms, which is general knowledge.
    """
    old, new = _by_charge(before), _by_charge(after)
    codes = dict.fromkeys((*([_CARRIAGE] if choice == "incoterm" else []), *old, *new))
    for code in codes:
        was, now = old.get(code, []), new.get(code, [])
        amount = _cost(now, after) - _cost(was, after)
        moved = _moved_most(was, now)
        delivered = choice == "incoterm" and code == _CARRIAGE  # said even where it moves no money
        if moved is None or not (amount.amount or delivered):
            continue
        source, status = moved.row.source, moved.status
        if delivered:
            source, status = INCOTERMS_2020, Status.GK
        elif choice == "incoterm" and moved.row.stage != "contract_tax":
            status = worst([status, Status.GK])
        yield RuleDifference(
            choice=choice, rule=_rule(market, choice, terms, code, moved.row, before, after),
            charge=_label(market, code), amount=amount, source=source, status=status,
        )
    more = after.own_price - before.own_price
    if more.amount:
        tax = _moved_most(_by_seller(before), _by_seller(after))
        assert tax is not None, "a price is raised only for a tax that the seller bears"
        yield RuleDifference(
            choice=choice, rule=_rule(market, choice, terms, _PRICE, tax.row, before, after),
            charge=N_("Seller's price"), amount=more, source=tax.row.source, status=tax.status,
        )


def _by_charge(books: Books) -> dict[str, list[Taken]]:
    """What the buyer pays beside the seller's own work, by its code."""
    charges: dict[str, list[Taken]] = {}
    if books.carriage:
        charges[_CARRIAGE] = [Taken(item.row, item.row.status, None) for item in books.carriage]
    for taken in (*books.border, *books.contract):
        charges.setdefault(taken.row.code, []).append(taken)
    return charges


def _by_seller(books: Books) -> list[Taken]:
    """What is taken from the seller, as the buyer bears it in the price."""
    return [
        replace(taken, row=taken.row.model_copy(update={"payer": "buyer", "recoverable": False}))
        for taken in books.contract if taken.row.payer == "seller"
    ]


def _borne(row: LedgerRow) -> Decimal:
    """The row's part of the buyer's cost."""
    return row.amount.amount if row.payer == "buyer" and not row.recoverable else Decimal(0)


def _cost(taken: Iterable[Taken], books: Books) -> Money:
    return Money(amount=sum((_borne(t.row) for t in taken), Decimal(0)), currency=books.currency)


def _moved_most(before: Iterable[Taken], after: Iterable[Taken]) -> Taken | None:
    """The one whose part of the cost changed most, as it stands now or, where it is gone, as it stood."""
    old, new = {t.row.id: t for t in before}, {t.row.id: t for t in after}

    def move(key: str) -> Decimal:
        return abs(sum((_borne(t.row) * sign for sign, ends in ((1, new), (-1, old)) if (t := ends.get(key))), Decimal(0)))

    most = max(dict.fromkeys((*new, *old)), key=move, default=None)
    return None if most is None else new.get(most) or old[most]


def _label(market: Market, code: str) -> Text:
    law = market.contract_tax
    contract = {"contract_income_tax": law.income_tax_label, "contract_vat": law.vat_label}
    if code == _CARRIAGE:
        return N_("Carriage and insurance")
    if code in contract:
        return name_of(contract[code], "charge")
    return name_of(next(charge.label for charge in market.charges if charge.name == code), "charge")


def _rule(
    market: Market, choice: Choice, terms: Terms, code: str, row: LedgerRow, before: Books, after: Books,
) -> Text:
    """The rule in one sentence: of the choice, and of the charge it works through."""
    if choice == "incoterm":
        return _rule_of_delivery(market, terms, code, before, after)
    if choice == "split_contract":
        if terms.split_contract:
            return N_("Each activity with a price of its own bears its own rate.")
        if row.rate is None:
            return N_("Several activities in one price bear one rate.")
        return N_("Several activities in one price bear one rate: {rate} of the whole.", rate=Percent(ratio=row.rate))
    if choice == "treaty":
        if terms.treaty:
            return N_("The treaty with Korea lowers the tax on a seller without a permanent establishment in {market}. "
                      "It is claimed with its papers before payment.", market=name_of(market.name, "market"))
        return N_("Without a claim under the treaty the domestic rate applies.")
    if choice == "origin_proof":
        if terms.origin_proof:
            return N_("With a certificate of origin the duty falls to the rate of the agreement.")
        return N_("Without a certificate of origin the general rate of duty applies.")
    return _rule_of_bearing(market, choice, terms, code)


def _rule_of_delivery(market: Market, terms: Terms, code: str, before: Books, after: Books) -> Text:
    term, country = terms.incoterm, name_of(market.name, "market")
    if code == _CARRIAGE:
        if term in DELIVERED:
            return N_("Under {term} the seller pays the way to the plant and bears the risk of the goods until they are "
                      "there.", term=term)
        if "main_carriage" in SELLER_ARRANGES[term]:
            return N_("Under {term} the carriage is in the seller's price, but the risk on the way is the buyer's.", term=term)
        return N_("Under {term} the buyer orders the carriage and pays it himself.", term=term)
    if not code.startswith("contract_") and code != _PRICE:
        if term == "DDP":
            return N_("Under DDP the seller is the importer. Duty and import taxes are in his price, and nobody takes "
                      "them back.")
        return N_("The buyer imports in his own name and takes back the import taxes that his law credits.")
    if after.goods_activity != before.goods_activity:
        if after.goods_activity == "goods":
            return N_("Goods handed over at the border without any service in {market} stay outside the tax on the "
                      "contract.", market=country)
        return N_("Goods delivered at the seller's risk inside {market} come under the tax on the contract.", market=country)
    return N_("The tax on the contract is taken of all that is in the price of the goods, carriage and import taxes "
              "included.")


def _rule_of_bearing(market: Market, choice: Choice, terms: Terms, code: str) -> Text:
    tax = _label(market, "contract_income_tax" if choice == "income_tax_borne_by" else "contract_vat")
    bearer = getattr(terms, choice)
    if code == _PRICE:
        if bearer == "buyer":
            return N_("{tax}: the buyer pays it on top, so the price need not make up for it.", tax=tax)
        if choice == "vat_borne_by":
            return N_("{tax}: it is in the price, which rises until the seller keeps the same. A credit that the buyer may "
                      "take for it is not counted.", tax=tax)
        return N_("{tax}: it is in the price, which rises until the seller keeps the same.", tax=tax)
    if code.startswith("contract_"):
        if bearer == "buyer":
            return N_("{tax}: the buyer pays it on top of a price that is net of it.", tax=tax)
        return N_("{tax}: the buyer withholds it from the price instead of paying it on top.", tax=tax)
    return N_("What is insured, and the value that duty is taken of, follow the price of the goods.")
