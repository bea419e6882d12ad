"""What signing in takes, and what asking who may do what adds to a page, each beside what cannot be saved of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from statistics import median
from time import perf_counter
from typing import Any

from argon2 import PasswordHasher
from streamlit.testing.v1 import AppTest

from benchmarks.measuring.deal import FACTORY, house, person
from benchmarks.measuring.measure import Benchmark, Peer, measure
from benchmarks.ui import PAGE, SECONDS, environment, rerun
from packagekit.storage.people import PeopleBook
from packagekit.workflow import Caller, sign_in, start_deal
from packagekit.workflow.passwords import hashed
from packagekit.workflow.settings import ROOT

TARGETS = {"sign_in_vs_argon2": 0.5, "rights_of_a_page_vs_page": 0.002}
"""Seconds that each may take."""

EMAIL, PASSWORD = "bench@example.com", "correct horse battery"


def benchmarks(n: int = 9) -> Iterator[Benchmark]:
    """``target_ratio`` is ours over the wish: below 1 it is met."""
    yield _signing_in(n)
    yield _rights_of_a_page(n)


def _signing_in(n: int) -> Benchmark:
    """From the password as it was typed to the secret of a sign-in that is in the database, beside the one hash in it."""
    people = house().store.people
    if people.standing("bench") is None:
        people.enrol("bench", "Sample Bench", "export_team", "house")
        people.change("bench", "password set", by="bench", email=EMAIL, password=hashed(PASSWORD))
    kept, hasher, caller = hashed(PASSWORD), PasswordHasher(), Caller(address="192.0.2.1", agent="bench")
    return _beside_target(measure(
        "sign_in_vs_argon2", lambda: sign_in(house(), EMAIL, PASSWORD, caller),
        Peer(f"one check, argon2-cffi {version('argon2-cffi')}", lambda: hasher.verify(kept, PASSWORD)), n=n))


def _rights_of_a_page(n: int) -> Benchmark:
    """All looks at role and standing of one run of the page with the most figures, beside that run."""
    start = start_deal(house(), person(), FACTORY)
    with environment({"PACKAGEKIT_HOME": str(house().settings.home)}), timed() as asked:
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
        page.query_params["lang"], page.query_params["deal"] = "en", start.id
        rerun(page)
        page.switch_page(f"packagekit/ui/pages/{PAGE}.py")
        rerun(page)
        rights, runs, looks = [], [], 0
        for _ in range(n):
            asked.clear()
            begun = perf_counter()
            rerun(page)
            runs.append(perf_counter() - begun)
            rights.append(sum(asked))
            looks = len(asked)
    return _beside_target(Benchmark(
        "rights_of_a_page_vs_page", f"the whole run of the page {PAGE}", n, median(rights), median(runs), more={"looks": looks}))


@contextmanager
def timed() -> Iterator[list[float]]:
    """The seconds that each look at a person's role and standing took."""
    taken: list[float] = []
    look = PeopleBook.standing

    def stopped(*args: Any, **named: Any) -> Any:
        begun = perf_counter()
        try:
            return look(*args, **named)
        finally:
            taken.append(perf_counter() - begun)

    PeopleBook.standing = stopped  # type: ignore[method-assign]
    try:
        yield taken
    finally:
        PeopleBook.standing = look  # type: ignore[method-assign]


def _beside_target(found: Benchmark) -> Benchmark:
    target = TARGETS[found.name]
    return replace(found, more={**found.more, "target": target, "target_ratio": (found.ours or 0) / target})
