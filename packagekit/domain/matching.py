"""What matching answers: how well a case fits a factory, why, and what differs."""

from __future__ import annotations

from packagekit.domain.case import Case
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import Text


class Reason(Record):
    """Why it fits, or what differs; ``code`` is for machines, ``text`` for people."""

    code: str
    text: Text
    weight: Exact  # what it adds to the score, 0..1


class Match(Record):
    case: Case
    score: Exact  # 0..1, two decimals
    reasons: tuple[Reason, ...]
    differences: tuple[Reason, ...]
