"""LibreOffice, where it is installed: the PDF of a Word file whose drawing needs a whole office program."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from packagekit.documents.pages.fonts import CALIBRI, FOLDER, HANGUL, SANS, SERIF, THAI
from packagekit.domain.text import N_, Problem, Refusal

NAMES = ("soffice", "libreoffice")
ON_MACOS = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
SECONDS = 120

STANDS_FOR = {
    "Arial": SANS, "Times New Roman": SERIF, "Calibri": CALIBRI, "Malgun Gothic": HANGUL, "Tahoma": THAI,
}
"""The fonts our templates name, by the one of ours that is set in their place."""


def office() -> str | None:
    """Where LibreOffice is, or None."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (str(ON_MACOS) if ON_MACOS.exists() else None)


def by_office(document: bytes, seconds: int = SECONDS) -> bytes:
    """The Word file as PDF. Refuses when LibreOffice is not there, takes too long or gives nothing.

    Each call has its own profile, so that calls at the same time do not wait for or break each other, and our
    fonts, so that a page holds as much on one machine as on another.
    """
    program = office()
    if program is None:
        raise Refusal(Problem(
            where="pdf", what=N_("LibreOffice is not installed."),
            how=N_("Install it (Debian: apt install libreoffice-writer; macOS and Windows: libreoffice.org), or take the Word file."),
        ))
    with tempfile.TemporaryDirectory(prefix="packagekit-pdf-") as folder:
        source = Path(folder, "document.docx")
        source.write_bytes(document)
        fonts = Path(folder, "fonts.conf")
        fonts.write_text(font_settings(), encoding="utf-8")
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
                   "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=seconds, check=False,
                           env={**os.environ, "FONTCONFIG_FILE": str(fonts)})
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


def font_settings() -> str:
    """Settings of fontconfig: the system's fonts with ours before them; older copies of the same families lack the letters of Vietnamese."""
    stands = "".join(
        f'<match target="pattern"><test name="family"><string>{named}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{ours}</string></edit></match>'
        for named, ours in STANDS_FOR.items())
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(FOLDER))}</dir><include ignore_missing=\"yes\">/etc/fonts/fonts.conf</include>{stands}</fontconfig>")
