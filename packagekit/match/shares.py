"""How well each part of every case fits, as shares from 0 (not at all) to 1 (fully)."""

from __future__ import annotations

from datetime import date
from math import log
from typing import Any

import numpy
from numpy.typing import NDArray

from packagekit.domain.isic import section
from packagekit.domain.places import ASEAN
from packagekit.match.columns import Columns
from packagekit.match.features import DAYS_A_YEAR, Seeker, Want

Shares = NDArray[numpy.float64]

INDUSTRY = {"class": 1.0, "group": 0.8, "division": 0.5, "section": 0.15, "none": 0.0}
"""A class shares machines and faults, a group most of them, a division its materials, a section little."""

SIZE_LIMIT = log(8)
"""Eight times larger or smaller is another kind of plant: nothing of the size fits any more."""

MARKET = {"same": 1.0, "asean": 0.5, "abroad": 0.25, "korea": 0.0}

FRESH_YEARS, STALE_YEARS = 2, 10
"""Up to two years a build is today's technology; after ten it is history."""


def kinship(factory_industry: str, case_industry: str) -> str:
    """The smallest ISIC Rev.4 branch both lie in: class, group, division, section or none."""
    for digits, branch in ((4, "class"), (3, "group"), (2, "division")):
        shared = factory_industry[:digits]
        if len(shared) == digits and case_industry[:digits] == shared:
            return branch
    ours, theirs = section(factory_industry), section(case_industry)
    return "section" if ours is not None and ours == theirs else "none"


def industry(seeker: Seeker, cases: Columns, _on: date) -> Shares:
    return cases.industry.spread(lambda code: INDUSTRY[kinship(seeker.factory.industry, code)])


def processes(seeker: Seeker, cases: Columns, _on: date) -> Shares:
    """Mean of Jaccard overlap and of the share of the factory's steps the case covers.

    Jaccard alone would punish a case for knowing more steps than this plant has.
    """
    own, shared = len(seeker.processes), cases.shared_steps(seeker.processes)
    return (shared / (own + cases.step_count - shared) + shared / own) / 2


def size(seeker: Seeker, cases: Columns, _on: date) -> Shares:
    """Employees and machines of an average plant, by the logarithm of their ratio: twice is as far as half."""
    employees, machines = (
        numpy.minimum(numpy.abs(ours - theirs) / SIZE_LIMIT, 1.0)
        for ours, theirs in zip(seeker.logs, cases.sizes, strict=True)
    )
    return 1 - (employees + machines) / 2


def level(seeker: Seeker, cases: Columns, _on: date) -> Shares:
    return cases.levels.spread(lambda steps: step(seeker, *steps))


def step(seeker: Seeker, before: int, after: int) -> float:
    """Where a case started and where it ended; one step off costs half, and half as much where it went further."""
    started = max(0.0, 1 - abs(seeker.level_now - before) / 2)
    beyond = after - seeker.level_wanted
    ended = max(0.0, 1 - beyond / 4 if beyond > 0 else 1 + beyond / 2)
    return (started + ended) / 2


def goal(want: Want, improvement: Any) -> Any:
    """Half for proven improvement of the goal's KPI, the other half by how much of the goal it reaches.

    Of one case or of all: ``improvement`` is relative, nan where there is none.
    """
    if want.needed is None:
        reach: Any = 0.0
    elif want.needed <= 0:
        reach = 1.0
    else:
        reach = numpy.clip(improvement / float(want.needed), 0.0, 1.0)
    return numpy.where(improvement > 0, 0.5 + reach / 2, 0.0)


def goals(seeker: Seeker, cases: Columns, on: date) -> Shares:
    return sum(goal(want, cases.proofs(want.kpi.code, on)[0]) for want in seeker.wants) / len(seeker.wants)


def delivered(market: str, places: frozenset[str]) -> str:
    """How near the build or its suppliers have come to the market: same, asean, abroad or korea."""
    if market in places:
        return "same"
    if market in ASEAN and places & ASEAN:
        return "asean"
    return "abroad" if places - {"KR"} else "korea"


def market(seeker: Seeker, cases: Columns, _on: date) -> Shares:
    return cases.places.spread(lambda places: MARKET[delivered(seeker.factory.market, places)])


def evidence(seeker: Seeker, cases: Columns, on: date) -> Shares:
    """By the best known of the results on the factory's goals; 0 where there is none."""
    return numpy.max([cases.proofs(want.kpi.code, on)[1] for want in seeker.wants], axis=0)


def age(_seeker: Seeker, cases: Columns, on: date) -> Shares:
    years = (on.toordinal() - cases.live) / DAYS_A_YEAR
    return numpy.clip((STALE_YEARS - years) / (STALE_YEARS - FRESH_YEARS), 0.0, 1.0)
