"""The register at the country's size: the first page after a start, pages of results, files brought in, and the memory."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.measuring.cases import cases
from benchmarks.measuring.crowd import OURS, opened, served, signed_in
from benchmarks.measuring.deal import house as small_house
from benchmarks.measuring.measure import Benchmark
from benchmarks.measuring.register import patterns, register
from packagekit.storage.registry import Registry
from packagekit.workflow import House, desk_owner, open_house, read_import, save_import
from packagekit.workflow.importing import flat, form_for
from packagekit.workflow.settings import ROOT

PORT, ROWS = 8791, 5_000
PAGES = {
    "cases": "", "cases_found": "words=인천 사출", "suppliers": "view=suppliers", "solutions": "view=solutions",
    "map": "view=map", "who_can_do_what": "view=levels", "excellent_suppliers": "view=excellent",
}
TARGETS = {"first_page": 5.0, "page": 1.0, "import": 10.0, "megabytes": 1000}


def benchmarks(n: int = 5, share: float = 1.0, rows: int = ROWS) -> Iterator[Benchmark]:
    """``share`` of the country's register. Nobody else has it: each figure stands beside the target of the issue."""
    with TemporaryDirectory(prefix="packagekit-scale-") as folder:
        home = Path(folder)
        records = register(patterns(small_house().store.registry()[0]), share)
        house = open_house(home)
        filled(house, records)
        more = {"cases": len(records.cases), "suppliers": len(records.suppliers), "members": len(records.members)}
        start = perf_counter()
        house.whole_registry()  # reads every record once and keeps the register abridged
        yield _found("register_read_once", [perf_counter() - start], why="once, after it was filled or the program changed", **more)
        for kind in ("cases", "members"):
            yield _found(f"import_{rows}_rows_of_{kind}", list(imported(house, kind, rows, n=min(n, 3))), TARGETS["import"])
        cookies = signed_in(house, 1)
        house.store.close()
        start = perf_counter()
        with served(OURS, home, PORT) as port:
            ready = perf_counter() - start
            first = opened(port, cookies[0], "cases")
            yield _found("first_page_after_a_start", [first], TARGETS["first_page"], server_ready=ready)
            for name, query in PAGES.items():
                page = "cases" if name.startswith("cases") else "directory"
                yield _found(f"page_{name}", [opened(port, cookies[0], page, query) for _ in range(n)], TARGETS["page"])
        yield _found("megabytes_at_hand", [megabytes(home)], TARGETS["megabytes"], why="most memory held: lists, searches and matching")


def _found(name: str, taken: list[float], target: float | None = None, *, why: str | None = None, **more: float | str) -> Benchmark:
    said = {"slowest": max(taken), **({"target": str(target)} if target else {}), **more}
    return Benchmark(name, "none", len(taken), median(taken), why=why or "nobody else has it: see the target", more=said)


def filled(house: House, records: Registry) -> None:
    """The records into the database, some thousands at a time."""
    for kind in ("cooperatives", "suppliers", "solutions", "members", "cases"):
        house.store.take_in(Registry(**{kind: getattr(records, kind)}))


def imported(house: House, kind: str, rows: int, n: int) -> Iterator[float]:
    """Processor time of reading a file of so many rows row by row, and of saving it, as one import."""
    who = desk_owner(house)
    for number in range(n):
        data = file_of(house, kind, rows, f"brought-{number}")
        start = process_time()
        reading = read_import(house, who, kind, f"{kind}.csv", data)
        save_import(house, who, reading, f"{kind}.csv")
        yield process_time() - start


def file_of(house: House, kind: str, rows: int, mark: str) -> bytes:
    """A CSV file with exactly so many rows below its heads."""
    form, samples = form_for(house.root, kind), small_house().whole_registry()
    if kind == "cases":
        made: Iterator[object] = iter(cases(rows, [c for c in samples.cases.values() if c.status == "published"]))
    else:
        made = iter(register(patterns(small_house().store.registry()[0]), 1.0).members.values())
    lines: list[list[str]] = []
    for record in made:
        found = flat(form, record.model_copy(update={"id": f"{mark}-{record.id}", "cooperative": "coop-plastics"}))
        if len(lines) + len(found) > rows:
            found = [found[0]] * (rows - len(lines)) if len(lines) < rows else []
        lines += found
        if len(lines) == rows:
            break
    out = io.StringIO()
    csv.writer(out).writerows([[column.ko for column in form.columns], *lines])
    return out.getvalue().encode()


_MEASURED = """
import re, resource, sys
from datetime import date
from pathlib import Path
from packagekit.workflow import *
house = open_house(Path(sys.argv[1])); who = desk_owner(house); on = date(2026, 11, 22)
for kind in ("cases", "suppliers", "solutions", "cooperatives"):
    find_listed(house, who, kind, Wanted(typed="인천 사출"), on=on)
excellent_suppliers(house, who, on=on); capability_map(house, who)
for factory in list_factories(house, who):
    match_factory(house, who, factory, on=on)
status = Path("/proc/self/status")  # where there is one: the other figure remembers the process that began this one
peak = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
print(int(peak[1]) // 1024 if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 << 20))
"""


def megabytes(home: Path) -> float:
    done = subprocess.run([sys.executable, "-c", _MEASURED, str(home)], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)
