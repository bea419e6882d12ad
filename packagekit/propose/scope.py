"""The scope line by line: which solution, from whom, how many, and the reason for each."""

from __future__ import annotations

from packagekit.domain.bundle import BundleLine
from packagekit.domain.proposal import Part, Scope, ScopeLine, SupplierView
from packagekit.domain.solution import PriceComponent, Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.text import N_, Measure, Text, Year
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.profile import valid

DRIVERS = {
    "machines": N_("machines"),
    "lines": N_("lines"),
    "users": N_("users"),
    "terminals": N_("terminals"),
    "plcs": N_("controllers"),
    "tags": N_("data points"),
    "cameras": N_("cameras"),
    "meters": N_("meters"),
    "warehouses": N_("warehouses"),
    "members": N_("member plants"),
}
ONLY = {
    "machines": N_("machine"),
    "lines": N_("line"),
    "users": N_("user"),
    "terminals": N_("terminal"),
    "plcs": N_("controller"),
    "tags": N_("data point"),
    "cameras": N_("camera"),
    "meters": N_("meter"),
    "warehouses": N_("warehouse"),
    "members": N_("member plant"),
}
"""The drivers where there is only one of them."""


def scope(given: Given) -> Scope:
    return Scope(
        lines=tuple(_line(given, no, solution) for no, solution in enumerate(given.chosen, start=1)),
        suppliers=tuple(_supplier(given, supplier) for supplier in given.delivering),
    )


def _line(given: Given, no: int, solution: Solution) -> ScopeLine:
    lines = [line for line in given.option.lines if line.solution == solution.id]
    return ScopeLine(
        no=no,
        id=solution.id,
        solution=solution.name,
        type=names.solution_type(given.taxonomy, solution.type),
        supplier=given.suppliers[solution.supplier].name,
        does=solution.summary,
        why=_why(given, solution, lines),
        parts=tuple(_part(given, line) for line in lines),
    )


def _why(given: Given, solution: Solution, lines: list[BundleLine]) -> tuple[Text, ...]:
    """The goals it works on, the capabilities it brings, and whether others need it."""
    taxonomy = given.taxonomy
    provided = dict.fromkeys(code for line in lines for code in line.provides)
    reasons: list[Text] = []
    goals = [
        names.kpi(taxonomy, goal.kpi) for goal in given.factory.goals
        if set(provided) & {*taxonomy.kpis[goal.kpi].capabilities, *taxonomy.kpis[goal.kpi].helped_by}
    ]
    if goals:
        reasons.append(N_("works on your goals: {goals}", goals=tuple(goals)))
    if provided:
        reasons.append(N_("brings {capabilities}",
                          capabilities=tuple(names.capability(taxonomy, code) for code in provided)))
    roles = {line.role for line in lines}
    if "gateway" in roles:
        reasons.append(N_("joins systems that share no protocol"))
    elif "prerequisite" in roles:
        reasons.append(N_("other solutions of this proposal need it"))
    return tuple(reasons)


def _part(given: Given, line: BundleLine) -> Part:
    component = given.component(line.solution, line.component)
    return Part(name=component.name, kind=line.kind, kind_name=names.KINDS[line.kind], qty=line.qty,
                months=line.months, why=_counted(given, line, component))


def _counted(given: Given, line: BundleLine, component: PriceComponent) -> Text:
    """Why so many: the driver's count and the component's rule, as long as they give that quantity."""
    if component.driver == "site":
        return N_("for the whole site")
    count = given.option.sizes.get(component.driver)
    if count is None or component.fixed + -(-count // component.per) != line.qty:
        return N_("as sized for this factory")
    things = DRIVERS[component.driver]
    if component.per == 1 and count == 1:
        only = ONLY[component.driver]
        return N_("{fixed} to start with and one for the single {thing}", fixed=component.fixed, thing=only) if component.fixed else N_(
            "one for the single {thing}", thing=only)
    if component.fixed and component.per == 1:
        return N_("{fixed} to start with and one for each of the {count} {things}",
                  fixed=component.fixed, count=count, things=things)
    if component.fixed:
        return N_("{fixed} to start with and one for every {per} {things} ({count} in all)",
                  fixed=component.fixed, per=component.per, count=count, things=things)
    if component.per == 1:
        return N_("one for each of the {count} {things}", count=count, things=things)
    return N_("one for every {per} {things} ({count} in all)", per=component.per, count=count, things=things)


def _supplier(given: Given, supplier: Supplier) -> SupplierView:
    partner = given.partner_of(supplier)
    return SupplierView(
        name=supplier.name,
        region=supplier.region,
        about=supplier.about,
        founded=Year(year=supplier.founded),
        employees=supplier.employees,
        languages=tuple(names.language(code) for code in supplier.languages),
        certificates=tuple(certificate.name for certificate in valid(supplier, given.on)),
        grade=None if supplier.capability is None else names.graded(supplier.capability),
        partner=partner.name if partner else None,
        partner_services=partner.services if partner else None,
        response=Measure(value=supplier.response_hours, unit="h"),
    )
