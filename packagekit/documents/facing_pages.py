"""Where pages end once a document says everything twice: what was kept together to fill a page may be parted,
and a band of a fixed height has room for the second language.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

HIGHER = 0.52
"""The part by which a row of a fixed height, such as the band over a first page, is higher in two languages."""

EMU = 635
"""In a twentieth of a point, as the sizes of pictures are measured."""

SUMS = ("CellTotal", "CellSum")
"""The styles of the row under the rule: what the rows above it come to."""

LONG = 4
"""Rows of a table that may be parted once they say everything twice."""

AT_THE_FOOT, AT_THE_HEAD = 4, 9
"""Lines of a row, about, that stands alone there on a page without looking lost: at the foot it has the head of the table over it."""

EMPTY = (f'<w:p {nsdecls("w")}><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>')
"""What stands in a cell where there is nothing to say."""

LETTER = 95
"""How wide a letter of a table is, about, in twentieths of a point."""


def higher(table: Any, height: Any) -> None:
    """A row of a fixed height before a picture that has more to show has room for the second language too, and so has the picture."""
    raised(table, height, round(int(height.get(qn("w:val"))) * HIGHER))


def raised(table: Any, height: Any, more: int) -> None:
    """A row of a fixed height before a picture that has more to show is so much higher, in twentieths of a point, and so is the picture.

    Where the picture is shown whole, as on a cover, the row stays: it would run off what stands behind it.
    """
    above = table.getprevious()
    cuts = [] if above is None else list(above.iter(qn("a:srcRect")))
    if not cuts:
        return
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
    if len(body) < (2 if headed else LONG + 2):
        return
    if all(next(row.iter(qn("w:keepNext")), None) is not None for row in body):
        if len(body) < LONG or any(style.get(qn("w:val")) in SUMS for style in body[-1].iter(qn("w:pStyle"))):
            return
        after = table.getnext()
        leads = after is not None and after.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
        for row in (*body[1:-2], *([] if leads else body[-1:])):
            _let_go(row)
    at_the_foot, at_the_head = _lines(body[0]) >= AT_THE_FOOT, _lines(body[-1]) >= AT_THE_HEAD
    if at_the_foot and (at_the_head or len(body) > 2):
        _let_go(body[0])
    if at_the_head and len(body) > 2:
        _let_go(body[-2])


def _let_go(row: Any) -> None:
    """It may stand at the foot of a page."""
    for keep in list(row.iter(qn("w:keepNext"))):
        keep.getparent().remove(keep)


def items_apart(row: Any, listed: Callable[[Any], bool]) -> None:
    """A row of lists that stand side by side is as high as half a page in two languages, and is never parted: each item gets a row.

    The first two items stay together, and so do the last two. What stands over a list is in the row of its first item,
    what stands after it in that of its last.
    """
    cells = row.findall(qn("w:tc"))
    if all(len(cell) <= LONG for cell in cells):
        return
    lists = [_items(cell, listed) for cell in cells]
    count = max(map(len, lists), default=0)
    if count < LONG or next(row.iter(qn("w:tbl"), qn("w:vMerge")), None) is not None:
        return
    if any(words(cell) and not any(map(listed, cell.findall(qn("w:p")))) for cell in cells):
        return
    rows = [deepcopy(row) for _ in range(count)]
    for number, own in enumerate(rows):
        for cell, items in zip(own.findall(qn("w:tc")), lists, strict=True):
            for old in cell.findall(qn("w:p")):
                cell.remove(old)
            cell.extend(items[number] if number < len(items) else [parse_xml(EMPTY)])
        if number in (0, count - 2):
            for paragraph in own.iter(qn("w:p")):
                stays(paragraph)
        row.addprevious(own)
    row.getparent().remove(row)


def _items(cell: Any, listed: Callable[[Any], bool]) -> list[list[Any]]:
    """The paragraphs of a cell by the item of the list they belong to."""
    items: list[list[Any]] = [[]]
    begun = False
    for paragraph in cell.findall(qn("w:p")):
        if listed(paragraph):
            if begun:
                items.append([])
            begun = True
        items[-1].append(paragraph)
    return items


def stays(paragraph: Any) -> None:
    """It stands whole on the page of what follows, and says so itself: LibreOffice asks no style about the rows of a table."""
    properties = paragraph.get_or_add_pPr()
    for name, put in (("w:keepNext", properties._insert_keepNext), ("w:keepLines", properties._insert_keepLines)):
        if properties.find(qn(name)) is None:
            put(parse_xml(f"<{name} {nsdecls('w')}/>"))


def _lines(row: Any) -> int:
    """About how many lines high it is."""
    def high(cell: Any) -> int:
        width = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w")))
        return sum(max(1, -(-len(words(paragraph)) * LETTER // width)) for paragraph in cell.iter(qn("w:p")))

    return max(map(high, row.findall(qn("w:tc"))))


def close(first: Any, second: Any, line: int) -> None:
    """A paragraph of a cell and its second language, whose lines are so high in twentieths of a point, with nothing between them."""
    first.get_or_add_pPr().get_or_add_spacing().set(qn("w:after"), "0")
    spacing = second.get_or_add_pPr().get_or_add_spacing()
    for name, value in (("before", "0"), ("line", str(line)), ("lineRule", "exact")):
        spacing.set(qn(f"w:{name}"), value)


def begins_a_page(paragraph: Any) -> None:
    """What follows keeps to one page, though what stood before it there is twice as long now."""
    properties = paragraph.get_or_add_pPr()
    if properties.find(qn("w:pageBreakBefore")) is None:
        properties._insert_pageBreakBefore(parse_xml(f"<w:pageBreakBefore {nsdecls('w')}/>"))


def begins_no_page(paragraph: Any) -> None:
    """A break before it that fills two pages in one language leaves half a page empty in two."""
    for found in paragraph.findall(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}"):
        found.getparent().remove(found)


def parted_from(heading: Any) -> None:
    """A table that stands on the page of the part after it fills that page in one language, and would leave one empty in two."""
    before = heading.getprevious()
    if before is not None and before.tag == qn("w:p") and not words(before):
        for keep in before.findall(f"{qn('w:pPr')}/{qn('w:keepNext')}"):
            keep.getparent().remove(keep)


def words(paragraph: Any) -> str:
    return " ".join("".join(text.text or "" for text in paragraph.iter(qn("w:t"))).split())
