"""open.er-api.com: a blend of public sources, once a day, for nearly every currency."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from packagekit.domain.dated import Source, Status
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.text import N_
from packagekit.feeds.reading import (
    BadRow,
    Reading,
    Wanted,
    each,
    mapping,
    number,
    parsed,
    published,
    shown,
    unreadable,
)
from packagekit.feeds.web import Web

SOURCE = Source(title="Rates By Exchange Rate API", href="https://www.exchangerate-api.com")
"""Named in the words its terms of use ask for; they forbid passing the rates on as a service."""

BASE = "USD"


def read(web: Web, address: str, wanted: Wanted) -> Reading:
    """The dollar against the wanted currencies, as of the service's last update, whatever day was asked."""
    answer = mapping(parsed(web.get(f"{address}/v6/latest/{BASE}"), SOURCE.title), SOURCE.title, "the answer")
    if answer.get("result") != "success":
        raise unreadable(SOURCE.title, N_("It reports the error “{name}”.", name=shown(answer.get("error-type"))))
    if answer.get("base_code") != BASE:
        raise unreadable(SOURCE.title, N_("It is of another base or amount than was asked for."))
    try:
        on = datetime.fromtimestamp(int(number(answer.get("time_last_update_unix"))), UTC).date()
    except (BadRow, ValueError, OverflowError, OSError) as fault:
        raise unreadable(SOURCE.title, N_("It does not say of which day it is.")) from fault
    rates = mapping(answer.get("rates"), SOURCE.title, "rates")
    asked = sorted(set(wanted.currencies) - {BASE})

    def one(quote: str, value: Any) -> ExchangeRate:
        return published(base=BASE, quote=quote, on=on, value=value, source=SOURCE, status=Status.W)

    return each(((quote, rates[quote]) for quote in asked if quote in rates), one, SOURCE.title)
