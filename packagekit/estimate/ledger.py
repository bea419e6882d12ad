"""The estimate of one bundle: the ledger from the maker's door to the plant, taxed, summed and judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from packagekit.domain.solution import Driver, PriceComponent, Solution
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Percent, Problem, Refusal, Text
from packagekit.estimate import alerts, effort, freight, law, returns, risk, shares, works
from packagekit.estimate.border import Landed
from packagekit.estimate.contract import ContractTaxes
from packagekit.estimate.figures import Desk, Item, Quoted, Taken


@dataclass(frozen=True)
class _Asked:
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

    def cash_out(self, currency: str) -> Money:
        """Everything the buyer pays."""
        return total([row.amount for row in self.rows if row.payer == "buyer"], currency)

    def cost(self, currency: str) -> Money:
        """What the buyer pays less what comes back to him."""
        back = total([row.amount for row in self.rows if row.payer == "buyer" and row.recoverable], currency)
        return self.cash_out(currency) - back


def estimate(
    bundle: Bundle, *, solutions: Mapping[str, Solution], market: Market, tariff: Tariff, seller: SellerTerms,
    rates: ExchangeRates, taxonomy: Taxonomy, cases: Sequence[Case], terms: Terms | None = None, on: date,
) -> Estimate:
    """The buyer's and the seller's money for ``bundle`` under the law and the rates of the day.

    ``cases`` are the matched ones, whose evidence the returns lean on. Without ``terms``: CIP in the
    currency of the factory's budget, a split contract, taxes borne by the buyer, origin proven.
    Every row is rounded as its authority rounds and every total is a sum of rows. Raises Refusal with
    all faults at once: a part or price that does not stand, a rate, duty or exchange rate missing on the day.
    """
    terms = terms or Terms(currency=bundle.factory.budget.currency)
    asked = _read(bundle, solutions, market, tariff, seller, rates, terms, on)
    books = _opened(asked)
    desk, rows = asked.desk, books.rows
    cash_out, cost = books.cash_out(desk.currency), books.cost(desk.currency)
    price = total([row.amount for row in rows if row.in_price], desk.currency)
    handed_over = [t.row.amount for t in books.border if t.row.in_price]
    handed_over += [t.row.amount for t in books.contract if t.row.payer == "seller"]

    model = _model(asked, books)
    output = desk.convert(bundle.factory.annual_output)
    benefits = returns.benefits_of(
        bundle.factory.goals, cases, taxonomy=taxonomy, output=output, on=on, covers=bundle.option.covers,
    )
    generator = np.random.default_rng(_seed(asked, rows, model, benefits))
    draws = np.broadcast_to(model.cost(risk.drawn(tuple(model.uncertain.values()), generator)), risk.DRAWS)
    return Estimate(
        on=on, market=market.code, currency=desk.currency, terms=terms, ledger=rows, seller_price=price,
        buyer_cash_out=cash_out, buyer_cost=cost, seller_receives=price - total(handed_over, desk.currency),
        range=risk.range_of(draws, desk.currency), swings=model.swings(desk.currency),
        returns=_returns(asked, books, benefits, output, cost, draws, generator),
        shares=shares.share(cash_out, bundle.factory.members, _driven(asked, books)),
        fx=desk.published, warnings=tuple(_warnings(asked, books)),
    )


def buyer_cost(
    bundle: Bundle, *, solutions: Mapping[str, Solution], market: Market, tariff: Tariff, seller: SellerTerms,
    rates: ExchangeRates, terms: Terms | None = None, on: date,
) -> Money:
    """The ``buyer_cost`` of an ``estimate`` without its range and returns: quick, for trying many bundles.

    Raises Refusal as ``estimate`` does.
    """
    terms = terms or Terms(currency=bundle.factory.budget.currency)
    asked = _read(bundle, solutions, market, tariff, seller, rates, terms, on)
    return _opened(asked).cost(asked.desk.currency)


def _opened(asked: _Asked) -> _Books:
    """The books, or a refusal that tells every gap of the law with the first one met."""
    try:
        return _books(asked)
    except Refusal as refusal:
        gaps = law.gaps_of(
            asked.market, asked.tariff, asked.bundle, asked.codes, asked.terms, asked.desk.day)
        raise Refusal(*dict.fromkeys((*refusal.problems, *gaps))) from refusal


def _read(
    bundle: Bundle, solutions: Mapping[str, Solution], market: Market, tariff: Tariff, seller: SellerTerms,
    rates: ExchangeRates, terms: Terms, on: date,
) -> _Asked:
    """Everything an estimate needs, found and read; raises Refusal naming all that was not."""
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
    return _Asked(bundle, solutions, market, tariff, seller, rates, terms, desk, parts, codes, work)


def _books(asked: _Asked) -> _Books:
    """Every row, in the order in which one stands on the other."""
    desk, seller, terms = asked.desk, asked.seller, asked.terms
    items = works.work_items(desk, seller, asked.bundle, asked.solutions, asked.parts, asked.work)
    surcharges = works.surcharge_items(desk, seller, items)
    own = works.quoted(desk, asked.bundle, items, surcharges, terms.incoterm)
    goods = tuple(q for q in own if q.goods)
    carriage = freight.carriage_items(
        desk, seller, market=asked.market.code.lower(), incoterm=terms.incoterm,
        goods=total([q.price for q in goods], desk.currency), kg=_weight(asked),
    ) if goods else ()
    found = law.at_border(
        desk, asked.market, asked.tariff, asked.rates, terms, goods=goods, carriage=carriage, codes=asked.codes,
    )
    border = tuple(law.border_rows(desk, asked.market, found, terms, asked.codes)) if found else ()
    goods_activity = works.goods_activity_of(asked.bundle, items, terms.incoterm)
    amounts = law.priced_by_activity(
        own, [*(i.row for i in carriage), *(t.row for t in border)], goods_activity, desk.currency,
    )
    taxes = law.contract_taxes(desk, asked.market, asked.rates, terms, amounts)
    return _Books(
        own=own, surcharges=surcharges, carriage=carriage, border=border,
        contract=tuple(law.contract_rows(desk, asked.market, taxes)), found=found, taxes=taxes, amounts=amounts,
        goods_activity=goods_activity,
    )


def _weight(asked: _Asked) -> Decimal:
    """Gross kilograms of all goods; parts whose weight is not stated weigh nothing here and are warned of."""
    lines = (line for line in asked.bundle.option.lines if line.id in asked.codes)
    return sum((line.qty * (asked.parts[line.id].kg_per_unit or Decimal(0)) for line in lines), Decimal(0))


def _model(asked: _Asked, books: _Books) -> risk.CostModel:
    """The buyer's cost as a function of all that may turn out otherwise."""
    desk = asked.desk
    # The margin is the seller's own choice, made once he quotes: nothing about it is unknown. The contingency is the
    # reserve for what the other draws show, so it may be spent wholly or not at all.
    uncertain: list[risk.Uncertain | None] = [
        risk.reserve(f) if f.name == "contingency" else risk.spread_of_figure(f)
        for f in desk.figures.values() if f.name not in ("margin", "discount_rate")
    ]
    uncertain += [risk.spread_of_rate(currency, conversion) for currency, conversion in desk.conversions.items()]
    for line in asked.bundle.option.lines:
        part = asked.parts[line.id]
        label = N_("Price of {part}", part=part.name)
        uncertain.append(risk.spread(f"price/{line.id}", label, line.unit_price.amount, part.status))
    uncertain += law.uncertain_of((*books.border, *books.contract), books.found)
    return risk.CostModel(
        quoted=books.own, carriage=books.carriage, goods_activity=books.goods_activity, border=books.border,
        contract=books.contract, surcharge_keys=tuple(key for item in books.surcharges for key in item.on_top),
        uncertain={u.key: u for u in uncertain if u is not None},
    )


def _seed(
    asked: _Asked, rows: Sequence[LedgerRow], model: risk.CostModel, benefits: Sequence[returns.Benefit],
) -> int:
    """From all that the draws depend on, in the ledger's order."""
    return risk.seed_of((
        asked.bundle.factory.id, asked.terms.model_dump_json(), asked.desk.day.isoformat(),
        *(f"{row.id} {row.amount.amount}" for row in rows),
        *(f"{u.key} {u.low} {u.mode} {u.high} {u.shape}" for u in model.uncertain.values()),
        *(f"{b.line.kpi} {b.change} {b.line.counted}" for b in benefits),
    ))


def _returns(
    asked: _Asked, books: _Books, benefits: Sequence[returns.Benefit], output: Money, cost: Money, draws: np.ndarray,
    generator: np.random.Generator,
) -> Returns:
    discount = asked.desk.figure(asked.seller.parameters, "discount_rate").value
    return returns.returns_of(
        benefits, yearly=returns.benefit_draws(benefits, output, generator), cost=cost, cost_draws=draws,
        running=_running(asked.desk, books), discount_rate=discount, assumptions=(
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


def _driven(asked: _Asked, books: _Books) -> list[tuple[Driver, Decimal]]:
    """The priced parts with what each is counted by, for the members' shares."""
    priced = [q.item.row for q in books.own if q.item.row.stage == "ex_works"]
    parts = [(asked.parts[row.line].driver, row.amount.amount) for row in priced]
    fx = asked.desk.conversion(asked.seller.currency).rate
    return parts + [
        (w.driver, w.days * effort.loaded_rate(asked.desk, asked.seller, w.effort.role) * fx) for w in asked.work
    ]


def _warnings(asked: _Asked, books: _Books) -> Iterator[Warning]:
    """What to know before signing, the law first."""
    desk, on = asked.desk, asked.desk.day
    names = {line: asked.parts[line].name for line in asked.codes}
    read = [*law.parameters_of(asked.market, books.found, books.taxes, on), *desk.parameters.values()]
    yield from alerts.endings(read, on, alerts.months_after(on, asked.bundle.option.months))
    yield from law.warnings_of(books.found, books.taxes)
    yield from law.unknown_duties(books.found, asked.codes)
    yield from law.questions_of(books.found, asked.codes, names)
    yield from alerts.old_rates(desk.published, on)
    weightless = tuple(name for line, name in names.items() if asked.parts[line].kg_per_unit is None)
    if weightless:
        yield Warning(code="weight_unknown", text=N_(
            "The weight of these goods is not stated, so their freight is not counted: {names}.", names=weightless,
        ))
    yield from alerts.unverified(_unverified(asked, books))


def _unverified(asked: _Asked, books: _Books) -> Iterator[Text]:
    """Every weak or unverified figure by its name, each where it was read and not again in what was made of it."""
    for figure in asked.desk.figures.values():
        if not figure.record.status.verified:
            yield figure.label
    for conversion in asked.desk.conversions.values():
        if not conversion.status.verified:
            yield N_("Exchange rate {base} to {quote}", base=conversion.base, quote=conversion.quote)
    for row in (q.item.row for q in books.own if q.item.row.stage == "ex_works"):
        if not asked.parts[row.line].status.verified:
            yield row.name
    for entry in (*books.border, *books.contract):
        if not entry.status.verified and entry.row.amount.amount:
            yield entry.row.name
