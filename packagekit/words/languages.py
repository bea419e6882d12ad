"""The languages: each a folder of ``locales``, read into an immutable ``Language`` that says any value."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

import polib

from packagekit.domain.money import Money, UnitPrice
from packagekit.domain.record import read_only
from packagekit.domain.text import (
    N_,
    Day,
    Localized,
    Measure,
    Month,
    Percent,
    Problem,
    Refusal,
    Text,
    Year,
)
from packagekit.words import cldr, particles, seams, spelling
from packagekit.words.capitals import capital, common, lowered_in_sentence, named_first
from packagekit.words.formats import NO_BREAK, Formats
from packagekit.words.placeholders import fill

LOCALES = Path(__file__).parents[2] / "locales"
CATALOG = "LC_MESSAGES/packagekit.po"
FACT = "X-Packagekit-"
SCOPES = ("source", "all", "documents", "formats")
"""What a language is for: what the messages are written in; screens and documents; documents only; formats only."""

_NOUNS = (Text, Localized, tuple, list)
_CODE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?")


def languages(root: Path = LOCALES) -> tuple[str, ...]:
    """The codes of all languages that have a folder with a catalog of messages."""
    return tuple(sorted(name for name in os.listdir(root) if _catalog(name, root) is not None))


def language(code: str, root: Path = LOCALES) -> Language:
    """The language of that code; a changed file is read again. Refuses a code without a folder."""
    found = _catalog(code, root)
    if found is None:
        raise Refusal(Problem(
            where=f"locales/{code}",
            what=N_("There is no language {language}. There are: {languages}.", language=code, languages=languages(root)),
            how=N_("Choose one of these languages, or add its folder with a catalog of messages."),
        ))
    return _read(*found)


def _catalog(code: str, root: Path) -> tuple[str, int] | None:
    """Where a language's messages are and when they changed; a page asks dozens of times, so one look at the file does."""
    if not _CODE.fullmatch(code):
        return None
    path = f"{root}/{code}/{CATALOG}"
    try:
        return path, os.stat(path).st_mtime_ns
    except OSError:
        return None


def facts_of(po: polib.POFile) -> dict[str, str]:
    """What the header says about the language itself: its ``X-Packagekit-`` fields without that prefix."""
    return {key.removeprefix(FACT): value for key, value in po.metadata.items() if key.startswith(FACT)}


@lru_cache(maxsize=64)
def _read(path: str, _changed: int) -> Language:
    po = polib.pofile(path, encoding="utf-8")
    facts = facts_of(po)
    return Language(
        code=Path(path).parents[1].name,
        name=facts["Name"],
        scope=facts["Scope"],
        facts=read_only(facts),
        formats=Formats.read(facts),
        catalog=GNUTranslations(BytesIO(po.to_binary())),
    )


@dataclass(frozen=True)
class Language:
    """One language. Between calls it keeps only what its own messages are, so threads and sessions may share it.

    ``show`` says any value a ``Text`` may hold; the other methods say one kind of value, and are there
    for callers that want a form other than the usual one.
    """

    code: str
    name: str  # in the language itself
    scope: str  # one of SCOPES
    facts: Mapping[str, str]
    formats: Formats
    catalog: GNUTranslations

    @property
    def locale(self) -> str:
        """The BCP 47 tag, as HTML and Word mark a language: ``vi-VN``."""
        return str(self.formats.locale).replace("_", "-")

    # Messages

    def gettext(self, msgid: str, /, **args: Any) -> str:
        """The message in this language with its placeholders filled; English where it is not translated."""
        return self._filled(self._message(None, msgid), args)

    def pgettext(self, context: str, msgid: str, /, **args: Any) -> str:
        """A message whose meaning depends on the context, such as the name of an entry of a vocabulary.

        Countries and languages that no catalog of messages names have their names from CLDR.
        """
        return self._filled(self._message(context, msgid), args)

    @cached_property
    def _message(self) -> Callable[[str | None, str], str]:
        """The translation by context and message id, remembered: a document says a few hundred of them thousands of times."""
        def found(context: str | None, msgid: str) -> str:
            if context is None:
                return self.catalog.gettext(msgid) if msgid else ""  # the empty one is the header of the catalog
            message = self.catalog.pgettext(context, msgid)
            return (cldr.name(context, msgid, self.formats.locale) or msgid) if message == msgid else message

        return lru_cache(maxsize=1 << 13)(found)

    def ngettext(self, one: str, many: str, n: int, /, **args: Any) -> str:
        """The message in the form the number asks for; ``n`` fills its ``{n}``."""
        return self._filled(self.catalog.ngettext(one, many, n), {**args, "n": n})

    def _filled(self, message: str, args: Mapping[str, Any]) -> str:
        if not args and "{" not in message and "}" not in message:
            return message
        text = fill(message, args, self._within, seams.joined if self.formats.sets_scripts_apart else "".join)
        return particles.choose(text) if args and self.chooses else text

    def _within(self, value: Any, within: bool) -> str:
        """A value of a message: a common noun of the catalogs has no capital letter in the middle of a sentence."""
        if within and isinstance(value, _NOUNS) and self.lowers:
            if common(value):
                return lowered_in_sentence(value, self.show(value))
            if isinstance(value, tuple | list) and value and common(value[0], listed=True):
                return self.listed(value, first=True)
        return self.show(value)

    @cached_property
    def lowers(self) -> bool:
        """Whether the header says that common nouns are written small in a sentence: ``X-Packagekit-Nouns: small``."""
        return self.facts.get("Nouns") == "small"

    @cached_property
    def chooses(self) -> bool:
        """Whether particles follow the sound before them: ``X-Packagekit-Particles: korean``."""
        return self.facts.get("Particles") == "korean"

    def say(self, text: Text, /) -> str:
        return self._filled(self._message(text.context, text.msgid), text.args)

    def show(self, value: Any, /) -> str:
        """Any value as this language writes it.

        A str is a name or a code and stays as it is. None and unknown kinds raise TypeError: a blank or
        a representation of an object in a document is a fault of the program, not something to print.
        """
        kind = type(value)
        say = _SAYS.get(kind) or next((_SAYS[base] for base in kind.__mro__ if base in _SAYS), None)
        if say is not None:
            return say(self, value)
        raise TypeError(f"no language can say a {type(value).__name__}")

    def alone(self, value: Any, /) -> Any:
        """A value as it stands alone, in a cell or at the beginning of a line: with a capital letter where the
        language has them. What people or numbers wrote stays as it is: names, codes, amounts."""
        if type(value) not in _ALONE:
            return value
        said = self.show(value)
        return capital(said) if said[:1].islower() and not named_first(value) else said

    # Values

    def money(self, value: Money, /) -> str:
        return self.formats.money(value)

    def number(self, value: Decimal | int, /, digits: int | None = None) -> str:
        return self.formats.number(value, digits)

    def percent(self, ratio: Decimal, /, digits: int | None = None) -> str:
        return self.formats.percent(ratio, digits)

    def measure(self, value: Measure, /) -> str:
        """The number with the name of its unit; per cent and prices as this language writes them, time in its plural.

        ``1`` is the unit of an index such as Cpk, which has none.
        """
        if value.unit == "1":
            return self.number(value.value)
        if value.unit == "%":
            return self.percent(value.value.scaleb(-2))
        price, _, each = value.unit.partition("/")
        if each and len(price) == 3 and price.isupper():
            return f"{self.formats.unit_price(UnitPrice(amount=value.value, currency=price))}/{self.unit(each)}"
        counted = {"day": self.days, "month": self.months}.get(value.unit)
        if counted and value.value == value.value.to_integral_value():
            return counted(int(value.value))
        unit = self.unit(value.unit)
        between = "" if "가" <= unit[:1] <= "힣" else NO_BREAK  # Korean writes 8시간, and 8 kg
        return f"{self.number(value.value)}{between}{unit}"

    def unit(self, code: str, /) -> str:
        """The name of a unit of the catalog, for the head of a column; one of two parts, KRW/day, by its parts."""
        if not code:
            return ""
        whole = self.pgettext("unit", code)
        if whole != code or "/" not in code:
            return whole
        return "/".join(self.pgettext("unit", part) for part in code.split("/"))

    def days(self, n: int, /) -> str:
        return self.ngettext("{n} day", "{n} days", n)

    def months(self, n: int, /) -> str:
        return self.ngettext("{n} month", "{n} months", n)

    def day(self, value: date, /) -> str:
        return self.formats.day(value)

    def short_day(self, value: date, /) -> str:
        return self.formats.short_day(value)

    def month(self, value: date, /) -> str:
        return self.formats.month(value)

    def span(self, low: Any, high: Any, /) -> str:
        """From one value to another: "10–20". Values are said as ``show`` says them."""
        # translators: a range of values; keep both placeholders and use the mark your language uses.
        return self.gettext("{low}–{high}", low=low, high=high)

    def listed(self, values: tuple[Any, ...] | list[Any], /, *, first: bool = False) -> str:
        """ "A, B and C"; an empty list is said, so that no sentence ends in nothing. ``first``: it begins no sentence."""
        said = [self.show(value) for value in values]
        if self.lowers:
            said = [lowered_in_sentence(value, words) if (at or first) and common(value, listed=True) else words
                    for at, (value, words) in enumerate(zip(values, said, strict=True))]
        return self.formats.listed(said) if values else self.gettext("none")

    # Amounts in words

    @property
    def spells(self) -> bool:
        """Whether there is a rule for amounts in words."""
        return self.code in spelling.languages()

    def spell(self, value: Money, /) -> str:
        """The amount in words, rounded as ``money`` shows it; in figures where the language has no rule."""
        if not self.spells:
            return self.money(value)
        # An amount beyond words is refused below; rounding it first may need more digits than a context has.
        return spelling.spell(value if abs(value.amount) >= spelling.LIMIT else value.rounded(), self.code)


_SAYS: Mapping[type, Callable[[Language, Any], str]] = {
    str: lambda language, value: value,
    Text: Language.say,
    Localized: lambda language, value: value.best(language.code)[0],
    UnitPrice: lambda language, value: language.formats.unit_price(value),
    Money: lambda language, value: language.formats.money(value),
    Percent: lambda language, value: language.formats.percent(value.ratio),
    Measure: Language.measure,
    Day: lambda language, value: language.formats.short_day(value.day),
    Month: lambda language, value: language.formats.short_month(value.day),
    Year: lambda language, value: language.formats.year(value.year),
    bool: lambda language, value: language.gettext("Yes") if value else language.gettext("No"),
    int: lambda language, value: language.formats.number(value),
    Decimal: lambda language, value: language.formats.number(value),
    datetime: lambda language, value: language.formats.moment(value),
    date: lambda language, value: language.formats.day(value),
    tuple: Language.listed,
    list: Language.listed,
}
"""How each kind of value is said; a kind that is not named is said as the nearest it is a kind of."""

_ALONE = frozenset({Text, Day, Month, bool, date, tuple, list})
"""Kinds of values that are said in words of the language."""
