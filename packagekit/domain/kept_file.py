"""A file the house keeps: evidence somebody brought, or a document that was made; found by a key nobody can guess."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from packagekit.domain.record import Record

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 15_000  # pixels
"""Larger images are refused: a few thousand bytes can say a picture that fills the memory."""


class KeptFile(Record):
    """What is known of a kept file; its bytes lie under their SHA-256 and are never changed."""

    key: str = Field(min_length=20)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = Field(min_length=1)
    mime: str
    size: int = Field(ge=1)  # bytes
    kind: str  # of the record it belongs to: deals, cases, team values ...
    ref: str  # id of that record
    by: str  # id of the person who brought or made it
    at: datetime
