"""The estimate of one bundle: the ledger from the maker's door to the plant, taxed, summed and judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import numpy as np

from packagekit.domain.bundle import Bundle
from packagekit.domain.case import Case
from packagekit.domain.estimate import Estimate, LedgerRow, Returns, Terms, Warning
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.market import Market, SellerTerms, Tariff
from packagekit.domain.money import Money
from packagekit.domain.solution import Driver, Solution
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Percent, Text
from packagekit.estimate import alerts, effort, law, returns, risk, shares
from packagekit.estimate.books import Asked, Books, opened, read
from packagekit.estimate.figures import Desk


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
    asked = read(bundle, solutions, market, tariff, seller, rates, terms, on)
    books = opened(asked)
    desk, rows = asked.desk, books.rows
    cash_out, cost = books.cash_out, books.cost

    model = cost_model(asked, books)
    output = desk.convert(bundle.factory.annual_output)
    benefits = returns.benefits_of(
        bundle.factory.goals, cases, taxonomy=taxonomy, output=output, on=on, covers=bundle.option.covers,
    )
    generator = np.random.default_rng(_seed(asked, rows, model))
    draws = np.broadcast_to(model.cost(risk.drawn(tuple(model.uncertain.values()), generator)), risk.DRAWS)
    return Estimate(
        on=on, market=market.code, currency=desk.currency, terms=terms, ledger=rows, seller_price=books.price,
        buyer_cash_out=cash_out, buyer_cost=cost, seller_receives=books.received,
        range=risk.range_of(draws, desk.currency), swings=model.swings(desk.currency),
        returns=_returns(asked, books, benefits, output, cost, draws),
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
    asked = read(bundle, solutions, market, tariff, seller, rates, terms, on)
    return opened(asked).cost


def cost_model(asked: Asked, books: Books) -> risk.CostModel:
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


def _seed(asked: Asked, rows: Sequence[LedgerRow], model: risk.CostModel) -> int:
    """From all that the draws of the cost depend on, in the ledger's order."""
    return risk.seed_of((
        asked.bundle.factory.id, asked.terms.model_dump_json(), asked.desk.day.isoformat(),
        *(f"{row.id} {row.amount.amount}" for row in rows),
        *(f"{u.key} {u.low} {u.mode} {u.high} {u.shape}" for u in model.uncertain.values()),
    ))


def _returns(
    asked: Asked, books: Books, benefits: Sequence[returns.Benefit], output: Money, cost: Money, draws: np.ndarray,
) -> Returns:
    discount = asked.desk.figure(asked.seller.parameters, "discount_rate").value
    return returns.returns_of(
        benefits, yearly=returns.benefit_draws(benefits, output, asked.bundle.factory.id), cost=cost, cost_draws=draws,
        running=_running(asked.desk, books), discount_rate=discount, assumptions=(
            N_("Year 0 holds the buyer's cost; the taxes that come back are already taken off."),
            N_("Benefits begin with go-live and stay level for {years} years.", years=returns.HORIZON_YEARS),
            N_("Subscriptions are renewed at today's price when their prepaid months end, and after-care is bought again each year from the second on."),
            N_("Of KPIs that measure the same loss only the one worth most is counted."),
            N_("The present value discounts at {rate} a year.", rate=Percent(ratio=discount)),
        ),
    )


def _running(desk: Desk, books: Books) -> tuple[Money, ...]:
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


def _driven(asked: Asked, books: Books) -> list[tuple[Driver, Decimal]]:
    """The priced parts with what each is counted by, for the members' shares."""
    priced = [q.item.row for q in books.own if q.item.row.stage == "ex_works"]
    parts = [(asked.parts[row.line].driver, row.amount.amount) for row in priced]
    fx = asked.desk.conversion(asked.seller.currency).rate
    return parts + [
        (w.driver, w.days * effort.loaded_rate(asked.desk, asked.seller, w.effort.role) * fx) for w in asked.work
    ]


def _warnings(asked: Asked, books: Books) -> Iterator[Warning]:
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


def _unverified(asked: Asked, books: Books) -> Iterator[Text]:
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
