"""The navy band over the first page of the shorter documents, and the mark of the house on it."""

from __future__ import annotations

from packagekit.documents.palette import LIGHT
from packagekit.documents.picture import Canvas

BAND_HEIGHT = 46
"""Of the navy band over the first page of the shorter documents, in mm."""

BAND_MORE = 22
"""What the picture of the band has below that, in mm: it shows where a second language or a long name makes the band higher."""


def drawn_band(page: float) -> bytes:
    """The navy band for a ``page`` of this width in mm: the mark of the house at its left, its four rooms faint at its right."""
    width, height, more = page * 5, BAND_HEIGHT * 5, BAND_MORE * 5
    canvas = Canvas(width, height + more, LIGHT.navy)
    for position, (colour, rise) in enumerate((("#1B2B4F", 70), ("#20345E", 105), ("#17495A", 145), ("#125A5C", 190))):
        canvas.rect(width - 232 + position * 58, height - rise, 50, rise + more + 20, fill=colour, radius=5)
    mark(canvas, 100, 48)
    return canvas.picture(title="Band", alt="").png(1.2)


def mark(canvas: Canvas, x: float, y: float) -> None:
    """The mark of the house at 1.9 times its size: four rooms in a row and the way through them."""
    for position, colour in enumerate(("#5B7299", "#7FA3B8", "#2DB5A5", "#5EEAD4")):
        canvas.rect(x + position * 14.25, y, 11.4, 45.6, fill=colour, radius=3.6)
    canvas.path([(x - 1, y + 22.8), (x + 56, y + 22.8)], line=LIGHT.navy, weight=6.4)
    canvas.path([(x - 6, y + 22.8), (x + 64, y + 22.8)], line="#FBBF24", weight=4)
    canvas.path([(x + 57, y + 15.6), (x + 64.5, y + 22.8), (x + 57, y + 30)], line="#FBBF24", weight=4)
