"""How much two cases read alike: the same story told twice is one build, or one text copied."""

from __future__ import annotations

from rapidfuzz import fuzz

from packagekit.domain.case import Case

LEAST_LETTERS = 40
"""A shorter text says too little to be called copied."""

ALIKE = 85.0
"""From which likeness (of 100) on a text is taken for the other one with some words changed."""


def likeness(one: Case, other: Case) -> float:
    """0 to 100: of problem, what was built and lessons, told in the language both have in which they are most alike."""
    return max((fuzz.token_sort_ratio(mine, theirs) for mine, theirs in (
        (_told(one, code), _told(other, code)) for code in one.problem.root) if min(len(mine), len(theirs)) >= LEAST_LETTERS), default=0.0)


def _told(case: Case, code: str) -> str:
    return " ".join(text.root.get(code, "") for text in (case.problem, case.built, case.lessons)).casefold().strip()
