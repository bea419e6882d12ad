"""Whether the file of a Word template may be filled: a whole .docx of a usual size, without programs and without what lies elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename
from zipfile import BadZipFile
from zlib import error as ZlibError

from lxml import etree

from packagekit.documents.archive import Member, members
from packagekit.domain.text import N_, Problem, Text

MB = 1024 * 1024
MOST_TEXT, MOST_UNPACKED = 20 * MB, 200 * MB
"""Of one part with text, and of all parts: pictures are the larger ones."""

OLE = b"\xd0\xcf\x11\xe0"
"""How files of Word before 2007 begin, and Word files that a password locks."""

_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_KINDS = re.compile(r"(?:macroEnabled|template\.main|vbaProject)")
_PROGRAM = re.compile(r"vbaProject|activeX|/embeddings/.*\.bin$")
"""Charts bring the workbook of their figures along, which is no program."""


def opened(template: bytes) -> tuple[Mapping[str, Member], tuple[Problem, ...]]:
    """The parts of a template, and what keeps it from being filled."""
    try:
        parts = {part.name: part for part in members(template)}
    except (BadZipFile, ValueError, IndexError) as fault:
        if template.startswith(OLE):
            return {}, (_unfit(N_("This is a file of Word before 2007, or one that a password locks."), N_("Save it in Word as .docx, without a password.")),)
        if not template.startswith(b"PK"):
            return {}, (_unfit(N_("This is no Word file."), N_("Save it in Word as .docx, without a password.")),)
        return {}, (damaged(fault),)
    try:
        return parts, tuple(_faults(parts))
    except (BadZipFile, ZlibError, etree.XMLSyntaxError, UnicodeError) as fault:
        return {}, (damaged(fault),)


def _faults(parts: Mapping[str, Member]) -> Iterator[Problem]:
    texts = [part for part in parts.values() if part.name.endswith((".xml", ".rels"))]
    if sum(part.size for part in parts.values()) > MOST_UNPACKED or any(part.size > MOST_TEXT for part in texts):
        yield _unfit(N_("The file unpacks to far more than it seems."), N_("Save it again with fewer rows or pictures."))
        return
    for part in texts:
        if _DECLARED.search(part.content()):
            yield _unfit(N_("{part} declares entities, which no Word file does.", part=part.name), N_("Save the file anew in Word."))
            return
    types = parts.get("[Content_Types].xml")
    if types is not None and _KINDS.search(types.content().decode()):
        yield _unfit(N_("This is a Word file with macros, or a template of Word itself (.docm, .dotx)."), N_("Save it in Word as .docx."))
    for name in filter(_PROGRAM.search, parts):
        yield Problem(where=name, what=N_("The file carries a program (a macro or an embedded file)."),
                      how=N_("Save it without macros and embedded files, as .docx or .xlsx."))
    for part in texts:
        if part.name.endswith(".rels") and b"External" in part.content():
            for relation in etree.fromstring(part.content(), etree.XMLParser(resolve_entities=False, no_network=True)):
                if relation.get("TargetMode") == "External" and basename(relation.get("Type", "")) != "hyperlink":
                    yield Problem(where=relation.get("Target", "")[:200], what=N_("The template loads something from elsewhere: each reader's Word would ask for it."),
                                  how=N_("Put the picture or the file into the template itself."))


def _unfit(what: Text, how: Text) -> Problem:
    return Problem(where="template", what=what, how=how)


def damaged(fault: Exception) -> Problem:
    """A file that a reader of archives or of XML stumbles over."""
    return _unfit(N_("The Word file is damaged: {reason}.", reason=str(fault)), N_("Save the file anew in Word."))
