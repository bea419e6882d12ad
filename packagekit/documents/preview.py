"""The pages of a PDF as pictures for the screen, one at a time, with the words on each and where its chapters begin."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from threading import Lock

import pypdfium2

_ONE_AT_A_TIME = Lock()
"""PDFium works for one thread at a time."""


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
class Leaf:
    """One page: its picture, and its words for those who cannot see it."""

    png: bytes
    words: str


def leaves(pdf: bytes) -> Leaves:
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        found = []
        for entry in document.get_toc():
            target = entry.get_dest()
            if entry.level == 0 and target is not None and target.get_index() is not None:
                found.append(Chapter(" ".join(entry.get_title().split()), target.get_index() + 1))
        return Leaves(pdf, len(document), tuple(found))


def words(pdf: bytes) -> str:
    """All words of the PDF as they are read out of it, line by line."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def leaf(pdf: bytes, number: int, width: int) -> Leaf:
    """Page ``number``, counted from 1, as a picture ``width`` pixels wide."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        page = document[number - 1]
        image = page.render(scale=width / page.get_width()).to_pil()
        said = page.get_textpage().get_text_bounded()
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return Leaf(buffer.getvalue(), " ".join(said.split()))
