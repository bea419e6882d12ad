"""Boxes on a grid and arrows between them that never run over a box or along another arrow.

All rows share the same columns, so the gaps between columns make straight vertical channels and the
gaps between rows make horizontal ones. An arrow leaves its box into the channel beside it, and where the other
box is not in the next row it changes rows through a vertical channel. Each run in a channel gets a track of its own;
runs that do not meet share one (left-edge rule of channel routing).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

TRACK = 17.0
"""Between two horizontal tracks: room for a label."""
LANE = 9.0
"""Between two vertical tracks."""


@dataclass(frozen=True)
class Place:
    row: int
    column: int


@dataclass(frozen=True)
class Arrow:
    giver: str
    taker: str
    label: str
    label_width: float


@dataclass
class Run:
    """A horizontal stretch of an arrow in the channel above row ``channel``."""

    arrow: int
    channel: int
    start: float
    end: float
    label: float  # width of the label it carries, 0 for none
    track: int = 0

    def __post_init__(self) -> None:
        low, high = sorted((self.start, self.end))
        middle = (low + high) / 2
        self.low = min(low, middle - self.label / 2) - 4
        self.high = max(high, middle + self.label / 2) + 4


@dataclass(frozen=True)
class Route:
    points: tuple[tuple[float, float], ...]
    label_at: tuple[float, float]


@dataclass
class Grid:
    """The finished drawing: where rows, columns and arrows are; made by ``routed``."""

    left: float
    box_width: float
    column_x: list[float] = field(default_factory=list)
    row_y: list[float] = field(default_factory=list)
    width: float = 0
    height: float = 0
    routes: list[Route] = field(default_factory=list)


def routed(
    places: Mapping[str, Place], row_heights: Sequence[float], columns: int, arrows: Sequence[Arrow], *,
    left: float, right: float, top: float,
) -> Grid:
    """Positions for boxes of ``row_heights`` between ``left`` and ``right`` and a route for every arrow."""
    lanes = _lanes(places, arrows, columns)
    gap = [14 + LANE * count for count in _lane_counts(lanes, columns)]
    box_width = (right - left - sum(gap)) / columns
    column_x, x = [], left
    for column in range(columns):
        x += gap[column]
        column_x.append(x)
        x += box_width
    grid = Grid(left=left, box_width=box_width, column_x=column_x, width=right)

    ports = _ports(places, arrows, grid)
    runs: list[list[Run]] = []
    for number, arrow in enumerate(arrows):
        giver_x, taker_x = ports[number]
        out, into = _channels(places[arrow.giver], places[arrow.taker])
        if number not in lanes:
            runs.append([Run(number, out, giver_x, taker_x, arrow.label_width)])
            continue
        column, lane = lanes[number]
        lane_x = (column_x[column] if column < columns else right) - 7 - LANE * (lane + 0.5)
        runs.append([Run(number, out, giver_x, lane_x, 0), Run(number, into, lane_x, taker_x, arrow.label_width)])
    tracks = _assign([run for pair in runs for run in pair], len(row_heights) + 1)

    y, channel_y = top, []
    for channel in range(len(row_heights) + 1):
        channel_y.append(y)
        y += 20 + TRACK * tracks[channel]
        if channel < len(row_heights):
            grid.row_y.append(y)
            y += row_heights[channel]
    grid.height = y
    for number, arrow in enumerate(arrows):
        grid.routes.append(_route(arrow, runs[number], ports[number], places, grid, row_heights, channel_y))
    return grid


def _channels(giver: Place, taker: Place) -> tuple[int, int]:
    """Channel ``r`` lies above row ``r``: the one the arrow leaves into and the one it comes in from."""
    if giver.row > taker.row:
        return giver.row, taker.row + 1
    if giver.row < taker.row:
        return giver.row + 1, taker.row
    return giver.row, giver.row  # the same row: both through the channel above it


def _lanes(places: Mapping[str, Place], arrows: Sequence[Arrow], columns: int) -> dict[int, tuple[int, int]]:
    """For arrows that change channels: the vertical channel nearest to both ends and a lane in it.

    Lanes are shared by arrows whose vertical stretches do not meet.
    """
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    lanes: dict[int, tuple[int, int]] = {}
    for number, arrow in enumerate(arrows):
        giver, taker = places[arrow.giver], places[arrow.taker]
        out, into = _channels(giver, taker)
        if out == into:
            continue
        low, high = sorted((out, into))
        best = min(range(columns + 1), key=lambda c, g=giver, t=taker: (
            abs(c - g.column - 0.5) + abs(c - t.column - 0.5), _load(taken, c, low, high), c))
        lane = 0
        while any(a < high and low < b for a, b in taken.get((best, lane), [])):
            lane += 1
        taken.setdefault((best, lane), []).append((low, high))
        lanes[number] = (best, lane)
    return lanes


def _load(taken: Mapping[tuple[int, int], list[tuple[int, int]]], column: int, low: int, high: int) -> int:
    return sum(a < high and low < b for (c, _), spans in taken.items() if c == column for a, b in spans)


def _lane_counts(lanes: Mapping[int, tuple[int, int]], columns: int) -> list[int]:
    return [max((lane + 1 for c, lane in lanes.values() if c == column), default=0) for column in range(columns + 1)]


def _ports(places: Mapping[str, Place], arrows: Sequence[Arrow], grid: Grid) -> list[tuple[float, float]]:
    """Where each arrow leaves and enters: every end on a side of a box has its own place, ordered by direction."""
    sides: dict[tuple[str, bool], list[tuple[float, int, bool]]] = {}
    for number, arrow in enumerate(arrows):
        giver, taker = places[arrow.giver], places[arrow.taker]
        up = giver.row >= taker.row
        sides.setdefault((arrow.giver, up), []).append((taker.column, number, True))
        sides.setdefault((arrow.taker, taker.row >= giver.row), []).append((giver.column, number, False))
    ends: dict[tuple[int, bool], float] = {}
    for (box, on_top), side in sides.items():
        # Apart by a little, so that stubs of two boxes above each other do not run into one line.
        x = grid.column_x[places[box].column] + (-5 if on_top else 5)
        for position, (_, number, giving) in enumerate(sorted(side), start=1):
            ends[number, giving] = x + grid.box_width * position / (len(side) + 1)
    return [(ends[number, True], ends[number, False]) for number in range(len(arrows))]


def _assign(runs: Sequence[Run], channels: int) -> list[int]:
    """Gives each run the lowest free track of its channel; answers how many tracks each channel needs."""
    needed = [0] * channels
    for channel in range(channels):
        ends: list[float] = []
        for run in sorted((r for r in runs if r.channel == channel), key=lambda r: (r.low, r.arrow)):
            free = next((track for track, end in enumerate(ends) if end < run.low), None)
            if free is None:
                free = len(ends)
                ends.append(run.high)
            else:
                ends[free] = run.high
            run.track = free
        needed[channel] = len(ends)
    return needed


def _route(arrow: Arrow, runs: Sequence[Run], ports: tuple[float, float], places: Mapping[str, Place], grid: Grid,
           row_heights: Sequence[float], channel_y: Sequence[float]) -> Route:
    giver, taker = places[arrow.giver], places[arrow.taker]
    up_out, down_in = giver.row >= taker.row, taker.row >= giver.row
    start = (ports[0], grid.row_y[giver.row] + (0 if up_out else row_heights[giver.row]))
    end = (ports[1], grid.row_y[taker.row] + (0 if down_in else row_heights[taker.row]))
    points = [start]
    for run in runs:
        y = channel_y[run.channel] + 10 + TRACK * (run.track + 0.5)
        points += [(run.start, y), (run.end, y)]
    points.append(end)
    last = runs[-1]
    return Route(points=tuple(points), label_at=((last.start + last.end) / 2, points[-2][1]))
