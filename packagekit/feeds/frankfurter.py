"""Frankfurter: version 1 repeats the European Central Bank, version 2 blends many central banks."""

from __future__ import annotations

from typing import Any

from packagekit.domain.dated import Source, Status
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.text import N_
from packagekit.feeds.ecb import EURO, PUBLISHED
from packagekit.feeds.reading import (
    BadRow,
    Reading,
    Wanted,
    day,
    each,
    mapping,
    parsed,
    published,
    rows,
    shown,
    unreadable,
)
from packagekit.feeds.web import Web

V1 = Source(title="Frankfurter v1 (ECB reference rates)", href="https://api.frankfurter.dev/v1")
V2 = Source(title="Frankfurter v2 (blended central bank rates)", href="https://api.frankfurter.dev/v2")
DOLLAR = "USD"


def read_v1(web: Web, address: str, wanted: Wanted) -> Reading:
    """The euro against the wanted currencies the bank publishes, on its last banking day up to the asked one."""
    asked = sorted(PUBLISHED.intersection(wanted.currencies))
    if not asked:
        return Reading()
    body = web.get(f"{address}/v1/{wanted.on.isoformat()}", {"base": EURO, "symbols": ",".join(asked)})
    answer = mapping(parsed(body, V1.title), V1.title, "the answer")
    try:
        on = day(answer.get("date"))
    except BadRow as fault:
        raise unreadable(V1.title, fault.text) from fault
    if answer.get("base") != EURO or answer.get("amount", 1) != 1:
        raise unreadable(V1.title, N_("It is of another base or amount than was asked for."))

    def one(quote: str, value: Any) -> ExchangeRate:
        return published(base=EURO, quote=quote, on=on, value=value, source=V1, status=Status.S2)

    return each(mapping(answer.get("rates"), V1.title, "rates").items(), one, V1.title)


def read_v2(web: Web, address: str, wanted: Wanted) -> Reading:
    """The dollar against every wanted currency, each of the day its banks last published.

    A trap: the central bank of Myanmar quotes some weak currencies per 100 without saying so, and
    the blend takes them as of one. Nothing here can tell; ``rate_review`` compares and holds.
    """
    asked = sorted(set(wanted.currencies) - {DOLLAR})
    if not asked:
        return Reading()
    body = web.get(
        f"{address}/v2/rates", {"base": DOLLAR, "quotes": ",".join(asked), "date": wanted.on.isoformat()})
    items = rows(parsed(body, V2.title), V2.title, "the answer")

    def one(_: str, row: Any) -> ExchangeRate | None:
        if not isinstance(row, dict):
            raise BadRow(N_("“{name}” is not an object.", name=shown(row)))
        if row.get("base") == row.get("quote"):
            return None
        return published(
            base=row.get("base"), quote=row.get("quote"), on=day(row.get("date")), value=row.get("rate"), source=V2,
            status=Status.S2,
        )

    return each(((_name(row, index), row) for index, row in enumerate(items)), one, V2.title)


def _name(row: Any, index: int) -> str:
    quote = row.get("quote") if isinstance(row, dict) else None
    return quote if isinstance(quote, str) else f"#{index + 1}"
