"""Words, cells, rows and fields of a Word file, of which python-docx sets a part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, RGBColor
from PIL import Image

from packagekit.documents.palette import LIGHT

DOUBT = "\N{BLACK FLAG}"
"""In the text of a cell: what follows is a mark of doubt, such as "unverified - confirm"."""

QUIET = "\N{WHITE FLAG}"
"""In the text of a cell: what follows is said more quietly, such as what a part belongs to."""

RULE = LIGHT.line[1:]

PAD = 1.5
CLEAR = 2.5
"""Right of a column of words, in mm: a full line is not read on into the next column."""


_FIRST = re.compile(r"(^|%\})(\{\{ [a-z][\w.\[\]]*)( \}\})")
"""A name where a text begins, or where one of its alternatives does."""


def alone(text: str) -> str:
    """A text whose first value stands alone, not within a sentence: it begins with a capital letter."""
    if text.startswith("{% if "):
        first, end, rest = text.partition("{% endif %}")
        return _FIRST.sub(r"\1\2|alone\3", first) + end + rest
    return _FIRST.sub(r"\1\2|alone\3", text, count=1) if text.startswith("{{ ") else text


def write(paragraph: Any, text: str, *, bold: bool | None = None, colour: RGBColor | None = None,
          style: str | None = None) -> Any:
    run = paragraph.add_run(text, style=style)
    run.bold = run.font.cs_bold = bold  # Thai is a complex script to Word and has a weight of its own
    if colour is not None:
        run.font.color.rgb = colour
    return run


def fill(cell: Any, text: str, style: str, *, right: bool = False, more: bool = False) -> None:
    """Text into a cell, in its first paragraph or one ``more``; ``DOUBT`` and ``QUIET`` set what follows apart."""
    paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
    paragraph.style = style
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words, run_style in _voices(alone(text)):
        write(paragraph, words.replace(" · ", "\N{NO-BREAK SPACE}· "), style=run_style)  # no line begins with the dot


def _voices(text: str) -> Iterator[tuple[str, str | None]]:
    """The words of a cell with the style each part is said in."""
    plain, _, doubted = text.partition(DOUBT)
    loud, _, quiet = plain.partition(QUIET)
    yield loud, None
    if quiet:
        yield quiet, "Quiet"
    if doubted:
        yield doubted, "Doubt"


def field(paragraph: Any, code: str) -> None:
    """A field with a value in it, so that a reader which does not count shows a number all the same."""
    for kind, text in (("begin", None), (None, code), ("separate", None), ("text", "1"), ("end", None)):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def flush(cell: Any) -> None:
    """Words at the right of the cell end where the text of the page ends."""
    framed(cell, right=0)


def framed(cell: Any, *, shade: str | None = None, top: tuple[str, int] | None = None,
          bottom: tuple[str, int] | None = None, no_wrap: bool = False, right: float = CLEAR,
          padding: float | None = None) -> None:
    """Rules in eighths of a point, shade, and whether the words may break; in the order the schema asks for."""
    properties = cell._tc.get_or_add_tcPr()
    if top or bottom:
        rules = "".join(
            f'<w:{side} w:val="single" w:sz="{rule[1]}" w:space="0" w:color="{rule[0]}"/>'
            for side, rule in (("top", top), ("bottom", bottom)) if rule)
        properties.append(parse_xml(f'<w:tcBorders {nsdecls("w")}>{rules}</w:tcBorders>'))
    if shade:
        properties.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{shade}"/>'))
    if no_wrap:
        properties.append(OxmlElement("w:noWrap"))
    left, right = (padding, padding) if padding else (PAD, right) if shade else (0, right)
    properties.append(parse_xml(
        f'<w:tcMar {nsdecls("w")}><w:left w:w="{dxa(left)}" w:type="dxa"/><w:right w:w="{dxa(right)}" w:type="dxa"/></w:tcMar>'))


def tag_row(table: Any, tag: str) -> None:
    """A statement in a row of its own, which docxtpl takes away with the row."""
    table.add_row().cells[0].paragraphs[0].add_run("{%tr " + tag + " %}")


def repeat(row: Any) -> None:
    """The head of a table stands on every page it runs over."""
    keep(row)
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep(row: Any) -> None:
    """A row is never cut by the end of a page."""
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def stay(row: Any) -> None:
    """A row stands on the page of the row after it: Word asks the paragraphs of its cells."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            if not paragraph.text.startswith("{%p"):
                paragraph.paragraph_format.keep_with_next = True


def dxa(mm: float) -> int:
    return round(mm * 1440 / 25.4)


def behind(run: Any, png: bytes, size: tuple[float, float], words: str, more: float = 0) -> None:
    """A picture behind the text at the top left of the page, in mm; it has ``more`` below its height, which is cut off."""
    run.add_picture(_opaque(png), width=Mm(size[0]), height=Mm(size[1]))
    inline = run._r.find(qn("w:drawing"))[0]
    graphic = inline.find(qn("a:graphic"))
    if more:
        cut = parse_xml(f'<a:srcRect {nsdecls("a")} b="{round(100_000 * more / (size[1] + more))}"/>')
        next(graphic.iter(qn("a:blip"))).addnext(cut)
    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp", "a", "pic", "r")} distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="1" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{Mm(size[0])}" cy="{Mm(size[1])}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        '<wp:docPr id="1" name="Cover"/><wp:cNvGraphicFramePr/></wp:anchor>')
    anchor.find(qn("wp:docPr")).set("descr", words)
    anchor.append(graphic)
    inline.getparent().replace(inline, anchor)


def _opaque(png: bytes) -> BytesIO:
    """The picture without the layer that says nothing shows through: every program that draws it has to read that too."""
    made = BytesIO()
    with Image.open(BytesIO(png)) as image:
        image.convert("RGB").save(made, "PNG", optimize=True)
    return made
