"""The proposal as PDF, beside a plain call of LibreOffice with the profile that is there already."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring.deal import deal, house
from benchmarks.measuring.measure import Benchmark, Peer, measure, unmeasured
from packagekit.documents.office import office
from packagekit.documents.pdf import pdf
from packagekit.documents.word import word
from packagekit.workflow.proposing import PROPOSAL, template


def benchmarks(n: int = 3) -> Iterator[Benchmark]:
    """Ours is set in process; LibreOffice starts for each document, as it does for everybody who calls it."""
    program = office()
    if program is None:
        yield unmeasured("pdf_vs_libreoffice", Peer("LibreOffice"), "LibreOffice is not installed")
        return
    at = deal()
    document = word(template(house(), PROPOSAL, at.language.code), at.proposal, at.language)
    with TemporaryDirectory(prefix="packagekit-office-") as folder:
        source, made = Path(folder, "document.docx"), Path(folder, "document.pdf")
        source.write_bytes(document)
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
                   "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source)]

        def plain() -> bytes:
            subprocess.run(command, capture_output=True, check=True)
            return made.read_bytes()

        plain()  # makes the profile, so that its cost is not counted
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.split()
        peer = Peer(" ".join(said[:2]) or "LibreOffice", plain)
        yield measure("pdf_vs_libreoffice", lambda: pdf(document), peer, n=n)
