"""The numbers and bullets that Word sets before paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packagekit.documents.pages.package import Element, Package, W, child, value
from packagekit.documents.pages.styles import Properties, paragraph_properties, run_properties

ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))

SETS = {
    "ganada": "가나다라마바사아자차카타파하", "chosung": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ", "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
}
"""Forms of counting with a letter or sign for each number, as far as those go."""

FORMS = frozenset({
    "decimal", "decimalHalfWidth", "decimalZero", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "none", "bullet"})
"""Forms of counting whose every number we can write."""

SYMBOLS = {"\uf0b7": "•", "\uf0a7": "■", "\uf0d8": "➢", "\uf0fc": "✓", "\uf06f": "○", "\uf0a8": "□", "\uf02d": "–"}
"""Letters of Word's symbol fonts, by what they look like."""


@dataclass(frozen=True)
class Level:
    """One level of a list: where it starts, how it counts, what it says and how it is set."""

    start: int
    form: str
    text: str
    suffix: str
    style: str | None
    paragraph: Properties
    run: Properties


@dataclass(frozen=True)
class Marker:
    """What stands before a paragraph, and what follows it: ``tab``, ``space`` or ``nothing``."""

    text: str
    suffix: str
    level: Level
    strange: str | None = None  # a form of counting in it that we cannot write


class Numbering:
    """The lists of a file, and how far each has counted."""

    def __init__(self, package: Package) -> None:
        root = package.beside("numbering.xml")
        self.lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self.by_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[str] = set()
        self._restarts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstract = {a.get(W + "abstractNumId", ""): a for a in root.iterchildren(W + "abstractNum")}
        for num in root.iterchildren(W + "num"):
            key, base = num.get(W + "numId", ""), value(num, "abstractNumId") or ""
            if base not in abstract:
                continue
            levels = {int(e.get(W + "ilvl", "0")): _level(e) for e in abstract[base].iterchildren(W + "lvl")}
            for change in num.iterchildren(W + "lvlOverride"):
                at = int(change.get(W + "ilvl", "0"))
                if (own := child(change, "lvl")) is not None:
                    levels[at] = _level(own)
                if (start := value(change, "startOverride")) is not None:
                    self._restarts.setdefault(key, {})[at] = int(start)
            self.lists[key] = base, levels
            for at, level in levels.items():
                if level.style is not None:
                    self.by_style.setdefault(level.style, (key, at))

    def level(self, key: str, at: int) -> Level | None:
        return self.lists[key][1].get(at) if key in self.lists else None

    def next(self, key: str, at: int) -> Marker | None:
        """Counts one paragraph of a list on and says what stands before it."""
        if (level := self.level(key, at)) is None:
            return None
        base, levels = self.lists[key]
        counts = self._counts.setdefault(base, {})
        if key not in self._restarted:
            self._restarted.add(key)
            for place, start in self._restarts.get(key, {}).items():
                counts[place] = start - 1
        counts[at] = counts.get(at, level.start - 1) + 1
        for deeper in [place for place in counts if place > at]:
            del counts[deeper]

        strange: list[str] = []

        def said(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            of = levels.get(place, level)
            number = counts.get(place, of.start)
            if of.form not in FORMS and not 0 < number <= len(SETS.get(of.form, "")):
                strange.append(of.form)
            return counted(number, of.form)

        text = level.text if level.form == "bullet" else re.sub(r"%([1-9])", said, level.text)
        return Marker("".join(SYMBOLS.get(c, c) for c in text), level.suffix, level, next(iter(strange), None))


def counted(number: int, form: str) -> str:
    """A number as a list writes it."""
    match form:
        case _ if 0 < number <= len(SETS.get(form, "")):
            return SETS[form][number - 1]
        case "lowerLetter" | "upperLetter" if number > 0:
            letters = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman" if number > 0:
            letters = ""
            for size, mark in ROMAN:
                letters += mark * (number // size)
                number %= size
            return letters.upper() if form == "upperRoman" else letters
        case "decimalZero":
            return f"{number:02d}"
        case "none":
            return ""
    return str(number)


def _level(element: Element) -> Level:
    return Level(
        start=int(value(element, "start") or 1), form=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "", suffix=value(element, "suff") or "tab", style=value(element, "pStyle"),
        paragraph=paragraph_properties(child(element, "pPr")), run=run_properties(child(element, "rPr")))
