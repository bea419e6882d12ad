"""How wide words are in our font, and where a line of them breaks."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import cache
from itertools import takewhile
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from packagekit.documents.thai import known

FONTS = Path(__file__).parent / "fonts"
FONT = "Pretendard"
THAI_FONT = "Noto Sans Thai"
THAI = re.compile("([\u0e01-\u0e5b]+(?:[ \u200b]+[\u0e01-\u0e5b]+)*)")
"""A stretch of Thai with the spaces inside it."""

SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e33")
"""Converters set the letter after this vowel over it, but not when it is written in its two parts."""

_PARTED_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")

UNKNOWN = 0.62
"""Width in em of a character our font lacks: about that of a Latin letter in a system font."""


@cache
def advances(file: str) -> Mapping[str, float]:
    """The width in em of each character that one of our font files has; the font itself is not kept."""
    font = TTFont(FONTS / file, lazy=True)
    metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
    return {chr(code): metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}


class _Widths(dict[str, float]):
    """The width in em of each character that was asked for, in the first of the fonts that has it."""

    def __init__(self, *files: str) -> None:
        self.fonts = [advances(file) for file in files]

    def __missing__(self, character: str) -> float:
        self[character] = found = next((font[character] for font in self.fonts if character in font), UNKNOWN)
        return found


@cache
def _widths(bold: bool) -> _Widths:
    return _Widths(f"Pretendard-{'SemiBold' if bold else 'Regular'}.ttf", f"NotoSansThai-{'Bold' if bold else 'Regular'}.ttf")


def width(words: str, size: float, bold: bool = False) -> float:
    """Advance width of ``words`` set in ``size``, in the unit of ``size``."""
    advance = _widths(bold)
    return sum([advance[character] for character in unicodedata.normalize("NFC", words)]) * size


def joined_am(words: str) -> str:
    """``words`` with the vowel am in one letter again, as people write it."""
    return _PARTED_AM.sub("\\1\u0e33", words)


def scripted(attributes: str, words: str, *, x: float, size: float, bold: bool, anchor: str) -> str:
    """Words as texts of an SVG, each stretch of Thai in its own font, at the place all of them have together.

    A converter that has to find a font for each letter takes one of another weight and misplaces the marks.
    """
    stretches = [stretch for stretch in THAI.split(words) if stretch]
    if len(stretches) > 1:
        x -= width(words, size, bold) * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        anchor = "start"
    drawn = []
    for stretch in stretches:
        font = f' font-family="{THAI_FONT if THAI.fullmatch(stretch) else FONT}"'
        shown = SARA_AM.sub("\u0e4d\\1\u0e32", stretch)
        drawn.append(f'<text x="{x:g}" text-anchor="{anchor}"{attributes}{font} xml:space="preserve">{escape(shown)}</text>')
        x += width(stretch, size, bold)
    return "".join(drawn)


Measure = Callable[[str, float, bool], float]
"""Words, size and weight to a width: of our own font, or of the one a reader's program has."""


def wrapped(words: str, room: float, size: float, bold: bool = False, measure: Measure = width) -> list[str]:
    """``words`` in lines no wider than ``room``; a word wider than that is cut between characters.

    Breaks at spaces only, as Korean and Vietnamese both do in headings; Thai also between syllables.
    """
    lines: list[str] = []
    line = " ".join(words.split())
    if measure(line, size, bold) <= room:
        return [line]
    words, line = line, ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if measure(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, room, size, bold, measure)
        lines.extend(full)
    return [*lines, line]


THAI_START = re.compile("(?<![เแโใไ])(?=[เแโใไ])|(?<![เแโใไ])(?=[ก-ฮ])")
"""Before a consonant or a vowel that is written before it: a Thai cluster is never cut."""

_SYLLABLE = re.compile("[เแโใไ]|[ก-ฮ][\u0e30-\u0e3a\u0e47]")
"""What a word begins with for certain: a vowel before its consonant, or a consonant with its vowel after it or over it."""


LEADING = frozenset(["การ", "ความ", "และ", "หรือ", "ของ", "กับ", "ที่", "ใน", "โดย", "จาก", "ถึง", "เพื่อ", "สำหรับ", "ผู้", "ตัว", "แต่ละ", "ตาม"])
"""Words that begin what they are said of: and, of, for, the makers of nouns."""


def _ends(word: str) -> frozenset[int]:
    """Where a line of Thai may end: beside the words we know, never within one, nor after one that leads on to the next."""
    ends, led = set[int](), set[int]()
    at = 0
    starts = {0, *(found.start() for found in THAI_START.finditer(word)), len(word)}
    while at < len(word):
        found = known().match(word, at) if at in starts else None
        if found is not None and found.end() in starts:
            ends |= {at, found.end()}
            if found[0] in LEADING:
                led.add(found.end())
            at = found.end()
        else:
            at += 1
    return frozenset(ends - led)


def _cut(word: str, room: float, size: float, bold: bool, measure: Measure) -> list[str]:
    """Thai writes no spaces: its lines end beside a word we know, or else where a syllable begins; other words anywhere."""
    thai = THAI.search(word) is not None
    ends = _ends(word) if thai else frozenset()
    starts = [0, *(found.start() for found in THAI_START.finditer(word) if found.start()), len(word)] if thai else list(range(len(word) + 1))
    pieces, begun = [], 0
    while begun < len(word):
        after = starts[bisect_right(starts, begun):]
        # No longer piece fits where a shorter one does not: of a word as long as a page only a line is measured.
        fit = list(takewhile(lambda at, begun=begun: measure(word[begun:at], size, bold) <= room, after)) or after[:1]
        if fit[-1] == len(word):
            end = len(word)
        else:
            known = [at for at in fit if at in ends]
            sure = [at for at in fit if _SYLLABLE.match(word, at)]
            end = (known or sure or fit)[-1]
        pieces.append(word[begun:end])
        begun = end
    return pieces
