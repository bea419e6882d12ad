"""Who can hand data to whom: over a protocol both speak, or through one gateway that speaks both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from packagekit.compose.wishes import Kept
from packagekit.domain.solution import Solution
from packagekit.domain.taxonomy import Taxonomy


@dataclass(frozen=True)
class Node:
    """A solution or a kept system as the wiring sees it; ``index`` is None for a kept one."""

    id: str
    index: int | None
    gives: tuple[str, ...]
    needs: frozenset[str]
    speaks: frozenset[str]
    hears: frozenset[str]
    level: int  # of ISA-95
    information: bool  # an information system: it talks with others of its kind beyond what it must have
    gateway: bool = False

    @property
    def choice(self) -> frozenset[int]:
        """What must be chosen for it to stand there."""
        return frozenset() if self.index is None else frozenset({self.index})


def solution_node(index: int, solution: Solution, taxonomy: Taxonomy) -> Node:
    kind = taxonomy.solution_types[solution.type]
    return Node(
        id=solution.id, index=index, gives=solution.gives_data, needs=frozenset(solution.needs_data),
        speaks=frozenset(solution.protocols_out), hears=frozenset(solution.protocols_in),
        level=solution.isa95_level, information=kind.area == "information_solutions", gateway=kind.gateway,
    )


def kept_node(kept: Kept) -> Node:
    """A kept system speaks and hears every protocol it is said to have."""
    protocols = frozenset(kept.system.protocols)
    return Node(
        id=kept.code, index=None, gives=kept.kind.gives_data, needs=frozenset(kept.kind.needs_data), speaks=protocols,
        hears=protocols, level=kept.kind.isa95_level, information=kept.kind.area == "information_solutions",
    )


def handed(giver: Node, taker: Node) -> tuple[str, ...]:
    """What a kept system and a chosen one exchange: the data the taker needs, else what goes down the hierarchy.

    An ERP that stays hands its orders to the MES even where that one could run without them: between
    information systems ISA-95 passes requests from the upper level to the lower one. The first kind of
    data that only the giver has stands for them.
    """
    needed = tuple(data for data in giver.gives if data in taker.needs)
    if needed or not (giver.information and taker.information and giver.level >= taker.level):
        return needed
    return tuple(data for data in giver.gives if data not in taker.gives)[:1]


def direct(giver: Node, taker: Node) -> frozenset[str]:
    """The protocols they share."""
    return giver.speaks & taker.hears


def bridges(giver: Node, taker: Node, gateways: Iterable[Node]) -> list[Node]:
    """The gateways that hear the giver and that the taker hears."""
    return [
        g for g in gateways
        if g.id not in (giver.id, taker.id) and giver.speaks & g.hears and g.speaks & taker.hears
    ]


def routes(giver: Node, taker: Node, gateways: Sequence[Node]) -> list[frozenset[int]]:
    """Each way to bring data from giver to taker, as what must be chosen beside the taker."""
    if direct(giver, taker):
        return [giver.choice]
    return [giver.choice | bridge.choice for bridge in bridges(giver, taker, gateways)]
