"""Texts before they have a language: what is to be said, said later by ``words``.

The four rooms in a row know no language. They return a ``Text`` (a message id in English with its
arguments) and ``words`` says it in the reader's language, numbers, money and dates included.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from pydantic import RootModel, field_validator

from packagekit.domain.money import Money
from packagekit.domain.record import Exact, Record, Table

LANGUAGE_OF_LAST_RESORT = "en"


class Localized(RootModel[Table[str, str]]):
    """One text as people wrote it, by language: ``{"ko": ..., "en": ...}``."""

    model_config = {"frozen": True}

    @field_validator("root", mode="after")
    @classmethod
    def _keep(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        if not value or not all(text.strip() for text in value.values()):
            raise ValueError("a text needs at least one language and no empty words")
        return value

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.root.items())))

    def has(self, language: str) -> bool:
        return language in self.root

    def best(self, language: str) -> tuple[str, str]:
        """The text and the language it is really in: the asked one, else English, else any."""
        texts = self.root
        if language in texts:
            return texts[language], language
        for candidate in (LANGUAGE_OF_LAST_RESORT, *sorted(texts)):
            if candidate in texts:
                return texts[candidate], candidate
        raise AssertionError("a Localized is never empty")


class Percent(Record):
    """A ratio to be shown in percent: ``Percent(ratio="0.44")`` is read as 44 %."""

    ratio: Exact


class Measure(Record):
    """A number with its unit of the catalog (``kWh/pc``, ``h``, ``%``)."""

    value: Exact
    unit: str


class Month(Record):
    """The month a day lies in, where the day itself says too much."""

    day: date


class Day(Record):
    """A day said in figures, as tables write it; a bare date is said in full."""

    day: date


class Year(Record):
    """A year of the Gregorian calendar, said in the era of the language: 2026 is 2569 in Thai."""

    year: int


class Text(Record):
    """A message of the catalog of words and what fills its ``{placeholders}``.

    Arguments may be str (verbatim: names, codes), int, Decimal, date, Day, Month, Year, Money, Percent, Measure,
    Localized, another Text, or a tuple of these (said as a list: "A, B and C").
    """

    msgid: str
    args: Table[str, Any] = {}
    context: str | None = None

    def __hash__(self) -> int:
        return hash((self.msgid, self.context, tuple(sorted((k, str(v)) for k, v in self.args.items()))))


def N_(msgid: str, /, **args: Any) -> Text:
    """Mark an English message for translation and keep its arguments for later."""
    return Text(msgid=msgid, args=args)


def name_of(msgid: str, context: str) -> Text:
    """The name of a catalog entry (an industry, a KPI): its English name is its message id."""
    return Text(msgid=msgid, context=context)


class Speaks(Protocol):
    """What the documents ask of a language; ``words.Language`` is the one that answers."""

    code: str

    @property
    def locale(self) -> str: ...  # BCP 47 tag: vi-VN
    def gettext(self, msgid: str, /, **args: Any) -> str: ...
    def show(self, value: Any, /) -> str: ...
    def alone(self, value: Any, /) -> Any: ...
    def money(self, value: Money, /) -> str: ...
    def number(self, value: Decimal | int, /, digits: int | None = None) -> str: ...
    def percent(self, ratio: Decimal, /, digits: int | None = None) -> str: ...
    def day(self, value: date, /) -> str: ...
    def short_day(self, value: date, /) -> str: ...
    def month(self, value: date, /) -> str: ...
    def months(self, n: int, /) -> str: ...
    def span(self, low: Any, high: Any, /) -> str: ...
    def unit(self, code: str, /) -> str: ...
    def spell(self, value: Money, /) -> str: ...


class Problem(Record):
    """A fault that a person can mend: where it stands, what is wrong, how to mend it."""

    where: str
    what: Text
    how: Text


class Refusal(Exception):
    """The work was not done, and here is every reason why."""

    def __init__(self, *problems: Problem) -> None:
        assert problems, "a refusal names its causes"
        self.problems: tuple[Problem, ...] = problems
        super().__init__("; ".join(f"{p.where}: {p.what.msgid.format_map(_Shown(p.what.args))}" for p in problems))


class _Shown(dict):
    """Arguments for a log line, where no language is at hand: readable, never the reason of a crash."""

    def __init__(self, args: Mapping[str, Any]) -> None:
        super().__init__({
            key: value.best(LANGUAGE_OF_LAST_RESORT)[0] if isinstance(value, Localized) else value
            for key, value in args.items()
        })

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
