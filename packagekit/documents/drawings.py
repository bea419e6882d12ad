"""All pictures of a proposal by the names a template uses."""

from __future__ import annotations

from collections.abc import Mapping

from packagekit.documents.bars import cash_flow_chart, landed_chart, swings_chart
from packagekit.documents.charts import kpi_chart, options_chart
from packagekit.documents.diagram import diagram
from packagekit.documents.gantt import gantt
from packagekit.documents.palette import Ground
from packagekit.documents.picture import Picture
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import Speaks

PICTURES = ("options", "kpis", "architecture", "plan", "landed", "swings", "cash_flow")


def drawings(proposal: Proposal, language: Speaks, ground: Ground = "light") -> Mapping[str, Picture]:
    """Every picture this proposal has something to show on; the others are left out."""
    drawn = {
        "options": options_chart(proposal.summary.options, language, ground, proposal.summary.front),
        "kpis": kpi_chart(proposal.evidence.cases, language, ground),
        "architecture": diagram(proposal.architecture, language, ground),
        "plan": gantt(proposal.plan, language, ground),
        "landed": landed_chart(proposal.landed.blocks, language, ground),
        "swings": swings_chart(proposal.landed.swings, proposal.landed.range, language, ground)
        if proposal.landed.swings else None,
        "cash_flow": cash_flow_chart(proposal.returns.flows, language, ground),
    }
    return {name: drawn[name] for name in PICTURES if drawn[name] is not None}
