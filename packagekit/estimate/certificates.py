"""What each certificate of origin saves on a shipment, and whether that pays for the paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from packagekit.domain.market import Market, Tariff
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import Text, name_of
from packagekit.estimate.tariff import duty, holds, lines_of


class Declared(NamedTuple):
    """Goods of Korean origin as they are declared: their customs value in the market's currency."""

    line: str
    hs: str
    value: Decimal
    follows: Decimal = Decimal(0)  # of each unit of duty, the taxes taken on it that do not come back


class Saving(Record):
    """What an agreement saves on one line; a rate that is not known leaves it open between its ends."""

    line: str
    mfn: Exact | None  # None: not known
    rate: Exact | None  # under the agreement; None: not known
    saved: Exact | None  # duty, and the taxes on it that do not come back
    least: Exact  # the saving in the worst and in the best case of what is known
    most: Exact


class Certificate(Record):
    """One certificate for the whole shipment: its form and rule of origin, and what it is worth."""

    agreement: str
    name: Text
    proof: Text
    origin_rule: Text | None
    savings: tuple[Saving, ...]
    saved: Exact | None  # of all lines; None where that of one line is not known
    least: Exact
    most: Exact
    worth: bool | None  # whether it pays its paper; None: it depends on what is not known


def certificates(
    market: Market, tariff: Tariff, *, on: date, goods: Sequence[Declared], paper: Decimal | None = Decimal(0),
) -> tuple[Certificate, ...]:
    """The certificate of each agreement in force, the one that saves most for certain first.

    ``paper`` is the cost of one certificate in the market's currency, None where it is not known. An
    agreement is never assumed to be below MFN. Raises Refusal for a code without a line and for a day
    before the tariff's first.
    """
    found = []
    for agreement in market.preferences:
        if agreement.since > on:
            continue
        savings = tuple(_saving(market, tariff, on, one, agreement.code) for one in goods)
        known = [saving.saved for saving in savings if saving.saved is not None]
        least = sum((saving.least for saving in savings), Decimal(0))
        most = sum((saving.most for saving in savings), Decimal(0))
        found.append(Certificate(
            agreement=agreement.code, name=name_of(agreement.name, "preference"),
            proof=name_of(agreement.proof, "preference"),
            origin_rule=None if agreement.origin_rule is None else name_of(agreement.origin_rule, "preference"),
            savings=savings, saved=sum(known, Decimal(0)) if len(known) == len(savings) else None,
            least=least, most=most, worth=_worth(least, most, paper),
        ))
    return tuple(sorted(found, key=lambda one: (-one.least, -one.most, one.agreement)))


def _saving(market: Market, tariff: Tariff, on: date, goods: Declared, agreement: str) -> Saving:
    without = duty(market, tariff, on=on, hs=goods.hs, agreements=(), unknown="prudent", where=f"lines/{goods.line}/hs")
    offered = _offered(tariff, goods.hs, agreement, on)
    lowest = without.rate if without.known else without.low or Decimal(0)
    # The best case of an unknown preference is that it is nil, the worst that it is no lower than MFN.
    worth = goods.value * (1 + goods.follows)
    most = max(Decimal(0), without.rate - (offered or 0)) * worth
    least = Decimal(0) if offered is None else max(Decimal(0), lowest - offered) * worth
    return Saving(
        line=goods.line, mfn=without.mfn if without.known else None, rate=offered,
        saved=most if offered is not None and without.known else None, least=least, most=most,
    )


def _worth(least: Decimal, most: Decimal, paper: Decimal | None) -> bool | None:
    if most <= (paper or 0):
        return False
    return True if paper is not None and least > paper else None


def _offered(tariff: Tariff, hs: str, agreement: str, on: date) -> Decimal | None:
    """The agreement's rate, the highest of all lines the code may mean; None where one of them is not known."""
    rates = []
    for line in lines_of(tariff, hs, on):
        offer = line.preferences.get(agreement)
        if offer is None or offer.value is None or not holds(offer, on):
            return None
        rates.append(offer.value)
    return max(rates, default=None)
