"""The review of cases: a queue with days, a file to read, and acts that nobody does on his own work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from packagekit.domain.case import Case, Status
from packagekit.domain.history import Act as Past
from packagekit.domain.history import Change, changes
from packagekit.domain.listing import Listing
from packagekit.domain.person import Person, Role
from packagekit.domain.review import Act, CaseAct, Remark
from packagekit.domain.signs import cleaned
from packagekit.domain.text import N_, Problem, Refusal, Text
from packagekit.storage.register import Writing
from packagekit.verify import CHECKLIST, Finding, Grading, after, check, due, grade, graded, next_acts
from packagekit.workflow.house import House
from packagekit.workflow.peers import peers_of
from packagekit.workflow.registering import root
from packagekit.workflow.rights import use_case
from packagekit.workflow.sight import IN_REVIEW, listed, owns, seen, sight

VERIFYING: frozenset[Role] = frozenset({"cooperative", "approver", "administrator"})
PUBLISHING: frozenset[Role] = frozenset({"approver", "administrator", "export_team"})


class Queued(NamedTuple):
    """A case that waits: for whom to act by which day, and why this person cannot."""

    case: Listing
    last: CaseAct | None
    bar: Text | None  # why this person cannot review it

    @property
    def due(self) -> date | None:
        return self.last.due if self.last is not None else None


class CaseFile(NamedTuple):
    """A case as both sides read it."""

    case: Case
    version: int
    acts: tuple[CaseAct, ...]
    findings: tuple[Finding, ...]
    gradings: tuple[Grading, ...]  # of each figure
    may: tuple[Act, ...]  # what this person can do now
    bar: Text | None  # why he cannot review it


@use_case
def review_queue(house: House, who: Person) -> tuple[Queued, ...]:
    """The cases under review that this person sees, the one due first on top."""
    register, known = house.store.register, seen(house.holdings, who).cases
    waiting = [case for case in listed(house.holdings, who, "cases") if case.status in IN_REVIEW]
    last = register.latest_acts([known[case.id].revises or case.id for case in waiting])
    queued = [
        Queued(case, last.get(known[case.id].revises or case.id), _bar(house, who, known[case.id])) for case in waiting]
    return tuple(sorted(queued, key=lambda q: (q.due or date.max, q.case.id)))


@use_case
def consent_ended(house: House, who: Person, *, on: date) -> tuple[Listing, ...]:
    """Published cases whose factory no longer consents: to be renewed or taken out of date."""
    return tuple(
        case for case in listed(house.holdings, who, "cases")
        if case.status == "published" and case.shown is not None and case.shown[1] < on)


@use_case
def case_file(house: House, who: Person, key: str, *, on: date) -> CaseFile:
    """Everything a reviewer or registrant reads of a case; refuses one that this person does not see."""
    case, version = _seen(house, who, key)
    bar = _bar(house, who, case)
    return CaseFile(
        case, version, house.store.register.acts(root(case)), check(case, house.catalogs.taxonomy, peers_of(house, case, who), on),
        tuple(grade(case, result) for result in case.kpis),
        tuple(act for act in next_acts(case.status) if _may(house, who, case, act, bar)), bar)


@use_case
def case_changes(house: House, who: Person, key: str, earlier: int) -> tuple[Change, ...]:
    """What differs between an earlier version of the case and the present one, field by field."""
    case, _ = _seen(house, who, key)
    return changes(house.store.history.state("cases", key, earlier), case.model_dump(mode="json"))


@use_case
def versions_of_case(house: House, who: Person, key: str) -> tuple[tuple[int, CaseAct], ...]:
    """The versions that were handed in, with the act that handed each in."""
    case, _ = _seen(house, who, key)
    return tuple((act.version, act) for act in house.store.register.acts(root(case)) if act.act == "submit")


@use_case
def do_case_act(
    house: House, who: Person, key: str, act: Act, *, seen: int, on: date, remarks: Sequence[Remark] = (),
    confirmed: Sequence[str] = (), answers: Mapping[str, str] | None = None,
) -> Case:
    """One step of a case: take it up, return it with reasons, verify, publish, expire, withdraw, or comment on it.

    Raises Refusal for a step that this person may not do or that is not complete, ``StaleRecord`` when the case
    was changed since it was seen.
    """
    case, version = _seen(house, who, key)
    status = after(case.status, act)
    bar = _bar(house, who, case)
    if not _may(house, who, case, act, bar):
        raise Refusal(Problem(
            where=key, what=bar or N_("{person} may not do this.", person=who.name),
            how=N_("Leave it to somebody who has no part in the case.")))
    answered = {key: cleaned(words) for key, words in (answers or {}).items() if words.strip()}
    said = tuple(r.model_copy(update={"words": cleaned(r.words)}) for r in remarks if r.words.strip())
    _complete(house, who, case, act, on, said, confirmed, answered)
    note = CaseAct(
        case=root(case), version=version, act=act, by=who.id, name=who.name, organisation=who.organisation,
        at=datetime.now(UTC), remarks=said, confirmed=tuple(confirmed), answers=answered, due=due(act, on))
    if act == "comment":
        house.store.register.note(note)
        return case
    changed = (graded(case) if act == "verify" else case).model_copy(update={"status": status, "version": version + 1})
    if act == "publish" and case.revises is not None:
        return _replaced(house, who, changed, version, seen, note)
    house.store.register.save(Writing("cases", changed, seen), by=who.id, act=_PAST[act], note=note)
    return changed


_PAST: Mapping[Act, Past] = {
    "take": "taken up", "return": "returned", "verify": "verified", "publish": "published", "expire": "expired",
    "withdraw": "withdrawn",
}


def _replaced(house: House, who: Person, revised: Case, version: int, seen: int, note: CaseAct) -> Case:
    """The revision takes the place of the case it revises."""
    assert revised.revises is not None
    _, before = house.store.register.record("cases", revised.revises)
    new = revised.model_copy(update={"id": revised.revises, "revises": None, "version": before + 1})
    house.store.register.replace(
        Writing("cases", revised, seen), Writing("cases", new, before), by=who.id, note=note)
    return new


def _seen(house: House, who: Person, key: str) -> tuple[Case, int]:
    """A case as it is stored now, if it is in this person's sight."""
    case, version = house.store.register.record("cases", key, sight(who, "cases"))
    assert isinstance(case, Case)
    return case, version


def _bar(house: House, who: Person, case: Case) -> Text | None:
    """Why this person cannot do the next step of the review; None where he can."""
    if case.status == "verified":
        return _own_work(house, who, case) if who.role in PUBLISHING else N_("The house publishes it.")
    if case.status == "returned":
        return None if owns(who, case.registrant) else N_("Its registrant mends it.")
    if who.role not in VERIFYING:
        return N_("Your role does not verify cases.")
    if who.stands_for is not None and who.stands_for in {case.cooperative, case.registrant, *(s.supplier for s in case.systems)}:
        return N_("Your own organisation has a part in this case.")
    return _own_work(house, who, case)


def _own_work(house: House, who: Person, case: Case) -> Text | None:
    """Nobody verifies or publishes what he, or somebody of his own firm, has handed in."""
    submitted = [act for act in house.store.register.acts(root(case)) if act.act == "submit"]
    if any(act.by == who.id for act in submitted):
        return N_("You submitted it yourself.")
    if case.registrant is not None and any(act.organisation == who.organisation for act in submitted):
        return N_("Your own organisation has submitted it.")
    return None


def _may(house: House, who: Person, case: Case, act: Act, bar: Text | None) -> bool:
    own = owns(who, case.registrant)
    match act:
        case "take" | "return" | "verify":
            return bar is None
        case "publish":
            return who.role in PUBLISHING and _own_work(house, who, case) is None
        case "expire":
            return who.role in PUBLISHING
        case "withdraw":
            return own or who.role in ("administrator", "approver")
        case "comment":
            return True
    return False  # handing in is done from the draft


def _complete(
    house: House, who: Person, case: Case, act: Act, on: date, said: Sequence[Remark], confirmed: Sequence[str], answered: Mapping[str, str]
) -> None:
    """Raises Refusal naming everything the act still lacks."""
    problems: list[Problem] = []
    if act in ("return", "withdraw", "comment") and not said:
        problems.append(Problem(where="remarks", what=N_("The reasons are missing."), how=N_("Say what is to be mended, and why.")))
    if act == "verify":
        problems += [Problem(where=point, what=words, how=N_("Confirm it, or return the case."))
                     for point, words in CHECKLIST.items() if point not in confirmed]
        for finding in check(case, house.catalogs.taxonomy, peers_of(house, case, who), on):
            if finding.bars:
                problems.append(Problem(where=finding.where, what=finding.text, how=N_("Return the case: this must be mended.")))
            elif finding.key not in answered:
                problems.append(Problem(where=finding.where, what=finding.text, how=N_("Say why it is all right, or return the case.")))
    if problems:
        raise Refusal(*problems)


def waiting_for(status: Status) -> Text:
    """Whose turn it is, in words for both sides."""
    return {
        "submitted": N_("Waits for a verifier to take it up."), "in_review": N_("A verifier is reading it."),
        "returned": N_("Waits for its registrant to mend it."), "verified": N_("Waits to be published by the house."),
    }.get(status, N_("Nobody has to act."))
