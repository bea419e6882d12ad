"""A case's way through the house: written, handed in, returned, verified and published, each step by who may do it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from packagekit import workflow as work
from packagekit.domain.case import Grade
from packagekit.domain.person import Person
from packagekit.domain.review import Remark
from packagekit.domain.text import Refusal
from packagekit.storage.register import StaleRecord
from packagekit.verify import CHECKLIST
from tests.conftest import DAY
from tests.people import enrol

OWN = Person(id="yesi", name="Sample Kim", role="supplier", stands_for="s01-yesi", organisation="firm-yesi")
RIVAL = Person(id="dodam", name="Sample Lee", role="supplier", stands_for="s03-dodam", organisation="firm-dodam")
JUDGE = Person(id="judge", name="Sample Park", role="cooperative", stands_for="coop-food", organisation="coop-food")
NEIGHBOUR = Person(id="near", name="Sample Choi", role="cooperative", stands_for="coop-plastics", organisation="coop-plastics")
SELLER = Person(id="seller", name="Sample Jung", role="export_team")


@pytest.fixture
def house(tmp_path: Path) -> work.House:
    return enrol(work.open_house(tmp_path), OWN, RIVAL, JUDGE, NEIGHBOUR, SELLER)


def form(house: work.House, **more: Any) -> dict[str, Any]:
    """A sound case of the supplier, as it is typed: the sample's, with other figures and files."""
    sample = house.whole_registry().cases["plastics-incheon-housings"].model_dump(mode="json")
    kpis = [dict(k, before=b, after=a, evidence=[f"new-{k['kpi']}.csv"]) for k, b, a in zip(
        sample["kpis"][:2], ("4.71", "56.3"), ("3.21", "66.1"), strict=True)]
    for gone in ("id", "status", "origin", "version"):
        del sample[gone]
    return {**sample, "title": {"ko": "표본 여섯 회사의 사출", "en": "Sample six moulders"}, "kpis": kpis, **more}


def drafted(house: work.House, who: Person = OWN, **more: Any) -> work.OpenDraft:
    return work.save_draft(house, who, work.start_draft(house, who, "cases"), form(house, **more))


def submitted(house: work.House, **more: Any) -> str:
    return work.submit_case(house, OWN, drafted(house, **more), on=DAY).id


def act(house: work.House, who: Person, key: str, name: Any, **more: Any) -> Any:
    file = work.case_file(house, who, key, on=DAY)
    return work.do_case_act(house, who, key, name, seen=file.version, on=DAY, **more)


def whole_review(house: work.House, who: Person, key: str) -> dict[str, Any]:
    return {"confirmed": tuple(CHECKLIST), "answers": {
        f.key: "Sample: seen on site." for f in work.case_file(house, who, key, on=DAY).findings}}


def test_a_case_from_the_first_word_to_publication(house: work.House) -> None:
    key = submitted(house)
    assert work.review_queue(house, JUDGE)[0].case.id == key
    act(house, JUDGE, key, "take")
    act(house, JUDGE, key, "return", remarks=(Remark(where="kpis[0].after", words="Which lines?"),))
    again = work.start_draft(house, OWN, "cases", key)
    again = work.save_draft(house, OWN, again, {**again.draft.form, "region": {"ko": "표본 인천", "en": "Sample Incheon"}})
    assert work.submit_case(house, OWN, again, on=DAY).id == key
    act(house, JUDGE, key, "take")
    said = [(c.where, c.after) for c in work.case_changes(house, JUDGE, key, work.versions_of_case(house, JUDGE, key)[0][0])]
    assert ("region.ko", "표본 인천") in said
    act(house, JUDGE, key, "verify", **whole_review(house, JUDGE, key))
    assert key not in work.registry(house, SELLER).cases
    published = act(house, Person(id="desk", name="", role="administrator"), key, "publish")
    assert published.status == "published" and work.registry(house, SELLER).cases[key] == published
    assert [a.act for a in work.case_file(house, OWN, key, on=DAY).acts] == [
        "submit", "take", "return", "submit", "take", "verify", "publish"]
    factory = house.whole_registry().factories["nhua-mau-1"]
    assert key in [m.case.id for m in work.match_factory(house, SELLER, factory, on=DAY, top=10)]
    assert [p.grade for p in published.kpis] == [Grade.A, Grade.A]


def test_a_supplier_of_another_company_sees_neither_draft_nor_case(house: work.House) -> None:
    opened = drafted(house)
    for who in (RIVAL, JUDGE, SELLER):
        assert opened.draft.id not in work.registry(house, who).drafts
        with pytest.raises(Refusal):
            work.open_draft(house, who, opened.draft.id)
        with pytest.raises(Refusal):
            work.save_draft(house, who, opened, {})
        with pytest.raises(Refusal):
            work.submit_case(house, who, opened, on=DAY)
    key = work.submit_case(house, OWN, opened, on=DAY).id
    assert key not in work.registry(house, RIVAL).cases
    with pytest.raises(Refusal) as refused:
        work.case_file(house, RIVAL, key, on=DAY)
    assert refused.value.problems[0].what.msgid == "There is no such record."
    assert set(work.registry(house, RIVAL).solutions) == {
        k for k, s in house.whole_registry().solutions.items() if s.supplier == "s03-dodam"}


@pytest.mark.parametrize("who", [OWN, NEIGHBOUR, SELLER], ids=["its supplier", "its cooperative", "the export team"])
def test_nobody_with_a_part_in_it_verifies_a_case(house: work.House, who: Person) -> None:
    key = submitted(house)
    for name in ("take", "return", "verify"):
        with pytest.raises(Refusal):
            act(house, who, key, name, remarks=(Remark(words="x"),))
    assert work.registry(house, OWN).cases[key].status == "submitted"


def test_the_owner_of_the_desk_does_not_verify_what_he_submitted(house: work.House) -> None:
    desk = work.desk_owner(house)
    key = work.submit_case(house, desk, drafted(house, desk), on=DAY).id
    file = work.case_file(house, desk, key, on=DAY)
    assert file.bar is not None and file.bar.msgid == "You submitted it yourself." and "verify" not in file.may
    with pytest.raises(Refusal):
        act(house, desk, key, "take")


def test_verifying_asks_for_every_point_and_an_answer_to_every_finding(house: work.House) -> None:
    key = submitted(house, costs=[])
    act(house, JUDGE, key, "take")
    with pytest.raises(Refusal) as refused:
        act(house, JUDGE, key, "verify", confirmed=tuple(CHECKLIST)[1:])
    assert {p.where for p in refused.value.problems} == {"reached", "costs"}
    with pytest.raises(Refusal) as refused:
        act(house, JUDGE, key, "return", remarks=(Remark(words="  "),))
    assert refused.value.problems[0].where == "remarks"


def test_what_bars_a_case_is_said_before_it_is_handed_in(house: work.House) -> None:
    submitted(house)
    copy = drafted(house, title={"ko": "표본 다른 이름"})
    sheet = work.read_draft(house, OWN, copy.draft, on=DAY)
    assert {"duplicate", "file_elsewhere"} <= {f.code for f in sheet.findings if f.bars}
    with pytest.raises(Refusal):
        work.submit_case(house, OWN, copy, on=DAY)
    assert copy.draft.id in work.registry(house, OWN).drafts  # what was typed is kept


def test_a_half_filled_draft_says_what_is_missing_and_keeps_what_was_typed(house: work.House) -> None:
    opened = work.start_draft(house, OWN, "cases")
    opened = work.save_draft(house, OWN, opened, {"title": {"ko": "표본"}, "kpis": [{"kpi": "DEF", "before": "four"}], "months_actual": ""})
    sheet = work.read_draft(house, OWN, opened.draft, on=DAY)
    assert sheet.record is None
    assert {"kpis[0].before", "members", "months_actual"} <= {p.where for p in sheet.problems}
    assert work.open_draft(house, OWN, opened.draft.id).draft.form["kpis"][0]["before"] == "four"


def test_letters_that_no_document_shows_are_told_by_their_field_and_kept_in_the_draft(house: work.House) -> None:
    opened = drafted(house, title={"ko": "표본", "en": "Sample ໂຮງງານ"})
    problems = work.read_draft(house, OWN, opened.draft, on=DAY).problems
    assert [(p.where, p.what.args["signs"][0]) for p in problems] == [("title.en", "ໂ (U+0EC2)")]
    assert work.open_draft(house, OWN, opened.draft.id).draft.form["title"]["en"] == "Sample ໂຮງງານ"


def test_a_stale_draft_is_not_saved_over_a_newer_one(house: work.House) -> None:
    opened = work.start_draft(house, OWN, "cases")
    newer = work.save_draft(house, OWN, opened, {"title": {"ko": "새"}})
    with pytest.raises(StaleRecord):
        work.save_draft(house, OWN, opened, {"title": {"ko": "헌"}})
    assert work.open_draft(house, OWN, opened.draft.id) == newer


def test_a_published_case_stays_until_its_revision_is_published(house: work.House) -> None:
    key = submitted(house)
    desk = work.desk_owner(house)
    act(house, JUDGE, key, "take")
    act(house, JUDGE, key, "verify", **whole_review(house, JUDGE, key))
    first = act(house, desk, key, "publish")
    opened = work.start_draft(house, OWN, "cases", key)
    opened = work.save_draft(house, OWN, opened, {**opened.draft.form, "lessons": {"ko": "표본 새 교훈"}})
    revision = work.submit_case(house, OWN, opened, on=DAY)
    assert revision.id != key and revision.revises == key
    assert work.registry(house, SELLER).cases[key] == first
    act(house, JUDGE, revision.id, "take")
    act(house, JUDGE, revision.id, "verify", **whole_review(house, JUDGE, revision.id))
    new = act(house, desk, revision.id, "publish")
    assert new.id == key and new.lessons.root["ko"] == "표본 새 교훈"
    assert revision.id not in house.whole_registry().cases and house.whole_registry().cases[key] == new
    assert house.store.history.faults() == ()


def test_a_price_once_given_stays_beside_the_newer_one(house: work.House) -> None:
    opened = work.start_draft(house, OWN, "solutions", "mes-injection-yesi")
    sheet = dict(opened.draft.form)
    price = sheet["prices"][0]
    cheaper = {**price, "unit_price": {**price["unit_price"], "amount": "1"}}
    changed = work.save_draft(house, OWN, opened, {**sheet, "prices": [cheaper, *sheet["prices"][1:]]})
    with pytest.raises(Refusal) as refused:
        work.save_sheet(house, OWN, changed, on=DAY)
    assert refused.value.problems[0].where == "prices"
    newer = {**cheaper, "valid_from": "2027-01-01", "valid_to": None}
    added = work.save_draft(house, OWN, changed, {**sheet, "prices": [*sheet["prices"], newer]})
    work.save_sheet(house, OWN, added, on=DAY)
    kept = work.registry(house, OWN).solutions["mes-injection-yesi"].prices
    assert [p.valid_from.year for p in kept if p.code == price["code"]][-1] == 2027 and len(kept) == len(sheet["prices"]) + 1


def test_what_the_type_of_a_solution_asks_for_must_be_stated(house: work.House) -> None:
    opened = work.start_draft(house, OWN, "solutions", "mes-injection-yesi")
    changed = work.save_draft(house, OWN, opened, {**opened.draft.form, "protocols_in": [], "ui_languages": []})
    assert {p.where for p in work.read_draft(house, OWN, changed.draft, on=DAY).problems} == {"protocols_in", "ui_languages"}


def test_a_changed_record_is_found_at_once(house: work.House) -> None:
    assert house.holdings.find("cases", "여섯 회사의 사출") == []
    key = submitted(house)
    assert house.holdings.find("cases", "표본여섯회사")[0].id == key
    assert house.holdings.listings("cases")[key].status == "submitted"


def test_a_copied_story_is_pointed_at_and_a_rivals_unpublished_case_is_not_named(house: work.House) -> None:
    """The rival hands in the supplier's story with figures of its own: the verifier is told, the rival learns no title."""
    key = submitted(house)
    story = {name: form(house)[name] for name in ("problem", "built", "lessons")}
    kpis = [dict(k, before=b, after=a, evidence=["rival.csv"]) for k, b, a in zip(form(house)["kpis"], ("6.02", "51.4"), ("4.4", "60.2"), strict=True)]
    copied = drafted(house, RIVAL, title={"ko": "표본 다른 회사", "en": "Sample copy"}, kpis=kpis, systems=[{"solution": "pop-dodam", "supplier": "s03-dodam"}], **story)
    read = work.read_draft(house, RIVAL, copied.draft, on=DAY)
    told = [f for f in read.findings if f.code == "told_alike"]
    assert all(key not in str(f.text) and "Sample six moulders" not in str(f.text) for f in read.findings)
    owner = work.desk_owner(house)
    seen = [f for f in work.read_draft(house, owner, copied.draft, on=DAY).findings if f.code == "told_alike"]
    assert any("Sample six moulders" in str(f.text) for f in seen) and len(told) < len(seen)
