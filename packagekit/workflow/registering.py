"""What an organisation registers: drafts that save themselves, cases handed in for review, data sheets and its own page."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from packagekit.documents.fonts.letters import covered
from packagekit.domain.case import Case
from packagekit.domain.person import Person
from packagekit.domain.record import Record
from packagekit.domain.review import CaseAct, Draft
from packagekit.domain.signs import typed
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Cooperative, MemberFactory, Supplier
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import N_, Problem, Refusal, name_of
from packagekit.storage.faults import path_of, problems_of
from packagekit.storage.register import Writing
from packagekit.verify import Finding, after, check, due, graded
from packagekit.workflow.codes import known_codes
from packagekit.workflow.factories import slug
from packagekit.workflow.house import House
from packagekit.workflow.peers import peers_of
from packagekit.workflow.rights import use_case
from packagekit.workflow.sight import own, owns

MODELS: Mapping[str, type[Record]] = {
    "cases": Case, "solutions": Solution, "suppliers": Supplier, "cooperatives": Cooperative, "members": MemberFactory,
}
OF_ROLE: Mapping[str, frozenset[str]] = {
    "supplier": frozenset({"cases", "solutions", "suppliers"}), "cooperative": frozenset({"cases", "cooperatives", "members"}),
}
"""What somebody registers who stands for a firm; the house's people register everything."""

OWNER: Mapping[str, str] = {
    "cases": "registrant", "solutions": "supplier", "suppliers": "id", "cooperatives": "id", "members": "cooperative"}
"""The field that says whose a record is."""

REPLACED = ("published", "expired", "verified", "withdrawn")
"""States of a case that stays as it is while a revision of it is reviewed."""


class OpenDraft(NamedTuple):
    """A draft with the version it was read at, so that a stale save is seen."""

    draft: Draft
    version: int


class Sheet(NamedTuple):
    """A draft as it reads: the record, or what keeps it from being one, and what looks wrong."""

    record: Any | None
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...] = ()


@use_case
def start_draft(house: House, who: Person, of: str, record: str | None = None) -> OpenDraft:
    """A new draft, or the one under way; of a registered record, its present state to be changed.

    A firm has one page of its own: a draft of it changes the page once there is one.
    """
    if of not in OF_ROLE.get(who.role, MODELS):
        raise Refusal(Problem(
            where=of, what=N_("Your organisation does not register this."), how=N_("Ask the organisation it belongs to.")))
    if record is None and of in ("suppliers", "cooperatives") and _for_whom(who) in _known(house, of):
        record = _for_whom(who)
    if record is not None:
        found, _ = house.store.register.record(of, record)
        _own(who, _registrant(of, found))
        key = f"{of}-{record}"
        if key in house.whole_registry().drafts:
            return _opened(house, who, key)
        draft = Draft(id=key, of=of, record=record, form=form_of(found), title=_title(form_of(found)),
                      registrant=_registrant(of, found))
    else:
        key = secrets.token_hex(5)
        draft = Draft(id=f"{of}-{key}", of=of, record=key, registrant=_for_whom(who), form=_first_form(house, who, of))
    return OpenDraft(draft, house.store.register.save(Writing("drafts", draft, 0), by=who.id, act="begun"))


@use_case
def open_draft(house: House, who: Person, key: str) -> OpenDraft:
    return _opened(house, who, key)


@use_case
def save_draft(house: House, who: Person, opened: OpenDraft, form: Mapping[str, Any]) -> OpenDraft:
    """Keep what was typed, faulty or not; raises ``StaleRecord`` when it was saved elsewhere since."""
    _own(who, opened.draft.registrant)
    draft = opened.draft.model_copy(update={"form": dict(form), "title": _title(form)})
    draft = Draft.model_validate(draft.model_dump())
    version = house.store.register.save(Writing("drafts", draft, opened.version), by=who.id, act="saved")
    return OpenDraft(draft, version)


@use_case
def drop_draft(house: House, who: Person, opened: OpenDraft) -> None:
    """Throw a draft away; its history stays."""
    _own(who, opened.draft.registrant)
    house.store.register.remove("drafts", opened.draft.id, seen=opened.version, by=who.id)


@use_case
def read_draft(house: House, who: Person, draft: Draft, *, on: date) -> Sheet:
    """The record a draft would make, every fault at its field, and what a verifier would ask about."""
    _own(who, draft.registrant)
    return _read(house, who, draft, on)


@use_case
def submit_case(house: House, who: Person, opened: OpenDraft, *, on: date) -> Case:
    """Hand a case in for review. Refuses one with faults or with findings that bar it.

    A published case stays as it is while a revision of it is reviewed beside it.
    """
    draft = opened.draft
    _own(who, draft.registrant)
    sheet = _read(house, who, draft, on)
    barred = tuple(Problem(where=f.where, what=f.text, how=N_("Mend it before you submit.")) for f in sheet.findings if f.bars)
    if sheet.record is None or barred:
        raise Refusal(*sheet.problems, *barred)
    case: Case = sheet.record
    seen = house.store.register.versions_of("cases", [case.id]).get(case.id, 0)
    if seen:
        stored, _ = house.store.register.record("cases", case.id)
        assert isinstance(stored, Case)
        if stored.status in REPLACED:
            case, seen = case.model_copy(update={"id": f"{case.id}.r{seen}", "revises": case.id}), 0
        else:
            after(stored.status, "submit")
    case = case.model_copy(update={"status": "submitted", "version": seen + 1})
    note = CaseAct(
        case=root(case), version=seen + 1, act="submit", by=who.id, name=who.name, organisation=who.organisation,
        at=datetime.now(UTC), due=due("submit", on), draft=draft.id, made=case.id)
    house.store.register.save(
        Writing("cases", case, seen), by=who.id, act="submitted", note=note, done=Writing("drafts", draft, opened.version))
    return case


@use_case
def save_sheet(house: House, who: Person, opened: OpenDraft, *, on: date) -> Record:
    """Register a solution or a supplier as its draft says. A price once given stays; a newer one is added beside it."""
    draft = opened.draft
    _own(who, draft.registrant)
    sheet = _read(house, who, draft, on)
    if sheet.record is None:
        raise Refusal(*sheet.problems)
    seen = house.store.register.versions_of(draft.of, [sheet.record.id]).get(sheet.record.id, 0)
    house.store.register.save(
        Writing(draft.of, sheet.record, seen), by=who.id, act="registered", done=Writing("drafts", draft, opened.version))
    return sheet.record


def root(case: Case) -> str:
    """The id under which the acts on a case and on its revisions are kept."""
    return case.revises or case.id


def form_of(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json")


def _opened(house: House, who: Person, key: str) -> OpenDraft:
    draft, version = house.store.register.record("drafts", key, own(who))  # of another's nobody says whether it is there
    assert isinstance(draft, Draft)
    return OpenDraft(draft, version)


def _own(who: Person, registrant: str | None) -> None:
    if not owns(who, registrant):
        raise Refusal(Problem(
            where="draft", what=N_("This belongs to another organisation."),
            how=N_("Ask its people to change it, or the administrator of your team.")))


def _for_whom(who: Person) -> str | None:
    return who.stands_for if who.role in ("supplier", "cooperative") else None


def _registrant(of: str, record: Any) -> str | None:
    """Whose a record is. A case that nobody registered through the house, such as a sample, is the house's own."""
    return getattr(record, OWNER[of])


def _title(form: Mapping[str, Any]) -> str:
    said = form.get("title") or form.get("name") or ""
    if isinstance(said, Mapping):
        said = next((words for words in said.values() if isinstance(words, str) and words.strip()), "")
    return str(said)[:200]


def _first_form(house: House, who: Person, of: str) -> dict[str, Any]:
    """What is known before anything is typed."""
    if of == "cases":
        first: dict[str, Any] = {"country": "KR"}
        if who.role == "cooperative" and who.stands_for:
            first["cooperative"] = who.stands_for
        if who.role == "supplier" and who.stands_for:
            first["systems"] = [{"supplier": who.stands_for}]
        return first
    if who.stands_for and of in ("solutions", "members"):
        return {OWNER[of]: who.stands_for}
    if of == "cooperatives":
        return {"languages": ["ko"]}
    return {}


def _read(house: House, who: Person, draft: Draft, on: date) -> Sheet:
    read, unfit = typed(draft.form, covered())
    form = _without_blanks(read)
    taxonomy = house.catalogs.taxonomy
    if draft.of == "cases":
        form |= {"status": "draft", "registrant": draft.registrant, "origin": "user", "revises": None, "version": 1}
        for result in form.get("kpis") or []:
            if isinstance(result, dict):
                result.pop("grade", None)  # worked out from the facts, never typed
    form["id"] = draft.record if draft.record in _known(house, draft.of) else _new_id(draft, form)
    if draft.of != "cases" and draft.registrant is not None:
        form[OWNER[draft.of]] = draft.registrant
    form.setdefault("origin", "user")
    asked = (*(Problem(where=path_of(path), what=what, how=how) for path, what, how in unfit), *(data_sheet_faults(form, taxonomy) if draft.of == "solutions" else ()))
    try:
        record = MODELS[draft.of].model_validate(form)
    except ValidationError as fault:
        said = problems_of(fault, "")
        return Sheet(None, (*said, *(problem for problem in asked if problem.where not in {p.where for p in said})))
    if isinstance(record, Case):
        if asked:
            return Sheet(None, asked)
        record = graded(record)
        return Sheet(record, (), check(record, taxonomy, peers_of(house, record, who), on))
    problems = (*asked, *strangers(house, record), *(_prices_taken_back(house, record) if isinstance(record, Solution) else ()))
    return Sheet(None if problems else record, problems)


def _known(house: House, of: str) -> Mapping[str, Any]:
    return getattr(house.whole_registry(), of)


def _new_id(draft: Draft, form: Mapping[str, Any]) -> str:
    """A name people can read, made once from the title: the draft's own mark keeps it apart from others."""
    said = form.get("title") or form.get("name")
    english = said.get("en") if isinstance(said, Mapping) else said
    return f"{slug(str(english)) if english else draft.of}-{draft.record[:6]}"


def _without_blanks(value: Any) -> Any:
    """What was typed without the fields that were left empty: an empty field is missing, not a text of no words."""
    if isinstance(value, Mapping):
        kept = {key: _without_blanks(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part is not None and part != "" and part != {}}
    if isinstance(value, (list, tuple)):
        return [part for part in map(_without_blanks, value) if part not in (None, "", {})]
    return value


def data_sheet_faults(form: Mapping[str, Any], taxonomy: Taxonomy) -> tuple[Problem, ...]:
    """What the type of a solution asks its data sheet to state, and the sheet does not."""
    kind = taxonomy.solution_types.get(str(form.get("type")))
    return tuple(Problem(
        where=fact, what=N_("A solution of the type {type} states this.", type=name_of(kind.name, "solution_type")), how=N_("Fill it in.")
    ) for fact in (kind.facts if kind is not None else ()) if form.get(fact) in (None, "", 0, [], ()))


def strangers(house: House, record: Record) -> tuple[Problem, ...]:
    """Codes in a record that the catalogs and the register do not have."""
    known = known_codes(house)
    named: list[tuple[str, str, Any]] = []
    for field, vocabulary in CODED.get(type(record), {}).items():
        value = getattr(record, field)
        named += [(field, vocabulary, code) for code in (value if isinstance(value, tuple) else (value,))]
    return tuple(Problem(
        where=field, what=N_("“{code}” is not registered.", code=str(code)), how=N_("Choose one of the list.")
    ) for field, vocabulary, code in named if code not in known[vocabulary])


CODED: Mapping[type[Record], Mapping[str, str]] = {
    Solution: {
        "supplier": "suppliers", "type": "solution_types", "capabilities": "capabilities", "needs_data": "data_kinds",
        "gives_data": "data_kinds", "protocols_in": "protocols", "protocols_out": "protocols", "needs_types": "solution_types"},
    Supplier: {"areas": "areas"},
    Cooperative: {"industries": "industries"},
    MemberFactory: {"cooperative": "cooperatives", "industry": "industries", "processes": "processes"},
}
"""The vocabularies that fields of these records choose from."""


def _prices_taken_back(house: House, solution: Solution) -> Iterator[Problem]:
    stored = house.whole_registry().solutions.get(solution.id)
    given = {(p.code, p.valid_from): p for p in solution.prices}
    for price in stored.prices if stored is not None else ():
        now = given.get((price.code, price.valid_from))
        if now is None or now.unit_price != price.unit_price:
            yield Problem(
                where="prices", what=N_("The price of {code} from {day} was given once and stays.", code=price.code, day=price.valid_from),
                how=N_("Add a new price with a later day; the old one is kept as its history."))
