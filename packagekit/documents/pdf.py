"""The PDF of a Word file: set by ourselves, by LibreOffice where something of it is beyond us, else refused by name."""

from __future__ import annotations

from packagekit.documents.office import by_office, office
from packagekit.documents.pages import Pressed, pressed
from packagekit.domain.text import N_, Problem, Refusal


def pdf(document: bytes) -> bytes:
    """The Word file as a tagged PDF. Refuses, naming each thing we cannot draw, when LibreOffice is not there for it."""
    made = pressed(document)
    if isinstance(made, Pressed):
        return made.pdf
    if office() is not None:
        return by_office(document)
    raise Refusal(*(Problem(
        where=undrawn.where or "pdf",
        what=N_("Without LibreOffice the PDF cannot show {construct}.", construct=undrawn.construct),
        how=N_("Install it (Debian: apt install libreoffice-writer; macOS and Windows: libreoffice.org), take this out of the template, or take the Word file."),
    ) for undrawn in made))
