"""The proposal as PDF, beside a plain call of LibreOffice with the profile that is there already."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring.deal import ON, factories, house, person
from benchmarks.measuring.measure import Benchmark, Peer, measure, unmeasured
from packagekit.documents.contents import paged
from packagekit.documents.office import office
from packagekit.documents.pdf import pdf
from packagekit.documents.word import word
from packagekit.workflow import compose_bundle, draft_proposal, language, make_bundle
from packagekit.workflow.proposing import PROPOSAL, template


def _document(number: int) -> bytes:
    """The proposal of a sample deal, each in another deal's words: nothing set for one is of use for the next."""
    factory = factories()[number]
    bundle = make_bundle(house(), person(), factory, compose_bundle(house(), person(), factory, on=ON), on=ON)
    said = language(factory.language)
    return paged(word(template(house(), PROPOSAL, said.code), draft_proposal(house(), person(), bundle, on=ON), said)).document


def benchmarks(n: int = 3) -> Iterator[Benchmark]:
    """Ours is set in process; LibreOffice starts for each document, as it does for everybody who calls it.

    Both get the same document in a round and another one in the next, so that what ours remembers of one does not help.
    """
    program = office()
    if program is None:
        yield unmeasured("pdf_vs_libreoffice", Peer("LibreOffice"), "LibreOffice is not installed")
        return
    documents = [_document(number) for number in range(n + 1)]
    ours, theirs = cycle(documents), cycle(documents)
    with TemporaryDirectory(prefix="packagekit-office-") as folder:
        source, made = Path(folder, "document.docx"), Path(folder, "document.pdf")
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
                   "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source)]

        def plain() -> bytes:
            source.write_bytes(next(theirs))
            subprocess.run(command, capture_output=True, check=True)
            return made.read_bytes()

        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.split()
        peer = Peer(" ".join(said[:2]) or "LibreOffice", plain)
        yield measure("pdf_vs_libreoffice", lambda: pdf(next(ours)), peer, n=n)
