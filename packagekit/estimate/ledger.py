"""The estimate of one bundle: the ledger from the maker's door to the plant, taxed, summed and judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from packagekit.domain.bundle import Bundle
from packagekit.domain.case import Case
from packagekit.domain.estimate import Estimate, LedgerRow, Returns, Terms, Warning
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.market import Market, SellerTerms, Tariff
from packagekit.domain.money import Money, total
from packagekit.domain.solution import Driver, Solution
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Percent, Problem, Refusal, Text
from packagekit.estimate import alerts, effort, freight, law, returns, risk, shares, works
from packagekit.estimate.border import Landed
from packagekit.estimate.contract import ContractTaxes
from packagekit.estimate.effort import Work
from packagekit.estimate.figures import Desk, Item, Quoted, Taken


@dataclass(frozen=True)
class _Books:
    """Everything the ledger is made of, before it is summed and judged."""

    own: tuple[Quoted, ...]
    surcharges: tuple[Item, ...]
    carriage: tuple[Item, ...]
    border: tuple[Taken, ...]
    contract: tuple[Taken, ...]
    found: Landed | None
    taxes: ContractTaxes
    amounts: Mapping[str, Money]  # of the contract, by activity
    goods_activity: str

    @property
    def rows(self) -> tuple[LedgerRow, ...]:
        return (
            *(q.item.row for q in self.own), *(i.row for i in self.surcharges), *(i.row for i in self.carriage),
            *(t.row for t in self.border), *(t.row for t in self.contract),
        )


def estimate(
    bundle: Bundle, *, solutions: Mapping[str, Solution], market: Market, tariff: Tariff, seller: SellerTerms,
    rates: ExchangeRates, taxonomy: Taxonomy, cases: Sequence[Case], terms: Terms | None = None, on: date,
) -> Estimate:
    """The buyer's and the seller's money for ``bundle`` under the law and the rates of the day.

    ``cases`` are the matched ones, whose evidence the returns lean on. Without ``terms``: CIP in the
    currency of the factory's budget, a split contract, taxes borne by the buyer, origin proven.
    Every row is rounded once and every total is a sum of rows. Raises Refusal with all faults at
    once: a part or price that does not stand, a rate, duty or exchange rate missing on the day.
    """
    terms = terms or Terms(currency=bundle.factory.budget.currency)
    desk = Desk(rates, terms.currency, on)
    work = _read(desk, bundle, solutions, market, tariff, seller, terms)
    books = _books(desk, bundle, solutions, market, tariff, seller, rates, terms, work)
    rows = books.rows
    bought = [row for row in rows if row.payer == "buyer"]
    cash_out = total([row.amount for row in bought], desk.currency)
    cost = cash_out - total([row.amount for row in bought if row.recoverable], desk.currency)
    price = total([row.amount for row in rows if row.in_price], desk.currency)
    handed_over = [t.row.amount for t in books.border if t.row.in_price]
    handed_over += [t.row.amount for t in books.contract if t.row.payer == "seller"]

    model = _model(desk, bundle, solutions, books)
    output = desk.convert(bundle.factory.annual_output)
    benefits = returns.benefits_of(bundle.factory.goals, cases, taxonomy=taxonomy, output=output, on=on)
    generator = np.random.default_rng(_seed(bundle, terms, on, rows, model, benefits))
    draws = np.broadcast_to(model.cost(risk.drawn(tuple(model.uncertain.values()), generator)), risk.DRAWS)
    return Estimate(
        on=on, market=market.code, currency=desk.currency, terms=terms, ledger=rows, seller_price=price,
        buyer_cash_out=cash_out, buyer_cost=cost, seller_receives=price - total(handed_over, desk.currency),
        range=risk.range_of(draws, desk.currency), swings=model.swings(desk.currency),
        returns=_returns(desk, seller, books, benefits, output, cost, draws, generator),
        shares=shares.share(cash_out, bundle.factory.members, _driven(desk, bundle, solutions, seller, books, work)),
        fx=desk.published, warnings=tuple(_warnings(desk, bundle, solutions, market, books, on)),
    )


def _read(
    desk: Desk, bundle: Bundle, solutions: Mapping[str, Solution], market: Market, tariff: Tariff,
    seller: SellerTerms, terms: Terms,
) -> tuple[Work, ...]:
    """The days of work, after every figure that will be needed was found; raises Refusal naming all that were not."""
    problems = list(works.faults_of(bundle, solutions, desk.day))
    if bundle.factory.market != market.code or tariff.market != market.code:
        problems.append(Problem(
            where=f"{bundle.factory.id}/market",
            what=N_("The factory is in {market}, but the law read is of {other}.",
                    market=bundle.factory.market, other=market.code),
            how=N_("Estimate with the law and tariff of the factory's market."),
        ))
    if any(works.component_of(line, solutions) is None for line in bundle.option.lines):
        raise Refusal(*problems)  # what else is missing cannot be known without the parts
    work: tuple[Work, ...] = ()
    try:
        work = effort.work_of(bundle, solutions)
    except Refusal as refusal:
        problems += refusal.problems
    code = market.code.lower()
    names = [*works.SURCHARGES, "aftercare", "discount_rate", *effort.needed(work, code)]
    if any(line.kind == "goods" for line in bundle.option.lines):
        names += freight.needed(code)
    problems += desk.require(seller.parameters, names, {
        seller.currency, market.currency, bundle.factory.annual_output.currency,
        *(line.unit_price.currency for line in bundle.option.lines),
    })
    problems += law.faults_of(market, tariff, bundle, solutions, terms, desk.day)
    if problems:
        raise Refusal(*dict.fromkeys(problems))
    return work


def _books(
    desk: Desk, bundle: Bundle, solutions: Mapping[str, Solution], market: Market, tariff: Tariff,
    seller: SellerTerms, rates: ExchangeRates, terms: Terms, work: tuple[Work, ...],
) -> _Books:
    items = works.work_items(desk, seller, bundle, solutions, work)
    surcharges = works.surcharge_items(desk, seller, items)
    own = works.quoted(desk, bundle, items, surcharges, terms.incoterm)
    goods = tuple(q for q in own if q.goods)
    codes = law.hs_of(bundle, solutions)
    carriage = freight.carriage_items(
        desk, seller, market=market.code.lower(), incoterm=terms.incoterm,
        goods=total([q.price for q in goods], desk.currency), kg=_weight(bundle, solutions),
    ) if goods else ()
    found = law.at_border(desk, market, tariff, rates, terms, goods=goods, carriage=carriage, codes=codes)
    border = tuple(law.border_rows(desk, market, found, terms, codes)) if found else ()
    goods_activity = works.goods_activity_of(bundle, items, terms.incoterm)
    amounts = law.priced_by_activity(
        own, [*(i.row for i in carriage), *(t.row for t in border)], goods_activity, desk.currency,
    )
    taxes = law.contract_taxes(desk, market, rates, terms, amounts)
    return _Books(
        own=own, surcharges=surcharges, carriage=carriage, border=border,
        contract=tuple(law.contract_rows(desk, market, taxes)), found=found, taxes=taxes, amounts=amounts,
        goods_activity=goods_activity,
    )


def _weight(bundle: Bundle, solutions: Mapping[str, Solution]) -> Decimal:
    """Gross kilograms of all goods; parts whose weight is not stated weigh nothing here and are warned of."""
    weights = [
        line.qty * (component.kg_per_unit or Decimal(0)) for line in bundle.option.lines
        if line.kind == "goods" and (component := works.component_of(line, solutions)) is not None
    ]
    return sum(weights, Decimal(0))


def _model(desk: Desk, bundle: Bundle, solutions: Mapping[str, Solution], books: _Books) -> risk.CostModel:
    """The buyer's cost as a function of all that may turn out otherwise."""
    uncertain = [risk.spread_of_figure(figure) for figure in desk.figures.values()]
    uncertain += [risk.spread_of_rate(currency, conversion) for currency, conversion in desk.conversions.items()]
    for line in bundle.option.lines:
        component = works.component_of(line, solutions)
        assert component is not None, "works.faults_of refuses such a line"
        label = N_("Price of {part}", part=component.name)
        uncertain.append(risk.spread(f"price/{line.id}", label, line.unit_price.amount, component.status))
    uncertain += law.uncertain_of((*books.border, *books.contract), books.found)
    return risk.CostModel(
        quoted=books.own, carriage=books.carriage,
        customs_codes=frozenset({"inland_haulage", "export_clearance", "main_carriage", "insurance"}),
        goods_activity=books.goods_activity, border=books.border, contract=books.contract,
        surcharge_keys=tuple(key for item in books.surcharges for key in item.on_top),
        uncertain={u.key: u for u in uncertain if u is not None},
    )


def _seed(
    bundle: Bundle, terms: Terms, on: date, rows: Sequence[LedgerRow], model: risk.CostModel,
    benefits: Sequence[returns.Benefit],
) -> int:
    """From all that the draws depend on, in the ledger's order."""
    return risk.seed_of((
        bundle.factory.id, terms.model_dump_json(), on.isoformat(),
        *(f"{row.id} {row.amount.amount}" for row in rows), *(f"{u.key} {u.low} {u.mode} {u.high} {u.shape}" for u in model.uncertain.values()),
        *(f"{b.line.kpi} {b.change} {b.line.counted}" for b in benefits),
    ))


def _returns(
    desk: Desk, seller: SellerTerms, books: _Books, benefits: Sequence[returns.Benefit], output: Money, cost: Money,
    draws: np.ndarray, generator: np.random.Generator,
) -> Returns:
    discount = desk.figure(seller.parameters, "discount_rate").value
    return returns.returns_of(
        benefits, yearly=returns.benefit_draws(benefits, output, generator), cost=cost, cost_draws=draws,
        running=_running(desk, books), discount_rate=discount, assumptions=(
            N_("The cost of year 0 is the buyer's cost less the taxes that come back."),
            N_("Benefits begin with go-live and stay level for {years} years.", years=returns.HORIZON_YEARS),
            N_("Subscriptions are renewed at today's price when their prepaid months end, and after-care is bought again each year from the second on."),
            N_("Of KPIs that measure the same loss only the one worth most is counted."),
            N_("The present value discounts at {rate} a year.", rate=Percent(ratio=discount)),
        ),
    )


def _running(desk: Desk, books: _Books) -> tuple[Money, ...]:
    """What each year after go-live costs beside the investment, with the contract tax that is a cost."""
    tax = {activity: Decimal(0) for activity in books.amounts}
    for entry in books.contract:
        if entry.row.payer == "buyer" and not entry.row.recoverable and entry.activity is not None:
            tax[entry.activity] += entry.row.amount.amount / books.amounts[entry.activity].amount
    years = []
    for year in range(1, returns.HORIZON_YEARS + 1):
        spent = Decimal(0)
        for q in books.own:
            loaded = q.price.amount * (1 + tax.get(q.activity, Decimal(0)))
            if q.subscription_months:
                due = max(0, min(12, 12 * year - q.subscription_months))
                spent += loaded * due / q.subscription_months
            elif q.item.row.stage == "aftercare" and year > 1:
                spent += loaded
        years.append(desk.rounded(spent))
    return tuple(years)


def _driven(
    desk: Desk, bundle: Bundle, solutions: Mapping[str, Solution], seller: SellerTerms, books: _Books,
    work: Sequence[Work],
) -> list[tuple[Driver, Decimal]]:
    """The priced parts with what each is counted by, for the members' shares."""
    amounts = {q.item.row.line: q.item.row.amount.amount for q in books.own if q.item.row.stage == "ex_works"}
    parts: list[tuple[Driver, Decimal]] = []
    for line in bundle.option.lines:
        component = works.component_of(line, solutions)
        assert component is not None, "works.faults_of refuses such a line"
        parts.append((component.driver, amounts[line.id]))
    rate = desk.conversion(seller.currency).rate
    parts += [(w.driver, w.days * effort.loaded_rate(desk, seller, w.effort.role) * rate) for w in work]
    return parts


def _warnings(
    desk: Desk, bundle: Bundle, solutions: Mapping[str, Solution], market: Market, books: _Books, on: date,
):
    """What to know before signing, the law first."""
    delivery = alerts.months_after(on, bundle.option.months)
    read = [*law.parameters_of(market, books.found, books.taxes, on), *desk.parameters.values()]
    yield from alerts.endings(read, on, delivery)
    yield from law.unknown_duties(books.found, law.hs_of(bundle, solutions))
    yield from law.questions_of(books.found)
    yield from alerts.old_rates(desk.published, on)
    weightless = tuple(
        component.name for line in bundle.option.lines if line.kind == "goods"
        and (component := works.component_of(line, solutions)) is not None and component.kg_per_unit is None
    )
    if weightless:
        yield Warning(code="weight_unknown", text=N_(
            "The weight of these goods is not stated, so their freight is not counted: {names}.", names=weightless,
        ))
    yield from alerts.unverified(_unverified(desk, books))


def _unverified(desk: Desk, books: _Books) -> list[Text]:
    labels = [figure.label for figure in desk.figures.values() if not figure.record.status.verified]
    labels += [N_("Exchange rate {base} to {quote}", base=c.base, quote=c.quote)
               for c in desk.conversions.values() if not c.status.verified]
    labels += [q.item.row.name for q in books.own if q.item.row.stage == "ex_works" and not q.item.row.status.verified]
    for charge in books.found.charges if books.found else ():
        if not charge.status.verified and charge.rate != 0:
            labels += [t.row.name for t in books.border if t.row.id == f"{charge.line}:{charge.name}"]
    for line in books.taxes.lines:
        for name, tax in (("income_tax", line.income_tax), ("vat", line.vat)):
            if not tax.status.verified:
                labels += [t.row.name for t in books.contract if t.row.id == f"project:contract_{name}:{line.activity}"]
    return labels
