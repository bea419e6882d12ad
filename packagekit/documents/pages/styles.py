"""What a Word file's styles, defaults and own marks come to for a paragraph, a run or a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from packagekit.documents.pages.package import (
    Element,
    Package,
    W,
    child,
    local,
    points,
    signature,
    switched,
    value,
)

Properties = dict[str, Any]
"""Names and values of what is set; what a later one says stands before what an earlier one said. Never changed once made."""

NOTHING: Properties = {}
"""What an element that is not there sets."""

SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")
SWITCHES = {
    "b": "bold", "i": "italic", "bCs": "complex_bold", "iCs": "complex_italic", "strike": "strike", "dstrike": "double_strike", "caps": "caps", "smallCaps": "caps", "vanish": "hidden",
    "rtl": "rtl", "cs": "complex",
}
PARAGRAPH_SWITCHES = {
    "keepNext": "keep", "keepLines": "together", "pageBreakBefore": "new_page", "widowControl": "widow",
    "contextualSpacing": "contextual", "bidi": "bidi",
}
ALIGNMENT = {"left": "start", "start": "start", "center": "center", "right": "end", "end": "end", "both": "justify",
             "distribute": "justify", "thaiDistribute": "justify"}
ROW_SWITCHES = {"cantSplit": "uncut", "tblHeader": "head"}
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV", "between")
HIGHLIGHTS = {
    "yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF", "blue": "0000FF", "red": "FF0000",
    "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0", "black": "000000", "white": "FFFFFF",
}


@dataclass(frozen=True)
class Style:
    """One style as written, without what it is based on."""

    kind: str
    name: str
    base: str | None
    paragraph: Properties
    run: Properties
    table: Properties
    cell: Properties
    conditions: Mapping[str, Style] = field(default_factory=dict)


def run_properties(element: Element | None) -> Properties:
    """A ``w:rPr`` as properties."""
    found: Properties = {}
    for mark in () if element is None else element:
        name, val = local(mark), mark.get(W + "val")
        if name in SWITCHES:
            found[SWITCHES[name]] = val not in ("0", "false", "off")
        elif name == "sz" and val:
            found["size"] = float(val) / 2
        elif name == "szCs" and val:
            found["complex_size"] = float(val) / 2
        elif name == "color":
            found["colour"] = None if val in (None, "auto") else val
        elif name == "rFonts":
            fonts = {s: mark.get(W + s) for s in SLOTS if mark.get(W + s)}
            fonts |= {s: "+" + t for s in SLOTS if (t := mark.get(f"{W}{'cstheme' if s == 'cs' else s + 'Theme'}"))}
            found["fonts"] = fonts
        elif name == "lang":
            found["lang"] = {s: mark.get(W + s) for s in ("val", "eastAsia", "bidi") if mark.get(W + s)}
        elif name == "u":
            found["underline"] = val not in (None, "none")
        elif name == "vertAlign":
            found["raised"] = {"superscript": 1, "subscript": -1}.get(val or "", 0)
        elif name == "position" and val:
            found["lift"] = float(val) / 2
        elif name == "spacing":
            found["tracking"] = points(val) or 0.0
        elif name == "highlight":
            found["shade"] = HIGHLIGHTS.get(val or "")
        elif name == "shd":
            found["shade"] = _fill(mark)
        elif name == "rStyle":
            found["style"] = val
    return found


def paragraph_properties(element: Element | None) -> Properties:
    """A ``w:pPr`` as properties."""
    found: Properties = {}
    for mark in () if element is None else element:
        name, val = local(mark), mark.get(W + "val")
        if name in PARAGRAPH_SWITCHES:
            found[PARAGRAPH_SWITCHES[name]] = val not in ("0", "false", "off")
        elif name == "jc":
            found["align"] = ALIGNMENT.get(val or "", "start")
        elif name == "ind":
            found |= _indents(mark)
        elif name == "spacing":
            found |= _spacing(mark)
        elif name == "tabs":
            found["tabs"] = {
                round(at, 2): None if t.get(W + "val") == "clear" else (t.get(W + "val", "left"), t.get(W + "leader", "none"))
                for t in mark if (at := points(t.get(W + "pos"))) is not None}
        elif name == "numPr":
            found["list"] = (value(mark, "numId"), int(value(mark, "ilvl") or 0))
        elif name == "outlineLvl" and val:
            found["outline"] = int(val)
        elif name == "pBdr":
            found["rules"] = borders(mark)
            found["room"] = {local(side): float(side.get(W + "space", "0")) for side in mark}
        elif name == "shd":
            found["ground"] = _fill(mark)
        elif name == "pStyle":
            found["style"] = val
    return found


def _indents(mark: Element) -> Properties:
    found: Properties = {}
    for name, keys in {"left": ("left", "start"), "right": ("right", "end")}.items():
        for key in keys:
            if (at := points(mark.get(W + key))) is not None:
                found[name] = at
    if (at := points(mark.get(W + "hanging"))) is not None:
        found["first"] = -at
    elif (at := points(mark.get(W + "firstLine"))) is not None:
        found["first"] = at
    return found


def _spacing(mark: Element) -> Properties:
    found: Properties = {}
    for key in ("before", "after"):
        if mark.get(f"{W}{key}Autospacing") in ("1", "true", "on"):
            found[key] = 14.0
        elif (at := points(mark.get(W + key))) is not None:
            found[key] = at
    line = mark.get(W + "line")
    if line is not None:
        rule = mark.get(W + "lineRule", "auto")
        found["line"] = ("auto", float(line) / 240) if rule == "auto" else (rule, points(line) or 0.0)
    return found


def borders(mark: Element | None) -> dict[str, tuple[float, str] | None]:
    """Sides with the thickness in points and the colour of their rule; None for a side without one."""
    found: dict[str, tuple[float, str] | None] = {}
    for side in () if mark is None else mark:
        name = {"start": "left", "end": "right"}.get(local(side), local(side))
        if name not in SIDES:
            continue
        kind, colour = side.get(W + "val"), side.get(W + "color", "auto")
        found[name] = None if kind in (None, "nil", "none") else (
            max(0.25, float(side.get(W + "sz", "4")) / 8), "000000" if colour == "auto" else colour)
    return found


def _fill(mark: Element) -> str | None:
    fill = mark.get(W + "fill")
    return None if fill in (None, "auto") or mark.get(W + "val") == "nil" else fill


def margins(mark: Element | None) -> dict[str, float]:
    found = {}
    for side in () if mark is None else mark:
        name = {"start": "left", "end": "right"}.get(local(side), local(side))
        if side.get(W + "type", "dxa") == "dxa" and (at := points(side.get(W + "w"))) is not None:
            found[name] = at
    return found


def table_properties(element: Element | None) -> Properties:
    """A ``w:tblPr`` (of a table or of a style) as properties."""
    found: Properties = {}
    if element is None:
        return found
    if (rules := child(element, "tblBorders")) is not None:
        found["rules"] = borders(rules)
    if (room := child(element, "tblCellMar")) is not None:
        found["margins"] = margins(room)
    if (indent := points(value(element, "tblInd", "w"))) is not None:
        found["indent"] = indent
    if (place := value(element, "jc")) is not None:
        found["align"] = ALIGNMENT.get(place, "start")
    for name, key in (("tblStyleRowBandSize", "rows_a_band"), ("tblStyleColBandSize", "columns_a_band")):
        if (size := value(element, name)) is not None:
            found[key] = max(1, int(size))
    return found


def cell_properties(element: Element | None) -> Properties:
    """A ``w:tcPr`` as properties."""
    found: Properties = {}
    if element is None:
        return found
    if (rules := child(element, "tcBorders")) is not None:
        found["rules"] = borders(rules)
    if (shade := child(element, "shd")) is not None:
        found["ground"] = _fill(shade)
    if (room := child(element, "tcMar")) is not None:
        found["margins"] = margins(room)
    if (place := value(element, "vAlign")) is not None:
        found["valign"] = place
    if switched(element, "noWrap"):
        found["whole"] = True
    if (span := value(element, "gridSpan")) is not None:
        found["columns"] = max(1, int(span))
    if (merge := child(element, "vMerge")) is not None:
        found["goes_on"] = merge.get(W + "val", "continue") == "continue"
    return found


def row_properties(element: Element | None) -> Properties:
    """A ``w:trPr`` as properties; ``before`` and ``after`` are columns of the grid that the row leaves out."""
    found: Properties = {}
    for mark in () if element is None else element:
        name, val = local(mark), mark.get(W + "val")
        if name in ROW_SWITCHES:
            found[ROW_SWITCHES[name]] = val not in ("0", "false", "off", "none")
        elif name == "trHeight":
            found["exact" if mark.get(W + "hRule") == "exact" else "least"] = points(val)
        elif name in ("gridBefore", "gridAfter"):
            found[name.removeprefix("grid").lower()] = int(val or 0)
    return found


def merged(*layers: Properties) -> Properties:
    """Later layers over earlier ones; fonts, languages, rules, margins and tabs slot by slot."""
    result: Properties = {}
    for layer in layers:
        for key, val in layer.items():
            result[key] = {**result[key], **val} if isinstance(val, dict) and isinstance(result.get(key), dict) else val
    return result


class Styles:
    """All styles of a file, and what each comes to.

    A document sets a few dozen groups of properties thousands of times: each is read once (``read``) and laid over
    others once (``over``), and so is one object, by which what follows from it is found again.
    """

    def __init__(self, package: Package) -> None:
        root = package.beside("styles.xml")
        self.styles: dict[str, Style] = {}
        self.default: dict[str, str] = {}
        self.paragraph_defaults: Properties = {}
        self.run_defaults: Properties = {"size": 10.0}
        self.themes = _themes(package)
        self.serifs = _serifs(package)
        self._seen: dict[tuple[str, str | None], Properties] = {}
        self._chains: dict[str | None, tuple[Style, ...]] = {}
        self._conditions: dict[str | None, dict[str, Style]] = {}
        self._readings: dict[tuple[Any, ...], Properties] = {}
        self._layered: dict[tuple[int, ...], tuple[tuple[Properties, ...], Properties]] = {}  # with what its ids are of
        if root is None:
            return
        defaults = child(root, "docDefaults")
        self.paragraph_defaults = paragraph_properties(child(child(defaults, "pPrDefault"), "pPr"))
        self.run_defaults |= run_properties(child(child(defaults, "rPrDefault"), "rPr"))
        for element in root.iterchildren(W + "style"):
            key, kind = element.get(W + "styleId", ""), element.get(W + "type", "paragraph")
            self.styles[key] = _style(element, kind)
            if element.get(W + "default") in ("1", "true", "on"):
                self.default[kind] = key

    def read(self, how: Callable[[Element], Properties], element: Element | None) -> Properties:
        """The properties an element sets, read by ``how``."""
        if element is None:
            return NOTHING
        key = (how, signature(element))
        if (found := self._readings.get(key)) is None:
            found = self._readings[key] = how(element)
        return found

    def over(self, *layers: Properties) -> Properties:
        """``merged``, the same object for the same layers."""
        key = tuple(map(id, layers))
        if (found := self._layered.get(key)) is None:
            found = self._layered[key] = layers, merged(*layers)
        return found[1]

    def chain(self, key: str | None) -> tuple[Style, ...]:
        """The style and what it is based on, the most general first; a circle ends where it closes."""
        if key in self._chains:
            return self._chains[key]
        found: list[Style] = []
        seen: set[str] = set()
        base = key
        while base is not None and base in self.styles and base not in seen:
            seen.add(base)
            found.append(self.styles[base])
            base = self.styles[base].base
        self._chains[key] = tuple(reversed(found))
        return self._chains[key]

    def of(self, what: str, key: str | None) -> Properties:
        """``paragraph``, ``run``, ``table`` or ``cell`` properties of a style with those it is based on."""
        if (what, key) not in self._seen:
            self._seen[what, key] = merged(*(getattr(style, what) for style in self.chain(key)))
        return self._seen[what, key]

    def conditions(self, key: str | None) -> dict[str, Style]:
        """How a table style sets its first row, bands and so on."""
        if key in self._conditions:
            return self._conditions[key]
        found = self._conditions[key] = {}
        for style in self.chain(key):
            for name, part in style.conditions.items():
                base = found.get(name)
                found[name] = part if base is None else Style(
                    part.kind, part.name, None, merged(base.paragraph, part.paragraph), merged(base.run, part.run),
                    merged(base.table, part.table), merged(base.cell, part.cell))
        return found

    def name(self, key: str | None) -> str:
        return self.styles[key].name if key in self.styles else ""

    def font(self, run: Properties, slot: str) -> str:
        """The font a run names for a slot, its theme's where it names that."""
        named = run.get("fonts", {}).get(slot, "")
        return self.themes.get(named[1:], "") if named.startswith("+") else named


def _style(element: Element, kind: str) -> Style:
    conditions = {
        part.get(W + "type", ""): _style(part, kind) for part in element.iterchildren(W + "tblStylePr")}
    return Style(
        kind=kind, name=value(element, "name") or "", base=value(element, "basedOn"),
        paragraph=paragraph_properties(child(element, "pPr")), run=run_properties(child(element, "rPr")),
        table=table_properties(child(element, "tblPr")), cell=cell_properties(child(element, "tcPr")),
        conditions=conditions)


def _themes(package: Package) -> dict[str, str]:
    root = package.beside("theme/theme1.xml")
    if root is None:
        return {}
    found = {}
    for name, key in (("majorFont", "major"), ("minorFont", "minor")):
        fonts = root.find(f".//{{*}}fontScheme/{{*}}{name}")
        for slot, script in (("HAnsi", "latin"), ("Ascii", "latin"), ("EastAsia", "ea"), ("Bidi", "cs")):
            face = None if fonts is None else fonts.find(f"{{*}}{script}")
            if face is not None:
                found[key + slot] = face.get("typeface", "")
    return found


def _serifs(package: Package) -> frozenset[str]:
    root = package.beside("fontTable.xml")
    return frozenset() if root is None else frozenset(
        font.get(W + "name", "").casefold() for font in root.iterchildren(W + "font") if value(font, "family") == "roman")
