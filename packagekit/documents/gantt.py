"""The plan as a Gantt chart: phases as bars over weeks, milestones as diamonds, months as the grid."""

from __future__ import annotations

from packagekit.documents.palette import GROUNDS, Ground
from packagekit.documents.picture import Canvas, Picture
from packagekit.documents.typesetting import width, wrapped
from packagekit.domain.proposal import Plan
from packagekit.domain.text import Speaks

WIDTH = 820
LABELS = (236, 292)  # room for the names at the left, least and most: a name on one line costs less room than two lines
RIGHT = 24
TOP = 46
SIZE = 13.0
LINE = 17.0
BETWEEN = 6.0
"""Room that a row has over the lines of its name: a page holds the rows of a long plan under what stands before them."""
WEEKS_A_MONTH = 52 / 12


def gantt(plan: Plan, language: Speaks, ground: Ground = "light") -> Picture:
    """One row for each phase and each milestone, on a scale of weeks from the order."""
    _ = language.gettext
    palette = GROUNDS[ground]
    least, most = LABELS
    longest = [*(width(language.show(task.name), SIZE, bold=True) + 24 for task in plan.tasks),
               *(width(language.show(mark.name), SIZE) + 40 for mark in plan.milestones)]
    labels = max((least, *(wide for wide in longest if wide <= most)))
    names = [wrapped(language.show(task.name), labels - 24, SIZE, bold=True) for task in plan.tasks]
    marks = [wrapped(language.show(mark.name), labels - 40, SIZE) for mark in plan.milestones]
    heights = [max(1, len(lines)) * LINE + BETWEEN for lines in (*names, *marks)]
    bottom = TOP + sum(heights)
    canvas = Canvas(WIDTH, int(bottom + 12), palette.ground)

    week_width = (WIDTH - labels - RIGHT) / plan.weeks

    def at(week: float) -> float:
        return labels + week * week_width

    months = int(plan.weeks / WEEKS_A_MONTH + 0.999)
    step = 1 if months <= 14 else 2
    for month in range(0, months + 1, step):
        x = at(min(month * WEEKS_A_MONTH, plan.weeks))
        canvas.path([(x, TOP - 6), (x, bottom)], line=palette.line, weight=1)
        if month < months:
            middle = at(min((month + step / 2) * WEEKS_A_MONTH, plan.weeks))
            canvas.text(middle, TOP - 14, str(month + 1), size=12, fill=palette.muted, anchor="middle")
    canvas.text(labels - 12, TOP - 14, _("Month after the order"), size=12, fill=palette.muted, anchor="end")

    y = TOP
    for task, lines, height in zip(plan.tasks, names, heights, strict=False):
        canvas.path([(0, y), (WIDTH, y)], line=palette.line, weight=0.6)
        _label(canvas, lines, 12, y, height, palette.ink, bold=True)
        after = task.start >= plan.go_live_week
        fill = palette.steel if after or task.code == "training" else palette.navy
        canvas.rect(at(task.start), y + BETWEEN / 2, task.weeks * week_width, height - BETWEEN, fill=fill, radius=3)
        weeks = _("{n} wk", n=task.weeks)
        if width(weeks, 12, bold=True) + 10 < task.weeks * week_width:
            canvas.text(at(task.start) + task.weeks * week_width / 2, y + height / 2 + 4.3, weeks, size=12,
                        fill=palette.on_navy, bold=True, anchor="middle")
        y += height
    for mark, lines, height in zip(plan.milestones, marks, heights[len(names):], strict=True):
        canvas.path([(0, y), (WIDTH, y)], line=palette.line, weight=0.6)
        _label(canvas, lines, 28, y, height, palette.muted, bold=False)
        _diamond(canvas, 17, y + height / 2, 4.5, palette.amber)
        _diamond(canvas, at(mark.week), y + height / 2, 7.5, palette.amber)
        y += height
    canvas.path([(at(plan.go_live_week), TOP - 6), (at(plan.go_live_week), bottom)], line=palette.amber, weight=1.4,
                dashed=True)
    return canvas.picture(title=_("Plan from order to final acceptance"), alt=_alt(plan, language))


def _label(canvas: Canvas, lines: list[str], x: float, y: float, height: float, fill: str, *, bold: bool) -> None:
    first = y + (height - len(lines) * LINE) / 2 + SIZE
    for number, words in enumerate(lines):
        canvas.text(x, first + number * LINE, words, size=SIZE, fill=fill, bold=bold)


def _diamond(canvas: Canvas, x: float, y: float, size: float, fill: str) -> None:
    canvas.shape([(x - size, y), (x, y - size), (x + size, y), (x, y + size)], fill=fill)


def _alt(plan: Plan, language: Speaks) -> str:
    _ = language.gettext
    phases = tuple(
        _("{phase} in weeks {first} to {last}", phase=task.name, first=task.start + 1, last=task.start + task.weeks)
        for task in plan.tasks
    )
    return _("Gantt chart: {phases}. Go-live is in week {week}.", phases=phases, week=plan.go_live_week)
