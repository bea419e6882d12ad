"""Charts of points: the options by price and benefit, and the results of proven cases before and after.

Every figure stands beside its mark in the language's own writing, so the axes can stay quiet and a reader need
not measure. Better and worse differ in shape as well as colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil

from packagekit.documents.bars import EDGE, FIGURE, SIZE, WIDTH, Rows, scale
from packagekit.documents.palette import GROUNDS, Ground, Palette
from packagekit.documents.picture import Canvas, Picture
from packagekit.documents.typesetting import width
from packagekit.domain.bundle import FrontPoint
from packagekit.domain.proposal import CaseView, OptionView
from packagekit.domain.text import Speaks

FIELD = 218.0
"""Height of the field in which options stand."""
NAMED = 46.0
"""Above the middle of an option's mark: its price and its name."""
DOT = 7.7
HUNDRED = Decimal(100)


def options_chart(
    options: Sequence[OptionView], language: Speaks, ground: Ground = "light", front: Sequence[FrontPoint] = (),
) -> Picture:
    """Parts and engineering against benefit: the options named, the bundles no other beats as a line behind them.

    Composing compared these prices; those of the quotation, with delivery, risk and margin, stand in the table.
    """
    _ = language.gettext
    palette = GROUNDS[ground]
    line = sorted(front, key=lambda p: p.price.amount)
    prices = [option.works.amount for option in options] + [p.price.amount for p in line]
    benefits = [option.benefit.ratio for option in options] + [p.benefit for p in line]
    across, up = _ticks(min(prices), max(prices)), _ticks(min(benefits), max(*benefits, Decimal(1)))
    says = [language.percent(tick) for tick in up]
    left = EDGE + max(width(words, SIZE) for words in says) + 10
    top = 26.0
    at = scale(*_around(across, Decimal("0.5"), Decimal("0.5")), left, WIDTH - EDGE)
    best = max(option.benefit.ratio for option in options)
    height = scale(*_around(up, Decimal("0.5"), _over(up, best)), top + FIELD, top)
    bottom = top + FIELD
    canvas = Canvas(WIDTH, int(bottom + 50), palette.ground)
    canvas.text(EDGE, 15, _("Benefit covered"), size=FIGURE, fill=palette.muted)
    for tick, words in zip(up, says, strict=True):
        canvas.path([(left, height(tick)), (WIDTH - EDGE, height(tick))], line=palette.line, weight=1)
        canvas.text(left - 10, height(tick) + 4.4, words, size=SIZE, fill=palette.ink, anchor="end")
    canvas.path([(left, bottom), (WIDTH - EDGE, bottom)], line=palette.line, weight=1)
    apart = at(across[1]) - at(across[0])
    every = ceil((max(width(language.number(tick), SIZE) for tick in across) + 12) / apart)  # rupiah and dong have long labels
    for tick in across[::every]:
        canvas.text(at(tick), bottom + 20, language.number(tick), size=SIZE, fill=palette.ink, anchor="middle")
    title = _("Parts and engineering in {currency}", currency=options[0].works.currency)
    canvas.text((left + WIDTH - EDGE) / 2, bottom + 42, title, size=FIGURE, fill=palette.muted, anchor="middle")
    points = [(at(p.price.amount), height(p.benefit)) for p in line]
    if points:
        steps = points[:1]
        for x, y in points[1:]:
            steps += [(x, steps[-1][1]), (x, y)]
        canvas.path(steps, line=palette.steel, weight=1.6)
    for x, y in points:
        canvas.circle(x, y, 2.9, fill=palette.steel, line=palette.steel, weight=0)
    for option in options:
        x, y = at(option.works.amount), height(option.benefit.ratio)
        canvas.circle(x, y, DOT, fill=palette.teal if option.taken else palette.ground, line=palette.ink, weight=2)
        for words, above, size, bold, fill in (
            (language.show(option.name), 30, SIZE, True, palette.ink), (language.money(option.works), 15, FIGURE, False, palette.muted)):
            _beside(canvas, words, x, y - above, size=size, bold=bold, fill=fill, palette=palette)
    said = tuple(
        _("{option}: {price} for {benefit}", option=option.name, price=option.works, benefit=option.benefit)
        for option in options
    )
    return canvas.picture(title=_("Options by price and benefit"), alt=_("Chart of price against benefit. {options}.", options=said))


def kpi_chart(cases: Sequence[CaseView], language: Speaks, ground: Ground = "light") -> Picture | None:
    """Before and after of each KPI the buyer wants to move, the value before being 100; None where no case shows one.

    Filled dots moved the good way, hollow ones the bad way; the real values stand at the right.
    """
    _ = language.gettext
    palette = GROUNDS[ground]
    shown = [(number, result) for number, case in enumerate(cases, start=1) for result in case.kpis
             if result.relative is not None and result.goal]
    if not shown:
        return None
    names = [_("{n} · {kpi}", n=number, kpi=result.name) for number, result in shown]
    words = [_("{before} → {after}", before=result.before, after=result.after) for _number, result in shown]
    after = [HUNDRED * result.after.value / result.before.value for _number, result in shown]
    rows = Rows(names)
    canvas = Canvas(WIDTH, rows.bottom + 46, palette.ground)
    low, high = min(HUNDRED, *after), max(HUNDRED, *after)
    at = scale(low, high, rows.left + 8, WIDTH - EDGE - max(width(said, FIGURE) for said in words) - 24)
    for tick in _ticks(Decimal(int(low)), Decimal(int(high))):
        if low <= tick <= high:
            canvas.path([(at(tick), 4), (at(tick), rows.bottom)], line=palette.line, weight=1)
            canvas.text(at(tick), rows.bottom + 16, language.number(tick), size=SIZE, fill=palette.ink, anchor="middle")
    canvas.text(rows.left, rows.bottom + 37, _("Value before = 100"), size=FIGURE, fill=palette.muted)
    for number, ((_case, result), value, said) in enumerate(zip(shown, after, words, strict=True)):
        y = rows.middle(number)
        rows.name(canvas, number, palette)
        colour = palette.teal if result.better else palette.amber
        canvas.path([(at(HUNDRED), y), (at(value), y)], line=colour, weight=2.4)
        canvas.circle(at(HUNDRED), y, 4.4, fill=palette.steel, line=palette.steel, weight=0)
        canvas.circle(at(value), y, 6.2, fill=colour if result.better else palette.ground, line=colour, weight=2.2)
        canvas.text(WIDTH - EDGE, y + 4.2, said, size=FIGURE, fill=palette.ink, anchor="end")
    results = tuple(_("{name} {values}", name=name, values=said) for name, said in zip(names, words, strict=True))
    return canvas.picture(title=_("Before and after in the proven cases"), alt=_("Dot chart: {results}.", results=results))


def _beside(canvas: Canvas, words: str, x: float, y: float, *, size: float, bold: bool, fill: str, palette: Palette) -> None:
    """Words over the middle of a mark, kept on the page, on the ground's own colour where a line runs under them."""
    half = width(words, size, bold) / 2
    x = min(max(x, EDGE + half), WIDTH - EDGE - half)
    canvas.rect(x - half - 3, y - size * 0.85, 2 * half + 6, size * 1.12, fill=palette.ground, radius=3)
    canvas.text(x, y, words, size=size, fill=fill, bold=bold, anchor="middle")


def _around(ticks: Sequence[Decimal], before: Decimal, after: Decimal) -> tuple[Decimal, Decimal]:
    """From some steps below the first tick to some beyond the last, where labels need the room."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else Decimal(1)
    return ticks[0] - step * before, ticks[-1] + step * after


def _over(ticks: Sequence[Decimal], best: Decimal) -> Decimal:
    """Steps beyond the last tick that leave the name over the ``best`` option its room, and no blank field otherwise."""
    step, free = ticks[1] - ticks[0], Decimal(FIELD - NAMED)
    steps, left = (ticks[-1] - ticks[0]) / step, (ticks[-1] - best) / step
    return max(Decimal("0.3"), (Decimal(NAMED) * (steps + Decimal("0.5")) - Decimal(FIELD) * left) / free)


def _ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Four to seven round values that hold ``low`` to ``high``."""
    span = high - low or abs(high) or Decimal(1)
    magnitude = Decimal(1).scaleb((span / 5).adjusted())
    step = next(m * magnitude for m in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
                if span / (m * magnitude) <= 6)
    first = (low // step) * step
    ticks = [first]
    while ticks[-1] < high:
        ticks.append(ticks[-1] + step)
    return ticks
