"""Work by people: engineering, training and after-care days by role, and the travel the days on site cause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from packagekit.domain.bundle import Bundle
from packagekit.domain.dated import worst
from packagekit.domain.estimate import Stage
from packagekit.domain.market import SellerTerms
from packagekit.domain.solution import Driver, Effort, Solution
from packagekit.domain.text import N_, Percent, Problem, Refusal, Text
from packagekit.estimate.figures import ROLES, Desk, Item

WORKING_DAYS_A_TRIP = 20
"""After four working weeks an engineer flies home: planning rule of the house."""

CALENDAR_PER_WORKING = Decimal(7) / Decimal(5)
"""Five working days a week; weekends abroad are lodged and paid their allowance."""

_NAMES: Mapping[tuple[str, str], str] = {
    ("engineering", "remote"): N_("Engineering from the seller's country: {role}").msgid,
    ("engineering", "on_site"): N_("Engineering on site: {role}").msgid,
    ("training", "remote"): N_("Training from the seller's country: {role}").msgid,
    ("training", "on_site"): N_("Training on site: {role}").msgid,
    ("aftercare", "remote"): N_("After-care from the seller's country: {role}").msgid,
    ("aftercare", "on_site"): N_("After-care on site: {role}").msgid,
}


@dataclass(frozen=True)
class Work:
    """The days one supplier's engineers of one role spend on one purpose at one place."""

    supplier: str
    effort: Effort
    driver: Driver
    days: Decimal


def size_of(bundle: Bundle, driver: Driver) -> int:
    """How many of a sizing driver the plant has: as composed, as counted by the buyer, or as the plant states.

    Raises Refusal when nobody has counted it.
    """
    factory = bundle.factory
    stated = {"site": 1, "machines": factory.machines, "lines": factory.lines, "members": max(1, len(factory.members))}
    for sizes in (bundle.option.sizes, factory.drivers, stated):
        if driver in sizes:
            return sizes[driver]
    raise Refusal(Problem(
        where=f"{factory.id}/drivers/{driver}",
        what=N_("The number of {driver} is not known, so the work that depends on it cannot be counted.", driver=driver),
        how=N_("Enter the number under the factory's sizing figures and compose again."),
    ))


def work_of(bundle: Bundle, solutions: Mapping[str, Solution]) -> tuple[Work, ...]:
    """The days of every solution of the bundle; a solution's work is done once, whatever its number of lines."""
    found = []
    for key in dict.fromkeys(line.solution for line in bundle.option.lines):
        solution = solutions[key]
        for effort in solution.efforts:
            days = effort.fixed + (effort.per_unit * size_of(bundle, effort.driver) if effort.per_unit else 0)
            if days > 0:
                found.append(Work(solution.supplier, effort, effort.driver if effort.per_unit else "site", days))
    return tuple(found)


def needed(work: tuple[Work, ...], market: str) -> Iterator[str]:
    """Names of the seller's parameters that this work is priced with."""
    if work:
        yield from ("overhead", "technical_fee")
        yield from dict.fromkeys(f"day_rate.{w.effort.role}" for w in work)
    if any(w.effort.where == "on_site" for w in work):
        yield from (f"{name}.{market}" for name in ("airfare", "per_diem", "lodging", "local_transport"))


def loaded_rate(desk: Desk, seller: SellerTerms, role: str) -> Decimal:
    """What a day costs: wage x (1 + overhead) x (1 + technical fee), after the Korean software cost guide."""
    wage, overhead, fee = (
        desk.figure(seller.parameters, name).value for name in (f"day_rate.{role}", "overhead", "technical_fee")
    )
    return wage * (1 + overhead) * (1 + fee)


def effort_items(desk: Desk, seller: SellerTerms, work: tuple[Work, ...]) -> Iterator[Item]:
    """One row by purpose, role and place, in the currency of the day rates converted on the day."""
    days: dict[tuple[Stage, str, str], Decimal] = defaultdict(Decimal)
    for w in work:
        days[w.effort.purpose, w.effort.role, w.effort.where] += w.days
    for (purpose, role, where), count in sorted(days.items()):
        wage = desk.figure(seller.parameters, f"day_rate.{role}")
        overhead, fee = (desk.figure(seller.parameters, name) for name in ("overhead", "technical_fee"))
        yield Item(
            desk.row(
                id=f"project:{purpose}:{role}:{where}", line="project", stage=purpose, code=wage.name.replace(".", ":"),
                name=Text(msgid=_NAMES[purpose, where], args={"role": ROLES.get(role, role)}),
                base=count, rate=loaded_rate(desk, seller, role), currency=wage.currency, rate_unit=wage.unit,
                status=worst([f.record.status for f in (wage, overhead, fee)]),
                source=wage.record.source, since=wage.record.since,
                note=N_("Day wage {wage} {currency}, plus {overhead} overhead, plus {fee} technical fee on both.",
                        wage=wage.value, currency=wage.currency,
                        overhead=Percent(ratio=overhead.value), fee=Percent(ratio=fee.value)),
            ),
            keys=(wage.key, f"fx/{wage.currency}"), on_top=(overhead.key, fee.key),
        )


@dataclass(frozen=True)
class Travel:
    trips: int
    days_abroad: int
    nights: int
    working_days: int


def travel_of(work: tuple[Work, ...]) -> Travel:
    """Trips and nights: each supplier sends its own engineer of a role; after-care visits are trips of their own.

    ``trips = ceil(working days / 20)``; ``nights = ceil(working days x 7/5)``; one day more abroad
    than nights on each trip.
    """
    by_engineer: dict[tuple[str, str, bool], Decimal] = defaultdict(Decimal)
    for w in work:
        if w.effort.where == "on_site":
            by_engineer[w.supplier, w.effort.role, w.effort.purpose == "aftercare"] += w.days
    trips = sum(_whole(days / WORKING_DAYS_A_TRIP) for days in by_engineer.values())
    nights = sum(_whole(days * CALENDAR_PER_WORKING) for days in by_engineer.values())
    working = sum(_whole(days) for days in by_engineer.values())
    return Travel(trips=trips, days_abroad=nights + trips, nights=nights, working_days=working)


def travel_items(desk: Desk, seller: SellerTerms, work: tuple[Work, ...], market: str) -> Iterator[Item]:
    """Flights, allowances, lodging and local transport of all days on site."""
    travel = travel_of(work)
    if not travel.trips:
        return
    rows = (
        ("airfare", travel.trips, N_("Return flights of engineers")),
        ("per_diem", travel.days_abroad, N_("Daily allowances of engineers abroad")),
        ("lodging", travel.nights, N_("Lodging of engineers")),
        ("local_transport", travel.working_days, N_("Local transport of engineers")),
    )
    for code, count, name in rows:
        figure = desk.figure(seller.parameters, f"{code}.{market}")
        yield Item(
            desk.row(
                id=f"project:travel:{code}", line="project", stage="travel", name=name, code=code,
                base=Decimal(count), rate=figure.value, currency=figure.currency, rate_unit=figure.unit,
                status=figure.record.status, source=figure.record.source, since=figure.record.since,
            ),
            keys=(figure.key, f"fx/{figure.currency}"),
        )


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_CEILING))
