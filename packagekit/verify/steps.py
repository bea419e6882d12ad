"""The steps of a case from draft to published, as one table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from packagekit.domain.case import Status
from packagekit.domain.record import read_only
from packagekit.domain.review import Act
from packagekit.domain.text import N_, Problem, Refusal, Text


class Step(NamedTuple):
    """An act: from which states, to which, what it is called and how many days it should wait at most."""

    before: frozenset[Status]
    after: Status | None  # None: the state stays
    name: Text
    days: int | None = None  # until the next act is due


_UNDER_WAY: frozenset[Status] = frozenset({"submitted", "in_review", "returned", "verified", "published", "expired"})

ACTS: Mapping[Act, Step] = read_only({
    "submit": Step(frozenset({"draft", "returned"}), "submitted", N_("Submit"), days=5),
    "take": Step(frozenset({"submitted"}), "in_review", N_("Take up the review"), days=14),
    "return": Step(frozenset({"in_review"}), "returned", N_("Return with reasons"), days=30),
    "verify": Step(frozenset({"in_review"}), "verified", N_("Verify"), days=7),
    "publish": Step(frozenset({"verified"}), "published", N_("Publish")),
    "expire": Step(frozenset({"published"}), "expired", N_("Take out of date")),
    "withdraw": Step(_UNDER_WAY, "withdrawn", N_("Withdraw")),
    "comment": Step(_UNDER_WAY | {"draft", "withdrawn"}, None, N_("Comment")),
})

STATUS_WORDS: Mapping[Status, Text] = read_only({
    "draft": N_("Draft"), "submitted": N_("Submitted"), "in_review": N_("In review"), "returned": N_("Returned"),
    "verified": N_("Verified"), "published": N_("Published"), "expired": N_("Expired"), "withdrawn": N_("Withdrawn"),
})

CHECKLIST: Mapping[str, Text] = read_only({
    "reached": N_("I reached the factory myself, through a contact that I did not get from the supplier."),
    "opened": N_("I opened every evidence file and found the figures in it."),
    "same": N_("Before and after are of the same lines, products and shifts."),
    "left_out": N_("Whatever was left out of the figures is named with its reason."),
    "cost": N_("The cost agrees with contracts or invoices."),
    "consent": N_("I saw the consent as it was signed."),
    "free": N_("I have no share, order or fee from the supplier, the factory or their adviser."),
})
"""What a verifier confirms, each by itself. Two signatures are not proof: the first one is to reach the factory."""


def after(status: Status, act: Act) -> Status:
    """The state that an act leads to. Raises Refusal where it cannot be done from this state."""
    step = ACTS[act]
    if status not in step.before:
        raise Refusal(Problem(
            where="status",
            what=N_("“{act}” cannot be done while the case is “{status}”.", act=step.name, status=STATUS_WORDS[status]),
            how=N_("Open it again to see its newest state."),
        ))
    return step.after or status


def next_acts(status: Status) -> tuple[Act, ...]:
    """What can be done from a state."""
    return tuple(act for act, step in ACTS.items() if status in step.before)


def due(act: Act, day: date) -> date | None:
    """The day by which the act that follows this one is due."""
    days = ACTS[act].days
    return None if days is None else day + timedelta(days=days)
