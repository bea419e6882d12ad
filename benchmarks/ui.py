"""A rerun of a page of the screens, beside a rerun of an empty script."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version

from streamlit.testing.v1 import AppTest

from benchmarks.measuring.deal import FACTORY, house, person
from benchmarks.measuring.measure import Benchmark, Peer, measure
from packagekit.workflow import start_deal
from packagekit.workflow.settings import ROOT

PAGE = "estimate"
"""The page with the most figures on it."""

SECONDS = 120


def benchmarks(n: int = 9) -> Iterator[Benchmark]:
    """What every click costs: the script of the page is run again, with all caches warm, by Streamlit's own test frame."""
    start = start_deal(house(), person(), FACTORY)
    with environment({"PACKAGEKIT_HOME": str(house().settings.home)}):
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
        page.query_params["lang"], page.query_params["deal"] = "en", start.id
        rerun(page)
        page.switch_page(f"packagekit/ui/pages/{PAGE}.py")
        empty = AppTest.from_string("", default_timeout=SECONDS)
        peer = Peer(f"empty script, streamlit {version('streamlit')}", lambda: rerun(empty))
        yield measure("ui_rerun_vs_empty", lambda: rerun(page), peer, n=n, more={"page": PAGE})


def rerun(script: AppTest) -> None:
    """Raises ``RuntimeError`` where the page fails: a failure is quick, and no rerun."""
    script.run()
    if script.exception:
        raise RuntimeError(script.exception[0].message)


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
