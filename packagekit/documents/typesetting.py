"""How wide words are in our font, and where a line of them breaks."""

from __future__ import annotations

import unicodedata
from functools import cache

from fontTools.ttLib import TTFont

from packagekit.documents.picture import FONTS

UNKNOWN = 0.62
"""Width in em of a character our font lacks: about that of a Latin letter in a system font."""


class _Advances(dict[str, float]):
    """The width in em of each character that was asked for."""

    def __init__(self, font: TTFont) -> None:
        self.glyphs, self.metrics, self.em = font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm

    def __missing__(self, character: str) -> float:
        glyph = self.glyphs.get(ord(character))
        self[character] = found = self.metrics[glyph][0] / self.em if glyph is not None else UNKNOWN
        return found


@cache
def _advances(bold: bool) -> _Advances:
    return _Advances(TTFont(FONTS / f"Pretendard-{'SemiBold' if bold else 'Regular'}.ttf", lazy=True))


def width(words: str, size: float, bold: bool = False) -> float:
    """Advance width of ``words`` set in ``size``, in the unit of ``size``."""
    advance = _advances(bold)
    return sum([advance[character] for character in unicodedata.normalize("NFC", words)]) * size


def wrapped(words: str, room: float, size: float, bold: bool = False) -> list[str]:
    """``words`` in lines no wider than ``room``; a word wider than that is cut between characters.

    Breaks at spaces only, as Korean and Vietnamese both do in headings.
    """
    lines: list[str] = []
    line = " ".join(words.split())
    if width(line, size, bold) <= room:
        return [line]
    words, line = line, ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, room, size, bold)
        lines.extend(full)
    return [*lines, line]


def _cut(word: str, room: float, size: float, bold: bool) -> list[str]:
    pieces, piece = [], ""
    for character in word:
        if piece and width(piece + character, size, bold) > room:
            pieces.append(piece)
            piece = character
        else:
            piece += character
    return [*pieces, piece]
