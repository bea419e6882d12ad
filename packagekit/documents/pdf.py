"""The PDF of a Word file, by LibreOffice in a profile of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from packagekit.domain.text import N_, Problem, Refusal

NAMES = ("soffice", "libreoffice")
ON_MACOS = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
SECONDS = 120


def office() -> str | None:
    """Where LibreOffice is, or None."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (str(ON_MACOS) if ON_MACOS.exists() else None)


def pdf(document: bytes, seconds: int = SECONDS) -> bytes:
    """The Word file as PDF. Refuses when LibreOffice is not there, takes too long or gives nothing.

    Each call has its own profile, so that calls at the same time do not wait for or break each other.
    """
    program = office()
    if program is None:
        raise Refusal(Problem(
            where="pdf",
            what=N_("LibreOffice, which makes the PDF, is not installed."),
            how=N_("Install it (Debian: apt install libreoffice-writer; macOS and Windows: libreoffice.org), or take the Word file."),
        ))
    with tempfile.TemporaryDirectory(prefix="packagekit-pdf-") as folder:
        source = Path(folder, "document.docx")
        source.write_bytes(document)
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
                   "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            raise Refusal(Problem(
                where="pdf",
                what=N_("LibreOffice did not finish within {seconds} seconds.", seconds=seconds),
                how=N_("Try again when the machine is less busy, or take the Word file."),
            )) from None
        made = Path(folder, "document.pdf")
        if not made.exists():
            raise Refusal(Problem(
                where="pdf",
                what=N_("LibreOffice could not make a PDF of this document."),
                how=N_("Open the Word file in LibreOffice to see why, or take the Word file."),
            ))
        return made.read_bytes()
