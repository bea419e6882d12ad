"""What each solution costs this factory: sized lines and engineering, in whole minor units of one currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from packagekit.compose.sizing import quantity
from packagekit.domain.bundle import BundleLine
from packagekit.domain.exchange import Conversion, ExchangeRates
from packagekit.domain.market import SellerTerms
from packagekit.domain.money import Money, minor_digits
from packagekit.domain.solution import PriceComponent, Solution


@dataclass(frozen=True)
class Offer:
    """A solution sized and priced for the factory."""

    solution: Solution
    lines: tuple[BundleLine, ...]
    price: int  # lines and engineering, in minor units of the budget's currency
    drivers: frozenset[str]  # sizing drivers that moved the price

    @property
    def id(self) -> str:
        return self.solution.id


@dataclass(frozen=True)
class Pricer:
    """Prices in ``currency`` on the day ``on``; raises ``NoRate`` naming a missing exchange or day rate."""

    sizes: Mapping[str, int]
    rates: ExchangeRates
    seller: SellerTerms
    currency: str
    on: date
    _conversions: dict[str, Conversion] = field(default_factory=dict)

    def offer(self, solution: Solution, components: Sequence[PriceComponent]) -> Offer | None:
        """The solution with these components; None where it finds nothing in the plant to be counted by.

        A camera system for a plant without an inspection point has quantity 0 and would be a gift.
        """
        lines = tuple(line for component in components if (line := self._line(solution, component)) is not None)
        counted = [c for c in components if c.driver != "site"]
        if not lines or (counted and all(self._qty(c) == 0 for c in counted)):
            return None
        engineering = Decimal(0)
        for effort in solution.efforts:
            days = effort.fixed + effort.per_unit * self.sizes[effort.driver]
            engineering += days * self.seller.parameters.value(f"day_rate.{effort.role}", self.on)
        price = sum(self._minor(line.price) for line in lines)
        if engineering:
            for surcharge in ("overhead", "technical_fee"):
                engineering *= 1 + self.seller.parameters.value(surcharge, self.on)
            price += self._minor(Money(amount=engineering, currency=self.seller.currency))
        drivers = {c.driver for c in components} | {e.driver for e in solution.efforts if e.per_unit}
        return Offer(solution=solution, lines=lines, price=price, drivers=frozenset(drivers))

    def _qty(self, component: PriceComponent) -> int:
        return quantity(component.fixed, component.per, self.sizes[component.driver])

    def _line(self, solution: Solution, component: PriceComponent) -> BundleLine | None:
        qty = self._qty(component)
        if qty == 0:
            return None
        return BundleLine(
            id=f"{solution.id}.{component.code}", solution=solution.id, supplier=solution.supplier,
            component=component.code, qty=qty, months=component.months, kind=component.kind,
            unit_price=component.unit_price, provides=solution.capabilities,
        )

    def _minor(self, money: Money) -> int:
        """The amount converted and rounded once, in whole minor units: the solver knows integers only."""
        if money.currency not in self._conversions:
            self._conversions[money.currency] = self.rates.between(money.currency, self.currency, self.on)
        converted = self._conversions[money.currency].convert(money)
        return int(converted.amount.scaleb(minor_digits(self.currency)))

    def money(self, minor: int) -> Money:
        return Money(amount=Decimal(minor).scaleb(-minor_digits(self.currency)), currency=self.currency)

    def minor(self, money: Money) -> int:
        """The whole minor units within an amount: a budget is never rounded up."""
        return int(money.amount.scaleb(minor_digits(money.currency)) // 1)


def on_sale(solution: Solution, on: date) -> tuple[PriceComponent, ...] | None:
    """The components valid on the day, the youngest of each code; None when one has no valid price.

    Half a solution cannot be sold: one expired component takes the whole off the list.
    """
    parts = solution.as_of(on).prices
    return parts if all(part.holds(on) for part in parts) else None
