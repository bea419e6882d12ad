"""Charts of data: each a function of records and a language, drawn once for screen and paper.

Every figure stands beside its mark in the language's own writing, so the axes can stay quiet and a reader need
not measure. Better and worse differ in shape as well as colour.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import unescape

import altair as alt
import vl_convert

from packagekit.documents.palette import GROUNDS, Ground, Palette
from packagekit.documents.picture import FONT, Picture, fonts_ready
from packagekit.documents.typesetting import scripted, width, wrapped
from packagekit.domain.bundle import FrontPoint
from packagekit.domain.proposal import CaseView, OptionView
from packagekit.domain.record import plain
from packagekit.domain.text import Speaks

WIDTH = 760
"""In CSS pixels: at the width of a page, text of 13 is set in eight points."""
SIZE = 13
LINE = 16
NAMES = 260
THAI_TEXT = re.compile("<text([^>]*)>([^<>]*[\u0e01-\u0e5b][^<>]*)</text>")
PLOT = WIDTH - NAMES - 30  # what the names and the margins leave


def options_chart(
    options: Sequence[OptionView], language: Speaks, ground: Ground = "light", front: Sequence[FrontPoint] = (),
) -> Picture:
    """Parts and engineering against benefit: the options named, the bundles no other beats as a line behind them.

    Composing compared these prices; those of the quotation, with delivery, risk and margin, stand in the table.
    """
    _ = language.gettext
    palette = GROUNDS[ground]
    points = [
        {"x": _number(option.works.amount), "y": _number(option.benefit.ratio),
         "name": language.show(option.name), "words": language.money(option.works), "taken": option.taken}
        for option in options
    ]
    line = [{"x": _number(p.price.amount), "y": _number(p.benefit)} for p in sorted(front, key=lambda p: p.price.amount)]
    prices = [option.works.amount for option in options] + [p.price.amount for p in front]
    ticks_x = _ticks(min(prices), max(prices))
    ticks_y = _ticks(min([o.benefit.ratio for o in options] + [p.benefit for p in front]), Decimal(1))
    x = alt.X("x:Q", title=_("Parts and engineering in {currency}", currency=options[0].works.currency), scale=_scale(ticks_x, Decimal("0.5")),
              axis=_axis(ticks_x, [language.number(t) for t in ticks_x]))
    y = alt.Y("y:Q", title=_("Benefit covered"), scale=_scale(ticks_y, Decimal("1.8")),
              axis=_axis(ticks_y, [language.percent(t) for t in ticks_y], grid=True))
    layers: list[alt.Chart] = []
    if line:
        layers.append(alt.Chart(alt.Data(values=line)).mark_line(
            interpolate="step-after", color=palette.steel, strokeWidth=1.6).encode(x=x, y=y))
        layers.append(alt.Chart(alt.Data(values=line)).mark_point(
            size=26, filled=True, color=palette.steel, opacity=1).encode(x=x, y=y))
    base = alt.Chart(alt.Data(values=points)).encode(x=x, y=y)
    layers += [
        base.mark_point(size=190, filled=True, opacity=1, strokeWidth=2, stroke=palette.ink).encode(
            color=alt.condition("datum.taken", alt.value(palette.teal), alt.value(palette.ground))),
        *_haloed(base, palette, "name:N", dy=-30, fontWeight=600, fontSize=SIZE, color=palette.ink),
        *_haloed(base, palette, "words:N", dy=-15, fontSize=12, color=palette.muted),
    ]
    said = tuple(
        _("{option}: {price} for {benefit}", option=option.name, price=option.works, benefit=option.benefit)
        for option in options
    )
    return _drawn(alt.layer(*layers), palette, height=260, title=_("Options by price and benefit"),
                  words=_("Chart of price against benefit. {options}.", options=said))


def kpi_chart(cases: Sequence[CaseView], language: Speaks, ground: Ground = "light") -> Picture | None:
    """Before and after of each KPI the buyer wants to move, the value before being 100; None where no case shows one.

    Filled dots moved the good way, hollow ones the bad way; the real values stand at the right.
    """
    _ = language.gettext
    palette = GROUNDS[ground]
    rows: list[dict[str, Any]] = []
    for number, case in enumerate(cases, start=1):
        for result in case.kpis:
            if result.relative is None or not result.goal:
                continue
            rows.append({
                "name": _("{n} · {kpi}", n=number, kpi=result.name),
                "after": _number(100 * result.after.value / result.before.value), "better": result.better,
                "words": _("{before} → {after}", before=result.before, after=result.after),
            })
    if not rows:
        return None
    low, high = min(100.0, *(r["after"] for r in rows)), max(100.0, *(r["after"] for r in rows))
    room = max(width(r["words"], 12) for r in rows) + 24
    right = low - 4 + (high - low + 8) * PLOT / (PLOT - room)  # the values stand clear of the dots, however long
    base = _by_name(rows)
    x = alt.X("after:Q", scale=alt.Scale(domain=[low - 4, right], nice=False, zero=False), title=_("Value before = 100"),
              axis=alt.Axis(ticks=False, domain=False, grid=True, labelPadding=6, titlePadding=10, titleAnchor="start",
                            values=[_number(t) for t in _ticks(Decimal(int(low)), Decimal(int(high)))]))
    colour = alt.condition("datum.better", alt.value(palette.teal), alt.value(palette.amber))
    fill = alt.condition("datum.better", alt.value(palette.teal), alt.value(palette.ground))
    start = base.transform_calculate(before="100")
    layers = (
        start.mark_rule(strokeWidth=2.4).encode(x=x, x2="before:Q", color=colour),
        start.mark_point(size=60, filled=True, fill=palette.steel, opacity=1).encode(x="before:Q"),
        base.mark_point(size=120, opacity=1, strokeWidth=2.2).encode(x=x, stroke=colour, fill=fill),
        base.transform_calculate(right=str(right)).mark_text(align="right", fontSize=12, color=palette.ink).encode(
            x="right:Q", text="words:N"),
    )
    said = tuple(_("{name} {values}", name=r["name"], values=r["words"]) for r in rows)
    return _drawn(alt.layer(*layers), palette, height=_height(rows) + 50,
                  title=_("Before and after in the proven cases"), words=_("Dot chart: {results}.", results=said))


def _number(value: Decimal) -> float:
    """Where a drawing starts exactness ends: a position on paper, never an amount in words."""
    return float(value)


def _haloed(base: alt.Chart, palette: Palette, field: str, **text: Any) -> tuple[alt.Chart, alt.Chart]:
    """Words over a line of the chart, with the ground around them."""
    return (base.mark_text(**text, stroke=palette.ground, strokeWidth=4, strokeJoin="round").encode(text=field),
            base.mark_text(**text).encode(text=field))


def _by_name(rows: list[dict[str, Any]]) -> alt.Chart:
    """One row of the chart for each record in its order, its name at the left in as many lines as it needs."""
    keyed = [{**row, "row": f"{number:03d}"} for number, row in enumerate(rows)]
    labels = {row["row"]: wrapped(row["name"], NAMES, SIZE) for row in keyed}
    axis = alt.Axis(ticks=False, domain=False, grid=False, labelLimit=NAMES + 40, labelPadding=12, labelLineHeight=LINE,
                    labelExpr=_lookup(labels), labelBaseline="middle")
    return alt.Chart(alt.Data(values=keyed)).encode(y=alt.Y("row:N", sort=None, title=None, axis=axis))


def _height(rows: Sequence[dict[str, Any]]) -> int:
    """Rows are of one height: that of the name with most lines."""
    lines = max((len(wrapped(row["name"], NAMES, SIZE)) for row in rows), default=1)
    return max(1, len(rows)) * (lines * LINE + 10)


def _axis(ticks: Sequence[Decimal], labels: Sequence[str], grid: bool = False) -> alt.Axis:
    """An axis whose labels the language wrote."""
    by_value = {plain(tick): label for tick, label in zip(ticks, labels, strict=True)}
    return alt.Axis(values=[_number(t) for t in ticks], labelExpr=_lookup(by_value), grid=grid, ticks=False,
                    domain=not grid, labelPadding=8, titlePadding=12, labelFlush=False)


def _lookup(labels: dict[str, Any]) -> str:
    """A Vega expression that says each value by the words given for it."""
    return f"{json.dumps(labels, sort_keys=True)}[datum.value]"


def _scale(ticks: Sequence[Decimal], room: Decimal) -> alt.Scale:
    """From half a step below the first tick to ``room`` steps beyond the last, where labels need it."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else Decimal(1)
    return alt.Scale(domain=[_number(ticks[0] - step / 2), _number(ticks[-1] + step * room)], nice=False, zero=False)


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


def _drawn(chart: alt.LayerChart, palette: Palette, *, height: int, title: str, words: str) -> Picture:
    """The chart in our type and colours as an SVG of the full width."""
    fonts_ready()
    styled = chart.properties(
        width=WIDTH, height=height, autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 4, "right": 12, "top": 8, "bottom": 8},
    ).configure(font=FONT, background=palette.ground).configure_view(stroke=None).configure_axis(
        labelColor=palette.ink, titleColor=palette.muted, gridColor=palette.line, domainColor=palette.line,
        labelFontSize=SIZE, titleFontSize=12, titleFontWeight="normal",
    )
    svg = THAI_TEXT.sub(_in_its_script, vl_convert.vegalite_to_svg(styled.to_dict(validate=False)))
    size = re.match(r'<svg[^>]*? width="(\d+)(?:\.\d+)?"[^>]*? height="(\d+)', svg) or re.match(
        r'<svg[^>]*? height="(?P<h>\d+)', svg)
    return Picture(svg=svg, alt=words, title=title, width=int(size[1]), height=int(size[2]))


def _in_its_script(text: re.Match[str]) -> str:
    """A text of the chart with its Thai in the font for Thai."""
    attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', text[1]))
    kept = "".join(f' {name}="{value}"' for name, value in attributes.items() if name not in ("text-anchor", "font-family"))
    return scripted(kept, unescape(text[2]), x=0, size=float(attributes["font-size"].removesuffix("px")),
                    bold=attributes.get("font-weight") in ("600", "bold"), anchor=attributes.get("text-anchor", "start"))
