"""The colours of every document and picture, on light and on dark ground.

Light and dark tones differ enough in lightness that a page printed in black and white still reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Ground = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    ground: str
    ink: str  # text and the chief series
    muted: str  # secondary text
    line: str  # rules and grids
    wash: str  # bands and quiet fills
    navy: str  # totals
    steel: str  # parts
    teal: str  # what is good, chosen or comes back
    teal_wash: str
    amber: str  # what needs care
    amber_wash: str
    on_navy: str  # text on navy


LIGHT = Palette(
    ground="#FFFFFF", ink="#14213D", muted="#56657C", line="#D5DCE7", wash="#F1F4F8", navy="#14213D", steel="#7F93B5",
    teal="#0F766E", teal_wash="#E3F2F0", amber="#B45309", amber_wash="#FFF4E2", on_navy="#FFFFFF",
)

DARK = Palette(
    ground="#141E33", ink="#E4EAF3", muted="#A6B3C7", line="#2A3853", wash="#18243C", navy="#8FA9DA", steel="#5B7299",
    teal="#2DB5A5", teal_wash="#12393A", amber="#F5B45B", amber_wash="#3A2C14", on_navy="#0C1322",
)

GROUNDS: Mapping[Ground, Palette] = {"light": LIGHT, "dark": DARK}
