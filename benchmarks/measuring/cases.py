"""Makes many cases out of the sample ones: the same kinds of builds in other trades, sizes, years and results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random

from packagekit.domain.case import Case, CaseMember, Grade, KpiResult
from packagekit.domain.record import varied

SEED = 1
OLDEST_DAYS = 8 * 365
"""How much earlier than its pattern a build may have gone live."""

OTHER_TRADE = 0.3
"""The part of the cases that stand in another trade than their pattern."""

COUNTRIES = ("KR", "KR", "KR", "VN", "ID", "TH", "US")


def cases(count: int, patterns: Sequence[Case], seed: int = SEED) -> tuple[Case, ...]:
    """``count`` sound cases; equal arguments give equal cases."""
    chance = Random(seed)
    trades = sorted({p.industry for p in patterns})
    steps = sorted({step for p in patterns for step in p.processes})
    ladders = sorted({(p.level_before, p.level_after) for p in patterns})
    made = []
    for number in range(count):
        pattern = patterns[number % len(patterns)]
        earlier = timedelta(days=chance.randrange(OLDEST_DAYS))
        before, after = chance.choice(ladders)
        made.append(varied(pattern, {
            "id": f"{pattern.id}-{number:05d}",
            "country": chance.choice(COUNTRIES),
            "industry": chance.choice(trades) if chance.random() < OTHER_TRADE else pattern.industry,
            "processes": _steps(pattern.processes, steps, chance),
            "members": tuple(_member(m, chance) for m in pattern.members),
            "level_before": before, "level_after": after,
            "started": pattern.started - earlier, "go_live": pattern.go_live - earlier,
            "kpis": tuple(_result(r, earlier, chance) for r in pattern.kpis if chance.random() < 0.8),
            "consent": pattern.consent if chance.random() < 0.8 else None,
            "markets": tuple(sorted(set(chance.sample(COUNTRIES, 2)) - {"KR"})),
            "status": "published",
        }))
    return tuple(made)


def _steps(known: Sequence[str], others: Sequence[str], chance: Random) -> tuple[str, ...]:
    """Some of the pattern's own steps, the first one always, and up to two more."""
    kept = [step for index, step in enumerate(known) if index == 0 or chance.random() < 0.8]
    return tuple(dict.fromkeys((*kept, *chance.sample(others, chance.randrange(3)))))


def _member(member: CaseMember, chance: Random) -> CaseMember:
    times = chance.lognormvariate(0, 0.6)
    return varied(member, {
        "employees": max(1, round(member.employees * times)), "machines": round(member.machines * times),
    })


def _result(result: KpiResult, earlier: timedelta, chance: Random) -> KpiResult:
    """A change of half to one and a half times the pattern's, in the same digits."""
    times = Decimal(chance.randrange(50, 151)).scaleb(-2)
    after = (result.before + (result.after - result.before) * times).quantize(result.after)
    return varied(result, {
        "after": after, "n": chance.randrange(3, 400), "grade": chance.choice(tuple(Grade)),
        **{name: getattr(result, name) - earlier for name in ("before_from", "before_to", "after_from", "after_to")},
    })
