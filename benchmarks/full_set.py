"""Every file of a proposal, in all its languages and formats, from a finished estimate."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator

from benchmarks.measuring.deal import deal, house
from benchmarks.measuring.measure import Benchmark, Peer, measure
from packagekit.documents.drawings import drawings
from packagekit.documents.picture import _pixels
from packagekit.documents.word import word
from packagekit.documents.workbook import workbook
from packagekit.words.languages import language
from packagekit.workflow.proposing import PROPOSAL, paged, pdf, template
from packagekit.workflow.wording import languages_of_documents


def benchmarks(n: int = 3) -> Iterator[Benchmark]:
    """Word file, PDF and workbook in each language, everything checked; the target is 4 s and 500 MB.

    Warm: templates are compiled and fonts read, but each picture is drawn anew, as for a new deal.
    """
    at = deal()
    codes = languages_of_documents(house())

    def ours() -> None:
        _pixels.cache_clear()
        for code in codes:
            said = language(code)
            pictures = drawings(at.proposal, said)
            made = paged(word(template(house(), PROPOSAL, code), at.proposal, said, pictures), pictures.values())
            pdf(made.document, made.setting)
            workbook(at.proposal, said)

    peer = Peer("none", why="nobody else makes the set: the target is 4 s")
    found = measure("full_set", ours, peer, n=n, more={"files": 3 * len(codes)})
    yield Benchmark(**{**found.__dict__, "more": {**found.more, "megabytes": _megabytes()}})


def _megabytes() -> int:
    """The most memory this process has held, which is that of all benchmarks of the run."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1 << 20 if sys.platform == "darwin" else 1 << 10)
