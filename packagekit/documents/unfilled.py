"""What Word would stumble over in whatever is made of a template, as far as it is seen before the template is filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from jinja2 import TemplateSyntaxError, nodes
from lxml import etree

from packagekit.documents.archive import Member, members
from packagekit.documents.faults import Fault, Kind, words_at
from packagekit.documents.lint import SPACES, STORIES, W, faults
from packagekit.documents.sandbox import Sandbox
from packagekit.domain.text import Problem

LATER = frozenset((Kind.NO_PROPERTY, Kind.GRID, Kind.HEAD))
"""Title and language are said when a template is filled; rows and cells that a loop puts in fill their table only then.
Heads are looked for here, among the rows there may be."""

HEAD, ROW = "H", "R"
"""How a row that is repeated on each page is written here, and how any other."""

Rows = frozenset[str]
"""The first two rows a table may have, or fewer where it has no more: ``{"", "HR"}``."""

NUMBERS = {f"{W}{name}": tuple(f"{W}{attribute}" for attribute in attributes.split()) for name, attributes in {
    "gridSpan": "val", "gridBefore": "val", "gridAfter": "val", "gridCol": "w", "trHeight": "val", "sz": "val", "szCs": "val",
    "outlineLvl": "val", "ilvl": "val", "lvl": "ilvl", "lvlOverride": "ilvl", "bookmarkStart": "id", "pgSz": "w h", "pgMar": "left right",
}.items()} | {f"{{{SPACES['wp']}}}extent": ("cx", "cy")}
"""What of a document is counted with when it is made: a whole number each, as Word writes them and some other programs do not."""

_COUNTED = re.compile(r"word/(?:styles|numbering)\.xml")
_NUMBER = re.compile(r"-?\d{1,9}")
_TAG = re.compile(r"\{([%{#])tr (.*?[%}#]\})", re.DOTALL)
"""A tag that stands for its whole row; of several the last one does."""

_QUOTES = str.maketrans("“”‘’", "\"\"''")
_LOOSE = etree.XPath("w:tblPr/w:tblLook/@w:firstRow='0'", namespaces=SPACES)
_REPEATED = etree.XPath("boolean(w:trPr/w:tblHeader)", namespaces=SPACES)


def unsound_layout(template: bytes) -> tuple[Problem, ...]:
    """What of a template, whose tags are whole, would make every document unsound, or one of its tables without a head."""
    parts = {part.name: part for part in members(template)}
    found = faults(parts)
    if not any(fault.kind is Kind.MALFORMED for fault in found):
        found = (*(fault for fault in found if fault.kind not in LATER), *_miscounted(parts), *_headless(parts))
    return tuple(fault.problem for fault in found)


def _miscounted(parts: Mapping[str, Member]) -> Iterator[Fault]:
    for name, part in parts.items():
        if not (STORIES.fullmatch(name) or _COUNTED.fullmatch(name)):
            continue
        for element in etree.fromstring(part.content()).iter(*NUMBERS):
            for attribute in NUMBERS[element.tag]:
                value = element.get(attribute)
                if value is not None and not _NUMBER.fullmatch(value):
                    yield Fault(Kind.NUMBER, name, words_at(element), {"value": value, "name": f"{_local(element.tag)}/{_local(attribute)}"})


def _local(name: str) -> str:
    return etree.QName(name).localname


def _headless(parts: Mapping[str, Member]) -> Iterator[Fault]:
    """Tables that may have two rows and begin with one that is not repeated."""
    environment = Sandbox()
    for name, part in parts.items():
        if not STORIES.fullmatch(name):
            continue
        for table in etree.fromstring(part.content()).iter(f"{W}tbl"):
            if not _LOOSE(table) and any(rows[0] == ROW for rows in _rows(table, environment) if len(rows) > 1):
                yield Fault(Kind.HEAD, name, words_at(table))


def _rows(table: etree._Element, environment: Sandbox) -> Rows:
    written = "".join(map(_written, table.findall(f"{W}tr")))
    try:
        return _of_all(environment.parse(written).body)
    except TemplateSyntaxError:  # tags that are not whole within the table: whoever fills it says so
        return frozenset()


def _written(row: etree._Element) -> str:
    """A row as one letter, or the tag it stands for: docxtpl puts the tag in place of the row."""
    own = (text.text or "" for text in row.iter(f"{W}t") if next(text.iterancestors(f"{W}tr")) is row)
    tags = _TAG.findall("".join(own))
    if tags:
        return "{" + " ".join(tags[-1]).translate(_QUOTES)
    return HEAD if _REPEATED(row) else ROW


def _of_all(statements: Iterable[nodes.Node]) -> Rows:
    return reduce(_followed, map(_of, statements), frozenset({""}))


def _followed(some: Rows, others: Rows) -> Rows:
    return frozenset((one + other)[:2] for one in some for other in others)


def _of(statement: nodes.Node) -> Rows:
    """The first rows that a statement may leave, whatever its conditions and however often its loop turns."""
    match statement:
        case nodes.Output():
            return frozenset({"".join(piece.data for piece in statement.nodes if isinstance(piece, nodes.TemplateData))[:2]})
        case nodes.If():
            return frozenset().union(*(_of_all(branch) for branch in (statement.body, *(e.body for e in statement.elif_), statement.else_)))
        case nodes.For():
            turn = _of_all(statement.body)
            return turn | _followed(turn, turn) | _of_all(statement.else_)
        case nodes.With():
            return _of_all(statement.body)
    return frozenset({""})
