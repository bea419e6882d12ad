"""A rerun of a page of the screens, alone and with a hundred people inside, beside a rerun of an empty script."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

from benchmarks.measuring.crowd import EMPTY, EVERY, OURS, PEOPLE, clicked, p95, served, signed_in
from benchmarks.measuring.deal import FACTORY, house, person
from benchmarks.measuring.measure import Benchmark, Peer, measure
from packagekit.workflow import start_deal
from packagekit.workflow.settings import ROOT

PAGE = "estimate"
"""The page with the most figures on it."""

SECONDS = 120
PORT = 8790


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
    yield crowd()


def crowd(people: int = PEOPLE) -> Benchmark:
    """The slowest twentieth of clicks where a hundred signed-in people click on the start page every five seconds."""
    cookies, home = signed_in(house(), people), house().settings.home
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text("", encoding="utf-8")
        with served(EMPTY.format(script=str(script)), home, PORT) as port:
            empty = clicked(port, cookies)
    with served(OURS, home, PORT + 1) as port:
        ours = clicked(port, cookies)
    return Benchmark(
        "ui_100_people_p95_vs_empty", f"empty script, streamlit {version('streamlit')}", len(ours), p95(ours), p95(empty),
        more={"people": people, "every_seconds": EVERY, "median": median(ours), "median_empty": median(empty)})


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
