"""The cost sheet in Excel, beside XlsxWriter writing the same cells."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measuring.deal import deal
from benchmarks.measuring.measure import Benchmark, Peer, agree, measure, seconds
from benchmarks.peers import plain_xlsxwriter
from packagekit.documents.sheets import LOOKS, Sheets
from packagekit.documents.spreadsheet import written
from packagekit.documents.workbook import laid_out, workbook


def benchmarks(n: int = 9) -> Iterator[Benchmark]:
    """Cells to bytes, both from finished values: ours from its pages, XlsxWriter from the same cells read back.

    ``whole`` is all of our work on a workbook, which nothing of the peer's answers to: every value said in the
    language, the height of every row measured, and the finished file recalculated by a second calculator.
    """
    at = deal()
    sheets: Sheets = laid_out(at.proposal, at.language)
    content = plain_xlsxwriter.pages(workbook(at.proposal, at.language))
    peer = Peer(f"{plain_xlsxwriter.NAME}, the same cells", lambda: plain_xlsxwriter.written(content))
    agree("xlsx_vs_xlsxwriter", _read(content), _read(plain_xlsxwriter.pages(plain_xlsxwriter.written(content))))
    yield measure(
        "xlsx_vs_xlsxwriter", lambda: written(sheets.pages, LOOKS, sheets.about), peer, n=n,
        more={"cells": sum(len(page.cells) for page in content), "whole": seconds(lambda: workbook(at.proposal, at.language), n)},
    )


def _read(content: tuple[plain_xlsxwriter.Page, ...]) -> list[tuple[object, ...]]:
    return [(page.name, c.row, c.column, c.kind, c.value, c.formula) for page in content for c in page.cells]
