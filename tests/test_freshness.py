"""What is unverified, stale or about to end, what changes before a delivery, and how the Markets page says it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from hypothesis import given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from packagekit import workflow as work
from packagekit.domain.dated import DatedValue, Source, Status
from packagekit.domain.money import Money
from packagekit.domain.person import Person
from packagekit.domain.text import Percent, Refusal
from packagekit.workflow import House
from packagekit.workflow.freshness import ENDING_DAYS, STALE_DAYS, STALE_RATE_DAYS, Series, _changes, freshness
from tests.conftest import DAY, ROOT
from tests.people import enrol

KIM = Person(id="kim", name="Kim", role="export_team")
LEE = Person(id="lee", name="Lee", role="administrator")


@pytest.fixture
def house(house: House) -> House:
    return enrol(house, KIM, LEE)


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
        found = freshness(house, KIM, market="VN", on=DAY, delivery=delivery)
        assert [change.series.name for change in found.affected] == affected
    change = found.affected[0]
    assert (change.value.value, change.ends, change.next.value) == (Decimal("0.08"), date(2026, 12, 31), Decimal("0.10"))
    assert (found.delivery, [f.series.name for f in found.ending]) == (date(2027, 3, 31), ["vat"])
    assert {f.series.kind for f in found.unverified} >= {"market", "tariff", "seller", "exchange"}
    assert all(not f.value.status.verified or f.value.value is None for f in found.unverified)


def test_another_markets_travel_is_not_counted(house: House) -> None:
    names = {f.series.name for f in freshness(house, KIM, market="VN", on=DAY, delivery=DAY).unverified}
    assert "per_diem.vn" in names and "per_diem.id" not in names


def test_a_missing_exchange_rate_is_said(house: House) -> None:
    found = freshness(house, KIM, market="MM", on=DAY, delivery=DAY)
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
    house = enrol(work.open_house(tmp_path), KIM, LEE)
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


# The Markets page -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def screen_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACKAGEKIT_HOME", str(home))
        st.cache_resource.clear()
        yield enrol(work.open_house(home), KIM, LEE)
        st.cache_resource.clear()


def opened(language: str, market: str = "VN") -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    at.query_params.update({"lang": language, "market": market, "on": DAY.isoformat()})
    at.run()
    at.switch_page("packagekit/ui/pages/markets.py").run()
    assert not at.exception
    return at


def markup(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.html)


def field(elements: Any, name: str) -> Any:
    return next(element for element in elements if element.key and element.key.startswith(name))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_landed_calculator_reckons_what_is_typed(screen_house: House, language: str) -> None:
    """Panels of 25,800,000 dong at a duty assumed by its high end: what the page says is what the verb says."""
    at = opened(language)
    field(at.selectbox, "calculate-VN-hs").set_value("85371099")
    field(at.selectbox, "calculate-VN-currency-goods").set_value("VND")
    field(at.text_input, "calculate-VN-value").set_value("25,800,000").run()
    assert not at.exception
    found = work.landed(screen_house, KIM, {
        "market": "VN", "on": DAY, "currency": "VND", "unknown": "prudent",
        "lines": [{"id": "goods", "hs": "85371099", "value": "25800000"}]})
    said = work.language(language)
    for charge in found.charges:
        assert said.money(Money(amount=charge.amount, currency="VND")) in markup(at)
    back = sum(charge.amount for charge in found.charges if charge.recoverable)
    assert said.money(Money(amount=found.landed_value - back, currency="VND")) in markup(at)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_contract_calculator_reckons_what_is_typed(screen_house: House, language: str) -> None:
    """Services of 100,000 dollars, VAT on top, income tax of 5 % in the price: 95,000 stay with the seller."""
    at = opened(language)
    field(at.text_input, "calculate-VN-price-services").set_value("100,000").run()
    assert not at.exception
    said = work.language(language)
    assert said.money(Money.of("95000", "USD")) in markup(at)
    field(at.radio, "calculate-VN-bearer-income").set_value("buyer").run()
    assert not at.exception
    assert said.money(Money.of("95000", "USD")) not in markup(at)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_faults_typed_into_the_calculators_are_named_by_their_fields(screen_house: House, language: str) -> None:
    at = opened(language)
    field(at.text_input, "calculate-VN-value").set_value("ten").run()
    field(at.text_input, "calculate-VN-price-services").set_value("-5").run()
    assert not at.exception
    shown = markup(at)
    say = work.language(language).gettext
    assert shown.count('class="problems"') == 2
    for label in ("Value of the goods", "Price"):
        assert f"<b>{say(label)}</b>" in shown
    field(at.multiselect, "calculate-VN-activities").set_value([]).run()
    assert not at.exception
    assert f"<b>{say('What the contract sells')}</b>" in markup(at)


@pytest.mark.parametrize("market", ["ID", "PH", "MM", "TL", "SG"])
def test_the_sections_open_for_other_markets(screen_house: House, market: str) -> None:
    assert field(opened("en", market).selectbox, f"calculate-{market}-hs").value


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_says_what_changes_until_a_month(screen_house: House, language: str) -> None:
    at = opened(language)
    say = work.language(language)
    month = field(at.selectbox, "delivery-")
    assert month.value == date(2027, 5, 1)
    nothing = say.gettext("No change is known until the end of {month}.", month=say.month(date(2026, 12, 1)))
    assert nothing not in markup(at)
    month.set_value(date(2026, 12, 1)).run()
    assert not at.exception
    assert nothing in markup(at)


def test_a_value_is_entered_waits_and_is_withdrawn_on_the_page(screen_house: House) -> None:
    at = opened("en")
    field(at.button, "team-VN-keep").click().run()
    shown = markup(at)
    assert not at.exception
    assert "is not a number" in shown and "The value has no source." in shown and "<b>Address of the source</b>" in shown
    field(at.selectbox, "team-VN-parameter").set_value("vat")
    field(at.text_input, "team-VN-value").set_value("9 %")
    field(at.date_input, "team-VN-since").set_value(date(2027, 3, 1))
    field(at.text_input, "team-VN-title").set_value("Sample law <b>1/2027</b>")
    field(at.text_input, "team-VN-document").set_value("1/2027")
    field(at.button, "team-VN-keep").click().run()
    assert not at.exception
    (kept,) = work.list_team_values(screen_house, KIM)
    assert (kept.state, kept.value.value, kept.entered_by) == ("waiting", Decimal("0.09"), "desk")
    assert "A colleague must confirm this value" in markup(at) and "Sample law &lt;b&gt;" in markup(at)
    assert not any(button.key.startswith("team-confirm-") for button in at.button if button.key), "never one's own"
    field(at.button, "team-end-").click().run()
    assert "The reason is missing." in markup(at)
    field(at.text_input, "team-why-").set_value("Typed twice")
    field(at.button, "team-end-").click().run()
    assert not at.exception
    assert work.list_team_values(screen_house, KIM)[0].state == "withdrawn"
    assert "Typed twice" in markup(at)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_colleagues_value_is_confirmed_on_the_page_and_read_at_once(screen_house: House, language: str) -> None:
    """The desk confirms what Kim entered; the tariff and the calculator then show it."""
    day, number = {"ko": (date(2026, 3, 1), "11 %"), "en": (date(2026, 4, 1), "12 %")}[language]
    entered = work.enter_value(screen_house, KIM, work.Entry(
        figure=("tariff", "VN", "85371099", "mfn"), value=number, since=day, source_title="Sample decree",
        document="5", file=("decree.pdf", b"%PDF-1.7 sample\n%%EOF\n")))
    at = opened(language)
    said = work.language(language).show(Percent(ratio=Decimal(number[:2]) / 100))
    before = markup(at).count(f"{said}</td>")
    field(at.button, f"team-confirm-{entered.id}").click().run()
    assert not at.exception
    assert work.list_team_values(screen_house, LEE)[0].decisions[-1].by == "desk"
    assert markup(at).count(f"{said}</td>") > before, "in the table of duties"
