"""The market: a country's charges as data, in the order its law applies them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import Field, model_validator

from packagekit.domain.dated import DatedValue, NoRate, Parameters, Source, Status
from packagekit.domain.money import CurrencyCode
from packagekit.domain.record import Exact, Record, Table, read_only
from packagekit.domain.text import N_, Problem


class Rounding(Record):
    """How the authority rounds a charge: to a multiple of ``unit``, up, down or half up."""

    unit: Exact
    mode: Literal["up", "down", "half_up"]


class Share(Record):
    """A share such as 11/12 kept as two whole numbers, because its decimal never ends."""

    numerator: int = Field(gt=0)
    denominator: int = Field(gt=0)

    def of(self, amount: Decimal) -> Decimal:
        return amount * self.numerator / self.denominator


class Charge(Record):
    """One charge at the border: a share of earlier amounts times a rate, or an amount of its own.

    ``rate``: ``amount = sum(base) x share x rate``, rounded as the authority rounds. ``inclusive``: the
    rate is one of a value that already holds the charge, and the local tax named in ``includes`` that
    is laid on it: ``amount = sum(base) x rate / (1 - (1 + local) x rate)``. ``fixed``: the parameter is
    the amount. ``tiered``: the amount is read from ``schedule`` by the base. ``base`` names
    ``customs_value`` and earlier charges by their code.

    ``rate`` is a parameter's name, or ``tariff`` for the duty of the line's HS code. ``rate_by_hs``
    names another parameter for goods under an HS prefix (the longest one speaks),
    ``rate_unregistered`` one for an importer without a licence.
    """

    name: str  # import_duty vat import_income_tax ...: what callers say; several charges may share it
    code: str = ""  # what tells it from others of its name; empty: the name itself
    label: str  # local name, English message id
    kind: Literal["rate", "inclusive", "fixed", "tiered"] = "rate"
    base: tuple[str, ...]
    share: Share | None = None  # of the base (Indonesia's 11/12); dated by two charges' ``since``/``until``
    since: date | None = None  # the charge in this shape; a new shape is a second charge of the same code
    until: date | None = None
    rate: str | None = None
    rate_by_hs: Table[str, str] = {}
    rate_unregistered: str | None = None  # parameter used when the importer has no licence
    includes: str | None = None  # parameter of the local tax inside an inclusive rate
    schedule: str | None = None
    payer: Literal["buyer", "seller"] = "buyer"
    recoverable: bool = False
    rounding: Rounding
    per: Literal["line", "shipment", "declaration"] = "line"
    only_if: Literal["letter_of_credit"] | None = None  # levied only where the goods are paid so

    @property
    def key(self) -> str:
        return self.code or self.name

    @model_validator(mode="after")
    def _says_where_its_amount_is(self) -> Charge:
        wanted = "schedule" if self.kind == "tiered" else "rate"
        if getattr(self, wanted) is None:
            raise ValueError(f"{self.key} is {self.kind} and needs a {wanted}")
        if (self.kind == "inclusive") != (self.includes is not None):
            raise ValueError(f"{self.key}: an inclusive rate, and no other, names the local tax it includes")
        return self

    def in_force(self, on: date) -> bool:
        """Whether the charge exists in this shape on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class Step(Record):
    """One step of a schedule: ``amount`` and ``rate`` times what lies above the step before."""

    up_to: Exact | None  # last value of the base on this step; None: every higher one
    amount: Exact = Decimal(0)
    rate: Exact = Decimal(0)


class Schedule(Record):
    """A table of amounts by value, and the days on which it holds."""

    since: date
    until: date | None = None
    source: Source
    status: Status
    note: str | None = None
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _steps_rise_without_end(self) -> Schedule:
        ends = [step.up_to for step in self.steps]
        known = [end for end in ends[:-1] if end is not None]
        if ends[-1] is not None or len(known) != len(ends) - 1 or known != sorted(set(known)):
            raise ValueError("the steps of a schedule rise, and the last one alone has no end")
        return self

    def amount(self, base: Fraction) -> Fraction:
        """What the schedule takes of ``base``, not rounded."""
        below = Fraction(0)
        for step in self.steps:
            if step.up_to is None or base <= step.up_to:
                return Fraction(step.amount) + Fraction(step.rate) * (base - below)
            below = Fraction(step.up_to)
        raise AssertionError("the last step has no end")


class ContractCharge(Record):
    """Which parameters tax one activity of the seller's contract; None: not taxed, with the reason."""

    income_tax: str | None
    income_tax_treaty: str | None = None
    vat: str | None
    reason: str | None = None  # why a None is None (English message id)
    source: Source | None = None  # where the reason was read
    status: Status | None = None


class Reading(Record):
    """Where a rule without a figure of its own was read, and how sure we are of it."""

    source: Source
    status: Status


class ContractTax(Record):
    """Tax on a foreign seller's contract: by activity, and for a contract that is not split.

    Several activities in one price are taxed as ``undivided`` where it covers them all; every other
    mix bears the highest rate of its activities, as read in ``highest_rate``.
    """

    method: str  # name of the dated function that shapes the law: vn_fct_2014, withholding
    income_tax_label: str  # local names, English message ids
    vat_label: str
    activities: Table[str, ContractCharge]
    undivided: ContractCharge | None = None
    undivided_covers: tuple[str, ...] = ()  # activities that may share the price without waking the highest rate
    highest_rate: Reading
    treaty_proof: str | None = None  # the paper that claims the treaty (English message id); None: no treaty
    vat_recoverable: bool = True
    rounding: Rounding


class Rule(Record):
    """A localisation rule that changes a bundle or a contract: dated, conditional, one plain sentence."""

    code: str
    text: str  # English message id
    applies: Literal["always", "radio", "goods", "software", "public_buyer", "cloud", "used_goods"] = "always"
    hs: tuple[str, ...] = ()  # only for goods under these HS prefixes; empty: any
    since: date
    until: date | None = None
    source: Source
    status: Status


class Power(Record):
    volts: str
    hertz: int
    plugs: str
    source: Source
    status: Status


class Preference(Record):
    """An agreement a Korean origin may claim, the paper that proves it and the day it began."""

    code: str
    name: str
    proof: str
    origin_rule: str | None = None  # the usual rule for machinery and electronics (English message id)
    since: date
    source: Source
    status: Status


class Market(Record):
    code: str
    name: str  # English message id
    currency: CurrencyCode
    languages: tuple[str, ...]
    language_of_contract: str | None = None
    power: Power
    customs_base: Literal["CIF"] = "CIF"
    charges: tuple[Charge, ...]
    contract_tax: ContractTax
    preferences: tuple[Preference, ...]
    rules: tuple[Rule, ...] = ()
    parameters: Parameters
    schedules: Table[str, tuple[Schedule, ...]] = {}

    @model_validator(mode="after")
    def _charges_stand_in_order(self) -> Market:
        for place, charge in enumerate(self.charges):
            earlier = {c.key for c in self.charges[:place]}
            if missing := set(charge.base) - earlier - {"customs_value"}:
                raise ValueError(f"{charge.key} is taken on {sorted(missing)}, which no earlier charge is")
            wanted = {charge.rate, charge.rate_unregistered, charge.includes, *charge.rate_by_hs.values()}
            self._known(charge.key, wanted - {"tariff", None})
            if charge.schedule is not None and charge.schedule not in self.schedules:
                raise ValueError(f"{charge.key} names a schedule that does not exist: {charge.schedule}")
        for activity, taxed in self.contract_tax.activities.items():
            self._known(activity, {taxed.income_tax, taxed.income_tax_treaty, taxed.vat} - {None})
            if (taxed.income_tax is None or taxed.vat is None) and not (taxed.reason and taxed.source and taxed.status):
                raise ValueError(f"{activity} is not taxed, but reason, source or status is missing")
        return self

    def schedule_on(self, name: str, day: date) -> Schedule:
        """The schedule in force on ``day``; raises ``NoRate`` naming schedule, market and day."""
        holding = [s for s in self.schedules[name] if s.since <= day and (s.until is None or day <= s.until)]
        if not holding:
            raise NoRate(Problem(
                where=f"{self.code}/{name}",
                what=N_("The schedule {name} of {market} has no table for {day}.", name=name, market=self.code, day=day),
                how=N_("Add a value for that day with its source to the catalog, or choose another day."),
            ))
        return max(holding, key=lambda schedule: schedule.since)

    def _known(self, what: str, parameters: set[str | None]) -> None:
        if missing := {name for name in parameters if name not in self.parameters}:
            raise ValueError(f"{what} names parameters that do not exist: {sorted(map(str, missing))}")


class Ending(Record):
    """A figure in force today that ends, and what follows it; ``then`` None: nothing known follows."""

    parameter: str
    value: DatedValue
    then: DatedValue | None


def ending(market: Market, on: date, until: date) -> tuple[Ending, ...]:
    """The market's figures in force on ``on`` that end on ``until`` or before, in the order they end."""
    found = []
    for name, parameter in market.parameters.by_name.items():
        running = [v for v in parameter.values if v.since <= on and (v.until is None or on <= v.until)]
        if running and (last := running[-1].until) is not None and last <= until:
            after = last + timedelta(days=1)
            later = [v for v in parameter.values if v.since <= after and (v.until is None or after <= v.until)]
            found.append(Ending(parameter=name, value=running[-1], then=later[-1] if later else None))
    return tuple(sorted(found, key=lambda e: (e.value.until or date.max, e.parameter)))


MFN = "mfn"
"""The rate of a tariff line without any agreement, where rates are called by name."""


class TariffLine(Record):
    """One tariff line: MFN and each preference as dated values; None where not known.

    ``later`` holds the values added since, by ``mfn`` or the agreement's code. As with a parameter, of
    all values that hold on a day the youngest speaks.
    """

    hs: str  # 6 to 8 digits
    text: str
    mfn: DatedValue
    preferences: Table[str, DatedValue]
    later: Table[str, tuple[DatedValue, ...]] = {}
    question: str | None = None  # a classification trap, asked of the user (English message id)
    note: str | None = None

    def through_time(self) -> Mapping[str, tuple[DatedValue, ...]]:
        """Every value of each rate by name, the oldest first; MFN stands before the agreements."""
        first = self._first()
        return {
            name: tuple(sorted((*([first[name]] if name in first else []), *self.later.get(name, ())), key=_since))
            for name in (*first, *(name for name in self.later if name not in first))
        }

    def on(self, day: date) -> TariffLine:
        """The line as it stands on a day. A rate without a value on it keeps the one that began last, or its first."""
        if not self.later:
            return self
        first, rates = self._first(), {}
        for name, values in self.through_time().items():
            begun = [v for v in values if v.since <= day]
            holding = [v for v in begun if v.until is None or day <= v.until]
            rates[name] = (holding or begun or [first.get(name, values[0])])[-1]
        return self.model_copy(update={
            "mfn": rates.pop(MFN), "preferences": read_only(rates), "later": read_only({}),
        })

    def _first(self) -> Mapping[str, DatedValue]:
        return {MFN: self.mfn, **self.preferences}


def _since(value: DatedValue) -> date:
    return value.since


class Tariff(Record):
    market: str
    lines: tuple[TariffLine, ...]


class SellerTerms(Record):
    """What work costs at the seller's: Korean day rates, overheads and travel, dated and sourced."""

    country: str
    currency: str
    parameters: Parameters
