"""Looking for a case among 33,000 by what people type, beside a scan of the same texts in pandas."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import pandas

from benchmarks.measuring.deal import house
from benchmarks.measuring.measure import Benchmark, Peer, agree, measure
from benchmarks.measuring.register import patterns, register
from packagekit.domain.listing import texts
from packagekit.search import Entry, index
from packagekit.search.letters import words
from packagekit.workflow.spoken import spoken_names

SHARE = 1.0
TYPED = "인천 사출"
"""Two words that stand in the texts as they are: what a scan can find as well. Slips and initials it cannot."""

OTHERS = ("ㅅㅊ", "사츨 인천", "inchoen plating", "tkcnf", "사출조건", "a")


def benchmarks(n: int = 5, share: float = SHARE) -> Iterator[Benchmark]:
    """Both have their texts at hand. Ours ranks, forgives slips and reads initials; those times are said beside it."""
    taxonomy, samples = house().catalogs.taxonomy, house().store.registry()[0]
    cases = register(patterns(samples), share).cases
    names = spoken_names(taxonomy)
    entries = [Entry(key, texts(case, taxonomy, names)) for key, case in cases.items()]
    start = perf_counter()
    held = index(entries)
    prepared = perf_counter() - start
    frame = pandas.DataFrame({"id": list(cases), "said": [" ".join(" ".join(words(text)) for _, text in e.texts) for e in entries]})

    def scanned() -> list[str]:
        fits = pandas.Series(True, frame.index)
        for word in words(TYPED):
            fits &= frame["said"].str.contains(word, regex=False)
        return sorted(frame.loc[fits, "id"])

    agree("search_33000_vs_pandas", sorted(hit.id for hit in held.find(TYPED)), scanned())
    slowest = {}
    for typed in OTHERS:
        start = perf_counter()
        held.find(typed)
        slowest[typed] = perf_counter() - start
    worst = max(slowest, key=slowest.__getitem__)
    yield measure(
        "search_33000_vs_pandas", lambda: held.find(TYPED), Peer(f"pandas {pandas.__version__}, str.contains", scanned), n=n,
        more={"cases": len(cases), "index_once": prepared, "slowest_of_others": slowest[worst], "slowest": worst})
