"""Tariff files as records: a row states the duty of a code from a day on, and a later row what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from packagekit.domain.dated import DatedValue, Source
from packagekit.domain.market import MFN, Tariff, TariffLine
from packagekit.domain.record import read_only
from packagekit.domain.team_value import Figure, tariff_with
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.rows import read_rows

_WANTED = ("hs", "text", MFN, "source", "status", "since")
_OWN = (*_WANTED, "until", "href", "document", "seen", "low", "high", "question", "note")  # other columns are agreements
Row = Mapping[str, str]


def read_tariff(path: Path, market: str, where: str) -> Tariff:
    """The lines of a file. A code that stands again on a later day says what changed; an empty rate is as before.

    Raises Refusal for a missing column and for a rate that begins twice on one day.
    """
    first: dict[str, TariffLine] = {}
    again = []
    for row in read_rows(path, _WANTED, where):
        if _code(row) in first:
            again.append(row)
        else:
            first[_code(row)] = _line(row)
    more = _rates(market, again)
    for figure, values in more.items():
        held = first[figure.name].through_time().get(figure.rate, ())
        if len({v.since for v in (*held, *values)}) < len(held) + len(values):
            raise Refusal(Problem(
                where=where, what=N_("The code {code} stands twice.", code=figure.name),
                how=N_("Take one of the two out."),
            ))
    return tariff_with(Tariff(market=market, lines=tuple(first.values())), more)


def read_rates(path: Path, market: str, where: str) -> Mapping[Figure, tuple[DatedValue, ...]]:
    """The rates that a file adds to the lines of another one. Raises Refusal for a missing column."""
    return _rates(market, read_rows(path, _WANTED, where))


def _rates(market: str, rows: Iterable[Row]) -> Mapping[Figure, tuple[DatedValue, ...]]:
    rates: dict[Figure, tuple[DatedValue, ...]] = {}
    for row in rows:
        for name in (MFN, *_agreements(row)):
            if row[name]:
                figure = Figure("tariff", market, _code(row), name)
                rates[figure] = (*rates.get(figure, ()), _rate(row, name, note=row.get("note") or None))
    return rates


def _line(row: Row) -> TariffLine:
    return TariffLine(
        hs=_code(row), text=row["text"], mfn=_rate(row, MFN),
        preferences=read_only({name: _rate(row, name) for name in _agreements(row) if row[name]}),
        question=row.get("question") or None, note=row.get("note") or None,
    )


def _rate(row: Row, name: str, note: str | None = None) -> DatedValue:
    def cell(column: str) -> str | None:
        return row.get(column) or None

    ranged = name == MFN  # the range of a row is that of its own duty, not of the agreements'
    return DatedValue(
        value=row[name] or None, since=row["since"], until=cell("until"), status=row["status"],
        source=Source(title=row["source"], href=cell("href"), document=cell("document"), seen=cell("seen")),
        low=cell("low") if ranged else None, high=cell("high") if ranged else None, note=note,
    )


def _agreements(row: Row) -> tuple[str, ...]:
    return tuple(name for name in row if name not in _OWN)


def _code(row: Row) -> str:
    return row["hs"].replace(".", "")
