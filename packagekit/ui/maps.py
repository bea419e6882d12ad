"""A map that needs no network: Korea's provinces as a grid of tiles, each with how much is registered there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from markupsafe import Markup

from packagekit.domain.text import N_, Localized, Text

TILE, GAP = 74, 6

PROVINCES: Mapping[str, tuple[Text, int, int, tuple[str, ...]]] = {
    "seoul": (N_("Seoul"), 1, 0, ("서울", "seoul")),
    "gangwon": (N_("Gangwon"), 2, 0, ("강원", "gangwon", "원주", "wonju", "강릉", "gangneung")),
    "incheon": (N_("Incheon"), 0, 1, ("인천", "incheon")),
    "gyeonggi": (N_("Gyeonggi"), 1, 1, ("경기", "gyeonggi", "수원", "suwon", "안산", "ansan", "화성", "hwaseong", "부천", "bucheon", "포천", "pocheon")),
    "chungbuk": (N_("North Chungcheong"), 2, 1, ("충청북", "north chungcheong", "청주", "cheongju", "음성", "eumseong")),
    "chungnam": (N_("South Chungcheong"), 0, 2, ("충청남", "south chungcheong", "천안", "cheonan", "아산", "asan", "논산", "nonsan")),
    "sejong": (N_("Sejong"), 1, 2, ("세종", "sejong")),
    "gyeongbuk": (N_("North Gyeongsang"), 3, 2, ("경상북", "north gyeongsang", "구미", "gumi", "경주", "gyeongju")),
    "daejeon": (N_("Daejeon"), 1, 3, ("대전", "daejeon")),
    "daegu": (N_("Daegu"), 2, 3, ("대구", "daegu")),
    "ulsan": (N_("Ulsan"), 3, 3, ("울산", "ulsan")),
    "jeonbuk": (N_("North Jeolla"), 0, 3, ("전북", "전라북", "jeonbuk", "north jeolla", "전주", "jeonju", "군산", "gunsan")),
    "gwangju": (N_("Gwangju"), 0, 4, ("광주", "gwangju")),
    "jeonnam": (N_("South Jeolla"), 1, 4, ("전라남", "south jeolla", "여수", "yeosu")),
    "gyeongnam": (N_("South Gyeongsang"), 2, 4, ("경상남", "south gyeongsang", "창원", "changwon", "김해", "gimhae", "양산", "yangsan")),
    "busan": (N_("Busan"), 3, 4, ("부산", "busan")),
    "jeju": (N_("Jeju"), 0, 5, ("제주", "jeju")),
}
"""Each province with its place on the grid and the words by which a region is told to lie in it."""


def provinces_of(region: str) -> tuple[str, ...]:
    """The provinces a region names; a town alone counts for its own."""
    said = region.casefold()
    return tuple(code for code, (_, _, _, words) in PROVINCES.items() if any(word in said for word in words))


def counted(regions: Iterable[Localized | None]) -> Counter[str]:
    """How many of some records lie in each province; records of one town have one and the same text for it."""
    known: dict[int, Localized] = {}
    times: Counter[int] = Counter()
    for region in regions:
        if region is not None:
            known[id(region)] = region
            times[id(region)] += 1
    counts: Counter[str] = Counter()
    for key, region in known.items():
        for province in provinces_of(" ".join(region.root.values())):
            counts[province] += times[key]
    return counts


class Drawn(NamedTuple):
    """A drawing with its words for who does not see it."""

    svg: str
    alt: str


def tile_map(counts: Mapping[str, int], names: Mapping[str, str], links: Mapping[str, str], unit: str) -> Drawn:
    """The grid as SVG; the more there is, the deeper the tile."""
    most = max(counts.values(), default=0) or 1
    tiles = []
    for code, (_, column, row, _) in PROVINCES.items():
        count = counts.get(code, 0)
        x, y = column * (TILE + GAP), row * (TILE + GAP)
        share = 12 + round(70 * count / most) if count else 0
        fill = f"color-mix(in srgb, var(--teal) {share}%, var(--wash))"
        ink = "#ffffff" if share > 50 else "var(--ink)"
        drawn = Markup(
            '<g><title>{name}: {count} {unit}</title><rect x="{x}" y="{y}" width="{size}" height="{size}" rx="10" style="fill:{fill}"/>'
            '<text x="{mid}" y="{top}" text-anchor="middle" style="font-size:11px;fill:{ink}">{name}</text>'
            '<text x="{mid}" y="{low}" text-anchor="middle" style="font-size:19px;font-weight:680;fill:{ink}">{count}</text></g>'
        ).format(name=names[code], count=count, unit=unit, x=x, y=y, size=TILE, fill=fill, ink=ink, mid=x + TILE / 2, top=y + 26, low=y + 53)
        tiles.append(Markup('<a href="{}" target="_top">{}</a>').format(links[code], drawn) if count and code in links else drawn)
    width, height = 4 * (TILE + GAP), 6 * (TILE + GAP)
    svg = Markup('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" font-family="inherit">{tiles}</svg>').format(
        w=width - GAP, h=height - GAP, tiles=Markup("").join(tiles))
    said = ", ".join(f"{names[code]} {count}" for code, count in counts.items())
    return Drawn(str(svg), f"{unit}: {said}")
