"""How well each part of a case fits, as a share from 0 (not at all) to 1 (fully)."""

from __future__ import annotations

from math import log

from packagekit.domain.case import Grade
from packagekit.domain.isic import section
from packagekit.domain.places import ASEAN
from packagekit.match.features import Proof, Reference, Seeker, Want

INDUSTRY = {"class": 1.0, "group": 0.8, "division": 0.5, "section": 0.15, "none": 0.0}
"""A class shares machines and faults, a group most of them, a division its materials, a section little."""

SIZE_LIMIT = log(8)
"""Eight times larger or smaller is another kind of plant: nothing of the size fits any more."""

GRADE = {Grade.A: 1.0, Grade.B: 0.8, Grade.C: 0.4}
EARLY = 0.5
"""Less than three months measured after go-live counts half."""

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


def industry(seeker: Seeker, case: Reference) -> float:
    return INDUSTRY[kinship(seeker.factory.industry, case.case.industry)]


def processes(seeker: Seeker, case: Reference) -> float:
    """Mean of Jaccard overlap and of the share of the factory's steps the case covers.

    Jaccard alone would punish a case for knowing more steps than this plant has.
    """
    shared = len(seeker.processes & case.processes)
    return (shared / len(seeker.processes | case.processes) + shared / len(seeker.processes)) / 2


def size(seeker: Seeker, case: Reference) -> float:
    """Employees and machines of an average plant, by the logarithm of their ratio: twice is as far as half."""
    apart = (min(abs(ours - theirs) / SIZE_LIMIT, 1.0) for ours, theirs in zip(seeker.logs, case.logs, strict=True))
    return 1 - sum(apart) / 2


def level(seeker: Seeker, case: Reference) -> float:
    """Where it started and where it ended; one step off costs half, and half as much where it went further."""
    started = max(0.0, 1 - abs(seeker.level_now - case.level_before) / 2)
    beyond = case.level_after - seeker.level_wanted
    ended = max(0.0, 1 - beyond / 4 if beyond > 0 else 1 + beyond / 2)
    return (started + ended) / 2


def goal(want: Want, proof: Proof | None) -> float:
    """Half for proven improvement of the goal's KPI, the other half by how much of the goal it reaches."""
    if proof is None or proof.improvement is None or proof.improvement <= 0:
        return 0.0
    return 0.5 + reach(want, proof) / 2


def reach(want: Want, proof: Proof) -> float:
    """The case's relative improvement over the one the goal needs, at most 1; 0 where it cannot be told."""
    if want.needed is None or proof.improvement is None:
        return 0.0
    return 1.0 if want.needed <= 0 else max(0.0, min(1.0, float(proof.improvement / want.needed)))


def goals(seeker: Seeker, case: Reference) -> float:
    return sum(goal(want, case.proofs.get(want.kpi.code)) for want in seeker.wants) / len(seeker.wants)


def delivered(market: str, case: Reference) -> str:
    """How near the build or its suppliers have come to the market: same, asean, abroad or korea."""
    places = {case.case.country, *case.case.markets}
    if market in places:
        return "same"
    if market in ASEAN and places & ASEAN:
        return "asean"
    return "abroad" if places - {"KR"} else "korea"


def market(seeker: Seeker, case: Reference) -> float:
    return MARKET[delivered(seeker.factory.market, case)]


def best_proof(seeker: Seeker, case: Reference) -> Proof | None:
    """The best known of the proofs on the factory's goals; None when there is none."""
    proofs = [case.proofs[w.kpi.code] for w in seeker.wants if w.kpi.code in case.proofs]
    return max(proofs, key=trust, default=None)


def trust(proof: Proof) -> float:
    return GRADE[proof.result.grade] * (EARLY if proof.result.early else 1.0)


def evidence(seeker: Seeker, case: Reference) -> float:
    proof = best_proof(seeker, case)
    return 0.0 if proof is None else trust(proof)


def age(_seeker: Seeker, case: Reference) -> float:
    return max(0.0, min(1.0, (STALE_YEARS - case.years) / (STALE_YEARS - FRESH_YEARS)))
