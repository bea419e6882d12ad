"""Says how a case's figures are known, what looks wrong in it, and which step of its verification comes next."""

from packagekit.verify.checks import LEAST_MEMBERS, Finding, Peers, check
from packagekit.verify.grading import Grading, grade, graded
from packagekit.verify.steps import ACTS, CHECKLIST, STATUS_WORDS, after, due, next_acts

__all__ = [
    "ACTS", "CHECKLIST", "LEAST_MEMBERS", "STATUS_WORDS", "Finding", "Grading", "Peers", "after", "check", "due", "grade", "graded", "next_acts",
]
