"""Rows of a fixed height with all their words in them: a long name on a cover or in a band is set in smaller type.

Word cuts off what such a row cannot hold, and other programs draw it over what stands below. What does not fit in the
smallest type that can be read makes its row higher, with the picture behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

from lxml import etree

from packagekit.documents.archive import deflated, joined, members, ordered
from packagekit.documents.facing_pages import raised
from packagekit.documents.pages.fonts import by_script, family, metrics, width
from packagekit.documents.stated import Stated, W
from packagekit.documents.widths import USUAL_SIZE, cells, margins, sized

BODY, STYLES = "word/document.xml", "word/styles.xml"

LEAST = 0.5
"""The smallest part of its size that a text is set in."""

SMALLEST = 6.5
"""In points: nothing is made smaller than can be read in print; what is smaller of itself stays as it is."""

STEP = 0.05

AFTER_SPACING = frozenset(("ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment",
                           "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange"))
"""What the schema wants after the spacing in the properties of a paragraph."""

SLACK = 1.1
"""So much more room than their widths the words of a paragraph take: no line is full to its end."""


class _Form(NamedTuple):
    """What a style of paragraphs says, in points."""

    size: float
    bold: bool
    around: float  # above and below the paragraph
    exact: bool  # whether ``line`` is the height of a line, else it times what the font wants
    line: float


class _Text(NamedTuple):
    """A paragraph of a cell, in points."""

    paragraph: Any
    size: float
    long: float  # in one line
    around: float
    line: float  # how high a line is

    def scaled(self, scale: float) -> float:
        """The part of its size it is set in where the texts of its cell are set in this part of theirs."""
        return max(scale, min(1.0, SMALLEST / self.size))

    def tall(self, wide: float, scale: float) -> float:
        """How high the paragraph is in a cell so wide, its letters at this part of their size."""
        full = self.long * scale / wide
        return self.around + (1 if full <= 1 else ceil(full * SLACK)) * self.line * scale


def fitted_rows(document: bytes) -> bytes:
    """The Word file with the longer texts of rows of a fixed height as small as it takes for all to stand in them."""
    parts = {part.name: part for part in members(document)}
    if STYLES not in parts:
        return document
    tree = etree.fromstring(parts[BODY].content())
    forms = _forms(parts[STYLES].content())
    changed = [cell for wide, high, cell in _fixed(tree) if _squeezed(cell, wide, high, forms)]
    if not changed:
        return document
    parts[BODY] = deflated(BODY, etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
    return joined(ordered(list(parts.values())))


def _fixed(tree: Any) -> Iterator[tuple[float, float, Any]]:
    """Each cell of a row of a fixed height, with the room for its words in points."""
    for table in tree.iter(f"{W}tbl"):
        grid = [int(column.get(f"{W}w", "0")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        for column, span, cell in cells(table):
            height = cell.getparent().find(f"{W}trPr/{W}trHeight")
            if height is not None and height.get(f"{W}hRule") == "exact":
                yield (sum(grid[column:column + span]) - margins(cell)) / 20, int(height.get(f"{W}val", "0")) / 20, cell


def _squeezed(cell: Any, wide: float, high: float, forms: Mapping[str, _Form]) -> bool:
    """Makes the texts of a cell that take several lines smaller until it holds them all, at last its row higher; whether it had to."""
    texts = [_measured(paragraph, forms) for paragraph in cell.findall(f"{W}p")]
    long = [text for text in texts if text.long > wide > 0]
    rest = sum(text.tall(wide, 1.0) for text in texts if text not in long)

    def tall(scale: float) -> float:
        return rest + sum(text.tall(wide, text.scaled(scale)) for text in long)

    steps = [1 - STEP * step for step in range(round((1 - LEAST) / STEP) + 1)]
    scale = next((scale for scale in steps if tall(scale) <= high), LEAST) if long else 1
    for text in long if scale < 1 else ():
        for run in text.paragraph.iter(f"{W}r"):
            sized(run, int(2 * text.size * text.scaled(scale)))
        _lined(text.paragraph, round(20 * text.line * text.scaled(scale)))
    height = cell.getparent().find(f"{W}trPr/{W}trHeight")
    lacking = ceil(20 * tall(scale)) - int(height.get(f"{W}val"))
    if long and lacking > 0:
        raised(next(cell.iterancestors(f"{W}tbl")), height, lacking)
    return scale < 1


def _lined(paragraph: Any, twentieths: int) -> None:
    """Sets the lines of a paragraph this far apart."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    spacing = properties.find(f"{W}spacing")
    if spacing is None:
        spacing = etree.Element(f"{W}spacing")
        following = next((part for part in properties if etree.QName(part).localname in AFTER_SPACING), None)
        properties.append(spacing) if following is None else following.addprevious(spacing)
    spacing.set(f"{W}line", str(twentieths))
    spacing.set(f"{W}lineRule", "exact")


def _measured(paragraph: Any, forms: Mapping[str, _Form]) -> _Text:
    """A paragraph as it would stand in one line; runs may have a size of their own."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    form = forms.get("" if style is None else style.get(f"{W}val", ""), forms[""])
    sizes = [int(size.get(f"{W}val")) / 2 for size in paragraph.iterfind(f".//{W}r/{W}rPr/{W}sz")]
    size = max(sizes, default=form.size)
    parts = [(part, family("", False, script)) for script, part in by_script("".join(text.text or "" for text in paragraph.iter(f"{W}t")))]
    high = max((metrics(name).above + metrics(name).below for _, name in parts), default=1.2)
    own = paragraph.find(f"{W}pPr/{W}spacing")
    exact, line = (form.exact, form.line) if own is None or own.get(f"{W}line") is None else _line(own.get(f"{W}line"), own.get(f"{W}lineRule"))
    long = size * sum(width(part, name, form.bold) for part, name in parts)
    return _Text(paragraph, size, long, form.around, line if exact else size * high * line)


def _line(amount: str, rule: str | None) -> tuple[bool, float]:
    """Whether lines are so many points high, or so many times what the font wants."""
    return (True, int(amount) / 20) if rule == "exact" else (False, int(amount) / 240 if rule in (None, "auto") else 1.0)


@lru_cache(maxsize=16)
def _forms(styles: bytes) -> Mapping[str, _Form]:
    """The form of each style of paragraphs; the empty name is a paragraph without one."""
    stated = Stated(styles)

    def form(style: Any) -> _Form:
        above, below = (stated.number(style, "pPr/spacing", 0, side) for side in ("before", "after"))
        exact, tall = _line(stated.said(style, "pPr/spacing", "line") or "240", stated.said(style, "pPr/spacing", "lineRule"))
        return _Form(stated.number(style, "rPr/sz", USUAL_SIZE) / 2, stated.on(style, "rPr/b"), (above + below) / 20, exact, tall)

    return {key: form(style) for key, style in stated.paragraphs()}
