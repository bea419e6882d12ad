"""All pictures of a proposal by the names a template uses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from packagekit.documents.bars import cash_flow_chart, landed_chart, swings_chart
from packagekit.documents.charts import kpi_chart, options_chart
from packagekit.documents.diagram import diagram
from packagekit.documents.gantt import gantt
from packagekit.documents.palette import Ground
from packagekit.documents.picture import Picture
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import Speaks

PICTURES = ("options", "kpis", "architecture", "plan", "landed", "swings", "cash_flow")


def drawings(
    proposal: Proposal, language: Speaks, ground: Ground = "light", names: Collection[str] = PICTURES,
) -> Mapping[str, Picture]:
    """Those of the named pictures that this proposal has something to show on; the others are left out."""
    landed = proposal.landed
    drawers: Mapping[str, Callable[[], Picture | None]] = {
        "options": lambda: options_chart(proposal.summary.options, language, ground, proposal.summary.front),
        "kpis": lambda: kpi_chart(proposal.evidence.cases, language, ground),
        "architecture": lambda: diagram(proposal.architecture, language, ground),
        "plan": lambda: gantt(proposal.plan, language, ground),
        "landed": lambda: landed_chart(landed.blocks, language, ground),
        "swings": lambda: swings_chart(landed.swings, landed.range, language, ground) if landed.swings else None,
        "cash_flow": lambda: cash_flow_chart(proposal.returns.flows, language, ground),
    }
    drawn = {name: drawers[name]() for name in PICTURES if name in names}
    return {name: picture for name, picture in drawn.items() if picture is not None}
