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
    gives: frozenset[str]
    needs: frozenset[str]
    speaks: frozenset[str]
    hears: frozenset[str]
    gateway: bool = False

    @property
    def choice(self) -> frozenset[int]:
        """What must be chosen for it to stand there."""
        return frozenset() if self.index is None else frozenset({self.index})


def solution_node(index: int, solution: Solution, taxonomy: Taxonomy) -> Node:
    return Node(
        id=solution.id, index=index, gives=frozenset(solution.gives_data), needs=frozenset(solution.needs_data),
        speaks=frozenset(solution.protocols_out), hears=frozenset(solution.protocols_in),
        gateway=taxonomy.solution_types[solution.type].gateway,
    )


def kept_node(kept: Kept) -> Node:
    protocols = frozenset(kept.system.protocols)
    return Node(id=kept.code, index=None, gives=kept.gives, needs=kept.needs, speaks=protocols, hears=protocols)


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
