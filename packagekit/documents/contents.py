"""A table of contents with the right page numbers in the file itself, so that nobody is asked to update it.

Two passes: entries for every heading with a field for its page, then the numbers of the pages the file is set into.
The fields stay live: whoever changes the document in Word updates them there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from packagekit.documents.archive import deflated, joined, members, ordered
from packagekit.documents.office import by_office, office
from packagekit.documents.pages import Pressed, Undrawn, pressed
from packagekit.documents.pages.blocks import outline_level, shaped
from packagekit.documents.pages.numbering import Numbering
from packagekit.documents.pages.package import Package, properties_of
from packagekit.documents.pages.styles import NOTHING, Styles, paragraph_properties
from packagekit.documents.picture import Picture
from packagekit.documents.preview import outline

LEVELS = re.compile(r'\\o\s+"(\d)-(\d)"')
STYLES = re.compile(r'\\t\s+"([^"]+)"')
BARE = re.compile(r"\\n(?:\s+\"?(\d)-(\d)\"?)?")
"""The levels whose entries say no page: all of them where none is named."""

MARK = "_Toc"
NUMBER = "Contents Number"
"""The character style of the numbers before the entries, in templates that have it."""

UNKNOWN = "–"
"""Where a page is when nothing at hand can set the document into pages."""


@dataclass(frozen=True)
class Paged:
    """A Word file whose page numbers are right, and what came of setting it: the PDF, or what is beyond us."""

    document: bytes
    setting: Pressed | tuple[Undrawn, ...]


def paged(document: bytes, pictures: Iterable[Picture] = ()) -> Paged:
    """The Word file with its table of contents written out and every reference to a page saying the right one.

    The PDF shows those of the ``pictures`` that stand in the file as drawings, where Word has pixels.
    """
    package = Package(document)
    styles, body = Styles(package), package.document.root
    shown = {drawing.get("descr") for drawing in body.iter(qn("wp:docPr"))}
    lines = {picture.png(): picture.drawing() for picture in pictures if picture.alt in shown}
    codes = [c.text or "" for c in body.iter(qn("w:instrText"))]
    if not any(code.split()[:1] in (["TOC"], ["PAGEREF"]) for code in codes):
        return Paged(document, pressed(package, lines, styles))
    _entries(package, styles, body)
    setting = pressed(package, lines, styles)
    pages = setting.pages if isinstance(setting, Pressed) else _pages_by_office(_with(document, package.main, body), body)
    for name, results in _references(body):
        _say(results, str(pages[name]) if name in pages else UNKNOWN)
    return Paged(_with(document, package.main, body), setting)


def _with(document: bytes, name: str, root: Any) -> bytes:
    """The file with one part written again."""
    part = deflated(name, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    return joined(ordered([part if entry.name == name else entry for entry in members(document)]))


# The first pass

@dataclass(frozen=True)
class _Heading:
    level: int
    number: str
    title: str
    anchor: str
    language: Any = None  # w:lang of its words, where they are not in the language of the document


def _entries(package: Package, styles: Styles, body: Any) -> None:
    """Writes the entries of every table of contents anew."""
    number_style = next((key for key, style in styles.styles.items() if style.name == NUMBER and style.kind == "character"), None)
    for paragraphs, code in list(_tables(body)):
        first = paragraphs[0]
        headings = _headings(package, styles, body, code, set(paragraphs))
        shapes = _shapes(styles, paragraphs)
        bare = _bare(code)
        written = [_entry(heading, shapes, number_style, linked="\\h" in code, paged=heading.level not in bare)
                   for heading in headings] or [deepcopy(shapes[0])]
        _open(written[0], code)
        _run(written[-1], _mark("end"))
        for entry in written:
            first.addprevious(entry)
        for paragraph in paragraphs:
            paragraph.getparent().remove(paragraph)


def _tables(body: Any) -> Iterator[tuple[list[Any], str]]:
    """The paragraphs of each table of contents with its field code."""
    inside: list[Any] = []
    depth, code = 0, None
    for paragraph in body.iter(qn("w:p")):
        for mark in paragraph.iter(qn("w:fldChar"), qn("w:instrText")):
            if mark.tag == qn("w:instrText"):
                if code is None and (mark.text or "").split()[:1] == ["TOC"]:
                    code, depth = (mark.text or "").strip(), 1
                continue
            if code is not None:
                depth += {"begin": 1, "end": -1}.get(mark.get(qn("w:fldCharType")), 0)
        if code is not None:
            inside.append(paragraph)
            if depth == 0:
                yield inside, code
                inside, code = [], None


def _headings(package: Package, styles: Styles, body: Any, code: str, but: set[Any]) -> list[_Heading]:
    """What the field asks for, in order, each with the bookmark it is found by."""
    numbering = Numbering(package)
    levels = LEVELS.search(code)
    low, high = (int(levels[1]), int(levels[2])) if levels else (1, 3)
    named = STYLES.search(code)
    pairs = re.split("[,;]", named[1]) if named else []
    by_name = {name.strip().casefold(): int(level) for name, level in zip(pairs[::2], pairs[1::2], strict=False)}
    found: list[_Heading] = []
    known: dict[tuple[str | None, int], tuple[int | None, tuple[str, int] | None]] = {}
    marks = [b.get(qn("w:name"), "") for b in body.iter(qn("w:bookmarkStart"))]
    ids = [int(b.get(qn("w:id"), "0")) for b in body.iter(qn("w:bookmarkStart"))]
    for paragraph in body.iter(qn("w:p")):
        own = styles.read(paragraph_properties, properties_of(paragraph, "pPr"))
        key = own.get("style") or styles.default.get("paragraph")
        alike = key, id(own)  # paragraphs of one kind have the same properties, read once
        if alike not in known:
            form, listed = shaped(styles, numbering, key, own, NOTHING)
            known[alike] = by_name.get(styles.name(key).casefold()) or (outline_level(styles, key, form) if levels or not named else None), listed
        level, listed = known[alike]
        marker = None if listed is None else numbering.next(*listed)
        if level is None or paragraph in but:
            continue
        title = _title(paragraph)
        if not title or not (low <= level <= high or styles.name(key).casefold() in by_name):
            continue
        anchor = next((b.get(qn("w:name")) for b in paragraph.iter(qn("w:bookmarkStart"))), None)
        if anchor is None:
            anchor = next(name for n in range(1, len(marks) + 2) if (name := f"{MARK}{n:08d}") not in marks)
            marks.append(anchor)
            ids.append(max(ids, default=0) + 1)
            _bookmark(paragraph, anchor, ids[-1])
        found.append(_Heading(level, marker.text if marker else "", title, anchor, paragraph.find(".//" + qn("w:lang"))))
    return found


def _bare(code: str) -> range:
    """The levels of which the field asks for no page."""
    found = BARE.search(code)
    if found is None:
        return range(0)
    return range(int(found[1]), int(found[2]) + 1) if found[1] else range(1, 10)


def _title(paragraph: Any) -> str:
    words = "".join(" " if e.tag in (qn("w:tab"), qn("w:br")) else e.text or ""
                    for e in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br")) if e.getparent().tag == qn("w:r"))
    return " ".join(words.split())


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    properties = paragraph.find(qn("w:pPr"))
    paragraph.insert(0 if properties is None else 1, start)
    paragraph.append(end)


def _shapes(styles: Styles, paragraphs: list[Any]) -> dict[int, Any]:
    """An empty paragraph for each level: as the written entries have it, else in the style Word names for it."""
    by_name = {style.name.casefold(): key for key, style in styles.styles.items()}
    shapes: dict[int, Any] = {}
    for paragraph in paragraphs:
        bare = OxmlElement("w:p")
        if (properties := paragraph.find(qn("w:pPr"))) is not None:
            bare.append(deepcopy(properties))
        name = styles.name(paragraph_properties(properties).get("style")).casefold()
        level = re.fullmatch(r"toc (\d)", name)
        shapes.setdefault(int(level[1]) if level else 0, bare)
    for level in range(1, 10):
        if level not in shapes and f"toc {level}" in by_name:
            bare, properties, style = OxmlElement("w:p"), OxmlElement("w:pPr"), OxmlElement("w:pStyle")
            style.set(qn("w:val"), by_name[f"toc {level}"])
            properties.append(style)
            bare.append(properties)
            shapes[level] = bare
    shapes.setdefault(0, shapes[min(shapes)])
    return shapes


def _entry(heading: _Heading, shapes: dict[int, Any], number_style: str | None, *, linked: bool, paged: bool) -> Any:
    entry = deepcopy(shapes.get(heading.level, shapes[0]))
    holder = entry
    if linked:
        holder = OxmlElement("w:hyperlink")
        holder.set(qn("w:anchor"), heading.anchor)
        holder.set(qn("w:history"), "1")
        entry.append(holder)
    if heading.number:
        _run(holder, _words(heading.number), number_style)
        _run(holder, OxmlElement("w:tab"))
    _run(holder, _words(heading.title), language=heading.language)
    if not paged:
        return entry
    _run(holder, OxmlElement("w:tab"))
    for part in (_mark("begin"), _code(f" PAGEREF {heading.anchor} \\h "), _mark("separate"), _words("0"), _mark("end")):
        _run(holder, part)
    return entry


def _open(entry: Any, code: str) -> None:
    """The field of the table begins in its first entry."""
    at = 0 if entry.find(qn("w:pPr")) is None else 1
    for number, part in enumerate((_mark("begin"), _code(f" {code} "), _mark("separate"))):
        run = OxmlElement("w:r")
        run.append(part)
        entry.insert(at + number, run)


def _run(holder: Any, part: Any, style: str | None = None, language: Any = None) -> None:
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    if style is not None:
        named = OxmlElement("w:rStyle")
        named.set(qn("w:val"), style)
        properties.append(named)
    if language is not None:
        properties.append(deepcopy(language))
    if len(properties):
        run.append(properties)
    run.append(part)
    holder.append(run)


def _mark(kind: str) -> Any:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _code(code: str) -> Any:
    part = OxmlElement("w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = code
    return part


def _words(words: str) -> Any:
    part = OxmlElement("w:t")
    part.set(qn("xml:space"), "preserve")
    part.text = words
    return part


# The second pass

@dataclass
class _Open:
    code: str = ""
    results: tuple[Any, ...] | None = None  # the texts after the separator


def _references(body: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every field that names the page of a bookmark: that bookmark, and the texts that say the number."""
    open_: list[_Open] = []
    for mark in body.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if mark.tag == qn("w:instrText"):
            if open_ and open_[-1].results is None:
                open_[-1] = replace(open_[-1], code=open_[-1].code + (mark.text or ""))
        elif mark.tag == qn("w:t"):
            if open_ and open_[-1].results is not None:
                open_[-1] = replace(open_[-1], results=(*open_[-1].results, mark))
        elif mark.get(qn("w:fldCharType")) == "begin":
            open_.append(_Open())
        elif mark.get(qn("w:fldCharType")) == "separate" and open_:
            open_[-1] = replace(open_[-1], results=())
        elif mark.get(qn("w:fldCharType")) == "end" and open_:
            closed = open_.pop()
            kind, *rest = closed.code.split() or [""]
            if kind == "PAGEREF" and rest and closed.results:
                yield rest[0], closed.results


def _say(results: tuple[Any, ...], number: str) -> None:
    for position, text in enumerate(results):
        text.text = number if position == 0 else ""


def _pages_by_office(document: bytes, body: Any) -> dict[str, int]:
    """The pages of the headings by LibreOffice's outline, where it is installed: entries and outline are in one order."""
    if office() is None:
        return {}
    pages: dict[str, int] = {}
    entries = outline(by_office(document))
    place = 0
    for paragraph in body.iter(qn("w:p")):
        anchor = next((b.get(qn("w:name")) for b in paragraph.iter(qn("w:bookmarkStart"))), None)
        title = _title(paragraph)
        found = next((n for n in range(place, len(entries)) if title and entries[n].title.endswith(title)), None)
        if anchor is not None and found is not None and (page := entries[found].page) is not None:
            pages[anchor], place = page, found + 1
    return pages
