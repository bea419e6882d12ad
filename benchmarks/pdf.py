"""The proposal as PDF, beside a plain call of LibreOffice with the profile that is there already."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.measuring.deal import deal, factories, house
from benchmarks.measuring.measure import Benchmark, Peer, measure, unmeasured
from packagekit.documents.contents import paged
from packagekit.documents.drawings import drawings
from packagekit.documents.office import office
from packagekit.documents.pages import Pressed, pressed
from packagekit.documents.pdf import pdf
from packagekit.documents.picture import Drawing
from packagekit.documents.preview import leaves
from packagekit.documents.word import word
from packagekit.workflow.proposing import PROPOSAL, template


@dataclass(frozen=True)
class Case:
    """A finished Word file, and its pictures as drawings, which the app has at hand when it makes the PDF."""

    document: bytes
    drawings: Mapping[bytes, Drawing]


LONG = 20
"""Pages: shorter proposals are left out."""


def _cases() -> Iterator[Case]:
    """The proposals of sample deals, each in another deal's words: nothing set for one is of use for the next."""
    for factory in factories():
        at = deal(factory.id)
        pictures = drawings(at.proposal, at.language)
        made = word(template(house(), PROPOSAL, at.language.code), at.proposal, at.language, pictures)
        finished = paged(made, pictures.values())
        if isinstance(finished.setting, Pressed) and leaves(finished.setting.pdf).pages >= LONG:
            yield Case(finished.document, {picture.png(): picture.drawing() for picture in pictures.values()})


def benchmarks(n: int = 3) -> Iterator[Benchmark]:
    """Ours is set in process, as the app does; LibreOffice starts for each document, as it does for everybody who calls it.

    Both get the same document in a round and another one in the next, so that what ours remembers of one does not help.
    ``of_pixels`` is ours for the same files as strangers, whose pictures are known by their pixels only.
    """
    program = office()
    if program is None:
        yield unmeasured("pdf_vs_libreoffice", Peer("LibreOffice"), "LibreOffice is not installed")
        return
    cases = list(islice(_cases(), n + 1))
    ours, theirs = cycle(cases), cycle(cases)

    def own() -> bytes:
        case = next(ours)
        return pdf(case.document, pressed(case.document, case.drawings))

    with TemporaryDirectory(prefix="packagekit-office-") as folder:
        source, made = Path(folder, "document.docx"), Path(folder, "document.pdf")
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
                   "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source)]

        def plain() -> bytes:
            source.write_bytes(next(theirs).document)
            subprocess.run(command, capture_output=True, check=True)
            return made.read_bytes()

        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.split()
        peer = Peer(" ".join(said[:2]) or "LibreOffice", plain)
        found = measure("pdf_vs_libreoffice", own, peer, n=n)
    pixels = []
    for case in cases:
        start = perf_counter()
        pdf(case.document)
        pixels.append(perf_counter() - start)
    yield replace(found, more={**found.more, "of_pixels": median(pixels)})
