"""Amounts, days and benefits as a language writes them: how each is found in a text, and where one is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from packagekit.domain.money import Money
from packagekit.domain.proposal import Proposal
from packagekit.domain.record import Record
from packagekit.domain.text import Speaks

_NUMBER = re.compile(r"[\d.,\s-]+")
_YEAR = re.compile(r"\d{4}").search

_DIGIT = re.compile(r"\d").search
"""What every amount and every day has in it."""


def amount_pattern(language: Speaks, currencies: Iterable[str]) -> re.Pattern[str]:
    """How this language writes an amount of one of these currencies, whatever the number."""
    around: dict[str, set[str]] = {}  # the ways an amount ends by how it begins: a number is gone over once
    for currency in currencies:
        before, after = re.split(r"\d[\d.,]*", language.money(Money.of(1, currency)), maxsplit=1)
        around.setdefault(re.escape(before), set()).add(re.escape(after) + (r"(?!\w)" if after and after[-1].isascii() else ""))
    return re.compile("|".join(rf"{before}-?\d(?:[\d.,]*\d)?(?:{'|'.join(sorted(after))})" for before, after in sorted(around.items())))


def day_pattern(language: Speaks) -> re.Pattern[str]:
    """How this language writes a day, whichever it is."""
    return _day_pattern(language.locale, tuple(
        written for month in range(1, 13) for day in (date(2033, month, 28),)
        for written in (*forms(language, day), language.short_day(day))))


def forms(language: Speaks, value: Any) -> tuple[str, ...]:
    """What a value may be in a document: as it stands alone, and as it does within a sentence."""
    return tuple(dict.fromkeys((language.show(language.alone(value)), language.show(value))))


def days_in(pattern: re.Pattern[str], words: str) -> list[str]:
    """The days in a text; where all are written with a year, only lines with one are searched, each once."""
    marked = _YEAR if all(r"\d{4}" in shape for shape in pattern.pattern.split("|")) else _DIGIT
    return pattern.findall("\n".join(dict.fromkeys(line for line in words.split("\n") if marked(line))))


@lru_cache(maxsize=64)
def _day_pattern(_locale: str, days: tuple[str, ...]) -> re.Pattern[str]:
    first = {r"\d" if day[0].isdigit() else re.escape(day[0]) for day in days}
    shapes = {re.sub(r"(?<!\d)\d{4}(?!\d)", lambda _: r"\d{4}", re.escape(day).replace("28", r"\d{1,2}", 1)) for day in days}
    longest = "|".join(sorted(shapes, key=len, reverse=True))
    return re.compile(rf"(?<!\d)(?=[{''.join(sorted(first))}])(?:{longest})(?!\d)")


def currencies(proposal: Proposal) -> tuple[str, ...]:
    """The price's, ours, and those local fees are in."""
    local = {amount.local.currency for line in proposal.landed.ledger for amount in line.amounts if amount.local}
    return tuple(sorted({proposal.price.currency, "KRW", *local}))


def currencies_of(proposal: Record) -> tuple[str, ...]:
    return currencies(proposal) if isinstance(proposal, Proposal) else ("USD", "KRW")


def becoming(language: Speaks, proposal: Record) -> dict[str, re.Pattern[str]]:
    """What the benefits are expected to become, as this language writes it, and how each is found in a text.

    Behind a point or a comma a figure with its unit is the end of another one; a bare number may be a part that the
    template puts there.
    """
    benefits = proposal.returns.benefits if isinstance(proposal, Proposal) else ()
    shown = {form for benefit in benefits for form in forms(language, benefit.expected)}
    return {one: re.compile(("" if _NUMBER.fullmatch(one) else r"(?<!\d[.,])") + rf"(?<!\d){re.escape(one)}(?!\d)") for one in shown}


def occurrences(patterns: Mapping[str, re.Pattern[str]], words: str) -> Iterator[str]:
    """Each of these figures as often as it stands in the words."""
    return (figure for pattern in patterns.values() for figure in pattern.findall(words))


def missing(
    lacking: Iterable[str], counted: Callable[[str], list[str]], meant: Sequence[str], stand: Sequence[str],
) -> dict[str, tuple[int, int, int]]:
    """For each figure the first place that lacks it: its text of ``meant``, and the two of ``stand`` it is missing between."""
    before, after = ([(figure, number) for number, words in enumerate(texts) for figure in counted(words)] for texts in (meant, stand))
    wanted, found = set(lacking), {}
    same = SequenceMatcher(None, [figure for figure, _ in before], [figure for figure, _ in after], autojunk=False)
    for change, first, last, start, end in same.get_opcodes():
        if change in ("delete", "replace"):
            between = after[start - 1][1] if start else 0, after[end][1] if end < len(after) else len(stand) - 1
            for figure, number in before[first:last]:
                if figure in wanted:
                    found.setdefault(figure, (number, *between))
    return found
