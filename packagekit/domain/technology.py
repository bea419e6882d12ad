"""How far a country's technology is, field by field, as surveys published it."""

from __future__ import annotations

from datetime import date

from packagekit.domain.dated import Source
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import Localized


class Published(Record):
    """What a survey published of a field: Korea's level with the leading country's as 100."""

    level: Exact
    leader: str
    behind_years: Exact | None = None
    day: date
    source: Source


class Field(Record):
    """A field of smart manufacturing with the solution types that belong to it."""

    code: str
    name: Localized
    types: tuple[str, ...]
    published: Published | None = None


class TechnologyLevels(Record):
    fields: tuple[Field, ...]
    overall: tuple[Published, ...]
