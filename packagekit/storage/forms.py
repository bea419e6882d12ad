"""The forms in which records are brought in: one YAML file a kind."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from packagekit.domain.form import Form
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.catalog_files import load, shown, tried, waits
from packagekit.storage.faults import problems_of

KINDS = ("cases", "suppliers", "solutions", "cooperatives", "members")
"""Of what there is a form."""


def read_form(path: Path) -> Form:
    """Raises Refusal with every fault of the file."""
    try:
        return Form.model_validate(load(path))
    except ValidationError as fault:
        raise Refusal(*problems_of(fault, shown(path))) from fault


def form_problems(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with which form; the others can be used."""
    problems: list[Problem] = []
    for kind in KINDS:
        if next(tried([folder / f"{kind}.yaml"], read_form, problems), None) is None:
            problems.append(waits(shown(folder / f"{kind}.yaml"), N_(
                "No file of this kind is taken in or given out without this form. Everything else works.")))
    return tuple(problems)
