"""Values that hold from one day to another: each with its unit, its source and how sure we are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from pydantic import Field, model_validator

from packagekit.domain.record import Exact, Record, Table
from packagekit.domain.text import N_, Problem, Refusal, Text, name_of


class Status(StrEnum):
    """How a fact is known. Order matters: ``worst`` of several is the last one."""

    S = "S"  # the text of the law or the agency was read
    S2 = "S2"  # a law firm, an auditor or the press was read
    USER = "user"  # entered by a person with a source
    W = "W"  # weak: an unchecked compilation, or sources that conflict
    GK = "GK"  # general knowledge, unverified

    @property
    def verified(self) -> bool:
        return self in (Status.S, Status.S2, Status.USER)


def worst(statuses: Sequence[Status]) -> Status:
    """The status of a figure made of several: as good as its weakest part. Empty is ``S``."""
    order = list(Status)
    return max(statuses, key=order.index, default=Status.S)


class Source(Record):
    """Where a figure was seen, so that a stranger can look it up."""

    title: str = Field(min_length=1)
    href: str | None = None
    document: str | None = None  # number of the law, circular or agency paper
    seen: date | None = None  # the day we read it

    @property
    def said(self) -> Text:
        """The title as the reader's language knows it; a title nobody translated stays as it was written."""
        return name_of(self.title, "source")


class DatedValue(Record):
    """One value of a parameter and the days on which it holds.

    ``value`` None means: it is known that something applies, not how much. Reading it raises.
    ``until`` is the last day on which the value holds; None while no end is known.
    """

    value: Exact | None
    since: date
    until: date | None = None
    source: Source
    status: Status
    note: str | None = None
    low: Exact | None = None  # the range in which an unknown or contested value is believed to lie
    high: Exact | None = None
    warning: str | None = None  # told with every figure made of this value (English message id)

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> DatedValue:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"ends on {self.until}, before it began on {self.since}")
        if (self.low is None) != (self.high is None):
            raise ValueError("a range has both ends")
        if self.value is None and self.source.title == "":
            raise ValueError("even an unknown value says where it was looked for")
        return self


class NoRate(Refusal):
    """No value on that day. No rate, no guess: the caller must stop."""


class Parameter(Record):
    """A named figure of one market through time: VAT in Vietnam, a day rate in Korea."""

    name: str
    owner: str  # the market or catalog it belongs to, named in every refusal
    unit: str  # "ratio", "KRW/day", "days", ...
    values: tuple[DatedValue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_value_a_day(self) -> Parameter:
        ordered = sorted(self.values, key=lambda v: v.since)
        for earlier, later in pairwise(ordered):
            if earlier.since == later.since:
                raise ValueError(f"{self.name}: two values begin on {later.since}")
        object.__setattr__(self, "values", tuple(ordered))
        return self

    def record_on(self, day: date) -> DatedValue:
        """The record in force on ``day``, known or not; raises ``NoRate`` naming parameter, market and day.

        A later record ends an earlier one: of all that hold on the day, the youngest speaks.
        """
        holding = [v for v in self.values if v.since <= day and (v.until is None or day <= v.until)]
        if holding:
            return holding[-1]
        first, last = self.values[0].since, self.values[-1].until
        why = (
            N_("{parameter} of {owner} has no value on {day}: the first one begins on {first}.",
               parameter=self.name, owner=self.owner, day=day, first=first)
            if day < first
            else N_("{parameter} of {owner} has no value on {day}: the last one ended on {last}.",
                    parameter=self.name, owner=self.owner, day=day, last=last)
        )
        raise NoRate(Problem(
            where=f"{self.owner}/{self.name}", what=why,
            how=N_("Add a value for that day with its source to the catalog, or choose another day."),
        ))

    def on(self, day: date) -> DatedValue:
        """The known value in force on ``day``; raises ``NoRate`` when there is none or it is unknown."""
        record = self.record_on(day)
        if record.value is None:
            raise NoRate(Problem(
                where=f"{self.owner}/{self.name}",
                what=N_("{parameter} of {owner} on {day} is not known.", parameter=self.name, owner=self.owner, day=day),
                how=N_("Enter the value with its source before quoting with it."),
            ))
        return record


class Parameters(Record):
    """The parameters of one owner by name; asking for one that does not exist is a refusal by name."""

    owner: str
    by_name: Table[str, Parameter]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def named(self, name: str) -> Parameter:
        if name not in self.by_name:
            raise NoRate(Problem(
                where=f"{self.owner}/{name}",
                what=N_("{owner} has no parameter called {parameter}.", owner=self.owner, parameter=name),
                how=N_("Check the name, or add the parameter with its source to the catalog."),
            ))
        return self.by_name[name]

    def on(self, name: str, day: date) -> DatedValue:
        return self.named(name).on(day)

    def value(self, name: str, day: date) -> Decimal:
        value = self.on(name, day).value
        assert value is not None, "Parameter.on refuses an unknown value"
        return value
