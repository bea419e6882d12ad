"""What every reader of an answer needs: exact numbers, checked rates, and refusals that name the service."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from packagekit.domain.dated import Source, Status
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.record import Record
from packagekit.domain.text import N_, Problem, Refusal, Text

_CURRENCY = re.compile(r"[A-Z]{3}")

MOST_DIGITS = 28  # before or behind the point; the largest economy in the weakest currency has 20
MOST_ZEROS = 9  # of a rate; the strongest currency bought about 3,000,000 of the weakest


class Wanted(Record):
    """What is asked of a feed: these currencies, on this day or the last banking day before it."""

    currencies: tuple[str, ...]
    on: date


class Reading(Record):
    """The rates that could be read, and every row that could not."""

    rates: tuple[ExchangeRate, ...] = ()
    problems: tuple[Problem, ...] = ()


class BadRow(Exception):
    """One row of an answer cannot be used; ``text`` says why in a full sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


def unreadable(service: str, reason: Text) -> Refusal:
    """The refusal of a whole answer; ``reason`` is a sentence naming the part that is not as agreed."""
    return Refusal(Problem(
        where=service, what=N_("{service} answered something unexpected. {reason}", service=service, reason=reason),
        how=N_("Try again later; if it stays so, the service has changed and its reader must follow."),
    ))


def parsed(body: bytes, service: str) -> Any:
    """JSON with every number as an exact Decimal; cut-off text, NaN and Infinity are refused."""
    try:
        return json.loads(body, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, InvalidOperation) as fault:
        raise unreadable(service, N_("It is not complete JSON.")) from fault


def _no_number(name: str) -> Decimal:
    raise ValueError(name)


def shown(value: Any) -> str:
    """A foreign value short enough for a message."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= 40 else text[:40] + "…"


def number(value: Any) -> Decimal:
    """A Decimal from a JSON number or from text such as ``1,335.30``; raises BadRow for anything else.

    Numbers of absurd size are no numbers: written out, 1E+999999 would fill the memory.
    """
    try:
        found = Decimal(value.strip().replace(",", "")) if isinstance(value, str) else value
    except InvalidOperation:
        found = None
    if not isinstance(found, Decimal) or not found.is_finite() or not -MOST_DIGITS < found.adjusted() < MOST_DIGITS:
        raise BadRow(N_("“{value}” is not a number.", value=shown(value)))
    return found


def day(value: Any) -> date:
    """A day from ISO text; raises BadRow for anything else."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadRow(N_("“{value}” is not a date.", value=shown(value))) from None


def mapping(value: Any, service: str, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise unreadable(service, N_("“{name}” is not an object.", name=name))
    return value


def rows(value: Any, service: str, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise unreadable(service, N_("“{name}” is not a list.", name=name))
    return value


def published(
    *, base: Any, quote: Any, on: date, value: Any, source: Source, status: Status, unit: int = 1,
) -> ExchangeRate:
    """One checked rate. ``value`` is for ``unit`` units of ``base``; raises BadRow for what is no rate."""
    for code in (base, quote):
        if not isinstance(code, str) or not _CURRENCY.fullmatch(code):
            raise BadRow(N_("“{value}” is not a currency.", value=shown(code)))
    rate = number(value) / unit
    if rate <= 0:
        raise BadRow(N_("“{value}” is not above zero.", value=shown(value)))
    if abs(rate.adjusted()) > MOST_ZEROS:
        raise BadRow(N_("“{value}” is no plausible rate.", value=shown(value)))
    return ExchangeRate(base=base, quote=quote, day=on, rate=rate, source=source, status=status, unit=unit)


def each(
    items: Iterable[tuple[str, Any]], read: Callable[[str, Any], ExchangeRate | None], service: str
) -> Reading:
    """Read named items one by one: a bad one becomes a problem with its name and never hides the good ones."""
    rates: list[ExchangeRate] = []
    problems: list[Problem] = []
    for name, item in items:
        try:
            rate = read(name, item)
        except BadRow as fault:
            problems.append(Problem(
                where=f"{service}: {shown(name)}", what=fault.text,
                how=N_("The stored rate stays in use; enter a newer one with its source if it is needed."),
            ))
        else:
            if rate is not None:
                rates.append(rate)
    return Reading(rates=tuple(rates), problems=tuple(problems))
