"""Rates from the network, or entered by people, to the calculation: held where they jump, never waited for."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import monotonic

import pytest

from packagekit.domain.dated import Status
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.rate_review import Heard, HeldFor, judge
from packagekit.domain.text import Refusal
from packagekit.feeds.gathering import ADDRESSES, feeds
from packagekit.storage.catalogs import read_catalogs
from packagekit.storage.database import Store
from packagekit.storage.engine import embedded
from packagekit.workflow import House, read_settings
from packagekit.workflow import economy as market_figures
from packagekit.workflow import exchange as fx
from tests.conftest import ROOT
from tests.feed_server import (
    FeedServer,
    open_er,
    told,
    v2,
)
from tests.feeds.asking import (
    FRIDAY,
    GUEST,
    KIM,
    LEE,
    NOON,
    SUNDAY,
    asked_of,
    rate,
    speak_all,
)


def test_a_refresh_brings_fresh_rates_into_every_calculation(house: House, server: FeedServer) -> None:
    before = fx.rates(house).between("KRW", "VND", SUNDAY)
    assert before.day == date(2026, 10, 30)  # the snapshot that is shipped
    speak_all(server)
    report = fx.refresh_rates(house, KIM, on=SUNDAY, asked=asked_of(server), seconds=5)
    assert report.problems == () and report.held == () and report.differences == ()
    assert {s.feed for s in report.stored} == set(ADDRESSES)
    after = fx.rates(house).between("USD", "KRW", SUNDAY)
    assert (after.rate, after.day, after.status) == (Decimal("1335.30"), FRIDAY, Status.S)  # Eximbank outweighs blends
    assert fx.rates(house).between("KRW", "VND", SUNDAY).day == FRIDAY
    assert fx.rates(house) is fx.rates(house)
    assert fx.refresh_rates(house, KIM, on=SUNDAY, asked=asked_of(server), seconds=5).stored == ()
    with_another_process = replace(house, store=Store(embedded(house.settings.home)), _rates=None)
    assert fx.rates(with_another_process) == fx.rates(house)


def test_a_table_per_hundred_is_held_and_the_second_source_used(house: House, server: FeedServer) -> None:
    """The blend tells 263 dong a dollar, as the central bank of Myanmar would, where the other tells 26,310."""
    speak_all(server)
    server.says("/v2/rates", v2(FRIDAY, {"VND": 263}))
    report = fx.refresh_rates(house, KIM, on=SUNDAY, asked=asked_of(server, "open_er", "frankfurter_v2"), seconds=5)
    (held,) = report.held
    assert (held.feed, held.held_for, held.reason.args["unit"]) == ("frankfurter_v2", HeldFor.JUMP, 100)
    (named,) = report.differences
    assert (named.first.feed, named.second) == ("open_er", "frankfurter_v2")
    assert fx.rates(house).between("USD", "VND", SUNDAY).rate == 26310


def test_a_rate_of_a_day_to_come_is_not_taken_in(house: House, server: FeedServer) -> None:
    server.says("/v2/rates", v2(date(2099, 1, 1), {"VND": 26300}))
    report = fx.refresh_rates(house, KIM, on=SUNDAY, asked=asked_of(server, "frankfurter_v2"), seconds=5)
    assert report.stored == report.held == ()
    assert [p.what.args["day"] for p in report.problems] == [date(2099, 1, 1)]


def test_the_key_decides_whether_eximbank_is_asked_and_is_kept_secret() -> None:
    with_key = read_settings(environment={"PACKAGEKIT_KEXIM_KEY": " sample-key "})
    assert [f.name for f in feeds(with_key.kexim_key)] == list(ADDRESSES)
    assert "eximbank" not in {f.name for f in feeds(read_settings(environment={}).kexim_key)}
    assert {s.name: s.secret for s in with_key.described()}["PACKAGEKIT_KEXIM_KEY"]


def test_a_currency_heard_first_needs_a_second_source() -> None:
    def lak(feed: str, value: str) -> Heard:
        return Heard(feed=feed, origin=feed, rate=rate("USD", "LAK", value))
    nothing = ExchangeRates(rates=())
    assert [j.held_for for j in judge((lak("a", "21600"), lak("b", "21700")), nothing)] == [None, None]
    assert [j.held_for for j in judge((lak("a", "21600"), lak("b", "216")), nothing)] == [HeldFor.DISAGREES] * 2
    assert [j.held_for for j in judge((lak("a", "21600"),), nothing)] == [HeldFor.UNCHECKED]


def test_without_a_network_the_stored_rates_stay_and_their_age_is_said(house: House, server: FeedServer) -> None:
    before = fx.rates(house)
    report = fx.refresh_rates(house, KIM, on=SUNDAY, asked=asked_of(server), seconds=5)
    assert fx.rates(house) == before and report.stored == ()
    assert {p.where for p in report.problems} == {"127.0.0.1"}
    assert report.said.args["day"] == date(2026, 10, 30) and report.said.args["age"] == 23  # 30 Oct to 22 Nov
    ages = {a.quote: a.days for a in fx.rate_ages(house, KIM, on=SUNDAY)}
    assert ages["VND"] == 23 and "KRW" not in ages


def test_a_page_starts_a_refresh_and_does_not_wait(house: House, server: FeedServer) -> None:
    server.says("/v6/latest/USD", told({}, wait=0.4), open_er(NOON, {"KRW": 1335.3}))
    asked = asked_of(server, "open_er")
    began = monotonic()
    assert fx.start_refresh(house, KIM, on=SUNDAY, asked=asked)
    assert not fx.start_refresh(house, KIM, on=SUNDAY, asked=asked)  # one at a time
    assert fx.refreshing(house, KIM).running and monotonic() - began < 0.4
    while fx.refreshing(house, KIM).running and monotonic() - began < 5:
        pass
    assert fx.refreshing(house, KIM).last.on == SUNDAY


def entering(**changes: object) -> dict[str, object]:
    return {"base": "USD", "quote": "VND", "day": FRIDAY, "rate": "26,350", "source_title": "Sample bank, counter",
            "href": "https://bank.example/rates", **changes}


def test_an_entered_rate_is_used_from_its_day_and_outweighs_feeds(house: House, server: FeedServer) -> None:
    speak_all(server)
    entered = fx.enter_rate(house, KIM, **entering())
    fx.refresh_rates(house, KIM, on=SUNDAY, asked=asked_of(server), seconds=5)
    assert (entered.state, entered.entered_by, entered.rate.status) == ("in_force", "kim", Status.USER)
    assert fx.rates(house).between("USD", "VND", SUNDAY).rate == 26350
    assert fx.rates(house).between("USD", "VND", date(2026, 11, 19)).day == date(2026, 10, 30)
    with pytest.raises(Refusal):
        fx.enter_rate(house, LEE, **entering())


def test_a_jump_waits_for_another_person(house: House) -> None:
    """2,635 for 26,350: a digit was lost, a factor of about ten."""
    held = fx.enter_rate(house, KIM, **entering(rate="2635"))
    assert (held.state, held.held_for, held.reason.args["unit"]) == ("held", HeldFor.JUMP, 10)
    assert fx.held_rates(house, LEE) == (held,)
    assert fx.rates(house).between("USD", "VND", FRIDAY).rate == 25800
    with pytest.raises(Refusal) as caught:
        fx.confirm_rate(house, KIM, held.id)
    assert caught.value.problems[0].what.msgid == "You entered this rate yourself."
    confirmed = fx.confirm_rate(house, LEE, held.id)
    assert (confirmed.state, confirmed.entered_by, confirmed.decided_by) == ("in_force", "kim", "lee")
    assert fx.rates(house).between("USD", "VND", FRIDAY).rate == 2635
    with pytest.raises(Refusal):
        fx.refuse_rate(house, LEE, held.id)


def test_a_refused_rate_is_never_used_nor_asked_about_again(house: House, server: FeedServer) -> None:
    server.says("/v2/rates", v2(FRIDAY, {"VND": 263}))
    asked = asked_of(server, "frankfurter_v2")
    (held,) = fx.refresh_rates(house, KIM, on=SUNDAY, asked=asked, seconds=5).held
    assert fx.refuse_rate(house, KIM, held.id).state == "refused"
    again = fx.refresh_rates(house, KIM, on=SUNDAY, asked=asked, seconds=5)
    assert again.held == () and fx.held_rates(house, KIM) == ()
    assert fx.rates(house).between("USD", "VND", SUNDAY).rate == 25800


def test_entering_names_every_fault_at_once(house: House) -> None:
    with pytest.raises(Refusal) as caught:
        fx.enter_rate(house, KIM, base="usd", quote="usd", day=date(2062, 11, 20), rate="26.350,5", source_title=" ",
                      href="javascript:x", unit=7)
    assert [p.where for p in caught.value.problems] == [
        "base", "quote", "quote", "rate", "unit", "day", "source_title", "href"]
    with pytest.raises(Refusal) as caught:
        fx.enter_rate(house, KIM, **entering(source_title="ທະນາຄານ", href="https://www.bol.gov.la/ອັດຕາ"))
    assert [(p.where, p.what.args["signs"][0], p.how.msgid.split()[0]) for p in caught.value.problems] == [
        ("source_title", "ທ (U+0E97)", "Write"), ("href", "ອ (U+0EAD)", "Copy")]
    for typed in ("0", "-5", "1e5", "1,33", "", "١٢"):
        with pytest.raises(Refusal):
            fx.enter_rate(house, KIM, **entering(rate=typed))


def test_a_guest_changes_nothing(house: House) -> None:
    for act in (
        lambda: fx.refresh_rates(house, GUEST, on=SUNDAY, asked=()), lambda: fx.enter_rate(house, GUEST, **entering()),
        lambda: fx.confirm_rate(house, GUEST, 1), lambda: fx.export_rates(house, GUEST),
        lambda: market_figures.refresh_indicators(house, GUEST, on=SUNDAY), lambda: fx.rate_ages(house, GUEST, on=SUNDAY),
    ):
        with pytest.raises(Refusal):
            act()


def test_entered_rates_are_exported_as_the_catalog_reads_them(house: House, tmp_path: Path) -> None:
    fx.enter_rate(house, KIM, **entering(source_title='Sample bank,\n "counter"'))
    fx.enter_rate(house, KIM, **entering(base="JPY", quote="KRW", rate="941.36", unit=100, href=None))
    exported = fx.export_rates(house, LEE)
    shutil.copytree(ROOT / "catalogs", tmp_path / "catalogs", ignore=shutil.ignore_patterns("samples"))
    (tmp_path / "catalogs" / "rates" / "team.csv").write_text(exported, encoding="utf-8")
    catalogs, problems = read_catalogs(tmp_path / "catalogs")
    assert problems == ()
    of_team = [r for r in catalogs.rates.rates if r.status is Status.USER]
    assert [(r.base, r.quote, r.rate, r.source.title) for r in of_team] == [
        ("USD", "VND", Decimal(26350), 'Sample bank, "counter"'), ("JPY", "KRW", Decimal("9.4136"), "Sample bank, counter"),
    ]
    assert len(list(csv.reader(io.StringIO(exported)))) == 4  # a comment, the head and two rates
