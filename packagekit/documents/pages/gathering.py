"""What is gathered while a Word file is read: kinds of type, pictures, and what only an office program can draw."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from packagekit.documents.pages.fonts import FALLBACKS, Script, family, metrics, width
from packagekit.documents.pages.numbering import Numbering
from packagekit.documents.pages.package import Package, Part
from packagekit.documents.pages.styles import Properties, Styles
from packagekit.documents.picture import Drawing
from packagekit.domain.text import Text

Node = dict[str, Any]
"""One block of the tree that ``document.typ`` draws; lengths in points."""

Piece = list[Any]
"""A stretch within a paragraph: its kind first, then what that kind needs."""

TAG = re.compile(r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?$")
PAGE = 640.0
"""Points of text that an upright page holds for certain: a row of more is cut, as Word cuts it, whatever the file asks for."""

FROM_THE_RIGHT = frozenset({"ar", "fa", "he", "ps", "ur", "yi"})
"""Languages that Typst would set from right to left."""

RAISED = {1: (0.66, -0.33), -1: (0.66, 0.14)}
"""Size and shift of superscripts and subscripts, in parts of the size."""


@dataclass(frozen=True)
class Undrawn:
    """Something of a Word file that we cannot set, and the words it stands by."""

    construct: Text
    where: str


@dataclass
class Gathering:
    """The file being read and what has been found in it so far."""

    package: Package
    styles: Styles
    numbering: Numbering
    anchors: frozenset[str]
    lines: Mapping[bytes, Drawing]  # pictures as drawings, by their pixels
    types: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _keys: list[tuple[Any, ...]] = field(default_factory=list)
    _found: dict[tuple[int, Script, tuple[str, float]], tuple[Properties, int]] = field(default_factory=dict)
    _reaches: dict[tuple[int, str], float] = field(default_factory=dict)
    shapes: dict[tuple[int, int, int], Any] = field(default_factory=dict)  # of paragraphs, by what gives them their form
    looks: dict[tuple[Any, ...], Any] = field(default_factory=dict)  # of cells, likewise
    pictures: dict[str, bytes] = field(default_factory=dict)
    undrawn: dict[Undrawn, None] = field(default_factory=dict)
    notes: Part | None = None
    every: float = 36.0  # between tab stops nobody has set
    shifted: bool = False  # before Word 2013: the text of a table's cells stands at the margin, not its edge
    adds_spacing: bool = False  # the room below a paragraph and above the next one, instead of the larger of the two
    holds: float = PAGE  # of the section that is being read
    behind: int = 0  # pictures that stand behind the text
    placed: set[str] = field(default_factory=set)  # anchors already in the tree: a name twice leads to the first

    def cannot(self, construct: Text, where: str) -> None:
        self.undrawn.setdefault(Undrawn(construct, " ".join(where.split())[:80]))

    def picture(self, data: bytes, ending: str) -> str:
        """The name a picture is kept by; the same bytes are kept once."""
        name = hashlib.sha256(data).hexdigest()[:16] + "." + ending
        self.pictures[name] = data
        return name

    def type(self, run: Properties, script: Script, line: tuple[str, float]) -> int:
        """The number of a kind of type: a run's properties for letters of one script in lines of that height."""
        known = (id(run), script, line)
        if known not in self._found:
            self._found[known] = run, self._typed(run, script, line)  # the run is kept, so that its id stays its own
        return self._found[known][1]

    def _typed(self, run: Properties, script: Script, line: tuple[str, float]) -> int:
        slot = {"latin": "hAnsi", "asian": "eastAsia", "complex": "cs"}[script]
        named = self.styles.font(run, slot)
        ours = family(named, named.casefold() in self.styles.serifs, script)
        own = "complex_" if script == "complex" else ""  # Thai has its own size and weight
        full = run.get(own + "size", run["size"])
        above, below = line_height(ours, full, line)
        shrink, lift = RAISED.get(run.get("raised", 0), (1.0, 0.0))
        said = run.get("lang", {}).get({"latin": "val", "asian": "eastAsia", "complex": "bidi"}[script], "")
        lang = TAG.match(said or "")
        if script == "complex" and (lang is None or lang[1].lower() in FROM_THE_RIGHT):
            lang = TAG.match("th-TH")  # of these scripts our fonts have the Thai one; Word names Arabic where nobody said
        key = (
            (ours, *(f for f in FALLBACKS if f != ours)), round(full * shrink, 3), bool(run.get(own + "bold")),
            bool(run.get(own + "italic")), run.get("colour") or "000000", round(above, 3), round(below, 3),
            bool(run.get("underline")), bool(run.get("strike") or run.get("double_strike")), round(run.get("tracking", 0.0) + (BESIDE_THAI if script == "complex" else 0.0), 3),
            round(full * lift - run.get("lift", 0.0), 3), run.get("shade"), lang[1].lower() if lang else None,
            lang[2].upper() if lang and lang[2] else None,
        )
        if key not in self.types:
            self.types[key] = len(self._keys)
            self._keys.append(key)
        return self.types[key]

    def face(self, number: int) -> tuple[str, float, bool]:
        """Family, size and weight of a kind of type."""
        families, size, bold = self._keys[number][:3]
        return families[0], size, bold

    def reach(self, number: int, text: str) -> float:
        """Points that a text in a kind of type takes; asked again for whether it fits, for tabs and for the height of rows."""
        key = number, text
        if (found := self._reaches.get(key)) is None:
            family, size, bold = self.face(number)
            found = self._reaches[key] = width(text, family, bold) * size
        return found

    def edges(self, number: int) -> tuple[float, float]:
        """Room above and below the base line of a kind of type."""
        return self._keys[number][5], self._keys[number][6]

    def level(self, number: int) -> bool:
        """Whether its letters stand on the base line and as close together as the font has them."""
        return self._keys[number][9] in (0.0, BESIDE_THAI) and not self._keys[number][10]

    def bare(self, number: int) -> bool:
        """Whether nothing is drawn with its letters: no line through or under them, no shade behind them."""
        return not (self._keys[number][7] or self._keys[number][8] or self._keys[number][11])

    def line(self, number: int) -> float:
        """How high a line of that kind of type is."""
        return self._keys[number][5] + self._keys[number][6]


BESIDE_THAI = 0.008
"""Points that LibreOffice leaves beside each Thai letter of our body text over what the font says, measured over lines of
430 points: where words have no spaces between them, less than a point decides whether one more fits."""

TYPE_KEYS = ("font", "size", "bold", "italic", "colour", "above", "below", "underline", "strike", "tracking", "shift",
             "shade", "lang", "region")


def line_height(ours: str, size: float, line: tuple[str, float]) -> tuple[float, float]:
    """Room above and below the base line, as Word and LibreOffice reckon it."""
    font = metrics(ours)
    above, below = font.above * size, font.below * size
    rule, amount = line
    if rule == "auto":
        return (above + below) * amount - below, below
    if rule == "exact":
        return amount * 0.8, amount * 0.2
    return max(above, amount - below), below
