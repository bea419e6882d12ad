"""The architecture of a large bundle with one box for all solutions of a type on a level, so that it can be read on one page."""

from __future__ import annotations

from packagekit.domain.proposal import Architecture, Box, Flow
from packagekit.domain.text import N_, Speaks

GROUP = "type:"
"""How the id of a box of several begins."""


def grouped(architecture: Architecture, language: Speaks, most: int = 7) -> Architecture:
    """Boxes of one type, level and kind as one that says how many they are; data flows between these boxes.

    A type with one solution, a system that stays and a box without a type keep their own. Where a level has more than
    ``most`` of them, the largest do, and one box holds the others.
    """
    groups: dict[tuple[int, str, str], list[Box]] = {}
    for box in architecture.boxes:
        alone = box.kind == "kept" or box.type is None
        groups.setdefault((box.level, box.kind, box.id if alone or box.type is None else language.show(box.type)), []).append(box)
    boxes, under = [], {}
    for level in dict.fromkeys(level for level, _, _ in groups):
        own = sorted((group for key, group in groups.items() if key[0] == level),
                     key=lambda group: (group[0].kind != "kept", -len(group)))
        others = [] if len(own) <= most else [[box for group in own[most:] for box in group]]
        for group in (*own[:most], *others):
            box = _together(group, level, others=group in others)
            boxes.append(box)
            under.update(dict.fromkeys((member.id for member in group), box))
    flows = (_between(flow, under) for flow in architecture.flows)
    return Architecture(boxes=tuple(boxes), flows=tuple(dict.fromkeys(flow for flow in flows if flow.giver != flow.taker)))


def _together(group: list[Box], level: int, *, others: bool) -> Box:
    """One box of several; of different types where these are the ``others`` of a level."""
    first = group[0]
    if len(group) == 1 or (first.type is None and not others):
        return first
    return Box(id=f"{GROUP}{first.id}", name=N_("Other types") if others or first.type is None else first.type, level=level, kind=first.kind,
               note=N_("{n} in all", n=len(group)))


def _between(flow: Flow, under: dict[str, Box]) -> Flow:
    giver, taker = under[flow.giver], under[flow.taker]
    gateway = None if flow.gateway is None else under[flow.gateway]
    return flow.model_copy(update={
        "giver": giver.id, "giver_name": giver.name, "taker": taker.id, "taker_name": taker.name,
        "gateway": None if gateway is None else gateway.id, "gateway_name": None if gateway is None else gateway.name})
