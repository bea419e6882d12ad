"""The goods of a shipment as their owner describes them, and everything that may be wrong with that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import get_args

from packagekit.domain.estimate import Incoterm
from packagekit.domain.market import Charge, Market
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import N_, Problem


class GoodsLine(Record):
    """Goods under one HS code; ``value`` in the shipment's currency, in the stated Incoterms term."""

    id: str
    hs: str  # six to ten digits, no dots
    value: Exact
    origin: str = "KR"
    preference: str = "best"  # none, an agreement's code, or the best one that can be proven
    proofs: tuple[str, ...] | None = None  # agreements whose certificate the seller delivers; None: all of them


def faults_of(
    market: Market, charges: Sequence[Charge], lines: Sequence[GoodsLine], incoterm: str,
    costs: Mapping[str, Decimal], assumed: Mapping[str, Decimal],
) -> list[Problem]:
    """Every fault of the description itself, before any rate is read."""
    problems = []
    names = tuple(dict.fromkeys(name for c in charges for name in (c.name, c.key)))
    choose = N_("Choose one of: {choices}.", choices=names)
    for name, value in assumed.items():
        if name not in names:
            what = N_("{market} has no charge called {name}.", market=market.code, name=name)
            problems.append(Problem(where=f"assume/{name}", what=what, how=choose))
        elif value < 0:
            problems.append(_negative(f"assume/{name}"))
    if incoterm not in get_args(Incoterm):
        problems.append(Problem(
            where="incoterm", what=N_("{term} is not an Incoterms 2020 term.", term=incoterm),
            how=N_("Choose one of: {choices}.", choices=get_args(Incoterm)),
        ))
    problems.extend(_negative(name) for name, cost in costs.items() if cost < 0)
    problems.extend(_negative(f"lines/{line.id}/value") for line in lines if line.value < 0)
    for line_id in (name for name, times in Counter(line.id for line in lines).items() if times > 1):
        problems.append(Problem(
            where=f"lines/{line_id}", what=N_("Two lines are called {line}.", line=line_id),
            how=N_("Give every line its own name."),
        ))
    for line in lines:
        if re.fullmatch(r"[0-9]{6,10}", line.hs) is None:
            problems.append(Problem(
                where=f"lines/{line.id}/hs", what=N_("{hs} is not an HS code.", hs=line.hs),
                how=N_("Write six to ten digits without dots."),
            ))
    if not lines:
        problems.append(Problem(
            where="lines", what=N_("There are no goods."), how=N_("State at least one line with its HS code and value."),
        ))
    return problems


def _negative(where: str) -> Problem:
    return Problem(where=where, what=N_("The figure is negative."), how=N_("Enter zero or more."))
