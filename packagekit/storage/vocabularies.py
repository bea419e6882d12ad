"""The vocabularies of ``catalogs/taxonomy``: one file a list, one file a type of solution."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from packagekit.domain.record import read_only
from packagekit.domain.taxonomy import (
    Capability,
    DataKind,
    Entry,
    Industry,
    Kpi,
    Level,
    Process,
    Protocol,
    SolutionType,
    Taxonomy,
)
from packagekit.domain.technology import TechnologyLevels
from packagekit.domain.text import N_, Problem, Refusal, Text
from packagekit.domain.unread import Unread
from packagekit.storage.catalog_files import each, load, shown, tried, waits

Coded = TypeVar("Coded", bound=Entry)

_CASES_WAIT = N_(
    "No case is found or matched, no bundle is composed and no proposal is made without this list. Law, exchange rates "
    "and people work.")
_BUNDLES_WAIT = N_("No bundle is composed and no proposal is made without this list. Law, exchange rates and people work.")
_PROPOSALS_WAIT = N_("No proposal is made and no record is entered by form without this list. Everything else works.")
_LISTS: Mapping[str, tuple[type[Entry], Text]] = {
    "industries": (Industry, _CASES_WAIT), "processes": (Process, _CASES_WAIT), "capabilities": (Capability, _CASES_WAIT),
    "kpis": (Kpi, _CASES_WAIT), "levels": (Level, _CASES_WAIT),
    "data_kinds": (DataKind, _PROPOSALS_WAIT), "protocols": (Protocol, _BUNDLES_WAIT),
}
"""What the entries of each list are, and what waits while it cannot be read."""


def read_taxonomy(folder: Path, problems: list[Problem]) -> Taxonomy:
    """All vocabularies; an ``Unread`` stands for a list that could not be read, and the problems say what waits for it."""
    lists: dict[str, Mapping[str, Any]] = {}
    for name, (kind, waiting) in _LISTS.items():
        path = folder / f"{name}.yaml"
        read = next(tried([path], partial(_entries, kind), problems), None)
        if read is None:
            problems.append(waits(shown(path), waiting))
        lists[name] = Unread(shown(path)) if read is None else read
    # Not validated again: every list was, and one that could not be read is no table.
    return Taxonomy.model_construct(**lists, solution_types=_types(folder / "solution_types", problems))


def read_technology(folder: Path, problems: list[Problem]) -> TechnologyLevels:
    """The published levels of technology, likewise."""
    path = folder / "technology_levels.yaml"
    found = next(tried([path], lambda path: TechnologyLevels.model_validate(load(path)), problems), None)
    if found is not None:
        return found
    problems.append(waits(shown(path), N_("The directory has no map of fields without this list. Everything else works.")))
    return TechnologyLevels.model_construct(fields=Unread(shown(path)), overall=Unread(shown(path)))


def _types(folder: Path, problems: list[Problem]) -> Mapping[str, SolutionType]:
    table: dict[str, SolutionType] = {}
    for path, kind in each(folder, "*.yaml", lambda path: (path, SolutionType.model_validate(load(path))), problems):
        if kind.code in table:
            problems.append(_twice(path, kind.code))
        else:
            table[kind.code] = kind
    return read_only(table)


def _entries(kind: type[Coded], path: Path) -> Mapping[str, Coded]:
    found = load(path).get("entries")
    if not isinstance(found, list):
        raise Refusal(Problem(
            where=shown(path), what=N_("The list “entries” is missing."), how=N_("Restore the file."),
        ))
    table: dict[str, Coded] = {}
    for entry in map(kind.model_validate, found):
        if entry.code in table:
            raise Refusal(_twice(path, entry.code))
        table[entry.code] = entry
    return read_only(table)


def _twice(path: Path, code: str) -> Problem:
    return Problem(
        where=shown(path), what=N_("The code {code} stands twice.", code=code), how=N_("Take one of the two out."),
    )
