"""Amounts in English words: "One million two hundred thousand US dollars and fifty cents"."""

from __future__ import annotations

from packagekit.words.spelling.parts import Parts, groups, sentence

SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
GROUPS = ("", "thousand", "million", "billion", "trillion", "quadrillion")

CURRENCIES = {
    "VND": (("Vietnamese dong", "Vietnamese dong"), None),
    "USD": (("US dollar", "US dollars"), ("cent", "cents")),
    "KRW": (("Korean won", "Korean won"), None),
    "IDR": (("Indonesian rupiah", "Indonesian rupiah"), ("sen", "sen")),
    "THB": (("Thai baht", "Thai baht"), ("satang", "satang")),
    "EUR": (("euro", "euros"), ("cent", "cents")),
    "MYR": (("Malaysian ringgit", "Malaysian ringgit"), ("sen", "sen")),
    "SGD": (("Singapore dollar", "Singapore dollars"), ("cent", "cents")),
    "PHP": (("Philippine peso", "Philippine pesos"), ("centavo", "centavos")),
    "JPY": (("Japanese yen", "Japanese yen"), None),
    "KHR": (("Cambodian riel", "Cambodian riel"), ("sen", "sen")),
    "LAK": (("Lao kip", "Lao kip"), None),
    "MMK": (("Myanmar kyat", "Myanmar kyat"), None),
    "BND": (("Brunei dollar", "Brunei dollars"), ("cent", "cents")),
}


def _below_hundred(number: int) -> str:
    if number < 20:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{TENS[tens]}-{SMALL[ones]}" if ones else TENS[tens]


def _group(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    return f"{SMALL[hundreds]} hundred" + (f" and {_below_hundred(rest)}" if rest else "")


def cardinal(number: int) -> str:
    """A number from 0 up in words, British: "one thousand and five"."""
    if number == 0:
        return SMALL[0]
    words: list[str] = []
    for rank, group in reversed(list(enumerate(groups(number, 3)))):
        if not group:
            continue
        if rank == 0 and words and group < 100:
            words.append("and")
        words.append(_group(group))
        if rank:
            words.append(GROUPS[rank])
    return " ".join(words)


def _counted(number: int, names: tuple[str, str]) -> str:
    return f"{cardinal(number)} {names[0] if number == 1 else names[1]}"


def amount(parts: Parts) -> str:
    whole_names, small_names = CURRENCIES.get(parts.currency, ((parts.name("en"), parts.name("en")), None))
    words = _counted(parts.whole, whole_names)
    if parts.small:
        words += " and " + (_counted(parts.small, small_names) if small_names else parts.fraction)
    return sentence(f"minus {words}" if parts.negative else words)
