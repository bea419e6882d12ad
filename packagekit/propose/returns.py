"""The return: range, payback, cash flow, and for each benefit the evidence or the word assumption."""

from __future__ import annotations

import math
from decimal import Decimal

from packagekit.domain.estimate import BenefitLine
from packagekit.domain.money import Money, quantized, zero
from packagekit.domain.proposal import BenefitView, ReturnView, Share, YearFlow
from packagekit.domain.record import Exact
from packagekit.domain.shown import Fact
from packagekit.domain.text import N_, Measure, Percent, Text
from packagekit.propose import names
from packagekit.propose.given import Given


def returns(given: Given) -> ReturnView:
    result = given.estimate.returns
    months = result.payback_months
    return ReturnView(
        horizon=result.horizon_years,
        discount=Percent(ratio=result.discount_rate),
        yearly=result.yearly_benefit,
        payback=(
            Fact(label=N_("In a good case (1 of 10)"), value=payback(months.p10, result.horizon_years)),
            Fact(label=N_("In the middle"), value=payback(months.p50, result.horizon_years)),
            Fact(label=N_("In a bad case (1 of 10)"), value=payback(months.p90, result.horizon_years)),
        ),
        payback_months=months,
        npv=result.npv,
        irr=None if result.irr is None else Percent(ratio=result.irr),
        flows=_flows(result.cash_flow, given.estimate.currency),
        benefits=tuple(_benefit(given, line) for line in result.benefits),
        assumptions=result.assumptions,
    )


def payback(months: Exact | None, horizon_years: int) -> Measure | Text:
    """Months to payback, rounded up to whole ones, or that there is none within the horizon."""
    if months is None:
        return N_("not within {years} years", years=horizon_years)
    return Measure(value=Decimal(math.ceil(months)), unit="month")


def _flows(amounts: tuple[Money, ...], currency: str) -> tuple[YearFlow, ...]:
    flows, so_far = [], zero(currency)
    for year, amount in enumerate(amounts):
        so_far = so_far + amount
        flows.append(YearFlow(year=year, amount=amount, cumulative=so_far))
    return tuple(flows)


def _benefit(given: Given, line: BenefitLine) -> BenefitView:
    entry = given.taxonomy.kpis[line.kpi]
    numbers = {case.id: no for no, case in enumerate(given.leaned_on, start=1)}
    cases = tuple(numbers.get(key) or given.cases[key].shown_name(given.on) for key in line.evidence)
    return BenefitView(
        kpi=names.kpi(given.taxonomy, line.kpi),
        now=names.measured(line.now, entry), expected=names.measured(line.expected, entry),
        low=names.measured(line.low, entry), high=names.measured(line.high, entry),
        yearly=line.yearly,
        basis=N_("similar contracts no. {cases}", cases=cases) if cases else N_("assumption"),
        assumption=line.assumption,
        counted=line.counted,
        unverified=names.unverified(line.status),
    )


def shares(given: Given) -> tuple[Share, ...]:
    """What each member of a joint build pays; the parts add up to the cash out to the last unit."""
    whole = given.estimate.buyer_cash_out.amount
    return tuple(
        Share(member=share.member, amount=share.amount, basis=share.basis,
              part=Percent(ratio=quantized(share.amount.amount / whole, 4) if whole else Decimal(0)))
        for share in given.estimate.shares
    )
