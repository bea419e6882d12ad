"""Situations of the law as the command line takes them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from packagekit.storage import strict_yaml

MARKETS = ("BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN")
SITUATIONS = Path(__file__).with_name("situations")


def situations(kind: str) -> list[Path]:
    return [path for path in sorted(SITUATIONS.glob("*.yaml")) if read(path).get("kind") == kind]


def read(path: Path) -> dict[str, Any]:
    return strict_yaml.parse(path.read_text(encoding="utf-8"), path.name)


def shown(value: Decimal, to: str | None) -> Decimal:
    """The figure with as many decimals as the published answer shows."""
    return value if to is None else value.quantize(Decimal(to), rounding="ROUND_HALF_UP")
