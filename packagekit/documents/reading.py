"""What a finished Word file says, as its reader gets it: paragraphs, headings, rows and totals of each of its languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from packagekit.documents.archive import Member

STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")

SHOWN = 80
"""Characters of a paragraph that tell a person which one it is."""

NEAR = 8
"""Texts or paragraphs before a missing figure, among which one is looked for that tells a person where it was."""

_NAME = re.compile(r"[^\W\d_]{4}|^[^\W\d]+$")
"""Words, and not a number with its unit."""

TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")

_DIGIT = re.compile(r"\d").search
"""What every amount and every day has in it."""


@dataclass(frozen=True)
class Read:
    """The text of a finished file as a reader gets it, of one of its languages."""

    paragraphs: tuple[str, ...]
    totals: tuple[str, ...] = ()  # what stands in the cells of totals
    rows: tuple[tuple[str, ...], ...] = ()  # what stands in each row of a table
    headings: tuple[int, ...] = ()  # which of the paragraphs are headings

    @cached_property
    def whole(self) -> str:
        return "\n".join(self.paragraphs)

    @cached_property
    def figured(self) -> str:
        return figured(self.paragraphs)

    @classmethod
    def of(cls, parts: Mapping[str, Member], locales: Sequence[str] = ("",)) -> tuple[Read, ...]:
        """What a Word file says in each language: of several, paragraphs of the second and later ones are marked so."""
        marks = [f'<w:lang w:val="{locale}"' for locale in locales]
        paragraphs: list[list[str]] = [[] for _ in locales]
        totals: list[list[str]] = [[] for _ in locales]
        rows: list[list[tuple[str, ...]]] = [[] for _ in locales]
        headings: list[list[int]] = [[] for _ in locales]
        for name, part in parts.items():
            if not STORIES.fullmatch(name):
                continue
            starts = [0] * len(locales)
            for piece in part.content().decode().split("</w:p>"):
                if "</w:tr>" in piece:
                    for number, own in enumerate(paragraphs):
                        rows[number].append(tuple(own[starts[number]:]))
                if "<w:tr" in piece:
                    starts = [len(own) for own in paragraphs]
                for number, words in _said(piece, marks):
                    if '<w:pStyle w:val="Heading' in piece:
                        headings[number].append(len(paragraphs[number]))
                    paragraphs[number].append(words)
                    if '"CellTotal"' in piece or '"CellSum"' in piece:
                        totals[number].append(words)
        return tuple(cls(tuple(p), tuple(t), tuple(r), tuple(h)) for p, t, r, h in zip(paragraphs, totals, rows, headings, strict=True))

    def holding(self, words: str) -> str:
        """The beginning of the paragraph in which ``words`` stand, or what stands around them further on."""
        found = next((paragraph for paragraph in self.paragraphs if words in paragraph), "")
        start = found.find(words) + len(words) - SHOWN
        return short(found) if start <= 0 else "…" + short(found[start + SHOWN // 2:])

    def place(self, number: int) -> str:
        """Where the paragraph of this number stands: its heading, and the words it or the nearest before it has."""
        heading = next((heading for heading in reversed(self.headings) if heading < number), None)
        nearest = range(number, max(number - NEAR, -1 if heading is None else heading), -1)
        named = next((before for before in nearest if _NAME.search(self.paragraphs[before])), number)
        return " · ".join(short(self.paragraphs[at]) for at in (heading, named) if at is not None)


def _said(paragraph: str, marks: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What a paragraph says, and the number of its language: a short one may say it in one after the other."""
    texts = TEXT.findall(paragraph)
    if not texts:
        return
    number = next((n for n in range(1, len(marks)) if marks[n] in paragraph), 0)
    if number and (before := TEXT.findall(paragraph[:paragraph.index(marks[number])])):
        yield 0, unescape("".join(before)).rstrip()
        texts = texts[len(before):]
    words = "".join(texts)
    yield number, unescape(words) if "&" in words else words


def figured(texts: Iterable[str]) -> str:
    """The texts that may hold an amount or a day, each in lines of its own: most hold none, and need not be searched."""
    return "\n".join(text for text in texts if _DIGIT(text))


def short(words: str) -> str:
    return words if len(words) <= SHOWN else words[:SHOWN] + "…"
