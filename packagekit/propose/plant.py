"""The chapter that says the factory back to its owner: profile, levels, goals, what stays, members."""

from __future__ import annotations

from decimal import Decimal

from packagekit.domain.factory import KeptSystem
from packagekit.domain.proposal import FactoryView, GoalView, KeptView, MemberView
from packagekit.domain.shown import Fact
from packagekit.domain.text import N_, Measure, Text, name_of
from packagekit.propose import names
from packagekit.propose.architecture import KEPT
from packagekit.propose.given import Given


def factory_view(given: Given) -> FactoryView:
    factory, taxonomy = given.factory, given.taxonomy
    return FactoryView(
        name=factory.name,
        profile=_profile(given),
        level_now=names.level(taxonomy, factory.level),
        level_now_test=name_of(taxonomy.levels[factory.level].test, "level"),
        level_wanted=names.level(taxonomy, factory.target_level),
        level_wanted_test=name_of(taxonomy.levels[factory.target_level].test, "level"),
        goals=tuple(_goals(given)),
        kept=tuple(_kept(given, system) for system in factory.keeps),
        members=tuple(
            MemberView(name=m.name, region=m.region, employees=m.employees, machines=m.machines, lines=m.lines)
            for m in factory.members
        ),
    )


def _profile(given: Given) -> tuple[Fact, ...]:
    factory, taxonomy = given.factory, given.taxonomy
    facts = [
        Fact(label=N_("Industry"), value=names.industry(taxonomy, factory.industry)),
        Fact(label=N_("Place"), value=place(given)),
        Fact(label=N_("Processes"),
             value=tuple(name_of(taxonomy.processes[p].name, "process") for p in factory.processes)),
        Fact(label=N_("Employees"), value=factory.employees),
        Fact(label=N_("Machines"), value=factory.machines),
        Fact(label=N_("Lines and shifts"),
             value=N_("{lines} lines, {shifts} shifts", lines=factory.lines, shifts=factory.shifts)),
        Fact(label=N_("Annual output"), value=factory.annual_output),
        Fact(label=N_("Budget"), value=factory.budget),
        Fact(label=N_("To be live within"), value=Measure(value=Decimal(factory.deadline_months), unit="month")),
    ]
    if factory.wishes.ui_language is not None:
        facts.append(Fact(label=N_("Language of the shop floor"), value=names.language(factory.wishes.ui_language)))
    return tuple(facts)


def place(given: Given) -> Text:
    """Where the factory stands: its region, if known, and the country."""
    market = name_of(given.market.name, "market")
    if given.factory.region is None:
        return market
    return N_("{region}, {country}", region=given.factory.region, country=market)


def _goals(given: Given) -> list[GoalView]:
    views = []
    for goal in given.factory.goals:
        entry = given.taxonomy.kpis[goal.kpi]
        moving = set(entry.capabilities) | set(entry.helped_by)
        views.append(GoalView(
            code=goal.kpi,
            kpi=names.kpi(given.taxonomy, goal.kpi),
            now=names.measured(goal.now, entry),
            target=names.measured(goal.target, entry),
            change=names.change(goal.now, goal.target, entry),
            moved_by=names.together(s.name for s in given.chosen if moving & set(s.capabilities)),
        ))
    return views


def _kept(given: Given, system: KeptSystem) -> KeptView:
    kept = KEPT + system.type
    partners = [
        given.solutions[other].name
        for link in given.option.links if kept in (link.giver, link.taker)
        for other in (link.giver, link.taker) if other != kept and other in given.solutions
    ]
    return KeptView(
        system=system.name or names.solution_type(given.taxonomy, system.type),
        protocols=tuple(names.protocol(given.taxonomy, p) for p in system.protocols),
        connection=N_("connected with {solutions}", solutions=names.together(partners)) if partners
        else N_("stays as it is; this option needs no connection to it"),
    )
