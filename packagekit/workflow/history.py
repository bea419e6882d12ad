"""The history as people use it: searched by an administrator, an earlier state of a record brought back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from packagekit.domain.deal import Deal, Earlier
from packagekit.domain.history import IN_ONE_GO, Asked, Entry, Folded, Found, together
from packagekit.domain.person import Person
from packagekit.domain.text import Problem, Refusal
from packagekit.storage.database import read_deal
from packagekit.workflow.deals import team_of
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case

PAGE = 50  # runs
SAVES = 300  # of a deal, told on one page


@use_case
def search_history(house: House, who: Person, asked: Asked, *, page: int = 0) -> Folded:
    """One page of everything that was done, the newest first; what was done in one go is one run."""
    return house.store.history.folded(asked, page=page, most=PAGE)


@use_case
def history_choices(house: House, who: Person) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Whose acts and which kinds of records the history holds."""
    return house.store.history.people(), house.store.history.kinds()


@use_case
def history_of_deal(house: House, who: Person, deal_id: str, *, page: int = 0) -> Found:
    """What was done to a deal, the newest first; saves in one go are told as one."""
    house.store.deal(who.id, deal_id, team=team_of(who))  # refuses one that this person does not see
    found = house.store.history.find(Asked(kind="deals", ref=deal_id), page=page, most=SAVES)
    return found.model_copy(update={"entries": together(found.entries, IN_ONE_GO)})


@use_case
def deal_at(house: House, who: Person, deal_id: str, revision: int) -> Deal:
    """A deal as it was at an earlier save."""
    house.store.deal(who.id, deal_id, team=team_of(who))
    return read_deal(house.store.history.state("deals", deal_id, revision), deal_id)


@use_case
def earlier_of_deal(house: House, who: Person, deal_id: str) -> tuple[Earlier, ...]:
    """What of a deal's history its documents can be compared with: every other set of decisions, the newest first.

    Saves that decide nothing else (languages, the step reached) are no version of their own; neither is a state that
    no longer reads, or whose factory does not.
    """
    now = house.store.deal(who.id, deal_id, team=team_of(who))
    made = [file.at for file in house.store.files.of("deals", deal_id)]
    found: dict[str, Earlier] = {}
    until: datetime | None = None
    for entry, data in house.store.history.states("deals", deal_id, most=SAVES):
        stood = any(entry.at <= at and (until is None or at < until) for at in made)
        until = entry.at
        try:
            deal = read_deal(data, deal_id)
        except Refusal:
            continue
        if deal.factory is None or deal.decided == now.decided:
            continue
        known = found.setdefault(deal.decided, Earlier(deal=deal, at=entry.at, by=entry.by_name or entry.by))
        if stood and not known.documents:
            found[deal.decided] = known.model_copy(update={"documents": True})
    return tuple(found.values())


@use_case
def restore_deal(house: House, who: Person, deal: Deal, revision: int) -> Deal:
    """Save an earlier state of a deal as its newest one: what came in between stays in its history.

    ``deal`` is the state the person saw; raises ``StaleSave`` when it was saved elsewhere since.
    """
    earlier = deal_at(house, who, deal.id, revision)
    return house.store.save_deal(
        who.id, earlier.model_copy(update={"version": deal.version}), act="restored", team=team_of(who))


@use_case
def restore_record(house: House, who: Person, entry: Entry) -> int:
    """Bring a registered record back to the state an entry of the history kept; returns its new revision."""
    return house.store.restore_record(entry, by=who.id)


@use_case
def history_faults(house: House, who: Person) -> tuple[Problem, ...]:
    """Where the chain of the history is broken, and records that no revision holds."""
    return house.store.history.faults()
