"""What a Word file says about itself: title, author, day and language, written anew and never evaluated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from xml.sax.saxutils import escape

from packagekit.documents.archive import Member, deflated
from packagekit.documents.sandbox import clean
from packagekit.domain.proposal import Cover
from packagekit.domain.text import Speaks

CORE = "docProps/core.xml"
PROGRAM = "docProps/app.xml"
STYLES = "word/styles.xml"
TYPES = "[Content_Types].xml"
RELATIONS = "_rels/.rels"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
LONGEST = 255
"""Characters Word keeps of a property."""

WORD = deflated(PROGRAM, (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Microsoft Office Word</Application><AppVersion>16.0000</AppVersion></Properties>"))
"""Whose rules the file follows, and nothing of the template: its counts of pages and words, its company and manager."""

_LANG = re.compile(r"<w:lang\b[^>]*>")
_VALUE = re.compile(r'\bw:val="[^"]*"')


def described(parts: Mapping[str, Member], cover: Cover, language: Speaks) -> dict[str, Member]:
    """The same for a document with a cover."""
    return about(parts, f"{language.show(cover.title)} – {language.show(cover.buyer.name)}", cover.number,
                 language.show(cover.offered_by.name), cover.day, language)


def about(parts: Mapping[str, Member], title: str, subject: str, author: str, day: date, language: Speaks) -> dict[str, Member]:
    """The parts that say what the file is and in which language Word checks its spelling; to be put over the others."""
    core = _core(title, subject, author, language.locale, day)
    made = {CORE: deflated(CORE, core.encode())}
    if PROGRAM in parts:
        made[PROGRAM] = WORD
    if STYLES in parts:
        made[STYLES] = _spoken(parts[STYLES], language.locale)
    if CORE not in parts:
        made |= _listed(parts)
    return made


def _core(title: str, subject: str, author: str, locale: str, day: date) -> str:
    """Nothing of the template's own properties goes to a buyer."""
    moment = f'xsi:type="dcterms:W3CDTF">{day:%Y-%m-%d}T00:00:00Z'
    title, subject, author = (escape(clean(words)[:LONGEST]) for words in (title, subject, author))
    return (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject><dc:creator>{author}</dc:creator>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f"<dcterms:created {moment}</dcterms:created><dcterms:modified {moment}</dcterms:modified>"
        f"<dc:language>{locale}</dc:language></cp:coreProperties>")


@lru_cache(maxsize=64)
def _spoken(styles: Member, locale: str) -> Member:
    """The styles with their language set; other slots (East Asian, complex) keep theirs."""
    def spoken(found: re.Match[str]) -> str:
        tag = found[0]
        value = f'w:val="{locale}"'
        return _VALUE.sub(value, tag) if _VALUE.search(tag) else tag.replace("<w:lang", f"<w:lang {value}", 1)

    return deflated(STYLES, _LANG.sub(spoken, styles.content().decode()).encode())


def _listed(parts: Mapping[str, Member]) -> dict[str, Member]:
    """A template without properties gets the entries that make them known."""
    types, relations = (parts[name].content().decode() for name in (TYPES, RELATIONS))
    types = types.replace("</Types>", f'<Override PartName="/{CORE}" ContentType="{CORE_TYPE}"/></Types>')
    relations = relations.replace(
        "</Relationships>", f'<Relationship Id="rIdCore" Type="{CORE_RELATION}" Target="{CORE}"/></Relationships>')
    return {TYPES: deflated(TYPES, types.encode()), RELATIONS: deflated(RELATIONS, relations.encode())}
