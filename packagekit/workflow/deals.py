"""Deals under way: started from nothing or from a factory, saved as they are typed, taken up again."""

from __future__ import annotations

import secrets

from packagekit.domain.deal import Deal
from packagekit.domain.person import Person
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.workflow.factories import form_of
from packagekit.workflow.house import House
from packagekit.workflow.rights import require


def list_deals(house: House, who: Person) -> tuple[Deal, ...]:
    require(who, "keep deals")
    return house.store.deals_of(who.id)


def start_deal(house: House, who: Person, factory_id: str | None = None) -> Deal:
    """A new deal, saved at once; with a registered factory its form is filled in."""
    require(who, "keep deals")
    factory = None
    if factory_id is not None:
        factory = house.whole_registry().factories.get(factory_id)
        if factory is None:
            raise Refusal(Problem(
                where=factory_id, what=N_("There is no such factory."),
                how=N_("Go back to the start page and choose one."),
            ))
    deal = Deal(
        id=secrets.token_hex(5), title=factory.name if factory else "", on=house.today(),
        form=form_of(factory) if factory else {}, factory=factory,
        languages=(factory.language,) if factory else (), origin=factory.origin if factory else "user",
    )
    return house.store.save_deal(who.id, deal)


def open_deal(house: House, who: Person, deal_id: str) -> Deal:
    require(who, "keep deals")
    return house.store.deal(who.id, deal_id)


def save_deal(house: House, who: Person, deal: Deal) -> Deal:
    """The deal as saved, its version counted up; raises ``StaleSave`` when it was saved elsewhere since."""
    require(who, "keep deals")
    return house.store.save_deal(who.id, deal)


def remove_deal(house: House, who: Person, deal_id: str) -> None:
    """Take the deal out of the list; ``bring_back_deal`` undoes it."""
    require(who, "keep deals")
    house.store.remove_deal(who.id, deal_id)


def removed_deals(house: House, who: Person) -> tuple[Deal, ...]:
    """One's own deals that were removed and can be brought back."""
    require(who, "keep deals")
    return house.store.deals_of(who.id, removed=True)


def bring_back_deal(house: House, who: Person, deal_id: str) -> Deal:
    """Undo the removal of a deal of one's own."""
    require(who, "keep deals")
    return house.store.bring_back_deal(who.id, deal_id)
