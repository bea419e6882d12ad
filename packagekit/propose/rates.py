"""The appendix of rates: every figure the ledger stands on, numbered, dated, sourced and marked."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from packagekit.domain.dated import Source
from packagekit.domain.estimate import LedgerRow
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.money import UnitPrice
from packagekit.domain.proposal import RateUsed
from packagekit.domain.record import Exact
from packagekit.domain.text import N_, Measure, Percent, Text, name_of
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.price import OWN

WORK = ("engineering", "training", "aftercare")


@dataclass(frozen=True)
class Numbered:
    """All rates under one numbering, those a buyer is shown first, and each row's number by its id."""

    shown: tuple[RateUsed, ...]
    every: tuple[RateUsed, ...]
    numbers: Mapping[str, int]


def rates(given: Given) -> Numbered:
    """The numbered rates in the order of the ledger, exchange rates after them.

    Rows that stand on the same value of the same source share a number: a price list, a day rate of one role, a tax
    of one law. The seller's own costs come last, so that the numbers in a buyer's documents have no gap.
    """
    rows = given.estimate.ledger
    shown_rows = [row for row in rows if not own(row)]
    foreign = {row.local.currency for row in shown_rows if row.local is not None}
    seen = [fx for fx in given.estimate.fx if {fx.base, fx.quote} & foreign]
    hidden = [fx for fx in given.estimate.fx if fx not in seen]
    used: list[RateUsed] = []
    numbers: dict[str, int] = {}
    for some, exchange in ((shown_rows, seen), ([row for row in rows if own(row)], hidden)):
        same: dict[Hashable, list[LedgerRow]] = {}
        for row in some:
            same.setdefault(_key(given, row), []).append(row)
        for of_one in same.values():
            used.append(_used(given, len(used) + 1, of_one))
            numbers.update((row.id, len(used)) for row in of_one)
        used += [_exchange(len(used) + n, fx) for n, fx in enumerate(exchange, start=1)]
        if some is shown_rows:
            visible = len(used)
    return Numbered(shown=tuple(used[:visible]), every=tuple(used), numbers=numbers)


def own(row: LedgerRow) -> bool:
    """Whether a row is of the seller's own costs, which a quotation does not show."""
    return row.in_price and row.stage in OWN


def shown(rate: Exact | None, unit: str) -> Percent | Measure | UnitPrice | None:
    """A rate as people read it: a ratio in percent, a bare price as money, the rest with its unit."""
    if rate is None:
        return None
    if unit == "ratio":
        return Percent(ratio=rate)
    if len(unit) == 3 and unit.isupper():
        return UnitPrice(amount=rate, currency=unit)
    return Measure(value=rate, unit=unit)


def _key(given: Given, row: LedgerRow) -> Hashable:
    if row.stage == "ex_works":
        return row.stage, _supplier(given, row), row.status
    what: Hashable = row.code if row.stage in WORK else names.charge(given.market, row.code) or row.name
    return row.stage in WORK, what, row.rate, row.rate_unit, row.source, row.status, row.on


def _supplier(given: Given, row: LedgerRow) -> str:
    return next(line.supplier for line in given.option.lines if line.id == row.line)


def _used(given: Given, ref: int, rows: list[LedgerRow]) -> RateUsed:
    first = rows[0]
    if first.stage == "ex_works":
        supplier = given.suppliers[_supplier(given, first)].name
        return RateUsed(
            ref=ref, name=N_("Price list of {supplier}", supplier=supplier), value=N_("as stated line by line"),
            number=None, unit="", day=max(row.on for row in rows), source=N_("the supplier's own price list"), href=None,
            status=names.STATUSES[first.status], unverified=names.unverified(first.status),
        )
    value = shown(first.rate, first.rate_unit)
    return RateUsed(
        ref=ref, name=_name(given, rows), value=N_("as stated line by line") if value is None else value,
        number=first.rate, unit=first.rate_unit, day=first.on, source=_said(first.source), href=first.source.href,
        status=names.STATUSES[first.status], unverified=names.unverified(first.status),
    )


def _name(given: Given, rows: list[LedgerRow]) -> Text:
    """What the rows call it where they agree; else the charge of the law, or all they call it."""
    called = tuple(dict.fromkeys(row.name for row in rows))
    if len(called) == 1:
        return called[0]
    roles = {name.args.get("role") for name in called}
    if len(roles) == 1 and None not in roles:  # one engineer's day, whatever it was spent on
        return N_("Day rate: {role}", role=roles.pop())
    return names.charge(given.market, rows[0].code) or N_("{names}", names=called)


def _exchange(ref: int, fx: ExchangeRate) -> RateUsed:
    return RateUsed(
        ref=ref, name=N_("Exchange rate: {quote} for 1 {base}", quote=fx.quote, base=fx.base), value=fx.rate,
        number=fx.rate, unit=f"{fx.quote}/{fx.base}", day=fx.day, source=_said(fx.source), href=fx.source.href,
        status=names.STATUSES[fx.status], unverified=names.unverified(fx.status),
    )


def _said(source: Source) -> Text:
    """The title with the paper's number, unless the title itself names the paper."""
    if source.document is None or _words(source.document) <= _words(source.title):
        return source.said
    return N_("{source} ({document})", source=source.said, document=name_of(source.document, "source"))


def _words(title: str) -> set[str]:
    return set(re.findall(r"\w[\w./-]*", title.casefold()))
