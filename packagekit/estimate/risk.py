"""How far the buyer's cost may move: seeded draws of the uncertain figures, and which of them move it most."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from packagekit.domain.dated import Status
from packagekit.domain.estimate import Range, Swing
from packagekit.domain.exchange import Conversion
from packagekit.domain.money import Money, minor_digits, quantized
from packagekit.domain.text import N_, Text
from packagekit.estimate.figures import Figure, Item, Quoted, Taken
from packagekit.estimate.freight import IN_CUSTOMS_VALUE

DRAWS = 10_000
SWINGS = 6

SPREAD: Mapping[Status, tuple[Decimal, Decimal]] = {
    Status.S: (Decimal(0), Decimal(0)),
    Status.S2: (Decimal("0.02"), Decimal("0.05")),
    Status.USER: (Decimal("0.05"), Decimal("0.10")),
    Status.W: (Decimal("0.10"), Decimal("0.20")),
    Status.GK: (Decimal("0.15"), Decimal("0.30")),
}
"""How far below and above its value a figure without a range of its own may lie, by how it is known.

Planning assumption of the house: law is certain, a supplier's quotation may move before the order,
an unverified figure by more, and prices more often up than down.
"""

FX_SPREAD = Decimal("0.03")
"""An exchange rate may move 3 % either way while an offer is open: planning assumption of the house."""

Draw = np.ndarray | float


@dataclass(frozen=True)
class Uncertain:
    """A figure that may turn out otherwise. Binary floats: only draws are made of it, never a ledger amount."""

    key: str
    label: Text
    low: float
    mode: float
    high: float
    shape: Literal["triangular", "uniform"] = "triangular"


def spread(key: str, label: Text, value: Decimal, status: Status,
           low: Decimal | None = None, high: Decimal | None = None) -> Uncertain | None:
    """A figure with its own range, or the one its status gives it; None when it cannot move."""
    if low is None or high is None:
        down, up = SPREAD[status]
        low, high = value * (1 - down), value * (1 + up)
    low, high = min(low, value), max(high, value)
    return Uncertain(key, label, float(low), float(value), float(high)) if low < high else None


def spread_of_figure(figure: Figure) -> Uncertain | None:
    return spread(figure.key, figure.label, figure.value, figure.record.status, figure.record.low, figure.record.high)


def reserve(figure: Figure) -> Uncertain | None:
    """Money set aside: anything between none of it and all of it will be spent, nothing more; None when it is certain."""
    if not figure.value or spread_of_figure(figure) is None:
        return None
    return Uncertain(figure.key, figure.label, 0.0, float(figure.value), float(figure.value), "uniform")


def spread_of_rate(currency: str, conversion: Conversion) -> Uncertain | None:
    """An exchange rate; None for the ledger's own currency."""
    if not conversion.via:
        return None
    label = N_("Exchange rate {base} to {quote}", base=conversion.base, quote=conversion.quote)
    return spread(f"fx/{currency}", label, conversion.rate, conversion.status,
                  conversion.rate * (1 - FX_SPREAD), conversion.rate * (1 + FX_SPREAD))


@dataclass(frozen=True)
class CostModel:
    """The buyer's cost as a function of the uncertain figures, equal to the ledger where all lie at their value.

    Contingency and margin stand on the seller's own work; customs values move with the goods and
    their carriage; a tax moves with what it is laid on.
    """

    quoted: tuple[Quoted, ...]
    carriage: tuple[Item, ...]
    goods_activity: str  # the contract's name for the goods, under which their carriage is taxed too
    border: tuple[Taken, ...]
    contract: tuple[Taken, ...]
    surcharge_keys: tuple[str, ...]
    uncertain: Mapping[str, Uncertain]

    def cost(self, values: Mapping[str, Draw]) -> Draw:
        """For one value or one array of draws by key; figures not named lie at their value."""
        def ratio(key: str) -> Draw:
            figure = self.uncertain.get(key)
            return values[key] / figure.mode if figure and figure.mode and key in values else 1.0

        def on_top(key: str) -> Draw:
            figure = self.uncertain.get(key)
            return (1 + values[key]) / (1 + figure.mode) if figure and key in values else 1.0

        def moved(item: Item) -> Draw:
            factor: Draw = 1.0
            for key in item.keys:
                factor = factor * ratio(key)
            for key in item.on_top:
                factor = factor * on_top(key)
            return factor

        goods = [q for q in self.quoted if q.goods]
        own = {q.item.row.id: moved(q.item) for q in self.quoted}
        goods_price = sum(float(q.price.amount) for q in goods)
        goods_ratio = (sum(float(q.price.amount) * own[q.item.row.id] for q in goods) / goods_price
                       if goods_price else 1.0)
        surcharge: Draw = 1.0
        for key in self.surcharge_keys:
            surcharge = surcharge * on_top(key)

        price: dict[str, Draw] = {}
        taxed: dict[str, Draw] = {}
        taxed_at_value: dict[str, float] = {}

        def lay(activity: str, amount: Draw, at_value: float) -> None:
            taxed[activity] = taxed.get(activity, 0.0) + amount
            taxed_at_value[activity] = taxed_at_value.get(activity, 0.0) + at_value

        for q in self.quoted:
            follows = goods_ratio if q.item.follows_goods else 1.0
            price[q.item.row.id] = float(q.price.amount) * own[q.item.row.id] * follows * surcharge
            lay(q.activity, price[q.item.row.id], float(q.price.amount))
        result: Draw = sum(price.values())

        way: Draw = 0.0
        way_at_value = 0.0
        for item in self.carriage:
            at_value = float(item.row.amount.amount)
            amount = at_value * moved(item) * (goods_ratio * surcharge if item.follows_goods else 1.0)
            result = result + amount
            if item.row.code in IN_CUSTOMS_VALUE:
                way, way_at_value = way + amount, way_at_value + at_value
            if item.row.in_price:
                lay(self.goods_activity, amount, at_value)

        customs = {q.item.row.line: self._customs_ratio(q, price[q.item.row.id], way, way_at_value, goods_price)
                   for q in goods}
        duties = {t.row.line: t.key for t in self.border if t.row.stage == "duty" and t.key is not None}
        for row in (t.row for t in self.border if t.row.payer == "buyer" and not t.row.recoverable):
            duty = duties.get(row.line)
            amount = float(row.amount.amount) * customs.get(row.line, 1.0)
            if duty is not None:
                amount = amount * (ratio(duty) if row.stage == "duty" else on_top(duty))
            result = result + amount
            if row.in_price:
                lay(self.goods_activity, amount, float(row.amount.amount))

        for entry in (t for t in self.contract if t.row.payer == "buyer" and not t.row.recoverable):
            base = taxed_at_value.get(entry.activity or "", 0.0)
            moved_base = taxed[entry.activity or ""] / base if base else 1.0
            rate = ratio(entry.key) if entry.key is not None else 1.0
            result = result + float(entry.row.amount.amount) * moved_base * rate
        return result

    @staticmethod
    def _customs_ratio(q: Quoted, price: Draw, way: Draw, way_at_value: float, goods_price: float) -> Draw:
        """Customs value of a line over what it is in the ledger; carriage is spread by value."""
        at_value = float(q.price.amount)
        part = at_value / goods_price if goods_price else 0.0
        whole = at_value + part * way_at_value
        return (price + part * way) / whole if whole else 1.0

    def swings(self, currency: str) -> tuple[Swing, ...]:
        """The figures that move the cost most between their ends, all others lying at their value."""
        figures = tuple(self.uncertain.values())
        ends = {figure.key: np.full(2 * len(figures), figure.mode) for figure in figures}
        for index, figure in enumerate(figures):
            ends[figure.key][2 * index:2 * index + 2] = figure.low, figure.high
        costs = np.broadcast_to(self.cost(ends), 2 * len(figures))
        found = []
        for index, figure in enumerate(figures):
            low, high = (_money(float(costs[2 * index + end]), currency) for end in (0, 1))
            if low != high:
                found.append((abs(high.amount - low.amount), figure.key, Swing(name=figure.label, low=low, high=high, key=figure.key)))
        found.sort(key=lambda entry: (-entry[0], entry[1]))
        return tuple(swing for _, _, swing in found[:SWINGS])


def seed_of(parts: Iterable[str]) -> int:
    """The same inputs draw the same numbers: a hash of their canonical form."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\x00")
    return int.from_bytes(digest.digest()[:16], "big")


def between(low: float, mode: float, high: float, rng: np.random.Generator) -> np.ndarray:
    """Draws of a triangular figure: likeliest at ``mode``, never outside ``low`` and ``high``."""
    return rng.triangular(low, mode, high, DRAWS) if low < high else np.full(DRAWS, mode)


def drawn(uncertain: Sequence[Uncertain], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Independent draws of each figure: triangular about its value, or uniform where no value is likelier."""
    return {
        u.key: rng.uniform(u.low, u.high, DRAWS) if u.shape == "uniform" else between(u.low, u.mode, u.high, rng)
        for u in uncertain
    }


def quantiles(draws: Draw) -> tuple[float, float, float]:
    """The smallest draws that ten, fifty and ninety of a hundred do not exceed."""
    values = np.sort(np.atleast_1d(np.asarray(draws, dtype=float)))
    last = len(values)
    return tuple(float(values[-(-last * part // 100) - 1]) for part in (10, 50, 90))


def range_of(draws: Draw, currency: str) -> Range:
    p10, p50, p90 = (_money(value, currency) for value in quantiles(draws))
    return Range(p10=p10, p50=p50, p90=p90)


def _money(value: float, currency: str) -> Money:
    return Money(amount=quantized(Decimal(repr(value)), minor_digits(currency)), currency=currency)
