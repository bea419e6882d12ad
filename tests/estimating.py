"""Small worlds for tests of the estimate: a bundle, a seller and rates as plain data, under the shipped law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from packagekit.domain.bundle import Bundle
from packagekit.domain.case import Case
from packagekit.domain.dated import Parameters
from packagekit.domain.estimate import Estimate, Terms
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.market import Market, SellerTerms, Tariff
from packagekit.domain.solution import Solution
from packagekit.domain.taxonomy import Taxonomy
from packagekit.estimate import estimate
from packagekit.storage.catalogs import Catalogs

SOURCE = {"title": "Sample source"}


@dataclass(frozen=True)
class World:
    """All that an estimate is made of; ``with_`` changes one part."""

    bundle: Bundle
    solutions: Mapping[str, Solution]
    market: Market
    tariff: Tariff
    seller: SellerTerms
    rates: ExchangeRates
    taxonomy: Taxonomy
    terms: Terms | None
    on: date
    cases: tuple[Case, ...] = ()

    def with_(self, **changes: Any) -> World:
        return replace(self, **changes)

    def estimate(self) -> Estimate:
        return estimate(
            self.bundle, solutions=self.solutions, market=self.market, tariff=self.tariff, seller=self.seller,
            rates=self.rates, taxonomy=self.taxonomy, cases=self.cases, terms=self.terms, on=self.on,
        )


def world(situation: Mapping[str, Any], catalogs: Catalogs) -> World:
    """A situation as its file writes it; what every test needs alike is filled in."""
    market = situation["market"]
    solutions = {entry["id"]: _solution(entry) for entry in situation["solutions"]}
    return World(
        bundle=_bundle(situation, solutions), solutions=solutions, market=catalogs.markets[market],
        tariff=catalogs.tariffs[market], seller=seller(situation["seller"]),
        rates=ExchangeRates.model_validate({"rates": [{**r, "source": SOURCE, "status": "S"} for r in situation["rates"]]}),
        taxonomy=catalogs.taxonomy, terms=Terms.model_validate(situation["terms"]) if "terms" in situation else None,
        on=date.fromisoformat(situation["on"]),
    )


def seller(figures: Mapping[str, Mapping[str, Any]]) -> SellerTerms:
    parameters = {
        name: {"name": name, "owner": "KR", "unit": figure["unit"], "values": [{
            "since": date(2026, 1, 1), "source": SOURCE, "status": "S",
            **{key: value for key, value in figure.items() if key != "unit"},
        }]} for name, figure in figures.items()
    }
    return SellerTerms(country="KR", currency="KRW", parameters=Parameters.model_validate({"owner": "KR", "by_name": parameters}))


def _solution(entry: Mapping[str, Any]) -> Solution:
    named = {"en": f"Sample {entry['id']}"}
    prices = [{"name": {"en": f"Sample {p['code']}"}, "valid_from": date(2026, 1, 1), "status": "S", **p} for p in entry["prices"]]
    return Solution.model_validate({
        "type": "sensor", "name": named, "summary": named, "version": "1.0", "isa95_level": 1, "capabilities": (), "months": 2,
        **entry, "prices": prices,
    })


def _bundle(situation: Mapping[str, Any], solutions: Mapping[str, Solution]) -> Bundle:
    lines = []
    for line in situation["lines"]:
        solution = solutions[line["solution"]]
        part = next(p for p in solution.prices if p.code == line["component"])
        lines.append({"id": f"{solution.id}.{part.code}", "supplier": solution.supplier, "kind": part.kind,
                      "unit_price": part.unit_price, **line})
    currency = situation.get("terms", {}).get("currency", "USD")
    money = {"amount": "1000000", "currency": currency}
    factory = {
        "id": "sample-plant", "name": "Sample Plant", "market": situation["market"], "industry": "2220",
        "processes": ["injection_moulding"], "employees": 100, "machines": 10, "annual_output": money, "level": "none",
        "target_level": "basic", "goals": [{"kpi": "DEF", "now": "5", "target": "4"}], "budget": money,
        "deadline_months": 12, "language": "en", **situation.get("factory", {}),
    }
    option = {
        "name": "standard", "lines": lines, "covers": (), "benefit": "1", "price": money, "months": situation["months"],
        "optimal": True, "sizes": situation["sizes"],
    }
    return Bundle.model_validate({"factory": factory, "option": option, "composed_on": situation["on"]})
