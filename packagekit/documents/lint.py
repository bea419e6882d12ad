"""The gate every Word file of ours passes: sound XML, whole relations, nothing left over, readable by everybody."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from xml.etree import ElementTree
from xml.parsers import expat

from packagekit.documents.archive import parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DC = "{http://purl.org/dc/elements/1.1/}"

TAG = re.compile(r"\{\{|\{%|%\}|\{#")
EMPTY_WORD = re.compile(r"^(None|nan|NaN|Undefined|\[\]|\(\))$")


class BrokenDocument(Exception):
    """A document that must not leave the house, with every fault found."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))


def check(document: bytes) -> None:
    """Raises ``BrokenDocument`` naming every fault."""
    content = parts(document)
    broken = [fault for name, part in content.items() if (fault := _malformed(name, part))]
    if broken:
        raise BrokenDocument(broken)
    trees = {name: ElementTree.fromstring(part) for name, part in content.items() if name.endswith((".xml", ".rels"))}
    faults = [*_relations(trees, content), *_types(trees, content), *_pictures(trees), *_tables(trees),
              *_fields(trees), *_styles(trees), *_properties(trees)]
    if faults:
        raise BrokenDocument(faults)


def leftovers(document: bytes) -> list[str]:
    """Paragraphs that still hold a tag of the template, or a word such as None where a value should be.

    Apart from ``check``, because a buyer's own text may hold braces and must not stop his document.
    """
    body = ElementTree.fromstring(parts(document)["word/document.xml"])
    texts = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p"))
    return [text for text in texts if TAG.search(text) or EMPTY_WORD.match(text.strip())]


def _malformed(name: str, part: bytes) -> str | None:
    if not name.endswith((".xml", ".rels")):
        return None
    try:
        expat.ParserCreate().Parse(part, True)
    except expat.ExpatError as error:
        return f"{name} is not well-formed: {error}"
    return None


def _relations(trees: dict[str, ElementTree.Element], content: dict[str, bytes]) -> list[str]:
    """Every relation leads to a part, every reference has its relation."""
    faults = []
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder, file = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        known = set()
        for relation in tree.iter(f"{RELS}Relationship"):
            known.add(relation.get("Id"))
            if relation.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(owner), relation.get("Target", "")))
            if target.lstrip("/") not in content:
                faults.append(f"{name} leads to {target}, which is not in the file")
        if owner in trees:
            used = {value for element in trees[owner].iter() for key, value in element.attrib.items()
                    if key in (f"{R}id", f"{R}embed", f"{R}link")}
            faults += [f"{owner} uses {key}, which has no relation" for key in sorted(used - known)]
    return faults


def _types(trees: dict[str, ElementTree.Element], content: dict[str, bytes]) -> list[str]:
    types = trees["[Content_Types].xml"]
    defaults = {d.get("Extension", "").lower() for d in types.iter(f"{TYPES}Default")}
    named = {o.get("PartName", "").lstrip("/") for o in types.iter(f"{TYPES}Override")}
    return [f"{name} has no content type" for name in content
            if name != "[Content_Types].xml" and name not in named and name.rsplit(".", 1)[-1].lower() not in defaults]


def _pictures(trees: dict[str, ElementTree.Element]) -> list[str]:
    faults = []
    for name, tree in trees.items():
        drawn = list(tree.iter(f"{WP}docPr"))
        twice = [key for key, count in Counter(d.get("id") for d in drawn).items() if count > 1]
        faults += [f"{name}: two drawings have the id {key}" for key in twice]
        faults += [f"{name}: drawing {d.get('id')} has no words for blind readers" for d in drawn if not d.get("descr")]
    return faults


def _tables(trees: dict[str, ElementTree.Element]) -> list[str]:
    """Cells end in a paragraph, rows fill the grid, and a table of many rows repeats its head."""
    faults = []
    for number, table in enumerate(trees["word/document.xml"].iter(f"{W}tbl"), start=1):
        grid = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        rows = table.findall(f"{W}tr")
        if not rows:
            faults.append(f"table {number} has no rows")
            continue
        look = table.find(f"{W}tblPr/{W}tblLook")
        headed = look is None or look.get(f"{W}firstRow") != "0"
        if headed and len(rows) > 1 and rows[0].find(f"{W}trPr/{W}tblHeader") is None:
            faults.append(f"table {number} does not repeat its head")
        for row in rows:
            cells = row.findall(f"{W}tc")
            spans = (c.find(f"{W}tcPr/{W}gridSpan") for c in cells)
            if sum(1 if s is None else int(s.get(f"{W}val", "1")) for s in spans) != grid:
                faults.append(f"table {number}: a row does not fill the grid")
            if any(len(c) == 0 or c[-1].tag != f"{W}p" for c in cells):
                faults.append(f"table {number}: a cell does not end in a paragraph")
    return faults


def _fields(trees: dict[str, ElementTree.Element]) -> list[str]:
    """Fields and bookmarks that begin also end; links inside the file lead to a bookmark."""
    faults = []
    for name, tree in trees.items():
        kinds = Counter(f.get(f"{W}fldCharType") for f in tree.iter(f"{W}fldChar"))
        if kinds["begin"] != kinds["end"]:
            faults.append(f"{name}: a field does not end")
    body = trees["word/document.xml"]
    starts = [b.get(f"{W}id") for b in body.iter(f"{W}bookmarkStart")]
    if sorted(starts) != sorted(b.get(f"{W}id") for b in body.iter(f"{W}bookmarkEnd")) or len(set(starts)) != len(starts):
        faults.append("bookmarks do not begin and end in pairs")
    names = {b.get(f"{W}name") for b in body.iter(f"{W}bookmarkStart")}
    faults += [f"a link leads to {link.get(f'{W}anchor')}, which is no bookmark" for link in body.iter(f"{W}hyperlink")
               if link.get(f"{W}anchor") is not None and link.get(f"{W}anchor") not in names]
    return faults


def _styles(trees: dict[str, ElementTree.Element]) -> list[str]:
    known = {s.get(f"{W}styleId") for s in trees["word/styles.xml"].iter(f"{W}style")}
    used = {s.get(f"{W}val") for s in trees["word/document.xml"].iter() if s.tag in (f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    faults = [f"the style {style} is used and not defined" for style in sorted(used - known)]
    lang = trees["word/styles.xml"].find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    if lang is None or not lang.get(f"{W}val") or not lang.get(f"{W}eastAsia"):
        faults.append("the language of the text is not set")
    return faults


def _properties(trees: dict[str, ElementTree.Element]) -> list[str]:
    core = trees.get("docProps/core.xml")
    found = {} if core is None else {e.tag: (e.text or "").strip() for e in core}
    return [f"the property {name} is empty" for name in ("title", "language") if not found.get(DC + name)]
