"""The flows of data in a chosen bundle: who gives what to whom, over which protocol, through which gateway."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from packagekit.compose.connect import Node, bridges, direct, handed
from packagekit.compose.world import World
from packagekit.domain.bundle import Link
from packagekit.domain.taxonomy import Taxonomy

_LAYERS = ("system", "control", "field")


def links(question: World, chosen: Sequence[int]) -> tuple[Link, ...]:
    """One flow for each need of each taker, then one for each giver and kept system still unconnected.

    A need is fed directly rather than through a gateway, and by a kept system rather than a new one.
    Of several protocols the one nearest to the systems level is used, then the catalog's order.
    """
    taxonomy = question.trade.taxonomy
    nodes = [question.nodes[i] for i in chosen]
    givers, takers = [*question.kept_nodes, *nodes], [*nodes, *question.kept_nodes]
    gateways = [n for n in nodes if n.gateway]
    found: dict[tuple[str, str, str], Link] = {}

    def wire(pairs: Iterable[tuple[Node, Node, str]]) -> None:
        flows = [f for giver, taker, data in pairs if (f := _flow(giver, taker, data, gateways, taxonomy))]
        if flows:
            flow = min(flows, key=lambda f: f.gateway is not None)  # stable: the first of the direct ones
            found.setdefault((flow.giver, flow.taker, flow.data), flow)

    for taker in nodes:
        for data in sorted(taker.needs):
            wire((giver, taker, data) for giver in givers if giver is not taker and data in giver.gives)
    hubs = sorted(nodes, key=lambda n: -len(n.gives))  # where most data meet, other systems dock
    for node in givers:
        if not any(node.id in (f.giver, f.taker, f.gateway) for f in found.values()):
            if node.index is None:
                pairs = [pair for hub in hubs for pair in ((node, hub), (hub, node))]
                wire((giver, taker, data) for giver, taker in pairs for data in handed(giver, taker))
            else:
                wire((node, taker, data) for taker in takers for data in node.gives if data in taker.needs)
    return tuple(found.values())


def _flow(giver: Node, taker: Node, data: str, gateways: Sequence[Node], taxonomy: Taxonomy) -> Link | None:
    if shared := direct(giver, taker):
        return Link(giver=giver.id, taker=taker.id, data=data, protocol=_preferred(shared, taxonomy))
    for gateway in bridges(giver, taker, gateways):
        protocol = _preferred(gateway.speaks & taker.hears, taxonomy)
        return Link(giver=giver.id, taker=taker.id, data=data, protocol=protocol, gateway=gateway.id)
    return None


def _preferred(protocols: Collection[str], taxonomy: Taxonomy) -> str:
    order = list(taxonomy.protocols)
    return min(protocols, key=lambda code: (_LAYERS.index(taxonomy.protocols[code].layer), order.index(code)))
