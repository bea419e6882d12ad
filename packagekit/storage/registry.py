"""What people register, read from one YAML file a record: cooperatives, members, suppliers, solutions, cases, factories."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from packagekit.domain.case import Case
from packagekit.domain.factory import Factory
from packagekit.domain.record import Record, read_only
from packagekit.domain.review import Draft
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Cooperative, MemberFactory, Supplier
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage import strict_yaml
from packagekit.storage.catalog_files import shown, text_of
from packagekit.storage.faults import problems_of

KINDS: Mapping[str, type[Record]] = read_only({
    "cooperatives": Cooperative, "members": MemberFactory, "suppliers": Supplier, "solutions": Solution, "cases": Case,
    "factories": Factory, "drafts": Draft,
})


_NOTHING: Mapping[str, Any] = read_only({})


class Registry(NamedTuple):
    """The registered records by id. Large kinds may be a ``Shelf``: read from the database when asked for."""

    cooperatives: Mapping[str, Cooperative] = _NOTHING
    members: Mapping[str, MemberFactory] = _NOTHING
    suppliers: Mapping[str, Supplier] = _NOTHING
    solutions: Mapping[str, Solution] = _NOTHING
    cases: Mapping[str, Case] = _NOTHING
    factories: Mapping[str, Factory] = _NOTHING
    drafts: Mapping[str, Draft] = _NOTHING


def read_registry(root: Path) -> tuple[Registry, tuple[Problem, ...]]:
    """Every record under ``root`` by kind; one bad file never hides the good ones."""
    problems: list[Problem] = []
    tables: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for kind, model in KINDS.items():  # a folder that is not there holds nothing
        for path in sorted((root / kind).glob("*.yaml")):
            where = shown(path)
            try:
                record = model.model_validate(strict_yaml.parse(text_of(path), where))
            except ValidationError as fault:
                problems.extend(problems_of(fault, where))
            except Refusal as refusal:
                problems.extend(refusal.problems)
            else:
                if record.id in tables[kind]:
                    problems.append(Problem(
                        where=where, what=N_("The code {code} stands twice.", code=record.id),
                        how=N_("Take one of the two out."),
                    ))
                else:
                    tables[kind][record.id] = record
    return Registry(**{kind: read_only(table) for kind, table in tables.items()}), tuple(problems)
