"""The seller's own work as quoted: goods and software ex works, people, spare parts, contingency and margin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from packagekit.domain.bundle import Bundle
from packagekit.domain.dated import Source
from packagekit.domain.estimate import Incoterm
from packagekit.domain.market import SellerTerms
from packagekit.domain.money import split, total
from packagekit.domain.solution import PriceComponent, Solution
from packagekit.domain.text import N_, Problem
from packagekit.estimate import freight
from packagekit.estimate.effort import Work, effort_items, travel_items
from packagekit.estimate.figures import Desk, Item, Quoted

SURCHARGES = ("contingency", "margin")
"""In their order: contingency on the costs of the work, margin on costs and contingency; carriage bears neither."""


def parts_of(bundle: Bundle, solutions: Mapping[str, Solution]) -> dict[str, PriceComponent]:
    """The priced part behind each bundle line; a line whose part is not registered is left out."""
    return {
        line.id: part for line in bundle.option.lines if line.solution in solutions
        for part in solutions[line.solution].prices if part.code == line.component
    }


def faults_of(bundle: Bundle, parts: Mapping[str, PriceComponent], on: date) -> Iterator[Problem]:
    """Every line whose part is gone, or whose price does not hold on the day."""
    for line in bundle.option.lines:
        part = parts.get(line.id)
        if part is None:
            yield Problem(
                where=line.id,
                what=N_("The part {part} of the solution {solution} is no longer registered.",
                        part=line.component, solution=line.solution),
                how=N_("Compose the bundle again."),
            )
        elif on < part.valid_from or (part.valid_to is not None and on > part.valid_to):
            yield Problem(
                where=line.id,
                what=N_("The price of {part} does not hold on {day}: it is valid from {since} to {until}.",
                        part=part.name, day=on, since=part.valid_from, until=part.valid_to or N_("an open end")),
                how=N_("Ask the supplier for a price of that day, or choose another day."),
            )


def price_items(
    desk: Desk, bundle: Bundle, solutions: Mapping[str, Solution], parts: Mapping[str, PriceComponent],
) -> Iterator[Item]:
    """One row by bundle line, ex works, in the supplier's currency converted on the day."""
    for line in bundle.option.lines:
        solution, part = solutions[line.solution], parts[line.id]
        currency = line.unit_price.currency
        months = N_("{qty} for {months} months", qty=line.qty, months=line.months) if line.months else None
        yield Item(
            desk.row(
                id=f"{line.id}:ex_works", line=line.id, stage="ex_works", code="ex_works",
                name=N_("{part} ({solution})", part=part.name, solution=solution.name),
                base=Decimal(line.qty * (line.months or 1)), rate=line.unit_price.amount, currency=currency,
                rate_unit=f"{currency}/month" if line.months else f"{currency}/unit", status=part.status,
                source=Source(title=f"{solution.supplier}: {solution.id} {solution.version}, {part.code}",
                              seen=part.valid_from),
                since=part.valid_from, note=months,
            ),
            keys=(f"price/{line.id}", f"fx/{currency}"),
        )


def work_items(
    desk: Desk, seller: SellerTerms, bundle: Bundle, solutions: Mapping[str, Solution],
    parts: Mapping[str, PriceComponent], work: tuple[Work, ...],
) -> tuple[Item, ...]:
    """Everything the seller does himself, before contingency and margin."""
    prices = tuple(price_items(desk, bundle, solutions, parts))
    goods_lines = {line.id for line in bundle.option.lines if line.kind == "goods"}
    goods = total([i.row.amount for i in prices if i.row.line in goods_lines], desk.currency)
    spares = desk.figure(seller.parameters, "aftercare")
    spare_parts = () if not goods.amount else (Item(
        desk.row(
            id="project:aftercare:spare_parts", line="project", stage="aftercare", code="spare_parts", name=spares.label,
            base=goods.amount, base_currency=desk.currency, rate=spares.value, currency=desk.currency,
            rate_unit="ratio", status=spares.record.status, source=spares.record.source, since=spares.record.since,
            note=N_("Sent when they are needed; duty on them is not counted."),
        ),
        keys=(spares.key,), follows_goods=True,
    ),)
    market = bundle.factory.market.lower()
    return (*prices, *effort_items(desk, seller, work), *travel_items(desk, seller, work, market), *spare_parts)


def surcharge_items(desk: Desk, seller: SellerTerms, work: Sequence[Item]) -> tuple[Item, ...]:
    """Contingency and margin, each on all that stands before it."""
    rows = [item.row for item in work]
    items = []
    for name in SURCHARGES:
        figure = desk.figure(seller.parameters, name)
        base = total([row.amount for row in rows], desk.currency)
        row = desk.row(
            id=f"project:{name}:{name}", line="project", stage=name, code=name, name=figure.label, base=base.amount,
            base_currency=desk.currency, rate=figure.value, currency=desk.currency, rate_unit="ratio",
            status=figure.record.status, source=figure.record.source, since=figure.record.since,
        )
        rows.append(row)
        items.append(Item(row, on_top=(figure.key,)))
    return tuple(items)


def quoted(
    desk: Desk, bundle: Bundle, work: Sequence[Item], surcharges: Sequence[Item], incoterm: Incoterm,
) -> tuple[Quoted, ...]:
    """The prices the contract names: each item with its share of contingency and margin, to the last unit."""
    lines = {line.id: line for line in bundle.option.lines}
    goods_activity = goods_activity_of(bundle, work, incoterm)
    has_goods = any(line.kind == "goods" for line in lines.values())
    amounts = [item.row.amount for item in work]
    extra = total([item.row.amount for item in surcharges], desk.currency)
    shares = split(extra, [a.amount for a in amounts]) if extra.amount else tuple(total([], desk.currency) for _ in work)
    result = []
    for item, amount, part in zip(work, amounts, shares, strict=True):
        line = lines.get(item.row.line)
        goods = line is not None and line.kind == "goods"
        if line is not None:
            activity = goods_activity if goods else line.kind
        elif item.row.code == "spare_parts":
            activity = goods_activity
        elif item.row.stage in ("training", "aftercare") and has_goods:
            activity = "training_attached"
        else:
            activity = "services"
        result.append(Quoted(item, amount + part, activity, goods, line.months if line else None))
    return tuple(result)


def goods_activity_of(bundle: Bundle, work: Sequence[Item], incoterm: Incoterm) -> str:
    """Goods alone, or goods sold with services or at the seller's risk in the buyer's country.

    The distinction is that of Vietnam's Circular 103/2014/TT-BTC, articles 1 and 2: goods handed
    over at the border without any service are outside the contractor tax. Travel, installation,
    training and after-care on site are services in the country, and so are lines of services.
    """
    serviced = any(item.row.stage in ("engineering", "travel", "training", "aftercare") and item.row.code != "spare_parts"
                   for item in work)
    services = any(line.kind in ("services", "training_attached") for line in bundle.option.lines)
    return "goods_with_services" if serviced or services or incoterm in freight.DELIVERED else "goods"
