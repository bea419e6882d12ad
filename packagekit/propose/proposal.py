"""The chapters put together, after a check that everything they name is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from packagekit.domain.bundle import Bundle, FrontPoint, OptionName
from packagekit.domain.case import Case
from packagekit.domain.estimate import Estimate
from packagekit.domain.market import Market, SellerTerms
from packagekit.domain.matching import Match
from packagekit.domain.proposal import Proposal
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Cooperative, Supplier
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.propose.aftercare import aftercare
from packagekit.propose.annex import annex
from packagekit.propose.architecture import architecture
from packagekit.propose.compliance import compliance
from packagekit.propose.cover import cover, summary
from packagekit.propose.evidence import evidence
from packagekit.propose.given import Given
from packagekit.propose.landed import inside, landed
from packagekit.propose.marked import marked
from packagekit.propose.offer import offer
from packagekit.propose.plan import plan
from packagekit.propose.plant import factory_view
from packagekit.propose.price import price
from packagekit.propose.profile import profile
from packagekit.propose.rates import rates
from packagekit.propose.requirements import requirements
from packagekit.propose.returns import returns, shares
from packagekit.propose.scope import scope
from packagekit.propose.sheets import supplier_sheets
from packagekit.propose.support import support
from packagekit.propose.terms import terms


def propose(
    bundle: Bundle, *, estimates: Mapping[OptionName, Estimate], matches: Sequence[Match],
    solutions: Mapping[str, Solution], suppliers: Mapping[str, Supplier], cooperatives: Mapping[str, Cooperative],
    cases: Mapping[str, Case], market: Market, taxonomy: Taxonomy, seller: SellerTerms, on: date,
    validity_days: int = 60, front: Sequence[FrontPoint] = (),
) -> Proposal:
    """The proposal for ``bundle`` on the day ``on``, valid for ``validity_days`` days.

    ``estimates`` holds the one of the option taken and, for the comparison, those of the others; ``front`` are the bundles no other beats, where they are known.
    Raises ``Refusal`` with one problem for each record the bundle names and the registry lacks,
    and for an estimate that is missing or does not belong to the bundle.
    """
    given = Given(
        bundle=bundle, estimates=estimates, matches=matches, solutions=solutions, suppliers=suppliers,
        cooperatives=cooperatives, cases=cases, market=market, taxonomy=taxonomy, seller=seller, on=on,
        validity_days=validity_days, front=front,
    )
    problems = _missing(given)
    if problems:
        raise Refusal(*problems)
    valid_until = on + timedelta(days=validity_days)
    schedule, prices, lines = plan(given), price(given), scope(given)
    numbered = rates(given)
    front_page, benefits, rules, care = cover(given, valid_until), returns(given), compliance(given), aftercare(given)
    return Proposal(
        cover=front_page,
        summary=summary(given, schedule),
        factory=factory_view(given),
        evidence=evidence(given),
        architecture=architecture(
            given.option, given.factory, solutions=solutions, suppliers=suppliers, taxonomy=taxonomy),
        scope=lines,
        plan=schedule,
        price=prices,
        landed=landed(given, prices, numbered.numbers),
        shares=shares(given),
        returns=benefits,
        aftercare=care,
        compliance=rules,
        terms=terms(given, valid_until),
        rates=numbered.shown,
        offer=offer(given, front_page.number),
        profile=profile(given),
        requirements=requirements(given, benefits.benefits, rules),
        annex=annex(given, prices, schedule),
        support=support(given, care, schedule, prices),
        sheets=supplier_sheets(given, lines.lines),
        marked=marked(numbered.shown, benefits, rules),
        inside=inside(given, numbered),
    )


def _missing(given: Given) -> list[Problem]:
    """Everything the bundle names that is not there, one problem each."""
    option = given.option
    problems = [
        _absent("solution", key, given.solutions)
        for key in dict.fromkeys(line.solution for o in (option, *given.bundle.others) for line in o.lines)
    ]
    problems += [
        _absent("supplier", key, given.suppliers)
        for key in dict.fromkeys(line.supplier for line in option.lines)
    ]
    ids = given.bundle.cases or tuple(match.case.id for match in given.matches)
    problems += [_absent("case", key, given.cases) for key in ids]
    problems += [
        _absent("cooperative", key, given.cooperatives)
        for key in dict.fromkeys(given.cases[case].cooperative for case in ids if case in given.cases)
    ]
    problems.append(_wrong_estimate(given))
    return [problem for problem in problems if problem is not None]


def _absent(kind: str, key: str, known: Mapping[str, object]) -> Problem | None:
    if key in known:
        return None
    return Problem(
        where=f"{kind}/{key}",
        what=N_("The bundle names {key}, which is not in the registry.", key=key),
        how=N_("Register it again, or compose the bundle anew."),
    )


def _wrong_estimate(given: Given) -> Problem | None:
    option = given.option.name
    if option not in given.estimates:
        return Problem(
            where=f"estimate/{option}",
            what=N_("The option {option} has no estimate.", option=option),
            how=N_("Estimate the option before proposing it."),
        )
    estimate = given.estimates[option]
    if estimate.market != given.factory.market:
        return Problem(
            where=f"estimate/{option}",
            what=N_("The estimate is for {market}, the factory stands in {country}.",
                    market=estimate.market, country=given.factory.market),
            how=N_("Estimate the bundle again under the law of the factory's market."),
        )
    strangers = {row.line for row in estimate.ledger if row.stage == "ex_works"} - {line.id for line in given.option.lines}
    if strangers:
        return Problem(
            where=f"estimate/{option}",
            what=N_("The estimate has parts that the bundle has not: {parts}.", parts=tuple(sorted(strangers))),
            how=N_("Estimate the bundle again."),
        )
    return None
