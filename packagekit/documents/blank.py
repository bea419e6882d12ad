"""The Word file that a layout begins with and is saved as: python-docx's own, without what somebody left in it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from packagekit.documents.archive import repacked
from packagekit.documents.typography import Counted, set_numbering, set_styles

PAGE_WIDTH, PAGE_HEIGHT = 210, 297  # A4 in mm
SIDE = 20
TEXT_WIDTH = PAGE_WIDTH - 2 * SIDE

LEFTOVERS = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.CUSTOM_XML,
             "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects")
"""Of the file python-docx starts from: the last, all styles again for Word 2010, is most of its size and read by nobody."""


def blank(count: Counted) -> Any:
    """An empty page with our styles; ``count`` says which headings are numbered."""
    document = Document()
    _page(document.sections[0])
    set_styles(document, TEXT_WIDTH)
    set_numbering(document, count)
    return document


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.left_margin = section.right_margin = Mm(SIDE)
    section.top_margin, section.bottom_margin = Mm(23), Mm(18)
    section.header_distance, section.footer_distance = Mm(10), Mm(9)


def saved(document: Any, day: datetime) -> bytes:
    """The template as bytes, the same each time; ``day`` stands for the clock."""
    core = document.core_properties
    core.author, core.title, core.language = "packagekit", "", "en-US"
    core.comments = core.keywords = core.subject = core.last_modified_by = ""
    core.created = core.modified = day
    core.revision = 1
    _without_leftovers(document)
    _of_today(document)
    styles = document.styles.element
    known = {style.get(qn("w:styleId")) for style in styles.findall(qn("w:style"))}
    for link in [link for link in styles.iter(qn("w:link")) if link.get(qn("w:val")) not in known]:
        link.getparent().remove(link)  # to the style of letters of a style that was taken out
    last = document.paragraphs[-1]
    if last.style.name in ("After Table", "End"):  # Word asks for a paragraph after a table: one that never makes a page of its own,
        last.style = "End"
        last._p.get_or_add_pPr().append(parse_xml(f'<w:rPr {nsdecls("w")}><w:vanish/></w:rPr>'))  # where the table fills it to the last point
    buffer = BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def _of_today(document: Any) -> None:
    """python-docx starts from a file of Word 2010, which later ones open in a mode that says so above the text."""
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    zoom = settings.find(qn("w:zoom"))
    zoom.attrib.clear()
    zoom.set(qn("w:percent"), "100")  # without it the file is not valid
    spoken = settings.find(qn("w:themeFontLang"))
    spoken.set(qn("w:eastAsia"), "ko-KR")
    spoken.set(qn("w:bidi"), "th-TH")


def _without_leftovers(document: Any) -> None:
    """python-docx starts from a file with somebody's thumbnail and sources in it, and with all its styles twice."""
    for rels in (document.part.package.rels, document.part.rels):
        for key, rel in list(rels.items()):
            if rel.reltype in LEFTOVERS:
                rels.pop(key)
