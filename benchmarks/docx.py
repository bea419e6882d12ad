"""The proposal in Word, beside docxtpl on our template and Carbone on a schedule of the same rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from html import unescape
from types import SimpleNamespace

from jinja2 import Template
from markupsafe import Markup

from benchmarks.measuring.deal import deal, house
from benchmarks.measuring.measure import Benchmark, Peer, agree, measure, seconds
from benchmarks.peers import carbone, plain_docxtpl
from benchmarks.peers.schedule import schedule
from packagekit.documents.archive import deflated, parts
from packagekit.documents.compiled import compiled
from packagekit.documents.drawings import PICTURES, drawings
from packagekit.documents.inlined import Inlining
from packagekit.documents.picture import Picture
from packagekit.documents.sandbox import TURN, environment, turns
from packagekit.documents.word import filled, word
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import Speaks
from packagekit.workflow.proposing import PROPOSAL, template


@dataclass(frozen=True)
class Rasterised(Picture):
    """A picture whose pixels are there: drawing them is not the work of a template engine."""

    pixels: bytes

    def png(self, scale: float = 2.0) -> bytes:
        return self.pixels


def benchmarks(n: int = 9) -> Iterator[Benchmark]:
    yield beside_docxtpl(n)
    yield beside_carbone(n)


def beside_docxtpl(n: int) -> Benchmark:
    """Template and values to the bytes of a document, as the peer does it; both start from the same drawn pictures.

    ``checked`` is ours with what the peer does not do: the lint and every gate over the finished document. The limit is
    the filling of our own compiled programs and the deflating of what they give, with nothing around it.
    """
    at = deal()
    layout = template(house(), PROPOSAL, at.language.code)
    pictures = {name: rasterised(p) for name, p in drawings(at.proposal, at.language).items()}
    peer = Peer(plain_docxtpl.NAME, lambda: plain_docxtpl.rendered(layout, at.proposal, at.language, pictures))
    agree("docx_vs_docxtpl", text(filled(layout, at.proposal, at.language, pictures).document),
          text(plain_docxtpl.rendered(layout, at.proposal, at.language, pictures)))
    return measure(
        "docx_vs_docxtpl", lambda: filled(layout, at.proposal, at.language, pictures).document, peer, n=n,
        limit=least_work(layout, at.proposal, at.language),
        more={"checked": seconds(lambda: word(layout, at.proposal, at.language, pictures), n)},
    )


def beside_carbone(n: int) -> Benchmark:
    """One layout with each engine's own tags, filled with the same rows; Carbone gets them as finished strings."""
    at = deal()
    ours, theirs, data = schedule(at.proposal, at.language)
    with carbone.opened(theirs, data) as (peer, document):
        if document is not None:
            agree("docx_vs_carbone", text(filled(ours, at.proposal, at.language, {}).document), text(document))
        return measure("docx_vs_carbone", lambda: filled(ours, at.proposal, at.language, {}).document, peer, n=n)


def least_work(layout: bytes, proposal: Proposal, language: Speaks) -> Callable[[], object]:
    """Filling each compiled part and deflating it: what is left when all else is done beforehand."""
    whole = compiled(layout)
    values = {name: getattr(proposal, name) for name in type(proposal).model_fields}
    pictures = SimpleNamespace(**dict.fromkeys(PICTURES, Markup("<w:drawing/>")))

    def work() -> object:
        room = environment(language)  # of one document: it remembers what it has said
        more = {"pictures": pictures, "_drawing": Inlining(whole.room, {}).next_drawing, TURN: turns()}
        ready = (Template.from_code(room, program.code, dict(room.globals)) for program in whole.programs)
        return [deflated("part", part.render({**values, **more}).encode()) for part in ready]

    return work


def rasterised(picture: Picture) -> Rasterised:
    given = {field.name: getattr(picture, field.name) for field in fields(Picture)}
    return Rasterised(**given, pixels=picture.png())


def text(document: bytes) -> list[str]:
    """What is to be read in the body, run by run."""
    body = parts(document)["word/document.xml"].decode()
    return [words for run in re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", body) if (words := unescape(run).strip())]
