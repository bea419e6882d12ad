"""From the maker's door to the buyer's: the legs of the way, what each costs, and who arranges it under which term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from packagekit.domain.dated import worst
from packagekit.domain.estimate import Incoterm, Stage
from packagekit.domain.market import SellerTerms
from packagekit.domain.money import Money, total
from packagekit.domain.text import N_, Text
from packagekit.estimate.figures import Desk, Figure, Item

Leg = Literal["inland_haulage", "export_clearance", "main_carriage", "insurance", "destination_haulage", "import"]

_TO_PORT: tuple[Leg, ...] = ("inland_haulage", "export_clearance")

SELLER_ARRANGES: Mapping[Incoterm, frozenset[Leg]] = {
    "EXW": frozenset(),
    "FCA": frozenset(_TO_PORT),
    "FOB": frozenset(_TO_PORT),
    "CFR": frozenset((*_TO_PORT, "main_carriage")),
    "CIF": frozenset((*_TO_PORT, "main_carriage", "insurance")),
    "CPT": frozenset((*_TO_PORT, "main_carriage", "destination_haulage")),
    "CIP": frozenset((*_TO_PORT, "main_carriage", "insurance", "destination_haulage")),
    "DAP": frozenset((*_TO_PORT, "main_carriage", "insurance", "destination_haulage")),
    "DPU": frozenset((*_TO_PORT, "main_carriage", "insurance", "destination_haulage")),
    "DDP": frozenset((*_TO_PORT, "main_carriage", "insurance", "destination_haulage", "import")),
}
"""The legs in the seller's price by Incoterms 2020 term (ICC publication 723).

The named place of CPT, CIP, DAP, DPU and DDP is the buyer's plant, that of FCA the carrier's
terminal. Under CIF and CIP the seller must insure; under DAP, DPU and DDP he carries the risk on
the way and insures himself. Legs he does not arrange are the buyer's, outside the price.
"""

IN_CUSTOMS_VALUE: frozenset[str] = frozenset({*_TO_PORT, "main_carriage", "insurance"})
"""Legs up to the place of importation; costs after it stay out (WTO Customs Valuation Agreement, article 8.2)."""

DELIVERED: frozenset[Incoterm] = frozenset({"DAP", "DPU", "DDP"})
"""Terms under which the seller bears the risk of the goods inside the buyer's country."""


def needed(market: str) -> Iterator[str]:
    """Names of the seller's parameters for a shipment."""
    yield from ("inland_per_kg", "inland_minimum", "export_clearance", "insurance_rate", "insurance_uplift")
    yield from (f"{n}.{market}" for n in ("freight_per_kg", "freight_minimum", "destination_per_kg", "destination_minimum"))


def carriage_items(
    desk: Desk, seller: SellerTerms, *, market: str, incoterm: Incoterm, goods: Money, kg: Decimal
) -> tuple[Item, ...]:
    """The five legs of one consolidated shipment of ``goods`` (their price ex works) weighing ``kg`` gross.

    Insured is the CIF value plus the uplift: ``premium = rate x (1 + uplift) x CIF`` where
    ``CIF = (FOB + freight) / (1 - rate x (1 + uplift))``, so that the premium itself is insured.
    """
    def read(name: str) -> Figure:
        return desk.figure(seller.parameters, name)

    by_seller = SELLER_ARRANGES[incoterm]
    inland = _weighed(desk, read("inland_per_kg"), read("inland_minimum"), kg,
                      code="inland_haulage", stage="export", name=N_("Haulage to the port of export"), by_seller=by_seller)
    clearance = _fixed(desk, read("export_clearance"), by_seller)
    freight = _weighed(desk, read(f"freight_per_kg.{market}"), read(f"freight_minimum.{market}"), kg,
                       code="main_carriage", stage="freight", name=N_("International freight"), by_seller=by_seller)
    shipped = total([goods, *(item.row.amount for item in (inland, clearance, freight))], desk.currency)
    insurance = _premium(desk, read("insurance_rate"), read("insurance_uplift"), shipped, by_seller)
    destination = _weighed(
        desk, read(f"destination_per_kg.{market}"), read(f"destination_minimum.{market}"), kg,
        code="destination_haulage", stage="freight", name=N_("Handling at destination and haulage to the plant"),
        by_seller=by_seller,
    )
    return (inland, clearance, freight, insurance, destination)


def customs_parts(carriage: Sequence[Item], currency: str) -> tuple[Money, Money]:
    """The carriage and the insurance that belong to the customs value, whoever pays for them."""
    legs = [item.row for item in carriage if item.row.code in IN_CUSTOMS_VALUE]
    insurance = total([row.amount for row in legs if row.stage == "insurance"], currency)
    return total([row.amount for row in legs], currency) - insurance, insurance


def _weighed(
    desk: Desk, per_kg: Figure, least: Figure, kg: Decimal, *, code: Leg, stage: Stage, name: Text,
    by_seller: frozenset[Leg],
) -> Item:
    """By weight, never less than the minimum of a shipment."""
    whole = least.value >= per_kg.value * kg
    figure, base = (least, Decimal(1)) if whole else (per_kg, kg)
    return Item(
        desk.row(
            id=f"project:{stage}:{code}", line="project", stage=stage, name=name, code=code, base=base,
            rate=figure.value, currency=figure.currency, rate_unit=figure.unit, in_price=code in by_seller,
            status=figure.record.status, source=figure.record.source, since=figure.record.since,
            note=N_("The smallest order; the shipment weighs {kg} kg.", kg=kg) if whole else None,
        ),
        keys=(figure.key, f"fx/{figure.currency}"),
    )


def _fixed(desk: Desk, figure: Figure, by_seller: frozenset[Leg]) -> Item:
    return Item(
        desk.row(
            id="project:export:export_clearance", line="project", stage="export", name=figure.label,
            code="export_clearance", base=Decimal(1), rate=figure.value, currency=figure.currency,
            rate_unit=figure.unit, in_price="export_clearance" in by_seller, status=figure.record.status,
            source=figure.record.source, since=figure.record.since,
        ),
        keys=(figure.key, f"fx/{figure.currency}"),
    )


def _premium(desk: Desk, rate: Figure, uplift: Figure, shipped: Money, by_seller: frozenset[Leg]) -> Item:
    insured_part = 1 + uplift.value
    insured = desk.rounded(shipped.amount / (1 - rate.value * insured_part) * insured_part)
    return Item(
        desk.row(
            id="project:insurance:insurance", line="project", stage="insurance", name=N_("Cargo insurance"),
            code="insurance", base=insured.amount, base_currency=desk.currency, rate=rate.value,
            currency=desk.currency, rate_unit="ratio", in_price="insurance" in by_seller,
            status=worst([rate.record.status, uplift.record.status]), source=rate.record.source,
            since=rate.record.since,
        ),
        keys=(rate.key,), follows_goods=True,
    )
