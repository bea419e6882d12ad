"""The whole flow for every sample factory, on as many processors as there are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from packagekit.domain.factory import Factory
from packagekit.domain.person import Person
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.workflow.factories import list_factories
from packagekit.workflow.house import House, open_house
from packagekit.workflow.proposing import Progress, propose_documents, write_documents
from packagekit.workflow.quoting import compose_bundle, make_bundle
from packagekit.workflow.rights import use_case

Written = tuple[tuple[Path, str], ...]
"""Paths and the SHA-256 of their bytes."""


@use_case
def demo(
    house: House, who: Person, folder: Path, *, on: date, formats: Sequence[str], progress: Progress | None = None,
) -> tuple[Written, tuple[Problem, ...]]:
    """Proposals for every sample factory in its market's language and in English.

    Each factory is worked on in a process of its own; what is written does not depend on how many
    there are. A factory that is refused leaves its problems and does not keep the others back.
    """
    tell = progress or (lambda share, what: None)
    factories = [f for f in list_factories(house, who) if f.origin == "sample"]
    written: list[tuple[Path, str]] = []
    problems: list[Problem] = []
    workers = min(os.cpu_count() or 1, len(factories))
    with ProcessPoolExecutor(
        max_workers=workers, mp_context=get_context("spawn"), initializer=_open, initargs=(house.settings.home,),
    ) as pool:
        done = pool.map(_demo_of, factories, *zip(*[(who, folder, on, tuple(formats))] * len(factories), strict=True))
        for count, (factory, (files, faults)) in enumerate(zip(factories, done, strict=True), start=1):
            written.extend(files)
            problems.extend(faults)
            tell(count / len(factories), N_("{name} is ready", name=factory.name))
    return tuple(written), tuple(problems)


_house: House | None = None


def _open(home: Path) -> None:
    """Once in each process: a house cannot be handed over, but its folder can."""
    global _house
    _house = open_house(home)


def _demo_of(
    factory: Factory, who: Person, folder: Path, on: date, formats: Sequence[str]
) -> tuple[Written, tuple[Problem, ...]]:
    assert _house is not None, "the process was opened with its house"
    try:
        composition = compose_bundle(_house, who, factory, on=on)
        if composition.conflict is not None:
            raise Refusal(*(Problem(
                where=factory.id, what=wish.text, how=N_("Take the wish back, or follow one of the ways out."),
            ) for wish in composition.conflict.wishes))
        bundle = make_bundle(_house, who, factory, composition, on=on)
        languages = tuple(dict.fromkeys((_house.catalogs.market(factory.market).languages[0], "en")))
        documents = propose_documents(_house, who, bundle, on=on, languages=languages, formats=formats)
        return write_documents(documents, folder), ()
    except Refusal as refusal:
        return (), refusal.problems
