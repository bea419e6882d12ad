"""The proposal in Word, beside docxtpl on our template and Carbone on a schedule of the same rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from html import unescape

from benchmarks.measuring.deal import deal, house
from benchmarks.measuring.measure import Benchmark, Peer, agree, measure
from benchmarks.peers import carbone, plain_docxtpl
from benchmarks.peers.schedule import schedule
from packagekit.documents.archive import parts
from packagekit.documents.drawings import drawings
from packagekit.documents.picture import Picture
from packagekit.documents.word import word
from packagekit.workflow.proposing import KIND, template


@dataclass(frozen=True)
class Rasterised(Picture):
    """A picture whose pixels are there: drawing them is not the work of a template engine."""

    pixels: bytes

    def png(self, scale: float = 2.0) -> bytes:
        return self.pixels


def benchmarks(n: int = 5) -> Iterator[Benchmark]:
    yield beside_docxtpl(n)
    yield beside_carbone(n)


def beside_docxtpl(n: int) -> Benchmark:
    """Ours checks the file it has made, the peer does not."""
    at = deal()
    layout = template(house(), KIND, at.language.code)
    pictures = {name: rasterised(p) for name, p in drawings(at.proposal, at.language).items()}
    peer = Peer(plain_docxtpl.NAME, lambda: plain_docxtpl.rendered(layout, at.proposal, at.language, pictures))
    agree("docx_vs_docxtpl", text(word(layout, at.proposal, at.language, pictures)),
          text(plain_docxtpl.rendered(layout, at.proposal, at.language, pictures)))
    return measure(
        "docx_vs_docxtpl", lambda: word(layout, at.proposal, at.language, pictures), peer, n=n,
        limit=plain_docxtpl.least_work(layout, at.proposal, at.language),
    )


def beside_carbone(n: int) -> Benchmark:
    """One layout with each engine's own tags, filled with the same rows; Carbone gets them as finished strings."""
    at = deal()
    ours, theirs, data = schedule(at.proposal, at.language)
    with carbone.opened(theirs, data) as (peer, document):
        if document is not None:
            agree("docx_vs_carbone", text(word(ours, at.proposal, at.language, {})), text(document))
        return measure("docx_vs_carbone", lambda: word(ours, at.proposal, at.language, {}), peer, n=n)


def rasterised(picture: Picture) -> Rasterised:
    given = {field.name: getattr(picture, field.name) for field in fields(Picture)}
    return Rasterised(**given, pixels=picture.png())


def text(document: bytes) -> list[str]:
    """What is to be read in the body, run by run."""
    body = parts(document)["word/document.xml"].decode()
    return [words for run in re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", body) if (words := unescape(run).strip())]
