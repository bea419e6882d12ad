"""Levels the marks of our Noto Sans Thai: ``python packagekit/documents/fonts/thai_marks.py`` changes both files in place.

Typst sets marks that stand on different heights as texts of their own, and a PDF then says the letters of the whole
cluster for each of them. Here every mark above stands on one height over its consonant, and every tone on one height
over its vowel: most did already, by a thousandth of an em or two; over two of the vowels tones rise by a twentieth.
Made from Noto Sans Thai 2.000, whose licence lets it be changed under its name. Run again, it changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent
FAMILY = "NotoSansThai-*.ttf"
NEAR = 5
"""Thousandths of an em from the line that letters stand on: an anchor no further away is meant to be on it."""

VOWELS = ("uni0E31", "uni0E34", "uni0E35", "uni0E36", "uni0E37", "uni0E4D")
"""Marks above a consonant over which a tone may stand; their narrow forms are named so with ``.narrow``."""


def levelled(font: TTFont) -> TTFont:
    """The font with the anchors of each kind at one height: that at which most of them are."""
    for anchors in _kinds(font):
        height = Counter(anchor.YCoordinate for anchor in anchors).most_common(1)[0][0]
        for anchor in anchors:
            anchor.YCoordinate = height
    return font


def _kinds(font: TTFont) -> Iterator[list[Any]]:
    """Anchors that meet: of marks above and below and consonants, of small marks and short consonants, of small tones and vowels."""
    for table in (table for lookup in font["GPOS"].table.LookupList.Lookup for table in lookup.SubTable):
        if table.LookupType == 4:
            marks = dict(zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord, strict=True))
            tall = [mark.MarkAnchor for name, mark in marks.items() if mark.Class == 1 and not name.endswith(".small")]
            yield [*tall, *(a for base in table.BaseArray.BaseRecord if (a := base.BaseAnchor[1]) is not None)]
            yield [anchor for anchor in (*(mark.MarkAnchor for mark in marks.values() if mark.Class == 0),
                                         *(base.BaseAnchor[0] for base in table.BaseArray.BaseRecord)) if abs(anchor.YCoordinate) < NEAR]
            under = [mark.MarkAnchor for name, mark in marks.items() if mark.Class == 0 and name.endswith(".small")]
            short = [base.BaseAnchor[0] for name, base in zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True)
                     if name.endswith(".short") and base.BaseAnchor[0].YCoordinate < 0]
            yield [*under, *short]
        if table.LookupType == 6:
            marks = dict(zip(table.Mark1Coverage.glyphs, table.Mark1Array.MarkRecord, strict=True))
            small = [mark.MarkAnchor for name, mark in marks.items() if name.endswith(".small")]
            over = [below.Mark2Anchor[0] for name, below in zip(table.Mark2Coverage.glyphs, table.Mark2Array.Mark2Record, strict=True)
                    if name.removesuffix(".narrow") in VOWELS]
            if over:
                yield [*small, *over]


if __name__ == "__main__":
    for path in sorted(FOLDER.glob(FAMILY)):
        levelled(TTFont(path, recalcTimestamp=False)).save(path)
