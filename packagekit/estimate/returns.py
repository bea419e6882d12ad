"""What the buyer gets back: yearly benefit by KPI from the cases' evidence, payback, net present value and IRR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

import numpy as np

from packagekit.domain.case import Case, Grade, KpiResult
from packagekit.domain.dated import Status, worst
from packagekit.domain.estimate import BenefitLine, MonthsRange, Returns
from packagekit.domain.factory import Goal
from packagekit.domain.money import Money, minor_digits, quantized, zero
from packagekit.domain.taxonomy import Direction, Kpi, Taxonomy, ValueModel
from packagekit.domain.text import N_, Measure, Percent, Problem, Refusal, Text, name_of
from packagekit.estimate.risk import DRAWS, Draw, between, quantiles, range_of, seed_of

HORIZON_YEARS = 5

CASES_FOR_A_MEDIAN = 3
"""Fewer cases are listed, never averaged."""

LOSSES: tuple[frozenset[str], ...] = (
    frozenset({"OEE", "AVA", "EFF", "QR", "UPH"}),
    frozenset({"DEF", "SCR", "RWK", "FPY", "QR"}),
)
"""KPIs that measure the same loss: of each set only the one worth most counts.

The quality ratio is a factor of OEE and the complement of the defect rate, so it stands in both.
"""

POINT: Mapping[str, Decimal] = {"%": Decimal("0.01"), "ppm": Decimal("0.000001")}
"""What one unit of a share is worth as a ratio."""

_IRR_RANGE = (Decimal("-0.99"), Decimal(10))
_CAUTIOUS_SHARE_OF_GOAL = Decimal("0.5")


@dataclass(frozen=True)
class Benefit:
    """A benefit line with the ends its yearly value is drawn between."""

    line: BenefitLine
    change: tuple[Decimal, Decimal, Decimal]  # cautious, expected, hopeful; as the value model counts it
    model: ValueModel | None


def benefits_of(
    goals: Sequence[Goal], cases: Sequence[Case], *, taxonomy: Taxonomy, output: Money, on: date,
    covers: Sequence[str] = (),
) -> tuple[Benefit, ...]:
    """What each goal is worth a year on ``output`` (of the year, in the ledger's currency).

    With three cases or more the change within reach is the median of their relative improvements,
    between the least and the most, never beyond the goal; with fewer it is the goal itself, from
    half of it. A bundle that ``covers`` only part of the capabilities that help a KPI is expected to
    come only part of the way. Raises Refusal for a KPI the taxonomy does not know.
    """
    unknown = [goal.kpi for goal in goals if goal.kpi not in taxonomy.kpis]
    if unknown:
        raise Refusal(*(Problem(
            where=f"goals/{code}", what=N_("There is no KPI called {code}.", code=code),
            how=N_("Choose one of: {choices}.", choices=tuple(sorted(taxonomy.kpis))),
        ) for code in unknown))
    covered = frozenset(covers)
    benefits = [_benefit(goal, taxonomy.kpis[goal.kpi], cases, output, on, covered) for goal in goals]
    counted: set[str] = set()
    result: dict[int, Benefit] = {}
    for index in sorted(range(len(benefits)), key=lambda i: (-benefits[i].line.yearly.amount, i)):
        line = benefits[index].line
        same_loss = any(line.kpi in loss and counted & loss for loss in LOSSES) or line.kpi in counted
        counts = line.counted and not same_loss
        if counts:
            counted.add(line.kpi)
        result[index] = Benefit(line.model_copy(update={"counted": counts}), benefits[index].change, benefits[index].model)
    return tuple(result[index] for index in range(len(benefits)))


def _benefit(
    goal: Goal, kpi: Kpi, cases: Sequence[Case], output: Money, on: date, covered: frozenset[str],
) -> Benefit:
    sign = 1 if kpi.direction is Direction.HIGHER else -1
    wanted = max((goal.target - goal.now) * sign, Decimal(0))
    results = [(case.id, result) for case in cases if (result := _result_of(case, goal.kpi, on)) is not None]
    improvements = [
        (case, change) for case, result in results if (change := result.improvement(kpi.direction)) is not None
    ]
    enough = len(improvements) >= CASES_FOR_A_MEDIAN and goal.now != 0
    if enough:
        changes = [change for _, change in improvements]
        gains = [min(change * abs(goal.now), wanted) for change in (min(changes), median(changes), max(changes))]
        basis = N_(
            "Median of {n} proven cases, whose improvements lie between {least} and {most}; not beyond the goal.",
            n=len(changes), least=Percent(ratio=min(changes)), most=Percent(ratio=max(changes)),
        )
    else:
        gains = [wanted * _CAUTIOUS_SHARE_OF_GOAL, wanted, wanted]
        basis = N_(
            "The goal itself is assumed, with half of it as the cautious end: {n} proven cases are too few for a median.",
            n=len(improvements),
        )
    helping = sum(code in covered for code in kpi.helped_by)
    if helping < len(kpi.helped_by):
        way = (1 + Decimal(helping) / len(kpi.helped_by)) / 2
        gains[1] = gains[0] + (gains[1] - gains[0]) * way
        basis = N_(
            "{basis} Besides what the goal needs, this bundle brings {helping} of the {all} capabilities that help further, so {way} of the way from the cautious end to there is expected.",
            basis=basis, helping=helping, all=len(kpi.helped_by), way=Percent(ratio=quantized(way, 2)),
        )
    step = _step(goal)
    low, expected, high = ((goal.now + sign * gain).quantize(step, ROUND_HALF_UP) for gain in gains)
    model = kpi.value_model if wanted > 0 and (kpi.value_model is None or _countable(kpi, goal)) else None
    change = tuple(_change(kpi, model, goal.now, value) for value in (low, expected, high)) if model else (Decimal(0),) * 3
    yearly = Money(amount=output.amount * model.share * change[1], currency=output.currency).rounded() if model \
        else zero(output.currency)
    line = BenefitLine(
        kpi=goal.kpi, now=goal.now, expected=expected, low=low, high=high, yearly=yearly, counted=model is not None,
        evidence=tuple(case for case, _ in improvements), n=len(improvements),
        assumption=_assumption(basis, goal, kpi, model, expected, output),
        status=worst([model.status if model else kpi.status, Status.S if enough else Status.GK]),
    )
    return Benefit(line, change, model)


def _step(goal: Goal) -> Decimal:
    """What an expected value is rounded to: one digit finer than the goal is stated, or it claims to know too much."""
    stated = min(value.normalize().as_tuple().exponent for value in (goal.now, goal.target))
    return Decimal(1).scaleb(min(int(stated), 0) - 1)


def _result_of(case: Case, kpi: str, on: date) -> KpiResult | None:
    """The best proven of a case's results for a KPI, so that no case speaks twice."""
    shown = [result for result in case.shown_kpis(on) if result.kpi == kpi]
    return min(shown, key=lambda r: (list(Grade).index(r.grade), -r.n, r.before_from), default=None)


def _countable(kpi: Kpi, goal: Goal) -> bool:
    """Points need a unit that is a share, a relative change needs a value to be relative to."""
    assert kpi.value_model is not None
    return kpi.unit in POINT if kpi.value_model.change == "points" else goal.now != 0


def _change(kpi: Kpi, model: ValueModel, now: Decimal, value: Decimal) -> Decimal:
    gain = value - now if kpi.direction is Direction.HIGHER else now - value
    return gain * POINT[kpi.unit] if model.change == "points" else gain / abs(now)


def _assumption(basis: Text, goal: Goal, kpi: Kpi, model: ValueModel | None, expected: Decimal, output: Money) -> Text:
    name = name_of(kpi.name, "kpi")
    if model is None:
        return N_("{basis} No yearly value is counted for {kpi}.", basis=basis, kpi=name)
    return N_(
        "{basis} The change from {now} to {expected} bears on {share} of the yearly output of {output}. {reason}",
        basis=basis, now=Measure(value=goal.now, unit=kpi.unit), expected=Measure(value=expected, unit=kpi.unit),
        share=Percent(ratio=model.share), output=output, reason=name_of(model.reason, "kpi"),
    )


def benefit_draws(benefits: Sequence[Benefit], output: Money, factory: str) -> np.ndarray:
    """Draws of the yearly benefit of all counted KPIs: the change and the share it works on, both triangular.

    Each KPI of a ``factory`` has luck of its own, the same in every option: an option that does no worse by any
    KPI is never shown with a smaller benefit because it was drawn otherwise.
    """
    result = np.zeros(DRAWS)
    for benefit in benefits:
        if not benefit.line.counted or benefit.model is None:
            continue
        rng = np.random.default_rng(seed_of((factory, benefit.line.kpi)))
        change = between(*(float(value) for value in benefit.change), rng)
        share = between(*(float(value) for value in (benefit.model.low, benefit.model.share, benefit.model.high)), rng)
        result = result + float(output.amount) * change * share
    return result


def returns_of(
    benefits: Sequence[Benefit], *, yearly: np.ndarray, cost: Money, cost_draws: Draw, running: Sequence[Money],
    discount_rate: Decimal, assumptions: Sequence[Text],
) -> Returns:
    """Payback, NPV and IRR of the median yearly benefit against ``cost`` and the ``running`` cost of each year."""
    currency = cost.currency
    benefit = range_of(yearly, currency)
    flow = (-cost, *(benefit.p50 - spent for spent in running))
    return Returns(
        horizon_years=len(running), discount_rate=discount_rate, yearly_benefit=benefit,
        payback_months=_months(payback(cost_draws, yearly, [float(m.amount) for m in running])),
        npv=Money(amount=quantized(net_present_value([f.amount for f in flow], discount_rate), minor_digits(currency)),
                  currency=currency),
        irr=internal_rate([f.amount for f in flow]), cash_flow=flow,
        benefits=tuple(b.line for b in benefits), assumptions=tuple(assumptions),
    )


def payback(cost: Draw, yearly: Draw, running: Sequence[float]) -> np.ndarray:
    """Months from go-live until the benefits have returned the cost, for each draw; infinite beyond the horizon."""
    left = np.broadcast_to(np.asarray(cost, dtype=float), np.shape(yearly)).copy()
    months = np.where(left <= 0, 0.0, np.inf)
    for year, spent in enumerate(running):
        net = np.asarray(yearly, dtype=float) - spent
        done = np.isinf(months) & (net > 0) & (left <= net)
        months[done] = 12 * year + 12 * left[done] / net[done]
        left = left - net
    return months


def _months(draws: np.ndarray) -> MonthsRange:
    shown = [None if np.isinf(v) else quantized(Decimal(repr(v)), 1) for v in quantiles(draws)]
    return MonthsRange(p10=shown[0], p50=shown[1], p90=shown[2])


def net_present_value(flow: Sequence[Decimal], rate: Decimal) -> Decimal:
    """Of yearly amounts, the first one today, the others at the end of each year."""
    value = Decimal(0)
    for amount in reversed(flow):
        value = value / (1 + rate) + amount
    return value


def internal_rate(flow: Sequence[Decimal]) -> Decimal | None:
    """The rate that makes the present value zero, to four digits; None when there is none from -99 to 1,000 %."""
    low, high = _IRR_RANGE
    at_low = net_present_value(flow, low)
    if (at_low > 0) == (net_present_value(flow, high) > 0):
        return None
    while high - low > Decimal("0.000001"):
        middle = (low + high) / 2
        if (net_present_value(flow, middle) > 0) == (at_low > 0):
            low = middle
        else:
            high = middle
    return quantized((low + high) / 2, 4)
