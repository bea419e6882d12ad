"""Where pages end once a document says everything twice: what was kept together to fill a page may be parted,
and a band of a fixed height has room for the second language.
"""

from __future__ import annotations

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

HIGHER = 0.65
"""The part by which a row of a fixed height, such as the band over a first page, is higher in two languages."""

EMU = 635
"""In a twentieth of a point, as the sizes of pictures are measured."""

SUMS = ("CellTotal", "CellSum")
"""The styles of the row under the rule: what the rows above it come to."""

LONG = 4
"""Rows of a table that may be parted once they say everything twice."""

TALL = 9
"""Lines of a row, about, that stands alone at the foot or the head of a page without looking lost."""

LETTER = 95
"""How wide a letter of a table is, about, in twentieths of a point."""


def higher(table: Any, height: Any) -> None:
    """A row of a fixed height before a picture that has more to show has room for the second language too, and so has the picture.

    Where the picture is shown whole, as on a cover, the row stays: it would run off what stands behind it.
    """
    above = table.getprevious()
    cuts = [] if above is None else list(above.iter(qn("a:srcRect")))
    if not cuts:
        return
    more = round(int(height.get(qn("w:val"))) * HIGHER)
    height.set(qn("w:val"), str(int(height.get(qn("w:val"))) + more))
    for cut in cuts:
        anchor = next(cut.iterancestors(qn("wp:anchor")), None)
        if anchor is None or anchor.get("behindDoc") != "1":
            continue
        shown = int(anchor.find(qn("wp:extent")).get("cy"))
        whole = shown / (1 - int(cut.get("b", "0")) / 100_000)
        taller = round(min(whole, shown + more * EMU))
        for extent in (anchor.find(qn("wp:extent")), *anchor.iter(qn("a:ext"))):
            extent.set("cy", str(taller))
        cut.set("b", str(round(100_000 * (1 - taller / whole))))


def released(table: Any) -> None:
    """A table that was short enough never to be parted may be twice as high now: two rows at each end stay together,
    unless they are as tall as a paragraph. One with a total stays whole: its rows are few, and are read as one sum."""
    rows = table.findall(qn("w:tr"))
    headed = bool(rows) and next(rows[0].iter(qn("w:tblHeader")), None) is not None
    body = rows[1:] if headed else rows
    if len(body) < (LONG if headed else LONG + 2):
        return
    staying = [list(row.iter(qn("w:keepNext"))) for row in body]
    if all(staying):
        if any(style.get(qn("w:val")) in SUMS for style in body[-1].iter(qn("w:pStyle"))):
            return
        for keep in (keep for row in (*staying[1:-2], staying[-1]) for keep in row):
            keep.getparent().remove(keep)
    for row in (body[0], body[-2]):
        for keep in list(row.iter(qn("w:keepNext"))) if _lines(row) >= TALL else ():
            keep.getparent().remove(keep)


def _lines(row: Any) -> int:
    """About how many lines high it is."""
    def high(cell: Any) -> int:
        width = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w")))
        return sum(max(1, -(-len(words(paragraph)) * LETTER // width)) for paragraph in cell.iter(qn("w:p")))

    return max(map(high, row.findall(qn("w:tc"))))


def begins_a_page(paragraph: Any) -> None:
    """What follows keeps to one page, though what stood before it there is twice as long now."""
    properties = paragraph.get_or_add_pPr()
    if properties.find(qn("w:pageBreakBefore")) is None:
        properties._insert_pageBreakBefore(parse_xml(f"<w:pageBreakBefore {nsdecls('w')}/>"))


def begins_no_page(paragraph: Any) -> None:
    """A break before it that fills two pages in one language leaves half a page empty in two."""
    for found in paragraph.findall(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}"):
        found.getparent().remove(found)


def words(paragraph: Any) -> str:
    return " ".join("".join(text.text or "" for text in paragraph.iter(qn("w:t"))).split())
