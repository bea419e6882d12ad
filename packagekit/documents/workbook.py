"""The workbooks in Excel: live formulas over the ledger, recalculated here before anybody sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from packagekit.documents.finished import judged_workbook
from packagekit.documents.sheets import Formula, Heading, Sheet, Sheets
from packagekit.domain.kit import Workbook
from packagekit.domain.money import Money, minor_digits, quantized
from packagekit.domain.proposal import LedgerAmount, LedgerLine, PriceLine, Proposal
from packagekit.domain.text import N_, Percent, Refusal, Speaks


def workbook(proposal: Proposal, language: Speaks) -> bytes:
    """Six sheets for the buyer: summary, lines, ledger, landed cost and taxes, return, rates used.

    Every formula carries its exact result, and a second calculator has found the same ones in the file; equal
    inputs give equal bytes. Raises ``Refusal`` naming each cell that keeps it back.
    """
    return _checked(laid_out(proposal, language), proposal)


def laid_out(proposal: Proposal, language: Speaks) -> Sheets:
    """Every cell with its value, formula and look, before there is a file."""
    _ = language.gettext
    sheets = Sheets(proposal.cover, language)
    summary = sheets.add(_("Summary"))
    lines, ledger = sheets.add(_("Lines of the price")), sheets.add(_("Ledger"))
    landed, returns, rates = sheets.add(_("Landed cost and taxes")), sheets.add(_("Return")), sheets.add(_("Rates used"))
    _lines(lines, proposal, language)
    columns = _ledger(ledger, proposal, language)
    _landed(landed, proposal, language, columns)
    _returns(returns, proposal, language)
    _rates(rates, proposal, language)
    _summary(summary, proposal, language, columns)
    return sheets


def inside_workbook(proposal: Proposal, language: Speaks) -> bytes:
    """The seller's own: list prices, day rates, contingency and margin; said to be internal on every sheet."""
    _ = language.gettext
    inside = proposal.inside
    notice = N_("INTERNAL – costs and margin of the seller, not for the buyer")
    if proposal.cover.sample is not None:
        notice = N_("{notice} · {sample}", notice=notice, sample=proposal.cover.sample)
    whole = proposal.model_copy(update={
        "cover": proposal.cover.model_copy(update={"sample": notice}),
        "price": inside.price, "rates": inside.rates,
        "landed": proposal.landed.model_copy(update={"ledger": inside.ledger, "swings": inside.swings}),
    })
    sheets = Sheets(whole.cover, language)
    summary = sheets.add(_("Summary"))
    lines, ledger, rates = sheets.add(_("Lines of the price")), sheets.add(_("Ledger")), sheets.add(_("Rates used"))
    _lines(lines, whole, language)
    columns = _ledger(ledger, whole, language)
    _rates(rates, whole, language)
    _summary(summary, whole, language, columns)
    summary.gap()
    summary.table((Heading(_("Figure"), 58), Heading(_("Amount in {currency}", currency=whole.price.currency), 26, f"money:{whole.price.currency}")),
                  [(_("The seller receives"), inside.seller_receives)] + [(group.name, group.subtotal) for group in inside.price.groups])
    return _checked(sheets, whole)


def price_workbook(proposal: Proposal, language: Speaks) -> bytes:
    """The price offer alone: quantity times unit price, sums by kind."""
    sheets = Sheets(proposal.cover, language)
    _lines(sheets.add(language.gettext("Lines of the price")), proposal, language)
    return _checked(sheets, proposal)


def requirements_workbook(proposal: Proposal, language: Speaks) -> bytes:
    """The compliance table, to be filtered and answered line by line."""
    _ = language.gettext
    sheets = Sheets(proposal.cover, language)
    sheets.add(language.show(proposal.cover.title)).table((
        Heading(_("No."), 6, "whole"), Heading(_("Group"), 22), Heading(_("Requirement"), 48), Heading(_("Asked for"), 32),
        Heading(_("Offered"), 40), Heading(_("Complies"), 16), Heading(_("Where shown"), 34), Heading(_("Confirm"), 28, "doubt"),
        Heading(_("Buyer's remark"), 30, "answer"),
    ), [
        (r.no, r.group, r.asked, _words(r.wanted, language), _words(r.offered, language), r.says, r.where, r.unverified, None)
        for r in proposal.requirements
    ], freeze=True, filters=True)
    return _checked(sheets, proposal)


def _words(value: object, language: Speaks) -> str:
    """A value as words, so that a column of unlike values stays one of texts."""
    return language.show(value)


def _checked(sheets: Sheets, proposal: Proposal) -> bytes:
    content = sheets.saved()
    if problems := judged_workbook(content, sheets, proposal, sheets.language):
        raise Refusal(*problems)
    return content


class Columns:
    """Where the ledger's columns stand, for the formulas of other sheets."""

    def __init__(self, sheet: Sheet, first: int, last: int) -> None:
        self.amount, self.quoted, self.bought, self.back, self.charge = (
            sheet.range(column, first, last) for column in (AMOUNT, QUOTED, BOUGHT, BACK, CHARGE))

    def summed(self, result: Money, *conditions: tuple[str, int]) -> Formula:
        """The sum of the amounts that meet every condition, rounded to the last unit that is paid."""
        tests = "".join(f",{cells},{value}" for cells, value in conditions)
        return Formula(f"=ROUND(SUMIFS({self.amount}{tests}),{minor_digits(result.currency)})", result.amount)


AMOUNT, QUOTED, BOUGHT, BACK, CHARGE = 9, 11, 12, 13, 14


def _ledger(sheet: Sheet, proposal: Proposal, language: Speaks) -> Columns:
    _ = language.gettext
    currency = proposal.price.currency
    charge = {row: number for number, c in enumerate(proposal.landed.charges, start=1) for row in c.rows}
    headings = (
        Heading(_("Amount for"), 34), Heading(_("Stage"), 18), Heading(_("What"), 34),
        Heading(_("Base"), 16, "number"), Heading(_("Rate"), 14, "number"), Heading(_("Unit of the rate"), 13),
        Heading(_("Local amount"), 18, "number"), Heading(_("Local currency"), 9), Heading(_("Exchange rate"), 13, "number"),
        Heading(_("Amount in {currency}", currency=currency), 17, f"money:{currency}"), Heading(_("Payer"), 10),
        Heading(_("In the price"), 8, "yes"), Heading(_("Buyer pays"), 8, "yes"), Heading(_("Comes back"), 8, "yes"),
        Heading(_("Charge no."), 8, "whole"), Heading(_("Rate no."), 8, "whole"), Heading(_("To confirm"), 28, "doubt"),
        Heading(_("Note"), 40),
    )
    rows = []
    for line, amount in _amounts(proposal):
        excel = sheet.row + 2 + len(rows)  # the head takes the first row, and Excel counts from one
        rows.append((
            line.name, amount.stage_name, amount.name, _base(amount), *_rate(amount.rate, amount.rate_unit, language),
            _local(amount, excel), amount.local.currency if amount.local else None, amount.fx,
            _amount(amount, excel), amount.payer_name, int(amount.in_price), int(amount.payer == "buyer"),
            int(amount.recoverable), charge.get(amount.id), amount.ref, amount.unverified, amount.note,
        ))
    first, last = sheet.table(headings, rows, freeze=True)
    columns = Columns(sheet, first, last)
    sheet.gap()
    for label, result, tests in (
        (_("Price of the quotation"), proposal.price.total, ((columns.quoted, 1),)),
        (_("Buyer's cash out"), proposal.landed.cash_out, ((columns.bought, 1),)),
        (_("Comes back"), proposal.landed.recoverable, ((columns.bought, 1), (columns.back, 1))),
    ):
        sheet.total(label, AMOUNT, columns.summed(result, *tests), f"money:{currency}", columns=CHARGE + 4)
    return columns


def _amounts(proposal: Proposal) -> Iterator[tuple[LedgerLine, LedgerAmount]]:
    for line in proposal.landed.ledger:
        for amount in line.amounts:
            yield line, amount


def _base(amount: LedgerAmount) -> Money | Decimal | None:
    """With all its decimals in the cell, and as its currency is paid to the eye."""
    if amount.base is None or amount.base_currency is None:
        return amount.base
    return Money(amount=amount.base, currency=amount.base_currency)


def _rate(rate: Decimal | None, unit: str, language: Speaks) -> tuple[Percent | Decimal | None, str]:
    """A rate and its unit in two columns; a share says in per cent what it is and has no other unit."""
    if unit == "ratio":
        return None if rate is None else Percent(ratio=rate), ""
    return rate, language.unit(unit)


def _local(amount: LedgerAmount, row: int) -> Formula | Money | None:
    """Base times rate as the authority or the price list rounds it; a figure where it rounds otherwise."""
    if amount.local is None:
        return None
    return _product(amount.base, amount.rate, amount.local, f"D{row}*E{row}") or amount.local


def _amount(amount: LedgerAmount, row: int) -> Formula | Money:
    if amount.local is not None:
        return _product(amount.local.amount, amount.fx, amount.amount, f"G{row}*I{row}") or amount.amount
    return _product(amount.base, amount.rate, amount.amount, f"D{row}*E{row}") or amount.amount


def _product(base: Decimal | None, rate: Decimal | None, result: Money, text: str) -> Formula | None:
    """The formula of a product, if rounding it half up does give the result."""
    digits = minor_digits(result.currency)
    if base is None or rate is None or quantized(base * rate, digits, ROUND_HALF_UP) != result.amount:
        return None
    return Formula(f"=ROUND({text},{digits})", result.amount)


def _lines(sheet: Sheet, proposal: Proposal, language: Speaks) -> None:
    """Quantity times unit price in the supplier's currency, times the exchange rate: the part of the price ex works."""
    _ = language.gettext
    currency = proposal.price.currency
    works = {amount.id: amount for _line, amount in _amounts(proposal)}
    parts = [(group, line) for group in proposal.price.groups for line in group.lines]
    headings = (
        Heading(_("Item"), 38), Heading(_("Solution"), 34), Heading(_("Kind"), 20), Heading(_("Quantity"), 10, "whole"),
        Heading(_("Months"), 9, "whole"), Heading(_("Unit price"), 18, "number"), Heading(_("Currency"), 9),
        Heading(_("Price"), 20, "number"), Heading(_("Exchange rate"), 13, "number"),
        Heading(_("Amount in {currency}", currency=currency), 18, f"money:{currency}"),
    )
    rows = []
    for group, line in parts:
        excel = sheet.row + 2 + len(rows)
        rows.append((line.name, line.detail, group.name, line.qty, line.months,
                     line.unit_price.amount if line.unit_price else None, line.unit_price.currency if line.unit_price else None,
                     *_priced(line, works.get(line.id), excel)))
    first, last = sheet.table(headings, rows, freeze=True)
    total = Formula(f"=ROUND(SUM(J{first}:J{last}),{minor_digits(currency)})", proposal.price.total.amount)
    sheet.total(_("Price of the quotation"), 9, total, f"money:{currency}", columns=10)


def _priced(line: PriceLine, amount: LedgerAmount | None, row: int) -> tuple[object, object, object]:
    if line.unit_price is None or line.qty is None:
        return None, None, line.amount
    unit = line.unit_price
    price = (unit * (line.qty * (line.months or 1))).rounded()
    months = f"*E{row}" if line.months else ""
    written = Formula(f"=ROUND(D{row}{months}*F{row},{minor_digits(unit.currency)})", price.amount)
    fx = amount.fx if amount is not None else None
    if fx is None and unit.currency == line.amount.currency:
        fx = Decimal(1)
    return written, fx, _product(price.amount, fx, line.amount, f"H{row}*I{row}") or line.amount


def _landed(sheet: Sheet, proposal: Proposal, language: Speaks, columns: Columns) -> None:
    _ = language.gettext
    landed, currency = proposal.landed, proposal.price.currency
    rows = [
        (number, charge.name, charge.rates, charge.payer_name, int(charge.recoverable),
         columns.summed(charge.amount, (columns.charge, number)),
         language.show(tuple(charge.refs)), charge.unverified)
        for number, charge in enumerate(landed.charges, start=1)
    ]
    sheet.table((
        Heading(_("Charge no."), 10, "whole"), Heading(_("Charge"), 48), Heading(_("Rates"), 18), Heading(_("Payer"), 12),
        Heading(_("Comes back"), 10, "yes"), Heading(_("Amount in {currency}", currency=currency), 18, f"money:{currency}"),
        Heading(_("Rate no."), 16), Heading(_("To confirm"), 28, "doubt"),
    ), rows, freeze=True)
    sheet.gap()
    for label, result, tests in (
        (_("Price of the quotation"), proposal.price.total, ((columns.quoted, 1),)),
        (_("Buyer's cash out"), landed.cash_out, ((columns.bought, 1),)),
        (_("Comes back"), landed.recoverable, ((columns.bought, 1), (columns.back, 1))),
    ):
        sheet.total(label, 5, columns.summed(result, *tests), f"money:{currency}", columns=8)
    top = sheet.row
    cost = Formula(f"=ROUND(F{top - 1}-F{top},{minor_digits(currency)})", landed.cost.amount)
    sheet.total(_("Buyer's cost"), 5, cost, f"money:{currency}", columns=8)


def _returns(sheet: Sheet, proposal: Proposal, language: Speaks) -> None:
    """Cash flow, its sum so far and its net present value; benefits with what each stands on."""
    _ = language.gettext
    returns, currency = proposal.returns, proposal.price.currency
    digits = minor_digits(currency)
    start = sheet.row + 2
    rows = [
        (flow.year, flow.amount,
         Formula(f"=ROUND(SUM(B${start}:B{start + index}),{digits})", flow.cumulative.amount))
        for index, flow in enumerate(returns.flows)
    ]
    first, last = sheet.table((
        Heading(_("Year"), 34, "year"), Heading(_("Flow in {currency}", currency=currency), 20, f"money:{currency}"),
        Heading(_("Sum so far"), 20, f"money:{currency}"),
    ), rows)
    sheet.gap()
    sheet.write(0, _("Discount rate"), "text")
    rate = sheet.write(1, returns.discount.ratio, "ratio")
    sheet.row += 1
    value = returns.npv
    found = _present(tuple(flow.amount.amount for flow in returns.flows), returns.discount.ratio, digits)
    formula = Formula(f"=ROUND(B{first}+NPV({rate},B{first + 1}:B{last}),{digits})", value.amount)
    # The estimate may discount month by month; then its figure stands, and the formula does not claim it.
    sheet.total(_("Net present value"), 1, formula if found == value.amount and last > first else value, f"money:{currency}", columns=3)
    sheet.gap()
    sheet.table((
        Heading(_("Indicator"), 34), Heading(_("Today"), 20), Heading(_("Expected"), 20), Heading(_("At least"), 16), Heading(_("At most"), 16),
        Heading(_("Worth a year in {currency}", currency=currency), 20, f"money:{currency}"), Heading(_("Counted"), 10, "yes"),
        Heading(_("Basis"), 44), Heading(_("Assumption"), 52), Heading(_("To confirm"), 28, "doubt"),
    ), [
        (b.kpi, b.now, b.expected, b.low, b.high, b.yearly, int(b.counted), b.basis, b.assumption, b.unverified)
        for b in returns.benefits
    ])


def _present(flows: tuple[Decimal, ...], rate: Decimal, digits: int) -> Decimal:
    return quantized(sum((flow / (1 + rate) ** year for year, flow in enumerate(flows)), Decimal(0)), digits)


def _rates(sheet: Sheet, proposal: Proposal, language: Speaks) -> None:
    _ = language.gettext
    sheet.table((
        Heading(_("Rate no."), 9, "whole"), Heading(_("Rate"), 52), Heading(_("Value"), 18, "number"), Heading(_("Unit"), 14),
        Heading(_("Day"), 16), Heading(_("Source"), 64), Heading(_("Address"), 40), Heading(_("Status"), 24), Heading(_("To confirm"), 28, "doubt"),
    ), [
        (rate.ref, rate.name, *_rate(rate.number, rate.unit, language), language.short_day(rate.day), rate.source, rate.href, rate.status, rate.unverified)
        for rate in proposal.rates
    ], freeze=True)


def _summary(sheet: Sheet, proposal: Proposal, language: Speaks, columns: Columns) -> None:
    _ = language.gettext
    landed, currency = proposal.landed, proposal.price.currency
    form = f"money:{currency}"
    rows: list[tuple[object, object]] = [
        (_("Price of the quotation"), columns.summed(proposal.price.total, (columns.quoted, 1))),
        (_("Buyer's cash out"), columns.summed(landed.cash_out, (columns.bought, 1))),
        (_("Comes back"), columns.summed(landed.recoverable, (columns.bought, 1), (columns.back, 1))),
    ]
    top = sheet.row + 2
    rows.append((_("Buyer's cost"), Formula(f"=ROUND(B{top + 1}-B{top + 2},{minor_digits(currency)})", landed.cost.amount)))
    rows += [
        (_("Buyer's cost, low end (1 of 10 below)"), landed.range.p10),
        (_("Buyer's cost, high end (1 of 10 above)"), landed.range.p90),
        (_("Benefit a year, middle case"), proposal.returns.yearly.p50),
    ]
    sheet.table((Heading(_("Figure"), 58), Heading(_("Amount in {currency}", currency=currency), 26, form)), rows)
    sheet.gap()
    facts: list[tuple[object, object]] = [
        (_("Factory"), proposal.cover.buyer.name), (_("Number"), proposal.cover.number), (_("Day"), proposal.cover.day),
        (_("Valid until"), proposal.cover.valid_until), (_("Delivery"), proposal.price.basis),
        (_("Amount in words"), language.spell(proposal.price.total)),
    ]
    facts += [(fact.label, fact.value) for fact in proposal.returns.payback]
    sheet.table((Heading(_("About"), 58), Heading(_("Value"), 70)), facts)
    if proposal.shares:
        sheet.gap()
        first, last = sheet.table((
            Heading(_("Member"), 58), Heading(_("Share in {currency}", currency=currency), 26, form), Heading(_("Basis"), 40),
        ), [(share.member, share.amount, share.basis) for share in proposal.shares])
        total = Formula(f"=ROUND(SUM(B{first}:B{last}),{minor_digits(currency)})", landed.cash_out.amount)
        sheet.total(_("Buyer's cash out"), 1, total, form, columns=3)


WORKBOOKS: Mapping[Workbook, Callable[[Proposal, Speaks], bytes]] = {
    "whole": workbook, "price": price_workbook, "requirements": requirements_workbook, "inside": inside_workbook,
}
"""By the name a kind of document gives its workbook."""
