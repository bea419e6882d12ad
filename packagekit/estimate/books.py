"""The books of a bundle under one set of terms: every row from the maker's door to the plant, before it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from packagekit.domain.bundle import Bundle
from packagekit.domain.estimate import LedgerRow, Terms
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.market import Market, SellerTerms, Tariff
from packagekit.domain.money import Money, split, total
from packagekit.domain.solution import PriceComponent, Solution
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.estimate import effort, freight, law, works
from packagekit.estimate.border import Landed
from packagekit.estimate.contract import ContractTaxes
from packagekit.estimate.figures import Desk, Item, Quoted, Taken


@dataclass(frozen=True)
class OwnWork:
    """What the seller makes and does himself, with contingency and margin: the same under all terms."""

    items: tuple[Item, ...]
    surcharges: tuple[Item, ...]


@dataclass(frozen=True)
class Asked:
    """What is to be estimated, with the parts and the work behind it."""

    bundle: Bundle
    solutions: Mapping[str, Solution]
    market: Market
    tariff: Tariff
    seller: SellerTerms
    rates: ExchangeRates
    terms: Terms
    desk: Desk
    parts: Mapping[str, PriceComponent]  # by bundle line
    codes: Mapping[str, str | None]  # HS by goods line
    work: tuple[effort.Work, ...]
    own: OwnWork
    shipments: dict[tuple[Any, ...], Landed | None] = field(default_factory=dict, compare=False, repr=False)

    def under(self, terms: Terms) -> Asked:
        """The same bundle under other terms, in the same currency."""
        assert terms.currency == self.desk.currency, "another currency is another reading"
        return replace(self, terms=terms)


@dataclass(frozen=True)
class Books:
    """Everything the ledger is made of, before it is summed and judged."""

    currency: str
    own: tuple[Quoted, ...]
    surcharges: tuple[Item, ...]
    carriage: tuple[Item, ...]
    border: tuple[Taken, ...]
    contract: tuple[Taken, ...]
    found: Landed | None
    taxes: ContractTaxes
    amounts: Mapping[str, Money]  # of the contract, by activity
    goods_activity: str
    raised: Mapping[str, Money]  # what the prices are raised by to make up for taxes, by activity; in no row

    @cached_property
    def rows(self) -> tuple[LedgerRow, ...]:
        return (
            *(q.item.row for q in self.own), *(i.row for i in self.surcharges), *(i.row for i in self.carriage),
            *(t.row for t in self.border), *(t.row for t in self.contract),
        )

    @cached_property
    def own_price(self) -> Money:
        """The price of the seller's own work, as raised."""
        return total([q.price for q in self.own], self.currency)

    @cached_property
    def price(self) -> Money:
        """What the quotation says."""
        return self._sum(row for row in self.rows if row.in_price) + self._raised

    @cached_property
    def cash_out(self) -> Money:
        """Everything the buyer pays."""
        return self._sum(row for row in self.rows if row.payer == "buyer") + self._raised

    @cached_property
    def back(self) -> Money:
        """What comes back to the buyer."""
        return self._sum(row for row in self.rows if row.payer == "buyer" and row.recoverable)

    @cached_property
    def cost(self) -> Money:
        """What the buyer pays less what comes back to him."""
        return self.cash_out - self.back

    @cached_property
    def received(self) -> Money:
        """The price less the taxes and border charges that the seller hands over."""
        handed_over = [t.row for t in self.border if t.row.in_price] + [t.row for t in self.contract if t.row.payer == "seller"]
        return self.price - self._sum(handed_over)

    @cached_property
    def kept(self) -> Money:
        """What the seller received less the carriage he pays on: it is for his own work."""
        return self.received - self._sum(item.row for item in self.carriage if item.row.in_price)

    @property
    def _raised(self) -> Money:
        return total(list(self.raised.values()), self.currency)

    def _sum(self, rows: Iterable[LedgerRow]) -> Money:
        return total([row.amount for row in rows], self.currency)


def read(
    bundle: Bundle, solutions: Mapping[str, Solution], market: Market, tariff: Tariff, seller: SellerTerms,
    rates: ExchangeRates, terms: Terms, on: date,
) -> Asked:
    """Everything the books need, found and read; raises Refusal naming all that was not."""
    desk = Desk(rates, terms.currency, on)
    parts = works.parts_of(bundle, solutions)
    problems = list(works.faults_of(bundle, parts, on))
    if bundle.factory.market != market.code or tariff.market != market.code:
        problems.append(Problem(
            where=f"{bundle.factory.id}/market",
            what=N_("The factory is in {market}, but the law read is of {other}.",
                    market=bundle.factory.market, other=market.code),
            how=N_("Estimate with the law and tariff of the factory's market."),
        ))
    if len(parts) < len(bundle.option.lines):
        raise Refusal(*problems)  # what else is missing cannot be known without the parts
    work: tuple[effort.Work, ...] = ()
    try:
        work = effort.work_of(bundle, solutions)
    except Refusal as refusal:
        problems += refusal.problems
    codes = law.hs_of(bundle, parts)
    problems += law.unclassified(codes)
    names = [*works.SURCHARGES, "aftercare", "discount_rate", *effort.needed(work, market.code.lower())]
    names += freight.needed(market.code.lower()) if codes else ()
    problems += desk.require(seller.parameters, names, {
        seller.currency, market.currency, bundle.factory.annual_output.currency,
        *(line.unit_price.currency for line in bundle.option.lines),
    })
    if problems:
        problems += law.gaps_of(market, tariff, bundle, codes, terms, on)
        raise Refusal(*dict.fromkeys(problems))
    items = works.work_items(desk, seller, bundle, solutions, parts, work)
    own = OwnWork(items, works.surcharge_items(desk, seller, items))
    return Asked(bundle, solutions, market, tariff, seller, rates, terms, desk, parts, codes, work, own)


def opened(asked: Asked) -> Books:
    """The books, or a refusal that tells every gap of the law with the first one met."""
    try:
        return books_of(asked)
    except Refusal as refusal:
        gaps = law.gaps_of(asked.market, asked.tariff, asked.bundle, asked.codes, asked.terms, asked.desk.day)
        raise Refusal(*dict.fromkeys((*refusal.problems, *gaps))) from refusal


def books_of(asked: Asked, raised: Mapping[str, Money] | None = None) -> Books:
    """Every row, in the order in which one stands on the other.

    ``raised`` is added to the price of each activity's own work, shared by price. Raises Refusal where the
    law has no rate for the day.
    """
    desk, seller, terms = asked.desk, asked.seller, asked.terms
    raised = raised or {}
    own = _raised(
        works.quoted(desk, asked.bundle, asked.own.items, asked.own.surcharges, terms.incoterm), raised)
    goods = tuple(q for q in own if q.goods)
    carriage = freight.carriage_items(
        desk, seller, market=asked.market.code.lower(), incoterm=terms.incoterm,
        goods=total([q.price for q in goods], desk.currency), kg=_weight(asked),
    ) if goods else ()
    found = _at_border(asked, goods, carriage)
    border = tuple(law.border_rows(desk, asked.market, found, terms, asked.codes)) if found else ()
    goods_activity = works.goods_activity_of(asked.bundle, asked.own.items, terms.incoterm)
    amounts = law.priced_by_activity(
        own, [*(i.row for i in carriage), *(t.row for t in border)], goods_activity, desk.currency,
    )
    taxes = law.contract_taxes(desk, asked.market, asked.rates, terms, amounts)
    return Books(
        currency=desk.currency, own=own, surcharges=asked.own.surcharges, carriage=carriage, border=border,
        contract=tuple(law.contract_rows(desk, asked.market, taxes)), found=found, taxes=taxes, amounts=amounts,
        goods_activity=goods_activity, raised=raised,
    )


def _at_border(asked: Asked, goods: tuple[Quoted, ...], carriage: tuple[Item, ...]) -> Landed | None:
    """The shipment's charges, worked out once for all terms that leave its values and papers as they are."""
    terms = asked.terms
    key = (
        terms.origin_proof, terms.importer_registered, *(q.price.amount for q in goods),
        *(item.row.amount.amount for item in carriage),
    )
    if key not in asked.shipments:
        asked.shipments[key] = law.at_border(
            asked.desk, asked.market, asked.tariff, asked.rates, terms, goods=goods, carriage=carriage, codes=asked.codes,
        )
    return asked.shipments[key]


def _raised(own: tuple[Quoted, ...], raised: Mapping[str, Money]) -> tuple[Quoted, ...]:
    """Each price with its share of what its activity is raised by, to the last unit."""
    result = list(own)
    for activity, more in raised.items():
        places = [place for place, q in enumerate(own) if q.activity == activity]
        prices = [own[place].price.amount for place in places]
        parts = split(more, prices if any(prices) else [Decimal(1)] * len(prices))
        for place, part in zip(places, parts, strict=True):
            result[place] = replace(own[place], price=own[place].price + part)
    return tuple(result)


def _weight(asked: Asked) -> Decimal:
    """Gross kilograms of all goods; parts whose weight is not stated weigh nothing here and are warned of."""
    lines = (line for line in asked.bundle.option.lines if line.id in asked.codes)
    return sum((line.qty * (asked.parts[line.id].kg_per_unit or Decimal(0)) for line in lines), Decimal(0))
