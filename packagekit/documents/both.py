"""Two languages in one cell: the leading one, and under it the second where it says something else."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from packagekit.domain.money import Money
from packagekit.domain.text import Localized, Measure, Month, Speaks, Text

_WORD = re.compile(r"[^\W\d_]{2,}|(?<![^\W\d_])[가-힣](?<!원)(?![^\W\d_])")
"""Two letters make a word, and so does one Korean syllable: 2026년 1월 5일, 3개. 원 stands with an amount, which is said once."""

_WORDED = (Text, Localized, Measure, Month, date, tuple, list)
"""Kinds of values that are said in words, and so in both languages."""


class Both:
    """Speaks two languages at once: words in both, one over the other; figures as the leading language writes them."""

    def __init__(self, leading: Speaks, second: Speaks) -> None:
        self.leading, self.second = leading, second
        self.code = leading.code

    @property
    def locale(self) -> str:
        return self.leading.locale

    def gettext(self, msgid: str, /, **args: Any) -> str:
        return both(self.leading.gettext(msgid, **args), self.second.gettext(msgid, **args))

    def show(self, value: Any, /) -> str:
        said = self.leading.show(value)
        return both(said, self.second.show(value)) if isinstance(value, _WORDED) else said

    def alone(self, value: Any, /) -> Any:
        if not isinstance(value, _WORDED):
            return value
        leading, second = self.leading, self.second
        return both(leading.show(leading.alone(value)), second.show(second.alone(value)))

    def unit(self, code: str, /) -> str:
        return both(self.leading.unit(code), self.second.unit(code))

    def spell(self, value: Money, /) -> str:
        return both(self.leading.spell(value), self.second.spell(value))

    def money(self, value: Money, /) -> str:
        return self.leading.money(value)

    def number(self, value: Decimal | int, /, digits: int | None = None) -> str:
        return self.leading.number(value, digits)

    def percent(self, ratio: Decimal, /, digits: int | None = None) -> str:
        return self.leading.percent(ratio, digits)

    def day(self, value: date, /) -> str:
        return both(self.leading.day(value), self.second.day(value))

    def short_day(self, value: date, /) -> str:
        return self.leading.short_day(value)

    def month(self, value: date, /) -> str:
        return both(self.leading.month(value), self.second.month(value))

    def months(self, n: int, /) -> str:
        return both(self.leading.months(n), self.second.months(n))

    def span(self, low: Any, high: Any, /) -> str:
        return both(self.leading.span(low, high), self.second.span(low, high))


def both(first: str, second: str) -> str:
    """Both texts; the first alone where the second says no other words: names, codes and figures stand once."""
    return f"{first}\n{second}" if differs(first, second) else first


def differs(first: str, second: str) -> bool:
    said = set(_WORD.findall(first))
    return any(word not in said and not (word.isascii() and word.isupper()) for word in _WORD.findall(second))
