"""Whether the file of a Word template may be filled: a whole .docx of a usual size, without programs and without what lies elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename

from lxml import etree

from packagekit.documents.archive import Damaged, Member, members
from packagekit.documents.faults import malformed
from packagekit.documents.lint import BODY, RELS, TYPED
from packagekit.documents.pages.package import SAFE
from packagekit.domain.text import N_, Problem, Text

MB = 1024 * 1024
MOST_TEXT, MOST_UNPACKED = 20 * MB, 200 * MB
"""Of one part with text, and of all parts: pictures are the larger ones."""

OLE = b"\xd0\xcf\x11\xe0"
"""How files of Word before 2007 begin, and Word files that a password locks."""

WRITTEN = (None, "UTF-8", "utf-8", "US-ASCII", "ASCII")
"""The encodings Word writes its parts in: in another one, tags could be hidden from whoever looks at the bytes."""

_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_KINDS = re.compile(rb"macroEnabled|template\.main|vbaProject")
_PROGRAM = re.compile(r"vbaProject|activeX|/embeddings/.*\.bin$")
"""Charts bring the workbook of their figures along, which is no program."""


def opened(template: bytes) -> tuple[Mapping[str, Member], tuple[Problem, ...]]:
    """The parts of a template, and what keeps it from being filled."""
    try:
        parts = {part.name: part for part in members(template)}
    except Damaged as fault:
        if template.startswith(OLE):
            return {}, (_unfit(N_("This is a file of Word before 2007, or one that a password locks."), N_("Save it in Word as .docx, without a password.")),)
        if not template.startswith(b"PK"):
            return {}, (_unfit(N_("This is no Word file."), N_("Save it in Word as .docx, without a password.")),)
        return {}, (damaged(fault.why),)
    try:
        return parts, tuple(_faults(parts))
    except Damaged as fault:
        return {}, (damaged(fault.why),)


def _faults(parts: Mapping[str, Member]) -> Iterator[Problem]:
    texts = [part for part in parts.values() if part.name.endswith((".xml", ".rels"))]
    if sum(part.size for part in parts.values()) > MOST_UNPACKED or any(part.size > MOST_TEXT for part in texts):
        yield _unfit(N_("The file unpacks to far more than it seems."), N_("Save it again with fewer rows or pictures."))
        return
    for name in (BODY, TYPED):
        if name not in parts:
            yield damaged(N_("there is no {part}", part=name))
            return
    for part in texts:
        if _DECLARED.search(part.content()):
            yield _declares(part)
            return
        try:
            tree = etree.fromstring(part.content(), etree.XMLParser(**SAFE)).getroottree()
        except etree.XMLSyntaxError as fault:
            yield damaged(malformed(part.name, fault).text)
            return
        if tree.docinfo.encoding not in WRITTEN:
            yield damaged(N_("{part} is not written in UTF-8", part=part.name))
            return
        if tree.docinfo.doctype:
            yield _declares(part)
            return
    if _KINDS.search(parts[TYPED].content()):
        yield _unfit(N_("This is a Word file with macros, or a template of Word itself (.docm, .dotx)."), N_("Save it in Word as .docx."))
    for name in filter(_PROGRAM.search, parts):
        yield Problem(where=name, what=N_("The file carries a program (a macro or an embedded file)."),
                      how=N_("Save it without macros and embedded files, as .docx or .xlsx."))
    for part in texts:
        if part.name.endswith(".rels") and b"External" in part.content():
            for relation in etree.fromstring(part.content(), etree.XMLParser(**SAFE)).iter(f"{RELS}Relationship"):
                if relation.get("TargetMode") == "External" and basename(relation.get("Type", "")) != "hyperlink":
                    yield Problem(where=relation.get("Target", "")[:200], what=N_("The template loads something from elsewhere: each reader's Word would ask for it."),
                                  how=N_("Put the picture or the file into the template itself."))


def _unfit(what: Text, how: Text) -> Problem:
    return Problem(where="template", what=what, how=how)


def _declares(part: Member) -> Problem:
    return _unfit(N_("{part} declares entities, which no Word file does.", part=part.name), N_("Save the file anew in Word."))


def damaged(why: Text) -> Problem:
    """A file that a reader of archives or of XML stumbles over."""
    return _unfit(N_("The Word file is damaged: {reason}.", reason=why), N_("Save the file anew in Word."))
