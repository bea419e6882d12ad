"""Korea Eximbank: what banks in Korea charge in won, the rate a Korean seller's books are kept at."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from packagekit.domain.dated import Source, Status
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.feeds.reading import BadRow, Reading, Wanted, each, parsed, published, rows, shown, unreadable
from packagekit.feeds.web import Web

SOURCE = Source(
    title="Korea Eximbank, basic rate of exchange (매매기준율)",
    href="https://www.koreaexim.go.kr/ir/HPHKIR020M01?apino=2&viewtype=C",
)
WON = "KRW"
MOST_DAYS_BACK = 10
"""Weekends and the longest Korean holidays: the bank answers an empty list on days without business."""

_UNIT = re.compile(r"([A-Z]{3})(?:\(([1-9]\d{0,3})\))?")  # USD, or JPY(100)


def read(web: Web, address: str, wanted: Wanted, *, key: str) -> Reading:
    """Won for one unit of each wanted currency on the last business day up to the asked one.

    The yen and the rupiah stand in the bank's table per 100; they are divided, and the record
    keeps the unit. Raises Refusal when the key is refused or the daily limit is reached.
    """
    for back in range(MOST_DAYS_BACK + 1):
        on = wanted.on - timedelta(days=back)
        if on.weekday() >= 5:
            continue
        table = _table(web, address, key, on)
        if table:
            return _rates(table, wanted, on)
    raise Refusal(Problem(
        where=SOURCE.title,
        what=N_("{service} has no rates for {day} nor the {days} days before it.",
                service=SOURCE.title, day=wanted.on, days=MOST_DAYS_BACK),
        how=N_("Try again on the next business day, or enter the rate with its source."),
    ))


def _table(web: Web, address: str, key: str, on: date) -> list[Any]:
    params = {"authkey": key, "searchdate": on.strftime("%Y%m%d"), "data": "AP01"}
    body = web.get(f"{address}/site/program/financial/exchangeJSON", params)
    answer = parsed(body, SOURCE.title)
    if isinstance(answer, dict):
        answer = [answer]
    table = rows(answer, SOURCE.title, "the answer")
    results = [row.get("result") for row in table if isinstance(row, dict)]
    if 3 in results:
        raise Refusal(Problem(
            where="PACKAGEKIT_KEXIM_KEY",
            what=N_("{service} refuses the key, or questions from this network address.", service=SOURCE.title),
            how=N_("Check the key and the registered addresses on the bank's open data page."),
        ))
    if 4 in results:
        raise Refusal(Problem(
            where=SOURCE.title, what=N_("{service} has answered as often as it does in one day.", service=SOURCE.title),
            how=N_("Try again tomorrow."),
        ))
    if 2 in results:
        raise unreadable(SOURCE.title, N_("It reports the error “{name}”.", name="result 2"))
    return table


def _rates(table: list[Any], wanted: Wanted, on: date) -> Reading:
    def one(name: str, row: Any) -> ExchangeRate | None:
        if not isinstance(row, dict):
            raise BadRow(N_("“{name}” is not an object.", name=shown(row)))
        match = _UNIT.fullmatch(name)
        if match is None:
            raise BadRow(N_("“{value}” is not a currency.", value=name))
        base, unit = match[1], int(match[2] or 1)
        if base == WON or base not in wanted.currencies:
            return None
        return published(
            base=base, quote=WON, on=on, value=row.get("deal_bas_r"), source=SOURCE, status=Status.S, unit=unit)

    named = ((shown(row.get("cur_unit") if isinstance(row, dict) else row), row) for row in table)
    return each(named, one, SOURCE.title)
