"""What is unverified, stale or about to end, what changes before a delivery, and how the Markets page says it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from packagekit import workflow as work
from packagekit.domain.dated import DatedValue, Source, Status
from packagekit.domain.person import Person
from packagekit.domain.text import Refusal
from packagekit.workflow import House
from packagekit.workflow.freshness import ENDING_DAYS, STALE_DAYS, STALE_RATE_DAYS, Series, _changes, freshness
from tests.conftest import DAY

KIM = Person(id="kim", name="Kim", role="export_team")
LEE = Person(id="lee", name="Lee", role="administrator")
GUEST = Person(id="g", name="G", role="guest")


def value(number: str | None, since: date, until: date | None = None, *, status: str = "S", seen: date | None = None) -> DatedValue:
    return DatedValue(
        value=number, since=since, until=until, status=Status(status), source=Source(title="Sample", seen=seen))


def series(*values: DatedValue, kind: str = "market") -> Series:
    return Series(kind=kind, owner="XX", name="vat", unit="ratio", values=values)


@pytest.mark.parametrize(("status", "number", "unverified"), [
    ("S", "0.1", False), ("S2", "0.1", False), ("user", "0.1", False), ("W", "0.1", True), ("GK", "0.1", True), ("S", None, True),
])
def test_weak_and_unknown_values_are_unverified(status: str, number: str | None, unverified: bool) -> None:
    one = value(number, DAY, status=status)
    assert series(one).standing(one, DAY).unverified is unverified


@pytest.mark.parametrize(("kind", "days", "stale"), [
    ("market", STALE_DAYS, False), ("market", STALE_DAYS + 1, True), ("tariff", STALE_DAYS + 1, True),
    ("exchange", STALE_RATE_DAYS, False), ("exchange", STALE_RATE_DAYS + 1, True),
])
def test_a_value_grows_stale_after_its_days(kind: str, days: int, stale: bool) -> None:
    """What counts is when it was read, however long it has been law; unknown, since it began."""
    read = value("0.1", date(2009, 1, 1), seen=DAY - timedelta(days=days))
    unread = value("0.1", DAY - timedelta(days=days))
    for one in (read, unread):
        assert series(one, kind=kind).standing(one, DAY).stale is stale


def test_a_value_ends_by_its_last_day_or_by_the_next_one() -> None:
    at, after = DAY + timedelta(days=ENDING_DAYS), DAY + timedelta(days=ENDING_DAYS + 1)
    for end, ending in ((at, True), (after, False)):
        alone = value("0.1", date(2020, 1, 1), end)
        assert (series(alone).standing(alone, DAY).ending, series(alone).standing(alone, DAY).ends) == (ending, end)
        followed = value("0.1", date(2020, 1, 1))
        both = series(followed, value("0.2", end + timedelta(days=1)))
        assert (both.standing(followed, DAY).ending, both.standing(followed, DAY).ends) == (ending, end)
    over = value("0.1", date(2020, 1, 1), DAY - timedelta(days=1))
    assert not series(over).standing(over, DAY).ending, "what has ended is not about to"


@settings(deadline=None, max_examples=60)
@given(starts=some.lists(some.dates(date(2020, 1, 1), date(2030, 1, 1)), min_size=1, max_size=5, unique=True),
       lasts=some.lists(some.none() | some.integers(0, 700), min_size=5, max_size=5),
       day=some.dates(date(2020, 1, 1), date(2031, 1, 1)))
def test_a_value_speaks_until_its_end_and_not_a_day_longer(starts: list[date], lasts: list[int | None], day: date) -> None:
    values = [
        value("0.1", since, None if last is None else since + timedelta(days=last))
        for since, last in zip(sorted(starts), lasts, strict=False)
    ]
    known = series(*values)
    speaking = known.on(day)
    if speaking is not None and (ends := known.ends(speaking, day)) is not None:
        assert day <= ends
        assert known.on(ends) is speaking
        assert known.on(ends + timedelta(days=1)) is not speaking


# A market -------------------------------------------------------------------------------------


def test_vietnams_lower_vat_ends_before_a_delivery_in_march(house: House) -> None:
    """8 % to 2026-12-31, then 10 %: a delivery in December is not affected, one in January is."""
    for delivery, affected in ((date(2026, 12, 5), []), (date(2027, 1, 1), ["vat"]), (date(2027, 3, 31), ["vat"])):
        found = freshness(house, GUEST, market="VN", on=DAY, delivery=delivery)
        assert [change.series.name for change in found.affected] == affected
    change = found.affected[0]
    assert (change.value.value, change.ends, change.next.value) == (Decimal("0.08"), date(2026, 12, 31), Decimal("0.10"))
    assert (found.delivery, [f.series.name for f in found.ending]) == (date(2027, 3, 31), ["vat"])
    assert {f.series.kind for f in found.unverified} >= {"market", "tariff", "seller", "exchange"}
    assert all(not f.value.status.verified or f.value.value is None for f in found.unverified)


def test_another_markets_travel_is_not_counted(house: House) -> None:
    names = {f.series.name for f in freshness(house, GUEST, market="VN", on=DAY, delivery=DAY).unverified}
    assert "per_diem.vn" in names and "per_diem.id" not in names


def test_a_missing_exchange_rate_is_said(house: House) -> None:
    found = freshness(house, GUEST, market="MM", on=DAY, delivery=DAY)
    assert [problem.where for problem in found.problems] == ["fx/KRW/MMK"]


def test_a_value_that_comes_back_is_told_in_turn() -> None:
    """10 % without end, 8 % for a year in between: the tax falls, and rises again."""
    known = series(value("0.10", date(2020, 1, 1)), value("0.08", date(2027, 1, 1), date(2027, 12, 31)))
    told = [(c.value.value, c.ends, c.next.value) for c in _changes(known, DAY, date(2028, 6, 30))]
    assert told == [
        (Decimal("0.10"), date(2026, 12, 31), Decimal("0.08")), (Decimal("0.08"), date(2027, 12, 31), Decimal("0.10"))]
    assert list(_changes(known, date(2028, 1, 1), date(2030, 1, 1))) == []


def test_a_teams_value_is_among_the_changes(tmp_path: Path) -> None:
    """Two steps before May: 8 % to December, 10 % to February, then the team's 9 %."""
    house = work.open_house(tmp_path)
    entered = work.enter_value(house, KIM, work.Entry(
        figure=("market", "VN", "vat", ""), value="9 %", since=date(2027, 3, 1), source_title="Sample law", document="1"))
    work.confirm_value(house, LEE, entered.id)
    found = freshness(house, KIM, market="VN", on=DAY, delivery=date(2027, 5, 1))
    assert [(c.value.value, c.ends, c.next.value) for c in found.affected] == [
        (Decimal("0.08"), date(2026, 12, 31), Decimal("0.10")), (Decimal("0.10"), date(2027, 2, 28), Decimal("0.09"))]
    house.store.close()


def test_what_cannot_be_asked_is_refused(house: House) -> None:
    with pytest.raises(Refusal):
        freshness(house, KIM, market="XX", on=DAY, delivery=DAY)
    with pytest.raises(Refusal) as caught:
        freshness(house, KIM, market="VN", on=DAY, delivery=date(2026, 10, 31))
    assert caught.value.problems[0].where == "delivery"
    assert freshness(house, KIM, market="VN", on=DAY, delivery=date(2026, 11, 1)).delivery == date(2026, 11, 30)


def test_catalog_check_lists_every_value_with_its_flags(house: House) -> None:
    report = work.check_catalogs(house, KIM, on=DAY)
    answer = json.loads(json.dumps(work.catalog_answer(report, work.language("en"))))
    assert len(answer["rates"]) == len(report.values)
    by_name = {(v["owner"], v["name"], v["since"]): v for v in answer["rates"]}
    lower = by_name["VN", "vat", "2025-07-01"]
    assert (lower["state"], lower["ending"], lower["stale"], lower["unverified"]) == ("holds", True, False, False)
    assert {v["state"] for v in answer["rates"]} == {"holds", "ended", "begins"}
    assert not any(v["ending"] for v in answer["rates"] if v["state"] != "holds")
    assert all(v["unverified"] == (v["status"] in ("W", "GK") or v["value"] is None) for v in answer["rates"])
    old = [v for v in answer["rates"] if v["owner"] == "fx" and v["stale"]]
    assert old and all((DAY - date.fromisoformat(v["since"])).days > STALE_RATE_DAYS for v in old)
    later = work.check_catalogs(house, KIM, on=DAY + timedelta(days=400)).values
    assert sum(v.stale for v in later) > sum(v.stale for v in report.values)
    assert "VN" in work.catalog_text(report, work.language("en"))
