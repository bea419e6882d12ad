"""Who asks for rates, on which days and of which services, for the tests of feeds."""

from __future__ import annotations

from datetime import UTC, date, datetime

from packagekit.domain.dated import Source, Status
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.person import Person
from packagekit.feeds.gathering import ADDRESSES, Feed, feeds
from packagekit.feeds.reading import Reading, Wanted
from tests.feed_server import (
    FeedServer,
    ecb_daily,
    open_er,
    v1,
    v2,
)
from tests.feed_server import (
    eximbank as eximbank_table,
)

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


def asked_of(server: FeedServer, *names: str) -> tuple[Feed, ...]:
    here = feeds(KEY, dict.fromkeys(ADDRESSES, server.address))
    return tuple(feed for feed in here if not names or feed.name in names)


def shown(reading: Reading) -> dict[str, str]:
    return {f"{r.base}/{r.quote}": str(r.rate) for r in reading.rates}


def rate(base: str, quote: str, value: str, day: date = FRIDAY, title: str = "Sample bank") -> ExchangeRate:
    return ExchangeRate(
        base=base, quote=quote, day=day, rate=value, source=Source(title=title), status=Status.S2)


def speak_all(server: FeedServer) -> None:
    server.says("/v6/latest/USD", open_er(NOON, {
        "EUR": 0.895, "IDR": 18148, "KRW": 1335.3, "VND": 26310, "LAK": 21600, "KHR": 4010}))
    server.says("/v2/rates", v2(FRIDAY, {"EUR": 0.8951, "IDR": 18150, "KRW": 1335.5, "VND": 26300}))
    server.says(f"/v1/{SUNDAY}", v1(FRIDAY, {"IDR": 20275.17, "KRW": 1491.76, "USD": 1.1172}))
    server.says(DAILY, ecb_daily(FRIDAY, {"IDR": "20275.17", "KRW": "1491.76", "USD": "1.1172"}))
    server.says(EXIM, eximbank_table({"USD": "1,335.30", "IDR(100)": "7.36", "EUR": "1,491.80"}))
