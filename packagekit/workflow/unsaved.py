"""What one has typed and not saved yet: kept for oneself, until it is saved or thrown away.

It is nobody else's business and nothing was done yet, so it leaves no row in the history.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from packagekit.domain.person import Person
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case

LONGEST = 1_000_000  # characters of one form: a deal of a hundred goals is a fiftieth of it


@use_case
def unsaved_at(house: House, who: Person, place: str) -> Mapping[str, Any] | None:
    """What this person left unsaved there; None where nothing was."""
    return house.store.unsaved.at(who.id, place)


@use_case
def unsaved_since(house: House, who: Person, place: str) -> datetime | None:
    """When this person typed there last; None where nothing was left unsaved."""
    return house.store.unsaved.since(who.id, place)


@use_case
def keep_unsaved(house: House, who: Person, place: str, data: Mapping[str, Any]) -> None:
    """Keep what was typed, in the place of what was kept there before."""
    if len(json.dumps(data)) > LONGEST:
        raise Refusal(Problem(
            where=place, what=N_("This is too long to be kept."), how=N_("Save it, or shorten it.")))
    house.store.unsaved.keep(who.id, place, data)


@use_case
def drop_unsaved(house: House, who: Person, place: str) -> None:
    """It was saved or thrown away."""
    house.store.unsaved.drop(who.id, place)
