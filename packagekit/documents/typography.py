"""The type of our Word files: styles, fonts for every script, and the numbering of chapters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from packagekit.documents.palette import LIGHT

FONTS = {"ascii": "Arial", "hAnsi": "Arial", "eastAsia": "Malgun Gothic", "cs": "Tahoma"}
INK, MUTED, TEAL, AMBER = (RGBColor.from_string(colour[1:]) for colour in (
    LIGHT.ink, LIGHT.muted, LIGHT.teal, LIGHT.amber))
WHITE = RGBColor(0xFF, 0xFF, 0xFF)

DOUBT_SIZE = 7

KEPT = ("Normal", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "Caption", "Header", "Footer",
        "Default Paragraph Font", "Normal Table", "No List")
"""Styles of python-docx's own first file that we set anew; the others are taken out."""


@dataclass(frozen=True)
class _Type:
    """A paragraph style: size, spacing and height of a line in points, colour and weight.

    Every line is as high as it says, whatever font stands in it: a page then ends at the same line in Word, in
    LibreOffice and in our PDF, and figures in one row of a table stand on one line, whether a Korean word is among
    them or not. None is as high as what stands in it, for pictures.
    """

    size: float
    before: float
    after: float
    line: float | None
    bold: bool = False
    colour: RGBColor = INK
    next_stays: bool = False
    base: str | None = "Normal"


STYLES = {
    "Normal": _Type(9.5, 0, 5, 13.4, base=None),
    "Heading 1": _Type(19, 17, 7, 24, bold=True, next_stays=True),
    "Heading 2": _Type(12.5, 11, 4, 16, bold=True, next_stays=True),
    "Heading 3": _Type(10, 8, 3, 13, bold=True, colour=TEAL, next_stays=True),
    "Lead": _Type(11, 0, 8, 15.4),
    "Compact": _Type(8.5, 0, 4, 11.4),
    "Note": _Type(8, 0, 5, 10.8, colour=MUTED),
    "List Bullet": _Type(9.5, 0, 3, 13),
    "Small Bullet": _Type(8, 0, 1.5, 10.4),
    "Caption": _Type(8, 2, 9, 10.6, colour=MUTED),
    "Table Caption": _Type(8, 5, 3, 10.6, colour=MUTED, next_stays=True),
    "Figure": _Type(1, 4, 2, None, next_stays=True),
    "After Table": _Type(4, 0, 3, 4.6),
    "After Band": _Type(4, 0, 10, 4.6),
    "Cell": _Type(8.5, 1.6, 1.6, 10.8),
    "Cell Small": _Type(8, 1.2, 1.2, 10),
    "Cell Tiny": _Type(7.5, 0.8, 0.8, 9.2),
    "Cell Head": _Type(7.5, 2, 1.6, 9.4, bold=True, colour=MUTED),
    "Cell Band": _Type(8, 1.8, 1.8, 10, bold=True, next_stays=True),
    "Cell Label": _Type(8.5, 1.6, 1.6, 10.8, colour=MUTED),
    "Cell Total": _Type(9, 2.4, 2.4, 11.4, bold=True),
    "Cell Sum": _Type(8, 2, 2, 10, bold=True),
    "Cell Note": _Type(7.5, 0, 1, 9.2, colour=MUTED),
    "Card Label": _Type(8.5, 4, 1, 11, colour=MUTED),
    "Card Value": _Type(16, 0, 3, 20, bold=True),
    "Card Value Small": _Type(10.5, 0, 3, 14.8, bold=True),
    "toc 1": _Type(10.5, 4, 4, 14),
    "toc 2": _Type(9, 0, 2, 12, colour=MUTED),
    "Cover Title": _Type(31, 0, 6, 39, bold=True, colour=WHITE),
    "Cover Name": _Type(17, 0, 4, 21.6, bold=True, colour=WHITE),
    "Cover Line": _Type(12, 0, 4, 16, colour=RGBColor(0xBF, 0xF3, 0xEA)),
    "Band Title": _Type(16, 0, 2, 19.4, bold=True, colour=WHITE),
    "Band Line": _Type(9, 0, 1, 12, colour=RGBColor(0xBF, 0xF3, 0xEA)),
    "New Page": _Type(1, 0, 0, 1),
    "End": _Type(1, 0, 0, 1),
    "Letterhead": _Type(12.5, 0, 1, 16, bold=True),
    "Letter Title": _Type(17, 10, 2, 21.6, bold=True, next_stays=True),
    "Letter Line": _Type(9.5, 0, 2, 12.8),
    "Sign Head": _Type(9, 6, 1, 12, bold=True),
    "Sign Line": _Type(8, 0, 1, 10.6, colour=MUTED),
    "Seal": _Type(9, 0, 38, 10.4),
    "Notice": _Type(8.5, 0, 0, 10.6, bold=True, colour=AMBER),
    "Notice On Cover": _Type(8.5, 0, 0, 10.6, bold=True, colour=RGBColor(0xFB, 0xBF, 0x24)),
    "Header": _Type(8, 0, 2, 10, colour=MUTED),
    "Footer": _Type(8, 0, 0, 10, colour=MUTED),
}


def set_styles(document: Any, text_width: float) -> None:
    """Every style of the house on a document of python-docx; ``text_width`` in mm."""
    styles = document.styles
    for name in [s.name for s in styles]:
        if name not in KEPT:
            styles[name].delete()
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(defaults):
        defaults.remove(child)
    defaults.append(parse_xml("<w:rFonts {} {}/>".format(
        nsdecls("w"), " ".join(f'w:{slot}="{font}"' for slot, font in FONTS.items()))))
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="ko-KR" w:bidi="th-TH"/>'))
    for name, type_ in STYLES.items():
        style = styles[name] if name in [s.name for s in styles] else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _set(style, type_, styles)
    # Word and LibreOffice would else widen the seam of a Korean word and a figure, each as it likes: 8개월 is one word.
    normal = styles["Normal"].element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        seam = OxmlElement(name)
        seam.set(qn("w:val"), "0")
        normal.insert_element_before(
            seam, *(["w:autoSpaceDN"] if name == "w:autoSpaceDE" else []), "w:bidi", "w:adjustRightInd", "w:snapToGrid",
            "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")
    number = styles.add_style("Caption Number", WD_STYLE_TYPE.CHARACTER)
    number.font.bold = number.font.cs_bold = True
    number.font.color.rgb = TEAL
    quiet = styles.add_style("Quiet", WD_STYLE_TYPE.CHARACTER)
    quiet.font.color.rgb = MUTED
    doubt = styles.add_style("Doubt", WD_STYLE_TYPE.CHARACTER)
    doubt.font.italic, doubt.font.size, doubt.font.color.rgb = True, Pt(DOUBT_SIZE), AMBER
    doubt.element.rPr.append(parse_xml(f'<w:szCs {nsdecls("w")} w:val="{DOUBT_SIZE * 2}"/>'))
    number = styles.add_style("Contents Number", WD_STYLE_TYPE.CHARACTER)
    number.font.bold = number.font.cs_bold = True
    number.font.color.rgb = TEAL
    for name, rules in (("toc 1", True), ("toc 2", False)):
        _lines_of_contents(styles[name], text_width, rules)
    styles["New Page"].paragraph_format.page_break_before = True
    for name in ("Header", "Footer"):
        stops = styles[name].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Mm(text_width), WD_TAB_ALIGNMENT.RIGHT)
    for name in ("Notice", "Notice On Cover"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _lines_of_contents(style: Any, text_width: float, rules: bool) -> None:
    """Number, title and, at the right, the page; between the chapters a hairline."""
    form = style.paragraph_format
    form.left_indent, form.first_line_indent = Mm(12), -Mm(12)
    form.tab_stops.add_tab_stop(Mm(12))
    form.tab_stops.add_tab_stop(Mm(text_width), WD_TAB_ALIGNMENT.RIGHT)
    if rules:
        line = f'w:val="single" w:sz="4" w:space="4" w:color="{LIGHT.line[1:]}"'
        style.element.pPr.insert_element_before(
            parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom {line}/><w:between {line}/></w:pBdr>'),
            "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")


def _set(style: Any, type_: _Type, styles: Any) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    style.font.size, style.font.bold, style.font.color.rgb = Pt(type_.size), type_.bold or None, type_.colour
    # Thai is a complex script to Word: it has a size and a weight of its own.
    properties.append(parse_xml(f'<w:szCs {nsdecls("w")} w:val="{int(type_.size * 2)}"/>'))
    if type_.bold:
        properties.find(qn("w:b")).addnext(OxmlElement("w:bCs"))
    style.base_style = styles[type_.base] if type_.base else None
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(type_.before), Pt(type_.after)
    if type_.line is None:
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(type_.line)
    form.keep_with_next = type_.next_stays
    form.keep_together = True if type_.next_stays else None
    form.widow_control = True


Counted = Literal["chapters", "sections", "nothing"]
"""What is counted: chapters 1, 2, 3 with their parts 1.1; sections alone 1, 2, 3; or no heading."""


def set_numbering(document: Any, count: Counted) -> None:
    """Headings as counted; bullets are small teal dashes."""
    headings = {"chapters": (("Heading1", "%1"), ("Heading2", "%1.%2")), "sections": (("Heading2", "%1"),), "nothing": ()}[count]
    part = document.part.numbering_part.element
    for child in list(part):
        part.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="680" w:hanging="680"/></w:pPr>'
        f'<w:rPr><w:color w:val="{LIGHT.teal[1:]}"/></w:rPr></w:lvl>'
        for level, (style, text) in enumerate(headings))
    part.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'))
    for number, style, indent in ((2, "ListBullet", 284), (3, "SmallBullet", 198)):
        part.append(parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="hybridMultilevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="{style}"/>'
            f'<w:lvlText w:val="–"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr>'
            f'<w:rPr><w:color w:val="{LIGHT.teal[1:]}"/></w:rPr></w:lvl></w:abstractNum>'))
    for number in (1, 2, 3):
        part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
    counted = tuple((style.replace("Heading", "Heading "), 1, level) for level, (style, _) in enumerate(headings))
    for name, number, level in (*counted, ("List Bullet", 2, 0), ("Small Bullet", 3, 0)):
        properties = document.styles[name].element.get_or_add_pPr()
        for old in properties.findall(qn("w:numPr")):
            properties.remove(old)
        properties._insert_numPr(parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'))
