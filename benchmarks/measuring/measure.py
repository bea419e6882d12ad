"""Times our way and a peer's way in turn, on the same input in the same run."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from statistics import median
from time import perf_counter
from typing import Any

Way = Callable[[], object]


class OtherWork(Exception):
    """The peer came to another result: the two times must not stand side by side."""


@dataclass(frozen=True)
class Peer:
    """Another way to the same result; ``run`` is None where it cannot be run here, and ``why`` says so."""

    name: str
    run: Way | None = None
    why: str | None = None


@dataclass(frozen=True)
class Benchmark:
    """Medians of ``n`` rounds, in seconds; ``more`` holds what one benchmark has to say beside them."""

    name: str
    peer_name: str
    n: int
    ours: float | None
    peer: float | None = None
    limit: float | None = None  # what the machine needs for the work that no way can avoid
    why: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def answer(self) -> dict[str, Any]:
        """As JSON: times and ratios are strings; ``ratio`` is how many of ours fit into one of the peer's."""
        said: dict[str, Any] = {
            "name": self.name, "ours": _text(self.ours), "peer": _text(self.peer), "peer_name": self.peer_name,
            "ratio": _text(_quotient(self.peer, self.ours)), "limit_ratio": _text(_quotient(self.ours, self.limit)),
            "n": self.n,
        }
        if self.why is not None:
            said["why"] = self.why
        return {**said, **{key: _text(value) if isinstance(value, float) else value for key, value in self.more.items()}}


def run(group: str) -> list[Benchmark]:
    """The benchmarks of a group: a file of the folder."""
    with redirect_stdout(sys.stderr):  # whatever a library says meanwhile is not the answer
        return list(import_module(f"benchmarks.{group}").benchmarks())


def measure(
    name: str, ours: Way, peer: Peer, *, n: int, limit: Way | None = None, warm: bool = True,
    more: Mapping[str, Any] | None = None,
) -> Benchmark:
    """``n`` rounds in which ours, the peer and the limit take their turns.

    Every other round goes the other way about, so that a machine that grows busier or warmer favours
    nobody. ``warm`` runs each once, uncounted, right before it is timed: as in a program at work on many
    documents, and so that neither pays for what the other left in the processor's caches.
    """
    ways = {"ours": ours, "peer": peer.run, "limit": limit}
    running = {key: way for key, way in ways.items() if way is not None}
    times: dict[str, list[float]] = {key: [] for key in running}
    with _garbage_apart() as swept:
        for number in range(n):
            for key in running if number % 2 == 0 else reversed(running):
                if warm:
                    running[key]()
                swept()
                times[key].append(_timed(running[key]))
    medians = {key: median(taken) for key, taken in times.items()}
    return Benchmark(
        name=name, peer_name=peer.name, n=n, ours=medians["ours"], peer=medians.get("peer"),
        limit=medians.get("limit"), why=peer.why, more=more or {},
    )


@contextmanager
def _garbage_apart() -> Iterator[Callable[[], object]]:
    """Nobody pays for the garbage of the preparation, nor of whoever ran before: each pays for its own."""
    gc.collect()
    gc.freeze()
    try:
        yield gc.collect
    finally:
        gc.unfreeze()


def seconds(way: Way, n: int) -> float:
    """The median of ``n`` runs of a way that has no peer."""
    return median(_timed(way) for _ in range(n))


def unmeasured(name: str, peer: Peer, why: str) -> Benchmark:
    """A benchmark whose own way cannot be run on this machine."""
    return Benchmark(name=name, peer_name=peer.name, n=0, ours=None, why=why)


def agree(name: str, ours: object, theirs: object) -> None:
    """Raises ``OtherWork`` where two results differ, before anybody reads their times."""
    if ours != theirs:
        raise OtherWork(f"{name}: ours gave {str(ours)[:200]!r}, the peer {str(theirs)[:200]!r}")


def _timed(way: Way) -> float:
    start = perf_counter()
    way()
    return perf_counter() - start


def _quotient(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _text(value: float | None) -> str | None:
    """Three digits: the fourth one changes from run to run."""
    return None if value is None else format(Decimal(f"{value:.3g}"), "f")
