"""Thai words that a line must not part.

Thai has no spaces between words, and Typst finds the words of a line by a model that takes compounds and loan words
apart: โรง|งาน, เกา|หลี. Word and LibreOffice look them up in a dictionary. ``thai_words.txt`` has the words of a
dictionary that stand in our messages and catalogs and that Typst would part; ``thai_words.py`` says how it was made.
``thai_names.txt`` has the names of places and moneys that no dictionary has and that both would part: รู|เปียห์, บัน|ดุง.
``thai_compounds.txt`` has compounds of our trade that both part at a joint, which a reader stumbles over: ผู้|ซื้อ, หุ่น|ยนต์;
it was written by hand, with those words beside them whose ends look like the beginning of one: บริการ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("thai_words.txt")
NAMES = Path(__file__).with_name("thai_names.txt")
COMPOUNDS = Path(__file__).with_name("thai_compounds.txt")

_BEFORE = "\u0e40-\u0e44"  # vowels written before their consonant
_WITHIN = "\u0e30-\u0e3a\u0e45\u0e47-\u0e4e"  # vowels and marks that belong to the consonant before


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest first, where no vowel or mark is torn from its consonant."""
    return re.compile(f"(?<![{_BEFORE}])(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![{_WITHIN}])")


@cache
def _listed() -> re.Pattern[str]:
    return any_of(word for path in (LIST, NAMES, COMPOUNDS) for word in path.read_text("utf-8").split())


def kept_whole(text: str) -> Iterator[tuple[str, bool]]:
    """The text in stretches, each with whether it is a word to be kept whole."""
    end = 0
    for found in _listed().finditer(text):
        if found.start() > end:
            yield text[end:found.start()], False
        yield found.group(), True
        end = found.end()
    if end < len(text):
        yield text[end:], False
