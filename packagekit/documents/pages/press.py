"""A Word file to a PDF: read into a tree, drawn by ``document.typ``, compiled in process with our own fonts only."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from packagekit.documents.compositor import compositor, forget
from packagekit.documents.pages.condensing import Trims, condensed
from packagekit.documents.pages.gathering import PAGE, TAG, TYPE_KEYS, Gathering, Node, Undrawn
from packagekit.documents.pages.numbering import Numbering
from packagekit.documents.pages.package import Package, W, child, local, points, switched, value
from packagekit.documents.pages.sections import sections
from packagekit.documents.pages.styles import Styles
from packagekit.documents.picture import Drawing

PROGRAM = Path(__file__).with_name("document.typ").read_bytes()
STANDARDS = ("ua-1",)


@cache
def _press() -> ThreadPoolExecutor:
    """Sets one document at a time, and none before the last one is forgotten: each holds a hundred megabytes. It is one
    thread's, so that the room of one document serves the next."""
    return ThreadPoolExecutor(1, thread_name_prefix="packagekit-press")


@dataclass(frozen=True)
class Pressed:
    """The PDF, and the number of the page each bookmark of the Word file stands on."""

    pdf: bytes
    pages: dict[str, int]


@dataclass(frozen=True)
class _Tree:
    tree: bytes  # as JSON: while it waits to be set it takes a tenth of the room
    pictures: dict[str, bytes]
    undrawn: tuple[Undrawn, ...]
    made: datetime


def undrawn(document: bytes) -> tuple[Undrawn, ...]:
    """What of a Word file we cannot set, each with the words it stands by."""
    return _read(document, {}).undrawn


def pressed(
    document: bytes | Package, lines: Mapping[bytes, Drawing] | None = None, styles: Styles | None = None,
) -> Pressed | tuple[Undrawn, ...]:
    """The Word file set into pages; or, where something of it is beyond us, what that is.

    ``lines`` has the drawing of pictures that we drew ourselves by their pixels: the PDF shows it sharp at any size.
    An opened file and its ``styles`` are not read again.
    """
    read = _read(document, lines or {}, styles)
    if read.undrawn:
        return read.undrawn
    setting = _press().submit(_set, read)
    _press().submit(forget)  # while the caller goes on
    return setting.result()


def _set(read: _Tree) -> Pressed:
    with TemporaryDirectory(prefix="packagekit-pages-") as folder:
        Path(folder, "tree.json").write_bytes(read.tree)
        for name, data in read.pictures.items():
            Path(folder, name).write_bytes(data)
        program = Path(folder, "document.typ")  # a file, because Typst reads it again to answer a query
        program.write_bytes(PROGRAM)
        compiler = compositor(program, Path(folder))
        pdf = compiler.compile(format="pdf", pdf_standards=list(STANDARDS), timestamp=read.made)
        pages = orjson.loads(compiler.query("<pages>", field="value", one=True))
    return Pressed(pdf, dict(pages))


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Reading makes some hundred thousand objects and throws none away: Python would look through them in vain."""
    watched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if watched:
            gc.enable()


@_nothing_to_collect()
def _read(document: bytes | Package, lines: Mapping[bytes, Drawing], styles: Styles | None = None) -> _Tree:
    package = document if isinstance(document, Package) else Package(document)
    styles = styles or Styles(package)
    root, settings = package.document.root, package.beside("settings.xml")
    anchors = frozenset(b.get(W + "name", "") for b in root.iter(W + "bookmarkStart")) - {"_GoBack", ""}
    gathering = Gathering(package, styles, Numbering(package), anchors, lines)
    gathering.every = points(value(settings, "defaultTabStop")) or 36.0
    gathering.shifted = _mode(settings) < 15
    gathering.adds_spacing = switched(child(settings, "compat"), "doNotUseHTMLParagraphAutoSpacing") is True
    notes = next((n for n in package.document.targets.values() if n.endswith("footnotes.xml")), None)
    gathering.notes = package.part(notes) if notes in package.files else None
    parts = sections(package.document, gathering, settings)
    backdrop = _backdrop(parts[0])
    for anchor in sorted(anchors - gathering.placed):  # one in a place we did not read: a link to it leads to the start
        parts[0]["nodes"].insert(0, {"k": "at", "anchor": anchor})
    trims = Trims()
    for section in parts:
        _nest(section["nodes"])
        for nodes in (section["nodes"], *section["header"].values(), *section["footer"].values()):
            condensed(nodes, trims, gathering)
    lang = TAG.match(package.property("dc:language") or styles.run_defaults.get("lang", {}).get("val", "")) or TAG.match("en")
    tree = {
        "title": package.property("dc:title") or _first_words(parts) or "–", "author": package.property("dc:creator"),
        "lang": lang[1].lower(), "region": lang[2].upper() if lang[2] else None,
        "types": [dict(zip(TYPE_KEYS, key, strict=True)) for key in gathering.types], "sections": parts,
        "trims": trims.all, "certain": min(PAGE, *(part["height"] - part["top"] - part["bottom"] for part in parts)),
        "backdrop": backdrop, "behind": gathering.behind > len(backdrop),
    }
    return _Tree(orjson.dumps(tree), gathering.pictures, tuple(gathering.undrawn), _day(package.property("dcterms:created")))


def _mode(settings: Any) -> int:
    """The version of Word whose rules the file wants; files that do not say are of 2007."""
    compat = child(settings, "compat")
    for setting in () if compat is None else compat:
        if local(setting) == "compatSetting" and setting.get(W + "name") == "compatibilityMode":
            return int(setting.get(W + "val", "12"))
    return 12


def _backdrop(part: Node) -> list[Node]:
    """The pictures behind the first page, taken out of its text: where others may follow, each page has to ask for its own."""
    nodes = part["nodes"]
    found = next((place for place, node in enumerate(nodes) if node["k"] != "float" or not (node["behind"] and "x" in node and "y" in node)), len(nodes))
    part["nodes"] = nodes[found:]
    return nodes[:found]


def _nest(nodes: list[Node]) -> None:
    """Headings without gaps for readers who hear the page: each is one level below the last that stands above it.

    Those of one level stay of one, whatever the first of a document has.
    """
    above: list[int] = []
    for node in nodes:
        if "heading" in node:
            while above and above[-1] >= node["heading"]:
                above.pop()
            above.append(node["heading"])
            node["heading"] = len(above)


def _first_words(parts: list[Node]) -> str:
    for node in parts[0]["nodes"]:
        words = "".join(p[2] for stretch in node.get("stretches", ()) for p in stretch if p[0] == "t").strip()
        if words:
            return words
    return ""


def _day(made: str) -> datetime:
    """The day in the file, which is of UTC where it names no zone: a PDF knows no other clock, nor that of this machine."""
    try:
        found = datetime.fromisoformat(made)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return datetime(1980, 1, 1, tzinfo=UTC)
