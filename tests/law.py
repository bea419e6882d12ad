"""Situations of the law as the command line takes them, and the records they mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from packagekit.estimate.border import GoodsLine, Landed, landed
from packagekit.estimate.contract import ContractLine, ContractTaxes, contract_tax
from packagekit.storage import strict_yaml
from packagekit.storage.catalogs import Catalogs

SITUATIONS = Path(__file__).with_name("situations")


def situations(kind: str) -> list[Path]:
    return [path for path in sorted(SITUATIONS.glob("*.yaml")) if read(path).get("kind") == kind]


def read(path: Path) -> dict[str, Any]:
    return strict_yaml.parse(path.read_text(encoding="utf-8"), path.name)


def decimals(given: dict[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in given.items()}


def landed_of(catalogs: Catalogs, case: dict[str, Any]) -> Landed:
    return landed(
        catalogs.market(case["market"]), catalogs.tariffs[case["market"]], on=date.fromisoformat(case["on"]),
        lines=[GoodsLine(**line) for line in case["lines"]], currency=case["currency"], incoterm=case["incoterm"],
        freight=Decimal(case.get("freight", "0")), insurance=Decimal(case.get("insurance", "0")), rates=catalogs.rates,
        fx=decimals(case.get("fx", {})), registered=case.get("importer", {}).get("registered", True),
        assume=decimals(case.get("assume", {})), rounding=case.get("rounding", "authority"),
    )


def taxes_of(catalogs: Catalogs, case: dict[str, Any]) -> ContractTaxes:
    choices = {
        name: case[name] for name in (
            "income_tax_borne_by", "vat_borne_by", "split", "treaty", "seller_country", "rounding",
        ) if name in case
    }
    return contract_tax(
        catalogs.market(case["market"]), on=date.fromisoformat(case["on"]), currency=case["currency"],
        lines=[ContractLine(**line) for line in case["lines"]], assume=decimals(case.get("assume", {})), **choices,
    )


def shown(value: Decimal, to: str | None) -> Decimal:
    """The figure with as many decimals as the published answer shows."""
    return value if to is None else value.quantize(Decimal(to), rounding="ROUND_HALF_UP")
