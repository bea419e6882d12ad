"""Who sees which row: the rule as a table to be read, asked of SQLite and PostgreSQL; its columns follow every write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import URL

from packagekit import workflow as work
from packagekit.domain.case import Case
from packagekit.domain.history import Asked
from packagekit.domain.listing import listing
from packagekit.domain.person import Person
from packagekit.domain.review import Draft
from packagekit.domain.text import Refusal
from packagekit.storage.database import Store
from packagekit.storage.engine import alembic_config
from packagekit.storage.register import IMPORTS, Writing
from packagekit.storage.registry import KINDS, Registry, read_registry
from packagekit.storage.standing import standing
from packagekit.storage.tables import parties, registered
from packagekit.workflow.sight import own, owns, sight
from tests.conftest import ROOT
from tests.people import enrol

PEOPLE = {
    "A": Person(id="admin", name="", role="administrator"),
    "P": Person(id="approver", name="", role="approver"),
    "E": Person(id="export", name="", role="export_team"),
    "S": Person(id="supplier", name="", role="supplier", stands_for="own"),
    "C": Person(id="cooperative", name="", role="cooperative", stands_for="coop"),
    "G": Person(id="guest", name="", role="guest"),
}

# Who sees a case that was registered by ... and is ...; capitals are the letters of PEOPLE.
#                 draft    returned  submitted  in_review  verified  published  expired  withdrawn
CASES = {
    "own":       ("AS",    "AS PC",  "AS PC",   "AS PC",   "AS PC",  "AS PCEG", "AS",    "AS"),
    "coop":      ("AC",    "AC P",   "AC P",    "AC P",    "AC P",   "AC PEG",  "AC",    "AC"),
    "else":      ("A",     "A PC",   "A PC",    "A PC",    "A PC",   "A PCEG",  "A",     "A"),
    "with own":  ("A",     "A PC",   "A PCS",   "A PCS",   "A PCS",  "A PCSEG", "AS",    "AS"),
    "with coop": ("A",     "A PC",   "A PC",    "A PC",    "A PC",   "A PCEG",  "AC",    "AC"),
    "house":     ("A E",   "A PCE",  "A PCE",   "A PCE",   "A PCE",  "A PCEG",  "A E",   "A E"),
    "sample":    ("A",     "A PC",   "A PC",    "A PC",    "A PC",   "A PCEG",  "A",     "A"),
}
STATES = ("draft", "returned", "submitted", "in_review", "verified", "published", "expired", "withdrawn")

# Who sees another's record of a kind, and who one of the supplier "own" or the cooperative "coop".
OTHERS = {
    "drafts": ("A", "A", "A"), "suppliers": ("APECG", "APECGS", "APECG"), "solutions": ("APECG", "APECGS", "APECG"),
    "cooperatives": ("APECGS", "APECGS", "APECGS"), "members": ("APE", "APE", "APEC"), "factories": ("APEC",) * 3,
}


@pytest.fixture(scope="module")
def samples() -> Registry:
    return read_registry(ROOT / "catalogs" / "samples")[0]


def kept(store: Store, kind: str, *records: Any) -> None:
    for record in records:
        store.register.save(Writing(kind, record, 0), by="kim", act="saved")


def case_of(samples: Registry, whose: str, status: str) -> Case:
    """A case of one row and column of the table."""
    some = samples.cases["plastics-incheon-housings"]
    systems = tuple(system.model_copy(update={"supplier": "own" if whose == "with own" else "else"}) for system in some.systems)
    return some.model_copy(update={
        "id": f"{whose.replace(' ', '-')}-{status}", "status": status, "systems": systems,
        "cooperative": "coop" if whose == "with coop" else "other-coop", "origin": "sample" if whose == "sample" else "user",
        "registrant": {"own": "own", "coop": "coop", "house": None, "sample": None}.get(whose, "else")})


def test_who_sees_a_case(store: Store, samples: Registry) -> None:
    kept(store, "cases", *(case_of(samples, whose, status) for whose in CASES for status in STATES))
    for letter, who in PEOPLE.items():
        found = set(store.register.ids("cases", sight(who, "cases")))
        wanted = {f"{whose.replace(' ', '-')}-{status}" for whose, row in CASES.items()
                  for status, letters in zip(STATES, row, strict=True) if letter in letters}
        assert found == wanted, who.role


def test_who_sees_a_record_of_another_kind(store: Store, samples: Registry) -> None:
    def of(kind: str, firm: str) -> Any:
        if kind == "drafts":
            return Draft(id=f"cases-{firm}", of="cases", record=firm, form={}, registrant=firm)
        some = next(iter(getattr(samples, kind).values()), None) or a_member()
        said = {"suppliers": "id", "cooperatives": "id", "solutions": "supplier", "members": "cooperative"}.get(kind, "id")
        return some.model_copy(update={"id": f"{kind}-{firm}", said: firm} if said != "id" else {"id": firm})

    for kind, row in OTHERS.items():
        for firm, letters in zip(("else", "own", "coop"), row, strict=True):
            record = of(kind, firm)
            kept(store, kind, record)
            found = {letter for letter, who in PEOPLE.items() if record.id in store.register.ids(kind, sight(who, kind))}
            assert found == set(letters) | ({"S"} if kind == "drafts" and firm == "own" else set()) | (
                {"C"} if kind == "drafts" and firm == "coop" else set()), (kind, firm)


def a_member() -> Any:
    return KINDS["members"].model_validate({
        "id": "m", "cooperative": "coop", "name": {"ko": "표본", "en": "Sample"}, "region": {"ko": "인천", "en": "Incheon"},
        "industry": "2220", "employees": 34, "level": "basic"})


def test_a_record_out_of_sight_is_refused_by_its_id_as_one_that_is_not_there(store: Store, samples: Registry) -> None:
    kept(store, "cases", case_of(samples, "else", "draft"))
    asked = [("cases", "else-draft", PEOPLE["S"]), ("cases", "nothing", PEOPLE["S"])]
    said = []
    for kind, key, who in asked:
        with pytest.raises(Refusal) as refused:
            store.register.record(kind, key, sight(who, kind))
        said.append({(p.what.msgid, p.how.msgid) for p in refused.value.problems})
    assert said[0] == said[1]
    assert store.register.record("cases", "else-draft", sight(PEOPLE["A"], "cases"))[1] == 1


@pytest.mark.parametrize("letter, mine", [("A", {None, "own", "else"}), ("P", set()), ("E", {None}), ("S", {"own"}), ("C", set()), ("G", set())])
def test_whose_row_is_ones_own_is_one_rule_for_lists_and_for_writing(store: Store, samples: Registry, letter: str, mine: set[str | None]) -> None:
    who = PEOPLE[letter]
    kept(store, "cases", *(case_of(samples, whose, "draft") for whose in ("own", "house", "else")))
    registrants = {"own-draft": "own", "house-draft": None, "else-draft": "else"}
    assert {registrants[key] for key in store.register.ids("cases", own(who))} == mine
    assert {registrant for registrant in registrants.values() if owns(who, registrant)} == mine


# The columns that the rule asks ----------------------------------------------------------------


def columns(store: Store) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What the database says beside each record."""
    with store._read() as connection:
        firms: dict[tuple[str, str], set[str]] = {}
        for kind, key, firm in connection.execute(sa.select(parties)):
            firms.setdefault((kind, key), set()).add(firm)
        return {(row.kind, row.id): (row.registrant, row.status, firms.pop((row.kind, row.id), set())) for row in connection.execute(
            sa.select(registered))} | {key: ("left behind", "", found) for key, found in firms.items()}


def said(store: Store) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What the records themselves say."""
    whole = store.registry()[0]
    found = {}
    for kind in KINDS:
        for key, record in getattr(whole, kind).items():
            one = listing(kind, record)
            found[kind, key] = (one.registrant, one.status, set(one.organisations))
    return found


def test_the_columns_say_what_the_records_say(store: Store, samples: Registry) -> None:
    store.take_in(samples)
    kept(store, "drafts", Draft(id="cases-x", of="cases", record="x", form={}, registrant="own"))
    assert columns(store) == said(store) and len(columns(store)) > 80


def test_the_columns_follow_every_way_of_writing(store: Store, samples: Registry) -> None:
    case = case_of(samples, "own", "draft")
    kept(store, "cases", case)
    begun = columns(store)
    moved = case.model_copy(update={"status": "submitted", "version": 2, "cooperative": "coop", "registrant": "else", "systems": case.systems[:1]})
    store.register.save(Writing("cases", moved, 1), by="kim", act="saved")
    assert columns(store) == said(store) != begun
    taken = store.register.take_in_file([Writing("cases", case, 2), Writing("cases", case_of(samples, "coop", "draft"), 0)],
                                        kind="cases", file="cases.xlsx", by="kim")
    assert columns(store) == said(store) and columns(store)["cases", case.id] == begun["cases", case.id]
    store.register.undo(taken.id, by="kim")
    assert columns(store) == said(store) and set(columns(store)) == {("cases", case.id)}
    first = next(e for e in store.history.find(Asked(kind="cases", ref=case.id)).entries if e.revision == 1)
    store.restore_record(first, by="kim")
    assert columns(store) == begun
    version = store.register.record("cases", case.id)[1]
    store.register.remove("cases", case.id, seen=version, by="kim")
    assert columns(store) == {}


def test_a_state_that_no_longer_reads_still_has_its_standing() -> None:
    assert standing("cases", {"registrant": "own", "systems": None}) == ("own", "draft", ())
    assert standing("solutions", {}) == (None, "published", ())


def test_an_older_database_is_given_its_columns(database: URL, tmp_path: Path, samples: Registry) -> None:
    store = Store(database, tmp_path / "files")
    store.take_in(samples)
    kept(store, "drafts", Draft(id="cases-x", of="cases", record="x", form={}, registrant="own"))
    kept(store, "members", a_member())
    engine = sa.create_engine(database)
    for go, step in ((command.downgrade, "0009"), (command.upgrade, "0010")):
        with engine.begin() as connection:
            go(alembic_config(connection), step)
    assert columns(store) == said(store) and {kind for kind, _ in columns(store)} == set(KINDS)
    engine.dispose()
    store.close()


# What else is asked for under rights -----------------------------------------------------------


def test_ones_own_imports_are_listed_however_many_others_there_are(tmp_path: Path) -> None:
    seller, third = (Person(id=name, name="Sample", role="export_team", organisation="house") for name in ("seller", "third"))
    house = enrol(work.open_house(tmp_path), seller, third)
    mine = house.store.register.take_in_file([], kind="cases", file="mine.xlsx", by="seller")
    for number in range(IMPORTS + 1):
        house.store.register.take_in_file([], kind="cases", file=f"{number}.xlsx", by="other")
    assert [one.file for one in work.list_imports(house, seller)] == ["mine.xlsx"]
    assert len(work.list_imports(house, work.desk_owner(house))) == IMPORTS
    with pytest.raises(Refusal):
        work.undo_import(house, third, mine.id)
    assert house.store.register.imports("seller")[0].undone_by is None
    house.store.close()
