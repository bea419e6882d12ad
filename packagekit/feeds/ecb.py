"""The European Central Bank's reference rates, from the bank's own files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

from packagekit.domain.archives import SPOILT
from packagekit.domain.dated import Source, Status
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.feeds.reading import BadRow, Reading, Wanted, day, each, published, unreadable
from packagekit.feeds.web import Web

SOURCE = Source(
    title="European Central Bank, euro foreign exchange reference rates",
    href="https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/",
)
EURO = "EUR"
PUBLISHED = frozenset((
    "USD", "JPY", "CZK", "DKK", "GBP", "HUF", "PLN", "RON", "SEK", "CHF", "ISK", "NOK", "TRY", "AUD", "BRL", "CAD",
    "CNY", "HKD", "IDR", "ILS", "INR", "KRW", "MXN", "MYR", "NZD", "PHP", "SGD", "THB", "ZAR",
))
"""The currencies of the bank's table since 2026; of the ASEAN only IDR MYR PHP SGD THB."""

MISSING = "N/A"  # how the file writes a currency not published on a day
MOST_UNPACKED = 24_000_000  # bytes; the history of 28 years was under 3 MB


def read(web: Web, address: str, wanted: Wanted) -> Reading:
    """The euro against the wanted currencies on the bank's last day up to the asked one.

    The daily file answers for today; for an earlier day the history is fetched and read to that day.
    """
    on, table = _daily(web.get(f"{address}/stats/eurofxref/eurofxref-daily.xml"))
    if on > wanted.on:
        on, table = _historic(web.get(f"{address}/stats/eurofxref/eurofxref-hist.zip"), wanted.on)

    def one(quote: str, value: Any) -> ExchangeRate:
        return published(base=EURO, quote=quote, on=on, value=value, source=SOURCE, status=Status.S)

    return each(((q, v) for q, v in table.items() if q in wanted.currencies and v != MISSING), one, SOURCE.title)


def _daily(body: bytes) -> tuple[date, dict[str, str]]:
    """``Cube[time]`` holds one ``Cube[currency, rate]`` per currency, whatever the namespaces."""
    try:
        root = ElementTree.fromstring(body)
    except (ParseError, DefusedXmlException, ValueError) as fault:
        raise unreadable(SOURCE.title, N_("It is not complete XML.")) from fault
    for cube in root.iter():
        if cube.tag.rpartition("}")[2] == "Cube" and "time" in cube.attrib:
            table = {c.attrib["currency"]: c.attrib.get("rate", "") for c in cube if "currency" in c.attrib}
            return _day(cube.attrib["time"]), table
    raise unreadable(SOURCE.title, N_("It does not say of which day it is."))


def _historic(body: bytes, on: date) -> tuple[date, dict[str, str]]:
    """The row of the last banking day up to ``on``; the file has the youngest day first."""
    for row in _rows(body):
        published_on = _day(row.pop("Date", ""))
        if published_on <= on:
            return published_on, {code: rate for code, rate in row.items() if code}
    raise Refusal(Problem(
        where=SOURCE.title, what=N_("{service} has no rates for {day} or before.", service=SOURCE.title, day=on),
        how=N_("Choose a later day, or enter the rate of that day with its source."),
    ))


def _rows(body: bytes) -> Iterator[dict[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            (name,) = (n for n in archive.namelist() if n.endswith(".csv"))
            if archive.getinfo(name).file_size > MOST_UNPACKED:
                raise unreadable(SOURCE.title, N_("The packed file is larger than expected."))
            text = archive.read(name).decode("ascii")
    except SPOILT as fault:
        raise unreadable(SOURCE.title, N_("It is not an archive with one table.")) from fault
    for row in csv.DictReader(io.StringIO(text)):
        yield {(key or "").strip(): (value or "").strip() for key, value in row.items() if isinstance(value, str)}


def _day(text: str) -> date:
    try:
        return day(text)
    except BadRow as fault:
        raise unreadable(SOURCE.title, fault.text) from fault
