"""The way from the price to the buyer's cost: each charge, who pays it, what comes back, and the range."""

from __future__ import annotations

from collections.abc import Mapping

from packagekit.domain.dated import worst
from packagekit.domain.estimate import Estimate, LedgerRow, Payer
from packagekit.domain.money import Money, total
from packagekit.domain.proposal import ChargeTotal, CostBlock, Landed, LedgerAmount, LedgerLine
from packagekit.domain.text import N_, Localized, Percent, Text
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.rates import shown

CHARGE_STAGES = ("export", "freight", "insurance", "duty", "import_tax", "contract_tax")


def landed(given: Given, numbers: Mapping[str, int]) -> Landed:
    estimate = given.estimate
    back = estimate.buyer_cash_out - estimate.buyer_cost
    return Landed(
        blocks=_blocks(estimate, back),
        charges=tuple(_charges(given, numbers)),
        cash_out=estimate.buyer_cash_out,
        recoverable=back,
        cost=estimate.buyer_cost,
        seller_receives=estimate.seller_receives,
        range=estimate.range,
        swings=estimate.swings,
        warnings=tuple(w.text for w in estimate.warnings),
        ledger=tuple(_ledger(given, numbers)),
    )


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


def _ledger(given: Given, numbers: Mapping[str, int]) -> list[LedgerLine]:
    """The whole ledger line by line: the parts in their order, then what belongs to the project."""
    by_line: dict[str, list[LedgerRow]] = {}
    for row in given.estimate.ledger:
        by_line.setdefault(row.line, []).append(row)
    parts = {line.id: line for line in given.option.lines}
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
        lines.append(LedgerLine(id=line, name=name, detail=detail,
                                amounts=tuple(_amount(row, numbers) for row in by_line[line])))
    return lines


def _amount(row: LedgerRow, numbers: Mapping[str, int]) -> LedgerAmount:
    return LedgerAmount(
        id=row.id, code=row.code, stage=row.stage, stage_name=names.STAGES[row.stage], name=row.name,
        base=row.base, base_currency=row.base_currency, rate=row.rate, rate_unit=row.rate_unit,
        rate_shown=shown(row.rate, row.rate_unit), amount=row.amount, local=row.local, fx=row.fx,
        payer=row.payer, in_price=row.in_price,
        payer_name=names.PAYERS[row.payer], recoverable=row.recoverable, ref=numbers[row.id],
        unverified=names.unverified(row.status), note=row.note,
    )
