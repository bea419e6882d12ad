"""Says how a case's figures are known, what looks wrong in it, and which step of its verification comes next."""

from packagekit.verify.checks import Finding, Peers, check
from packagekit.verify.comparison import differences
from packagekit.verify.grading import Grading, grade, graded
from packagekit.verify.steps import CHECKLIST, ACTS, after, next_acts

__all__ = [
    "ACTS", "CHECKLIST", "Finding", "Grading", "Peers", "after", "check", "differences", "grade", "graded", "next_acts",
]
