"""The kinds of documents: a folder of ``templates`` each, with its ``kind.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from packagekit.domain.kit import Kind
from packagekit.domain.record import read_only
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage import strict_yaml
from packagekit.storage.catalog_files import text_of
from packagekit.storage.faults import problems_of


def read_kinds(root: Path) -> tuple[Mapping[str, Kind], tuple[Problem, ...]]:
    """Every kind under ``root`` by its folder's name, in the order they are offered, and what was wrong with which."""
    problems: list[Problem] = []
    found: list[Kind] = []
    for path in sorted(root.glob("*/kind.yaml")):
        where = f"templates/{path.parent.name}/kind.yaml"
        try:
            stated = strict_yaml.parse(text_of(path), where)
            kind = Kind.model_validate({**stated, "code": path.parent.name})
        except ValidationError as fault:
            problems.extend(problems_of(fault, where))
        except Refusal as refusal:
            problems.extend(refusal.problems)
        else:
            if kind.letter and not (path.parent / "document.docx").exists():
                problems.append(Problem(
                    where=where, what=N_("The kind {kind} has no Word layout.", kind=kind.code),
                    how=N_("Add document.docx to its folder, or say “letter: false”."),
                ))
            else:
                found.append(kind)
    return read_only({kind.code: kind for kind in sorted(found, key=lambda k: (k.order, k.code))}), tuple(problems)
