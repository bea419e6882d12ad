"""Amounts in Indonesian words (*terbilang*): "Satu miliar dua ratus tiga puluh juta rupiah".

One before ratus, ribu and belas is the prefix se-; one before juta and above stays ``satu``. 10^9 is
``miliar`` (the dictionary's form, not "milyar"), 10^12 ``triliun``, 10^15 ``kuadriliun``.
"""

from __future__ import annotations

from packagekit.words.spelling.parts import Parts, groups, sentence

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
GROUPS = ("", "ribu", "juta", "miliar", "triliun", "kuadriliun")

CURRENCIES = {
    "VND": ("dong Vietnam", None),
    "USD": ("dolar Amerika Serikat", "sen"),
    "KRW": ("won Korea", None),
    "IDR": ("rupiah", "sen"),
    "THB": ("baht Thailand", "satang"),
    "EUR": ("euro", "sen"),
    "MYR": ("ringgit Malaysia", "sen"),
    "SGD": ("dolar Singapura", "sen"),
    "PHP": ("peso Filipina", "sentavo"),
    "JPY": ("yen Jepang", None),
    "KHR": ("riel Kamboja", "sen"),
    "LAK": ("kip Laos", None),
    "MMK": ("kyat Myanmar", None),
    "BND": ("dolar Brunei", "sen"),
}


def _group(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = ["seratus"] if hundreds == 1 else [DIGITS[hundreds], "ratus"] if hundreds else []
    tens, ones = divmod(rest, 10)
    if rest == 10:
        words.append("sepuluh")
    elif rest == 11:
        words.append("sebelas")
    elif tens == 1:
        words += [DIGITS[ones], "belas"]
    else:
        words += [DIGITS[tens], "puluh"] if tens else []
        words += [DIGITS[ones]] if ones else []
    return words


def cardinal(number: int) -> str:
    """A number from 0 up in words."""
    if number == 0:
        return DIGITS[0]
    words: list[str] = []
    for rank, group in reversed(list(enumerate(groups(number, 3)))):
        if rank == 1 and group == 1:
            words.append("seribu")
        elif group:
            words += _group(group) + ([GROUPS[rank]] if rank else [])
    return " ".join(words)


def amount(parts: Parts) -> str:
    whole_name, small_name = CURRENCIES.get(parts.currency, (parts.name("id"), None))
    words = f"{cardinal(parts.whole)} {whole_name}"
    if parts.small and small_name:
        words += f" {cardinal(parts.small)} {small_name}"
    elif parts.small:
        words += f" dan {parts.fraction}"
    return sentence(f"minus {words}" if parts.negative else words)
