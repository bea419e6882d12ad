"""The forms in which records are brought in: one YAML file a kind."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from packagekit.domain.form import Form
from packagekit.domain.text import Problem, Refusal
from packagekit.storage.catalog_files import each, load, shown
from packagekit.storage.faults import problems_of


def read_form(path: Path) -> Form:
    """Raises Refusal with every fault of the file."""
    try:
        return Form.model_validate(load(path))
    except ValidationError as fault:
        raise Refusal(*problems_of(fault, shown(path))) from fault


def form_problems(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with which form; the others can be used."""
    problems: list[Problem] = []
    for _form in each(folder, "*.yaml", read_form, problems):
        continue
    return tuple(problems)
