"""The appendix of rates: every figure the ledger stands on, numbered, dated, sourced and marked."""

from __future__ import annotations

from collections.abc import Mapping

from packagekit.domain.dated import Source, Status
from packagekit.domain.estimate import LedgerRow
from packagekit.domain.money import Money
from packagekit.domain.proposal import RateUsed
from packagekit.domain.record import Exact
from packagekit.domain.text import N_, Measure, Percent, Text
from packagekit.propose import names
from packagekit.propose.given import Given

Key = tuple[Text, Exact | None, str, Source, Status, object]


def key(row: LedgerRow) -> Key:
    """What makes two rows stand on the same rate."""
    if row.stage == "ex_works":  # one price list, however many lines and days
        return (N_("Price lists of the suppliers"), None, "", row.source, row.status, None)
    return (row.name, row.rate, row.rate_unit, row.source, row.status, row.on)


def rates(given: Given) -> tuple[tuple[RateUsed, ...], Mapping[Key, int]]:
    """The numbered rates in the order of the ledger, exchange rates after them, and each row's number."""
    numbers: dict[Key, int] = {}
    used: list[RateUsed] = []
    for row in given.estimate.ledger:
        if (found := key(row)) not in numbers:
            numbers[found] = len(numbers) + 1
            used.append(_of_row(numbers[found], row))
    for fx in dict.fromkeys((f.base, f.quote, f.day, f.rate, f.source, f.status) for f in given.estimate.fx):
        base, quote, day, rate, source, status = fx
        used.append(RateUsed(
            ref=len(used) + 1, name=N_("Exchange rate: {quote} for 1 {base}", quote=quote, base=base),
            value=rate, number=rate, unit=f"{quote}/{base}", day=day, source=_said(source), href=source.href,
            status=names.STATUSES[status], unverified=names.unverified(status),
        ))
    return tuple(used), numbers


def shown(rate: Exact | None, unit: str) -> Percent | Measure | Money | None:
    """A rate as people read it: a ratio in percent, money per day as money, the rest with its unit."""
    if rate is None:
        return None
    if unit == "ratio":
        return Percent(ratio=rate)
    head, _, rest = unit.partition("/")
    if len(head) == 3 and head.isupper() and not rest:
        return Money(amount=rate, currency=head)
    return Measure(value=rate, unit=unit)


def _of_row(ref: int, row: LedgerRow) -> RateUsed:
    name, rate, unit, source, status, _ = key(row)
    value = shown(rate, unit)
    return RateUsed(
        ref=ref, name=name, value=N_("as stated line by line") if value is None else value, number=rate, unit=unit,
        day=row.on, source=_said(source), href=source.href, status=names.STATUSES[status],
        unverified=names.unverified(status),
    )


def _said(source: Source) -> str:
    return source.title if source.document is None else f"{source.title} ({source.document})"
