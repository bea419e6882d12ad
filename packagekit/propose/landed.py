"""The way from the price to the buyer's cost: each charge, who pays it, what comes back, and the range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from packagekit.domain.dated import worst
from packagekit.domain.estimate import Estimate, LedgerRow, Payer
from packagekit.domain.money import Money, total
from packagekit.domain.proposal import (
    ChargeTotal,
    CostBlock,
    Inside,
    Landed,
    LedgerAmount,
    LedgerLine,
    Price,
    PriceLine,
)
from packagekit.domain.text import N_, Localized, Measure, Percent, Text
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.price import PROJECT, inside_price
from packagekit.propose.rates import Numbered, own, shown

OF_MANY = ("hs", "rate")
"""What a warning is of, by its names in the messages: goods by their code, an exchange rate."""

CHARGE_STAGES = ("export", "freight", "insurance", "duty", "import_tax", "contract_tax")


def landed(given: Given, price: Price, numbers: Mapping[str, int]) -> Landed:
    """As the buyer reads it: the prices of the quotation, then every charge with its rate."""
    estimate = given.estimate
    swings = tuple(swing for swing in estimate.swings if not _own_figure(given, swing.key))
    back = estimate.buyer_cash_out - estimate.buyer_cost
    return Landed(
        blocks=_blocks(estimate, back),
        charges=tuple(_charges(given, numbers)),
        cash_out=estimate.buyer_cash_out,
        recoverable=back,
        cost=estimate.buyer_cost,
        range=estimate.range,
        swings=swings if len(swings) > 1 else (),  # one alone is no comparison
        warnings=tuple(_warnings(given)),
        ledger=tuple(_ledger(given, _priced(price), numbers)),
    )


def inside(given: Given, numbered: Numbered) -> Inside:
    """As the seller reads it: every row of the ledger as it was reckoned."""
    estimate = given.estimate
    amounts = [(row.line, _amount(row, numbered.numbers)) for row in estimate.ledger]
    return Inside(
        price=inside_price(given), ledger=tuple(_by_line(given, amounts)), rates=numbered.every,
        seller_receives=estimate.seller_receives, swings=estimate.swings,
        warnings=tuple(w.text for w in estimate.warnings),
    )


def _own_figure(given: Given, key: str) -> bool:
    """A price of a supplier or a planning value of the seller: what moves it is no matter of the buyer's."""
    return key.startswith(("price/", f"{given.seller.country}/"))


def _warnings(given: Given) -> Iterator[Text]:
    """What the estimate warns of, but for the seller's own figures; unverified ones by the names of the charges."""
    own_names, told = given.seller.parameters.by_name, list[Text]()
    for warning in given.estimate.warnings:
        kind, _, about = warning.code.partition(":")
        if kind != "unverified" and not (kind == "rate_ends" and about in own_names):
            told.append(warning.text)
    yield from _together(told)
    unverified = tuple(dict.fromkeys(
        names.charge(given.market, row.code) or row.name for row in given.estimate.ledger
        if not own(row) and not row.status.verified and row.amount.amount
    ))
    if unverified:
        yield N_("To be confirmed before a binding offer, because not verified: {names}.", names=unverified)


def _together(warnings: Iterable[Text]) -> Iterator[Text]:
    """Warnings that differ in nothing but what they are of as one that names all of it."""
    alike: dict[Text, list[Text]] = {}
    for text in warnings:
        rest = {name: value for name, value in text.args.items() if name not in OF_MANY}
        alike.setdefault(text.model_copy(update={"args": rest}), []).append(text)
    for texts in alike.values():
        first = texts[0]
        many = {name: tuple(text.args[name] for text in texts) for name in OF_MANY if name in first.args and len(texts) > 1}
        yield first.model_copy(update={"args": {**first.args, **many}})


def _blocks(estimate: Estimate, back: Money) -> tuple[CostBlock, ...]:
    """Price, then what the buyer pays besides it by stage, then what comes back: sums to the cost."""
    besides: dict[str, list[Money]] = {}
    for row in estimate.ledger:
        if row.payer == "buyer" and not row.in_price:
            besides.setdefault(row.stage, []).append(row.amount)
    blocks = [CostBlock(code="price", name=N_("Price of the quotation"), amount=estimate.seller_price, kind="total")]
    blocks += [
        CostBlock(code=stage, name=names.STAGES[stage], amount=total(amounts, estimate.currency), kind="part")
        for stage, amounts in besides.items() if any(a.amount for a in amounts)
    ]
    blocks.append(CostBlock(code="cash_out", name=N_("Buyer's cash out"), amount=estimate.buyer_cash_out, kind="total"))
    if back.amount:
        blocks.append(CostBlock(code="back", name=N_("Comes back"), amount=back, kind="back"))
    blocks.append(CostBlock(code="cost", name=N_("Buyer's cost"), amount=estimate.buyer_cost, kind="total"))
    return tuple(blocks)


def _charges(given: Given, numbers: Mapping[str, int]) -> list[ChargeTotal]:
    """Charges of the border summed over all lines under the law's own name, the others one by one."""
    estimate = given.estimate
    groups: dict[tuple[Text, Payer, bool], list[LedgerRow]] = {}
    for row in estimate.ledger:
        if row.stage in CHARGE_STAGES:
            name = names.charge(given.market, row.code) or row.name
            groups.setdefault((name, row.payer, row.recoverable), []).append(row)
    return [
        ChargeTotal(
            name=name, rows=tuple(row.id for row in rows), rates=_rates(rows), amount=total([r.amount for r in rows], estimate.currency),
            payer_name=names.PAYERS[payer], recoverable=recoverable,
            refs=tuple(sorted({numbers[r.id] for r in rows})),
            unverified=names.unverified(worst([r.status for r in rows])),
        )
        for (name, payer, recoverable), rows in groups.items()
    ]


def _rates(rows: list[LedgerRow]) -> Text:
    ratios = sorted({row.rate for row in rows if row.rate is not None and row.rate_unit == "ratio"})
    if not ratios:
        return N_("by calculation")
    if len(ratios) == 1:
        return N_("{rate}", rate=Percent(ratio=ratios[0]))
    return N_("{low} to {high}", low=Percent(ratio=ratios[0]), high=Percent(ratio=ratios[-1]))


def _priced(price: Price) -> Iterator[tuple[str, LedgerAmount]]:
    """The lines of the quotation as rows of the ledger: quantity times unit price, or a lump sum."""
    for group in price.groups:
        if group.code in ("delivery", "taxes"):
            continue  # these stand as rows of their own, with their rates
        for line in group.lines:
            unit = line.unit_price
            count = None if unit is None else Decimal((line.qty or 1) * (line.months or 1))
            yield line.line, LedgerAmount(
                id=line.id, code="price", stage="ex_works", stage_name=group.name, name=_priced_name(line),
                base=count, base_currency=None, base_shown=count,
                rate=None if unit is None else unit.amount, rate_unit="" if unit is None else unit.currency,
                rate_shown=line.unit_shown, amount=line.amount, local=None, fx=None, in_price=True, payer="buyer",
                payer_name=names.PAYERS["buyer"], recoverable=False, ref=None, unverified=None, note=None,
            )


def _priced_name(line: PriceLine) -> Text:
    if line.detail is None:
        return N_("{name}", name=line.name)
    return N_("{part} ({solution})", part=line.name, solution=line.detail)


def _ledger(
    given: Given, priced: Iterable[tuple[str, LedgerAmount]], numbers: Mapping[str, int]
) -> list[LedgerLine]:
    """The ledger to the buyer, line by line: its price, then what is laid on it."""
    rest = [(row.line, _amount(row, numbers)) for row in given.estimate.ledger if not own(row)]
    return _by_line(given, [*priced, *rest])


def _by_line(given: Given, amounts: Iterable[tuple[str, LedgerAmount]]) -> list[LedgerLine]:
    """The parts in their order, then what belongs to the project."""
    parts = {line.id: line for line in given.option.lines}
    by_line: dict[str, list[LedgerAmount]] = {}
    for line, amount in amounts:
        by_line.setdefault(line if line in parts or line in given.solutions else PROJECT, []).append(amount)
    ordered = [line for line in parts if line in by_line] + [line for line in by_line if line not in parts]
    lines = []
    for line in ordered:
        name: Localized | Text = N_("Project as a whole")
        detail = None
        if line in parts:
            name = given.component(parts[line].solution, parts[line].component).name
            detail = given.solutions[parts[line].solution].name
        elif line in given.solutions:
            name = given.solutions[line].name
        lines.append(LedgerLine(id=line, name=name, detail=detail, amounts=tuple(by_line[line])))
    return lines


def _base(row: LedgerRow) -> Money | Measure | Decimal | None:
    """What the rate is laid on as people read it: money, or so many of what the rate is for (208.6 kg at KRW/kg)."""
    if row.base is None:
        return None
    if row.base_currency is not None:
        return Money(amount=row.base, currency=row.base_currency)
    _, _, unit = row.rate_unit.partition("/")
    return Measure(value=row.base, unit=unit) if unit else row.base


def _amount(row: LedgerRow, numbers: Mapping[str, int]) -> LedgerAmount:
    return LedgerAmount(
        id=row.id, code=row.code, stage=row.stage, stage_name=names.STAGES[row.stage], name=row.name,
        base=row.base, base_currency=row.base_currency, base_shown=_base(row), rate=row.rate, rate_unit=row.rate_unit,
        rate_shown=shown(row.rate, row.rate_unit), amount=row.amount, local=row.local, fx=row.fx,
        payer=row.payer, in_price=row.in_price,
        payer_name=names.PAYERS[row.payer], recoverable=row.recoverable, ref=numbers[row.id],
        unverified=names.unverified(row.status), note=row.note,
    )
