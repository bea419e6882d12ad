"""Our fonts for the fonts a Word file names: of the same widths where there is one, for the script of each letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, pairwise, product
from pathlib import Path
from typing import Literal

from fontTools.ttLib import TTFont

from packagekit.documents.typesetting import advances

FOLDER = Path(__file__).parents[1] / "fonts"

Script = Literal["latin", "asian", "complex"]

SANS, SERIF, CALIBRI, HANGUL, THAI = "Liberation Sans", "Liberation Serif", "Carlito", "Pretendard", "Noto Sans Thai"

SAME_WIDTHS = {
    "times new roman": SERIF, "times": SERIF, "liberation serif": SERIF, "tinos": SERIF,
    "calibri": CALIBRI, "carlito": CALIBRI, "calibri light": CALIBRI, "aptos": CALIBRI,
    "pretendard": HANGUL,
}
"""Everything else is set in the sans, which has the widths of Arial, or in the serif where the file says it is one."""

FILES = {
    SANS: "LiberationSans-{}.ttf", SERIF: "LiberationSerif-{}.ttf", CALIBRI: "Carlito-{}.ttf",
    HANGUL: "Pretendard-{}.ttf", THAI: "NotoSansThai-{}.ttf",
}

FALLBACKS = (HANGUL, THAI, SANS)


@dataclass(frozen=True)
class Metrics:
    """Height of a line above and below the base line, in em; what the font wants between lines is above."""

    above: float
    below: float


@cache
def metrics(family: str) -> Metrics:
    font = TTFont(FOLDER / FILES[family].format("Regular"), lazy=True)
    hhea, os2, em = font["hhea"], font["OS/2"], font["head"].unitsPerEm
    above, below = max(hhea.ascent, os2.usWinAscent), max(-hhea.descent, os2.usWinDescent)
    gap = max(0, hhea.lineGap - (above + below - hhea.ascent + hhea.descent))
    return Metrics((above + gap) / em, below / em)


class _Widths(dict[str, float]):
    """The width in em of each letter that was asked for; one the font lacks counts as one em."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.font = advances(file)
        self.letters = frozenset(self.font)

    def __missing__(self, letter: str) -> float:
        if letter not in self.letters:
            return 1.0  # not kept: a file made to harm may have every letter there is
        self[letter] = found = self.font[letter]
        return found


@cache
def _widths(family: str, bold: bool) -> _Widths:
    return _Widths(FILES[family].format("Regular" if not bold else "SemiBold" if family == HANGUL else "Bold"))


def width(text: str, family: str, bold: bool) -> float:
    """Advance width of a text in em; letters the font lacks count as one."""
    return sum(map(_widths(family, bold).__getitem__, text))


def kerning(text: str, family: str, bold: bool) -> float | None:
    """How much wider, or, below nothing, narrower a text becomes as its letters move together, in em.

    None for a font that says it for classes of letters: only tables of pairs are read.
    """
    pairs = _pairs(_widths(family, bold).file)
    return None if pairs is None else sum(pairs.get(pair, 0.0) for pair in pairwise(text))


@cache
def _pairs(file: str) -> Mapping[tuple[str, str], float] | None:
    font = TTFont(FOLDER / file, lazy=True)
    table, em = font["GPOS"].table, font["head"].unitsPerEm
    letters: dict[str, list[str]] = {}
    for code, glyph in font.getBestCmap().items():
        letters.setdefault(glyph, []).append(chr(code))
    found: dict[tuple[str, str], float] = {}
    for place in sorted({i for f in table.FeatureList.FeatureRecord if f.FeatureTag == "kern" for i in f.Feature.LookupListIndex}):
        for subtable in table.LookupList.Lookup[place].SubTable:
            if subtable.LookupType != PAIRS or subtable.Format != 1:
                return None
            for glyph, seconds in zip(subtable.Coverage.glyphs, subtable.PairSet, strict=True):
                for second in seconds.PairValueRecord:
                    moved = (second.Value1.XAdvance if second.Value1 else 0) / em
                    found.update(dict.fromkeys(product(letters.get(glyph, ()), letters.get(second.SecondGlyph, ())), moved))
    return found


PAIRS = 2
"""The kind of lookup of an OpenType font that places pairs of letters."""


def has_all(family: str, bold: bool, text: str) -> bool:
    """Whether one font has every letter of the text: others are set in a font of other widths."""
    return _widths(family, bold).letters.issuperset(text)


@lru_cache(maxsize=1024)  # a file made to harm may name as many fonts as it likes
def family(named: str, serif: bool, script: Script) -> str:
    """Our family for a font of that name where it sets that script."""
    if script == "asian":
        return HANGUL
    if script == "complex":
        return THAI
    return SAME_WIDTHS.get(named.casefold(), SERIF if serif else SANS)


@lru_cache(maxsize=1 << 13)
def script(character: str) -> Script | None:
    """The slot of Word's fonts a letter is set in; None where it follows its neighbours."""
    code = ord(character)
    if 0x0E00 <= code <= 0x0E7F or 0x0590 <= code <= 0x08FF or 0x0900 <= code <= 0x0DFF or 0x1780 <= code <= 0x17FF:
        return "complex" if code != 0x0E3F else None  # the sign of the baht stands beside figures of any script
    if (0x1100 <= code <= 0x11FF or 0x2E80 <= code <= 0x9FFF or 0xA960 <= code <= 0xA97F or 0xAC00 <= code <= 0xD7FF
            or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF or 0x20000 <= code <= 0x3FFFF):
        return "asian"
    if unicodedata.category(character)[0] in "LNPS":
        return "latin"
    return None


OTHER = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e3e\u0e40-\u0e7f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff"
                   "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""What ``script`` sets in another font than the Latin one."""


def by_script(text: str) -> Iterator[tuple[Script, str]]:
    """``text`` in stretches of one script; spaces and marks stay with the letter before them."""
    if text and not OTHER.search(text):
        yield "latin", text
        return
    scripts: list[Script] = []
    before: Script = next((s for s in map(script, text) if s is not None), "latin")
    for character in text:
        before = script(character) or before
        scripts.append(before)
    position = 0
    for kind, stretch in groupby(scripts):
        length = len(list(stretch))
        yield kind, text[position:position + length]
        position += length


INVISIBLE = frozenset(["Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"])


@cache
def _drawn() -> frozenset[str]:
    """Every character that one of our fonts can draw."""
    return frozenset().union(*(advances(file.format("Regular")) for file in FILES.values()))


def missing(text: str) -> str | None:
    """The first character of ``text`` that none of our fonts can draw."""
    if _drawn().issuperset(text):
        return None
    return next((character for character in text if character not in _drawn() and not (
        unicodedata.category(character) in INVISIBLE and unicodedata.category(character)[0] in "CZ")), None)
