"""A Word template compiled once: docxtpl's tags as ready programs beside the parts that never change.

docxtpl parses, patches, compiles and packs a template each time it is filled; only the filling differs from one
document to the next. Here all else is done when a template is first seen. What docxtpl mends after filling (grids of
tables whose columns come from a loop) is not done here: such a template is not ``covered`` and goes to docxtpl itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from types import CodeType
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Template, nodes
from lxml import etree

from packagekit.documents.archive import Damaged, Member, deflated, members
from packagekit.documents.inlined import RELATIONS, TYPES, Inlining, Room
from packagekit.documents.lint import RELS
from packagekit.documents.picture import Picture
from packagekit.documents.sandbox import TURN, Sandbox, turns
from packagekit.domain.text import N_

BODY = "word/document.xml"
FILE = "<template>"
"""How Jinja's traceback calls a template; the name of its part follows."""

RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

LISTS = (RELATIONS, TYPES)
DECLARATION = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")[^"]*')
_MARKUP = re.compile(r"<[^>]+>")
_MENDED = re.compile(r"\{[%{#]\s*tc\s|\{%\s*(?:colspan|hm|vm)\b")
_LITERAL = re.compile(r"\{_([{%])|([%}])_\}")
_KEEPING = (nodes.AssignBlock, nodes.Macro, nodes.CallBlock, nodes.FilterBlock)
"""Tags around words that are worked out and not shown there: kept, given on or changed."""

_PICTURE = re.compile(r"\bpictures\b")
_NAMED = re.compile(r"\bpictures\.(\w+)")


@dataclass(frozen=True)
class Source:
    """A part with tags as Jinja reads it, one paragraph a line so that a line number finds it."""

    name: str
    text: str


@dataclass(frozen=True)
class Program:
    source: Source
    code: CodeType
    boxed: bool  # holds paragraphs within paragraphs
    keeps: bool  # what its tags say need not be shown where it is said


@dataclass(frozen=True)
class Compiled:
    """A template ready to be filled; holds nothing of any document, so threads may share it."""

    fixed: tuple[Member, ...]
    programs: tuple[Program, ...]
    room: Room
    pictures: frozenset[str]  # the names it asks for
    covered: bool

    @property
    def keeps(self) -> bool:
        return any(program.keeps for program in self.programs)

    def filled(
        self, values: Mapping[str, Any], environment: Sandbox, pictures: Mapping[str, Picture | None],
    ) -> dict[str, Member]:
        """Every part of the document by its name. Raises what Jinja raises, with ``FILE`` in the traceback."""
        inlining = Inlining(self.room, pictures)
        given = {**values, TURN: turns()}
        made = {member.name: member for member in self.fixed}
        for program in self.programs:
            template = Template.from_code(environment, program.code, dict(environment.globals))
            pieces = template.generate({**given, "pictures": inlining.pictures, "_drawing": inlining.next_drawing})
            content = b"".join(map(str.encode, pieces))  # most are ASCII; one Vietnamese letter makes the whole text twice as large
            if b"\n" in content or b"\t" in content:
                content = _lined(content.decode(), program.boxed).encode()
            made[program.source.name] = deflated(program.source.name, DECLARATION + content)
        return made | {member.name: member for member in inlining.members()}


@lru_cache(maxsize=16)
def compiled(template: bytes) -> Compiled:
    """Raises what readers of zip, packages and XML raise, and ``TemplateSyntaxError`` for a broken tag."""
    sources, covered = read(template)
    names = {source.name for source in sources}
    environment = Sandbox()
    programs = tuple(_program(source, environment) for source in sources)
    whole = members(template)
    return Compiled(
        fixed=tuple(member for member in whole if member.name not in names), programs=programs, covered=covered,
        pictures=frozenset(name for source in sources for name in _NAMED.findall(source.text)),
        room=Room.of({member.name: member.content() if member.name in LISTS else b"" for member in whole}, sources[0].text),
    )


def _program(source: Source, environment: Sandbox) -> Program:
    name = FILE + source.name
    tree = environment.parse(_program_text(source), filename=name)
    keeps = tree.find(_KEEPING) is not None
    return Program(source, environment.compile(tree, filename=name), "<w:txbxContent" in source.text, keeps)


@lru_cache(maxsize=16)
def read(template: bytes) -> tuple[tuple[Source, ...], bool]:
    """The parts that hold tags, body first, and whether all they ask for is covered here."""
    content = {member.name: member.content() for member in members(template)}
    if BODY not in content:
        raise Damaged(N_("there is no {part}", part=BODY))
    patch = DocxTemplate(BytesIO(template)).patch_xml
    sources, covered = [], True
    for name in (BODY, *_around(content)):
        tree = etree.fromstring(content[name], etree.XMLParser(remove_blank_text=True, resolve_entities=False))
        raw = etree.tostring(tree, encoding="unicode")
        words = _MARKUP.sub("", raw)
        covered &= not _MENDED.search(words) and (_regular(tree) if name == BODY else not _PICTURE.search(words))
        sources.append(Source(name, PARAGRAPH.sub("\n<w:p", patch(raw))))
    return tuple(sources), covered


def _around(content: Mapping[str, bytes]) -> list[str]:
    """Headers, footers and footnotes, in the order of their relations."""
    relations = content.get(RELATIONS)
    if relations is None:
        return []
    found = []
    for kind in ("header", "footer", "footnotes"):
        for relation in etree.fromstring(relations).iter(f"{RELS}Relationship"):
            target = posixpath.normpath(posixpath.join("word", relation.get("Target", ""))).lstrip("/")
            if relation.get("Type") == RELATED + kind and target in content:
                found.append(target)
    return found


def _regular(tree: Any) -> bool:
    """Whether the rows of every table fill its grid, so that docxtpl would have nothing to mend in it."""
    for table in tree.iter(f"{W}tbl"):
        grid = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.iter(f"{W}tr"):
            if re.search(r"\{[%{#]\s*tr\s", "".join(row.itertext())):
                continue
            spans = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc"))
            wide = [("1" if span is None else span.get(f"{W}val", "1")) for span in spans]
            if not all(map(str.isdecimal, wide)) or sum(map(int, wide)) != grid:
                return False
    return True


def _program_text(source: Source) -> str:
    """The source with its line ends in comments, which are counted and leave nothing behind.

    Braces that docxtpl lets an author write as ``{_{`` are made here, so that a buyer's own text is never looked at.
    """
    text = source.text.replace("\n", "{#\n#}")
    if "_}" in text or "{_" in text:
        text = _LITERAL.sub(lambda found: '{{ "' + ("{" + found[1] if found[1] else found[2] + "}") + '" }}', text)
    if source.name == BODY:
        text = _DRAWING.sub(r"\1{{ _drawing() }}", text)
    return text


_resolve: Callable[[str], str] = DocxTemplate(BytesIO()).resolve_listing


def _lined(text: str, boxed: bool) -> str:
    """Line ends and tabs of values as Word writes them; docxtpl does it, here for the paragraphs that need it."""
    if boxed:
        return _resolve(text)
    pieces, done = [], 0
    for found in re.finditer("[\n\t]", text):
        at = found.start()
        if at < done:
            continue
        start = max(text.rfind("<w:p ", done, at), text.rfind("<w:p>", done, at))
        end = text.find("</w:p>", start) + len("</w:p>")
        if start < 0 or end <= at:
            continue
        pieces += (text[done:start], _resolve(text[start:end]))
        done = end
    return "".join((*pieces, text[done:]))
