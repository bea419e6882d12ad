"""Files and database: strict reading, whole writing, no save lost or overwritten."""

from __future__ import annotations

import shutil
import threading
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.engine import URL

from packagekit import workflow as work
from packagekit.domain.bundle import Option
from packagekit.domain.dated import DatedValue, Source
from packagekit.domain.deal import Deal
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.rate_review import Heard, Judged
from packagekit.domain.review import Remark
from packagekit.domain.team_value import Figure
from packagekit.domain.text import Refusal
from packagekit.storage import strict_yaml
from packagekit.storage.database import StaleSave, Store
from packagekit.storage.files import write_whole
from packagekit.storage.registry import Registry, read_registry
from packagekit.storage.revisions import FRESH, grow_register
from packagekit.storage.tables import case_acts, deals, exchange_rates, indicators, registered, team_values
from tests.conftest import ROOT


def test_yaml_is_read_as_people_mean_it() -> None:
    text = "on: 2026-01-01\nanswer: no\nsize: 1.10\nbig: 1_000\nyes_really: true\nnothing: null\n"
    assert strict_yaml.parse(text, "f") == {
        "on": "2026-01-01", "answer": "no", "size": "1.10", "big": "1_000", "yes_really": True, "nothing": None,
    }


@pytest.mark.parametrize("text", [
    "a: [1", "a: 1\na: 2", "a: &x [1]\nb: *x", "? [1]\n: 2", "a: \x00", "!!python/object/apply:os.system ['id']",
    "a: " + "[" * 20_000, "x" * 1_100_000,
], ids=["open", "twice", "alias", "key", "nul", "object", "deep", "large"])
def test_hostile_yaml_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        strict_yaml.parse(text, "file.yaml")
    assert caught.value.problems[0].where.startswith("file.yaml")


def test_written_yaml_reads_back_the_same() -> None:
    data = {"on": "no", "n": "1.10", "t": "- a: b # c", "list": ["true", "null", ""], "flag": True, "v": "Nhựa Mẫu"}
    assert strict_yaml.parse(strict_yaml.write(data), "f") == data


def test_one_bad_record_never_hides_the_good_ones(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "catalogs" / "samples" / "cooperatives", tmp_path / "cooperatives")
    good = len(list((tmp_path / "cooperatives").iterdir()))
    for damage in (b"id: zz\nname: {ko: ''}\n", b"\xff\xfe", b"", b"- a\n"):
        (tmp_path / "cooperatives" / "zz.yaml").write_bytes(damage)
        registry, problems = read_registry(tmp_path)
        assert len(registry.cooperatives) == good
        assert {Path(p.where.split(":")[0]).name for p in problems} == {"zz.yaml"}


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.bin"
    write_whole(path, b"first")
    (tmp_path / "a").chmod(0o755)
    with pytest.raises(TypeError):
        write_whole(path, "not bytes")
    assert path.read_bytes() == b"first"
    assert [p.name for p in path.parent.iterdir()] == ["b.bin"]


def test_samples_are_taken_in_once_and_come_out_equal(store: Store, samples: Registry) -> None:
    taken = store.take_in(samples)
    assert taken == sum(len(getattr(samples, kind)) for kind in samples._fields)
    revision = store.registry_revision()
    assert store.take_in(samples) == 0
    assert store.registry_revision() == revision
    read, problems = store.registry()
    assert problems == ()
    assert read == samples


def test_a_revision_is_never_older_than_ones_own_write_and_soon_as_new_as_anothers(
    store: Store, database: URL, tmp_path: Path, samples: Registry
) -> None:
    """What pages keep by it is out of date at once where this process wrote, and within a blink where another did."""
    assert store.revisions("registry", "rates") == (0, 0)
    store.take_in(samples)
    own = store.registry_revision()
    assert own > 0
    other = Store(database, tmp_path / "files")
    supplier = next(iter(samples.suppliers.values()))
    other.take_in(Registry(suppliers={"another": supplier.model_copy(update={"id": "another"})}))
    assert store.registry_revision() in (own, own + 1)
    time.sleep(FRESH)
    assert store.registry_revision() == own + 1 == other.registry_revision()
    other.close()


def test_samples_never_overwrite_what_a_person_registered(store: Store, samples: Registry) -> None:
    (key, cooperative), *_ = samples.cooperatives.items()
    own = cooperative.model_copy(update={"origin": "user", "members_count": 7})
    store.take_in(Registry(cooperatives={key: own}))
    store.take_in(samples)
    assert store.registry()[0].cooperatives[key] == own


def deal(**changes: object) -> Deal:
    return Deal(id="d1", title="Nhựa", on=date(2026, 11, 22), form={"name": "a & <b>"}, **changes)


def test_a_stale_save_overwrites_nothing(store: Store) -> None:
    first = store.save_deal("kim", deal())
    second = store.save_deal("kim", first.model_copy(update={"title": "second"}))
    with pytest.raises(StaleSave):
        store.save_deal("kim", first.model_copy(update={"title": "stale"}))
    assert store.deal("kim", "d1") == second


def test_a_deal_belongs_to_its_person(store: Store) -> None:
    mine = store.save_deal("kim", deal())
    assert store.deals_of("lee") == ((), ())
    for act in (lambda: store.deal("lee", "d1"), lambda: store.save_deal("lee", mine),
                lambda: store.save_deal("lee", deal()), lambda: store.remove_deal("lee", "d1")):
        with pytest.raises(Refusal):
            act()
    assert store.deal("kim", "d1") == mine


def test_a_deal_that_no_longer_reads_is_named_and_hides_no_other(store: Store) -> None:
    store.save_deal("kim", deal())
    store.save_deal("kim", deal().model_copy(update={"id": "d2", "title": "Other"}))
    with store._write() as connection:
        connection.execute(deals.update().where(deals.c.id == "d1").values(data={"id": "d1", "title": "Nhựa", "step": "dance"}))
    found, problems = store.deals_of("kim")
    assert [one.id for one in found] == ["d2"]
    assert problems and all(problem.where.startswith("Nhựa") for problem in problems)
    assert set(problems) <= set(store.unread())
    with pytest.raises(Refusal):
        store.deal("kim", "d1")


def test_a_rate_or_a_value_that_no_longer_reads_is_named_and_hides_no_other(store: Store) -> None:
    rate = ExchangeRate(base="USD", quote="VND", day=date(2026, 11, 20), rate=Decimal(26000), status="user", source=Source(title="bank"))
    judged = [Judged(heard=Heard(feed=feed, origin=feed, rate=rate)) for feed in ("a", "b")]
    first, second = store.rates.take_in(judged)
    value = DatedValue(value=Decimal("0.1"), since=date(2026, 1, 1), status="user", source=Source(title="law"))
    store.team_values.enter(Figure("market", "VN", "vat"), "ratio", value, by="kim")
    kept = store.team_values.enter(Figure("market", "VN", "duty"), "ratio", value, by="kim")
    store.rates.keep_indicator("VN", "wages", "USD", [value, value.model_copy(update={"since": date(2025, 1, 1)})])
    with store._write() as connection:
        connection.execute(exchange_rates.update().where(exchange_rates.c.id == first.id).values(rate="many"))
        connection.execute(team_values.update().where(team_values.c.name == "vat").values(value={"value": "much"}))
        connection.execute(indicators.update().where(indicators.c.since == date(2025, 1, 1)).values(value={}))
    assert [one.id for one in store.rates.in_force()] == [second.id]
    assert [one.id for one in store.team_values.values()] == [kept.id]
    assert len(store.rates.indicators("VN").by_name["wages"].values) == 1
    assert {problem.where.partition(":")[0] for problem in store.unread()} == {
        f"rate {first.id}", f"team value {kept.id - 1}", "indicators VN wages 2025-01-01"}
    with store._write() as connection:
        connection.execute(exchange_rates.update().where(exchange_rates.c.id == first.id).values(rate="26000"))
    assert len(store.rates.in_force()) == 2 and not any(p.where.startswith("rate") for p in store.unread())


def test_writers_at_the_same_time_lose_nothing(store: Store) -> None:
    """Six people save twenty-five times each; every acknowledged save is there afterwards."""
    failures: list[BaseException] = []

    def work(person: str) -> None:
        try:
            kept = store.save_deal(person, deal().model_copy(update={"id": f"deal-{person}"}))
            for count in range(24):
                kept = store.save_deal(person, kept.model_copy(update={"title": str(count)}))
        except BaseException as fault:
            failures.append(fault)

    threads = [threading.Thread(target=work, args=(f"p{i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for i in range(6):
        (kept,), _ = store.deals_of(f"p{i}")
        assert (kept.version, kept.title) == (25, "23")


@pytest.mark.parametrize("spoil", [
    lambda option: option["lines"].append(option["lines"][0]),
    lambda option: option["lines"][0]["unit_price"].update(amount="-1"),
    lambda option: option["lines"][0].update(qty=0),
], ids=["twice", "negative", "none"])
def test_a_bundle_edited_by_hand_is_refused_when_read(spoil) -> None:
    line = {"id": "a", "solution": "s", "supplier": "t", "component": "c", "qty": 1, "kind": "goods",
            "unit_price": {"amount": "1", "currency": "KRW"}}
    option = {"name": "standard", "lines": [line], "covers": [], "benefit": "0.5",
              "price": {"amount": "1", "currency": "USD"}, "months": 3, "optimal": True}
    Option.model_validate(option)
    spoil(option)
    with pytest.raises(ValidationError):
        Option.model_validate(option)


def test_a_record_that_no_longer_reads_is_named_and_hides_no_other(tmp_path: Path) -> None:
    """Of every kind, in the register as everybody sees it; once it reads again it is there again."""
    house = work.open_house(tmp_path)
    who = work.desk_owner(house)
    whole = house.whole_registry()
    spoilt = {kind: next(iter(getattr(whole, kind))) for kind in ("cooperatives", "suppliers", "solutions", "cases", "factories")}
    counts = {kind: len(getattr(whole, kind)) for kind in spoilt}
    kept = {}
    with house.store._write() as connection:
        for kind, key in spoilt.items():
            here = (registered.c.kind == kind, registered.c.id == key)
            kept[kind] = connection.scalar(sa.select(registered.c.data).where(*here))
            connection.execute(registered.update().where(*here).values(data={"id": key}, version=registered.c.version + 1))
        grow_register(connection, spoilt)
    for _ in range(2):
        seen = work.registry(house, who)
        for kind, key in spoilt.items():
            assert key not in getattr(seen, kind) and len(list(getattr(seen, kind).items())) == counts[kind] - 1, kind
            assert house.holdings.listings(kind).keys() == set(getattr(seen, kind)), kind
    named = {problem.where.partition(":")[0] for problem in work.catalog_problems(house, who)}
    assert named == {f"{kind}/{key}" for kind, key in spoilt.items()}
    with pytest.raises(Refusal):
        house.store.register.record("cases", spoilt["cases"])
    with house.store._write() as connection:
        for kind, key in spoilt.items():
            connection.execute(registered.update().where(registered.c.kind == kind, registered.c.id == key).values(data=kept[kind]))
        grow_register(connection, spoilt)
    assert {kind: len(getattr(work.registry(house, who), kind)) for kind in spoilt} == counts
    assert work.catalog_problems(house, who) == ()
    house.store.close()


def test_an_act_on_a_case_that_no_longer_reads_hides_no_other(tmp_path: Path) -> None:
    house = work.open_house(tmp_path)
    who = work.desk_owner(house)
    key = next(key for key, case in house.whole_registry().cases.items() if case.status == "published")
    for words in ("first", "second"):
        seen = house.store.register.record("cases", key)[1]
        work.do_case_act(house, who, key, "comment", seen=seen, on=date(2026, 11, 22), remarks=(Remark(words=words),))
    with house.store._write() as connection:
        first = connection.execute(sa.select(case_acts).order_by(case_acts.c.id)).first()
        connection.execute(case_acts.update().where(case_acts.c.id == first.id).values(data={**first.data, "act": "dance"}))
    assert [act.remarks[0].words for act in work.case_file(house, who, key, on=date(2026, 11, 22)).acts] == ["second"]
    assert any("dance" in str(problem.what.args) for problem in work.catalog_problems(house, who))
    house.store.close()
