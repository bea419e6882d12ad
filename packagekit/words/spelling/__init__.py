"""Amounts in words as contracts write them: one module per language, found by its name."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pathlib import Path

from babel.core import get_global
from babel.numbers import is_currency

from packagekit.domain.money import Money
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.words.spelling.parts import Parts

LIMIT = 10**18
"""Amounts from here on have no settled words in every language we write."""

_NOT_LANGUAGES = ("__init__", "parts")


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages that have a rule for amounts in words."""
    return tuple(sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem not in _NOT_LANGUAGES))


def spell(value: Money, language: str) -> str:
    """The exact amount in words, currency included, in the form a contract of that language uses.

    Refuses what it cannot say without changing it: an amount finer than the currency's smallest coin
    (ISO 4217, as CLDR ``currencyData/fractions`` keeps it), one of 10^18 or more, a code that is no
    currency, and a language without a rule.
    """
    problems = []
    if language not in languages():
        problems.append(Problem(
            where="lang",
            what=N_("There is no rule for amounts in words in {language}. There are: {languages}.",
                    language=language, languages=languages()),
            how=N_("Choose one of these languages."),
        ))
    if not is_currency(value.currency):
        problems.append(Problem(
            where="currency",
            what=N_("{currency} is not the code of a currency.", currency=value.currency),
            how=N_("Use a code of ISO 4217 such as VND, IDR or USD."),
        ))
        raise Refusal(*problems)
    fractions = get_global("currency_fractions")
    digits = fractions.get(value.currency, fractions["DEFAULT"])[0]
    smallest = value.amount.scaleb(digits)
    if smallest != smallest.to_integral_value():
        problems.append(Problem(
            where="amount",
            what=N_("{amount} {currency} is finer than the smallest unit of the currency.",
                    amount=value.amount, currency=value.currency),
            how=N_("Round the amount to {digits} decimals.", digits=digits),
        ))
    if abs(value.amount) >= LIMIT:
        problems.append(Problem(
            where="amount",
            what=N_("{amount} {currency} is too large to be written in words.",
                    amount=str(value.amount), currency=value.currency),
            how=N_("Write an amount of at most 18 digits."),
        ))
    if problems:
        raise Refusal(*problems)
    whole, small = divmod(abs(int(smallest)), 10**digits)
    parts = Parts(negative=value.amount < 0, whole=whole, small=small, digits=digits, currency=value.currency)
    said: str = import_module(f"{__name__}.{language}").amount(parts)
    return said
