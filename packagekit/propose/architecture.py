"""The architecture of an option: what stands on which level, and which data flows where."""

from __future__ import annotations

from collections.abc import Mapping

from packagekit.domain.bundle import Link, Option
from packagekit.domain.factory import Factory
from packagekit.domain.proposal import Architecture, Box, Flow
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Localized, Text, name_of
from packagekit.propose import names

KEPT = "keeps:"
"""How a link names a system of the buyer that stays: ``keeps:erp``."""


def architecture(
    option: Option, factory: Factory, *, solutions: Mapping[str, Solution], suppliers: Mapping[str, Supplier],
    taxonomy: Taxonomy,
) -> Architecture:
    """Boxes and arrows of ``option`` in ``factory``, highest level first."""
    gateways = {line.solution for line in option.lines if line.role == "gateway"}
    chosen = [
        Box(id=key, name=solutions[key].name, level=solutions[key].isa95_level,
            kind="gateway" if key in gateways else "chosen", note=suppliers[solutions[key].supplier].name,
            type=names.solution_type(taxonomy, solutions[key].type))
        for key in dict.fromkeys(line.solution for line in option.lines)
    ]
    kept = [
        Box(id=KEPT + system.type, name=system.name or names.solution_type(taxonomy, system.type),
            level=taxonomy.solution_types[system.type].isa95_level, kind="kept", note=N_("stays in place"))
        for system in {s.type: s for s in factory.keeps}.values()
    ]
    boxes = tuple(sorted((*chosen, *kept), key=lambda box: (-box.level, box.kind == "kept", box.id)))
    by_id = {box.id: box for box in boxes}
    return Architecture(boxes=boxes, flows=tuple(_flow(link, by_id, solutions, taxonomy) for link in option.links))


def _flow(link: Link, boxes: Mapping[str, Box], solutions: Mapping[str, Solution], taxonomy: Taxonomy) -> Flow:
    return Flow(
        giver=link.giver,
        giver_name=_name(link.giver, boxes),
        taker=link.taker,
        taker_name=_name(link.taker, boxes),
        data=name_of(taxonomy.data_kinds[link.data].name, "data_kind"),
        protocol=names.protocol(taxonomy, link.protocol),
        gateway=link.gateway,
        gateway_name=solutions[link.gateway].name if link.gateway is not None else None,
    )


def _name(box: str, boxes: Mapping[str, Box]) -> Localized | Text | str:
    return boxes[box].name
