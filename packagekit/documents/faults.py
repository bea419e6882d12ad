"""What may be wrong with a Word file: each kind of fault says itself to people, and is told apart by programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from lxml import etree

from packagekit.domain.text import N_, Problem, Text


class Kind(Enum):
    """A kind of fault; its value is what is said of it."""

    MALFORMED = N_("{part} is not well-formed XML (line {line}, column {column})")
    NO_PART = N_("there is no {part}")
    LEADS_NOWHERE = N_("{part} leads to {target}, which is not in the file")
    NO_RELATION = N_("{part} uses {key}, which has no relation")
    NOT_LED_TO = N_("no relation leads to {part}")
    NO_TYPE = N_("{part} has no content type")
    NO_PROPERTY = N_("the property {name} is empty")
    PARAGRAPH_PROPERTIES = N_("the properties of a paragraph do not stand first")
    RUN_PROPERTIES = N_("the properties of a run do not stand first")
    CELL_PROPERTIES = N_("the properties of a cell do not stand first")
    INSIDE_TEXT = N_("there is an element inside a text")
    CELL_END = N_("a cell does not end in a paragraph")
    LOOSE_TEXT = N_("a text stands outside a paragraph")
    AFTER_END = N_("something follows the end of the last section")
    NO_ROWS = N_("a table has no rows")
    HEAD = N_("a table does not repeat its head")
    GRID = N_("a row does not fill the grid of its table")
    NO_WORDS = N_("a drawing has no words for blind readers")
    NO_NUMBER = N_("a drawing has no number")
    SAME_NUMBER = N_("two drawings have the id {number}")
    OPEN_FIELD = N_("a field does not end")
    NUMBER = N_("{value} stands where {name} asks for a whole number")
    FOREIGN = N_("{name} is no property of {group}")
    DISORDER = N_("the properties {names} of {group} are not in the schema's order")
    TWICE = N_("a property of {group} stands twice")
    LEVEL = N_("a heading of level {level} follows one of level {before}")
    BOOKMARKS = N_("bookmarks do not begin and end in pairs")
    NO_BOOKMARK = N_("a link leads to {name}, which is no bookmark")
    NO_LANGUAGE = N_("the language of the text is not set")
    NO_STYLE = N_("the style {style} is used and not defined")
    NO_FONT = N_("the file holds {script} and names no font for it")


@dataclass(frozen=True)
class Fault:
    """One fault, the part it stands in, and the words there, for people to find it."""

    kind: Kind
    where: str = ""
    words: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> Text:
        """What is wrong, for people."""
        said = self.kind.value.model_copy(update={"args": self.args})
        return N_("{fault} (“{words}”)", fault=said, words=self.words) if self.words else said

    @property
    def problem(self) -> Problem:
        return Problem(where=self.where, what=N_("The Word file is not sound: {fault}.", fault=self.text),
                       how=N_("Correct this place of the template."))

    def __str__(self) -> str:
        """The same for a log, where no language is at hand."""
        said = self.kind.value.msgid.format_map(self.args)
        return f"{self.where}: {said}" + (f" (“{self.words}”)" if self.words else "")


class BrokenDocument(Exception):
    """A document that must not leave the house, with every fault found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


def malformed(part: str, fault: SyntaxError) -> Fault:
    """What a reader of XML stumbled over: where it did, not the reader's own words."""
    return Fault(Kind.MALFORMED, part, args={"part": part, "line": str(fault.lineno or 1), "column": str(fault.offset or 1)})


def words_at(element: etree._Element) -> str:
    """The text in or before which an element stands, for people to find it."""
    holder = element
    while holder is not None:
        words = " ".join("".join(holder.itertext()).split())
        if words:
            return words[:80]
        holder = holder.getparent()
    return "…"
