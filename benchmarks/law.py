"""The charges at the border for one case, as a web page asks for them while somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from benchmarks.measuring.deal import ON, house, person
from benchmarks.measuring.measure import Benchmark, Peer, measure
from packagekit.workflow import landed

TARGET = 0.001
"""Seconds: the house's own wish for one case, and no limit of the machine."""

CASE = {
    "market": "VN", "on": ON.isoformat(), "currency": "USD", "incoterm": "CIF", "freight": "0", "insurance": "0",
    "lines": [{"id": "plc", "hs": "853710", "value": "12500.00", "origin": "KR", "preference": "best"}],
}


def benchmarks(n: int = 200) -> Iterator[Benchmark]:
    """From the case as JSON holds it to every charge with its source; ``target_ratio`` is ours over ``TARGET``."""
    found = measure(
        "landed_one_case", lambda: landed(house(), person(), CASE),
        Peer("none", why="no other program computes these charges from dated, sourced law; measured against a target"), n=n,
    )
    yield replace(found, more={"target": TARGET, "target_ratio": found.ours / TARGET})
