"""An amount taken apart into what a speaker says: sign, whole units, small units, currency."""

from __future__ import annotations

from typing import NamedTuple

from babel.numbers import get_currency_name


class Parts(NamedTuple):
    negative: bool
    whole: int
    small: int  # cents, sen, satang
    digits: int  # of the small unit: 2 for cents
    currency: str

    @property
    def fraction(self) -> str:
        """The small units of a currency whose coin has no agreed name: 50/100, as cheques write it."""
        return f"{self.small:0{self.digits}d}/{10**self.digits}"

    def name(self, locale: str) -> str:
        """CLDR's name of the currency, for those a language has no contract form for."""
        return get_currency_name(self.currency, count=self.whole, locale=locale)


def groups(number: int, size: int) -> list[int]:
    """The digits of a number in groups of ``size``, the lowest first."""
    found = []
    while number:
        number, low = divmod(number, 10**size)
        found.append(low)
    return found


def sentence(text: str) -> str:
    """With a capital first letter, the rest untouched: names of countries keep theirs."""
    return text[:1].upper() + text[1:]
