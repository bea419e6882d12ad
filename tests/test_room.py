"""Room for files: each sees and frees their own, an administrator everybody's; what was sent or judged stays."""

from __future__ import annotations

import pytest

from packagekit import workflow as work
from packagekit.domain.kept_file import KeptFile
from packagekit.domain.person import Person
from packagekit.domain.text import Refusal
from packagekit.workflow.proposing import Document
from tests.people import enrol

OWNER = Person(id="room-kim", name="Kim", role="export_team")
COLLEAGUE = Person(id="room-lee", name="Lee", role="export_team")
BOSS = Person(id="room-boss", name="Boss", role="administrator")


@pytest.fixture
def room(tmp_path_factory: pytest.TempPathFactory) -> work.House:
    return enrol(work.open_house(tmp_path_factory.mktemp("room")), OWNER, COLLEAGUE, BOSS)


def draft_file(house: work.House, who: Person, data: bytes = b"day,scrap\n2025-01-01,4.8\n") -> KeptFile:
    draft, _ = work.start_draft(house, who, "cases")
    return work.keep_file(house, who, "readings.csv", data, kind="drafts", ref=draft.id)


def test_who_frees_room_can_keep_more(room: work.House, monkeypatch: pytest.MonkeyPatch) -> None:
    first = draft_file(room, OWNER, b"x," * 300_000)
    monkeypatch.setattr(type(room.settings), "quota", first.size + 10)
    with pytest.raises(Refusal):
        draft_file(room, OWNER, b"y," * 300_000)
    assert work.my_room(room, OWNER).used == first.size
    path = room.store.files.path(first.sha256)
    assert path.exists()
    work.drop_file(room, OWNER, first.key)
    assert not path.exists() and work.my_room(room, OWNER).held == ()
    assert draft_file(room, OWNER, b"y," * 300_000).size == first.size
    with pytest.raises(Refusal):
        work.open_file(room, OWNER, first.key)


def test_bytes_that_two_files_share_stay_as_long_as_one_of_them(room: work.House) -> None:
    mine, theirs = draft_file(room, OWNER), draft_file(room, COLLEAGUE)
    assert mine.sha256 == theirs.sha256
    work.drop_file(room, OWNER, mine.key)
    assert work.open_file(room, COLLEAGUE, theirs.key)[1].startswith(b"day,scrap")
    assert list(room.store.files.faults()) == []


def test_what_may_have_been_sent_stays_until_its_deal_is_removed(room: work.House) -> None:
    deal = work.start_deal(room, OWNER, "nhua-mau-1")
    (file,) = work.keep_documents(room, OWNER, deal.id, [Document("offer.pdf", "application/pdf", b"%PDF-1.7 sent")])
    (held,) = work.my_room(room, OWNER).held
    assert held.stays is not None
    for who in (OWNER, BOSS):
        with pytest.raises(Refusal) as refusal:
            work.drop_file(room, who, file.key)
        assert refusal.value.problems[0].what == held.stays
    work.remove_deal(room, OWNER, deal.id)
    work.drop_file(room, OWNER, file.key)
    assert room.store.files.of("deals", deal.id) == ()


def test_evidence_that_stands_behind_a_value_stays(room: work.House) -> None:
    case = next(iter(room.whole_registry().cases))
    file = work.keep_file(room, BOSS, "readings.csv", b"a,b\n1,2\n", kind="cases", ref=case)
    with pytest.raises(Refusal):
        work.drop_file(room, BOSS, file.key)


def test_nobody_takes_away_or_learns_of_a_file_of_somebody_else(room: work.House) -> None:
    file = draft_file(room, OWNER)
    refused = []
    for key in (file.key, "A" * 24):
        with pytest.raises(Refusal) as refusal:
            work.drop_file(room, COLLEAGUE, key)
        refused.append(refusal.value.problems[0].what)
    assert refused[0] == refused[1]
    assert [held.file.key for held in work.my_room(room, OWNER).held] == [file.key]
    assert work.my_room(room, COLLEAGUE).held == ()


def test_an_administrator_sees_everybodys_room_and_frees_it(room: work.House) -> None:
    file = draft_file(room, OWNER)
    assert work.room_of_all(room, BOSS) == {OWNER.id: (1, file.size)}
    assert [held.file.key for held in work.room_of(room, BOSS, OWNER.id).held] == [file.key]
    work.drop_file(room, BOSS, file.key)
    assert work.room_of_all(room, BOSS) == {}
