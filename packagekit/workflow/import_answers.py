"""What a brought file did or would do, as JSON and as text."""

from __future__ import annotations

from typing import Any

from packagekit.domain.text import Speaks
from packagekit.storage.register import Import
from packagekit.workflow.answers import problems_answer
from packagekit.workflow.intake import Reading


def import_answer(reading: Reading, saved: Import | None, say: Speaks) -> dict[str, Any]:
    """Every record with its state and its problems, each problem with its cell; ``import`` can be undone by its number."""
    counts = {state: sum(one.state == state for one in reading.brought) for state in ("new", "changed", "same", "faulty")}
    return {
        "kind": reading.kind, **counts, "saved": len(saved.rows) if saved else 0, "import": saved.id if saved else None,
        "rows": [{"where": one.where, "id": one.id, "state": one.state, **problems_answer(one.problems, say)} for one in reading.brought],
        **problems_answer((*reading.problems, *(p for one in reading.brought for p in one.problems)), say),
    }


def import_text(reading: Reading, saved: Import | None, say: Speaks) -> str:
    lines = [f"{p.where}: {say.show(p.what)}\n    {say.show(p.how)}" for p in reading.problems]
    lines += [f"{p.where} {one.id}: {say.show(p.what)}\n    {say.show(p.how)}" for one in reading.brought for p in one.problems]
    lines.append(say.gettext(
        "{new} new, {changed} changed, {same} the same, {faulty} with faults.",
        **{state: sum(one.state == state for one in reading.brought) for state in ("new", "changed", "same", "faulty")}))
    lines.append(say.gettext("Saved as import {number}; it can be undone whole.", number=saved.id) if saved
                 else say.gettext("Nothing was saved."))
    return "\n".join(lines)
