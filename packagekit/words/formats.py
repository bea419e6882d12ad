"""Numbers, money, days and lists as a language writes them: CLDR by Babel, corrected where business differs.

What differs from CLDR stands in the header of the language's ``.po`` file, so a new language brings it along:
``Locale`` (``vi_VN``), ``Day``, ``Short-Day``, ``Month`` and ``Short-Month`` (CLDR date patterns; the last for tables,
``Month`` where it is not there), ``Years-Ahead`` (543 for the Buddhist era; ``r`` in a pattern is then the Gregorian year), ``Money`` and ``Money-KRW`` (CLDR number patterns
without decimals), ``List`` (how three things are listed), ``List-Apart`` (how, where one of them holds an "and" itself), ``Scripts: apart``
(a space where Thai meets other letters, figures or brackets, and nowhere else). Amounts are rounded half away from zero before they are
formatted, because Babel alone rounds half to even.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import NumberPattern, get_currency_symbol, get_decimal_symbol, get_group_symbol, parse_pattern

from packagekit.domain.money import Money, UnitPrice, minor_digits
from packagekit.words.seams import apart

WHOLE = "#,##0"
NO_BREAK = "\N{NO-BREAK SPACE}"
_YEAR = re.compile("'[^']*'|y+|r+")
"""What a CLDR pattern says of the year, and what it says word for word, whatever letters are in it."""

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Formats:
    """How one language writes values. All methods answer with text that does not break inside an amount."""

    locale: Locale
    day_pattern: str | None
    short_day_pattern: str | None
    month_pattern: str | None
    short_month_pattern: str | None
    years_ahead: int
    money_pattern: str
    money_patterns: Mapping[str, str]
    list_pattern: str | None = None
    list_apart_pattern: str | None = None  # of a list whose members hold the word for "and" themselves
    sets_scripts_apart: bool = False
    frames: dict[tuple[str, str | None], _Frame | None] = field(default_factory=dict, compare=False, repr=False)
    """What stands around the digits, by pattern and currency: as many as a language has patterns."""

    @cached_property
    def percent_pattern(self) -> str:
        """As CLDR has it; asking Babel again for each rate takes longer than writing it."""
        return str(self.locale.percent_formats[None].pattern)

    @classmethod
    def read(cls, facts: Mapping[str, str]) -> Formats:
        """From the facts of a ``.po`` header; raises ValueError or ``babel.UnknownLocaleError`` for a bad one."""
        return cls(
            locale=Locale.parse(facts["Locale"]),
            day_pattern=facts.get("Day"),
            short_day_pattern=facts.get("Short-Day"),
            month_pattern=facts.get("Month"),
            short_month_pattern=facts.get("Short-Month"),
            years_ahead=int(facts.get("Years-Ahead", "0")),
            money_pattern=facts.get("Money", f"¤¤ {WHOLE};¤¤ -{WHOLE}"),
            money_patterns={key.removeprefix("Money-"): value for key, value in facts.items() if key.startswith("Money-")},
            list_pattern=facts.get("List"),
            list_apart_pattern=facts.get("List-Apart"),
            sets_scripts_apart=facts.get("Scripts") == "apart",
        )

    def number(self, value: Decimal | int, digits: int | None = None) -> str:
        """With ``digits`` decimals; without, as it was stated: whole up to six decimals.

        More than six come from a computation, and four significant digits (two decimals at least) are shown.
        """
        if digits is None:
            if isinstance(value, int) and 0 <= value < 1000:
                return str(value)
            value = _as_stated(Decimal(value), most=6, least=2, significant=4)
            return self._apply(WHOLE, value)
        return self._apply(_with_decimals(WHOLE, digits), _rounded(Decimal(value), digits))

    def percent(self, ratio: Decimal, digits: int | None = None) -> str:
        """A ratio in percent with at most ``digits`` decimals, zeros at the end left out.

        Without ``digits`` a rate keeps what was stated (0.00125 is 0.125 %), and a computed ratio, seen by
        more than three decimals, is shown to a tenth or to two significant digits.
        """
        hundredfold = ratio.scaleb(2, _EXACT)
        if digits is None:
            hundredfold = _as_stated(hundredfold, most=3, least=1, significant=2)
        else:
            hundredfold = _rounded(hundredfold, digits)
        return self._apply(self.percent_pattern, hundredfold)

    def money(self, value: Money) -> str:
        """Rounded to the unit that is really paid, with the currency where the language puts it."""
        digits = minor_digits(value.currency)
        return self._money(_rounded(value.amount, digits), value.currency, digits)

    def unit_price(self, value: UnitPrice) -> str:
        """With every decimal it has: what is rounded is the product with the quantity."""
        return self._money(value.amount, value.currency, minor_digits(value.currency))

    def _money(self, amount: Decimal, currency: str, digits: int) -> str:
        """With ``digits`` decimals at least."""
        return self._apply(_unbroken(self.money_patterns.get(currency, self.money_pattern), digits), amount, currency)

    def day(self, value: date) -> str:
        """In full, as letters and contracts write it."""
        if self.day_pattern is None:
            return format_date(value, "long", locale=self.locale)
        return self._date(value, self.day_pattern)

    def short_day(self, value: date) -> str:
        """In figures, as tables write it."""
        if self.short_day_pattern is None:
            return format_skeleton("yMd", value, locale=self.locale)
        return self._date(value, self.short_day_pattern)

    def month(self, value: date) -> str:
        """The month and year, short enough for the axis of a chart."""
        if self.month_pattern is None:
            return format_skeleton("yMMM", value, locale=self.locale)
        return self._date(value, self.month_pattern)

    def short_month(self, value: date) -> str:
        """The month and year as tables write them."""
        return self.month(value) if self.short_month_pattern is None else self._date(value, self.short_month_pattern)

    def year(self, value: int) -> str:
        """A year of the Gregorian calendar in the era of the language."""
        return str(value + self.years_ahead)

    def moment(self, value: datetime) -> str:
        return f"{self.short_day(value)} {value:%H:%M}"

    def listed(self, items: Sequence[str]) -> str:
        if len(items) < 2:
            return "".join(items)
        between, last = _joints(self.locale, self.list_pattern)
        paired = [last.strip(" ,") in item.split() for item in items]
        if any(paired):
            # "Trimming and deburring" within a list: one "and" more would say who knows what. At its end it closes the list
            # as the last "and" does; elsewhere a comma before the last "and" tells the two apart.
            between = last = "; " if any(", " in item for item in items) else ", "
            if self.list_apart_pattern and not paired[-1]:
                last = _joints(self.locale, self.list_apart_pattern)[1].replace(", ", between)
            return between.join(items[:-1]) + last + items[-1]
        if self.sets_scripts_apart and apart(last, items[-1]):
            last += " "
        if len(items) == 2 and self.list_pattern is None:
            return format_list(items, locale=self.locale)
        return between.join(items[:-1]) + last + items[-1]

    def _date(self, value: date, pattern: str) -> str:
        # Babel ignores calendars other than the Gregorian. Digits are literal in a CLDR pattern, so the
        # year of the era is written in, which also keeps 29 February in years the era does not share.
        # "r", in CLDR the related Gregorian year, stands beside it where a contract wants both.
        if self.years_ahead:
            pattern = _YEAR.sub(lambda found: {"y": str(value.year + self.years_ahead), "r": str(value.year)}.get(found[0][0], found[0]), pattern)
        return _dated(value, pattern, self.locale)

    def _apply(self, pattern: str, value: Decimal, currency: str | None = None) -> str:
        """The digits that are to be read, of a ratio in percent its hundredfold; zeros at the end of decimals that the
        pattern does not ask for are left out."""
        frame = self.frames.get((pattern, currency), _UNKNOWN)
        if frame is _UNKNOWN:
            frame = self.frames[pattern, currency] = _frame(pattern, self.locale, currency)
        if frame is None:
            # Without "decimal quantization" Babel keeps every decimal the value still has after our rounding.
            parsed = _parsed(pattern)
            return parsed.apply(
                (value or abs(value)).normalize(_EXACT).scaleb(-parsed.scale, _EXACT), self.locale, currency=currency, currency_digits=False,
                decimal_quantization=False)
        before, after = frame.negative if value < 0 else frame.positive  # -0 is 0 to a reader
        whole, _, decimals = format(value.copy_abs(), ",f").partition(".")
        decimals = decimals.rstrip("0").ljust(frame.least, "0")
        return f"{before}{whole.replace(',', frame.group)}{frame.point if decimals else ''}{decimals}{after}"


@lru_cache(maxsize=1 << 12)
def _dated(value: date, pattern: str, locale: Locale) -> str:
    """A day by a pattern: the tables of one market name the same few days over and over."""
    return format_date(value, pattern, locale=locale)


class _Frame(NamedTuple):
    """What stands around and between the digits of a number."""

    positive: tuple[str, str]
    negative: tuple[str, str]
    group: str
    point: str
    least: int  # decimals


_UNKNOWN: Any = object()


def _frame(pattern: str, locale: Locale, currency: str | None) -> _Frame | None:
    """The frame of a plain number in groups of three, as Babel would put it; None for any other pattern.

    A document says a thousand numbers, and Babel looks up every sign again for each of them.
    """
    parsed = _parsed(pattern)
    if parsed.exp_prec or "@" in pattern or parsed.grouping != (3, 3) or parsed.int_prec[0] > 1 or "¤¤¤" in pattern or "'" in pattern:
        return None
    signs = [(parsed.prefix[sign], parsed.suffix[sign]) for sign in (0, 1)]
    if currency:
        signs = [tuple(mark.replace("¤¤", currency).replace("¤", get_currency_symbol(currency, locale)) for mark in pair) for pair in signs]
    return _Frame(signs[0], signs[1], get_group_symbol(locale), get_decimal_symbol(locale), parsed.frac_prec[0])


@lru_cache(maxsize=64)
def _joints(locale: Locale, pattern: str | None) -> tuple[str, str]:
    """What stands between the members of a list, and before the last one."""
    whole = pattern or format_list(["{0}", "{1}", "{2}"], locale=locale)
    between, last = re.findall(r"(?<=\})[^{}]+(?=\{)", whole)
    return between, last


@lru_cache(maxsize=512)
def _parsed(pattern: str) -> NumberPattern:
    return parse_pattern(pattern)


@lru_cache(maxsize=512)
def _with_decimals(pattern: str, digits: int) -> str:
    return pattern.replace(WHOLE, f"{WHOLE}.{'0' * digits}") if digits else pattern


@lru_cache(maxsize=512)
def _unbroken(pattern: str, digits: int) -> str:
    return _with_decimals(pattern.replace(" ", NO_BREAK), digits)


@lru_cache(maxsize=128)
def _unit(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(_unit(digits), None, _EXACT)  # by place: by name a call takes twice as long


def _as_stated(value: Decimal, most: int, least: int, significant: int) -> Decimal:
    if value == (stated := _rounded(value, most)):
        return stated
    return _rounded(value, max(least, significant - 1 - value.adjusted()))
