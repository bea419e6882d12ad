"""The bundle: solutions chosen for a factory, line by line, and the options it was chosen from."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from packagekit.domain.factory import Factory
from packagekit.domain.money import Money
from packagekit.domain.record import Exact, Record, Table
from packagekit.domain.solution import LineKind
from packagekit.domain.text import Text

OptionName = Literal["essential", "standard", "advanced"]


class BundleLine(Record):
    """One priced part of one solution, sized for the factory."""

    id: str  # unique in the bundle: solution id + component code
    solution: str
    supplier: str
    component: str
    qty: int = Field(gt=0)
    months: int | None = None
    kind: LineKind
    unit_price: Money  # ex works, in the supplier's currency
    provides: tuple[str, ...] = ()  # capabilities the solution brings
    role: Literal["chosen", "gateway", "prerequisite"] = "chosen"

    @model_validator(mode="after")
    def _costs_something_or_nothing(self) -> BundleLine:
        if self.unit_price.amount < 0:
            raise ValueError("a price is not below zero")
        return self

    @property
    def price(self) -> Money:
        return self.unit_price * (self.qty * (self.months or 1))


class Link(Record):
    """A flow of data in the bundle: who gives what to whom, over which protocol, through which gateway."""

    giver: str  # solution id, or "keeps:<type>" for a system that stays
    taker: str
    data: str
    protocol: str
    gateway: str | None = None


class Option(Record):
    """One of the offered bundles, proven the best of its kind."""

    name: OptionName
    recommended: bool = False
    lines: tuple[BundleLine, ...]
    links: tuple[Link, ...] = ()
    covers: tuple[str, ...]  # capabilities covered, required ones first
    benefit: Exact  # 0..1, share of the helpful capabilities by weight
    price: Money  # ex works and engineering, in the budget's currency
    months: int
    optimal: bool  # the solver proved that none is better
    sizes: Table[str, int] = {}  # sizing drivers used, counted or assumed

    @model_validator(mode="after")
    def _lines_told_apart(self) -> Option:
        if len({line.id for line in self.lines}) < len(self.lines):
            raise ValueError("two lines have one id")
        return self


class FrontPoint(Record):
    """A bundle no other beats on both price and benefit."""

    price: Money
    benefit: Exact


class Wish(Record):
    code: str
    text: Text


class Conflict(Record):
    """Wishes that cannot all be met; taking any one away lets the rest be met (``minimal``)."""

    minimal: bool
    wishes: tuple[Wish, ...]
    ways_out: tuple[Wish, ...]


class Composition(Record):
    options: tuple[Option, ...] = ()
    front: tuple[FrontPoint, ...] = ()
    conflict: Conflict | None = None


class Bundle(Record):
    """A composed option with the factory it is for: what ``estimate`` and ``propose`` start from."""

    factory: Factory
    option: Option
    others: tuple[Option, ...] = ()  # the options not taken, for the comparison in the proposal
    front: tuple[FrontPoint, ...] = ()  # the bundles no other beats, for the same comparison
    cases: tuple[str, ...] = ()  # ids of the matched cases it leans on, best first
    composed_on: date
