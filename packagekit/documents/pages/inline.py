"""The stretches of a paragraph: text, breaks, tabs, fields, links, notes and pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from packagekit.documents.pages.fonts import OTHER, by_script, missing
from packagekit.documents.pages.gathering import Gathering, Node, Piece
from packagekit.documents.pages.images import drawn
from packagekit.documents.pages.lines import whole_words
from packagekit.documents.pages.numbering import SYMBOLS
from packagekit.documents.pages.package import Element, Part, R, W, local, properties_of
from packagekit.documents.pages.styles import Properties, run_properties
from packagekit.domain.text import N_

LIVE = ("PAGE", "NUMPAGES", "PAGEREF")
MOVING = ("STYLEREF", "SECTION", "SECTIONPAGES")
"""Fields whose words change from page to page in ways we do not follow."""

PASSED = ("ins", "smartTag", "customXml", "sdt", "sdtContent", "moveTo", "dir", "bdo")
SKIPPED = (
    "del", "moveFrom", "pPr", "rPr", "proofErr", "bookmarkEnd", "commentRangeStart", "commentRangeEnd",
    "commentReference", "permStart", "permEnd", "lastRenderedPageBreak", "sdtPr", "sdtEndPr", "annotationRef",
    "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "delText", "smartTagPr", "customXmlPr",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "softHyphen", "",
)
NAMED = {
    "pict": N_("a drawing of the old kind (VML)"), "object": N_("an embedded object (OLE)"),
    "oMath": N_("an equation"), "oMathPara": N_("an equation"), "ruby": N_("a phonetic guide"),
    "endnoteReference": N_("an endnote"), "altChunk": N_("an embedded file"), "subDoc": N_("an embedded file"),
}
OUTSIDE = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


Blocks = Callable[[Element | list[Element], "Story", float, tuple[Properties, Properties]], tuple[list[Node], float]]


@dataclass
class _Field:
    code: str = ""
    in_result: bool = False
    silent: bool = False  # its result is reckoned anew, the written one is left out


@dataclass
class Story:
    """One flow of text, body or header or note: fields may run over several of its paragraphs.

    ``blocks`` reads what stands in a cell or a note: its nodes, and the room the last one leaves below.
    """

    part: Part
    blocks: Blocks
    name: str = ""  # how a header or footer is called where something of it is named
    fields: list[_Field] = field(default_factory=list)


class Inline:
    """Reads one paragraph."""

    def __init__(self, gathering: Gathering, story: Story, base: Properties, line: tuple[str, float], room: float) -> None:
        self.gathering, self.story, self.base, self.line, self.room = gathering, story, base, line, room
        self.paragraph: Element | None = None
        self.pieces: list[Piece] = []
        self.floats: list[Node] = []

    @property
    def where(self) -> str:
        """The words by which a person finds the paragraph."""
        return (words_of(self.paragraph) if self.paragraph is not None else "") or self.story.name

    def read(self, paragraph: Element) -> list[Piece]:
        self.paragraph = paragraph
        self._children(paragraph, self.base)
        return whole_words(self.pieces, self.gathering, self.room)

    def _children(self, parent: Element, base: Properties) -> None:
        for element in parent:
            name = local(element)
            if name == "r":
                self._run(element, base)
            elif name != "pPr":
                self._one(element, base)

    def _one(self, element: Element, base: Properties) -> None:
        name = local(element)
        match name:
            case "r":
                self._run(element, base)
            case "hyperlink":
                self._link(element, base)
            case "bookmarkStart":
                anchor = element.get(W + "name", "")
                if anchor in self.gathering.anchors and anchor not in self.gathering.placed:
                    self.gathering.placed.add(anchor)
                    self.pieces.append(["at", anchor])
            case "fldSimple":
                self._begin(element.get(W + "instr", ""), base)
                self._children(element, base)
                self._end()
            case _ if name in PASSED:
                self._children(element, base)
            case "AlternateContent":
                self._alternative(element, base)
            case _ if name in NAMED:
                self.gathering.cannot(NAMED[name], self.where)
            case _ if name not in SKIPPED:
                self.gathering.cannot(N_("the element “{element}”", element=name), self.where)

    def _alternative(self, element: Element, base: Properties) -> None:
        """Newer and older form of the same thing: the newer one."""
        for choice in element:
            if local(choice) == "Choice":
                self._inside(choice, base)
                return

    def _link(self, element: Element, base: Properties) -> None:
        outer, self.pieces = self.pieces, []
        self._children(element, base)
        inner, self.pieces = self.pieces, outer
        anchor, key = element.get(W + "anchor"), element.get(R + "id", "")
        if key in self.story.part.outside and OUTSIDE.match(target := self.story.part.targets[key]):
            self.pieces.append(["url", target, inner])
        elif key == "" and anchor in self.gathering.anchors:
            self.pieces.append(["to", anchor, inner])
        else:
            self.pieces += inner

    def _run(self, element: Element, base: Properties) -> None:
        styles = self.gathering.styles
        if own := styles.read(run_properties, properties_of(element, "rPr")):
            run = styles.over(base, styles.of("run", own["style"]), own) if "style" in own else styles.over(base, own)
        else:
            run = base
        if not run.get("hidden"):
            self._inside(element, run)

    def _inside(self, element: Element, run: Properties) -> None:
        for mark in element:
            name = local(mark)
            if name == "rPr":
                continue
            if name == "fldChar":
                match mark.get(W + "fldCharType"):
                    case "begin":
                        self.story.fields.append(_Field())
                    case "separate" if self.story.fields:
                        self._begin(self.story.fields.pop().code, run)
                    case "end":
                        self._end()
                continue
            if name == "instrText":
                if self.story.fields and not self.story.fields[-1].in_result:
                    self.story.fields[-1].code += mark.text or ""
                continue
            if self.story.fields and any(f.silent or not f.in_result for f in self.story.fields):
                continue
            match name:
                case "t":
                    self._text(mark.text or "", run)
                case "tab" | "ptab":
                    self.pieces.append(["tab"])
                case "br" if mark.get(W + "type") in ("page", "column"):
                    self.pieces.append(["break", mark.get(W + "type")])
                case "br" | "cr":
                    self.pieces.append(["br"])
                case "noBreakHyphen":
                    self._text("\u2011", run)
                case "sym":
                    self._symbol(mark, run)
                case "drawing":
                    self._drawing(mark)
                case "footnoteReference":
                    self._note(mark)
                case "AlternateContent":
                    self._alternative(mark, run)
                case _ if name in NAMED:
                    self.gathering.cannot(NAMED[name], self.where)
                case _ if name not in SKIPPED:
                    self._one(mark, run)

    def _text(self, text: str, run: Properties) -> None:
        if run.get("caps"):
            text = text.upper()
        for stretch in re.split("(\n|\t)", text) if "\n" in text or "\t" in text else (text,):
            if stretch in ("\n", "\t"):
                self.pieces.append(["br" if stretch == "\n" else "tab"])
                continue
            if (lost := missing(stretch)) is not None:
                self.gathering.cannot(
                    N_("the character {character} (U+{code}), which our fonts lack", character=lost, code=f"{ord(lost):04X}"),
                    self.where)
            if not OTHER.search(stretch):
                if stretch:
                    self.pieces.append(["t", self.gathering.type(run, "latin", self.line), stretch])
                continue
            for script, words in by_script(stretch):
                self.pieces.append(["t", self.gathering.type(run, script, self.line), words])

    def _symbol(self, mark: Element, run: Properties) -> None:
        code = mark.get(W + "char", "")
        letter = SYMBOLS.get(chr(int(code, 16))) if code else None
        if letter is None:
            self.gathering.cannot(N_("the symbol {code} of the font {font}", code=code, font=mark.get(W + "font", "")), self.where)
        else:
            self._text(letter, run)

    # Fields

    def _begin(self, code: str, run: Properties) -> None:
        """A field whose result follows: page numbers are reckoned anew, others keep what is written."""
        kind, *rest = code.split() or [""]
        kind = kind.upper()
        live = kind in LIVE and (kind != "PAGEREF" or (bool(rest) and rest[0] in self.gathering.anchors))
        if kind in MOVING:
            self.gathering.cannot(N_("the field {field}", field=kind), self.where)
        spoken = not any(f.silent for f in self.story.fields)
        self.story.fields.append(_Field(code, in_result=True, silent=live))
        if live and spoken:
            number = self.gathering.type(run, "latin", self.line)
            self.pieces.append({"PAGE": ["page", number], "NUMPAGES": ["pages", number]}.get(kind) or ["pageof", number, rest[0]])

    def _end(self) -> None:
        if self.story.fields:
            self.story.fields.pop()

    # Notes and pictures

    def _note(self, mark: Element) -> None:
        notes, story = self.gathering.notes, self.story
        found = None if notes is None else next(
            (n for n in notes.root if n.get(W + "id") == mark.get(W + "id")), None)
        if notes is not None and found is not None:
            self.pieces.append(["note", story.blocks(found, Story(notes, story.blocks), self.room, ({}, {}))[0]])

    def _drawing(self, mark: Element) -> None:
        for thing in mark:
            found = drawn(thing, self.gathering, self.story.part, self.where, self.room)
            if found is None:
                continue
            if local(thing) == "inline":
                self.pieces.append(["img", found])
            else:
                self.floats.append(found)


def words_of(paragraph: Element) -> str:
    """The plain words of a paragraph, to say where something stands."""
    return "".join(t.text or "" for t in paragraph.iter(W + "t"))

