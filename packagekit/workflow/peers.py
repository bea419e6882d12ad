"""What the register knows beside a case: the results of its trade, and where its files and figures already stand."""

from __future__ import annotations

from packagekit.domain.case import Case
from packagekit.domain.person import Person
from packagekit.verify import Peers
from packagekit.workflow.house import House
from packagekit.workflow.sight import seen

MOST_READ = 12  # cases that share the most words: only these are read and compared word by word
TRADE = 2  # digits of the industry code: peers are of the same division


def peers_of(house: House, case: Case, who: Person) -> Peers:
    """What ``check`` compares a case with; the case itself and the one it revises are no peers.

    All cases count, but those this person may not see are not named to him, and their texts are not read for him.
    """
    own, listed, known = {case.id, case.revises}, house.holdings.listings("cases"), seen(house.holdings, who).cases
    whole, uses, columns = house.whole_registry(), house.holdings.uses(), house.references()
    return Peers(
        improvements={
            kpi: columns.improvements(kpi, lambda code: code[:TRADE] == case.industry[:TRADE], without=own)
            for kpi in {result.kpi for result in case.kpis}},
        evidence={
            file: tuple(other for other in uses.of(file) if other not in own)
            for result in case.kpis for file in result.evidence},
        figures={
            figure: tuple(other for other in uses.of(*figure) if other not in own)
            for figure in ((r.kpi, r.before, r.after) for r in case.kpis)},
        told=tuple(known.only(hit.id for hit in house.holdings.nearest("cases", case, MOST_READ) if hit.id not in own).values()),
        hidden=lambda other: other in listed and other not in known,
        suppliers=whole.suppliers, cooperatives=whole.cooperatives, solutions=frozenset(whole.solutions),
    )
