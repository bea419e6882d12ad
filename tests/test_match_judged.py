"""The ranking against pairs of factory and case that were judged by hand, each with its reason."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
import yaml

from packagekit.match import match, table
from packagekit.storage.catalogs import Catalogs
from packagekit.storage.registry import Registry
from tests.conftest import DAY

JUDGED = yaml.safe_load((Path(__file__).parent / "situations" / "judged_pairs.yaml").read_text(encoding="utf-8"))
FITS = ("none", "remote", "useful", "close")
AGREEMENT = 0.95
"""Of two cases that were judged differently for one factory, how often the better one must stand first."""


def worth(factory: str, case: str) -> int:
    return FITS.index(JUDGED[factory][case]["fit"])


@pytest.fixture(scope="module")
def order(catalogs: Catalogs, samples: Registry) -> dict[str, list[str]]:
    """The judged cases of each factory in the order of the ranking."""
    columns = table(samples.cases.values(), catalogs.taxonomy)
    return {
        key: [m.case.id for m in match(samples.factories[key], columns, taxonomy=catalogs.taxonomy, on=DAY)
              if m.case.id in judged]
        for key, judged in JUDGED.items()
    }


def test_the_judgements_are_whole(samples: Registry) -> None:
    """At least 30 pairs, of every sample factory, each of a published case and with a reason."""
    assert set(JUDGED) == set(samples.factories)
    pairs = [(factory, case, said) for factory, judged in JUDGED.items() for case, said in judged.items()]
    assert len(pairs) >= 30
    for _, case, said in pairs:
        assert samples.cases[case].status == "published"
        assert said["fit"] in FITS and len(said["because"]) > 15


@pytest.mark.parametrize("factory", JUDGED)
def test_what_is_close_stands_first(factory: str, order: dict[str, list[str]]) -> None:
    assert worth(factory, order[factory][0]) == FITS.index("close")


@pytest.mark.parametrize("factory", JUDGED)
def test_no_case_stands_before_one_judged_two_steps_better(factory: str, order: dict[str, list[str]]) -> None:
    ranked = order[factory]
    wrong = [
        (before, behind) for before, behind in permutations(ranked, 2)
        if ranked.index(before) < ranked.index(behind) and worth(factory, behind) - worth(factory, before) >= 2
    ]
    assert not wrong


def test_the_ranking_agrees_with_the_engineer(order: dict[str, list[str]]) -> None:
    right = total = 0
    for factory, ranked in order.items():
        for better, worse in permutations(ranked, 2):
            if worth(factory, better) > worth(factory, worse):
                total += 1
                right += ranked.index(better) < ranked.index(worse)
    assert right / total >= AGREEMENT, f"{right} of {total}"
