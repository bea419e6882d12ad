"""Capital letters: common nouns lose theirs within a sentence, what stands alone in a cell has one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from packagekit.domain.text import LANGUAGE_OF_LAST_RESORT, Localized, Text

COMMON_NOUNS = frozenset({"capability", "charge", "data_kind", "industry", "kpi", "level", "process", "solution_type"})
"""Contexts of names of the catalogs that are no names of somebody or something."""

TITLED_NOUNS = frozenset({"protocol"})
"""Contexts that hold both: File exchange and Modbus TCP. English, which writes a name with capitals, tells them apart."""

_LINKING = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_FILLED_FIRST = re.compile(r"\{(\w+)\}")


def common(value: Any, listed: bool = False) -> bool:
    """Whether it names a thing, not somebody: by its context, or by how English writes it. What a message calls
    something is looked at in a list only: alone it may be the name of a button."""
    if isinstance(value, Localized):
        return value.has(LANGUAGE_OF_LAST_RESORT) and _small(value.best(LANGUAGE_OF_LAST_RESORT)[0])
    if not isinstance(value, Text):
        return False
    if value.context in COMMON_NOUNS:
        return True
    if begins := _FILLED_FIRST.match(value.msgid):
        return common(value.args.get(begins[1]), listed)
    return (value.context in TITLED_NOUNS or (listed and value.context is None)) and _small(value.msgid)


@lru_cache(maxsize=4096)
def _small(title: str) -> bool:
    """Whether English writes it as a thing: "Barcode station", "LotMark barcode station", not "Sample Barcode Systems"
    and not a sentence."""
    words = [word for word in title.split()[1:] if word not in _LINKING]
    return title[-1:] not in ".?!" and any(word.islower() for word in words)


def lowered_in_sentence(value: Any, shown: str) -> str:
    """As ``lowered``; of a title as ``_lowered_title``."""
    while isinstance(value, Text) and (begins := _FILLED_FIRST.match(value.msgid)):
        value = value.args.get(begins[1])
    if not isinstance(value, Localized):
        return lowered(shown)
    return _lowered_title(shown, value.best(LANGUAGE_OF_LAST_RESORT)[0], tuple(value.root.values()))


@lru_cache(maxsize=4096)
def _lowered_title(shown: str, english: str, titles: tuple[str, ...]) -> str:
    """A word that stands in the title of another language with the same capital is a name: "trạm mã vạch LotMark", but
    "Hangang QMS kèm SPC"."""
    first = shown.partition(" ")[0]
    others = [title for title in titles if title != english] if shown.startswith(english) else [english]
    latin = [title.split() for title in others if title[:1] < "\u0370"]  # another script may write the name in its own letters
    named = bool(latin) and all(first in title for title in latin)
    return shown[:1].lower() + shown[1:] if first[1:].islower() and not named else shown


@lru_cache(maxsize=4096)
def lowered(words: str) -> str:
    """Without the capital letter at the beginning, unless its word has more of them, or the next one has: OEE and
    IoT stay, and so does Overall Equipment Effectiveness."""
    first, _, rest = words.partition(" ")
    named = rest[:1].isupper() and rest.partition(" ")[0][1:].islower()
    return words[:1].lower() + words[1:] if first[1:].islower() and not named else words


def named_first(value: Any) -> bool:
    """Whether it begins with what somebody wrote."""
    while isinstance(value, Text | tuple | list):
        if isinstance(value, Text):
            begins = _FILLED_FIRST.match(value.msgid)
            value = begins and value.args.get(begins[1])
        else:
            value = value[0] if value else None
    return isinstance(value, str | Localized)


def capital(words: str) -> str:
    """With a capital letter at the beginning, unless the first word is a code or an address: kWh, mDNS, example.com."""
    first = words.partition(" ")[0].rstrip(",.:;")
    plain = first.islower() and first.replace("-", "").replace("/", "").isalpha()
    return words[:1].upper() + words[1:] if plain else words
