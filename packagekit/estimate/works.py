"""The seller's own work as quoted: goods and software ex works, people, spare parts, contingency and margin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from packagekit.domain.bundle import Bundle, BundleLine
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


def component_of(line: BundleLine, solutions: Mapping[str, Solution]) -> PriceComponent | None:
    solution = solutions.get(line.solution)
    return next((p for p in solution.prices if p.code == line.component), None) if solution else None


def faults_of(bundle: Bundle, solutions: Mapping[str, Solution], on: date) -> Iterator[Problem]:
    """Every line whose solution, part or price does not stand on the day."""
    for line in bundle.option.lines:
        component = component_of(line, solutions)
        if component is None:
            yield Problem(
                where=line.id,
                what=N_("The part {part} of the solution {solution} is no longer registered.",
                        part=line.component, solution=line.solution),
                how=N_("Compose the bundle again."),
            )
        elif not component.holds(on):
            yield Problem(
                where=line.id,
                what=N_("The price of {part} does not hold on {day}: it is valid from {since} to {until}.",
                        part=component.name, day=on, since=component.valid_from,
                        until=component.valid_to or N_("an open end")),
                how=N_("Ask the supplier for a price of that day, or choose another day."),
            )


def price_items(desk: Desk, bundle: Bundle, solutions: Mapping[str, Solution]) -> Iterator[Item]:
    """One row by bundle line, ex works, in the supplier's currency converted on the day."""
    for line in bundle.option.lines:
        solution, component = solutions[line.solution], component_of(line, solutions)
        assert component is not None, "faults_of refuses such a line"
        currency = line.unit_price.currency
        months = N_("{qty} for {months} months", qty=line.qty, months=line.months) if line.months else None
        yield Item(
            desk.row(
                id=f"{line.id}:ex_works", line=line.id, stage="ex_works", code="ex_works",
                name=N_("{part} of {solution}", part=component.name, solution=solution.name),
                base=Decimal(line.qty * (line.months or 1)), rate=line.unit_price.amount, currency=currency,
                rate_unit=f"{currency}/month" if line.months else f"{currency}/unit", status=component.status,
                source=Source(title=f"{solution.supplier}: {solution.id} {solution.version}, {component.code}",
                              seen=component.valid_from),
                since=component.valid_from, note=months,
            ),
            keys=(f"price/{line.id}", f"fx/{currency}"),
        )


def work_items(
    desk: Desk, seller: SellerTerms, bundle: Bundle, solutions: Mapping[str, Solution], work: tuple[Work, ...],
) -> tuple[Item, ...]:
    """Everything the seller does himself, before contingency and margin."""
    prices = tuple(price_items(desk, bundle, solutions))
    goods_lines = {line.id for line in bundle.option.lines if line.kind == "goods"}
    goods = total([i.row.amount for i in prices if i.row.line in goods_lines], desk.currency)
    spares = desk.figure(seller.parameters, "aftercare")
    parts = () if not goods.amount else (Item(
        desk.row(
            id="project:aftercare:spare_parts", line="project", stage="aftercare", code="spare_parts", name=spares.label,
            base=goods.amount, base_currency=desk.currency, rate=spares.value, currency=desk.currency,
            rate_unit="ratio", status=spares.record.status, source=spares.record.source, since=spares.record.since,
            note=N_("Sent when they are needed; duty on them is not counted."),
        ),
        keys=(spares.key,), follows_goods=True,
    ),)
    market = bundle.factory.market.lower()
    return (*prices, *effort_items(desk, seller, work), *travel_items(desk, seller, work, market), *parts)


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
