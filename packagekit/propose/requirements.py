"""The compliance table: every requirement of the buyer and his market, what is offered, and whether it meets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from packagekit.domain.kit import Requirement, Verdict
from packagekit.domain.proposal import BenefitView, ComplianceItem
from packagekit.domain.shown import Shown
from packagekit.domain.solution import Solution
from packagekit.domain.taxonomy import Direction
from packagekit.domain.text import N_, Localized, Measure, Text, name_of
from packagekit.propose import names
from packagekit.propose.architecture import KEPT
from packagekit.propose.given import Given

SAYS: dict[Verdict, Text] = {
    "complies": N_("complies"),
    "partly": N_("partly"),
    "no": N_("does not comply"),
    "open": N_("to be confirmed"),
}

NOTHING = N_("Nothing in this option")


@dataclass(frozen=True)
class _Asked:
    group: Text
    asked: Text
    wanted: Shown
    offered: Shown
    verdict: Verdict
    where: Text
    unverified: Text | None = None


def requirements(
    given: Given, benefits: tuple[BenefitView, ...], rules: tuple[ComplianceItem, ...]
) -> tuple[Requirement, ...]:
    """In the order in which a board reads them: goals, wishes, what stays, money and time, the market's rules."""
    lines = (*_goals(given, benefits), *_wishes(given), *_kept(given), *_frame(given), *_rules(rules))
    return tuple(
        Requirement(no=no, group=line.group, asked=line.asked, wanted=line.wanted, offered=line.offered,
                    verdict=line.verdict, says=SAYS[line.verdict], where=line.where, unverified=line.unverified)
        for no, line in enumerate(lines, start=1)
    )


def _goals(given: Given, benefits: tuple[BenefitView, ...]) -> Iterator[_Asked]:
    """What the cases let us expect, held against the goal; without evidence it is to be measured, not promised."""
    expected = {line.kpi: (line, view) for line, view in zip(given.estimate.returns.benefits, benefits, strict=True)}
    for goal in given.factory.goals:
        entry = given.taxonomy.kpis[goal.kpi]
        line, view = expected.get(goal.kpi, (None, None))
        offered: Shown = NOTHING
        verdict: Verdict = "no"
        if line is not None and view is not None:
            higher = entry.direction is Direction.HIGHER
            meets = line.expected >= goal.target if higher else line.expected <= goal.target
            moves = line.expected > goal.now if higher else line.expected < goal.now
            if line.evidence:
                verdict = "complies" if meets else "partly" if moves else "no"
                offered = N_("{value} expected, between {low} and {high}", value=view.expected, low=view.low, high=view.high)
            else:
                verdict = "open"
                offered = N_("{value} assumed, measured three months after go-live", value=view.expected)
        yield _Asked(
            group=N_("Goals"), asked=names.kpi(given.taxonomy, goal.kpi),
            wanted=N_("from {now} to {target}", now=names.measured(goal.now, entry), target=names.measured(goal.target, entry)),
            offered=offered, verdict=verdict, where=N_("Return"),
            unverified=None if view is None else view.unverified,
        )


def _wishes(given: Given) -> Iterator[_Asked]:
    wishes, group = given.factory.wishes, N_("Wishes")
    for code in wishes.must:
        meeting = tuple(s.name for s in given.chosen if code in (s.id, s.type, *s.capabilities))
        yield _Asked(group, N_("Included"), _named(given, code), meeting or NOTHING, "complies" if meeting else "no",
                     N_("Scope line by line"))
    for code in wishes.avoid:
        against = names.together(s.name for s in given.chosen if code in (s.id, s.type, s.supplier, *s.capabilities))
        yield _Asked(group, N_("Left out"), _named(given, code), against or N_("not in this offer"),
                     "no" if against else "complies", N_("Scope line by line"))
    if wishes.ui_language is not None:
        with_screens = [s for s in given.chosen if s.hosting != "device"]
        yield _of_each(group, N_("Screens in the language of the shop floor"), names.language(wishes.ui_language),
                       with_screens, [s for s in with_screens if wishes.ui_language in s.ui_languages],
                       N_("Scope line by line"))
    if wishes.local_support:
        supported = [s for s in given.chosen if given.partner_of(given.suppliers[s.supplier]) is not None]
        yield _of_each(group, N_("Support by a partner in the country"), names.country(given.market.code, given.market),
                       list(given.chosen), supported, N_("After-care and training"))


def _of_each(
    group: Text, asked: Text, wanted: Shown, all_: list[Solution], meeting: list[Solution], where: Text
) -> _Asked:
    """A wish that every solution should meet: by all, by some, by none."""
    lacking = names.together(s.name for s in all_ if s not in meeting)
    if not lacking:
        return _Asked(group, asked, wanted, N_("all {n} solutions", n=len(all_)), "complies", where)
    if not meeting:
        return _Asked(group, asked, wanted, NOTHING, "no", where)
    return _Asked(group, asked, wanted, N_("all but {solutions}", solutions=lacking), "partly", where)


def _kept(given: Given) -> Iterator[_Asked]:
    for system in given.factory.keeps:
        key = KEPT + system.type
        links = [link for link in given.option.links if key in (link.giver, link.taker)]
        protocols = tuple(dict.fromkeys(names.protocol(given.taxonomy, link.protocol) for link in links))
        yield _Asked(
            N_("Systems that stay"), N_("{name}", name=system.name or names.solution_type(given.taxonomy, system.type)),
            N_("stays and is connected"),
            N_("connected by {protocols}", protocols=protocols) if links else N_("stays; not connected in this option"),
            "complies" if links else "partly", N_("Solution architecture"),
        )


def _frame(given: Given) -> Iterator[_Asked]:
    factory, estimate, group = given.factory, given.estimate, N_("Time and money")
    yield _Asked(
        group, N_("To be live within"), Measure(value=Decimal(factory.deadline_months), unit="month"),
        Measure(value=Decimal(given.option.months), unit="month"),
        "complies" if given.option.months <= factory.deadline_months else "no", N_("Plan"),
    )
    if estimate.buyer_cost.currency == factory.budget.currency:
        within = estimate.buyer_cost.amount <= factory.budget.amount
        yield _Asked(group, N_("Cost within the budget"), factory.budget, estimate.buyer_cost,
                     "complies" if within else "no", N_("Landed cost and taxes"))


def _rules(rules: tuple[ComplianceItem, ...]) -> Iterator[_Asked]:
    """Nobody can promise what an authority will find: rules are met by papers that come with the contract."""
    for rule in rules:
        yield _Asked(N_("Rules of the market"), rule.text, rule.touches, N_("papers with the delivery"), "open",
                     N_("Compliance checklist"), rule.unverified)


def _named(given: Given, code: str) -> Text | Localized | str:
    taxonomy = given.taxonomy
    if code in taxonomy.capabilities:
        return names.capability(taxonomy, code)
    if code in taxonomy.solution_types:
        return names.solution_type(taxonomy, code)
    if code in given.solutions:
        return given.solutions[code].name
    return given.suppliers[code].name if code in given.suppliers else name_of(code, "solution_type")
