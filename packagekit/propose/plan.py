"""The plan: the months an option needs, cut into phases that follow each other week by week."""

from __future__ import annotations

from decimal import Decimal

from packagekit.domain.proposal import Milestone, Plan, Task
from packagekit.domain.text import N_, Text
from packagekit.propose.given import Given

STABILISATION_WEEKS = 13
"""Three months after go-live: the shortest period whose figures are not called an early result."""

PHASES: dict[str, tuple[int, Text, Text, Text]] = {
    # Share of the time to go-live in percent; name; who; what the buyer holds in his hands at its end.
    "survey": (10, N_("Survey on site"), N_("Cooperative and buyer"), N_("Survey report and baseline figures")),
    "design": (15, N_("Design"), N_("Suppliers"), N_("Design documents approved by the buyer")),
    "build": (30, N_("Build and test in Korea"), N_("Suppliers"), N_("Factory acceptance test")),
    "shipping": (15, N_("Shipping and customs"), N_("Suppliers and importer"), N_("Goods cleared and on site")),
    "installation": (30, N_("Installation and commissioning"), N_("Suppliers and buyer"), N_("Site acceptance test")),
}


def plan(given: Given) -> Plan:
    """Phases in whole weeks that end at go-live in the promised month; training runs beside installation."""
    carried = any(line.kind == "goods" for line in given.option.lines)
    codes = [code for code in PHASES if carried or code != "shipping"]
    go_live = max(len(codes), int(Decimal(given.option.months) * 52 / 12))
    tasks: list[Task] = []
    week = 0
    for code, weeks in zip(codes, _weeks(go_live, [PHASES[code][0] for code in codes]), strict=True):
        _, name, who, result = PHASES[code]
        tasks.append(Task(code=code, name=name, start=week, weeks=weeks, who=who, result=result))
        week += weeks
    installation = tasks[-1]
    training = max(1, (installation.weeks + 1) // 2)
    tasks.append(Task(
        code="training", name=N_("Training"), start=go_live - training, weeks=training,
        who=N_("Cooperative and suppliers"), result=N_("Operators and key users trained"),
    ))
    tasks.append(Task(
        code="stabilisation", name=N_("Stabilisation"), start=go_live, weeks=STABILISATION_WEEKS,
        who=N_("Cooperative and suppliers"), result=N_("Figures measured against the goals"),
    ))
    ends = {task.code: task.start + task.weeks for task in tasks}
    milestones = [
        Milestone(week=0, name=N_("Contract and first payment")),
        Milestone(week=ends["design"], name=N_("Design approved")),
        Milestone(week=ends["build"], name=N_("Factory acceptance test passed")),
        Milestone(week=go_live, name=N_("Site acceptance and go-live")),
        Milestone(week=ends["stabilisation"], name=N_("Final acceptance")),
    ]
    return Plan(tasks=tuple(tasks), milestones=tuple(milestones), go_live_week=go_live,
                weeks=ends["stabilisation"], months=given.option.months)


def _weeks(total: int, shares: list[int]) -> list[int]:
    """``total`` weeks by share, at least one each, adding up exactly (``total`` is no less than the phases)."""
    weeks, ended = [], 0
    for position, _ in enumerate(shares, start=1):
        due = total * sum(shares[:position]) // sum(shares)
        end = min(max(due, ended + 1), total - (len(shares) - position))
        weeks.append(end - ended)
        ended = end
    return weeks
