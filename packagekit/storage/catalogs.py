"""The catalog folders as records: law, tariffs, day rates, exchange rates and vocabularies, found by folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from babel.numbers import get_territory_currencies

from packagekit.domain.dated import DatedValue, Parameter, Parameters, Source
from packagekit.domain.exchange import ExchangeRate, ExchangeRates
from packagekit.domain.market import MFN, Market, SellerTerms, Tariff, TariffLine
from packagekit.domain.record import Record, Table, read_only
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.team_value import (
    Added,
    Area,
    Figure,
    market_with,
    seller_with,
    tariff_with,
)
from packagekit.domain.technology import TechnologyLevels
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.domain.unread import Unread
from packagekit.storage.catalog_files import each, load, shown, waits
from packagekit.storage.rows import read_rows
from packagekit.storage.tariffs import read_rates, read_tariff
from packagekit.storage.vocabularies import read_taxonomy, read_technology


class Catalogs(Record):
    """Everything the law and the trade say, as read; what could not be read is named in the problems."""

    taxonomy: Taxonomy
    technology: TechnologyLevels
    markets: Table[str, Market]
    tariffs: Table[str, Tariff]
    seller: SellerTerms
    rates: ExchangeRates

    def market(self, code: str) -> Market:
        """Raises Refusal by name for a market without a folder."""
        if code not in self.markets:
            raise Refusal(Problem(
                where=f"catalogs/markets/{code.lower()}",
                what=N_("There is no market called {code}.", code=code),
                how=N_("Choose one of: {choices}.", choices=tuple(sorted(self.markets))),
            ))
        return self.markets[code]

    def through_time(self, figure: Figure) -> tuple[str, tuple[DatedValue, ...]] | None:
        """The unit of a figure and all its values, the oldest first; None where the catalogs have no such figure.

        A tariff line has a rate for MFN and for every agreement of its market, known or not.
        """
        if figure.area == "tariff":
            line = next((x for x in self._lines(figure.owner) if x.hs == figure.name), None)
            agreements = {p.code for p in self.markets[figure.owner].preferences} if figure.owner in self.markets else set()
            if line is None or figure.rate not in {MFN, *line.preferences, *line.later, *agreements}:
                return None
            return "ratio", line.through_time().get(figure.rate, ())
        if figure.area == "seller":
            owned = self.seller.parameters if figure.owner == self.seller.country else None
        else:
            owned = self.markets[figure.owner].parameters if figure.owner in self.markets else None
        if owned is None or figure.name not in owned or figure.rate:
            return None
        parameter = owned.named(figure.name)
        return parameter.unit, parameter.values

    def _lines(self, market: str) -> tuple[TariffLine, ...]:
        return self.tariffs[market].lines if market in self.tariffs else ()

    def with_values(self, more: Added) -> Catalogs:
        """The catalogs with values added; what stands in them is kept, see ``parameters_with``."""
        if not more:
            return self
        return self.model_copy(update={
            "markets": read_only({code: market_with(market, more) for code, market in self.markets.items()}),
            "tariffs": read_only({code: tariff_with(tariff, more) for code, tariff in self.tariffs.items()}),
            "seller": seller_with(self.seller, more),
        })


def read_catalogs(root: Path) -> tuple[Catalogs, tuple[Problem, ...]]:
    """All catalogs under ``root`` and what was wrong with which file.

    A faulty file stops only itself. Where it is a list of the vocabulary or the seller's terms, which
    much else leans on, an ``Unread`` stands in its place, and the problems say what waits for it.
    Beside a reviewed file may lie others that add values to it: ``rates.team.yaml``, ``vn.team.csv``,
    ``kr.team.yaml``, named as one likes.
    """
    problems: list[Problem] = []
    taxonomy = read_taxonomy(root / "taxonomy", problems)
    seller = _the_seller(root / "seller", problems)
    markets = {m.code: m for m in each(root / "markets", "*/market.yaml", _market, problems)}
    tariffs = {t.market: t for t in each(root / "tariffs", "??.csv", _tariff, problems)}
    problems.extend(_without_law(root / "markets"))
    for code in sorted(markets.keys() - tariffs.keys()):
        problems.append(Problem(
            where=shown(root / "tariffs" / f"{code.lower()}.csv"), what=N_("The market {code} has no tariff file.", code=code),
            how=N_("Add the file; every duty of this market is unknown until then."),
        ))
    rates = tuple(r for table in each(root / "rates", "*.csv", _exchange_rates, problems) for r in table)
    catalogs = Catalogs(
        taxonomy=taxonomy, technology=read_technology(root / "taxonomy", problems), markets=read_only(markets),
        tariffs=read_only(tariffs), seller=seller, rates=ExchangeRates(rates=rates),
    )
    return _grown(catalogs, root, problems), tuple(dict.fromkeys(problems))


def _without_law(folder: Path) -> Iterator[Problem]:
    """A folder without its file would be a market that is silently gone."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and not path.name.startswith((".", "_")) and not (path / "market.yaml").exists():
            yield Problem(
                where=shown(path / "market.yaml"), what=N_("The file is missing, so the market is not there."),
                how=N_("Restore the file, or take the folder away."),
            )


def _grown(catalogs: Catalogs, root: Path, problems: list[Problem]) -> Catalogs:
    """The catalogs with what the files beside the reviewed ones add, file by file in the order of their names."""
    for folder, pattern, read in (
        ("markets", "*/rates.*.yaml", _market_more), ("seller", "??.*.yaml", _seller_more),
        ("tariffs", "??.*.csv", _tariff_more),
    ):
        for path, more in each(root / folder, pattern, lambda path, read=read: (path, read(path)), problems):
            catalogs = catalogs.with_values(_addable(catalogs, more, shown(path), problems))
    return catalogs


Stated = Mapping[Figure, tuple[str, tuple[DatedValue, ...]]]
"""Values a file adds: of what, in which unit, and which."""


def _addable(catalogs: Catalogs, more: Stated, where: str, problems: list[Problem]) -> Added:
    """What of a file can be added; the rest is named in the problems."""
    addable = {}
    for figure, (unit, values) in more.items():
        said = f"{where}: {' '.join(part for part in (figure.name, figure.rate) if part)}"
        try:
            held = catalogs.through_time(figure)
        except Refusal as refusal:  # the reviewed file itself could not be read
            problems.extend(refusal.problems)
            continue
        if held is None:
            problems.append(Problem(
                where=said, what=N_("There is no such value to add to."),
                how=N_("Check the name against the reviewed file of this catalog."),
            ))
        elif held[0] != unit:
            problems.append(Problem(
                where=said, what=N_("The value is in {unit}, the reviewed ones are in {other}.", unit=unit, other=held[0]),
                how=N_("Convert the value to that unit."),
            ))
        else:
            addable[figure] = values
            problems.extend(_twice(said, day) for day in sorted(
                {day for day, times in Counter(v.since for v in (*held[1], *values)).items() if times > 1}))
    return addable


def _twice(where: str, day: date) -> Problem:
    return Problem(
        where=where, what=N_("Two values begin on {day}; only the one read first is used.", day=day),
        how=N_("Take one of the two out."),
    )


# Dated parameters -----------------------------------------------------------------------------


def _table(data: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    """The fields that stand under a name; none where the name is missing."""
    found = data.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Refusal(Problem(
            where=f"{where}: {name}", what=N_("There are no fields under this name."),
            how=N_("Write it as “name: value” lines."),
        ))
    return found


def _sourced(data: Any, sources: Mapping[str, Any], where: str) -> Any:
    """Replace each ``source: KEY`` by the source it names; an unknown key is a refusal."""
    if isinstance(data, list):
        return [_sourced(item, sources, where) for item in data]
    if not isinstance(data, dict):
        return data
    done = {key: _sourced(value, sources, where) for key, value in data.items()}
    key = done.get("source")
    if isinstance(key, str):
        if key not in sources:
            raise Refusal(Problem(
                where=where, what=N_("The source {key} is not in the list of sources.", key=key),
                how=N_("Add it under “sources:” with title and link."),
            ))
        done["source"] = sources[key]
    return done


def _parameters(owner: str, data: Mapping[str, Any], where: str) -> Parameters:
    sources, stated = _table(data, "sources", where), _table(data, "parameters", where)
    table = {
        name: Parameter.model_validate(
            {"name": name, "owner": owner, **_sourced(_table(stated, name, where), sources, where)})
        for name in stated
    }
    return Parameters(owner=owner, by_name=read_only(table))


def _market(path: Path) -> Market:
    rates_path = path.with_name("rates.yaml")
    body, rates = load(path), load(rates_path)
    sources = _table(rates, "sources", shown(rates_path))
    code = path.parent.name.upper()
    if body.get("code") != code:  # two folders with one code would hide each other
        raise Refusal(Problem(
            where=f"{shown(path)}: code", what=N_("The market's code is not that of its folder, {code}.", code=code),
            how=N_("Write the code of the country that the folder is named after."),
        ))
    return Market.model_validate({
        **_sourced(body, sources, shown(path)),
        "parameters": _parameters(code, rates, shown(rates_path)),
        "schedules": _sourced(_table(rates, "schedules", shown(rates_path)), sources, shown(rates_path)),
    })


def _seller(path: Path) -> SellerTerms:
    data = load(path)
    country = str(data.get("country"))
    return SellerTerms(
        country=country, currency=str(data.get("currency")), parameters=_parameters(country, data, shown(path))
    )


def _the_seller(folder: Path, problems: list[Problem]) -> SellerTerms:
    """The first country's terms; where none can be read, its name and currency stand with nothing in them."""
    found = next(each(folder, "??.yaml", _seller, problems), None)
    if found is not None:
        return found
    path = next(iter(sorted(folder.glob("??.yaml"))), folder / f"{_HOME}.yaml")
    if not path.exists():
        problems.append(waits(shown(path), N_("The seller's day rates are missing.")))
    problems.append(waits(shown(path), N_(
        "No bundle is priced, estimated or proposed without the seller's day rates. Law, exchange rates, cases and "
        "people work.")))
    country = _owner(path)
    return SellerTerms(
        country=country, currency=next(iter(get_territory_currencies(country)), "USD"),
        parameters=Parameters.model_construct(owner=country, by_name=Unread(shown(path))))


_HOME = "kr"
"""Where sellers come from as long as no file says otherwise."""


def _market_more(path: Path) -> Stated:
    return _more("market", path.parent.name.upper(), path)


def _seller_more(path: Path) -> Stated:
    return _more("seller", _owner(path), path)


def _more(area: Area, owner: str, path: Path) -> Stated:
    parameters = _parameters(owner, load(path), shown(path)).by_name.values()
    return {Figure(area, owner, p.name): (p.unit, p.values) for p in parameters}


def _owner(path: Path) -> str:
    """The code of the market or the country, with which the file's name begins."""
    return path.name.partition(".")[0].upper()


# Tables ---------------------------------------------------------------------------------------


def _tariff(path: Path) -> Tariff:
    return read_tariff(path, _owner(path), shown(path))


def _tariff_more(path: Path) -> Stated:
    rates = read_rates(path, _owner(path), shown(path))
    return {figure: ("ratio", values) for figure, values in rates.items()}


def _exchange_rates(path: Path) -> tuple[ExchangeRate, ...]:
    wanted = ("base", "quote", "day", "rate", "source_title", "status")
    return tuple(
        ExchangeRate(
            base=row["base"], quote=row["quote"], day=row["day"], rate=row["rate"],
            source=Source(title=row["source_title"], href=row.get("source_href") or None), status=row["status"],
        )
        for row in read_rows(path, wanted, shown(path))
    )
