"""The question that composing puts to its solver, for the peers that answer it in other ways."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from packagekit.compose import sizes
from packagekit.compose.candidates import offers
from packagekit.compose.pricing import Pricer
from packagekit.compose.unbeaten import unbeaten
from packagekit.compose.world import Trade, World, world
from packagekit.domain.factory import Factory
from packagekit.domain.matching import Match
from packagekit.storage.catalogs import Catalogs
from packagekit.storage.registry import Registry


def question(
    factory: Factory, matches: tuple[Match, ...], catalogs: Catalogs, registry: Registry, on: date
) -> World:
    """The same world as ``compose`` makes of these."""
    pricer = Pricer(
        sizes=sizes(factory), rates=catalogs.rates, seller=catalogs.seller, currency=factory.budget.currency, on=on,
    )
    on_offer, unsold = offers(factory, tuple(registry.solutions.values()), pricer, on)
    return world(factory, Trade(
        offers=unbeaten(on_offer, factory, registry.suppliers, catalogs.taxonomy), unsold=unsold, solutions=registry.solutions, suppliers=registry.suppliers,
        taxonomy=catalogs.taxonomy, matches=matches, pricer=pricer, budget=factory.budget, loading=Decimal(1), on=on,
    ))
