"""Every file of a proposal, in all its languages and formats, from a finished estimate, as the app makes them."""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import process_time

from benchmarks.measuring.deal import ON, deal, house, person
from benchmarks.measuring.measure import Benchmark, Peer, measure
from packagekit.documents.picture import pixels
from packagekit.domain.bundle import Bundle
from packagekit.words.languages import language
from packagekit.workflow.proposing import FORMATS, PROPOSAL, documents_of, draft_proposal
from packagekit.workflow.wording import languages_of_documents


def benchmarks(n: int = 3) -> Iterator[Benchmark]:
    """Word file, PDF and workbook in each language by the app's own use case, every gate passed; 4 s and 500 MB at most.

    Warm: templates are compiled and fonts read, but each picture is drawn anew, as for a new deal. ``processor`` is
    the time of all processors together: on a machine with one, the set takes that long.
    """
    bundle = _composed()
    proposal = draft_proposal(house(), person(), bundle, on=ON)
    kind = house().kinds[PROPOSAL]
    said = [language(code) for code in languages_of_documents(house())]
    spent: list[float] = []

    def ours() -> None:
        pixels.cache_clear()
        start = process_time()
        made = documents_of(house(), proposal, bundle, (kind,), said, tuple(FORMATS))
        spent.append(process_time() - start)
        if len(made) != len(said) * len(FORMATS):
            raise RuntimeError("a file of the set is missing")

    peer = Peer("none", why="nobody else makes the set: the target is 4 s")
    gc.collect()
    found = measure("full_set", ours, peer, n=n, more={"files": len(FORMATS) * len(said)})
    yield Benchmark(**{**found.__dict__, "more": {**found.more, "processor": min(spent), "megabytes": _megabytes()}})


def _composed() -> Bundle:
    """The bundle as the shell's ``propose`` is given it, composed by another process: this one has no solver in it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(_bundle).result()


def _bundle() -> Bundle:
    return deal().bundle


def _megabytes() -> int:
    """The most memory this process has held: that of this group alone."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1 << 20 if sys.platform == "darwin" else 1 << 10)
