"""Rows of the database that no longer read: each is named for the administrator and hides no other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from packagekit import workflow as work
from packagekit.domain.deal import Deal
from packagekit.domain.history import Asked
from packagekit.domain.person import Organisation, Person
from packagekit.domain.text import Refusal
from packagekit.storage.backup import restore_backup, write_backup
from packagekit.storage.database import Store
from packagekit.storage.engine import Engine, embedded
from packagekit.storage.history import Deed, remember
from packagekit.storage.inspection import MB, Inspected
from packagekit.storage.sign_ins import digest
from packagekit.storage.tables import domain_rules, files, metadata, one_time_links, people, sessions
from tests import postgres
from tests.people import enrol

FIRM = Organisation(id="firm", name="Firm", kind="buyer")
HOUR = timedelta(hours=1)


def spoil(store: Store, table: sa.Table, condition: sa.ColumnElement[bool], **values: Any) -> None:
    """What a later packagekit wrote, or somebody with the database's own tools."""
    with store._write() as connection:
        assert connection.execute(table.update().where(condition).values(**values)).rowcount == 1
    store.people.forget()


def named(store: Store) -> set[str]:
    """The rows that are named, without the field."""
    return {problem.where.partition(":")[0] for problem in store.unread()}


@pytest.fixture
def staffed(store: Store) -> Store:
    """Two people, signed in, invited, with a file each."""
    store.people.add_organisation(FIRM)
    for key in ("kim", "lee"):
        store.people.enrol(key, key.title(), "guest", FIRM.id, email=f"{key}@example.com")
        store.sign_ins.begin(digest(key), key, "password", address="192.0.2.7", agent="", lasts=HOUR)
        store.sign_ins.make_link(f"{key}-secret", "invitation", by="house", lasts=HOUR, email=f"{key}@example.org")
        store.people.keep_domain_rule(f"{key}.example", "guest", FIRM.id, by="house")
        store.files.keep([Inspected(f"{key}.txt", "text/plain", key.encode())], kind="cases", ref="c1", by=key, quota=MB)
    assert named(store) == set()
    return store


def test_a_person_who_no_longer_reads_is_named_and_everybody_else_comes_in(staffed: Store) -> None:
    spoil(staffed, people, people.c.id == "kim", role="pilot")
    assert [account.id for account in staffed.people.accounts()] == ["lee"]
    assert staffed.people.standing("kim", digest("kim")) is None, "nobody knows what a pilot may do"
    assert staffed.people.standing("lee", digest("lee")) is not None
    with pytest.raises(Refusal):
        staffed.people.account("kim")
    assert named(staffed) == {"people/kim"}
    spoil(staffed, people, people.c.id == "kim", role="guest")
    assert staffed.people.standing("kim", digest("kim")) is not None and named(staffed) == set()


def test_a_sign_in_a_link_or_a_rule_that_no_longer_reads_hides_no_other(staffed: Store) -> None:
    spoil(staffed, sessions, sessions.c.id == digest("kim"), way="magic")
    spoil(staffed, one_time_links, one_time_links.c.id == digest("kim-secret"), data={"email": "kim@example.org", "colour": "red"})
    spoil(staffed, domain_rules, domain_rules.c.domain == "kim.example", role="pilot")
    assert [one.person for one in staffed.sign_ins.live()] == ["lee"]
    assert [link.email for link in staffed.sign_ins.links("invitation")] == ["lee@example.org"]
    assert staffed.sign_ins.link("kim-secret") is None and staffed.sign_ins.link("lee-secret") is not None
    assert [rule.domain for rule in staffed.people.domain_rules()] == ["lee.example"]
    assert named(staffed) == {
        f"sessions/{digest('kim')[:16]}", f"one_time_links/{digest('kim-secret')[:16]}", "domain_rules/kim.example"}


def test_a_kept_file_that_no_longer_reads_hides_no_other(staffed: Store) -> None:
    spoil(staffed, files, files.c.by == "kim", size=0)
    assert [file.name for file in staffed.files.of("cases", "c1")] == ["lee.txt"]
    assert tuple(staffed.files.faults()) == (), "the check of the bytes goes on to the others"
    assert named(staffed) == {"files/cases/c1/kim.txt"}
    with pytest.raises(Refusal, match=r"kim\.txt"):
        staffed.files.keep([Inspected("kim.txt", "text/plain", b"kim")], kind="cases", ref="c1", by="kim", quota=MB)


def test_an_act_that_no_longer_reads_hides_no_other(store: Store) -> None:
    """The chain is whole: the row is as it was written, by a packagekit that knew more."""
    for title in ("first", 7, "last"):
        with store._write() as connection:
            remember(connection, Deed("kim", "saved", "cases", "c1", after={"title": title}, revision=len(str(title))))
    found = store.history.find(Asked(kind="cases"))
    assert [entry.name for entry in found.entries] == ["last", "first"] and found.total == 3
    assert [entry.name for entry, _state in store.history.states("cases", "c1", most=9)] == ["last", "first"]
    assert named(store) == {"history 2"} and store.history.faults() == ()


def test_a_named_row_that_is_taken_out_is_no_longer_named(staffed: Store) -> None:
    spoil(staffed, files, files.c.by == "kim", size=0)
    assert named(staffed) == {"files/cases/c1/kim.txt"}
    with staffed._write() as connection:
        connection.execute(files.delete().where(files.c.by == "kim"))
    assert named(staffed) == set()


def test_an_earlier_state_of_a_deal_that_no_longer_reads_hides_no_other(tmp_path: Path) -> None:
    house, kim = work.open_house(tmp_path), Person(id="kim", name="Kim", role="export_team")
    enrol(house, kim)
    begun = work.start_deal(house, kim, "nhua-mau-1")
    earlier = work.save_deal(house, kim, begun.model_copy(update={"on": date(2026, 10, 1)}))
    with house.store._write() as connection:
        remember(connection, Deed("kim", "saved", "deals", begun.id, after={"step": "dance"}, revision=99))
    now = work.save_deal(house, kim, earlier.model_copy(update={"option": "essential"}))
    assert [one.deal.on for one in work.earlier_of_deal(house, kim, now.id)] == [date(2026, 10, 1), begun.on]


@pytest.mark.parametrize(("table", "named_as"), [
    ("deals", "7"), ("registered", "cases/7"), ("one_time_links", "one_time_links/7"), ("case_acts", "case_acts/7 c1")])
def test_text_that_is_no_json_stops_only_its_row(tmp_path: Path, table: str, named_as: str) -> None:
    """PostgreSQL refuses such a text when it is written; SQLite keeps it."""
    store = Store(embedded(tmp_path))
    held: Mapping[str, Mapping[str, Any]] = {
        "deals": {"owner": "kim", "organisation": "house", "version": 1, "saved": datetime.now(UTC)},
        "registered": {"kind": "cases", "origin": "user", "version": 1, "changed": datetime.now(UTC)},
        "one_time_links": {"purpose": "reset", "made_by": "house", "made": datetime.now(UTC), "ends": datetime.now(UTC) + HOUR},
        "case_acts": {"case": "c1", "at": datetime.now(UTC)},
    }
    store.save_deal("kim", Deal(id="d1", title="Whole", on=date(2026, 11, 22), form={}))
    with store._write() as connection:
        connection.execute(metadata.tables[table].insert().values(id=7, data={}, **held[table]))
        connection.exec_driver_sql(f"UPDATE {table} SET data = '{{spoilt' WHERE id = 7")
    assert named(store) == {named_as}
    assert [deal.title for deal in store.deals_of("kim")[0]] == ["Whole"]
    store.close()


def no_date(store: Store, table: str, column: str, condition: str, text: str = "7 or so") -> None:
    """PostgreSQL refuses such a text when it is written; SQLite keeps it."""
    with store._write() as connection:
        for name in connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        assert connection.exec_driver_sql(f"UPDATE {table} SET {column} = '{text}' WHERE {condition}").rowcount == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_act_of_no_date_is_named_and_the_others_are_told(store: Store) -> None:
    for title in ("first", "second", "last"):
        store.save_deal("kim", Deal(id=title, title=title, on=date(2026, 11, 22), form={}))
    no_date(store, "history", "at", "number = 2")
    assert [entry.name for entry in store.history.find(Asked()).entries] == ["last", "first"]
    found = store.history.folded(Asked())
    assert [run[0].name for run in found.runs] == ["last", "first"] and (found.unread, found.acts) == ((2,), 3)
    assert named(store) == {"history 2"}
    assert [fault.where for fault in store.history.faults()] == ["history 2"], "and the chain says that it was changed"
    kept = store.save_deal("kim", store.deal("kim", "second"))
    assert kept.version == 2, "work goes on"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("table", "column", "condition", "named_as"), [
    ("files", "at", '"by" = \'kim\'', "files/cases/c1/kim.txt"),
    ("sessions", "made", "person = 'kim'", f"sessions/{digest('kim')[:16]}"),
    ("one_time_links", "made", "data LIKE '%kim@%'", f"one_time_links/{digest('kim-secret')[:16]}"),
    ("domain_rules", "made", "domain = 'kim.example'", "domain_rules/kim.example"),
])
def test_a_row_of_no_date_is_named_and_hides_no_other(staffed: Store, table: str, column: str, condition: str, named_as: str) -> None:
    no_date(staffed, table, column, condition)
    assert named(staffed) == {named_as}
    assert "lee.txt" in [file.name for file in staffed.files.of("cases", "c1")] and "lee" in [one.person for one in staffed.sign_ins.live()]
    assert "lee@example.org" in [link.email for link in staffed.sign_ins.links("invitation")]
    assert "lee.example" in [rule.domain for rule in staffed.people.domain_rules()]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_sign_in_seen_at_no_date_still_lets_in_and_is_seen_anew(staffed: Store) -> None:
    no_date(staffed, "sessions", "seen", "person = 'kim'")
    assert staffed.sign_ins.person_of(digest("kim")) == "kim" and named(staffed) == set()


@pytest.mark.parametrize("text", ["7 or so", ""])
def test_a_row_of_no_date_goes_into_a_backup_and_out_of_it_as_it_is(tmp_path: Path, text: str) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    store = Store(embedded(tmp_path / "old"), tmp_path / "old" / "files")
    store.files.keep([Inspected("kim.txt", "text/plain", b"kim")], kind="cases", ref="c1", by="kim", quota=MB)
    no_date(store, "files", "at", "name = 'kim.txt'", text)
    write_backup(store.engine, store.files, tmp_path / "backup.zip")
    store.close()
    engine = Engine(embedded(tmp_path / "new"))
    restore_backup(tmp_path / "backup.zip", engine, tmp_path / "new" / "files")
    engine.close()
    again = Store(embedded(tmp_path / "new"), tmp_path / "new" / "files")
    assert named(again) == {"files/cases/c1/kim.txt"}
    with again._read() as connection:
        assert connection.exec_driver_sql("SELECT at FROM files").scalars().all() == [text]
    again.close()


@pytest.mark.postgresql
@pytest.mark.parametrize("text", ["7 or so", ""])
def test_a_row_of_no_date_is_named_where_postgresql_does_not_take_it(tmp_path: Path, postgresql: Path, text: str) -> None:
    """Nothing is there afterwards, so that the backup mended meanwhile comes into the same place."""
    store = Store(embedded(tmp_path), tmp_path / "files")
    for name in ("kim.txt", "lee.txt"):
        store.files.keep([Inspected(name, "text/plain", name.encode())], kind="cases", ref="c1", by="kim", quota=MB)
    (spoilt,) = (file for file in store.files.of("cases", "c1") if file.name == "kim.txt")
    no_date(store, "files", "at", "name = 'kim.txt'", text)
    write_backup(store.engine, store.files, tmp_path / "backup.zip")
    engine = Engine(postgres.new_database(postgresql))
    with pytest.raises(Refusal) as refused:
        restore_backup(tmp_path / "backup.zip", engine, tmp_path / "new")
    (problem,) = refused.value.problems
    assert problem.where == f"files/{spoilt.key}: at" and problem.what.args == {"value": text}
    assert sa.inspect(engine.engine).get_table_names() == [] and not (tmp_path / "new").exists()
    no_date(store, "files", "at", "name = 'kim.txt'", "2026-11-22 09:00:00.000000")
    write_backup(store.engine, store.files, tmp_path / "backup.zip")
    restore_backup(tmp_path / "backup.zip", engine, tmp_path / "new")
    engine.close()
    store.close()
