"""How many of everything a plant has: counted by the buyer, or assumed by the rules written here.

The rules are planning assumptions of this house for a first offer (status GK); a site survey replaces
them, and every figure the buyer counted himself wins over its rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from packagekit.domain.factory import Factory
from packagekit.domain.record import read_only
from packagekit.domain.solution import Driver

DRIVERS: tuple[str, ...] = get_args(Driver)

EMPLOYEES_PER_USER = 8  # supervisors, planners, inspectors, maintenance and office open a screen; operators use terminals
USERS_PER_PLANT = 3  # at the least: manager, planner, quality
MACHINES_PER_TERMINAL = 10  # beside one terminal per line, where work is reported
MACHINES_PER_PLC = 2  # every second machine has a controller that can be read
TAGS_PER_PLC = 20  # status, counters, alarms and a handful of process values
MACHINES_PER_METER = 10  # beside one meter per line and one at each plant's main switchboard
WAREHOUSES_PER_PLANT = 2  # raw material and finished goods


def sizes(factory: Factory) -> Mapping[str, int]:
    """Every sizing driver of the factory, all members of a joint build together.

    What follows from a counted figure follows from the count: counted controllers give the tags.
    """
    counted = factory.drivers
    plants = max(len(factory.members), 1)
    machines = counted.get("machines", factory.machines)
    lines = counted.get("lines", factory.lines)
    plcs = counted.get("plcs", max(_up(machines, MACHINES_PER_PLC), lines))
    assumed = {
        "site": 1,
        "members": plants,
        "machines": machines,
        "lines": lines,
        "users": max(_up(factory.employees, EMPLOYEES_PER_USER), USERS_PER_PLANT * plants),
        "terminals": lines + _up(machines, MACHINES_PER_TERMINAL),
        "plcs": plcs,
        "tags": plcs * TAGS_PER_PLC,
        "cameras": lines,
        "meters": plants + lines + _up(machines, MACHINES_PER_METER),
        "warehouses": WAREHOUSES_PER_PLANT * plants,
    }
    return read_only({driver: counted.get(driver, assumed[driver]) for driver in DRIVERS})


def _up(count: int, per: int) -> int:
    """Whole units for a count, the last one begun counting as one."""
    return -(-count // per)


def quantity(fixed: int, per: int, count: int) -> int:
    """``fixed + ceil(count / per)``, the rule of every price component."""
    return fixed + _up(count, per)
