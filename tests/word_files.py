"""Small Word files made for one test, and what is read out of the PDFs set from them."""

from __future__ import annotations

import unicodedata
from io import BytesIO

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from packagekit.documents.pages import Pressed, pressed


def saved(document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def written(*paragraphs: str) -> bytes:
    document = Document()
    document.core_properties.title, document.core_properties.language = "A title", "en-GB"
    document.styles.element.find(".//{*}docDefaults//{*}lang").set(qn("w:eastAsia"), "ko-KR")
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def made(document: bytes) -> PdfReader:
    result = pressed(document)
    assert isinstance(result, Pressed), result
    return PdfReader(BytesIO(result.pdf))


def text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def squeezed(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split())


def rows(*texts: str) -> bytes:
    """Lines of text over a table with a row for each text that no page may cut; ``Band`` is a style that keeps with the next."""
    document = Document()
    style = document.styles.add_style("Band", WD_STYLE_TYPE.PARAGRAPH)
    style.paragraph_format.keep_with_next = True
    for _ in range(3):
        document.add_paragraph("above")
    table = document.add_table(0, 2)
    for number, words in enumerate(texts):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        row.cells[0].text, row.cells[1].text = words, f"beside {number}"
    document.add_paragraph("below")
    return saved(document)


def places(document: bytes) -> dict[str, list[float]]:
    """The left edges of each letter of the first page, in points from left to right, in whatever order they are drawn."""
    found: dict[str, list[float]] = {}
    with PdfDocument(pressed(document).pdf) as pages:
        said = pages[0].get_textpage()
        for number in range(said.count_chars()):
            if not (letter := said.get_text_range(number, 1)).isspace():
                found.setdefault(letter, []).append(said.get_charbox(number)[0])
    return {letter: sorted(edges) for letter, edges in found.items()}
