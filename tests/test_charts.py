"""Pictures: drawn once for screen and paper, in every language, with words for those who cannot see them."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.documents.bars import cash_flow_chart, landed_chart, swings_chart
from packagekit.documents.charts import _ticks, kpi_chart, options_chart
from packagekit.documents.diagram import diagram
from packagekit.documents.drawings import PICTURES, drawings
from packagekit.documents.gantt import gantt
from packagekit.documents.grouping import grouped
from packagekit.documents.palette import DARK, LIGHT
from packagekit.documents.routing import Arrow, Place, routed
from packagekit.documents.typesetting import width, wrapped
from packagekit.domain.factory import Goal
from packagekit.domain.proposal import Architecture, Box, Flow
from packagekit.domain.text import N_, Percent
from packagekit.words.languages import language, languages
from tests import proposal_world as world

PROPOSAL = world.proposed(taken=world.ADVANCED)
EN = language("en")


@pytest.mark.parametrize("code", languages())
def test_every_picture_is_drawn_in_every_language(code):
    drawn = drawings(PROPOSAL, language(code))
    assert tuple(drawn) == PICTURES
    for picture in drawn.values():
        root = ElementTree.fromstring(picture.svg)
        assert root.tag.endswith("svg") and picture.alt and picture.title
        assert "None" not in picture.alt and "{" not in picture.alt


def test_a_picture_becomes_equal_pixels_each_time():
    first, again = gantt(PROPOSAL.plan, EN), gantt(PROPOSAL.plan, EN)
    assert first == again and first.png(1) == again.png(1)
    assert first.png(1)[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_dark_ground_is_dark_and_says_the_same():
    light, dark = (landed_chart(PROPOSAL.landed.blocks, EN, ground) for ground in ("light", "dark"))
    assert light.alt == dark.alt
    assert LIGHT.navy in light.svg and DARK.ground in dark.svg and LIGHT.navy not in dark.svg


def test_every_amount_of_the_waterfall_stands_beside_its_bar():
    svg = landed_chart(PROPOSAL.landed.blocks, EN).svg
    for block in PROPOSAL.landed.blocks:
        shown = EN.money(block.amount if block.kind != "back" else -block.amount)
        assert shown in svg


def test_cases_without_figures_give_no_chart():
    assert kpi_chart(PROPOSAL.evidence.cases[2:], EN) is None


def test_worsened_results_are_hollow_as_well_as_amber():
    """A buyer who wants less energy per part sees that the case honam needed more."""
    goals = (*world.FACTORY.goals, Goal(kpi="EN", now=Decimal("0.5"), target=Decimal("0.4")))
    cases = world.proposed(world.FACTORY.model_copy(update={"goals": goals})).evidence.cases
    hollow = [tag for tag in re.findall(r"<circle[^>]*>", kpi_chart(cases, EN).svg)
              if f'stroke="{LIGHT.amber}"' in tag and f'fill="{LIGHT.ground}"' in tag]
    assert len(hollow) == 1
    assert LIGHT.amber not in kpi_chart(PROPOSAL.evidence.cases, EN).svg


@given(low=st.decimals("0", "1000000", places=2), span=st.decimals("0.01", "1000000", places=2))
@settings(deadline=None, max_examples=60)
def test_ticks_are_few_round_and_hold_the_values(low, span):
    ticks = _ticks(low, low + span)
    assert 2 <= len(ticks) <= 8
    assert ticks[0] <= low and ticks[-1] >= low + span
    assert len({b - a for a, b in itertools.pairwise(ticks)}) == 1


@pytest.mark.parametrize("words", ["Bộ cảm biến áp suất lòng khuôn", "사출 금형 캐비티 압력 센서", "Donaudampfschifffahrtsgesellschaft"])
def test_lines_fit_their_room_and_lose_nothing(words):
    lines = wrapped(words, 80, 13)
    assert all(width(line, 13) <= 80 for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


@st.composite
def architectures(draw) -> Architecture:
    """Four to fourteen boxes on any levels, with arrows between any of them."""
    count = draw(st.integers(4, 14))
    boxes = tuple(
        Box(id=str(i), name=draw(st.sampled_from(["MES", "Sample process monitor of the moulding shop", "표본 게이트웨이", "Giám sát"])),
            level=draw(st.integers(0, 4)), kind=draw(st.sampled_from(["chosen", "gateway", "kept"])), note=N_("stays in place"))
        for i in range(count)
    )
    pairs = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=18))
    flows = tuple(
        Flow(giver=str(a), giver_name="a", taker=str(b), taker_name="b", data=N_("Orders"), protocol=N_("OPC UA"), gateway=None, gateway_name=None)
        for a, b in pairs if a != b
    )
    return Architecture(boxes=boxes, flows=flows)


@given(architecture=architectures())
@settings(deadline=None, max_examples=60)
def test_boxes_do_not_overlap_and_stay_on_the_page(architecture):
    picture = diagram(architecture, EN)
    root = ElementTree.fromstring(picture.svg)
    boxes = [
        tuple(float(rect.get(k)) for k in ("x", "y", "width", "height"))
        for rect in root.iter("{http://www.w3.org/2000/svg}rect") if rect.get("stroke-width") == "1.4"
    ]
    assert len(boxes) == len(architecture.boxes)
    for x, y, w, h in boxes:
        assert x >= 0 and y >= 0 and x + w <= picture.width and y + h <= picture.height and w > 60
    for (x1, y1, w1, h1), (x2, y2, w2, h2) in itertools.combinations(boxes, 2):
        assert x1 + w1 <= x2 or x2 + w2 <= x1 or y1 + h1 <= y2 or y2 + h2 <= y1


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_arrows_run_in_channels_and_never_over_a_box_or_along_another(data):
    rows, columns = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4))
    cells = data.draw(st.lists(st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1)), min_size=2, max_size=14, unique=True)
                      if rows * columns > 1 else st.just([(0, 0)]))
    places = {f"{r}/{c}": Place(r, c) for r, c in cells}
    names = sorted(places)
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=16, unique=True))
    arrows = [Arrow(a, b, "OPC UA", 50) for a, b in pairs if a != b]
    heights = [60.0] * rows
    grid = routed(places, heights, columns, arrows, left=112, right=812, top=4)
    horizontal: list[tuple[float, float, float]] = []
    for route in grid.routes:
        for (x1, y1), (x2, y2) in itertools.pairwise(route.points):
            assert x1 == x2 or y1 == y2
            for place in places.values():
                left, top = grid.column_x[place.column], grid.row_y[place.row]
                inside_x = min(x1, x2) < left + grid.box_width - 0.01 and max(x1, x2) > left + 0.01
                inside_y = min(y1, y2) < top + 60 - 0.01 and max(y1, y2) > top + 0.01
                assert not (inside_x and inside_y)
            if y1 == y2 and x1 != x2:
                horizontal.append((y1, min(x1, x2), max(x1, x2)))
    for (y1, a1, b1), (y2, a2, b2) in itertools.combinations(horizontal, 2):
        assert y1 != y2 or b1 <= a2 or b2 <= a1


def texts(svg: str) -> list[tuple[float, float, str]]:
    """Where each text of a drawing stands, and what it says."""
    return [(float(x), float(y), words) for x, y, words in
            re.findall(r'<text x="([-\d.]+)"[^>]* y="([-\d.]+)"[^>]*>([^<]*)</text>', svg)]


@pytest.mark.parametrize("code", languages())
def test_no_word_of_the_cash_flow_stands_in_the_field_of_its_line(code):
    svg = cash_flow_chart(PROPOSAL.returns.flows, language(code)).svg
    line = max(re.findall(r'<path d="(M[^"]*)" fill="none" stroke="#B45309"', svg), key=len)
    lowest = max(float(y) for y in re.findall(r"[ML][-\d.e]+ ([-\d.e]+)", line))
    said = texts(svg)
    assert all(y - 12 > lowest for _, y, _ in said)
    for flow in PROPOSAL.returns.flows:
        assert language(code).money(flow.cumulative) in svg and language(code).money(flow.amount) in svg


def test_kinds_of_bars_differ_in_more_than_colour():
    """What comes back is hatched, as are the swings below the middle and the years that cost."""
    back = sum(block.kind == "back" for block in PROPOSAL.landed.blocks)
    assert landed_chart(PROPOSAL.landed.blocks, EN).svg.count('stroke-width="1.5" fill="none"') == back > 0
    swings = PROPOSAL.landed.swings
    below = sum(s.low.amount < PROPOSAL.landed.range.p50.amount for s in swings)
    assert swings_chart(swings, PROPOSAL.landed.range, EN).svg.count('stroke-width="1.5" fill="none"') == below > 0


def test_thai_is_set_in_its_own_font_and_every_other_letter_is_not():
    svg = swings_chart(PROPOSAL.landed.swings, PROPOSAL.landed.range, language("th")).svg
    for family, words in re.findall(r'font-family="([^"]*)" xml:space="preserve">([^<]*)<', svg):
        assert (family == "Noto Sans Thai") == bool(re.search("[\u0e01-\u0e5b]", words)), words


def test_thai_lines_never_begin_or_end_inside_a_cluster():
    for line in wrapped("การบริหารการผลิตและการติดตามควบคุมเครื่องจักรทั้งหมด", 60, 13):
        assert not re.match("[ะ-ฺ็-๎]", line) and not re.search("[เแโใไ]$", line)


@pytest.mark.parametrize(("words", "lines"), [
    ("สำหรับโรงงานแบบแบตช์และสายการผลิต", ["สำหรับโรงงานแบบ", "แบตช์", "และสายการผลิต"]),
    ("หุ่นยนต์หยิบชิ้นงานฉีด", ["หุ่นยนต์หยิบชิ้นงาน", "ฉีด"]),
    ("ประสิทธิผลโดยรวมของเครื่องจักร", ["ประสิทธิผลโดยรวม", "ของเครื่องจักร"]),
])
def test_thai_lines_end_where_a_word_does(words, lines):
    assert wrapped(words, 112, 13, bold=True) == lines


def test_a_box_no_data_reaches_says_so():
    boxes = tuple(Box(id=i, name=N_(i), level=2, kind="chosen", note=None) for i in ("one", "two", "three"))
    flow = Flow(giver="one", giver_name=N_("one"), taker="two", taker_name=N_("two"), data=N_("d"), protocol=N_("MQTT"), gateway=None, gateway_name=None)
    assert diagram(Architecture(boxes=boxes, flows=(flow,)), EN).svg.count("(works on its own)") == 1
    assert diagram(Architecture(boxes=boxes, flows=()), EN).svg.count("(works on its own)") == 0


@given(of=st.lists(st.tuples(st.integers(0, 28), st.integers(1, 4), st.sampled_from(["chosen", "chosen", "gateway"])), min_size=100, max_size=200),
       ends=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=150))
@settings(deadline=None, max_examples=15)
def test_however_many_solutions_an_architecture_has_its_smallest_words_are_six_points_and_each_is_counted(of, ends):
    """A page holds a picture 205 mm high, and one 170 mm wide has words of 6.46 points at least: 11 of its 820 pixels."""
    boxes = tuple(Box(id=f"s{n}", name=f"Solution {n} with a longer name", level=level, kind=kind, type=N_(f"Type {type_}"))
                  for n, (type_, level, kind) in enumerate(of))
    flows = tuple(Flow(giver=f"s{one}", giver_name="one", taker=f"s{other}", taker_name="other", data=N_("d"), protocol=N_("MQTT"),
                       gateway=None, gateway_name=None) for one, other in ends)
    picture = diagram(Architecture(boxes=boxes, flows=flows), EN)
    printed = min(170.0, 205 * picture.width / picture.height)
    assert 11 * printed / picture.width * 72 / 25.4 >= 6
    together = grouped(Architecture(boxes=boxes, flows=flows), EN)
    assert sum(1 if box.note is None else int(EN.show(box.note).split()[0]) for box in together.boxes) == len(boxes)
    shown = {box.id for box in together.boxes}
    assert all({flow.giver, flow.taker} <= shown and flow.giver != flow.taker for flow in together.flows)


def boxed(*kinds: str) -> Architecture:
    """One box of each kind, on levels of their own, and no data between them."""
    return Architecture(flows=(), boxes=tuple(
        Box(id=kind, name=N_("box"), level=level, kind=kind) for level, kind in enumerate(kinds, start=1)))


@pytest.mark.parametrize("kinds, said, silent", [
    (("chosen",), {"solution of this proposal"}, {"gateway", "system that stays", "data, with its protocol"}),
    (("gateway", "kept"), {"gateway", "system that stays"}, {"solution of this proposal", "data, with its protocol"}),
])
def test_the_legend_explains_what_is_drawn_and_nothing_else(kinds, said, silent):
    svg = diagram(boxed(*kinds), EN).svg
    assert all(f">{words}<" in svg for words in said) and not any(f">{words}<" in svg for words in silent)


def test_the_washes_of_two_levels_leave_ground_between_them():
    svg = diagram(boxed("chosen", "kept"), EN).svg
    washes = sorted((float(y), float(y) + float(high)) for y, high in re.findall(
        rf'<rect[^>]* y="([\d.]+)"[^>]* height="([\d.]+)"[^>]* fill="{LIGHT.wash}"', svg))
    assert len(washes) == 2 and washes[0][1] < washes[1][0]


@pytest.mark.parametrize(("best", "room"), [(Decimal("0.9"), 30), (Decimal(1), 60)])
def test_a_field_of_options_has_room_for_the_name_over_the_best_and_no_blank_band_else(best, room):
    options = [option.model_copy(update={"benefit": Percent(ratio=min(best, option.benefit.ratio))}) for option in PROPOSAL.summary.options]
    svg = options_chart(options, EN).svg
    title = 15
    line = min(float(y) for y in re.findall(r'd="M[\d.]+ ([\d.]+) L', svg))
    names = [float(y) for y in re.findall(r'y="([\d.]+)" font-size="13"[^>]*font-weight[^>]*>', svg)]
    assert len(names) == 3
    assert min(names) - 13 >= title and line - title <= room
