"""How wide words are in our font, and where a line of them breaks."""

from __future__ import annotations

import unicodedata
from functools import cache

from fontTools.ttLib import TTFont

from packagekit.documents.picture import FONTS

UNKNOWN = 0.62
"""Width in em of a character our font lacks: about that of a Latin letter in a system font."""


@cache
def _advances(bold: bool) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    font = TTFont(FONTS / f"Pretendard-{'SemiBold' if bold else 'Regular'}.ttf", lazy=True)
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def width(words: str, size: float, bold: bool = False) -> float:
    """Advance width of ``words`` set in ``size``, in the unit of ``size``."""
    glyphs, metrics, em = _advances(bold)
    total = 0.0
    for character in unicodedata.normalize("NFC", words):
        glyph = glyphs.get(ord(character))
        total += metrics[glyph][0] / em if glyph is not None else UNKNOWN
    return total * size


def wrapped(words: str, room: float, size: float, bold: bool = False) -> list[str]:
    """``words`` in lines no wider than ``room``; a word wider than that is cut between characters.

    Breaks at spaces only, as Korean and Vietnamese both do in headings.
    """
    lines: list[str] = []
    line = ""
    for word in " ".join(words.split()).split(" "):
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
