"""The cost sheet in Excel, beside XlsxWriter writing the same cells."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measuring.deal import deal
from benchmarks.measuring.measure import Benchmark, Peer, agree, measure
from benchmarks.peers import plain_xlsxwriter
from packagekit.documents.workbook import workbook


def benchmarks(n: int = 9) -> Iterator[Benchmark]:
    """Ours says every value in the language and recalculates the file; the peer gets all values ready."""
    at = deal()
    content = plain_xlsxwriter.pages(workbook(at.proposal, at.language))
    peer = Peer(f"{plain_xlsxwriter.NAME}, the same cells", lambda: plain_xlsxwriter.written(content))
    agree("xlsx_vs_xlsxwriter", _read(content), _read(plain_xlsxwriter.pages(plain_xlsxwriter.written(content))))
    yield measure(
        "xlsx_vs_xlsxwriter", lambda: workbook(at.proposal, at.language), peer, n=n,
        more={"cells": sum(len(page.cells) for page in content)},
    )


def _read(content: tuple[plain_xlsxwriter.Page, ...]) -> list[tuple[object, ...]]:
    return [(page.name, c.row, c.column, c.kind, c.value, c.formula) for page in content for c in page.cells]
