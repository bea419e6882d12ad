"""The compliance checklist: which rules of the market touch this bundle, each dated, with its status."""

from __future__ import annotations

from packagekit.domain.market import Rule
from packagekit.domain.proposal import ComplianceItem
from packagekit.domain.text import N_, Localized, Text, name_of
from packagekit.propose import names
from packagekit.propose.given import Given


def compliance(given: Given) -> tuple[ComplianceItem, ...]:
    """Rules in force on the day or later that touch the bundle, in the market's order.

    A rule that only binds public buyers is listed too, saying so: the house does not know who owns
    the factory. Used goods are never sold, so their rules are left out.
    """
    listed = [
        (rule, touched) for rule in given.market.rules
        if (rule.until is None or given.on <= rule.until) and (touched := _touched(given, rule)) is not None
    ]
    return tuple(
        ComplianceItem(
            no=no, text=name_of(rule.text, "rule"), touches=touched, since=rule.since, until=rule.until,
            source=rule.source.said, href=rule.source.href, status=names.STATUSES[rule.status],
            unverified=names.unverified(rule.status),
        )
        for no, (rule, touched) in enumerate(listed, start=1)
    )


def _touched(given: Given, rule: Rule) -> Text | None:
    kinds = {line.kind for line in given.option.lines}
    match rule.applies:
        case "always":
            return N_("the contract as a whole")
        case "radio":
            names_ = tuple(s.name for s in given.chosen if s.radio)
            return N_("{solutions}", solutions=names_) if names_ else None
        case "goods" if rule.hs:
            named = _solutions_under(given, rule.hs)
            return N_("{solutions}", solutions=named) if named else None
        case "goods":
            return N_("all goods of the price table") if "goods" in kinds else None
        case "software":
            sold = kinds & {"software_licence", "software_service"}
            return N_("all software of the price table") if sold else None
        case "cloud":
            hosted = tuple(s.name for s in given.chosen if s.hosting in ("cloud", "hybrid"))
            return N_("{solutions}", solutions=hosted) if hosted else None
        case "public_buyer":
            return N_("only if the buyer is a public body or a state-owned firm")
        case "used_goods":
            return None


def _solutions_under(given: Given, prefixes: tuple[str, ...]) -> tuple[Localized, ...]:
    """The solutions that bring goods under one of these HS headings: a rule on robots is silent without a robot."""
    bringing = {
        line.solution for line in given.option.lines
        if line.kind == "goods" and (given.component(line.solution, line.component).hs or "").startswith(prefixes)
    }
    return tuple(solution.name for solution in given.chosen if solution.id in bringing)
