"""The gate every Word file of ours passes: sound XML, whole relations, the schema's order, readable by everybody."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from lxml import etree

from packagekit.documents.archive import Member, members
from packagekit.documents.faults import BrokenDocument, Fault, Kind, malformed, words_at

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
W = "{" + SPACES["w"] + "}"
RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DC = "{http://purl.org/dc/elements/1.1/}"
BODY, STYLES, CORE, TYPED = "word/document.xml", "word/styles.xml", "docProps/core.xml", "[Content_Types].xml"
STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")

RULES = tuple((etree.XPath(path, namespaces=SPACES), kind) for path, kind in (
    ("//w:pPr[preceding-sibling::*]", Kind.PARAGRAPH_PROPERTIES),
    ("//w:r/w:rPr[preceding-sibling::*]", Kind.RUN_PROPERTIES),
    ("//w:tc/w:tcPr[preceding-sibling::*]", Kind.CELL_PROPERTIES),
    ("//w:t/*", Kind.INSIDE_TEXT),
    ("//w:tc[not(*[last()][self::w:p])]", Kind.CELL_END),
    ("/w:document/w:body/w:r|/w:document/w:body/w:t|//w:tbl/w:p|//w:tr/w:p|//w:tc/w:r", Kind.LOOSE_TEXT),
    ("//w:p/*[self::w:p or self::w:t]", Kind.LOOSE_TEXT),
    ("/w:document/w:body/w:sectPr[following-sibling::*]", Kind.AFTER_END),
    ("//w:tbl[not(w:tr)]", Kind.NO_ROWS),
    ("//w:tbl[w:tr[2]][not(w:tblPr/w:tblLook/@w:firstRow='0')][not(w:tr[1]/w:trPr/w:tblHeader)]", Kind.HEAD),
    ("//w:tr[count(w:tc)-count(w:tc/w:tcPr/w:gridSpan)+sum(w:tc/w:tcPr/w:gridSpan/@w:val)+sum(w:trPr/w:gridBefore/@w:val)"
     "+sum(w:trPr/w:gridAfter/@w:val)!=count(../w:tblGrid/w:gridCol)]", Kind.GRID),
    ("//wp:docPr[not(@descr) or @descr='']", Kind.NO_WORDS),
    ("//wp:docPr[not(@id)]", Kind.NO_NUMBER),
))
"""What no part with text may have in it."""

_DRAWING = re.compile(rb'<wp:docPr [^>]*?\bid="(\d+)"')
_LEVEL = re.compile(rb'<w:pStyle w:val="Heading(\d)"')
_LINK = re.compile(rb'<w:hyperlink [^>]*?w:anchor="([^"]*)"')
_BEGINNING = re.compile(rb"<w:bookmarkStart [^>]*>")
_END = re.compile(rb'<w:bookmarkEnd [^>]*?w:id="([^"]*)"')
_REFERENCE = re.compile(rb' r:(?:id|embed|link)="([^"]*)"')
_STYLE = re.compile(rb'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]*)"')
_PLAIN = re.compile(
    rb'<w:p>(?:<w:pPr/>)?(?:<w:r>(?:<w:rPr/>)?<w:t(?: xml:space="preserve")?>[^<>&\x00-\x1f]*</w:t></w:r>)*</w:p>')
"""A paragraph in which nothing can be wrong: its properties first, and text in runs."""

_STRANGE = (b"<!", "\ufffe".encode(), "\uffff".encode())
"""Comments and the like, in which a tag may be no tag; letters no XML may hold."""

_HANGUL, _THAI = re.compile("[\uac00-\ud7a3]"), re.compile("[\u0e01-\u0e5b]")

ORDER = {kind: {name: rank for rank, name in enumerate(names.split())} for kind, names in {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
           "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
           "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
           "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
           "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
           "eastAsianLayout specVanish oMath",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
             "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
}.items()}
"""The order in which the schema (ECMA-376, part 1, 17.3 and 17.4) asks for properties; Word refuses a file over it."""

EMPTIED = ("rPr", "pPr", "tcPr")
"""Of these no rule asks what is in them, but for the columns a cell spans; those of runs stand within those of paragraphs too, and come first."""


def check(document: bytes) -> None:
    """Raises ``BrokenDocument`` naming every fault."""
    judge({member.name: member for member in members(document)})


def judge(parts: Mapping[str, Member]) -> None:
    """``check`` for parts that lie ready."""
    if found := faults(parts):
        raise BrokenDocument(found)


def faults(parts: Mapping[str, Member]) -> tuple[Fault, ...]:
    """Every fault of a Word file; parts that a template brings along are judged once."""
    found = [fault for name, part in parts.items() if name.endswith((".xml", ".rels")) and not STORIES.fullmatch(name) and (fault := _malformed(part))]
    stories: dict[str, bytes] = {}
    trees: dict[str, etree._Element] = {}  # of those that are to be looked at closely
    for name, part in parts.items():
        if STORIES.fullmatch(name):
            content = stories[name] = part.content()
            if _sound(content):
                continue
            try:
                trees[name] = etree.fromstring(content)
            except etree.XMLSyntaxError as fault:
                found.append(malformed(name, fault))
    found += [Fault(Kind.NO_PART, name, args={"part": name}) for name in (BODY, TYPED) if name not in parts]
    if found:
        return tuple(found)
    found = [*_relations(parts, stories), *_types(parts), *_properties(parts)]
    for name, content in stories.items():
        inside = (*_story(trees[name]), *_numbered(content), *_disordered(content)) if name in trees else _numbered(content)
        found += (replace(fault, where=name) for fault in inside)
    body = stories[BODY]
    return (*found, *_headings(body), *_bookmarks(body), *_styles(parts, stories))


def _sound(content: bytes) -> bool:
    """Whether ``_story`` and ``_disordered`` find nothing in a part, and it is well-formed: shown in parts, each once.

    Most of a part are groups of properties, a few dozen that repeat thousands of times, and paragraphs of nothing but
    text. The part is read with these empty, and each group once by itself. What is not shown so may still be sound,
    and is looked at as a whole.
    """
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    if any(strange in content for strange in _STRANGE) or content.count(b"<?") > 1:
        return False
    outline = content
    for kind in (*EMPTIED, "tblPr"):
        begin, end, empty = f"<w:{kind}>".encode(), f"</w:{kind}>".encode(), f"<w:{kind}/>".encode()
        first, *pieces = outline.split(begin)
        found = [piece.partition(end) for piece in pieces]
        groups = {group for group, _, _ in found}
        if outline.count(end) != len(pieces) or not all(_fine(kind, group) for group in groups):
            return False
        if kind in EMPTIED:
            instead = {group: b"".join((begin, group, end)) if b"gridSpan" in group else empty for group in groups}
            outline = b"".join((first, *(part for group, _, rest in found for part in (instead[group], rest))))
    try:
        tree = etree.fromstring(_PLAIN.sub(b"<w:p/>", outline))
    except etree.XMLSyntaxError:
        return False
    return not any(rule(tree) for rule, _ in RULES)


@lru_cache(maxsize=4096)
def _fine(kind: str, group: bytes) -> bool:
    """Whether a group of properties is well-formed, in order, and without what no part with text may have in it."""
    try:
        tree = etree.fromstring(b'<w:%b xmlns:w="%b" xmlns:r="r" xmlns:w14="w14" xmlns:w15="w15">%b</w:%b>' % (
            kind.encode(), SPACES["w"].encode(), group, kind.encode()))
    except etree.XMLSyntaxError:
        return False
    return not any(rule(tree) for rule, _ in RULES) and _order(kind, group) is None


def _story(tree: etree._Element) -> Iterator[Fault]:
    """Faults of one part that holds text, each with the words it stands in."""
    for rule, kind in RULES:
        found = rule(tree)
        if found:
            yield Fault(kind, words=words_at(found[0]))


def _numbered(content: bytes) -> Iterator[Fault]:
    """Drawings have numbers of their own, and fields that begin end."""
    twice = [number.decode() for number, count in Counter(_DRAWING.findall(content)).items() if count > 1]
    yield from (Fault(Kind.SAME_NUMBER, args={"number": number}) for number in twice)
    if content.count(b'w:fldCharType="begin"') != content.count(b'w:fldCharType="end"'):
        yield Fault(Kind.OPEN_FIELD)


def _disordered(content: bytes) -> Iterator[Fault]:
    """A document repeats a few dozen groups of properties thousands of times; each is looked at once."""
    for kind in ORDER:
        begin, end = f"<w:{kind}>".encode(), f"</w:{kind}>".encode()
        groups = {piece.partition(end)[0] for piece in content.split(begin)[1:]}
        yield from (fault for group in sorted(groups) if (fault := _order(kind, group)))


@lru_cache(maxsize=4096)
def _order(kind: str, group: bytes) -> Fault | None:
    ranks = ORDER[kind]
    tree = etree.fromstring(b'<g xmlns:w="%s" xmlns:r="r" xmlns:w14="w14" xmlns:w15="w15">%s</g>' % (SPACES["w"].encode(), group))
    names = [child.tag.removeprefix(W) for child in tree if isinstance(child.tag, str) and child.tag.startswith(W)]
    known = [ranks[name] for name in names if name in ranks]
    unknown = [name for name in names if name not in ranks]
    if unknown:
        return Fault(Kind.FOREIGN, args={"name": unknown[0], "group": kind})
    if known != sorted(known):
        return Fault(Kind.DISORDER, args={"names": " ".join(names), "group": kind})
    return Fault(Kind.TWICE, args={"group": kind}) if len(set(known)) < len(known) else None


def _headings(body: bytes) -> Iterator[Fault]:
    """A reader who goes from heading to heading is never led two levels down at once."""
    levels = [int(level) for level in _LEVEL.findall(body)]
    yield from (Fault(Kind.LEVEL, BODY, args={"level": level, "before": before})
                for before, level in pairwise(levels) if level > before + 1)


@lru_cache(maxsize=256)
def _malformed(part: Member) -> Fault | None:
    try:
        etree.fromstring(part.content())
    except etree.XMLSyntaxError as fault:
        return malformed(part.name, fault)
    return None


@lru_cache(maxsize=256)
def _listed(relations: Member) -> tuple[tuple[str, str | None], ...]:
    """Id and target of each relation; no target where it leads out of the file."""
    folder = posixpath.dirname(posixpath.dirname(relations.name))
    return tuple(
        (r.get("Id", ""), None if r.get("TargetMode") == "External" else posixpath.normpath(
            posixpath.join("/", folder, r.get("Target", ""))).lstrip("/"))
        for r in etree.fromstring(relations.content()).iter(f"{RELS}Relationship"))


def _relations(parts: Mapping[str, Member], stories: Mapping[str, bytes]) -> list[Fault]:
    """Every relation leads to a part, every reference has its relation, every picture is led to."""
    faults: list[Fault] = []
    led_to: set[str | None] = set()
    for name, part in parts.items():
        if not name.endswith(".rels"):
            continue
        folder, file = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        listed = _listed(part)
        led_to |= {target for _, target in listed}
        faults += [Fault(Kind.LEADS_NOWHERE, name, args={"part": name, "target": target})
                   for _, target in listed if target is not None and target not in parts]
        if owner in stories:
            used = {key.decode() for key in _REFERENCE.findall(stories[owner])}
            faults += [_unrelated(owner, key) for key in sorted(used - {key for key, _ in listed})]
    for name, content in stories.items():
        folder, file = posixpath.split(name)
        if posixpath.join(folder, "_rels", f"{file}.rels") not in parts:
            faults += [_unrelated(name, key.decode()) for key in sorted(set(_REFERENCE.findall(content)))]
    return faults + [Fault(Kind.NOT_LED_TO, name, args={"part": name})
                     for name in parts if name.startswith("word/media/") and name not in led_to]


def _unrelated(part: str, key: str) -> Fault:
    return Fault(Kind.NO_RELATION, part, args={"part": part, "key": key})


@lru_cache(maxsize=64)
def _typed(types: Member) -> tuple[frozenset[str], frozenset[str]]:
    tree = etree.fromstring(types.content())
    return (frozenset(d.get("Extension", "").lower() for d in tree.iter(f"{TYPES}Default")),
            frozenset(o.get("PartName", "").lstrip("/") for o in tree.iter(f"{TYPES}Override")))


def _types(parts: Mapping[str, Member]) -> list[Fault]:
    endings, named = _typed(parts[TYPED])
    return [Fault(Kind.NO_TYPE, name, args={"part": name}) for name in parts
            if name != TYPED and name not in named and name.rsplit(".", 1)[-1].lower() not in endings]


def _bookmarks(body: bytes) -> list[Fault]:
    """Bookmarks that begin also end; links inside the file lead to a bookmark."""
    faults: list[Fault] = []
    begun = [dict(re.findall(rb'w:(id|name)="([^"]*)"', tag)) for tag in _BEGINNING.findall(body)]
    starts = [mark.get(b"id") for mark in begun]
    if sorted(starts) != sorted(_END.findall(body)) or len(set(starts)) != len(starts):
        faults.append(Fault(Kind.BOOKMARKS, BODY))
    names = {mark.get(b"name") for mark in begun}
    return faults + [Fault(Kind.NO_BOOKMARK, BODY, args={"name": anchor.decode()})
                     for anchor in dict.fromkeys(_LINK.findall(body)) if anchor not in names]


@lru_cache(maxsize=64)
def _known(styles: Member) -> tuple[frozenset[str], bool, frozenset[str]]:
    """The styles there are, whether the common type says its language, and the slots it names a font for."""
    tree = etree.fromstring(styles.content())
    lang = tree.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    fonts = tree.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    told = lang is not None and bool(lang.get(f"{W}val")) and bool(lang.get(f"{W}eastAsia"))
    slots = {key.removeprefix(W).lower().removesuffix("theme") for key in fonts.attrib} if fonts is not None else set()
    return (frozenset(s.get(f"{W}styleId", "") for s in tree.iter(f"{W}style")),
            told, frozenset(slots))


def _styles(parts: Mapping[str, Member], stories: Mapping[str, bytes]) -> list[Fault]:
    """Every style that is used is defined; Korean and Thai have fonts of their own to be set in."""
    if STYLES not in parts:
        return [Fault(Kind.NO_PART, STYLES, args={"part": STYLES})]
    known, told, slots = _known(parts[STYLES])
    faults = [] if told else [Fault(Kind.NO_LANGUAGE, STYLES)]
    used = {style.decode() for content in stories.values() for style in _STYLE.findall(content)}
    faults += [Fault(Kind.NO_STYLE, STYLES, args={"style": style}) for style in sorted(used - known)]
    text = stories[BODY].decode()
    faults += [Fault(Kind.NO_FONT, STYLES, args={"script": script}) for script, letters, slot in (
        ("Hangul", _HANGUL, "eastasia"), ("Thai", _THAI, "cs")) if slot not in slots and letters.search(text)]
    return faults


def _properties(parts: Mapping[str, Member]) -> list[Fault]:
    core = parts.get(CORE)
    found = {} if core is None else {e.tag: (e.text or "").strip() for e in etree.fromstring(core.content())}
    return [Fault(Kind.NO_PROPERTY, CORE, args={"name": name}) for name in ("title", "language") if not found.get(DC + name)]
