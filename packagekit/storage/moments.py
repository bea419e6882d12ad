"""Moments and days as the two databases keep them: SQLite as text, which may be no date at all, and without a zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

Moment = TypeVar("Moment", datetime, "NoDate")


@dataclass(frozen=True)
class NoDate:
    """What stands where a date should: no record takes it, so that only its row is refused, and named."""

    text: Any

    def __str__(self) -> str:
        return str(self.text)

    def isoformat(self) -> str:
        return str(self.text)


class _AsText:
    """Reads what it can, and keeps what it cannot from stopping the whole query."""

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Any]:
        read = super().result_processor(dialect, coltype)  # type: ignore[misc]

        def process(value: Any) -> Any:
            try:
                return read(value)
            except (ValueError, TypeError):
                return NoDate(value)

        return process

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any]:
        write = super().bind_processor(dialect)  # type: ignore[misc]
        return lambda value: value.text if isinstance(value, NoDate) else write(value)


class _Moment(_AsText, sqlite.DATETIME):
    pass


class _Day(_AsText, sqlite.DATE):
    pass


MOMENT = sa.DateTime(timezone=True).with_variant(_Moment(), "sqlite")
DAY = sa.Date().with_variant(_Day(), "sqlite")


def in_utc(moment: Moment) -> Moment:
    """SQLite forgets the zone, PostgreSQL answers in its own; what is no moment is left for its reader to refuse."""
    if isinstance(moment, NoDate):
        return moment
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
