"""The ranking of 33,000 cases with its reasons, beside a row-wise scan in pandas."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from benchmarks.measuring.cases import cases
from benchmarks.measuring.deal import ON, deal, house
from benchmarks.measuring.measure import Benchmark, Peer, agree, measure
from benchmarks.peers import pandas_scan
from packagekit.match import match, table

CASES = 33_000
"""One for each small firm in Korea's manufacturing cooperatives, of which there were 33,000 in 2019."""

TOP = 5


def benchmarks(n: int = 3, count: int = CASES) -> Iterator[Benchmark]:
    """Both have their table ready; ours says why the best fit as well. How long ours takes to make is said beside it."""
    factory, taxonomy = deal().factory, house().catalogs.taxonomy
    register = cases(count, tuple(house().whole_registry().cases.values()))
    frame = pandas_scan.table(register, taxonomy)
    peer = Peer(pandas_scan.NAME, lambda: pandas_scan.ranked(frame, factory, taxonomy, ON, TOP))
    start = perf_counter()
    columns = table(register, taxonomy)
    prepared = perf_counter() - start
    found = match(factory, columns, taxonomy=taxonomy, on=ON, top=TOP)
    agree("match_33000_vs_pandas", [(m.case.id, float(m.score)) for m in found],
          pandas_scan.ranked(frame, factory, taxonomy, ON, TOP))
    yield measure(
        "match_33000_vs_pandas", lambda: match(factory, columns, taxonomy=taxonomy, on=ON, top=TOP), peer, n=n,
        more={"cases": count, "table_once": prepared},
    )
