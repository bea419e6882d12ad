"""Pictures of amounts as bars: the way from price to cost, what moves the cost, the cash flow year by year.

Every amount stands in words beside its bar, never across a line. Solid, hatched and hollow tell the kinds apart, so
that a page printed in black and white says as much as a coloured one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from packagekit.documents.palette import GROUNDS, Ground, Palette
from packagekit.documents.picture import Canvas, Picture
from packagekit.documents.typesetting import width, wrapped
from packagekit.domain.estimate import Range, Swing
from packagekit.domain.proposal import CostBlock, YearFlow
from packagekit.domain.text import Speaks

WIDTH = 760
"""In CSS pixels: at the width of a page, text of 13 is set in eight points."""
SIZE, FIGURE = 13.0, 12.0
LINE = 16.0
NAMES = 236
BAR = 15.0
EDGE = 8.0


def landed_chart(blocks: Sequence[CostBlock], language: Speaks, ground: Ground = "light") -> Picture:
    """From the price to the buyer's cost, step by step: a waterfall on its side, so that long names fit.

    Totals are solid and dark, what is added solid and lighter, what comes back hatched.
    """
    _ = language.gettext
    palette = GROUNDS[ground]
    said = [language.money(b.amount if b.kind != "back" else -b.amount) for b in blocks]
    spans: list[tuple[Decimal, Decimal]] = []
    level = Decimal(0)
    for block in blocks:
        before = Decimal(0) if block.kind == "total" else level
        level = before + (-block.amount.amount if block.kind == "back" else block.amount.amount)
        spans.append((before, level))
    rows = Rows([language.show(b.name) for b in blocks])
    canvas = Canvas(WIDTH, rows.bottom, palette.ground)
    right = WIDTH - EDGE - max(width(words, FIGURE, bold=True) for words in said) - 8
    at = scale(min(min(s) for s in spans), max(max(s) for s in spans), rows.left, right)
    for number, (block, span, words) in enumerate(zip(blocks, spans, said, strict=True)):
        y = rows.middle(number)
        rows.name(canvas, number, palette)
        if number + 1 < len(blocks):
            x = at(span[1])
            canvas.path([(x, y + BAR / 2), (x, rows.middle(number + 1) - BAR / 2)], line=palette.muted, weight=0.8)
        low, high = at(min(span)), at(max(span))
        if block.kind == "back":
            canvas.hatched(low, y - BAR / 2, max(high - low, 1.5), BAR, line=palette.teal, ground=palette.ground)
        else:
            canvas.rect(low, y - BAR / 2, max(high - low, 1.5), BAR, fill=palette.navy if block.kind == "total" else palette.steel)
        canvas.text(high + 8, y + 4.2, words, size=FIGURE, fill=palette.ink, bold=True)
    steps = tuple(_("{name} {amount}", name=b.name, amount=b.amount if b.kind != "back" else -b.amount) for b in blocks)
    return canvas.picture(title=_("From price to cost"), alt=_("Waterfall chart: {steps}.", steps=steps))


def swings_chart(swings: Sequence[Swing], spread: Range, language: Speaks, ground: Ground = "light") -> Picture:
    """Tornado: how far each uncertain figure alone moves the buyer's cost; below the middle hatched, above it solid."""
    _ = language.gettext
    palette = GROUNDS[ground]
    ordered = sorted(swings, key=lambda s: s.high.amount - s.low.amount, reverse=True)
    middle = spread.p50.amount
    low_words, high_words = ([language.money(getattr(s, side)) for s in ordered] for side in ("low", "high"))
    rows = Rows([language.show(s.name) for s in ordered], top=26)
    canvas = Canvas(WIDTH, rows.bottom, palette.ground)
    at = scale(
        min(middle, *(s.low.amount for s in ordered)), max(middle, *(s.high.amount for s in ordered)),
        rows.left + max(width(w, FIGURE) for w in low_words) + 10,
        WIDTH - EDGE - max(width(w, FIGURE) for w in high_words) - 8)
    centre = at(middle)
    for number, swing in enumerate(ordered):
        y = rows.middle(number)
        rows.name(canvas, number, palette)
        low, high = at(swing.low.amount), at(swing.high.amount)
        if low < centre:
            canvas.hatched(low, y - BAR / 2, min(high, centre) - low, BAR, line=palette.steel, ground=palette.ground)
        if high > centre:
            canvas.rect(max(low, centre), y - BAR / 2, high - max(low, centre), BAR, fill=palette.navy)
        canvas.text(min(low, centre) - 7, y + 4.2, low_words[number], size=FIGURE, fill=palette.ink, anchor="end")
        canvas.text(max(high, centre) + 7, y + 4.2, high_words[number], size=FIGURE, fill=palette.ink)
    canvas.path([(centre, 22), (centre, rows.bottom - 4)], line=palette.amber, weight=1.6, dashed=True)
    canvas.text(centre, 15, language.money(spread.p50), size=FIGURE, fill=palette.amber, bold=True, anchor="middle")
    moves = tuple(_("{name} from {low} to {high}", name=s.name, low=s.low, high=s.high) for s in ordered)
    return canvas.picture(title=_("What moves the cost"),
                          alt=_("Tornado chart around {middle}: {swings}.", middle=spread.p50, swings=moves))


def cash_flow_chart(flows: Sequence[YearFlow], language: Speaks, ground: Ground = "light") -> Picture:
    """Bars for each year and a line for the sum so far; where the line crosses zero the money is back.

    The amounts stand in rows under the years, so that the line has the field to itself.
    """
    _ = language.gettext
    palette = GROUNDS[ground]
    heads = (_("Flow of the year"), _("Sum so far"))
    said = [(language.money(f.amount), language.money(f.cumulative)) for f in flows]
    names = [wrapped(head, 104, FIGURE) for head in heads]
    left = 12 + 26 + max(width(line, FIGURE) for lines in names for line in lines) + 12
    each = (WIDTH - EDGE - left) / len(flows)
    figure = min(FIGURE, FIGURE * (each - 8) / max(width(words, FIGURE, bold=True) for pair in said for words in pair))
    field, row = 166.0, max(26.0, max(map(len, names)) * 14.0 + 10)
    canvas = Canvas(WIDTH, int(field + 34 + 2 * row), palette.ground)
    values = [v for f in flows for v in (f.amount.amount, f.cumulative.amount)]
    height = scale(max(*values, Decimal(0)), min(*values, Decimal(0)), 14, field - 8)
    zero = height(Decimal(0))
    middles = [left + each * (number + 0.5) for number in range(len(flows))]
    wide = min(44.0, each * 0.46)
    for x, flow in zip(middles, flows, strict=True):
        top, bottom = sorted((zero, height(flow.amount.amount)))
        if flow.amount.amount < 0:
            canvas.hatched(x - wide / 2, top, wide, max(bottom - top, 1.5), line=palette.steel, ground=palette.ground)
        else:
            canvas.rect(x - wide / 2, top, wide, max(bottom - top, 1.5), fill=palette.teal)
    canvas.path([(left, zero), (WIDTH - EDGE, zero)], line=palette.muted, weight=1)
    points = [(x, height(f.cumulative.amount)) for x, f in zip(middles, flows, strict=True)]
    canvas.path(points, line=palette.amber, weight=2.2)
    for point in points:
        canvas.circle(*point, 4, fill=palette.ground, line=palette.amber, weight=2)
    for x, flow in zip(middles, flows, strict=True):
        canvas.text(x, field + 16, _("Year {n}", n=flow.year), size=SIZE, fill=palette.ink, anchor="middle")
    for number, lines in enumerate(names):
        y = field + 28 + row * number
        canvas.path([(12, y), (WIDTH - EDGE, y)], line=palette.line, weight=0.8)
        if number == 0:
            canvas.rect(14, y + row / 2 - 6, 8, 12, fill=palette.teal)
            canvas.hatched(24, y + row / 2 - 6, 8, 12, line=palette.steel, ground=palette.ground)
        else:
            canvas.path([(12, y + row / 2), (34, y + row / 2)], line=palette.amber, weight=2.2)
            canvas.circle(23, y + row / 2, 3.6, fill=palette.ground, line=palette.amber, weight=2)
        for place, line in enumerate(lines):
            canvas.text(40, y + row / 2 + 4.2 + (place - (len(lines) - 1) / 2) * 14, line, size=FIGURE, fill=palette.muted)
        for x, words in zip(middles, said, strict=True):
            canvas.text(x, y + row / 2 + 4.2, words[number], size=figure, fill=palette.ink, bold=number == 0, anchor="middle")
    years = tuple(_("year {n} {amount}", n=f.year, amount=f.amount) for f in flows)
    return canvas.picture(
        title=_("Cash flow of the buyer, middle case"),
        alt=_("Bars by year: {years}. After the last year the sum is {sum}.", years=years, sum=flows[-1].cumulative))


class Rows:
    """Names at the left in as many lines as they need; every row as high as the highest."""

    def __init__(self, names: Sequence[str], top: float = 4) -> None:
        self.lines = [wrapped(name, NAMES, SIZE) for name in names]
        self.left = 8 + max(width(line, SIZE) for lines in self.lines for line in lines) + 14
        self.top = top
        self.height = max(map(len, self.lines)) * LINE + 5
        self.bottom = int(top + self.height * len(names) + 4)

    def middle(self, number: int) -> float:
        return self.top + self.height * (number + 0.5)

    def name(self, canvas: Canvas, number: int, palette: Palette) -> None:
        lines = self.lines[number]
        for place, line in enumerate(lines):
            y = self.middle(number) + 4.4 + (place - (len(lines) - 1) / 2) * LINE
            canvas.text(self.left - 14, y, line, size=SIZE, fill=palette.ink, anchor="end")


def scale(first: Decimal, last: Decimal, start: float, end: float) -> Callable[[Decimal], float]:
    """Where an amount lies between two places; where a drawing starts exactness ends."""
    unit = (end - start) / float(last - first) if last != first else 0.0
    return lambda amount: start + float(amount - first) * unit
