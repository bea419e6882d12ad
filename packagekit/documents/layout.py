"""Building blocks of Word templates: page, type, headings, quiet tables, figures, all for docxtpl's tags.

A script beside each template lays these blocks out and writes the file; people may then change the file in Word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from packagekit.documents.band import BAND_HEIGHT, BAND_MORE, drawn_band
from packagekit.documents.blank import PAGE_WIDTH, TEXT_WIDTH, blank, saved
from packagekit.documents.palette import LIGHT
from packagekit.documents.pieces import (
    DOUBT,
    PAD,
    RULE,
    alone,
    behind,
    dxa,
    field,
    fill,
    framed,
    keep,
    repeat,
    stay,
    tag_row,
    write,
)
from packagekit.documents.rows import Column, body_row, clear, rows_of_one, staying
from packagekit.documents.typography import Counted

WASH, NAVY, TEAL = LIGHT.wash[1:], LIGHT.navy[1:], LIGHT.teal[1:]


def label(words: str) -> str:
    """Words to be translated, as a template says them."""
    return '{{ _("' + words + '") }}'


def doubt(record: str) -> str:
    """The mark beside a number nobody has checked."""
    return DOUBT + "{% if " + record + ".unverified %} {{ " + record + ".unverified }}{% endif %}"


class Layout:
    """A Word template in the making."""

    def __init__(self, count: Counted = "chapters") -> None:
        self.document = blank(count)
        self._bookmarks = 0
        self._counted: dict[str, list[str]] = {"Figure": [], "Table": []}

    # Text

    def paragraph(self, text: str = "", style: str = "Normal", **run: Any) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        if text:
            write(paragraph, alone(text), **run)
        return paragraph

    def heading(self, text: str, level: int = 1, anchor: str | None = None, new_page: bool = False) -> None:
        for last in self.document.paragraphs[-1:] if new_page else ():
            if last.style.name == "After Table":
                last._p.getparent().remove(last._p)  # on a full page it would have one of its own before the new one
        paragraph = self.document.add_paragraph(style=f"Heading {level}")
        if new_page:
            paragraph.paragraph_format.page_break_before = True
        if anchor is None:
            write(paragraph, text)
            return
        self._bookmarks += 1
        start = OxmlElement("w:bookmarkStart")
        start.set(qn("w:id"), str(self._bookmarks))
        start.set(qn("w:name"), anchor)
        end = OxmlElement("w:bookmarkEnd")
        end.set(qn("w:id"), str(self._bookmarks))
        paragraph._p.append(start)
        write(paragraph, text)
        paragraph._p.append(end)

    def each(self, loop: str, *paragraphs: tuple[str, str]) -> None:
        """Paragraphs of ``(text, style)`` repeated by a docxtpl paragraph loop."""
        self.tag(f"for {loop}")
        for text, style in paragraphs:
            self.paragraph(text, style)
        self.tag("endfor")

    def tag(self, tag: str) -> None:
        """A statement on a paragraph of its own, which docxtpl takes away with the paragraph."""
        self.document.add_paragraph("{%p " + tag + " %}")

    def figure(self, name: str, caption: str, *, given: bool = False) -> None:
        """A picture by its name in the context, its number and caption under it; ``given`` where it may be missing."""
        holder = self.document.add_paragraph(style="Figure")
        write(holder, "{{ pictures." + name + " }}")
        self._caption("Figure", caption, "Caption", f"pictures.{name}" if given else None)

    def _caption(self, what: str, caption: str, style: str, given: str | None) -> None:
        """The number counts those before that are there: a field would show the wrong one until it is updated."""
        before = self._counted[what]
        sure = sum(condition == "" for condition in before) + 1
        number = " + ".join([str(sure), *(f"(1 if {condition} else 0)" for condition in before if condition)])
        paragraph = self.document.add_paragraph(style=style)
        write(paragraph, '{{ _("' + what + ' {n}", n=' + number + ") }}", style="Caption Number")
        write(paragraph, "\N{EM SPACE}" + caption)
        before.append(given or "")

    # Tables

    def table(self, columns: Sequence[Column], *, loop: str, cells: Sequence[str | Sequence[str]],
              total: Sequence[str] | None = None, group: str | tuple[str, str] | None = None, inner: str | None = None,
              group_if: str | None = None, text: str = "Cell", caption: str | None = None,
              given: str | None = None, whole: bool = False, tall: bool = False, words: str | None = None, leads: bool = False,
              once: bool = False) -> Any:
        """A table whose rows come from ``loop``; with ``inner``, ``group`` is a band above the rows of each turn
        (of those for which ``group_if`` holds); a pair sets its second text under the amounts of the last column.

        ``text`` is the style of the cells. A cell is its text, or several paragraphs: lines after the first are set small and quiet.
        A ``caption`` stands numbered above it; ``given`` is the condition where the table may be missing. A ``whole``
        table is short enough never to be parted; any other has two rows at least under its head, or one where each is
        as ``tall`` as a paragraph, and its last rows stay with their ``total``, which ``words`` may say again under it.
        With ``once`` the first cell is said once for the rows of a turn of ``loop``, which stand on one page.
        Where it ``leads``, its total, or its last row where it is ``whole``, stays with what follows the table.
        """
        if caption is not None:
            self._caption("Table", caption, "Table Caption", given)
        table = self.bare_table([column.width for column in columns], headed=True)
        head = table.add_row()
        repeat(head)
        for cell, column in zip(head.cells, columns, strict=True):
            framed(cell, bottom=(NAVY, 8), right=clear(column, columns))
            fill(cell, column.label, "Cell Head", right=column.right)
        stay(head)
        tag_row(table, f"for {loop}")
        if inner is not None and group is not None:
            if group_if is not None:
                tag_row(table, f"if {group_if}")
            band = table.add_row()
            keep(band)
            name, amount = group if isinstance(group, tuple) else (group, None)
            merged = band.cells[0].merge(band.cells[-1 if amount is None else -2])
            framed(merged, shade=WASH, bottom=(RULE, 4))
            fill(merged, name, "Cell Band")
            if amount is not None:
                framed(band.cells[-1], shade=WASH, bottom=(RULE, 4), no_wrap=True, right=0)
                fill(band.cells[-1], amount, "Cell Band", right=True)
            if group_if is not None:
                tag_row(table, "endif")
        if inner is not None:
            tag_row(table, f"for {inner}")
        if once:
            rows_of_one(table, columns, cells, text)
        elif whole or (total is None and (inner is not None or tall)):
            body_row(table, columns, cells, text, stays=whole)
        else:
            tag_row(table, f"if {staying(loop, inner is not None, total is not None)}")
            body_row(table, columns, cells, text, stays=True)
            tag_row(table, "else")
            body_row(table, columns, cells, text)
            tag_row(table, "endif")
        if inner is not None:
            tag_row(table, "endfor")
        tag_row(table, "endfor")
        if total is not None:
            last = table.add_row()
            keep(last)
            style = "Cell Total" if text == "Cell" else "Cell Sum"
            for cell, column, said in zip(last.cells, columns, total, strict=True):
                framed(cell, top=(NAVY, 8), bottom=(NAVY, 8), no_wrap=column.number,
                      right=clear(column, columns))
                fill(cell, said, style, right=column.right)
            if words is not None:
                stay(last)
                under = table.add_row()
                keep(under)
                cell = under.cells[0].merge(under.cells[-1])
                framed(cell, bottom=(NAVY, 8), right=0)
                fill(cell, words, "Cell Total")
        after = self.paragraph("", "After Table")
        if leads:
            stay(table.rows[-1])
            after.paragraph_format.keep_with_next = True
        return table

    def facts(self, loop: str, label: str, value: str | Sequence[str], widths: tuple[float, float] = (52, 118), *, tall: bool = False) -> None:
        """A list of labels and values, without a head; kept on one page unless its rows are as ``tall`` as a paragraph.

        A value is its text, or several paragraphs with the statements between them.
        """
        lines = (value,) if isinstance(value, str) else value
        table = self.bare_table(widths)
        tag_row(table, f"for {loop}")
        row = table.add_row()
        keep(row)
        for cell in row.cells:
            framed(cell, bottom=(RULE, 4))
        fill(row.cells[0], label, "Cell Label")
        for number, line in enumerate(lines):
            fill(row.cells[1], line, "Cell", more=number > 0)
        if not tall:
            stay(row)
        tag_row(table, "endfor")
        self.paragraph("", "After Table")

    def columns(self, *sides: tuple[str, str, str]) -> None:
        """Lists side by side: ``(heading, loop, item)`` each; a list that is empty leaves its side blank."""
        gap = 6.0
        width = (TEXT_WIDTH - gap * (len(sides) - 1)) / len(sides)
        table = self.bare_table([w for i in range(len(sides)) for w in ((width, gap) if i < len(sides) - 1 else (width,))])
        row = table.add_row()
        keep(row)
        for position, (heading, loop, item) in enumerate(sides):
            cell = row.cells[position * 2]
            fill(cell, heading, "Cell Head")
            cell.add_paragraph("{%p for " + loop + " %}")
            fill(cell, item, "Small Bullet", more=True)
            cell.add_paragraph("{%p endfor %}")
            cell.add_paragraph(style="End")  # a cell ends in a paragraph, whatever the loop leaves
        self.paragraph("", "After Table")

    def cards(self, cells: Sequence[tuple[str, str]], per_row: int = 2, value_style: str = "Card Value") -> None:
        """Large figures with a small label above each."""
        gap = 4.0
        width = (TEXT_WIDTH - gap * (per_row - 1)) / per_row
        widths = [w for i in range(per_row) for w in ((width, gap) if i < per_row - 1 else (width,))]
        table = self.bare_table(widths)
        for start in range(0, len(cells), per_row):
            labels, values = table.add_row(), table.add_row()  # two rows: figures stand on one line under labels of any length
            for row in (labels, values):
                keep(row)
            for position, (label, value) in enumerate(cells[start:start + per_row]):
                over, under = labels.cells[position * 2], values.cells[position * 2]
                framed(over, shade=WASH, bottom=(WASH, 4), padding=2.6)  # else LibreOffice leaves a white hair between the two
                fill(over, label, "Card Label")
                framed(under, shade=WASH, bottom=(TEAL, 12), padding=2.6)
                fill(under, value, value_style)
            stay(labels)
            if start + per_row < len(cells):
                stay(values)
                spacer = table.add_row()
                spacer.height = Mm(3)
                stay(spacer)
        self.paragraph("", "After Table")

    def bare_table(self, widths: Sequence[float], headed: bool = False) -> Any:
        """A fixed grid without rules, rows still to come; ``headed`` when its first row will be a head."""
        table = self.document.add_table(rows=0, cols=len(widths))
        table.autofit = False
        properties = table._tbl.tblPr
        properties.find(qn("w:tblLook")).addprevious(parse_xml(f'<w:tblCellMar {nsdecls("w")}><w:left w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'))
        for element in properties.findall(qn("w:tblW")):
            properties.remove(element)
        properties.insert(0, parse_xml(f'<w:tblW {nsdecls("w")} w:w="{dxa(sum(widths))}" w:type="dxa"/>'))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        if not headed:
            table._tbl.tblPr.find(qn("w:tblLook")).set(qn("w:firstRow"), "0")
        return table

    def apart(self) -> None:
        """Between two tables: without a paragraph Word makes them one. This one is a point high."""
        form = self.document.add_paragraph().paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing = Pt(1)

    # Frame

    def contents(self, levels: int = 1) -> None:
        """The field of a table of contents; its entries and their pages are written when the document is made."""
        paragraph = self.document.add_paragraph(style="toc 1")
        field(paragraph, f'TOC \\o "1-{levels}" \\h \\z \\u')

    def backdrop(self, png: bytes, width: float, height: float, words: str, more: float = 0) -> None:
        """A picture behind the text at the top left of the page, in mm; the paragraph that holds it is empty.

        The picture has ``more`` below its height, which is cut off.
        """
        behind(self.document.add_paragraph(style="After Table").add_run(), png, (width, height), words, more)

    def masthead(self, title: str, subtitle: str, right: Sequence[str]) -> None:
        """The navy band over the first page: what it is and for whom, and at its right number and day."""
        self.backdrop(drawn_band(PAGE_WIDTH), PAGE_WIDTH, BAND_HEIGHT, "packagekit", BAND_MORE)
        table = self.bare_table((TEXT_WIDTH - 72, 72))
        row = table.add_row()
        row.height, row.height_rule = Mm(BAND_HEIGHT - 26), WD_ROW_HEIGHT_RULE.EXACTLY
        keep(row)
        for cell, room in zip(row.cells, (PAD, 0), strict=True):
            framed(cell, right=room)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
        fill(row.cells[0], title, "Band Title")
        fill(row.cells[0], subtitle, "Band Line", more=True)
        for number, line in enumerate(right):
            fill(row.cells[1], line, "Band Line", right=True, more=number > 0)
        self.paragraph("", "After Band")

    def letterhead(self, name: str, place: str) -> None:
        """The sender over a letter, with a rule under it."""
        table = self.bare_table((TEXT_WIDTH,))
        row = table.add_row()
        keep(row)
        cell = row.cells[0]
        framed(cell, bottom=(TEAL, 12))
        fill(cell, name, "Letterhead")
        fill(cell, place, "Cell Note", more=True)
        self.paragraph("", "After Table")

    def signatures(self, *sides: Sequence[str]) -> None:
        """Places to sign side by side; the first line of each says for whom, an empty one is room for the seal."""
        gap = 10.0
        width = (TEXT_WIDTH - gap * (len(sides) - 1)) / len(sides)
        table = self.bare_table([w for i in range(len(sides)) for w in ((width, gap) if i < len(sides) - 1 else (width,))])
        rows = table.add_row(), table.add_row()  # whatever stands over the seals, all sign on one line
        for row in rows:
            keep(row)
        for position, lines in enumerate(sides):
            seal = lines.index("") if "" in lines else len(lines)
            for row, words, first in zip(rows, (lines[:seal], lines[seal:]), ("Sign Head", "Seal"), strict=True):
                for number, line in enumerate(words):
                    fill(row.cells[position * 2], line, first if number == 0 else "Sign Line", more=number > 0)
        stay(rows[0])
        self.paragraph("", "End")

    def signing(self, sides: Sequence[tuple[str, str]], fields: Sequence[tuple[str, float]]) -> None:
        """A form that both sides fill in by hand: for whom and who, then each field on a line as high as it says, in mm.

        It is never parted, and stands on the page of the heading before it.
        """
        gap, named = 10.0, 30.0
        line = (TEXT_WIDTH - gap) / 2 - named
        table = self.bare_table((named, line, gap, named, line))
        head = table.add_row()
        for at, lines in zip((0, 3), sides, strict=True):
            cell = head.cells[at].merge(head.cells[at + 1])
            for number, words in enumerate(lines):
                fill(cell, words, "Cell Label" if number == 0 else "Sign Head", more=number > 0)
        for name, height in fields:
            row = table.add_row()
            row.height = Mm(height)
            for at in (0, 3):
                framed(row.cells[at])
                framed(row.cells[at + 1], bottom=(RULE, 6))
                row.cells[at].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
                fill(row.cells[at], name, "Cell Label")
        for row in table.rows:
            keep(row)
        for row in table.rows[:-1]:
            stay(row)
        self.paragraph("", "After Table")

    def running(self, header: tuple[str, str], footer: str, notice: str, *, dark: bool = True, first: bool = False, titled: bool = True) -> None:
        """Header and footer; ``notice`` is an expression said at the top of every page when it is true.

        ``dark`` where the first page begins with the navy field; ``first`` repeats the footer there, and a first page that
        is not ``titled`` has the header too.
        """
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        for part, opening in ((section.first_page_header, True), (section.header, False)):
            part.is_linked_to_previous = False
            paragraph = part.paragraphs[0]
            paragraph.style = "Header"
            if not (opening and titled):
                write(paragraph, header[0] + "\t" + header[1])
            part.add_paragraph("{%p if " + notice + " %}")
            write(part.add_paragraph(style="Notice On Cover" if opening and dark else "Notice"), "{{ " + notice + " }}")
            part.add_paragraph("{%p endif %}")
        section.first_page_footer.is_linked_to_previous = False
        section.footer.is_linked_to_previous = False
        for part in (section.footer, section.first_page_footer) if first else (section.footer,):
            paragraph = part.paragraphs[0]
            paragraph.style = "Footer"
            write(paragraph, footer + "\t")
            field(paragraph, "PAGE")
            write(paragraph, " / ")
            field(paragraph, "NUMPAGES")

    def saved(self, day: datetime) -> bytes:
        """The template as bytes, the same each time; ``day`` stands for the clock."""
        return saved(self.document, day)


def write_layouts(folder: Path, layouts: Mapping[str, bytes]) -> None:
    """Each layout under its file name beside the script that made it."""
    for name, content in layouts.items():
        (folder / name).write_bytes(content)


