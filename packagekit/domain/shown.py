"""What a document can show, and the smallest records made of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator

from packagekit.domain.money import Money
from packagekit.domain.record import Record
from packagekit.domain.text import Day, Localized, Measure, Month, Percent, Text, Year

SHOWABLE = (Text, Money, Percent, Measure, Day, Month, Year, Localized, date, int, Decimal, str)


def _showable(value: Any) -> Any:
    """What ``Speaks.show`` can render: a document never prints a Python object."""
    parts = value if isinstance(value, tuple) else (value,)
    if not all(isinstance(part, SHOWABLE) for part in parts):
        raise ValueError(f"no language can show a {type(value).__name__}")
    return value


Shown = Annotated[Any, AfterValidator(_showable)]


class Fact(Record):
    """A label and what stands beside it."""

    label: Text
    value: Shown


class Party(Record):
    name: Localized | str
    place: Localized | str | None = None
    representative: Localized | None = None
    tax_number: str | None = None
