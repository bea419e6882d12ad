"""What the World Bank and the ILO count of a market: manufacturing value added and its wages, year by year."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from packagekit.domain.dated import DatedValue, Source, Status
from packagekit.domain.record import Record, Table
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.feeds.reading import BadRow, mapping, number, parsed, rows, shown, unreadable
from packagekit.feeds.web import Web

WORLD_BANK = "World Bank, World Development Indicators"
ILO = "ILOSTAT, International Labour Organization"

MANUFACTURING = {
    "manufacturing_value_added": ("NV.IND.MANF.CD", "USD/year"),
    "manufacturing_share_of_gdp": ("NV.IND.MANF.ZS", "ratio"),
}
"""Name of ours, code of the World Bank, unit of ours; the bank states shares in percent."""

WAGES = "manufacturing_monthly_wage"
_WAGES_CODE = "EAR_4MTH_SEX_ECO_CUR_NB_A"
"""Mean nominal monthly earnings of employees. The World Development Indicators hold no wage; the ILO counts them."""


_YEAR = re.compile(r"[12]\d{3}", re.ASCII)


class Observation(Record):
    """One indicator of one market in one year."""

    market: str  # ISO 3166 alpha-2
    name: str
    unit: str
    value: DatedValue


class Observed(Record):
    observations: tuple[Observation, ...] = ()
    problems: tuple[Problem, ...] = ()
    alpha3: Table[str, str] = {}  # alpha-2 -> alpha-3, as the World Bank's answer gives them


def read_manufacturing(web: Web, address: str, markets: Sequence[str], years: tuple[int, int]) -> Observed:
    """Manufacturing value added in dollars and as a share of GDP; years not yet published are absent."""
    found: list[Observation] = []
    problems: list[Problem] = []
    alpha3: dict[str, str] = {}
    for name, (code, unit) in MANUFACTURING.items():
        try:
            for row in _world_bank_rows(web, address, code, markets, years):
                _take(row, name, code, unit, found, problems, alpha3)
        except Refusal as refusal:
            problems.extend(refusal.problems)
    return Observed(observations=tuple(found), problems=tuple(problems), alpha3=alpha3)


def _world_bank_rows(
    web: Web, address: str, code: str, markets: Sequence[str], years: tuple[int, int]
) -> list[Any]:
    """The second part of the answer. An error comes with status 200, as a list of one object with a message."""
    first, last = years
    body = web.get(f"{address}/v2/country/{';'.join(markets)}/indicator/{code}", {
        "format": "json", "date": f"{first}:{last}", "per_page": str(len(markets) * (last - first + 1)),
    })
    answer = rows(parsed(body, WORLD_BANK), WORLD_BANK, "the answer")
    head = mapping(answer[0] if answer else None, WORLD_BANK, "the head")
    if "message" in head:
        raise unreadable(WORLD_BANK, N_("It reports the error “{name}”.", name=shown(head["message"])))
    return rows(answer[1] if len(answer) > 1 and answer[1] is not None else [], WORLD_BANK, "the rows")


def _take(
    row: Any, name: str, code: str, unit: str,
    found: list[Observation], problems: list[Problem], alpha3: dict[str, str],
) -> None:
    try:
        if not isinstance(row, dict) or not isinstance(row.get("country"), dict):
            raise BadRow(N_("“{name}” is not an object.", name=shown(row)))
        market, three = row["country"].get("id"), row.get("countryiso3code")
        if not isinstance(market, str) or len(market) != 2:
            raise BadRow(N_("“{value}” is not a market.", value=shown(market)))
        if isinstance(three, str) and len(three) == 3:
            alpha3[market] = three
        if row.get("value") is None:
            return  # not counted yet
        value = number(row["value"])
        source = Source(
            title=f"{WORLD_BANK}, {code}", document=code,
            href=f"https://data.worldbank.org/indicator/{code}?locations={market}",
        )
        share = value.scaleb(-2) if unit == "ratio" else value
        found.append(_observation(market, name, unit, row.get("date"), share, source))
    except BadRow as fault:
        problems.append(_bad(f"{WORLD_BANK}: {code}", fault))


def read_wages(
    web: Web, address: str, currencies: Mapping[str, str], alpha3: Mapping[str, str], since: int
) -> Observed:
    """Mean monthly earnings in manufacturing (ISIC Rev.4 section C) in each market's own currency.

    ``currencies`` maps markets to their currency, ``alpha3`` to the three letters the ILO asks by.
    """
    by_three = {alpha3[market]: market for market in currencies if market in alpha3}
    if not by_three:
        return Observed()
    body = web.get(f"{address}/data/indicator/", {
        "id": _WAGES_CODE, "ref_area": "+".join(sorted(by_three)), "sex": "SEX_T", "classif1": "ECO_ISIC4_C",
        "classif2": "CUR_TYPE_LCU", "timefrom": str(since), "type": "code", "format": ".csv",
    })
    found: list[Observation] = []
    problems: list[Problem] = []
    for row in _wage_rows(body):
        market = by_three.get(row["ref_area"])
        ours = (row["sex"], row["classif1"], row["classif2"]) == ("SEX_T", "ECO_ISIC4_C", "CUR_TYPE_LCU")
        if market is None or not ours or row["obs_value"] == "":
            continue
        source = Source(
            title=f"{ILO}, {_WAGES_CODE}", document=_WAGES_CODE, href=f"https://ilostat.ilo.org/data/?id={_WAGES_CODE}")
        try:
            found.append(_observation(
                market, WAGES, f"{currencies[market]}/month", row["time"], number(row["obs_value"]), source))
        except BadRow as fault:
            problems.append(_bad(f"{ILO}: {row['ref_area']}", fault))
    return Observed(observations=tuple(found), problems=tuple(problems))


def _wage_rows(body: bytes) -> list[dict[str, str]]:
    columns = {"ref_area", "sex", "classif1", "classif2", "time", "obs_value"}
    try:
        table = csv.DictReader(io.StringIO(body.decode("utf-8-sig")), strict=True)
        if not columns <= set(table.fieldnames or ()):
            raise unreadable(ILO, N_("Columns are missing from the table."))
        return [{name: (row[name] or "").strip() for name in columns} for row in table]
    except (UnicodeDecodeError, csv.Error) as fault:
        raise unreadable(ILO, N_("It is not a complete table.")) from fault


def _observation(market: str, name: str, unit: str, year: Any, value: Decimal, source: Source) -> Observation:
    if not isinstance(year, str) or not _YEAR.fullmatch(year):
        raise BadRow(N_("“{value}” is not a year.", value=shown(year)))
    if value < 0:
        raise BadRow(N_("“{value}” is not above zero.", value=shown(value)))
    return Observation(market=market, name=name, unit=unit, value=DatedValue(
        value=value, since=date(int(year), 1, 1), until=date(int(year), 12, 31), source=source, status=Status.S,
    ))


def _bad(where: str, fault: BadRow) -> Problem:
    return Problem(
        where=where, what=fault.text, how=N_("The other figures were taken; look this one up at the source."))
