"""The solution: what a supplier sells, what it needs and gives, and what it costs by which driver."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from packagekit.domain.dated import Status
from packagekit.domain.factory import LevelCode, Origin
from packagekit.domain.money import Money
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import Localized

LineKind = Literal[
    "goods",
    "software_licence",
    "software_service",
    "services",
    "training_attached",
]
"""What is sold, in the words of contract-tax activities: never mixed in one line (VN taxes a mix at the highest rate)."""

Driver = Literal[
    "site", "machines", "lines", "users", "terminals", "plcs", "tags", "cameras", "meters", "warehouses", "members"
]
"""What the quantity is counted by; ``site`` is one per plant group, ``members`` one per plant."""


class PriceComponent(Record):
    """One priced part of a solution: a fixed quantity plus so many per driver.

    ``qty = fixed + ceil(driver / per)``; months multiply a subscription.
    """

    code: str
    name: Localized
    kind: LineKind
    unit_price: Money  # ex works, per unit (and per month when ``months`` is set)
    driver: Driver = "site"
    per: int = Field(default=1, gt=0)
    fixed: int = Field(default=0, ge=0)
    months: int | None = None
    hs: str | None = None  # 6 digits, for goods
    kg_per_unit: Exact | None = None  # gross weight, for freight
    valid_from: date
    valid_to: date | None = None
    status: Status = Status.USER

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Effort(Record):
    """Engineering days by role of the Korean day-rate table: ``days = fixed + per_unit x driver``."""

    role: str
    where: Literal["remote", "on_site"]
    purpose: Literal["engineering", "training", "aftercare"]
    fixed: Exact
    per_unit: Exact = Decimal(0)
    driver: Driver = "site"


class Solution(Record):
    id: str
    supplier: str
    type: str
    name: Localized
    summary: Localized
    version: str
    isa95_level: int = Field(ge=0, le=4)
    capabilities: tuple[str, ...]
    gives_data: tuple[str, ...] = ()
    needs_data: tuple[str, ...] = ()
    protocols_in: tuple[str, ...] = ()
    protocols_out: tuple[str, ...] = ()
    prices: tuple[PriceComponent, ...] = Field(min_length=1)
    efforts: tuple[Effort, ...] = ()
    months: int = Field(gt=0)  # from order to go-live
    needs_types: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()  # solution ids or types that cannot stand in one bundle with it
    needs_level: LevelCode = "none"
    industries: tuple[str, ...] = ()  # ISIC prefixes it is made for; empty: any
    ui_languages: tuple[str, ...] = ("ko",)
    manual_languages: tuple[str, ...] = ("ko",)
    hosting: Literal["on_premises", "cloud", "hybrid", "device"] = "on_premises"
    frequency_hz: tuple[int, ...] = (50, 60)
    certificates: tuple[str, ...] = ()
    radio: bool = False  # needs a radio or telecom approval abroad
    aas_submodel: bool = False
    sites_live: int = 0
    origin: Origin = "user"

    def as_of(self, on: date) -> Solution:
        """The solution with one price a part: the one that holds on the day, else the youngest, to say when it did.

        Earlier prices stay registered beside later ones.
        """
        by_code: dict[str, PriceComponent] = {}
        for price in sorted(self.prices, key=lambda p: (p.holds(on), p.valid_from)):
            by_code[price.code] = price
        order = dict.fromkeys(p.code for p in self.prices)
        return self.model_copy(update={"prices": tuple(by_code[code] for code in order)})
