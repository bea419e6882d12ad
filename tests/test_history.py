"""The history: who did what, every state kept, nothing in it ever changed, and what can be undone is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from alembic import command
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit import workflow as work
from packagekit.domain.deal import Deal
from packagekit.domain.history import FAILED, Asked, Folded, changes, in_all
from packagekit.domain.person import Person
from packagekit.domain.text import Refusal
from packagekit.storage import history as book
from packagekit.storage import runs
from packagekit.storage.database import StaleSave, Store
from packagekit.storage.engine import alembic_config
from packagekit.storage.history import Deed, remember
from packagekit.storage.registry import Registry
from packagekit.storage.tables import history, history_runs
from packagekit.workflow.house import House
from tests.people import enrol


def deal(**given: object) -> Deal:
    return Deal(**{"id": "d1", "title": "Nhựa", "on": date(2026, 11, 22), "form": {"name": "Nhựa"}, **given})


def edited(store: Store, before: Deal, **form: object) -> Deal:
    return store.save_deal("kim", before.model_copy(update={"form": {**before.form, **form}}))


def test_a_change_is_told_value_by_value() -> None:
    before = {"name": "A", "goals": [{"kpi": "OEE", "now": "58"}], "processes": ["drying"], "gone": "x"}
    after = {"name": "A", "goals": [{"kpi": "OEE", "now": "60"}], "processes": ["drying", "trimming"], "new": {"a": 1}}
    assert [(c.where, c.before, c.after) for c in changes(before, after)] == [
        ("goals[0].now", "58", "60"), ("processes", ["drying"], ["drying", "trimming"]), ("gone", "x", None),
        ("new.a", None, 1),
    ]


values = st.recursive(
    st.none() | st.text(max_size=3) | st.integers(), lambda inside: st.lists(inside, max_size=3) | st.dictionaries(
        st.sampled_from("abc"), inside, max_size=3), max_leaves=8)
records = st.dictionaries(st.sampled_from("abcd"), values, max_size=4)


@settings(deadline=None)
@given(records)
def test_nothing_changed_where_nothing_differs(record: dict) -> None:
    assert changes(record, record) == ()


@settings(deadline=None)
@given(records, records)
def test_a_change_the_other_way_is_the_same_turned_round(one: dict, other: dict) -> None:
    there, back = changes(one, other), changes(other, one)
    assert {(c.where, str(c.before), str(c.after)) for c in there} == {(c.where, str(c.after), str(c.before)) for c in back}


def test_every_act_on_a_deal_is_remembered_with_before_and_after(store: Store) -> None:
    first = store.save_deal("kim", deal())
    edited(store, first, employees="180")
    store.remove_deal("kim", "d1")
    store.bring_back_deal("kim", "d1")
    told = store.history.find(Asked(kind="deals", ref="d1")).entries
    assert [(e.by, e.act, e.name) for e in told] == [
        ("kim", act, "Nhựa") for act in ("brought back", "removed", "saved", "begun")]
    (change,) = told[2].changes
    assert (change.where, change.before, change.after) == ("form.employees", None, "180")
    assert store.history.faults() == ()


def test_the_history_is_searched_by_text_person_kind_and_period(store: Store, samples: Registry) -> None:
    store.take_in(samples)
    kept = store.save_deal("kim", deal(title="표본 사출 공장"))
    store.save_deal("lee", deal(id="d2", title="Other 100%_sure"))
    edited(store, kept, region="Bắc Ninh")
    find = store.history.find

    def refs(**asked: object) -> list[str]:
        return [entry.ref for entry in find(Asked(**asked)).entries]

    assert refs(text="사출", kind="deals") == ["d1", "d1"]
    assert refs(text="BẮC NINH", kind="deals") == ["d1"], "small and large letters are the same"
    assert refs(text="100%_s") == ["d2"] and refs(text="100%zs") == [], "signs of the database's language are text"
    assert refs(by="lee") == ["d2"]
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert refs(kind="deals", since=tomorrow) == [] and len(refs(kind="deals", until=tomorrow)) == 3
    page, following = find(Asked(), most=10), find(Asked(), page=1, most=10)
    assert page.total > 100 and len(page.entries) == 10
    assert page.entries[-1].number == following.entries[0].number + 1
    assert store.history.people() == {"house": "house", "kim": "kim", "lee": "lee"}


class Told(NamedTuple):
    """An act of a story: how many minutes after the one before it, who, what, to which deal."""

    after: float
    by: str
    act: str
    ref: str = "d1"


@pytest.fixture
def at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes a story into the history, as if its time had passed."""
    clock = datetime(2026, 11, 22, 9, tzinfo=UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return clock

    def tell(*story: Told) -> None:
        nonlocal clock
        with store._write() as connection:
            for number, one in enumerate(story):
                clock += timedelta(minutes=one.after)
                kind = "people" if one.act in FAILED else "deals"
                remember(connection, Deed(one.by, one.act, kind, one.ref, {"title": str(number)}, {"title": str(number + 1)}))  # type: ignore[arg-type]

    monkeypatch.setattr(book, "datetime", Clock)
    return tell


def numbers(found: Folded) -> list[list[int]]:
    return [[entry.number for entry in run] for run in found.runs]


def test_saves_in_one_go_are_one_run_whatever_happens_to_others(store: Store, at_once: Callable[..., None]) -> None:
    at_once(
        Told(0, "kim", "begun"), Told(1, "kim", "saved"), Told(1, "lee", "saved", "d2"), Told(9, "kim", "saved"),  # 1 to 4
        Told(0, "lee", "saved"), Told(0, "kim", "saved"),  # 5 and 6: a colleague in between
        Told(11, "kim", "saved"), Told(0, "kim", "restored"), Told(0, "kim", "saved"),  # 7 to 9: late; another act in between
    )
    found = store.history.folded(Asked())
    assert numbers(found) == [[9], [8], [7], [6], [5], [4, 2], [3], [1]]
    assert (found.total, found.acts) == (8, 9)
    assert [(c.before, c.after) for c in in_all(found.runs[5])] == [("1", "4")]
    of_kim = store.history.folded(Asked(by="kim", kind="deals", ref="d1"))
    assert numbers(of_kim) == [[9], [8], [7], [6], [4, 2], [1]], "what a filter hides still stands in between"


def test_a_night_of_guessing_is_one_run_until_somebody_gets_in(store: Store, at_once: Callable[..., None]) -> None:
    at_once(
        Told(0, "house", "sign-in failed", "kim"), Told(60, "house", "sign-in failed", "lee"), Told(0, "house", "locked out", "kim"),
        Told(0, "kim", "saved"), Told(0, "house", "sign-in failed", "kim"))
    assert numbers(store.history.folded(Asked())) == [[5], [4], [3, 2, 1]]


def test_a_very_long_run_is_told_in_parts(store: Store, at_once: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "LONGEST", 3)
    at_once(*(Told(1, "kim", "saved") for _ in range(7)))
    found = store.history.folded(Asked())
    assert numbers(found) == [[7], [6, 5, 4], [3, 2, 1]] and (found.total, found.acts) == (3, 7)


def test_no_act_is_lost_between_pages_and_none_is_told_twice(store: Store, at_once: Callable[..., None]) -> None:
    chance = Random(7)
    at_once(*(Told(chance.choice((0, 1, 1, 1, 12)), chance.choice(("kim", "lee")), chance.choice((
        "saved", "saved", "saved", "saved", "restored", "sign-in failed")), chance.choice(("d1", "d2", "d3"))) for _ in range(200)))
    for asked in (Asked(), Asked(by="lee"), Asked(text="17"), Asked(kind="deals", ref="d2")):
        flat = [entry.number for entry in store.history.find(asked, most=500).entries]
        first = store.history.folded(asked, most=7)
        pages = [store.history.folded(asked, page=page, most=7) for page in range(-(-first.total // 7))]
        assert all(len(page.runs) == 7 for page in pages[:-1])
        assert sorted(n for page in pages for run in numbers(page) for n in run) == sorted(flat)
        newest = [run[0] for page in pages for run in numbers(page)]
        assert newest == sorted(newest, reverse=True) and len(newest) == first.total and first.acts == len(flat)
    assert first.total < first.acts, "something was folded"
    beyond = store.history.folded(asked, page=99, most=7)
    assert beyond.runs == () and (beyond.total, beyond.acts) == (first.total, first.acts)


def test_an_older_history_is_folded_as_one_that_was_written_today(store: Store, at_once: Callable[..., None]) -> None:
    chance = Random(11)
    at_once(*(Told(1, "kim", "saved", "long") for _ in range(130)), *(Told(chance.choice((0, 1, 12)), chance.choice(("kim", "lee")), chance.choice((
        "saved", "saved", "saved", "restored", "sign-in failed", "locked out")), chance.choice(("d1", "d2"))) for _ in range(200)))

    def kept() -> list[tuple[int, int]]:
        with store._read() as connection:
            return [(row.number, row.run) for row in connection.execute(sa.select(history_runs).order_by(history_runs.c.number))]

    written = kept()
    for down, step in ((True, "0010"), (False, "head")):
        with store._write() as connection:
            (command.downgrade if down else command.upgrade)(alembic_config(connection), step)
    assert kept() == written and len(written) > 150
    assert sum(run == 1 for _, run in written) == 99 and (101, 1) not in written, "a run ends with its hundredth act"


def test_the_acts_of_a_page_are_those_it_tells_and_those_it_names_as_unread(store: Store) -> None:
    for title in ("first", 7, "last"):
        with store._write() as connection:
            remember(connection, Deed("kim", "saved", "cases", "c1", after={"title": title}))
    found = store.history.folded(Asked(kind="cases"))
    assert (numbers(found), found.unread, found.acts, found.total) == ([[3, 1]], (2,), 3, 1)


REFUSED = {
    "sqlite": ("INSERT OR REPLACE INTO history SELECT * FROM history WHERE number = 1",),
    "postgresql": ("TRUNCATE history",),
}


def test_the_database_itself_refuses_to_change_the_history(store: Store) -> None:
    edited(store, store.save_deal("kim", deal()), employees="180")
    for statement in (
        """UPDATE history SET "by" = 'somebody'""", "DELETE FROM history WHERE number = 2",
        *REFUSED[store.url.get_backend_name()],
    ):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), store._write() as connection:
            connection.exec_driver_sql(statement)
    assert store.history.faults() == ()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_older_history_with_a_zone_in_one_moment_comes_up_to_date(store: Store, at_once: Callable[..., None]) -> None:
    """09:01 in UTC, then 18:02 in Seoul, which is a minute later; SQLite keeps what other tools write."""
    at_once(Told(1, "kim", "saved"), Told(1, "kim", "saved"), Told(1, "kim", "saved"), Told(11, "kim", "saved"))
    with store._write() as connection:
        command.downgrade(alembic_config(connection), "0010")
    _past_the_house(
        store, "UPDATE history SET at = '2026-11-22 09:01:00+00:00' WHERE number = 1",
        "UPDATE history SET at = '2026-11-22 18:02:00+09:00' WHERE number = 2")
    with store._write() as connection:
        command.upgrade(alembic_config(connection), "head")
        kept = connection.execute(sa.select(history_runs.c.number, history_runs.c.run).order_by(history_runs.c.number)).all()
    assert [tuple(row) for row in kept] == [(2, 1), (3, 1)]
    assert store.history.faults() == (), "they are the moments that were hashed"


def _past_the_house(store: Store, *statements: str) -> None:
    """What somebody with the database's own tools and rights can do."""
    with store._write() as connection:
        if store.url.get_backend_name() == "sqlite":
            for name in connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("ALTER TABLE history DISABLE TRIGGER USER")
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("statement", [
    """UPDATE history SET "by" = 'somebody' WHERE number = 2""",
    "UPDATE history SET changes = '[]' WHERE number = 2",
    "DELETE FROM history WHERE number = 2",
    "DELETE FROM history WHERE number = 3",
    "UPDATE history SET sha256 = '00' WHERE number = 3",
], ids=["person", "changes", "middle", "last", "hash"])
def test_what_was_forged_past_the_triggers_is_found(store: Store, statement: str) -> None:
    kept = store.save_deal("kim", deal())
    edited(store, edited(store, kept, employees="180"), employees="190")
    assert store.history.faults() == ()
    _past_the_house(store, statement)
    assert store.history.faults() != ()


@pytest.mark.parametrize(("number", "run"), [
    (1, 2), (3, 1), (4, 1), (5, 1), (7, 6), (8, 2), (9, 9), (10, 1), (99, 1), (9, 99),
], ids=["on a later one", "of another person", "of another record", "of another kind", "on one that got in", "a chain",
        "on itself", "another act", "no act", "on none"])
def test_an_act_put_into_a_run_it_does_not_belong_to_is_found(
    store: Store, at_once: Callable[..., None], number: int, run: int
) -> None:
    at_once(
        Told(0, "kim", "saved"), Told(1, "kim", "saved"), Told(0, "lee", "saved"), Told(0, "kim", "saved", "d2"),  # 1 to 4
        Told(0, "house", "sign-in failed", "kim"), Told(0, "kim", "restored"), Told(0, "house", "locked out", "kim"),  # 5 to 7
        Told(30, "kim", "saved"), Told(20, "kim", "saved"), Told(0, "kim", "removed"))  # 8 to 10
    assert store.history.faults() == ()
    with store._write() as connection:
        connection.execute(history_runs.delete().where(history_runs.c.number == number))
        connection.execute(history_runs.insert().values(number=number, run=run))
    assert f"history {number}" in [fault.where for fault in store.history.faults()]


def test_a_run_that_goes_on_with_a_run_hides_no_act_and_tells_none_twice(store: Store, at_once: Callable[..., None]) -> None:
    """3 goes on with 2, and 2 with 1: each is told once, whichever page it comes to."""
    at_once(*(Told(11, "kim", "saved") for _ in range(4)))
    with store._write() as connection:
        connection.execute(history_runs.insert(), [{"number": 2, "run": 1}, {"number": 3, "run": 2}])
    assert [fault.where for fault in store.history.faults()] == ["history 3"]
    pages = [store.history.folded(Asked(), page=page, most=1) for page in range(3)]
    assert [numbers(page) for page in pages] == [[[4]], [[3]], [[2, 1]]]
    assert numbers(store.history.folded(Asked())) == [[4], [3], [2, 1]]


def test_a_last_row_taken_out_is_missed(store: Store) -> None:
    """No later link hangs on it and no record lies beside it: only the count tells."""
    store.save_deal("kim", deal())
    store.remove_deal("kim", "d1")
    _past_the_house(store, "DELETE FROM history WHERE number = 2")
    assert [fault.where for fault in store.history.faults()] == ["history"]


def test_a_record_changed_past_the_house_is_found(store: Store, samples: Registry) -> None:
    store.take_in(samples)
    key = next(iter(samples.cases))
    _past_the_house(store, f"UPDATE registered SET data = '{{}}' WHERE id = '{key}'")
    (fault,) = store.history.faults()
    assert fault.where == f"cases/{key}"


def test_a_record_is_brought_back_to_an_earlier_state(store: Store, samples: Registry) -> None:
    key, cooperative = next(iter(samples.cooperatives.items()))
    store.take_in(Registry(cooperatives={key: cooperative}))
    store.take_in(Registry(cooperatives={key: cooperative.model_copy(update={"members_count": 7})}))
    first = store.history.find(Asked(kind="cooperatives", ref=key)).entries[-1]
    assert store.restore_record(first, by="lee") == 3
    assert store.registry()[0].cooperatives[key] == cooperative
    newest = store.history.find(Asked(kind="cooperatives", ref=key)).entries[0]
    assert (newest.by, newest.act, newest.revision) == ("lee", "restored", 3)
    assert store.history.faults() == ()


# Use cases ------------------------------------------------------------------------------------

MINE = Person(id="export-1", name="Export", role="export_team")
OTHER = Person(id="other", name="Other", role="cooperative")
BOSS = Person(id="boss", name="Boss", role="administrator")


@pytest.fixture
def house(house: House) -> House:
    return enrol(house, MINE, OTHER, BOSS)


def test_a_deal_goes_back_to_an_earlier_save_and_on_again(house: House) -> None:
    begun = work.start_deal(house, MINE, "nhua-mau-1")
    changed = work.save_deal(house, MINE, begun.model_copy(update={"title": "changed"}))
    restored = work.restore_deal(house, MINE, changed, 1)
    assert (restored.title, restored.version) == (begun.title, 3)
    assert work.deal_at(house, MINE, begun.id, 2).title == "changed"
    with pytest.raises(StaleSave):
        work.restore_deal(house, MINE, changed, 1)
    with pytest.raises(Refusal):
        work.restore_deal(house, MINE, restored, 99)


def test_documents_are_compared_with_other_decisions_and_those_that_were_sent_are_marked(house: House) -> None:
    begun = work.start_deal(house, MINE, "nhua-mau-1")
    work.keep_documents(house, MINE, begun.id, [work.Document("offer.docx", "application/octet-stream", b"PK sample")])
    stepped = work.save_deal(house, MINE, begun.model_copy(update={"step": "compose", "languages": ("ko", "vi")}))
    assert work.earlier_of_deal(house, MINE, begun.id) == ()  # nothing else was decided
    later = work.save_deal(house, MINE, stepped.model_copy(update={"on": date(2026, 10, 1)}))
    work.save_deal(house, MINE, later.model_copy(update={"option": "essential"}))
    found = work.earlier_of_deal(house, MINE, begun.id)
    assert [(one.deal.on, one.deal.option, one.documents) for one in found] == [
        (date(2026, 10, 1), None, False), (begun.on, None, True)]
    with pytest.raises(Refusal):
        work.earlier_of_deal(house, OTHER, begun.id)


def test_a_removed_deal_is_gone_from_the_list_and_comes_back_whole(house: House) -> None:
    begun = work.start_deal(house, MINE, "nhua-mau-1")
    work.remove_deal(house, MINE, begun.id)
    with pytest.raises(Refusal):
        work.open_deal(house, MINE, begun.id)
    with pytest.raises(Refusal):
        work.save_deal(house, MINE, begun)
    assert begun.id in {d.id for d in work.removed_deals(house, MINE)}
    assert begun.id not in {d.id for d in work.list_deals(house, MINE)}
    assert work.bring_back_deal(house, MINE, begun.id) == begun
    assert work.open_deal(house, MINE, begun.id) == begun


def test_the_history_of_a_deal_is_seen_by_its_team_and_all_of_it_by_the_administrator(house: House) -> None:
    begun = work.start_deal(house, MINE, "nhua-mau-1")
    assert work.history_of_deal(house, MINE, begun.id).entries[0].act == "begun"
    for act in (
        lambda: work.history_of_deal(house, OTHER, begun.id), lambda: work.deal_at(house, OTHER, begun.id, 1),
        lambda: work.restore_deal(house, OTHER, begun, 1), lambda: work.bring_back_deal(house, OTHER, begun.id),
        lambda: work.search_history(house, MINE, Asked()), lambda: work.history_choices(house, MINE),
        lambda: work.restore_record(house, MINE, work.history_of_deal(house, MINE, begun.id).entries[0]),
    ):
        with pytest.raises(Refusal):
            act()
    assert work.search_history(house, BOSS, Asked(ref=begun.id)).total == 1


def test_the_history_names_no_column_a_reader_would_miss() -> None:
    """Every column is part of the hash but the hash and what is derived for searching."""
    assert set(history.c.keys()) - {"sha256", "words"} == {
        "number", "at", "by", "act", "kind", "ref", "name", "revision", "data", "changes"}
