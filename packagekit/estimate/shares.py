"""What each plant of a joint build pays: split by what every part is counted by, exact to the last unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from packagekit.domain.estimate import MemberShare
from packagekit.domain.factory import Member
from packagekit.domain.money import Money, split
from packagekit.domain.solution import Driver
from packagekit.domain.text import N_, Text

COUNTED_BY: Mapping[Driver, Literal["machines", "lines", "employees"]] = {
    "machines": "machines",
    "plcs": "machines",
    "tags": "machines",
    "meters": "machines",
    "cameras": "lines",
    "lines": "lines",
    "users": "employees",
    "terminals": "employees",
}
"""A part counted by this driver is shared by that number of each member; any other part equally.

Controllers, tags and meters sit at machines and cameras at lines; users and terminals follow the staff.
"""

_WEIGHT_DIGITS = Decimal("0.000001")


def share(whole: Money, members: Sequence[Member], parts: Iterable[tuple[Driver, Decimal]]) -> tuple[MemberShare, ...]:
    """``whole`` by member, in the members' order; empty without members.

    ``parts`` are the priced parts of the bundle (driver and amount, one currency): each is laid on
    the members by its driver, and the whole with its carriage and taxes follows their sum.
    """
    if not members:
        return ()
    by_driver: dict[Driver, Decimal] = defaultdict(Decimal)
    for driver, amount in parts:
        by_driver[driver] += amount
    weights = [Fraction(0)] * len(members)
    for driver, amount in by_driver.items():
        counts = _counts(members, driver)
        for index, count in enumerate(counts):
            weights[index] += Fraction(amount) * count / sum(counts)
    if not sum(weights):
        weights = [Fraction(1)] * len(members)
    exact = [(Decimal(w.numerator) / Decimal(w.denominator)).quantize(_WEIGHT_DIGITS) for w in weights]
    return tuple(
        MemberShare(member=member.name, amount=amount, basis=_basis(member))
        for member, amount in zip(members, split(whole, exact), strict=True)
    )


def _counts(members: Sequence[Member], driver: Driver) -> list[int]:
    """Equal ones for what serves all alike, and where nobody has any of what is counted."""
    field = COUNTED_BY.get(driver)
    counts = [getattr(member, field) for member in members] if field else []
    return counts if any(counts) else [1] * len(members)


def _basis(member: Member) -> Text:
    return N_(
        "Parts counted by machine, line or user follow the member's {machines} machines, {lines} lines and {employees} employees; what serves all members alike is shared equally.",
        machines=member.machines, lines=member.lines, employees=member.employees,
    )
