"""What a market makes and pays in its factories, year by year, fetched behind the pages and read from the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from packagekit.domain.dated import DatedValue, Parameters
from packagekit.domain.person import Person
from packagekit.domain.record import Record
from packagekit.domain.text import Problem, Refusal
from packagekit.feeds.indicators import Observation, Observed, read_manufacturing, read_wages
from packagekit.feeds.web import Web
from packagekit.workflow.errand import Under
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case

ADDRESSES: Mapping[str, str] = {"world_bank": "https://api.worldbank.org", "ilo": "https://rplumber.ilo.org"}
SECONDS = 40.0
YEARS = 10  # of history asked for; offices publish one to three years late


_SERVICES = 2


class IndicatorsRefreshed(Record):
    on: date
    stored: int  # yearly values
    problems: tuple[Problem, ...]


@use_case
def refresh_indicators(
    house: House, who: Person, *, on: date, addresses: Mapping[str, str] | None = None, seconds: float = SECONDS,
    told: Callable[[int, int], None] | None = None,
) -> IndicatorsRefreshed:
    """Ask the World Bank and the ILO for every market of the catalog and store what they count."""
    web = Web(seconds=seconds)
    addresses = addresses or _addresses(house)
    money = {code: market.currency for code, market in house.catalogs.markets.items()}
    made = read_manufacturing(web, addresses["world_bank"], sorted(money), (on.year - YEARS, on.year))
    problems = [*made.problems]
    if told is not None:
        told(1, _SERVICES)
    try:
        paid = read_wages(web, addresses["ilo"], money, made.alpha3, on.year - YEARS)
    except Refusal as refusal:
        paid = Observed(problems=refusal.problems)
    problems += paid.problems
    return IndicatorsRefreshed(
        on=on, stored=_keep(house, who, (*made.observations, *paid.observations)), problems=tuple(problems))


@use_case
def start_indicators(house: House, who: Person, *, on: date, addresses: Mapping[str, str] | None = None) -> bool:
    """Refresh behind the pages and return at once; False when a refresh is already under way."""
    errand = house.indicator_refresh
    return errand.start(lambda: refresh_indicators(house, who, on=on, addresses=addresses, told=errand.step))


@use_case
def refreshing_indicators(house: House, who: Person) -> Under[IndicatorsRefreshed]:
    return house.indicator_refresh.state


@use_case
def indicators(house: House, who: Person, market: str) -> Parameters:
    """The stored indicators of a market, each a dated value per year; empty before the first refresh."""
    return house.store.rates.indicators(market)


def _addresses(house: House) -> Mapping[str, str]:
    mirror = house.settings.feeds_mirror
    return ADDRESSES if mirror is None else dict.fromkeys(ADDRESSES, mirror)


def _keep(house: House, who: Person, observations: Iterable[Observation]) -> int:
    series: dict[tuple[str, str, str], list[DatedValue]] = defaultdict(list)
    for one in observations:
        if one.market in house.catalogs.markets:
            series[one.market, one.name, one.unit].append(one.value)
    return sum(
        house.store.rates.keep_indicator(market, name, unit, values, by=who.id)
        for (market, name, unit), values in series.items()
    )
