"""Runs the benchmarks that were named, or all of them, and prints a table or the JSON of the contract."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from pkgutil import iter_modules

from benchmarks.measuring.measure import Benchmark, run

FOLDER = Path(__file__).parent


def groups() -> tuple[str, ...]:
    """Every file of this folder but this one is a group of benchmarks; what they share stands in packages."""
    return tuple(m.name for m in iter_modules([str(FOLDER)]) if not m.ispkg and m.name != "__main__")


def measured(names: Sequence[str]) -> Iterator[Benchmark]:
    """Each group alone in a process: none finds the memory full and threads at work that another left behind."""
    if len(names) == 1:
        yield from run(names[0])
        return
    for name in names:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            yield from other.submit(run, name).result()


def machine() -> str:
    """The processor, its cores and the Python: what the seconds depend on and the ratios hardly do."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    processor = models[0] if models else platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def table(benchmarks: Sequence[Benchmark]) -> str:
    """One line each, the reasons for what is missing below it."""
    lines = [f"{'benchmark':<26}{'ours s':>10}{'peer s':>10}{'ratio':>8}{'limit':>7}{'n':>5}  peer"]
    for benchmark in benchmarks:
        said = benchmark.answer()
        shown = {key: "-" if value is None else str(value) for key, value in said.items()}
        lines.append(
            f"{shown['name']:<26}{shown['ours']:>10}{shown['peer']:>10}{shown['ratio']:>8}{shown['limit_ratio']:>7}"
            f"{shown['n']:>5}  {shown['peer_name']}"
        )
        lines += [f"    {key}: {shown[key]}" for key in ("why", *benchmark.more) if key in said]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="GROUP", help=f"of: {' '.join(groups())} (none: all)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.names) - set(groups()))
    if unknown:
        parser.error(f"no such group: {', '.join(unknown)}; choose from {', '.join(groups())}")
    found = list(measured(tuple(dict.fromkeys(asked.names)) or groups()))
    if asked.json:
        print(json.dumps({"machine": machine(), "benchmarks": [b.answer() for b in found]}, ensure_ascii=False))
    else:
        print(f"{machine()}\n\n{table(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
