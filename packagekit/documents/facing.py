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
from packagekit.domain.text import N_, Problem, Refusal

BODY = "word/document.xml"
STYLES = "word/styles.xml"
GAP = 340
"""Between the columns, in twentieths of a point."""

HIGHER = 0.65
"""The part by which a row of a fixed height, such as the band over a first page, is higher in two languages."""

EMU = 635
"""In a twentieth of a point, as the sizes of pictures are measured."""

UNDER_HEADING = 20
"""In half points, as the sizes of a second line below: never under ``LEAST``, so that it can be read in print."""

LEAST = 12
SUMS = ("CellTotal", "CellSum")
"""The styles of the row under the rule: what the rows above it come to."""

LONG = 4
"""Rows of a table that may be parted once they say everything twice."""

TALL = 9
"""Lines of a row, about, that stands alone at the foot or the head of a page without looking lost."""

LETTER = 95
"""How wide a letter of a table is, about, in twentieths of a point."""

_CONTENTS = re.compile(r"\bTOC\b")
_LEVELS = re.compile(r'\\o\s+"(\d)-(\d)"')
_HEADING = re.compile(r"Heading\s?\d", re.IGNORECASE)
SECOND = "Second Heading"
"""The style of a heading's line in the second language, with the level of the heading after it."""

SECOND_LEVEL = 5
"""In a table of contents: the line in the second language of a heading of level 1 is an entry of level 6."""


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
    says_it = clause is not None and any(clause[0] in _words(paragraph) for paragraph in body.iter(qn("w:p")))
    columns = _Columns(content, locale, _width(body))
    columns.join(body, other)
    content[STYLES] = columns.written_styles()
    if clause is not None and not says_it:
        ours, theirs = (parse_xml(f"<w:p {nsdecls('w')}><w:pPr><w:spacing w:before=\"200\"/></w:pPr><w:r><w:t>{_escaped(text)}</w:t></w:r></w:p>") for text in clause)
        body.insert(len(body) - 1, closing := _table([(ours, columns.beside(theirs))], _width(body)))
        _part(closing)
        body.insert(len(body) - 1, parse_xml(f"<w:p {nsdecls('w')}/>"))  # what stands before a section's end is a paragraph
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

    def __init__(self, content: dict[str, bytes], locale: str, width: int) -> None:
        self.locale, self.width = locale, width
        self.sheet = parse_xml(content[STYLES])
        self.styles = {style.get(qn("w:styleId")): style for style in self.sheet.findall(qn("w:style"))}
        numbering = content.get("word/numbering.xml")
        self.numbering = parse_xml(numbering) if numbering else None
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
                self.contents(code)
                if above is not None:
                    # What stands before a table of contents is twice as long now: the entries keep to one page.
                    _break_before(above)
            if text and self.within(first):
                _break_nowhere(first)
            above = first if text and self.heading(first) else None
            if text and not self.heading(first):
                if rows and self.keeps(first) and not self.keeps(rows[-1][0]):
                    # A table is kept with what follows as a whole: a caption of the next table begins one of its own.
                    first.addprevious(parse_xml(_BETWEEN))
                    _flush(rows, self.width)
                rows.append((first, self.beside(second)))
                continue
            _flush(rows, self.width)
            if text:
                self.under_heading(first, second)
            elif first.tag == qn("w:tbl"):
                if (before := first.getprevious()) is not None and before.tag == qn("w:tbl"):
                    # Joined to its caption's table, its head would no longer be a first row, and stand on its first page alone.
                    first.addprevious(parse_xml(_BETWEEN.replace("<w:spacing", "<w:keepNext/><w:spacing", 1)))
                self.cells(first, second)
                self.released(first)
        _flush(rows, self.width)

    def cells(self, table: Any, other: Any) -> None:
        """The second language as a smaller line under each paragraph of each cell."""
        for row, other_row in _pairs(table, other, only=qn("w:tr")):
            before = len(row.xpath(".//w:p"))
            for cell, other_cell in _pairs(row, other_row, only=qn("w:tc")):
                for first, second in _pairs(cell, other_cell):
                    if first.tag == qn("w:tbl"):
                        self.cells(first, second)
                    elif first.tag == qn("w:p") and _differs(first, second) and not _holds_more(first):
                        first.addnext(self.line(second, _smaller(self.size(first))))
            height = row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
            if height is not None and height.get(qn("w:hRule")) == "exact" and len(row.xpath(".//w:p")) > before:
                self.higher(table, height)

    @staticmethod
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

    @staticmethod
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

    def under_heading(self, first: Any, second: Any) -> None:
        line = self.line(second, UNDER_HEADING)
        properties = line.get_or_add_pPr()
        for child in list(properties):
            properties.remove(child)
        indent = self.indent(first)
        if (level := self.level(first)) is not None:
            properties.append(parse_xml(f'<w:pStyle {nsdecls("w")} w:val="{self.second_style(level)}"/>'))
        properties.append(parse_xml(f"<w:keepNext {nsdecls('w')}/>"))
        properties.append(parse_xml(f'<w:spacing {nsdecls("w")} w:before="0" w:after="120"/>'))
        if indent:
            properties.append(parse_xml(f'<w:ind {nsdecls("w")} w:left="{indent}"/>'))
        first.addnext(line)
        spacing = first.get_or_add_pPr().get_or_add_spacing()
        spacing.set(qn("w:after"), "20")

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

    def line(self, paragraph: Any, half_points: int) -> Any:
        """The paragraph as a smaller line under its counterpart."""
        copy = self.beside(paragraph)
        for run in copy.iter(qn("w:r")):
            for name in ("w:sz", "w:szCs"):
                for old in run.rPr.findall(qn(name)):
                    run.rPr.remove(old)
                _put(run.rPr, parse_xml(f'<{name} {nsdecls("w")} w:val="{half_points}"/>'))
        return copy

    def contents(self, code: Any) -> None:
        """The table of contents asks for the lines of the second language too, each under its heading, without a page."""
        found = _LEVELS.search(code.text)
        first, last = (int(found[1]), int(found[2])) if found else (1, 3)
        levels = range(first, last + 1)
        named = ",".join(f"{SECOND} {level},{level + SECOND_LEVEL}" for level in levels)
        code.text = f'{code.text.rstrip()} \\t "{named}" \\n {first + SECOND_LEVEL}-{last + SECOND_LEVEL} '
        for level in levels:
            self.second_style(level)
            self.entry_style(level)

    def second_style(self, level: int) -> str:
        """Of the line in the second language under a heading; without a level in the outline, which has the heading once."""
        key = f"{SECOND} {level}".replace(" ", "")
        if key not in self.styles:
            usual = next((code for code, style in self.styles.items() if style.get(qn("w:default")) == "1" and style.get(qn("w:type")) == "paragraph"), None)
            base = "" if usual is None else f'<w:basedOn w:val="{usual}"/>'
            self.add(f'<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="{key}"><w:name w:val="{SECOND} {level}"/>{base}</w:style>')
        return key

    def entry_style(self, level: int) -> None:
        """Of its entry: as that of the heading, smaller and close under it; a rule under both, not between them."""
        above = next((style for style in self.styles.values() if self.named(style, f"toc {level}")), None)
        if above is None or any(self.named(style, f"toc {level + SECOND_LEVEL}") for style in self.styles.values()):
            return
        entry = deepcopy(above)
        entry.set(qn("w:styleId"), f"TOC{level + SECOND_LEVEL}")
        entry.find(qn("w:name")).set(qn("w:val"), f"toc {level + SECOND_LEVEL}")
        for size in entry.iter(qn("w:sz"), qn("w:szCs")):
            size.set(qn("w:val"), str(_smaller(int(size.get(qn("w:val"))))))
        form = entry.get_or_add_pPr()
        spacing, indent = form.get_or_add_spacing(), form.get_or_add_ind()
        spacing.set(qn("w:before"), "0")
        for hanging in (qn("w:hanging"), qn("w:firstLine")):
            indent.attrib.pop(hanging, None)
        above_form = above.get_or_add_pPr()
        above_form.get_or_add_spacing().set(qn("w:after"), "0")
        if above_form.find(qn("w:keepNext")) is None:
            above_form._insert_keepNext(parse_xml(f"<w:keepNext {nsdecls('w')}/>"))
        for rules in above_form.findall(qn("w:pBdr")):
            above_form.remove(rules)
        self.styles[entry.get(qn("w:styleId"))] = entry
        self.sheet.append(entry)

    def add(self, style: str) -> None:
        element = parse_xml(style)
        self.styles[element.get(qn("w:styleId"))] = element
        self.sheet.append(element)

    @staticmethod
    def named(style: Any, name: str) -> bool:
        return style.find(qn("w:name")).get(qn("w:val"), "").casefold() == name

    def written_styles(self) -> bytes:
        return etree.tostring(self.sheet, xml_declaration=True, encoding="UTF-8", standalone=True)

    def keeps(self, paragraph: Any) -> bool:
        """Whether it stays on the page of what follows."""
        forms = (paragraph.find(qn("w:pPr")), *(style.find(qn("w:pPr")) for style in self.line_of(paragraph)))
        said = next((keep for form in forms if form is not None and (keep := form.find(qn("w:keepNext"))) is not None), None)
        return said is not None and said.get(qn("w:val")) not in ("0", "false")

    def level(self, heading: Any) -> int | None:
        """Of a heading in the outline, from 1."""
        for style in self.line_of(heading):
            outline = style.find(qn("w:pPr") + "/" + qn("w:outlineLvl"))
            if outline is not None:
                return int(outline.get(qn("w:val"))) + 1
        return None

    def within(self, paragraph: Any) -> bool:
        """Whether it is the heading of a part within a chapter, or of a part of a document that has none."""
        return self.heading(paragraph) and (self.level(paragraph) or 0) > 1

    def heading(self, paragraph: Any) -> bool:
        return any(style.find(qn("w:pPr") + "/" + qn("w:outlineLvl")) is not None or
                   _HEADING.fullmatch(style.find(qn("w:name")).get(qn("w:val")) or "") for style in self.line_of(paragraph))

    def line_of(self, paragraph: Any) -> Iterator[Any]:
        """The paragraph's style and those it is based on."""
        properties = paragraph.pPr
        code = properties.pStyle.get(qn("w:val")) if properties is not None and properties.pStyle is not None else None
        while code in self.styles:
            style = self.styles[code]
            yield style
            base = style.find(qn("w:basedOn"))
            code = base.get(qn("w:val")) if base is not None else None

    def size(self, paragraph: Any) -> int:
        """Half points: of the first run that states them, else of the style."""
        for run in paragraph.iter(qn("w:rPr")):
            if run.find(qn("w:sz")) is not None:
                return int(run.find(qn("w:sz")).get(qn("w:val")))
        for style in self.line_of(paragraph):
            size = style.find(qn("w:rPr") + "/" + qn("w:sz"))
            if size is not None:
                return int(size.get(qn("w:val")))
        return UNDER_HEADING

    def indent(self, heading: Any) -> int:
        """How far the text of a numbered heading stands in."""
        for style in self.line_of(heading):
            number = style.find(qn("w:pPr") + "/" + qn("w:numPr"))
            if number is None or self.numbering is None:
                continue
            level = number.find(qn("w:ilvl"))
            at = level.get(qn("w:val")) if level is not None else "0"
            num = number.find(qn("w:numId")).get(qn("w:val"))
            found = self.numbering.xpath(
                f'w:abstractNum[@w:abstractNumId=../w:num[@w:numId="{num}"]/w:abstractNumId/@w:val]'
                f'/w:lvl[@w:ilvl="{at}"]/w:pPr/w:ind/@w:left')
            return int(found[0]) if found else 0
        return 0


def _lines(row: Any) -> int:
    """About how many lines high it is."""
    def high(cell: Any) -> int:
        width = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w")))
        return sum(max(1, -(-len(_words(paragraph)) * LETTER // width)) for paragraph in cell.iter(qn("w:p")))

    return max(map(high, row.findall(qn("w:tc"))))


def _break_before(paragraph: Any) -> None:
    properties = paragraph.get_or_add_pPr()
    if properties.find(qn("w:pageBreakBefore")) is None:
        properties._insert_pageBreakBefore(parse_xml(f"<w:pageBreakBefore {nsdecls('w')}/>"))


def _break_nowhere(paragraph: Any) -> None:
    """A break that fills two pages in one language leaves half a page empty in two."""
    for found in paragraph.findall(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}"):
        found.getparent().remove(found)


def _smaller(half_points: int) -> int:
    """Text a point and a half, display type to three fifths."""
    return max(LEAST, half_points - 3 if half_points <= UNDER_HEADING + 4 else round(half_points * 0.6))


def _pairs(first: Any, second: Any, only: str | None = None) -> Sequence[tuple[Any, Any]]:
    ours = [child for child in first if isinstance(child.tag, str) and only in (None, child.tag)]
    theirs = [child for child in second if isinstance(child.tag, str) and only in (None, child.tag)]
    if [child.tag for child in ours] != [child.tag for child in theirs]:
        raise Refusal(Problem(
            where="bilingual", what=N_("The template gives the two languages different paragraphs; they cannot face each other."),
            how=N_("Take conditions on words out of the template, or make one document for each language."),
        ))
    return list(zip(ours, theirs, strict=True))


def _words(paragraph: Any) -> str:
    return " ".join("".join(text.text or "" for text in paragraph.iter(qn("w:t"))).split())


def _differs(first: Any, second: Any) -> bool:
    """Whether the second says what the first does not: figures, codes and names stand once."""
    return differs(_words(first), _words(second))


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
        row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/></w:trPr></w:tr>")
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
