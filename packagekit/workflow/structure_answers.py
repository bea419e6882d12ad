"""Ways to structure a deal as the JSON others script against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from packagekit.domain.dated import Source
from packagekit.domain.record import plain
from packagekit.domain.structure import Figures, Structure
from packagekit.domain.text import Speaks
from packagekit.estimate import ADVICE


def structures_answer(structures: Sequence[Structure], language: Speaks) -> dict[str, Any]:
    return {"advice": language.show(ADVICE), "structures": [_structure(s, language) for s in structures]}


def _structure(structure: Structure, language: Speaks) -> dict[str, Any]:
    return {
        "standing": structure.standing, "present": structure.present,
        "terms": structure.terms.model_dump(mode="json"),
        "changes": [language.show(change) for change in structure.changes], "reason": language.show(structure.reason),
        "currency": structure.difference.currency, "equal_net": _figures(structure.figures),
        "same_price": _figures(structure.same_price), "difference": plain(structure.difference.amount),
        "differences": [{
            "choice": d.choice, "rule": language.show(d.rule), "charge": language.show(d.charge),
            "amount": plain(d.amount.amount), "status": d.status.value, "source": _source(d.source),
        } for d in structure.differences],
        "same": [language.show(name) for name in structure.same],
        "papers": [{
            "name": language.show(p.name), "by": p.by, "obtainable": p.obtainable, "status": p.status.value,
            "source": _source(p.source),
        } for p in structure.papers],
    }


def _figures(figures: Figures) -> dict[str, str]:
    return {name: plain(getattr(figures, name).amount) for name in Figures.model_fields}


def _source(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json", exclude_none=True)
