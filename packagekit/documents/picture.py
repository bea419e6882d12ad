"""A picture: one SVG for screen and paper, with its title and the words that stand for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from packagekit.documents.compositor import compositor
from packagekit.documents.typesetting import FONT, joined_am, scripted, width

_TEXT = re.compile(
    r'<text x="(?P<x>[^"]*)" text-anchor="(?P<anchor>\w+)" y="(?P<y>[^"]*)" font-size="(?P<size>[^"]*)" fill="(?P<fill>[^"]*)"'
    r'(?P<bold> font-weight="600")? font-family="(?P<font>[^"]*)" xml:space="preserve">(?P<said>[^<]*)</text>')
"""A text as ``typesetting.scripted`` writes it."""

PROGRAM = b"""#let (svg, width, height) = sys.inputs
#set page(width: float(width) * 0.75pt, height: float(height) * 0.75pt, margin: 0pt, fill: none)
#image(bytes(svg), format: "svg", width: 100%)"""
"""A page of the size of the picture: 96 CSS pixels are 72 points."""


@dataclass(frozen=True)
class Picture:
    """``title`` names it, ``alt`` says what it shows to a reader who cannot see it; sizes in CSS pixels."""

    svg: str
    alt: str
    title: str
    width: int
    height: int

    def png(self, scale: float = 2.0) -> bytes:
        """The same drawing as pixels, ``scale`` to a CSS pixel; equal drawings give equal bytes."""
        return pixels(self.svg, self.width, self.height, scale)

    def drawing(self) -> Drawing:
        """The picture taken apart for a page on which its words are set like all others."""
        words = tuple(_word(found) for found in _TEXT.finditer(self.svg))
        return Drawing(_TEXT.sub("", self.svg), self.width, self.height, words)


class Word(NamedTuple):
    """A stretch of words in one font: where its line begins, its size in CSS pixels, its colour."""

    x: float
    y: float
    size: float
    colour: str
    bold: bool
    font: str
    said: str


@dataclass(frozen=True)
class Drawing:
    """The shapes of a picture, and its words."""

    shapes: str
    width: int
    height: int
    words: tuple[Word, ...]


def _word(found: re.Match[str]) -> Word:
    said, size, bold = joined_am(unescape(found["said"])), float(found["size"]), found["bold"] is not None
    indent = width(said[:len(said) - len(said.lstrip())], size, bold)
    x = float(found["x"]) - width(said, size, bold) * {"start": 0, "middle": 0.5, "end": 1}[found["anchor"]] + indent
    return Word(round(x, 2), float(found["y"]), size, found["fill"], bold, found["font"], said.strip())


@lru_cache(maxsize=64)
def pixels(svg: str, width: int, height: int, scale: float) -> bytes:
    """Drawn once for all documents that show the picture, with our own fonts whatever the machine has."""
    page = compositor(PROGRAM, inputs={"svg": svg, "width": str(width), "height": str(height)})
    return page.compile(format="png", ppi=96 * scale)


class Canvas:
    """An SVG drawn by hand: shapes are added, ``picture`` closes it."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.width, self.height = width, height
        self._marks = [f'<rect width="{width}" height="{height}" fill="{ground}"/>']

    def rect(self, x: float, y: float, width: float, height: float, *, fill: str, line: str = "none",
             radius: float = 0, dashed: bool = False, weight: float = 1) -> None:
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self._marks.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{fill}" '
            f'stroke="{line}" stroke-width="{weight:g}"{dash}/>')

    def hatched(self, x: float, y: float, width: float, height: float, *, line: str, ground: str) -> None:
        """A bar of slanting lines, which is another thing than a solid one in black and white too."""
        self.rect(x, y, width, height, fill=ground)
        steps = []
        start = y - width
        while start < y + height:
            low, high = max(start, y), min(start + width, y + height)
            if high > low:
                steps.append(f"M{x + low - start:g} {low:g}L{x + high - start:g} {high:g}")
            start += 4.2
        self._marks.append(f'<path d="{"".join(steps)}" stroke="{line}" stroke-width="1.5" fill="none"/>')
        self.rect(x + 0.6, y + 0.6, max(width - 1.2, 0.3), height - 1.2, fill="none", line=line, weight=1.2)

    def circle(self, x: float, y: float, radius: float, *, fill: str, line: str, weight: float) -> None:
        self._marks.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}" stroke="{line}" stroke-width="{weight:g}"/>')

    def path(self, points: list[tuple[float, float]], *, line: str, weight: float = 1.4, dashed: bool = False) -> None:
        steps = " ".join(f"{'M' if i == 0 else 'L'}{x:g} {y:g}" for i, (x, y) in enumerate(points))
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self._marks.append(
            f'<path d="{steps}" fill="none" stroke="{line}" stroke-width="{weight:g}" stroke-linejoin="round"{dash}/>')

    def shape(self, points: list[tuple[float, float]], *, fill: str) -> None:
        steps = " ".join(f"{x:g},{y:g}" for x, y in points)
        self._marks.append(f'<polygon points="{steps}" fill="{fill}"/>')

    def text(self, x: float, y: float, words: str, *, size: float, fill: str, bold: bool = False,
             anchor: str = "start") -> None:
        weight = ' font-weight="600"' if bold else ""
        self._marks.append(
            scripted(f' y="{y:g}" font-size="{size:g}" fill="{fill}"{weight}', words, x=x, size=size, bold=bold, anchor=anchor))

    def picture(self, *, title: str, alt: str) -> Picture:
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" role="img" aria-label={quoteattr(alt)} '
            f'font-family="{FONT}, sans-serif">' + "".join(self._marks) + "</svg>"
        )
        return Picture(svg=svg, alt=alt, title=title, width=self.width, height=self.height)
