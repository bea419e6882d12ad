"""One sample deal, composed and drafted once, that all benchmarks of a run work on."""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from packagekit.domain.bundle import Bundle, OptionName
from packagekit.domain.factory import Factory
from packagekit.domain.person import Person
from packagekit.domain.proposal import Proposal
from packagekit.workflow import (
    House,
    Language,
    compose_bundle,
    desk_owner,
    draft_proposal,
    language,
    list_factories,
    make_bundle,
    open_house,
)

ON = date(2026, 11, 22)
"""The day of all law and rates here: a benchmark reads no clock but its stopwatch."""

FACTORY = "khuon-chinh-xac-mau-2"

OPTION: OptionName = "advanced"
"""The widest one: the proposal of the deal has twenty pages."""


@dataclass(frozen=True)
class Deal:
    """A factory with its bundle and its proposal, and the language that is written in."""

    factory: Factory
    bundle: Bundle
    proposal: Proposal
    language: Language


@cache
def house() -> House:
    """A house of its own with the samples in it, gone with the process."""
    home = TemporaryDirectory(prefix="packagekit-benchmarks-")
    atexit.register(home.cleanup)
    opened = open_house(Path(home.name))
    atexit.register(opened.store.close)  # runs first: the database is closed before its folder goes
    return opened


@cache
def person() -> Person:
    return desk_owner(house())


@cache
def factories() -> tuple[Factory, ...]:
    return tuple(f for f in list_factories(house(), person()) if f.origin == "sample")


@cache
def deal(id_: str = FACTORY) -> Deal:
    factory = next(f for f in factories() if f.id == id_)
    bundle = make_bundle(house(), person(), factory, compose_bundle(house(), person(), factory, on=ON), option=OPTION, on=ON)
    return Deal(factory, bundle, draft_proposal(house(), person(), bundle, on=ON), language(factory.language))
