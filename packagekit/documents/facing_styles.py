"""The styles of a Word file that two languages share: what they say of a paragraph, and those the second language needs.

A heading's line in the second language is no heading, so that an outline has each heading once; a table of contents asks
for these lines by their style and sets each under its heading's entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from math import ceil
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from packagekit.documents.pages.fonts import by_script, family, width

STYLES = "word/styles.xml"
NUMBERS = "word/numbering.xml"

UNDER_HEADING = 20
"""In half points, as the sizes of a second line below: never under ``LEAST``, so that it can be read in print."""

LEAST = 13

LARGER = 1.25
"""The part of the usual size up to which text is running text, and not a title."""

_LEVELS = re.compile(r'\\o\s+"(\d)-(\d)"')
_HEADING = re.compile(r"Heading\s?\d", re.IGNORECASE)
SECOND = "Second Heading"
"""The style of a heading's line in the second language, with the level of the heading after it."""

SECOND_LEVEL = 5
"""In a table of contents: the line in the second language of a heading of level 1 is an entry of level 6."""


class FacingStyles:
    """The styles of ``content``, the parts of a Word file, and its numbering; styles may be added before they are written."""

    def __init__(self, content: dict[str, bytes]) -> None:
        self.sheet = parse_xml(content[STYLES])
        self.styles = {style.get(qn("w:styleId")): style for style in self.sheet.findall(qn("w:style"))}
        self._lines: dict[str | None, tuple[Any, ...]] = {}
        key = self.usual_style()
        size = None if key is None else self.styles[key].find(qn("w:rPr") + "/" + qn("w:sz"))
        self.usual = UNDER_HEADING if size is None else int(size.get(qn("w:val")))
        numbering = content.get(NUMBERS)
        self.numbering = parse_xml(numbering) if numbering else None

    # What they say of a paragraph

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

    def line_of(self, paragraph: Any) -> tuple[Any, ...]:
        """The paragraph's style and those it is based on."""
        properties = paragraph.pPr
        code = properties.pStyle.get(qn("w:val")) if properties is not None and properties.pStyle is not None else None
        if code not in self._lines:
            self._lines[code] = tuple(self._based(code))
        return self._lines[code]

    def _based(self, code: str | None) -> Iterator[Any]:
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
        return self.usual

    def bold(self, paragraph: Any) -> bool:
        """Whether its style sets it in heavy letters."""
        said = next((own for style in self.line_of(paragraph) if (own := style.find(qn("w:rPr") + "/" + qn("w:b"))) is not None), None)
        return said is not None and said.get(qn("w:val")) not in ("0", "false")

    def long(self, paragraph: Any, words: str) -> int:
        """How long these words are in one line of the paragraph, in twentieths of a point."""
        bold = self.bold(paragraph)
        return ceil(10 * self.size(paragraph) * sum(width(part, family("", False, script), bold) for script, part in by_script(words)))

    def line_height(self, paragraph: Any) -> int | None:
        """Of a line where its style says it outright, in twentieths of a point."""
        for style in self.line_of(paragraph):
            spacing = style.find(qn("w:pPr") + "/" + qn("w:spacing"))
            if spacing is not None and spacing.get(qn("w:line")) is not None:
                return int(spacing.get(qn("w:line"))) if spacing.get(qn("w:lineRule")) == "exact" else None
        return None

    def quieter(self, *paragraphs: Any) -> None:
        """Text a little larger than the usual has too few words to a line in a column half as wide: it is set as the usual."""
        for paragraph in paragraphs:
            size = self.size(paragraph)
            if self.usual < size <= LARGER * self.usual and not self.keeps(paragraph):
                style = paragraph.pPr.find(qn("w:pStyle"))
                if style is not None:
                    paragraph.pPr.remove(style)

    def indent(self, paragraph: Any) -> int:
        """How far the text of a heading or of an item with a number or a bullet stands in, in twentieths of a point."""
        found = self._of_level(paragraph, "w:pPr/w:ind/@w:left")
        return int(found) if found else 0

    def listed(self, paragraph: Any) -> bool:
        """Whether a number or a bullet stands before it."""
        return self._of_level(paragraph, "w:lvlText/@w:val") is not None

    def counted(self, paragraph: Any) -> bool:
        """Whether a number stands before it, and not a bullet."""
        return self.listed(paragraph) and self._of_level(paragraph, "w:numFmt/@w:val") != "bullet"

    def _of_level(self, paragraph: Any, path: str) -> str | None:
        """What the level of the list it belongs to says, if it belongs to one."""
        forms = (paragraph.find(qn("w:pPr")), *(style.find(qn("w:pPr")) for style in self.line_of(paragraph)))
        number = next((own for form in forms if form is not None and (own := form.find(qn("w:numPr"))) is not None), None)
        if number is None or number.find(qn("w:numId")) is None or self.numbering is None:
            return None
        level, key = number.find(qn("w:ilvl")), number.find(qn("w:numId")).get(qn("w:val"))
        at = level.get(qn("w:val")) if level is not None else "0"
        found = self.numbering.xpath(
            f'w:abstractNum[@w:abstractNumId=../w:num[@w:numId="{key}"]/w:abstractNumId/@w:val]/w:lvl[@w:ilvl="{at}"]/{path}')
        return str(found[0]) if found else None

    # Those of the second language

    def contents(self, code: Any) -> int:
        """The table of contents asks for the lines of the second language too, each under its heading, without a page; its last level."""
        found = _LEVELS.search(code.text)
        first, last = (int(found[1]), int(found[2])) if found else (1, 3)
        levels = range(first, last + 1)
        named = ",".join(f"{SECOND} {level},{level + SECOND_LEVEL}" for level in levels)
        code.text = f'{code.text.rstrip()} \\t "{named}" \\n {first + SECOND_LEVEL}-{last + SECOND_LEVEL} '
        for level in levels:
            self.second_style(level)
            self.entry_style(level)
        return last

    def usual_style(self) -> str | None:
        """That of a paragraph which names none."""
        return next((code for code, style in self.styles.items() if style.get(qn("w:default")) == "1" and style.get(qn("w:type")) == "paragraph"), None)

    def second_style(self, level: int) -> str:
        """Of the line in the second language under a heading; without a level in the outline, which has the heading once."""
        key = f"{SECOND} {level}".replace(" ", "")
        if key not in self.styles:
            usual = self.usual_style()
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
            size.set(qn("w:val"), str(smaller(int(size.get(qn("w:val"))))))
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

    def written(self) -> bytes:
        return etree.tostring(self.sheet, xml_declaration=True, encoding="UTF-8", standalone=True)


def smaller(half_points: int) -> int:
    """Text a point and a half, display type to three fifths."""
    return max(LEAST, half_points - 3 if half_points <= UNDER_HEADING + 4 else round(half_points * 0.6))
