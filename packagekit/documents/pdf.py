"""The PDF of a Word file: set by ourselves, by LibreOffice where something of it is beyond us, else refused by name."""

from __future__ import annotations

from packagekit.documents.office import by_office, office
from packagekit.documents.pages import Pressed, Undrawn, pressed
from packagekit.domain.text import N_, Problem, Refusal


def pdf(document: bytes, setting: Pressed | tuple[Undrawn, ...] | None = None) -> bytes:
    """The Word file as a tagged PDF; ``setting`` where it has been set into pages already.

    Refuses, naming each thing we cannot draw, when LibreOffice is not there for it.
    """
    made = pressed(document) if setting is None else setting
    if isinstance(made, Pressed):
        return made.pdf
    if office() is not None:
        return by_office(document)
    raise Refusal(*(Problem(
        where=undrawn.where or "pdf",
        what=N_("Without LibreOffice the PDF cannot show {construct}.", construct=undrawn.construct),
        how=N_("Install it (Debian: apt install libreoffice-writer; macOS and Windows: libreoffice.org), take this out of the template, or take the Word file."),
    ) for undrawn in made))
