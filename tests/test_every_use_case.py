"""Every use case asked for real, by every role: who may is answered, who may not is refused and leaves no trace."""

from __future__ import annotations

import inspect
import io
import itertools
import secrets
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import BaseModel

from packagekit import workflow as work
from packagekit.domain.deal import Deal
from packagekit.domain.history import Asked
from packagekit.domain.money import Money
from packagekit.domain.person import ROLES, Person
from packagekit.domain.review import Remark
from packagekit.domain.team_value import Figure
from packagekit.domain.text import Refusal
from packagekit.storage.register import Writing
from packagekit.storage.tables import metadata
from packagekit.words.languages import language
from packagekit.workflow.importing import form_for
from packagekit.workflow.passwords import hashed
from packagekit.workflow.proposing import Document
from packagekit.workflow.rights import RIGHTS, NotAllowed, SignedOut
from tests.conftest import DAY, ROOT
from tests.people import enrol, sign_in
from tests.test_rights import use_cases
from tests.test_rights_in_the_shell import CASES

STANDS_FOR = {"supplier": "s01-yesi", "cooperative": "coop-plastics"}
PEOPLE = {role: Person(id=f"asks-{role}", name=f"Asks {role}", role=role, stands_for=STANDS_FOR.get(role)) for role in ROLES}
OTHER = Person(id="asks-other", name="Other", role="administrator")
FACTORY, CASE = "nhua-mau-1", "plastics-incheon-housings"
PASSWORD = "correct horse battery"


class World:
    """A house in use, and fresh things to ask about: of the person's own where the role can have them, else an administrator's."""

    def __init__(self, house: work.House, folder: Path) -> None:
        self.house, self.folder, self._numbers = house, folder, itertools.count(1)
        self.factory = house.whole_registry().factories[FACTORY]
        self.composition = work.compose_bundle(house, OTHER, self.factory, on=DAY)
        self.bundle = work.make_bundle(house, OTHER, self.factory, self.composition, on=DAY)
        self.template = (ROOT / "templates" / "proposal" / "document.docx").read_bytes()

    def number(self) -> int:
        return next(self._numbers)

    def owner(self, who: Person, needs: str) -> Person:
        return who if work.may(who, needs) else OTHER

    def deal(self, who: Person) -> Deal:
        return work.start_deal(self.house, self.owner(who, "start_deal"), FACTORY)

    def removed(self, who: Person) -> Deal:
        deal = self.deal(who)
        work.remove_deal(self.house, self.owner(who, "remove_deal"), deal.id)
        return deal

    def draft(self, who: Person, of: str = "cases") -> Any:
        return work.start_draft(self.house, self.owner(who, "start_draft"), of)

    def file(self, who: Person) -> Any:
        """Evidence of a draft: of one's own, or of the administrator's."""
        keeper = self.owner(who, "start_draft")
        draft, _ = self.draft(keeper)
        return work.keep_file(self.house, keeper, "readings.csv", b"a,b\n1,%d\n" % self.number(), kind="drafts", ref=draft.id)

    def document(self, who: Person) -> Any:
        keeper = self.owner(who, "keep_documents")
        (file,) = work.keep_documents(self.house, keeper, self.deal(keeper).id, self.made())
        return file

    def made(self) -> list[Document]:
        return [Document("offer.pdf", "application/pdf", b"%%PDF-1.7 %d" % self.number())]

    def reading(self, who: Person) -> Any:
        return work.read_import(self.house, self.owner(who, "read_import"), "members", "members.csv", self.members())

    def members(self) -> bytes:
        """A file with one good row and one faulty one."""
        heads = ("id", "cooperative", "name.ko", "region.ko", "industry", "employees", "machines")
        assert set(heads) <= {column.name for column in form_for(self.house.root, "members").columns}
        rows = [heads, (f"asks-{self.number()}", "coop-plastics", "표본", "인천", "2220", "34", "11"),
                ("asks-bad", "coop-plastics", "표본", "인천", "2220", "many", "")]
        return "\n".join(",".join(row) for row in rows).encode()

    def taken_in(self, who: Person) -> Any:
        """A file taken in: one's own, or one of the house's for a role to which none of its rows belongs."""
        keeper = who if who.role in ("administrator", "export_team", "cooperative") else OTHER
        reading = self.reading(keeper)
        return work.save_import(self.house, keeper if reading.good else OTHER, reading if reading.good else self.reading(OTHER), "members.csv")

    def rate(self) -> dict[str, Any]:
        return {"base": "USD", "quote": "VND", "day": DAY, "rate": f"260{self.number():05d}.1", "source_title": "Sample bank"}

    def held(self) -> int:
        """A rate that waits: of the administrator, far from the last one."""
        number = self.number()
        return work.enter_rate(self.house, OTHER, **{**self.rate(), "rate": f"{10 ** (2 + number % 7)}.{number}"}).id

    def entry(self) -> Any:
        return work.Entry(figure=Figure("market", "VN", "vat"), value="0.09", since=date(2031, 1, 1) + timedelta(days=self.number()),
                          source_title="Sample law", document="1/2031")

    def value(self, by: Person = OTHER) -> int:
        return work.enter_value(self.house, by, self.entry()).id

    def evidence(self) -> int:
        entry = self.entry().model_copy(update={"file": ("law.csv", b"a,b\n1,%d\n" % self.number())})
        return work.enter_value(self.house, OTHER, entry).id

    def somebody(self) -> Person:
        person = Person(id=f"asks-{secrets.token_hex(4)}", name="Somebody", role="export_team")
        enrol(self.house, person)
        self.house.store.people.change(person.id, "changed", by=OTHER.id, email=f"{person.id}@example.com")
        return person


Asking = Callable[[World, Person], tuple[tuple[Any, ...], dict[str, Any]]]


def _given(*args: Any, **named: Any) -> Asking:
    return lambda world, who: (args, named)


def _one(make: Callable[[World, Person], Any], **named: Any) -> Asking:
    return lambda world, who: ((make(world, who),), named)


def _merging(w: World, who: Person) -> tuple[tuple[Any, ...], dict[str, Any]]:
    deal = w.deal(who)
    theirs = work.save_deal(w.house, w.owner(who, "save_deal"), deal.model_copy(update={"form": {**deal.form, "employees": 190}}))
    return (deal.model_copy(update={"form": {**deal.form, "employees": 191}}), theirs, ("form.employees",)), {}


def _password(w: World, who: Person) -> tuple[tuple[Any, ...], dict[str, Any]]:
    w.house.store.people.change(who.id, "password set", by=who.id, password=hashed(PASSWORD))
    return (), {"old": PASSWORD, "password": "another horse battery", "again": "another horse battery"}


def _sign_in(w: World, who: Person) -> tuple[tuple[Any, ...], dict[str, Any]]:
    sign_in(w.house, who)
    return (work.my_sign_ins(w.house, who)[0].id,), {}


def _rule(w: World, who: Person) -> dict[str, Any]:
    return {"domain": f"d{w.number()}.example.com", "role": "export_team", "organisation": "house"}


def _kept_rule(w: World, who: Person) -> str:
    rule = _rule(w, who)
    work.keep_domain_rule(w.house, OTHER, **rule)
    return rule["domain"]


def _invitation(w: World, who: Person) -> str:
    work.invite(w.house, OTHER, email=f"i{w.number()}@example.com", role="export_team", organisation="house")
    return work.list_invitations(w.house, OTHER)[0].id


def _history(w: World, who: Person) -> Any:
    return work.search_history(w.house, OTHER, Asked(kind="cases", ref=CASE)).runs[-1][-1]


def _sheet(w: World, who: Person) -> Any:
    """The supplier's own profile to be registered again; of another role, one the administrator changes."""
    keeper = w.owner(who, "start_draft")
    return work.start_draft(w.house, keeper if keeper.role in ("supplier", "administrator") else OTHER, "suppliers", "s01-yesi")


ASKED: Mapping[str, Asking] = {
    **dict.fromkeys(("check_catalogs", "consent_ended", "excellent_suppliers", "rate_ages"), _given(on=DAY)),
    **dict.fromkeys(("open_deal", "history_of_deal", "documents_of", "remove_deal", "earlier_of_deal"), _one(lambda w, who: w.deal(who).id)),
    "bring_back_deal": _one(lambda w, who: w.removed(who).id),
    "save_deal": _one(lambda w, who: w.deal(who).model_copy(update={"title": "Sample"})),
    "merge_deal": _merging,
    "deal_at": lambda w, who: ((w.deal(who).id, 1), {}),
    "restore_deal": lambda w, who: ((w.deal(who), 1), {}),
    "read_form": _one(lambda w, who: work.form_of(w.factory)),
    "read_factory_file": _given("name: x\n"),
    "match_factory": _one(lambda w, who: w.factory, on=DAY),
    "match_chosen": lambda w, who: ((w.factory, ()), {"on": DAY}),
    "compose_bundle": _one(lambda w, who: w.factory, on=DAY),
    "make_bundle": lambda w, who: ((w.factory, w.composition), {"on": DAY}),
    **dict.fromkeys(("estimate_bundle", "estimate_options", "structure_bundle", "draft_proposal"), _one(lambda w, who: w.bundle, on=DAY)),
    "draft_bundle": _given(FACTORY, "coop-plastics", on=DAY),
    "supply_gaps": _one(lambda w, who: w.bundle),
    "preview_proposal": _one(lambda w, who: w.bundle, on=DAY, language="en"),
    "propose_documents": _one(lambda w, who: w.bundle, on=DAY, languages=("en",), formats=("xlsx",)),
    "check_template": _one(lambda w, who: w.template),
    "check_words": _given(language("en")),
    "indicators": _given("VN"), "freshness": _given(market="VN", on=DAY, delivery=DAY),
    "landed": _given(CASES["landed.json"]), "certificates": _given(CASES["landed.json"]), "contract_tax": _given(CASES["contract-tax.json"]),
    **dict.fromkeys(("refresh_rates", "start_refresh"), _given(on=DAY, asked=())),
    "refresh_indicators": _given(on=DAY, addresses={"world_bank": "http://127.0.0.1:9", "ilo": "http://127.0.0.1:9"}, seconds=0.2),
    "start_indicators": _given(on=DAY, addresses={"world_bank": "http://127.0.0.1:9", "ilo": "http://127.0.0.1:9"}),
    **dict.fromkeys(("check_rate", "enter_rate"), lambda w, who: ((), w.rate())),
    **dict.fromkeys(("confirm_rate", "refuse_rate"), _one(lambda w, who: w.held())),
    "enter_value": _one(lambda w, who: w.entry()),
    "confirm_value": _one(lambda w, who: w.value()),
    "refuse_value": lambda w, who: ((w.value(), "not there"), {}),
    "withdraw_value": lambda w, who: ((w.value(w.owner(who, "enter_value")), "typed wrong"), {}),
    "evidence_of": _one(lambda w, who: w.evidence()),
    "restore_record": _one(_history),
    "start_draft": _given("cases"),
    "open_draft": _one(lambda w, who: w.draft(who).draft.id),
    "save_draft": lambda w, who: ((w.draft(who), {"title": {"ko": "표본"}}), {}),
    "drop_draft": _one(lambda w, who: w.draft(who)),
    "read_draft": _one(lambda w, who: w.draft(who).draft, on=DAY),
    "submit_case": _one(lambda w, who: w.draft(who), on=DAY),
    "save_sheet": _one(_sheet, on=DAY),
    "find_listed": _given("cases", work.Wanted(), on=DAY), "cases_of": _given("coop-plastics"), "supplier_page": _given("s02-haneul"),
    "cooperative_page": _given("coop-moulds"), "members_of": _given("coop-moulds"), "solutions_of": _given("s02-haneul"),
    "solution_page": _one(lambda w, who: next(
        key for key, one in w.house.whole_registry().solutions.items() if one.supplier == "s02-haneul")),
    "excellent_file": _given("en", on=DAY), "chances": _given("coop-plastics", on=DAY), "evidence_of_case": _given(CASE),
    "export_file": _given("cases"), "form_file": _given("cases"),
    "read_import": lambda w, who: (("members", "m.csv", w.members()), {}),
    "save_import": lambda w, who: ((w.reading(who), "members.csv"), {}),
    "keep_faulty_rows": lambda w, who: ((w.reading(who), language("en")), {}),
    "undo_import": _one(lambda w, who: w.taken_in(who).id),
    "case_file": _given(CASE, on=DAY), "case_changes": _given(CASE, 1), "versions_of_case": _given(CASE),
    "do_case_act": lambda w, who: ((CASE, "comment"), {
        "seen": w.house.store.register.record("cases", CASE)[1], "on": DAY, "remarks": (Remark(words="Sample"),)}),
    "my_sign_ins": _given(), "change_my_name": lambda w, who: ((who.name,), {}), "change_my_password": _password, "end_my_sign_in": _sign_in,
    "keep_unsaved": _given("form", {"a": "1"}), **dict.fromkeys(("unsaved_at", "unsaved_since", "drop_unsaved"), _given("form")),
    "add_organisation": lambda w, who: ((), {"name": f"Sample {w.number()}", "kind": "buyer"}),
    "change_organisation": _given("house", name="Sample house"),
    "invite": lambda w, who: ((), {"email": f"n{w.number()}@example.com", "role": "export_team", "organisation": "house"}),
    "withdraw_invitation": _one(_invitation),
    "change_person": _one(lambda w, who: w.somebody().id, role="approver", organisation="house"),
    **dict.fromkeys(("block_person", "unblock_person", "make_reset_link", "sign_out_person"), _one(lambda w, who: w.somebody().id)),
    "keep_domain_rule": lambda w, who: ((), _rule(w, who)), "remove_domain_rule": _one(_kept_rule),
    "room_of": _given(OTHER.id),
    "keep_file": lambda w, who: (("readings.csv", b"a,b\n1,%d\n" % w.number()), {"kind": "drafts", "ref": w.draft(who).draft.id}),
    **dict.fromkeys(("open_file", "drop_file"), _one(lambda w, who: w.file(who).key)),
    "archive_of": lambda w, who: (([w.file(who).key],), {}),
    "files_of": lambda w, who: (("drafts", w.draft(who).draft.id), {}),
    "keep_documents": lambda w, who: ((w.deal(who).id, w.made()), {}),
    "back_up": _one(lambda w, who: w.folder / f"{w.number()}.zip"),
    "search_history": _given(Asked()),
}
"""What each use case is asked with that needs something beside the house and who asks."""

ELSEWHERE = {
    "update_words": "writes the catalogs of the checkout", "demo": "writes every sample proposal",
    "owner_link": "is for the owner only", "sign_out_everywhere": "needs a sign-in",
}
"""Use cases that are not called for real here, and why; the table of rights is walked for them as for all others."""

INCOMPLETE = {
    "submit_case": "a draft just begun is not whole", "save_sheet": "whose profile is only the supplier's own",
    "save_import": "no row is of this person's own",
    "open_file": "an approver brings no evidence and judges that of a case", "drop_file": "an approver brings no evidence",
    "archive_of": "an approver brings no evidence", "keep_file": "an approver has no draft",
    "undo_import": "what was taken in is not this person's own",
}
"""Use cases that go on to say no for a reason of their own to a role that may ask; never for want of the right."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    house = enrol(work.open_house(tmp_path_factory.mktemp("home")), *PEOPLE.values(), OTHER)
    yield World(house, tmp_path_factory.mktemp("out"))
    house.store.close()


def rows(world: World) -> dict[str, int]:
    with world.house.store._read() as connection:
        return {name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for name, table in metadata.tables.items()}


def test_every_use_case_is_asked_for_or_says_why_not() -> None:
    """A new one has to be given something to ask with."""
    plain = {name for name, function in use_cases().items() if all(
        p.default is not p.empty for p in list(inspect.signature(function).parameters.values())[2:])}
    assert set(RIGHTS) - set(ASKED) - plain - set(ELSEWHERE) == set()
    assert set(ASKED) | set(ELSEWHERE) | set(INCOMPLETE) <= set(RIGHTS)


SLOW = ("check_words", "check_catalogs", "propose_documents", "preview_proposal", "check_house", "back_up", "excellent_file")


@pytest.mark.parametrize("name", sorted(set(RIGHTS) - set(ELSEWHERE)))
def test_who_may_is_answered_and_who_may_not_leaves_no_trace(name: str, world: World) -> None:
    """The same arguments for everybody; one that takes seconds is answered to one role."""
    answered, declined = 0, []
    for role, who in PEOPLE.items():
        args, named = ASKED[name](world, who) if name in ASKED else ((), {})
        if role not in RIGHTS[name]:
            before = rows(world)
            with pytest.raises(NotAllowed):
                use_cases()[name](world.house, who, *args, **named)
            assert rows(world) == before
        elif not (answered and name in SLOW):
            try:
                use_cases()[name](world.house, who, *args, **named)
                answered += 1
            except Refusal as refusal:
                assert not isinstance(refusal, NotAllowed | SignedOut), role
                declined.append((role, refusal.problems))
    assert bool(declined) == (name in INCOMPLETE), declined
    assert answered or name == "submit_case", "a case that is whole is handed in in test_registering"


# What is whose ---------------------------------------------------------------------------------

PRICE = "98765432"
RIVAL = Person(id="asks-rival", name="Rival", role="supplier", stands_for="s02-haneul")
SEEN_BY: Mapping[str, frozenset[str]] = {
    PRICE: frozenset({"administrator", "export_team", "approver"}),
    "SECRET-DRAFT": frozenset({"administrator"}),
    "SECRET-FILE": frozenset({"administrator"}),
    "SECRET-RETURNED": frozenset({"administrator", "approver", "cooperative"}),
    "SECRET-DEAL": frozenset({"administrator", "export_team", "approver"}),
    "SECRET-VALUE": frozenset({"administrator", "export_team", "approver"}),
    "SECRET-UNSAVED": frozenset(),
}
"""What was planted for a rival firm or the house, and the roles that may read it."""


@pytest.fixture(scope="module")
def planted(world: World) -> World:
    """Each mark stands where its owner's own work stands: a price, a draft with a file, a case sent back, a deal."""
    house = enrol(world.house, RIVAL)
    registry = house.whole_registry()
    solution = next(one for one in registry.solutions.values() if one.supplier == RIVAL.stands_for)
    price = solution.prices[0].model_copy(update={"unit_price": Money(amount=Decimal(PRICE), currency="KRW")})
    case = next(one for one in registry.cases.values() if one.status == "published")
    returned = case.model_copy(update={
        "id": "secret-returned", "status": "returned", "registrant": RIVAL.stands_for, "revises": None, "origin": "user",
        "title": type(case.title)({"ko": "SECRET-RETURNED"})})
    for kind, record in (("solutions", solution.model_copy(update={"prices": (price,)})), ("cases", returned)):
        seen = 1 if kind == "solutions" else 0
        house.store.register.save(Writing(kind, record, seen), by=RIVAL.id, act="saved")
    draft = work.start_draft(house, RIVAL, "cases")
    draft = work.save_draft(house, RIVAL, draft, {"title": {"ko": "SECRET-DRAFT"}})
    work.keep_file(house, RIVAL, "SECRET-FILE.csv", b"a,b\n1,2\n", kind="drafts", ref=draft.draft.id)
    deal = work.start_deal(house, OTHER, FACTORY)
    work.save_deal(house, OTHER, deal.model_copy(update={"title": "SECRET-DEAL"}))
    work.enter_value(house, OTHER, world.entry().model_copy(update={"source_title": "SECRET-VALUE"}))
    work.keep_unsaved(house, RIVAL, "form", {"a": "SECRET-UNSAVED"})
    return world


GUESSED: Mapping[str, Callable[[World, str], tuple[tuple[Any, ...], dict[str, Any]]]] = {
    **dict.fromkeys(("open_deal", "history_of_deal", "documents_of", "earlier_of_deal", "remove_deal", "bring_back_deal"),
                    lambda w, key: ((key,), {})),
    "deal_at": lambda w, key: ((key, 1), {}),
    **dict.fromkeys(("open_draft", "open_file", "drop_file"), lambda w, key: ((key,), {})),
    "archive_of": lambda w, key: (([key],), {}),
    "case_file": lambda w, key: ((key,), {"on": DAY}), "versions_of_case": lambda w, key: ((key,), {}),
    "case_changes": lambda w, key: ((key, 1), {}),
}
"""Use cases that are asked by a key, which somebody may guess."""


def keys(world: World, name: str) -> str:
    """The key of something that is neither a supplier's, a guest's nor the cooperative's to read."""
    if "deal" in name or name in ("documents_of",):
        return next(deal.id for deal in work.list_deals(world.house, OTHER) if deal.title == "SECRET-DEAL")
    if name in ("open_file", "drop_file", "archive_of"):
        return work.my_room(world.house, RIVAL).held[0].file.key
    if name == "open_draft":
        return next(key for key, draft in world.house.whole_registry().drafts.items() if draft.registrant == RIVAL.stands_for)
    return "secret-returned"


@pytest.mark.parametrize("name", sorted(GUESSED))
def test_a_guessed_key_is_answered_like_one_that_is_not(name: str, planted: World) -> None:
    for role in ("supplier", "cooperative"):
        if role not in RIGHTS[name] or (role == "cooperative" and "case" in name):  # cooperatives judge cases
            continue
        refused = []
        for key in (keys(planted, name), "no-such-key-at-all-here"):
            args, named = GUESSED[name](planted, key)
            with pytest.raises(Refusal) as refusal:
                use_cases()[name](planted.house, PEOPLE[role], *args, **named)
            assert not isinstance(refusal.value, NotAllowed)
            refused.append([(problem.what, problem.how) for problem in refusal.value.problems])
        assert refused[0] == refused[1], "whether there is one is not told"


def said(thing: Any) -> str:
    """Everything that an answer holds, as text: records, tables that read when asked, files, archives."""
    if isinstance(thing, bytes):
        if not thing.startswith(b"PK"):
            return thing.decode("utf-8", "ignore")
        with zipfile.ZipFile(io.BytesIO(thing)) as archive:
            return " ".join(said(archive.read(name)) for name in archive.namelist())
    if isinstance(thing, BaseModel):
        return str(thing.model_dump())
    if isinstance(thing, Mapping):
        return " ".join(f"{key} {said(value)}" for key, value in thing.items())
    if isinstance(thing, (tuple, list, set, frozenset)):
        return " ".join(map(said, thing))
    return str(thing)


@pytest.mark.parametrize("name", sorted(set(RIGHTS) - set(ELSEWHERE) - {"back_up", "check_words", "check_catalogs", "make_bundle"}))
def test_nothing_of_somebody_else_is_in_an_answer(name: str, planted: World) -> None:
    """Everything of the house goes through what a person sees; this asks for all there is and reads every answer."""
    for role, who in PEOPLE.items():
        if role not in RIGHTS[name] or role == "administrator":
            continue
        args, named = ASKED[name](planted, who) if name in ASKED else ((), {})
        try:
            answer = said(use_cases()[name](planted.house, who, *args, **named))
        except Refusal as refusal:
            answer = said(refusal.problems)
        for mark, roles in SEEN_BY.items():
            assert role in roles or mark not in answer, (role, mark)


def test_the_marks_are_there_for_those_whose_they_are(planted: World) -> None:
    """The proof that the test above looks for what can be found."""
    house = planted.house
    rivals = said(work.registry(house, RIVAL)) + said(work.my_rows(house, RIVAL)) + said(work.my_room(house, RIVAL)) + said(
        work.unsaved_at(house, RIVAL, "form"))
    ours = said(work.list_deals(house, PEOPLE["export_team"])) + said(work.list_team_values(house, PEOPLE["export_team"]))
    assert [mark for mark in SEEN_BY if mark not in rivals + ours] == []
    for mark in (PRICE, "SECRET-RETURNED"):
        assert any(mark in said(work.registry(house, PEOPLE[role])) for role in SEEN_BY[mark]), mark
