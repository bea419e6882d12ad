"""Deals under way: started from nothing or from a factory, saved as they are typed, taken up again."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable

from packagekit.domain.deal import Deal
from packagekit.domain.history import Act
from packagekit.domain.merging import merged
from packagekit.domain.person import KEEPER, Person, Role
from packagekit.domain.signs import NAME, one_line
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.workflow.exchange import currencies
from packagekit.workflow.factories import form_of, read_form
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case
from packagekit.workflow.sight import seen
from packagekit.workflow.wording import languages_of_documents

TEAM: frozenset[Role] = frozenset({"administrator", "export_team", "approver"})
"""Who sees the deals of the whole organisation beside their own."""


@use_case
def list_deals(house: House, who: Person) -> tuple[Deal, ...]:
    """The deals this person sees, the last one touched first; those that no longer read are named by ``unread_deals``."""
    return house.store.deals_of(who.id, team=team_of(who))[0]


@use_case
def unread_deals(house: House, who: Person) -> tuple[Problem, ...]:
    """Which deals of this person's list can no longer be read, and why; nothing of them is lost."""
    return house.store.deals_of(who.id, team=team_of(who))[1]


@use_case
def start_deal(house: House, who: Person, factory_id: str | None = None) -> Deal:
    """A new deal, saved at once; with a registered factory its form is filled in."""
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
    return _save(house, who, deal)


@use_case
def open_deal(house: House, who: Person, deal_id: str) -> Deal:
    return house.store.deal(who.id, deal_id, team=team_of(who))


@use_case
def save_deal(house: House, who: Person, deal: Deal) -> Deal:
    """The deal as saved, its version counted up; raises ``StaleSave`` when it was saved elsewhere since."""
    return _save(house, who, deal)


@use_case
def merge_deal(house: House, who: Person, mine: Deal, theirs: Deal, taken: Collection[str]) -> Deal:
    """Save what a person made of two versions: ``theirs``, the newer one, with the values of ``mine`` that were taken.

    Raises ``StaleSave`` when there is a still newer one.
    """
    made = merged(mine, theirs, taken)
    if made.form != theirs.form:
        factory, _ = read_form(house, who, made.form)
        made = made.model_copy(update={"factory": factory, "title": str(made.form.get("name") or "")})
    return _save(house, who, made, act="merged")


@use_case
def remove_deal(house: House, who: Person, deal_id: str) -> None:
    """Take one's own deal out of the list, an administrator a colleague's as well; ``bring_back_deal`` undoes it."""
    house.store.remove_deal(who.id, deal_id, team=_removable(who))


@use_case
def removed_deals(house: House, who: Person) -> tuple[Deal, ...]:
    """The deals that were removed and that this person can bring back."""
    return house.store.deals_of(who.id, team=_removable(who), removed=True)[0]


@use_case
def bring_back_deal(house: House, who: Person, deal_id: str) -> Deal:
    """Undo the removal of a deal."""
    return house.store.bring_back_deal(who.id, deal_id, team=_removable(who))


def team_of(who: Person) -> str | None:
    """The organisation whose deals this person sees; None: only one's own."""
    return who.organisation if who.role in TEAM else None


def _removable(who: Person) -> str | None:
    return team_of(who) if who.role == "administrator" else None


def _save(house: House, who: Person, deal: Deal, act: Act = "saved") -> Deal:
    _refuse_unoffered(house, who, deal)
    deal = deal.model_copy(update={"title": one_line(deal.title)[:NAME]})
    return house.store.save_deal(who.id, deal, act=act, organisation=who.organisation or KEEPER, team=team_of(who))


def _refuse_unoffered(house: House, who: Person, deal: Deal) -> None:
    """A browser may send what no list offers. What a deal holds already stays, also where it is no longer offered."""
    held = house.store.deal(who.id, deal.id, team=team_of(who)) if deal.version else None

    def new(chosen: Iterable[str], before: Iterable[str] | None) -> list[str]:
        return sorted(set(chosen) - set(before or ()))

    odd = [("languages", code) for code in new(deal.languages, held and held.languages) if code not in languages_of_documents(house)]
    if cases := new(deal.cases, held and held.cases):
        seen_by_them = seen(house.holdings, who).cases
        odd += [("cases", key) for key in cases if key not in seen_by_them]
    if deal.terms is not None and (held is None or held.terms is None or held.terms.currency != deal.terms.currency):
        odd += [("terms.currency", deal.terms.currency)] if deal.terms.currency not in currencies(house) else []
    if odd:
        raise Refusal(*(Problem(
            where=where, what=N_("“{typed}” is not one of the choices.", typed=typed[:60]), how=N_("Choose one of the list."),
        ) for where, typed in odd))
