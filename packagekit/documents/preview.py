"""The pages of a PDF as pictures for the screen, one at a time, with the words on each and where its chapters begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

import pypdfium2

_ONE_AT_A_TIME = Lock()
"""PDFium works for one thread at a time: nothing but this module calls it."""

_HYPHEN = "\x02"
"""What PDFium reads for a hyphen at the end of a line, which it joins with the next."""

_REPEATED = re.compile(r"([^\W\d_][\u0300-\u036F]+)(?:(?:\r?\n)?\1)+")
"""A letter whose marks are glyphs of their own: each of them stands for the whole letter in the PDF, a low one as a line."""


@dataclass(frozen=True)
class Chapter:
    title: str
    page: int


@dataclass(frozen=True)
class Leaves:
    """A PDF to leaf through: how many pages it has, and on which its chapters begin."""

    pdf: bytes
    pages: int
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class Entry:
    """One line of a PDF's outline: its depth from 0, its title, and its page, where it leads to one."""

    level: int
    title: str
    page: int | None


@dataclass(frozen=True)
class Leaf:
    """One page: its picture, and its words for those who cannot see it."""

    png: bytes
    words: str


def leaves(pdf: bytes) -> Leaves:
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        found = tuple(Chapter(entry.title, entry.page) for entry in _outline(document) if entry.level == 0 and entry.page is not None)
        return Leaves(pdf, len(document), found)


def outline(pdf: bytes) -> tuple[Entry, ...]:
    """Every line of the outline, in order."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        return tuple(_outline(document))


def _outline(document: pypdfium2.PdfDocument) -> Iterator[Entry]:
    for entry in document.get_toc():
        target = entry.get_dest()
        page = None if target is None else target.get_index()
        yield Entry(entry.level, " ".join(entry.get_title().split()), None if page is None else page + 1)


def words(pdf: bytes) -> str:
    """All words of the PDF as they are read out of it, line by line."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(_said(page) for page in document)


def leaf(pdf: bytes, number: int, width: int) -> Leaf:
    """Page ``number``, counted from 1, as a picture ``width`` pixels wide."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        page = document[number - 1]
        image = page.render(scale=width / page.get_width()).to_pil()
        said = _said(page)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return Leaf(buffer.getvalue(), " ".join(said.split()))


def _said(page: pypdfium2.PdfPage) -> str:
    return _REPEATED.sub(r"\1", page.get_textpage().get_text_bounded()).replace(_HYPHEN, "-")
