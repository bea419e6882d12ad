"""Two languages in one Word file: the same document filled in each of them and laid side by side.

Nothing is asked of a template for this. It is filled once in the leading language and once in the second; the two
files then have one structure, and ``facing`` joins them paragraph by paragraph: running text, terms and the clauses
of a contract stand in two facing columns, a heading has its second language as a smaller line under it, and so has
every cell of a table. A table of contents has a line of each language for a chapter, the page once. What both languages
write alike (figures, codes, names) stands once, as do pictures, headers and footers, which stay in the leading language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from packagekit.documents import lint
from packagekit.documents.archive import packed, parts
from packagekit.documents.both import differs
from packagekit.documents.facing_cells import side_by_side
from packagekit.documents.facing_pages import (
    begins_a_page,
    begins_no_page,
    close,
    higher,
    items_apart,
    parted_from,
    released,
    stays,
    words,
)
from packagekit.documents.facing_styles import STYLES, UNDER_HEADING, FacingStyles, smaller
from packagekit.documents.widths import margins
from packagekit.domain.text import N_, Problem, Refusal

BODY = "word/document.xml"
WITHIN = 2
"""Headings of this level and above are those of chapters and their parts: the second language has a line of its own."""

AFTER = 2
"""How much smaller the second language is in one line with the first, in half points."""

GAP = 340
"""Between the columns, in twentieths of a point."""

_CONTENTS = re.compile(r"\bTOC\b")


class Facing(NamedTuple):
    """The joined file, and what of the second one does not stand in it again: a text for each paragraph or attribute."""

    document: bytes
    left: tuple[str, ...]


def facing(leading: bytes, second: bytes, *, locale: str, clause: tuple[str, str] | None = None) -> Facing:
    """One Word file of both: ``leading`` first, ``second`` (in the language of ``locale``) beside and under it.

    ``clause`` closes the document in both languages, unless it says so itself: which text prevails where they differ. Raises ``Refusal``
    where a template fills the two languages into different structures, which nobody could read side by side.
    """
    content = parts(leading)
    body = parse_xml(content[BODY]).find(qn("w:body"))
    besides = parts(second)
    other = parse_xml(besides[BODY]).find(qn("w:body"))
    says_it = clause is not None and any(clause[0] in words(paragraph) for paragraph in body.iter(qn("w:p")))
    styles = FacingStyles(content)
    columns = _Columns(styles, locale, _width(body))
    columns.join(body, other)
    content[STYLES] = styles.written()
    if clause is not None and not says_it:
        ours, theirs = (parse_xml(f"<w:p {nsdecls('w')}><w:pPr><w:spacing w:before=\"200\"/></w:pPr><w:r><w:t>{_escaped(text)}</w:t></w:r></w:p>") for text in clause)
        body.insert(len(body) - 1, closing := _table([(ours, columns.beside(theirs))], _width(body)))
        _part(closing)
    if body[-2].tag == qn("w:tbl"):  # what stands before a section's end is a paragraph: one that never makes a page of its own
        body[-1].addprevious(parse_xml(_BETWEEN))
    content[BODY] = etree.tostring(body.getparent(), xml_declaration=True, encoding="UTF-8", standalone=True)
    stories = [parse_xml(part) for name, part in besides.items() if lint.STORIES.fullmatch(name) and name != BODY]
    return Facing(packed(content), tuple(_left([other, *stories], columns.placed)))


def _left(stories: Sequence[Any], placed: Sequence[Any]) -> Iterator[str]:
    """What the stories of a file say outside the ``placed`` paragraphs, and in words that no page shows."""
    taken = {inner for paragraph in placed for inner in paragraph.iter(qn("w:p"))}
    for story in stories:
        for paragraph in story.iter(qn("w:p")):
            if paragraph not in taken and (said := "".join(text.text or "" for text in paragraph.iter(qn("w:t")))):
                yield said
        for element in story.iter(qn("wp:docPr"), qn("w:hyperlink")):
            yield from element.attrib.values()


class _Columns:
    """The joining of two bodies: the styles of the leading file, the mark of the second language, the width."""

    def __init__(self, styles: FacingStyles, locale: str, width: int) -> None:
        self.styles, self.locale, self.width = styles, locale, width
        self.listed = 0  # the last level of headings in a table of contents
        self.placed: list[Any] = []  # the paragraphs of the second file that stand in the joined one

    def join(self, body: Any, other: Any) -> None:
        rows: list[tuple[Any, Any]] = []
        open_fields = 0
        above = None  # the heading that nothing but its second language parts from here
        for first, second in _pairs(body, other):
            in_field = open_fields > 0 or _fields(first) != (0, 0)
            begun, ended = _fields(first)
            open_fields += begun - ended
            text = first.tag == qn("w:p") and not in_field and _differs(first, second) and not _holds_more(first)
            for code in first.iter(qn("w:instrText")):
                if not _CONTENTS.search(code.text or ""):
                    continue
                self.listed = self.styles.contents(code)
                if above is not None:
                    # What stands before a table of contents is twice as long now: the entries keep to one page.
                    begins_a_page(above)
            if text and self.styles.within(first):
                begins_no_page(first)
                parted_from(first)
            above = first if text and self.styles.heading(first) else None
            if text and not self.styles.heading(first):
                if rows and self.styles.keeps(first) and not self.styles.keeps(rows[-1][0]):
                    # A table is kept with what follows as a whole: a caption of the next table begins one of its own.
                    first.addprevious(parse_xml(_BETWEEN))
                    _flush(rows, self.width)
                if self.styles.keeps(first):
                    stays(first)
                rows.append((first, facing := self.beside(second)))
                self.styles.quieter(first, facing)
                if self.styles.counted(facing):
                    self.unlisted(facing)  # it would count on where its counterpart stopped
                continue
            _flush(rows, self.width)
            if text:
                self.under_heading(first, second)
            elif first.tag == qn("w:tbl"):
                if (before := first.getprevious()) is not None and before.tag == qn("w:tbl"):
                    # Joined to its caption's table, its head would no longer be a first row, and stand on its first page alone.
                    first.addprevious(parse_xml(_BETWEEN.replace("<w:spacing", "<w:keepNext/><w:spacing", 1)))
                self.cells(first, second)
                released(first)
        _flush(rows, self.width)

    def cells(self, table: Any, other: Any) -> None:
        """The second language beside the cells of a table of short words, else as a smaller line under each paragraph of each cell."""
        rows = _pairs(table, other, only=qn("w:tr"))
        both = [_pairs(row, other_row, only=qn("w:tc")) for row, other_row in rows]
        for (row, _), under in zip(rows, side_by_side(table, both, self.styles, self.beside), strict=True):
            before = len(row.xpath(".//w:p"))
            for cell, other_cell in under:
                for first, second in _pairs(cell, other_cell):
                    if first.tag == qn("w:tbl"):
                        self.cells(first, second)
                    elif first.tag == qn("w:p") and _differs(first, second) and not _holds_more(first):
                        self.under(first, second)
            items_apart(row, self.styles.listed)
            height = row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
            if height is not None and height.get(qn("w:hRule")) == "exact" and len(row.xpath(".//w:p")) > before:
                higher(table, height)

    def under(self, first: Any, second: Any) -> None:
        """The paragraph of a cell in the second language under its counterpart, whose number or bullet stands for both."""
        if self.styles.heading(first):
            self.under_heading(first, second)
            return
        if self.styles.size(first) > self.styles.usual and self.in_one_line(first, second):
            self.after(first, second)
            return
        first.addnext(line := self.line(second, size := smaller(self.styles.size(first))))
        if (high := self.styles.line_height(first)) is not None and first.find(f"{qn('w:pPr')}/{qn('w:spacing')}") is None:
            # As close as its smaller letters let it be: the two are read as one.
            close(first, line, round(high * size / self.styles.size(first)))
        if self.styles.listed(first):
            self.unlisted(line)
            first.get_or_add_pPr().get_or_add_spacing().set(qn("w:after"), "0")

    def under_heading(self, first: Any, second: Any) -> None:
        level = self.styles.level(first)
        if level is not None and level > max(self.listed, WITHIN):
            self.after(first, second)
            return
        line = self.line(second, UNDER_HEADING)
        properties = line.get_or_add_pPr()
        for child in list(properties):
            properties.remove(child)
        indent = self.styles.indent(first)
        if level is not None:
            properties.append(parse_xml(f'<w:pStyle {nsdecls("w")} w:val="{self.styles.second_style(level)}"/>'))
        properties.append(parse_xml(f"<w:keepNext {nsdecls('w')}/>"))
        properties.append(parse_xml(f'<w:spacing {nsdecls("w")} w:before="0" w:after="120"/>'))
        if indent:
            properties.append(parse_xml(f'<w:ind {nsdecls("w")} w:left="{indent}"/>'))
        first.addnext(line)
        spacing = first.get_or_add_pPr().get_or_add_spacing()
        spacing.set(qn("w:after"), "20")

    def in_one_line(self, first: Any, second: Any) -> bool:
        """Whether both stand in one line of their cell."""
        cell = first.getparent()
        wide = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w"))) - margins(cell)
        return self.styles.long(first, words(first) + "\N{EN SPACE}") + self.styles.long(first, words(second)) * _after(size := self.styles.size(first)) / size <= wide

    def after(self, first: Any, second: Any) -> None:
        """A large word, or the heading of a small part, which no table of contents asks for: the second language in the same line."""
        copy = self.line(second, _after(self.styles.size(first)))
        first.append(parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve">\N{EN SPACE}</w:t></w:r>'))
        for run in copy.findall(qn("w:r")):
            for name in ("w:b", "w:bCs"):
                _put(run.rPr, parse_xml(f'<{name} {nsdecls("w")} w:val="0"/>'))
            first.append(run)

    def beside(self, paragraph: Any) -> Any:
        """The paragraph of the second file as it can stand in the first: no anchors, links or fields of its own."""
        self.placed.append(paragraph)
        copy = deepcopy(paragraph)
        for name in ("w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd", "w:proofErr"):
            for element in list(copy.iter(qn(name))):
                element.getparent().remove(element)
        for link in list(copy.iter(qn("w:hyperlink"))):
            for run in list(link):
                link.addprevious(run)
            link.getparent().remove(link)
        for run in copy.iter(qn("w:r")):
            properties = run.get_or_add_rPr()
            for old in properties.findall(qn("w:lang")):
                properties.remove(old)
            _put(properties, parse_xml(
                f'<w:lang {nsdecls("w")} w:val="{self.locale}" w:eastAsia="{self.locale}" w:bidi="{self.locale}"/>'))
        return copy

    def unlisted(self, paragraph: Any) -> None:
        """Its text stands where it stood, without the number or the bullet before it."""
        indent, properties = self.styles.indent(paragraph), paragraph.get_or_add_pPr()
        for old in (*properties.findall(qn("w:numPr")), *properties.findall(qn("w:ind"))):
            properties.remove(old)
        properties._insert_numPr(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'))
        properties._insert_ind(parse_xml(f'<w:ind {nsdecls("w")} w:left="{indent}" w:firstLine="0"/>'))

    def line(self, paragraph: Any, half_points: int) -> Any:
        """The paragraph as a smaller line under its counterpart."""
        copy = self.beside(paragraph)
        for run in copy.iter(qn("w:r")):
            for name in ("w:sz", "w:szCs"):
                for old in run.rPr.findall(qn(name)):
                    run.rPr.remove(old)
                _put(run.rPr, parse_xml(f'<{name} {nsdecls("w")} w:val="{half_points}"/>'))
        return copy


def _after(size: int) -> int:
    """The size of the second language in one line with the first."""
    return size - AFTER if size <= UNDER_HEADING + 4 else smaller(size)


def _pairs(first: Any, second: Any, only: str | None = None) -> Sequence[tuple[Any, Any]]:
    ours = [child for child in first if isinstance(child.tag, str) and only in (None, child.tag)]
    theirs = [child for child in second if isinstance(child.tag, str) and only in (None, child.tag)]
    if [child.tag for child in ours] != [child.tag for child in theirs]:
        raise Refusal(Problem(
            where="bilingual", what=N_("The template gives the two languages different paragraphs; they cannot face each other."),
            how=N_("Take conditions on words out of the template, or make one document for each language."),
        ))
    return list(zip(ours, theirs, strict=True))


def _differs(first: Any, second: Any) -> bool:
    """Whether the second says what the first does not: figures, codes and names stand once."""
    return differs(words(first), words(second))


def _holds_more(paragraph: Any) -> bool:
    """A picture, the end of a section or of a page, a field: not words alone."""
    return any(next(paragraph.iter(qn(name)), None) is not None
               for name in ("w:drawing", "w:pict", "w:sectPr", "w:fldChar", "w:fldSimple")) or bool(
        paragraph.xpath('.//w:br[@w:type="page"]'))


def _fields(element: Any) -> tuple[int, int]:
    """How many fields begin and end here; a table of contents is one field over many paragraphs."""
    if element.tag != qn("w:p"):
        return (0, 0)
    kinds = element.xpath(".//w:fldChar/@w:fldCharType")
    return (kinds.count("begin"), kinds.count("end"))


_BETWEEN = (
    f'<w:p {nsdecls("w")}><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr></w:pPr></w:p>')
"""Two tables without a paragraph between them would be one."""


def _part(place: Any) -> None:
    """What stands here is no part of a table before it."""
    before = place.getprevious()
    if before is not None and before.tag == qn("w:tbl"):
        place.addprevious(parse_xml(_BETWEEN))


def _flush(rows: list[tuple[Any, Any]], width: int) -> None:
    """The paragraphs gathered become one table where the first of them stood."""
    if not rows:
        return
    place = etree.Element("place")
    rows[0][0].addprevious(place)
    _part(place)
    place.getparent().replace(place, _table(rows, width))
    rows.clear()


def _table(rows: Sequence[Sequence[Any]], width: int) -> Any:
    left = (width - GAP) // 2
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{left}"/><w:gridCol w:w="{GAP}"/><w:gridCol w:w="{width - GAP - left}"/></w:tblGrid></w:tbl>')
    for first, second in rows:
        # To LibreOffice a table of rows that are never parted is kept with nothing: there the caption's lines keep together.
        whole = "" if first.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None else "<w:trPr><w:cantSplit/></w:trPr>"
        row = parse_xml(f"<w:tr {nsdecls('w')}>{whole}</w:tr>")
        for paragraph, cell_width in ((first, left), (None, GAP), (second, width - GAP - left)):
            cell = parse_xml(f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{cell_width}" w:type="dxa"/></w:tcPr></w:tc>')
            cell.append(parse_xml(f"<w:p {nsdecls('w')}/>") if paragraph is None else paragraph)
            row.append(cell)
        table.append(row)
    return table


def _width(body: Any) -> int:
    """Of the text on the page, in twentieths of a point."""
    section = body.find(qn("w:sectPr"))
    margins = section.find(qn("w:pgMar"))
    sides = int(margins.get(qn("w:left"))) + int(margins.get(qn("w:right")))
    return int(section.find(qn("w:pgSz")).get(qn("w:w"))) - sides


_ORDER = ("w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:caps", "w:smallCaps", "w:strike", "w:dstrike",
          "w:outline", "w:shadow", "w:emboss", "w:imprint", "w:noProof", "w:snapToGrid", "w:vanish", "w:webHidden",
          "w:color", "w:spacing", "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect",
          "w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl", "w:cs", "w:em", "w:lang")
_RANK = {qn(name): rank for rank, name in enumerate(_ORDER)}


def _put(properties: Any, element: Any) -> None:
    """Into the place the schema asks for."""
    rank = _RANK[element.tag]
    for child in properties:
        if _RANK.get(child.tag, len(_ORDER)) > rank:
            child.addprevious(element)
            return
    properties.append(element)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
