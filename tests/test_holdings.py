"""The register at hand: what is kept beside the database is what reading every record gives, or it is not used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit import workflow as work
from packagekit.search import Entry, Index, index, joined, packed, unpacked
from packagekit.storage.register import Register, Writing
from packagekit.workflow import holdings
from packagekit.workflow.holdings import LARGE
from tests.conftest import DAY

WORDS = st.sampled_from(["사출", "인천 사출", "도금", "plating", "Nhựa Mẫu", "ㅅㅊ", "금형 공업", "a", "inchoen", "표본표면처리"])
ENTRIES = st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.tuples(st.sampled_from([1.0, 0.35]), WORDS), min_size=1, max_size=3), max_size=6)


def entries(said: dict[str, list[tuple[float, str]]]) -> list[Entry]:
    return [Entry(key, tuple(texts)) for key, texts in said.items()]


def hits(held: Index, typed: str) -> dict[str, float]:
    return {hit.id: round(hit.score, 5) for hit in held.find(typed)}


@settings(max_examples=150, deadline=None)
@given(held=ENTRIES, fresh=ENTRIES, gone=st.frozensets(st.sampled_from("abcdefgh")), typed=WORDS)
def test_two_indexes_joined_find_what_one_of_all_finds(
    held: dict[str, Any], fresh: dict[str, Any], gone: frozenset[str], typed: str
) -> None:
    both = joined(index(entries(held)), index(entries(fresh)), gone | fresh.keys())
    whole = index(entries({**{key: texts for key, texts in held.items() if key not in gone}, **fresh}))
    assert hits(both, typed) == hits(whole, typed)
    assert hits(unpacked(packed(both)), typed) == hits(whole, typed)
    assert set(both.ids) == set(whole.ids)


def known(house: work.House, who: Any) -> Any:
    """All that the pages and matching ask of the register at hand."""
    held = house.holdings
    factory = next(f for f in work.list_factories(house, who) if f.id == "nhua-mau-1")
    return (
        {kind: dict(held.listings(kind)) for kind in LARGE},
        {(kind, typed): sorted(held.find(kind, typed)) for kind in LARGE for typed in ("인천 사출", "ㅅㅊ", "inchoen plating", "")},
        [(m.case.id, m.score) for m in work.match_factory(house, who, factory, on=DAY)],
        work.excellent_suppliers(house, who, on=DAY), work.capability_map(house, who),
    )


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The samples count for a large register."""
    monkeypatch.setattr(holdings, "LOOSE", 5)
    monkeypatch.setattr(holdings, "AT_ONCE", 7)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the large kinds that are read from now on."""
    read: list[str] = []
    records = Register.records

    def counting(self: Register, kind: str, keys: Iterable[str]) -> Any:
        wanted = list(keys)
        read.extend(f"{kind}/{key}" for key in wanted if kind in LARGE)
        return records(self, kind, wanted)

    monkeypatch.setattr(Register, "records", counting)
    return read


def test_a_second_start_reads_no_record_and_knows_the_same(tmp_path: Path, large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first = work.open_house(tmp_path)
    said = known(first, work.desk_owner(first))
    first.store.close()
    again = work.open_house(tmp_path)
    read = counted(monkeypatch)
    assert again.holdings.listings("cases") and read == []
    assert known(again, work.desk_owner(again)) == said
    again.store.close()


def test_what_changed_since_is_read_and_what_was_removed_is_gone(
    tmp_path: Path, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = work.open_house(tmp_path)
    assert first.holdings.listings("cases")  # kept in the file
    save = first.store.register.save
    case, version = first.store.register.record("cases", "plastics-incheon-housings")
    own = {**case.model_dump(), "origin": "user"}  # a sample that was removed would be taken in again
    save(Writing("cases", type(case).model_validate({**own, "id": "casting-gimhae-own", "region": {"ko": "김해"}}), 0), by="house", act="saved")
    assert first.holdings.find("cases", "김해") and first.holdings.listings("cases")["casting-gimhae-own"]
    save(Writing("cases", type(case).model_validate({**own, "title": {"ko": "표본 이름바뀜", "en": "Sample"}}), version), by="house", act="saved")
    first.store.register.remove("cases", "casting-gimhae-own", seen=1, by="house")
    first.store.close()
    again = work.open_house(tmp_path)
    read = counted(monkeypatch)
    assert "casting-gimhae-own" not in again.holdings.listings("cases")
    assert read == ["cases/plastics-incheon-housings"]
    assert again.holdings.find("cases", "이름바뀜")[0].id == "plastics-incheon-housings"
    assert all(hit.id != "casting-gimhae-own" for hit in again.holdings.find("cases", "김해"))
    again.store.close()


@pytest.mark.parametrize("damage", [
    lambda data: data[:-1], lambda data: data[: len(data) // 2], lambda data: b"", lambda data: b"\xff" * 64,
    lambda data: data[:-5] + bytes(b ^ 1 for b in data[-5:]),
], ids=["a byte short", "half", "empty", "other", "flipped"])
def test_a_damaged_file_is_not_used(tmp_path: Path, large: None, damage: Any) -> None:
    first = work.open_house(tmp_path)
    said = known(first, work.desk_owner(first))
    first.store.close()
    file = tmp_path / "register.abridged"
    file.write_bytes(damage(file.read_bytes()))
    again = work.open_house(tmp_path)
    assert known(again, work.desk_owner(again)) == said
    again.store.close()


def test_the_file_of_another_database_is_not_used(tmp_path: Path, large: None) -> None:
    """Versions of the same number there say nothing of what stands here."""
    one, other = tmp_path / "one", tmp_path / "other"
    for home, title in ((one, "표본 하나"), (other, "표본 다른것")):
        house = work.open_house(home)
        case, version = house.store.register.record("cases", "plastics-incheon-housings")
        changed = {**case.model_dump(), "origin": "user", "title": {"ko": title, "en": "Sample"}}
        house.store.register.save(Writing("cases", type(case).model_validate(changed), version), by="house", act="saved")
        assert house.holdings.listings("cases")
        house.store.close()
    (one / "register.abridged").replace(other / "register.abridged")
    house = work.open_house(other)
    assert house.holdings.listings("cases")["plastics-incheon-housings"].title.root["ko"] == "표본 다른것"
    house.store.close()


def test_a_disk_that_keeps_no_file_only_costs_time(tmp_path: Path, large: None) -> None:
    (tmp_path / "register.abridged").mkdir()
    house = work.open_house(tmp_path)
    assert house.holdings.find("cases", "인천 사출")
    house.store.close()


def test_typing_in_a_draft_makes_nothing_anew_but_drafts(house: work.House, who: Any) -> None:
    """Each key pause saves: what was worked out of cases, suppliers and solutions stays as it is."""
    seen = work.registry(house, who).cases
    choices = work.choices(house, who)
    opened = work.start_draft(house, who, "cases")
    work.save_draft(house, who, opened, {"title": {"ko": "표본"}})
    assert opened.draft.id in work.registry(house, who).drafts
    assert work.registry(house, who).cases is seen or who.role == "administrator"
    assert work.choices(house, who) is choices
