"""The deal: one factory's way from first note to proposal, kept so that it can be left and taken up again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from packagekit.domain.bundle import OptionName
from packagekit.domain.estimate import Terms
from packagekit.domain.factory import Factory, Origin
from packagekit.domain.record import Record, Table

Step = Literal["factory", "match", "compose", "estimate", "propose"]


class Deal(Record):
    """What a person has decided so far. Results are computed again from it, never stored beside it.

    ``form`` keeps what was typed, faulty or not; ``factory`` is set once it reads without a fault.
    """

    id: str
    title: str
    form: Table[str, Any] = {}
    factory: Factory | None = None
    on: date  # the day of law and rates for this deal
    cases: tuple[str, ...] = ()  # chosen references; empty: the best matches
    option: OptionName | None = None  # None: the recommended one
    terms: Terms | None = None  # None: the house's usual terms
    languages: tuple[str, ...] = ()
    step: Step = "factory"
    version: int = 0  # counts saves; a stale save is refused
    saved: datetime | None = None
    origin: Origin = "user"

    @property
    def decided(self) -> str:
        """What documents are made of: two states of a deal that agree in it give the same ones."""
        return self.model_dump_json(include={"factory", "on", "cases", "option", "terms"})


class Earlier(Record):
    """A deal as it stood at an earlier save, when other documents came of it."""

    deal: Deal
    at: datetime
    by: str  # what the person is called
    documents: bool = False  # whether documents were made while it stood
