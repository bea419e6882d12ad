"""Figures of one quotation: read on its day, converted into its currency, and remembered with how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from packagekit.domain.dated import DatedValue, Parameter, Parameters, Source, Status, worst
from packagekit.domain.estimate import LedgerRow, Stage
from packagekit.domain.exchange import Conversion, ExchangeRate, ExchangeRates
from packagekit.domain.money import Money, minor_digits, quantized
from packagekit.domain.text import N_, Problem, Refusal, Text

LABELS: Mapping[str, Text] = {
    "overhead": N_("Overhead on engineering wages"),
    "technical_fee": N_("Technical fee on engineering wages"),
    "per_diem": N_("Daily allowance abroad"),
    "lodging": N_("Lodging of a night"),
    "airfare": N_("Return flight"),
    "local_transport": N_("Local transport of a day"),
    "inland_per_kg": N_("Haulage in the seller's country, per kg"),
    "inland_minimum": N_("Smallest haulage order in the seller's country"),
    "export_clearance": N_("Export clearance"),
    "freight_per_kg": N_("International freight, per kg"),
    "freight_minimum": N_("Smallest international shipment"),
    "insurance_rate": N_("Cargo insurance premium"),
    "insurance_uplift": N_("Insured above the value of the goods"),
    "destination_per_kg": N_("Handling and haulage at destination, per kg"),
    "destination_minimum": N_("Smallest handling and haulage at destination"),
    "contingency": N_("Contingency"),
    "margin": N_("Seller's margin"),
    "aftercare": N_("Spare parts of the guarantee year"),
    "discount_rate": N_("Discount rate"),
}
"""What the seller's parameters are called; a market's parameter has its code behind a dot (``per_diem.vn``)."""

ROLES: Mapping[str, Text] = {
    "it_planner": N_("IT planner"),
    "it_consultant": N_("IT consultant"),
    "it_architect": N_("IT architect"),
    "security_specialist": N_("Information security specialist"),
    "project_manager": N_("Project manager"),
    "business_analyst": N_("Business analyst"),
    "data_analyst": N_("Data analyst"),
    "application_developer": N_("Application developer"),
    "uiux_developer": N_("User interface developer"),
    "system_developer": N_("System software developer"),
    "it_support": N_("IT support engineer"),
    "tester": N_("Software tester"),
    "quality_manager": N_("Quality manager"),
    "system_operator": N_("System operator"),
}
"""Roles of the day-rate table of the Korea Software Industry Association."""


def label_of(name: str) -> Text:
    """What a parameter is called on paper."""
    stem, _, rest = name.partition(".")
    if stem == "day_rate":
        return N_("Day rate: {role}", role=ROLES.get(rest, rest))
    return LABELS.get(stem) or N_("Parameter {name}", name=name)


@dataclass(frozen=True)
class Figure:
    """One parameter's value on the day of the quotation."""

    owner: str
    name: str
    unit: str
    record: DatedValue
    label: Text

    @property
    def key(self) -> str:
        return f"{self.owner}/{self.name}"

    @property
    def value(self) -> Decimal:
        assert self.record.value is not None, "Desk reads known values only"
        return self.record.value

    @property
    def currency(self) -> str:
        """Of a price: ``KRW`` of ``KRW/kg``."""
        return self.unit.partition("/")[0]


@dataclass(frozen=True)
class Item:
    """A ledger row and the uncertain figures its amount moves with.

    The amount is proportional to each figure of ``keys`` and to 1 + each figure of ``on_top``;
    ``follows_goods`` says that it also moves with the price of the goods.
    """

    row: LedgerRow
    keys: tuple[str, ...] = ()
    on_top: tuple[str, ...] = ()
    follows_goods: bool = False


class Desk:
    """Reads parameters, converts money and writes rows for one quotation; remembers what it used."""

    def __init__(self, rates: ExchangeRates, currency: str, on: date) -> None:
        self.rates, self.currency, self.day = rates, currency, on
        self.figures: dict[str, Figure] = {}
        self.parameters: dict[str, tuple[Text, Parameter]] = {}
        self.conversions: dict[str, Conversion] = {}

    def require(self, parameters: Parameters, names: Iterable[str], currencies: Iterable[str] = ()) -> list[Problem]:
        """Every parameter or exchange rate that is missing on the day; the others are read and kept."""
        problems: list[Problem] = []
        for name in names:
            try:
                self.figure(parameters, name)
            except Refusal as refusal:
                problems += refusal.problems
        for currency in sorted(set(currencies)):
            try:
                self.conversion(currency)
            except Refusal as refusal:
                problems += refusal.problems
        return problems

    def figure(self, parameters: Parameters, name: str) -> Figure:
        """The value in force on the day; raises NoRate by name."""
        key = f"{parameters.owner}/{name}"
        if key not in self.figures:
            parameter = parameters.named(name)
            figure = Figure(parameters.owner, name, parameter.unit, parameter.on(self.day), label_of(name))
            self.figures[key] = figure
            self.parameters[key] = (figure.label, parameter)
        return self.figures[key]

    def conversion(self, currency: str) -> Conversion:
        """From ``currency`` into the ledger's; raises NoRate when none is stored."""
        if currency not in self.conversions:
            self.conversions[currency] = self.rates.between(currency, self.currency, self.day)
        return self.conversions[currency]

    def convert(self, money: Money) -> Money:
        return self.conversion(money.currency).convert(money)

    def rounded(self, amount: Decimal) -> Money:
        """An amount of the ledger's currency to its minor unit."""
        return Money(amount=quantized(amount, minor_digits(self.currency)), currency=self.currency)

    @property
    def published(self) -> tuple[ExchangeRate, ...]:
        """The published rates behind every conversion, each once."""
        used = {(r.base, r.quote, r.day): r for c in self.conversions.values() for r in c.via}
        return tuple(used[key] for key in sorted(used))

    def row(
        self, *, id: str, line: str, stage: Stage, name: Text, code: str, base: Decimal, rate: Decimal,
        currency: str, rate_unit: str, status: Status, source: Source, since: date, in_price: bool = True,
        note: Text | None = None, base_currency: str | None = None,
    ) -> LedgerRow:
        """A row of ``base x rate`` in ``currency``, rounded to its minor unit, then converted and rounded once."""
        counted = Money(amount=base * rate, currency=currency).rounded()
        conversion = self.conversion(currency)
        foreign = currency != self.currency
        return LedgerRow(
            id=id, line=line, stage=stage, name=name, code=code, base=base, base_currency=base_currency, rate=rate,
            rate_unit=rate_unit, amount=conversion.convert(counted), local=counted if foreign else None,
            fx=conversion.rate if foreign else None, payer="buyer", in_price=in_price,
            status=worst([status, conversion.status]), source=source, on=since, note=note,
        )


@dataclass(frozen=True)
class Quoted:
    """An item of the seller's own work with its share of contingency and margin, as the contract names it."""

    item: Item
    price: Money
    activity: str  # of the contract, in the words of the contract tax
    goods: bool = False  # crosses the border
    subscription_months: int | None = None


@dataclass(frozen=True)
class Taken:
    """A row an authority takes, and the activity of the contract that a contract tax stands on."""

    row: LedgerRow
    status: Status  # of the rate alone; the row's also counts the exchange rate
    key: str | None  # of the uncertain rate, where it may move
    activity: str | None = None
