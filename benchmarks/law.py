"""The law: one case at the border, ten thousand lines in every market, and all catalogs read from their files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from benchmarks.measuring.deal import ON, house, person
from benchmarks.measuring.measure import Benchmark, OtherWork, Peer, measure
from benchmarks.peers import straight_floats
from packagekit.storage.catalogs import read_catalogs
from packagekit.workflow import landed
from packagekit.workflow.law import landed_case
from packagekit.workflow.settings import ROOT

TARGETS = {"landed_one_case": 0.001, "landed_10000_lines_11_markets": 10.0, "catalogs_load": 0.3}
"""Seconds: the house's own wishes, and no limits of the machine."""

LINES = 10_000
FX = "25000"  # of every market's currency for a dollar, so that no market is left out for want of a rate

CASE = {
    "market": "VN", "on": ON.isoformat(), "currency": "USD", "incoterm": "CIF", "freight": "0", "insurance": "0",
    "lines": [{"id": "plc", "hs": "853710", "value": "12500.00", "origin": "KR", "preference": "best"}],
}


def benchmarks(n: int = 200) -> Iterator[Benchmark]:
    """``target_ratio`` is ours over the wish: below 1 it is met."""
    yield _one_case(n)
    yield _many_lines(max(1, n // 100))
    yield _loading(max(1, n // 20))


def _one_case(n: int) -> Benchmark:
    """From the case as JSON holds it to every charge with its source, as a page asks while somebody types."""
    catalogs = house().whole_catalogs()
    found = landed(house(), person(), CASE)
    rates = [straight_floats.Rates.of(found)]
    _agree(straight_floats.total(rates[0], [12500.0]), found.total_charges)
    return _beside_target(measure(
        "landed_one_case", lambda: landed_case(catalogs, CASE),
        Peer("straight floats", lambda: straight_floats.total(rates[0], [12500.0])), n=n,
    ))


def _many_lines(n: int) -> Benchmark:
    """A catalog of ten thousand goods priced into all markets: every line with every charge, rounded as its law rounds."""
    catalogs = house().whole_catalogs()
    values = [100.0 + number % 997 for number in range(LINES)]
    cases = [_case(market, values) for market in sorted(catalogs.markets)]
    rates = [straight_floats.Rates.of(landed_case(catalogs, {**case, "lines": case["lines"][:1]})) for case in cases]
    return _beside_target(measure(
        "landed_10000_lines_11_markets", lambda: [landed_case(catalogs, case) for case in cases],
        Peer("straight floats", lambda: [straight_floats.total(one, values) for one in rates]), n=n, warm=False,
        more={"lines": LINES, "markets": len(cases)},
    ))


def _case(market: str, values: Sequence[float]) -> dict[str, Any]:
    """Robots, whose duty every tariff knows or bounds."""
    return {
        "market": market, "on": ON.isoformat(), "currency": "USD", "fx": {"USD": FX} if market != "TL" else {},
        "unknown": "prudent",
        "lines": [{"id": f"line {at}", "hs": "847950", "value": str(value)} for at, value in enumerate(values)],
    }


def _loading(n: int) -> Benchmark:
    """All files to frozen, checked records, beside libyaml alone reading the same YAML into plain dictionaries."""
    root = ROOT / "catalogs"
    texts = [path.read_text(encoding="utf-8") for path in sorted(_yaml_files(root))]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    _, problems = read_catalogs(root)
    if problems:
        raise OtherWork(f"{len(problems)} catalog files were not read")
    return _beside_target(measure(
        "catalogs_load", lambda: read_catalogs(root),
        Peer(f"PyYAML {yaml.__version__} {loader.__name__}, no checks", lambda: [yaml.load(text, Loader=loader) for text in texts]),
        n=n, more={"files": len(texts)},
    ))


def _yaml_files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*.yaml") if "samples" not in path.parts)


def _beside_target(found: Benchmark) -> Benchmark:
    target = TARGETS[found.name]
    return replace(found, more={**found.more, "target": target, "target_ratio": found.ours / target})


def _agree(floats: float, exact: Decimal) -> None:
    """The peer's total may differ by what rounding and binary fractions make of it."""
    if abs(floats - float(exact)) > 1 + float(exact) * 1e-9:
        raise OtherWork(f"{floats} is not {exact}")
