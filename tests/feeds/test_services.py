"""Each service read exactly in its own shape, and refused by name where its answer is not as agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from time import monotonic

import pytest

from packagekit.domain.text import Refusal
from packagekit.feeds import ecb, eximbank, frankfurter
from packagekit.feeds import open_er as open_er_feed
from packagekit.feeds.gathering import gather
from packagekit.feeds.reading import Wanted
from packagekit.feeds.web import Web
from tests.feed_server import (
    FeedServer,
    Reply,
    ecb_daily,
    ecb_history,
    open_er,
    told,
    v1,
    v2,
)
from tests.feed_server import (
    eximbank as eximbank_table,
)
from tests.feeds.asking import (
    ASKED,
    DAILY,
    EXIM,
    FRIDAY,
    HISTORY,
    KEY,
    NOON,
    SUNDAY,
    asked_of,
    shown,
)


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
