"""The parts of a Word file and what leads from one to another."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from packagekit.documents.archive import parts

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
}
W = "{" + NAMESPACES["w"] + "}"
R = "{" + NAMESPACES["r"] + "}"

Element = etree._Element

SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "remove_comments": True, "remove_pis": True}


@dataclass(frozen=True)
class Part:
    """One XML part: its name in the archive, its tree and where its relations lead (outside targets as they are)."""

    name: str
    root: Element
    targets: dict[str, str] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()


class Package:
    """A Word file opened; parts are read when asked for."""

    def __init__(self, document: bytes) -> None:
        self.files = parts(document)
        self._parts: dict[str, Part] = {}
        start = self._targets("", "_rels/.rels")[0]
        self.main = next((t for t in start.values() if t.endswith("document.xml")), "word/document.xml")

    def part(self, name: str) -> Part:
        if name not in self._parts:
            folder, file = posixpath.split(name)
            targets, outside = self._targets(folder, posixpath.join(folder, "_rels", file + ".rels"))
            self._parts[name] = Part(name, self._tree(name), targets, outside)
        return self._parts[name]

    @property
    def document(self) -> Part:
        return self.part(self.main)

    def beside(self, file: str) -> Element | None:
        """The root of a part that stands beside the document, such as ``styles.xml``; None where there is none."""
        name = posixpath.join(posixpath.dirname(self.main), file)
        return self._tree(name) if name in self.files else None

    def property(self, path: str) -> str:
        """A core property such as ``dc:title``; empty where the file has none."""
        if "docProps/core.xml" not in self.files:
            return ""
        found = self._tree("docProps/core.xml").findtext(path, namespaces=NAMESPACES)
        return (found or "").strip()

    def _tree(self, name: str) -> Element:
        return etree.fromstring(self.files[name], etree.XMLParser(**SAFE))

    def _targets(self, folder: str, name: str) -> tuple[dict[str, str], frozenset[str]]:
        if name not in self.files:
            return {}, frozenset()
        targets, outside = {}, set()
        for relation in self._tree(name):
            key, target = relation.get("Id", ""), relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                outside.add(key)
                targets[key] = target
            else:
                targets[key] = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
        return targets, frozenset(outside)


def child(element: Element | None, name: str) -> Element | None:
    return None if element is None else next(element.iterchildren(W + name), None)


def properties_of(element: Element, name: str) -> Element | None:
    """The ``w:pPr``, ``w:rPr`` or ``w:tcPr`` of an element: it stands before all else or there is none."""
    return first if len(element) and (first := element[0]).tag == W + name else None


def value(element: Element | None, name: str, attribute: str = "val") -> str | None:
    """``w:val`` (or another attribute) of a child; None where child or attribute is missing."""
    found = child(element, name)
    return None if found is None else found.get(W + attribute)


def switched(element: Element | None, name: str) -> bool | None:
    """Whether a switch such as ``w:b`` is on, off, or not set."""
    found = child(element, name)
    if found is None:
        return None
    return found.get(W + "val", "1") not in ("0", "false", "off", "none")


def points(twentieths: str | None) -> float | None:
    """Twentieths of a point, as Word writes lengths, or a length with its unit as newer files may have."""
    if twentieths is None:
        return None
    for unit, size in (("pt", 1.0), ("mm", 72 / 25.4), ("cm", 72 / 2.54), ("in", 72.0)):
        if twentieths.endswith(unit):
            return float(twentieths.removesuffix(unit)) * size
    try:
        return float(twentieths) / 20
    except ValueError:
        return None


def signature(element: Element) -> tuple[Any, ...]:
    """All that stands inside an element, to see whether another one says the same: each tag with how many stand in it."""
    said: list[Any] = []
    for inner in element.iterdescendants() if len(element) else ():
        said += (inner.tag, len(inner))
        said += inner.items()
    return tuple(said)


def local(element: Element) -> str:
    """The tag without its namespace; an entity has none."""
    return _LOCAL[element.tag]


class _Local(dict[Any, str]):
    """A file has thousands of elements and some dozens of tags."""

    def __missing__(self, tag: Any) -> str:
        if not isinstance(tag, str):
            return ""
        if len(self) < MOST_TAGS:
            self[tag] = tag[tag.find("}") + 1:]
        return tag[tag.find("}") + 1:]


MOST_TAGS = 1000
"""Tags that are kept; Word knows fewer, a file made to harm may have as many as it likes."""

_LOCAL = _Local()
