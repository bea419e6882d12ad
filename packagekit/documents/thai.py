"""Where a line of Thai may end: the words that it must not part, and those beside which it may end where nobody else knows any.

Thai has no spaces between words, and Typst finds the words of a line by a model that takes compounds and loan words
apart: โรง|งาน, เกา|หลี. Word and LibreOffice look them up in a dictionary. ``thai_words.txt`` has the words of a
dictionary that stand in our messages and catalogs and that Typst would part; ``thai_words.py`` says how it was made.
``thai_names.txt`` has the names of places and moneys that no dictionary has and that both would part: รู|เปียห์, บัน|ดุง.

Pictures and sheets are set by no typesetter. There a line ends beside any word we know: those two lists and two more written
by hand. ``thai_compounds.txt`` has compounds of our trade that both would part at a joint, which a reader stumbles over:
ผู้|ซื้อ, หุ่น|ยนต์, with those words beside them whose ends look like the beginning of one: บริการ. ``thai_others.txt`` has short
words of factories, prices and taxes that Typst and LibreOffice find by themselves. On pages neither is kept whole: our lines
would end where those of the Word file do not, and a heading stand on another page than its table of contents says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("thai_words.txt")
NAMES = Path(__file__).with_name("thai_names.txt")
COMPOUNDS = Path(__file__).with_name("thai_compounds.txt")
OTHERS = Path(__file__).with_name("thai_others.txt")

_BEFORE = "\u0e40-\u0e44"  # vowels written before their consonant
_WITHIN = "\u0e30-\u0e3a\u0e45\u0e47-\u0e4e"  # vowels and marks that belong to the consonant before


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest first, where no vowel or mark is torn from its consonant."""
    return re.compile(f"(?<![{_BEFORE}])(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![{_WITHIN}])")


def listed(*paths: Path) -> list[str]:
    return [word for path in paths for word in path.read_text("utf-8").split()]


@cache
def _whole() -> re.Pattern[str]:
    return any_of(listed(LIST, NAMES))


@cache
def known() -> re.Pattern[str]:
    """Any word we know."""
    return any_of(listed(LIST, NAMES, COMPOUNDS, OTHERS))


def kept_whole(text: str) -> Iterator[tuple[str, bool]]:
    """The text in stretches, each with whether it is a word to be kept whole."""
    end = 0
    for found in _whole().finditer(text):
        if found.start() > end:
            yield text[end:found.start()], False
        yield found.group(), True
        end = found.end()
    if end < len(text):
        yield text[end:], False
