"""Exchange rates from the network to the calculation: read exactly, compared, held where they jump, never waited for."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.domain.dated import NoRate, Source, Status
from packagekit.domain.exchange import ExchangeRate, ExchangeRates
from packagekit.domain.person import Person
from packagekit.domain.rate_review import JUMP, Heard, HeldFor, apart, differences, judge, unit_slip
from packagekit.domain.text import Refusal
from packagekit.feeds import ecb, eximbank, frankfurter
from packagekit.feeds import open_er as open_er_feed
from packagekit.feeds.gathering import ADDRESSES, Feed, feeds, gather
from packagekit.feeds.reading import Reading, Wanted
from packagekit.feeds.web import Web
from packagekit.storage.catalogs import Catalogs, read_catalogs
from packagekit.storage.database import Store
from packagekit.storage.engine import embedded
from packagekit.workflow import House, Settings, read_settings
from packagekit.workflow import economy as market_figures
from packagekit.workflow import exchange as fx
from tests.conftest import ROOT
from tests.feed_server import (
    FeedServer,
    Reply,
    ecb_daily,
    ecb_history,
    open_er,
    serving,
    told,
    v1,
    v2,
    world_bank,
)
from tests.feed_server import (
    eximbank as eximbank_table,
)
from tests.people import enrol

FRIDAY = date(2026, 11, 20)
SUNDAY = date(2026, 11, 22)
NOON = int(datetime(2026, 11, 20, 0, 2, 31, tzinfo=UTC).timestamp())
ASKED = Wanted(currencies=("EUR", "IDR", "KHR", "KRW", "LAK", "THB", "USD", "VND"), on=SUNDAY)
KEY = "sample-key"
EXIM = "/site/program/financial/exchangeJSON"
DAILY = "/stats/eurofxref/eurofxref-daily.xml"
HISTORY = "/stats/eurofxref/eurofxref-hist.zip"

KIM = Person(id="kim", name="Kim", role="export_team")
LEE = Person(id="lee", name="Lee", role="export_team")
GUEST = Person(id="guest", name="Guest", role="guest")


@pytest.fixture(scope="module")
def only_server() -> Iterator[FeedServer]:
    with pytest.MonkeyPatch.context() as patch, serving() as feed:
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield feed


@pytest.fixture
def server(only_server: FeedServer) -> FeedServer:
    only_server.replies.clear()
    only_server.asked.clear()
    return only_server


@pytest.fixture
def web() -> Web:
    return Web(seconds=5, connect=1, read=0.4, pause=0.01)


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("empty")
    Store(embedded(home)).close()
    return home


@pytest.fixture
def house(tmp_path: Path, empty_database: Path, catalogs: Catalogs) -> Iterator[House]:
    """A house that sells to Vietnam and Indonesia, with the rates of 30 October 2026 as its snapshot."""
    shutil.copytree(empty_database, tmp_path, dirs_exist_ok=True)
    october = date(2026, 10, 30)
    snapshot = ExchangeRates(rates=(
        rate("EUR", "USD", "1.1172", october), rate("EUR", "KRW", "1491.76", october),
        rate("EUR", "IDR", "20275.17", october), rate("USD", "VND", "25800", october),
    ))
    markets = {code: catalogs.markets[code] for code in ("ID", "VN")}
    made = House(
        settings=Settings(home=tmp_path), catalogs=catalogs.model_copy(update={"rates": snapshot, "markets": markets}),
        store=Store(embedded(tmp_path)), problems=(),
    )
    made.store.people.found_house()
    yield enrol(made, KIM, LEE, GUEST)
    made.store.close()


def asked_of(server: FeedServer, *names: str) -> tuple[Feed, ...]:
    here = feeds(KEY, dict.fromkeys(ADDRESSES, server.address))
    return tuple(feed for feed in here if not names or feed.name in names)


def shown(reading: Reading) -> dict[str, str]:
    return {f"{r.base}/{r.quote}": str(r.rate) for r in reading.rates}


def rate(base: str, quote: str, value: str, day: date = FRIDAY, title: str = "Sample bank") -> ExchangeRate:
    return ExchangeRate(
        base=base, quote=quote, day=day, rate=value, source=Source(title=title), status=Status.S2)


# Each service's shape ---------------------------------------------------------------------------


def test_frankfurter_v1_gives_the_bank_s_last_day_with_exact_digits(server: FeedServer, web: Web) -> None:
    server.says("/v1/2026-11-22", v1(FRIDAY, {"IDR": 20275.17, "KRW": 1491.76, "THB": 37.683, "USD": 1.1172}))
    reading = frankfurter.read_v1(web, server.address, ASKED)
    assert shown(reading) == {"EUR/IDR": "20275.17", "EUR/KRW": "1491.76", "EUR/THB": "37.683", "EUR/USD": "1.1172"}
    assert {r.day for r in reading.rates} == {FRIDAY}
    assert server.questions("/v1/2026-11-22") == [{"base": "EUR", "symbols": "IDR,KRW,THB,USD"}]  # no VND: not ECB's


def test_frankfurter_v2_keeps_each_row_s_day_and_names_each_bad_row(server: FeedServer, web: Web) -> None:
    server.says("/v2/rates", told([
        {"date": "2026-11-20", "base": "USD", "quote": "VND", "rate": 26312.5},
        {"date": "2026-11-19", "base": "USD", "quote": "KHR", "rate": 4012},
        {"date": "2026-11-20", "base": "USD", "quote": "USD", "rate": 1.0},
        {"date": "2026-11-20", "base": "USD", "quote": "IDR", "rate": None},
        {"date": "20 Nov", "base": "USD", "quote": "THB", "rate": 32},
        {"date": "2026-11-20", "base": "USD", "quote": "LAK", "rate": 0},
        {"date": "2026-11-20", "base": "USD", "quote": "KRW", "rate": {"mid": 1}},
        ["USD", "EUR", 0.9],
        {"date": "2026-11-20", "base": "USD", "quote": "euro", "rate": 0.9},
    ]))
    reading = frankfurter.read_v2(web, server.address, ASKED)
    assert shown(reading) == {"USD/VND": "26312.5", "USD/KHR": "4012"}
    assert [r.day for r in reading.rates] == [FRIDAY, FRIDAY - timedelta(days=1)]
    assert [p.where.split(": ")[1] for p in reading.problems] == ["IDR", "THB", "LAK", "KRW", "#8", "euro"]


def test_open_er_is_of_the_day_of_its_update(server: FeedServer, web: Web) -> None:
    server.says("/v6/latest/USD", open_er(NOON, {"USD": 1, "KRW": 1335.3123, "VND": 26310, "XYZ": 3}))
    reading = open_er_feed.read(web, server.address, ASKED)
    assert shown(reading) == {"USD/KRW": "1335.3123", "USD/VND": "26310"}
    assert {r.day for r in reading.rates} == {FRIDAY}
    server.says("/v6/latest/USD", told({"result": "error", "error-type": "unsupported-code"}))
    with pytest.raises(Refusal) as caught:
        open_er_feed.read(web, server.address, ASKED)
    assert caught.value.problems[0].what.args["reason"].args["name"] == "unsupported-code"


def test_eximbank_walks_back_over_days_without_business_and_divides_its_units(server: FeedServer, web: Web) -> None:
    """On Sunday the 22nd: Friday answers [], Thursday has the table. 941.36 won for 100 yen are 9.4136 for one."""
    server.says(EXIM, told([]), eximbank_table({
        "USD": "1,335.30", "IDR(100)": "7.36", "JPY(100)": "941.36", "THB": "40.11", "KRW": "0", "EUR": "", "CNH": "185",
    }))
    wanted = Wanted(currencies=(*ASKED.currencies, "JPY"), on=SUNDAY)
    reading = eximbank.read(web, server.address, wanted, key=KEY)
    assert shown(reading) == {"USD/KRW": "1335.30", "IDR/KRW": "0.0736", "JPY/KRW": "9.4136", "THB/KRW": "40.11"}
    assert {r.base: r.unit for r in reading.rates} == {"USD": 1, "IDR": 100, "JPY": 100, "THB": 1}
    assert {r.day for r in reading.rates} == {date(2026, 11, 19)}
    assert [q["searchdate"] for q in server.questions(EXIM)] == ["20261120", "20261119"]
    assert len(reading.problems) == 1 and reading.problems[0].where.endswith("EUR")


@pytest.mark.parametrize(("answer", "where"), [
    ([{"result": 3, "cur_unit": None, "deal_bas_r": None}], "PACKAGEKIT_KEXIM_KEY"),
    ({"result": 4}, eximbank.SOURCE.title),
    ([{"result": 2}], eximbank.SOURCE.title),
    ([], eximbank.SOURCE.title),
])
def test_eximbank_says_why_it_refuses_and_never_shows_the_key(
    server: FeedServer, web: Web, answer: object, where: str
) -> None:
    server.says(EXIM, told(answer))
    with pytest.raises(Refusal) as caught:
        eximbank.read(web, server.address, ASKED, key=KEY)
    assert caught.value.problems[0].where == where
    assert KEY not in str(caught.value)


def test_the_ecb_s_daily_file_and_its_history_for_earlier_days(server: FeedServer, web: Web) -> None:
    server.says(DAILY, ecb_daily(FRIDAY, {"USD": "1.1172", "KRW": "1491.76", "BRL": "6.1"}))
    assert shown(ecb.read(web, server.address, ASKED)) == {"EUR/USD": "1.1172", "EUR/KRW": "1491.76"}
    server.says(HISTORY, ecb_history(
        "Date,USD,JPY,KRW,IDR,\n2026-11-20,1.1172,171,1491.76,20275.17,\n2026-11-18,1.1,170,1480.5,N/A,\n"
        "1999-01-04,1.1789,133.73,N/A,N/A,\n"
    ))
    earlier = ecb.read(web, server.address, replace_day(ASKED, date(2026, 11, 19)))
    assert shown(earlier) == {"EUR/USD": "1.1", "EUR/KRW": "1480.5"}
    assert {r.day for r in earlier.rates} == {date(2026, 11, 18)}
    with pytest.raises(Refusal):
        ecb.read(web, server.address, replace_day(ASKED, date(1998, 12, 31)))


def replace_day(wanted: Wanted, on: date) -> Wanted:
    return wanted.model_copy(update={"on": on})


# Faults ------------------------------------------------------------------------------------------

BOMB = (
    '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY c "&a;&a;&a;&a;">]>'
    '<Envelope><Cube time="2026-11-20"><Cube currency="USD" rate="&c;"/></Cube></Envelope>'
)


@pytest.mark.parametrize("reply", [
    told('{"amount":1.0,"base":"EUR","da'), told("<html>busy</html>"), told("[]"), told("null"), told(b"\xff\xfe\x00"),
    told({"amount": 1, "base": "EUR", "date": 20261120, "rates": {"USD": 1}}), told("[" * 100_000),
    told({"amount": 100, "base": "EUR", "date": "2026-11-20", "rates": {"USD": 111}}),
    told({"amount": 1, "base": "EUR", "date": "2026-11-20", "rates": ["USD"]}),
    told('{"amount":1,"base":"EUR","date":"2026-11-20","rates":{"USD":NaN}}'),
    told({"message": "not found"}, 404), told({"status": 422, "message": "invalid currency"}, 422),
    told({"amount": 1}, cut=True), Reply(status=302, location="/v1/2026-11-22"), told(b"x" * 9_000_000),
], ids=["cut-text", "html", "list", "null", "bytes", "day", "deep", "amount", "rates", "nan", "404", "422", "cut",
        "circle", "large"])
def test_an_answer_that_is_not_as_agreed_is_refused_by_name(server: FeedServer, web: Web, reply: Reply) -> None:
    server.says("/v1/2026-11-22", reply)
    with pytest.raises(Refusal) as caught:
        frankfurter.read_v1(web, server.address, ASKED)
    (problem,) = caught.value.problems
    assert problem.where in ("127.0.0.1", frankfurter.V1.title)


def test_absurd_numbers_are_no_rates(server: FeedServer, web: Web) -> None:
    server.says("/v1/2026-11-22", told(
        '{"amount":1,"base":"EUR","date":"2026-11-20",'
        '"rates":{"USD":1e999999,"KRW":"1,491.76","IDR":-2,"THB":true,"JPY":1e-400,"SGD":1e12}}'
    ))
    reading = frankfurter.read_v1(web, server.address, ASKED)
    assert shown(reading) == {"EUR/KRW": "1491.76"}
    assert len(reading.problems) == 5


@pytest.mark.parametrize(("path", "reply"), [
    (DAILY, told(BOMB)), (DAILY, told("<Envelope><Cube/></Envelope>")), (DAILY, told("<Envelope>")),
    (HISTORY, told(b"PK\x03\x04 no archive")), (HISTORY, ecb_history("Date,USD,\nyesterday,1.1,\n")),
])
def test_hostile_files_of_the_ecb_are_refused(server: FeedServer, web: Web, path: str, reply: Reply) -> None:
    server.says(DAILY, ecb_daily(FRIDAY, {"USD": "1.1"}))
    server.says(path, reply)
    with pytest.raises(Refusal):
        ecb.read(web, server.address, replace_day(ASKED, date(2026, 11, 10)))


def test_faults_that_pass_are_asked_again_and_refusals_are_not(server: FeedServer, web: Web) -> None:
    server.says("/v6/latest/USD", told("", 503), told("", 500), open_er(NOON, {"KRW": 1335}))
    assert shown(open_er_feed.read(web, server.address, ASKED)) == {"USD/KRW": "1335"}
    assert len(server.questions("/v6/latest/USD")) == 3
    server.says("/v6/latest/USD", told({"message": "gone"}, 404))
    with pytest.raises(Refusal) as caught:
        open_er_feed.read(web, server.address, ASKED)
    assert caught.value.problems[0].what.args["status"] == 404
    assert len(server.questions("/v6/latest/USD")) == 4


def test_a_service_that_stays_broken_is_named_with_its_status(server: FeedServer, web: Web) -> None:
    server.says("/v6/latest/USD", told("", 503))
    with pytest.raises(Refusal) as caught:
        open_er_feed.read(web, server.address, ASKED)
    assert caught.value.problems[0].what.args["status"] == 503


@pytest.mark.parametrize("reply", [told({}, wait=5), told({"result": "success"}, drip=0.05)], ids=["mute", "drip"])
def test_a_slow_service_is_given_up(server: FeedServer, reply: Reply) -> None:
    server.says("/v6/latest/USD", reply)
    with pytest.raises(Refusal) as caught:
        open_er_feed.read(Web(seconds=0.5, read=0.2, attempts=1), server.address, ASKED)
    assert caught.value.problems[0].what.msgid == "{service} did not answer in time."


def test_no_feed_holds_up_the_others(server: FeedServer) -> None:
    """One is mute for five seconds and one has a broken reader: the third one's rates are there within one."""
    server.says("/v6/latest/USD", told({}, wait=5))
    server.says("/v2/rates", v2(FRIDAY, {"VND": 26300}))
    asked = asked_of(server, "open_er", "frankfurter_v2")
    broken = replace(asked[0], name="ecb", title="Broken", read=lambda *_: {}["missing"])
    began = monotonic()
    mute, good, wrong = gather((*asked, broken), ASKED, seconds=0.8)
    assert monotonic() - began < 3
    assert mute.rates == () and mute.problems
    assert [r.quote for r in good.rates] == ["VND"]
    assert wrong.rates == () and wrong.problems[0].where == "Broken"


# Comparing ---------------------------------------------------------------------------------------

RATES = st.decimals(min_value="0.0001", max_value="1000000", places=4)


@settings(deadline=None, max_examples=60)
@given(RATES, RATES)
def test_two_rates_are_as_far_apart_as_their_inverses(one: Decimal, other: Decimal) -> None:
    assert apart(one, other) == apart(other, one) >= 0
    assert abs(apart(one, other) - apart(1 / one, 1 / other)) < apart(one, other) * Decimal("1e-20") + Decimal("1e-20")


@settings(deadline=None, max_examples=60)
@given(RATES, st.sampled_from([10, 100, 1000]), st.decimals(min_value="0.9", max_value="1.1", places=3))
def test_a_slip_of_the_unit_is_recognised_and_held(value: Decimal, unit: int, drift: Decimal) -> None:
    slipped = value * unit * drift
    assert unit_slip(value, slipped) == unit_slip(slipped, value) == unit
    known = ExchangeRates(rates=(rate("USD", "LAK", str(value), FRIDAY - timedelta(days=1)),))
    (judged,) = judge((Heard(feed="frankfurter_v2", origin="blend", rate=rate("USD", "LAK", str(slipped))),), known)
    assert judged.held_for is HeldFor.JUMP


@settings(deadline=None, max_examples=60)
@given(RATES, st.decimals(min_value="0.5", max_value="2", places=3))
def test_a_rate_is_held_exactly_when_it_is_further_than_a_fifth(value: Decimal, times: Decimal) -> None:
    known = ExchangeRates(rates=(rate("USD", "VND", str(value)),))
    new = rate("USD", "VND", str(value * times), FRIDAY + timedelta(days=1))
    (judged,) = judge((Heard(feed="open_er", origin="open_er", rate=new),), known)
    assert (judged.held_for is not None) == (max(times, 1 / times) - 1 > JUMP)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["USD", "EUR", "KRW"]), st.sampled_from(["VND", "IDR", "KRW"]),
                          st.integers(0, 40), RATES), max_size=12))
def test_back_is_the_inverse_of_there(rows: list[tuple[str, str, int, Decimal]]) -> None:
    table = ExchangeRates(rates=tuple(
        rate(base, quote, str(value), FRIDAY - timedelta(days=days))
        for base, quote, days, value in rows if base != quote and value > 0
    ))
    try:
        there = table.between("USD", "VND", FRIDAY)
    except NoRate:
        with pytest.raises(NoRate):
            table.between("VND", "USD", FRIDAY)
        return
    back = table.between("VND", "USD", FRIDAY)
    assert back.day == there.day
    if len(there.via) == len(back.via) == 1 and there.via == back.via:
        assert abs(there.rate * back.rate - 1) < Decimal("1e-20")


def test_of_one_day_the_later_listed_speaks_and_a_stale_direct_rate_yields() -> None:
    table = ExchangeRates(rates=(
        rate("KRW", "VND", "18", date(2026, 10, 1)), rate("USD", "KRW", "1300"), rate("USD", "KRW", "1335"),
        rate("USD", "VND", "26700"),
    ))
    assert table.between("USD", "KRW", FRIDAY).rate == 1335
    assert table.between("KRW", "VND", date(2026, 10, 5)).rate == 18
    fresh = table.between("KRW", "VND", FRIDAY)
    assert fresh.rate.quantize(Decimal("0.01")) == 20 and len(fresh.via) == 2  # 26,700 / 1,335
    assert table.between("KRW", "VND", date(2026, 10, 8)).day == date(2026, 10, 1)


@pytest.mark.parametrize("value", ["999999999", "0.000000001"])
def test_rates_however_far_apart_are_compared_and_told(value: str) -> None:
    odd = Heard(feed="open_er", origin="open_er", rate=rate("USD", "VND", value))
    other = Heard(feed="ecb", origin="ecb", rate=rate("VND", "USD", value))
    (found,) = differences((odd, other))
    (judged,) = judge((odd,), ExchangeRates(rates=(other.rate,)))
    assert judged.held_for is HeldFor.JUMP and found.apart == Decimal(10) ** 18 and found.text.args


def test_two_sources_are_compared_in_their_own_tables_and_across_them() -> None:
    """1,491.76 / 1.1172 = 1,335.27 won a dollar: Eximbank's 1,335.30 agrees, 1,400 is 4.85 % away and is named."""
    euro = (Heard(feed="ecb", origin="ecb", rate=rate("EUR", "USD", "1.1172")),
            Heard(feed="ecb", origin="ecb", rate=rate("EUR", "KRW", "1491.76")))

    def won(value: str) -> Heard:
        return Heard(feed="eximbank", origin="eximbank", rate=rate("USD", "KRW", value))
    assert differences((won("1335.30"), *euro)) == ()
    (found,) = differences((won("1400"), *euro))
    assert (found.second, found.apart) == ("ecb", Decimal("0.04848"))
    same_origin = Heard(feed="frankfurter_v1", origin="ecb", rate=rate("EUR", "USD", "2"))
    assert differences((same_origin, *euro)) == ()


# From the network to the calculation -------------------------------------------------------------


def speak_all(server: FeedServer) -> None:
    server.says("/v6/latest/USD", open_er(NOON, {
        "EUR": 0.895, "IDR": 18148, "KRW": 1335.3, "VND": 26310, "LAK": 21600, "KHR": 4010}))
    server.says("/v2/rates", v2(FRIDAY, {"EUR": 0.8951, "IDR": 18150, "KRW": 1335.5, "VND": 26300}))
    server.says(f"/v1/{SUNDAY}", v1(FRIDAY, {"IDR": 20275.17, "KRW": 1491.76, "USD": 1.1172}))
    server.says(DAILY, ecb_daily(FRIDAY, {"IDR": "20275.17", "KRW": "1491.76", "USD": "1.1172"}))
    server.says(EXIM, eximbank_table({"USD": "1,335.30", "IDR(100)": "7.36", "EUR": "1,491.80"}))


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


# Indicators --------------------------------------------------------------------------------------

WAGES = (
    "ref_area,source,indicator,sex,classif1,classif2,time,obs_value,obs_status\n"
    "VNM,BA:518,EAR_4MTH_SEX_ECO_CUR_NB_A,SEX_T,ECO_ISIC4_C,CUR_TYPE_LCU,2024,8206000,\n"
    "VNM,BA:518,EAR_4MTH_SEX_ECO_CUR_NB_A,SEX_T,ECO_ISIC4_C,CUR_TYPE_USD,2024,328.5,\n"
    "IDN,BA:502,EAR_4MTH_SEX_ECO_CUR_NB_A,SEX_T,ECO_ISIC4_C,CUR_TYPE_LCU,2024,,\n"
    "IDN,BA:502,EAR_4MTH_SEX_ECO_CUR_NB_A,SEX_T,ECO_ISIC4_C,CUR_TYPE_LCU,2023,high,\n"
)


def test_indicators_are_dated_values_and_missing_years_are_absent(house: House, server: FeedServer) -> None:
    server.says("/v2/country/ID;VN/indicator/NV.IND.MANF.CD", world_bank("NV.IND.MANF.CD", [
        ("VN", "VNM", "2025", None), ("VN", "VNM", "2024", 116_382_000_000.5), ("ID", "IDN", "2024", "n/a"),
        ("VN", "VNM", "20X3", 1), ("ZW", "ZWE", "2024", 5),
    ]))
    server.says("/v2/country/ID;VN/indicator/NV.IND.MANF.ZS", world_bank("NV.IND.MANF.ZS", [
        ("VN", "VNM", "2024", 24.43), ("ID", "IDN", "2024", 18.98)]))
    server.says("/data/indicator/", told(WAGES))
    here = {"world_bank": server.address, "ilo": server.address}
    report = market_figures.refresh_indicators(house, KIM, on=SUNDAY, addresses=here, seconds=5)
    assert report.stored == 4 and len(report.problems) == 3
    figures = market_figures.indicators(house, KIM, "VN")
    made = figures.on("manufacturing_value_added", date(2024, 6, 30))
    assert (made.value, made.since, made.until) == (Decimal("116382000000.5"), date(2024, 1, 1), date(2024, 12, 31))
    assert figures.value("manufacturing_share_of_gdp", date(2024, 1, 1)) == Decimal("0.2443")
    assert figures.named("manufacturing_monthly_wage").unit == "VND/month"
    assert figures.value("manufacturing_monthly_wage", date(2024, 1, 1)) == 8206000
    with pytest.raises(NoRate):
        figures.on("manufacturing_value_added", date(2025, 6, 30))
    assert server.questions("/data/indicator/")[0]["ref_area"] == "IDN+VNM"
    again = market_figures.refresh_indicators(house, KIM, on=SUNDAY, addresses=here, seconds=5)
    assert again.stored == 4 and market_figures.indicators(house, KIM, "VN") == figures


def test_a_bank_that_refuses_leaves_the_stored_figures(house: House, server: FeedServer) -> None:
    message = [{"message": [{"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}]}]
    for code in ("NV.IND.MANF.CD", "NV.IND.MANF.ZS"):
        server.says(f"/v2/country/ID;VN/indicator/{code}", told(message))
    here = {"world_bank": server.address, "ilo": server.address}
    report = market_figures.refresh_indicators(house, KIM, on=SUNDAY, addresses=here, seconds=5)
    assert report.stored == 0 and len(report.problems) == 2
    assert "Invalid value" in str(report.problems[0].what.args["reason"].args["name"])
    assert dict(market_figures.indicators(house, KIM, "VN").by_name) == {}
