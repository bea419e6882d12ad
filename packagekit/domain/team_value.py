"""A dated value that a team added to a catalog: who entered it, who decided on it, and how it joins what is shipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import Field

from packagekit.domain.dated import DatedValue, Parameters
from packagekit.domain.market import Market, SellerTerms, Tariff
from packagekit.domain.record import Record, read_only
from packagekit.domain.unread import Unread

Area = Literal["market", "tariff", "seller"]
Act = Literal["confirmed", "refused", "withdrawn"]
State = Literal["waiting", "confirmed", "refused", "withdrawn"]


class Figure(NamedTuple):
    """What a value is a value of: a parameter of a market or of the seller, or one rate of a tariff line."""

    area: Area
    owner: str  # code of the market, or the seller's country
    name: str  # of the parameter, or the HS code
    rate: str = ""  # mfn or an agreement's code; empty for a parameter


class EvidenceFile(Record):
    """A file kept with a value, found by the SHA-256 of its bytes."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = Field(min_length=1)
    size: int = Field(ge=1)  # bytes


class Decision(Record):
    """What a person decided on a value; decisions are added one after another and never changed."""

    act: Act
    by: str  # id of the person
    at: datetime
    why: str = ""


class TeamValue(Record):
    """One entered value and every decision on it, the oldest first."""

    id: int
    figure: Figure
    unit: str
    value: DatedValue
    file: EvidenceFile | None = None
    entered_by: str
    entered: datetime
    decisions: tuple[Decision, ...] = ()

    @property
    def state(self) -> State:
        """What the last decision says; ``waiting`` before the first."""
        return self.decisions[-1].act if self.decisions else "waiting"

    @property
    def open(self) -> bool:
        """Whether it still stands for its day: used, or waiting to be."""
        return self.state in ("waiting", "confirmed")


Added = Mapping[Figure, Sequence[DatedValue]]
"""Values to add, by what they are values of."""


def added(values: Iterable[TeamValue]) -> Added:
    """The confirmed ones of some values, by what they are values of."""
    table: dict[Figure, list[DatedValue]] = {}
    for one in values:
        if one.state == "confirmed":
            table.setdefault(one.figure, []).append(one.value)
    return table


def market_with(market: Market, more: Added) -> Market:
    """The market with values added to its parameters."""
    grown = parameters_with(market.parameters, {f.name: v for f, v in more.items() if f[:2] == ("market", market.code)})
    return market if grown is market.parameters else market.model_copy(update={"parameters": grown})


def seller_with(seller: SellerTerms, more: Added) -> SellerTerms:
    """The seller's terms with values added to their parameters."""
    grown = parameters_with(seller.parameters, {f.name: v for f, v in more.items() if f[:2] == ("seller", seller.country)})
    return seller if grown is seller.parameters else seller.model_copy(update={"parameters": grown})


def parameters_with(parameters: Parameters, more: Mapping[str, Sequence[DatedValue]]) -> Parameters:
    """The parameters with values added, each from its own first day on.

    What stood before is kept: days before a new value's first read as they did, and a day on which
    a value began already keeps that one. Names without a parameter are passed over, all of them where
    the parameters themselves could not be read.
    """
    if not more or isinstance(parameters.by_name, Unread):
        return parameters
    grown = dict(parameters.by_name)
    for name, values in more.items():
        if name in grown and (new := _new(grown[name].values, values)):
            grown[name] = grown[name].model_copy(update={
                "values": tuple(sorted((*grown[name].values, *new), key=lambda value: value.since)),
            })
    if all(grown[name] is parameters.by_name[name] for name in grown):
        return parameters
    return parameters.model_copy(update={"by_name": read_only(grown)})


def tariff_with(tariff: Tariff, more: Added) -> Tariff:
    """The tariff with values added to its lines' rates, by the same rules as ``parameters_with``."""
    by_code: dict[str, dict[str, Sequence[DatedValue]]] = {}
    for figure, values in more.items():
        if figure[:2] == ("tariff", tariff.market):
            by_code.setdefault(figure.name, {})[figure.rate] = values
    if not by_code:
        return tariff
    lines = []
    for line in tariff.lines:
        held, later = line.through_time(), dict(line.later)
        for rate, values in by_code.get(line.hs, {}).items():
            if new := _new(held.get(rate, ()), values):
                later[rate] = tuple(sorted((*later.get(rate, ()), *new), key=lambda value: value.since))
        lines.append(line if later == dict(line.later) else line.model_copy(update={"later": read_only(later)}))
    return tariff.model_copy(update={"lines": tuple(lines)})


def _new(held: Sequence[DatedValue], values: Sequence[DatedValue]) -> tuple[DatedValue, ...]:
    """The values whose first day nothing else begins on; of two of one day the first."""
    begun = {value.since for value in held}
    return tuple({value.since: value for value in reversed(values) if value.since not in begun}.values())
