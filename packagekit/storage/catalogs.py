"""The catalog folders as records: law, tariffs, day rates, exchange rates and vocabularies, found by folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from packagekit.domain.dated import DatedValue, Parameter, Parameters, Source
from packagekit.domain.exchange import ExchangeRate, ExchangeRates
from packagekit.domain.market import MFN, Market, SellerTerms, Tariff, TariffLine
from packagekit.domain.record import Record, Table, read_only
from packagekit.domain.taxonomy import (
    Capability,
    DataKind,
    Industry,
    Kpi,
    Level,
    Process,
    Protocol,
    SolutionType,
    Taxonomy,
)
from packagekit.domain.team_value import (
    Added,
    Area,
    Figure,
    market_with,
    seller_with,
    tariff_with,
)
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage import strict_yaml
from packagekit.storage.faults import problems_of
from packagekit.storage.rows import read_rows
from packagekit.storage.tariffs import read_rates, read_tariff

Found = TypeVar("Found")
Coded = TypeVar("Coded", Industry, Process, Capability, DataKind, Protocol, SolutionType, Kpi, Level)


class Catalogs(Record):
    """Everything the law and the trade say, as read; what could not be read is named in the problems."""

    taxonomy: Taxonomy
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

    A faulty market, tariff, rate or solution type stops only itself. The lists of the vocabulary and the
    seller's terms carry everything else: without them this raises Refusal. Beside a reviewed file may lie others that
    add values to it: ``rates.team.yaml``, ``vn.team.csv``, ``kr.team.yaml``, named as one likes.
    """
    problems: list[Problem] = []
    taxonomy = _taxonomy(root / "taxonomy", problems)
    seller = _only(_each(root / "seller", "??.yaml", _seller, problems), problems, root / "seller")
    markets = {m.code: m for m in _each(root / "markets", "*/market.yaml", _market, problems)}
    tariffs = {t.market: t for t in _each(root / "tariffs", "??.csv", _tariff, problems)}
    problems.extend(_without_law(root / "markets"))
    for code in sorted(markets.keys() - tariffs.keys()):
        problems.append(Problem(
            where=f"tariffs/{code.lower()}.csv", what=N_("The market {code} has no tariff file.", code=code),
            how=N_("Add the file; every duty of this market is unknown until then."),
        ))
    rates = tuple(r for table in _each(root / "rates", "*.csv", _exchange_rates, problems) for r in table)
    catalogs = Catalogs(
        taxonomy=taxonomy, markets=read_only(markets), tariffs=read_only(tariffs), seller=seller,
        rates=ExchangeRates(rates=rates),
    )
    return _grown(catalogs, root, problems), tuple(problems)


def _without_law(folder: Path) -> Iterator[Problem]:
    """A folder without its file would be a market that is silently gone."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and not path.name.startswith((".", "_")) and not (path / "market.yaml").exists():
            yield Problem(
                where=_shown(path / "market.yaml"), what=N_("The file is missing, so the market is not there."),
                how=N_("Restore the file, or take the folder away."),
            )


def _grown(catalogs: Catalogs, root: Path, problems: list[Problem]) -> Catalogs:
    """The catalogs with what the files beside the reviewed ones add, file by file in the order of their names."""
    for folder, pattern, read in (
        ("markets", "*/rates.*.yaml", _market_more), ("seller", "??.*.yaml", _seller_more),
        ("tariffs", "??.*.csv", _tariff_more),
    ):
        for path, more in _each(root / folder, pattern, lambda path, read=read: (path, read(path)), problems):
            catalogs = catalogs.with_values(_addable(catalogs, more, _shown(path), problems))
    return catalogs


Stated = Mapping[Figure, tuple[str, tuple[DatedValue, ...]]]
"""Values a file adds: of what, in which unit, and which."""


def _addable(catalogs: Catalogs, more: Stated, where: str, problems: list[Problem]) -> Added:
    """What of a file can be added; the rest is named in the problems."""
    addable = {}
    for figure, (unit, values) in more.items():
        said = f"{where}: {' '.join(part for part in (figure.name, figure.rate) if part)}"
        held = catalogs.through_time(figure)
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


def _each(
    folder: Path, pattern: str, read: Callable[[Path], Found], problems: list[Problem]
) -> Iterator[Found]:
    for path in sorted(folder.glob(pattern)):
        try:
            yield read(path)
        except Refusal as refusal:
            problems.extend(refusal.problems)
        except ValidationError as fault:
            problems.extend(problems_of(fault, _shown(path)))
        except UnicodeDecodeError:
            problems.append(_not_text(path))
        except OSError as fault:
            problems.append(_unread(path, fault))


def _not_text(path: Path) -> Problem:
    return Problem(where=_shown(path), what=N_("The file is not UTF-8 text."), how=N_("Save it as UTF-8."))


def _unread(path: Path, fault: OSError) -> Problem:
    return Problem(
        where=_shown(path), what=N_("The file cannot be read: {reason}.", reason=fault.strerror or ""),
        how=N_("Check the path."),
    )


def _only(found: Iterator[SellerTerms], problems: list[Problem], folder: Path) -> SellerTerms:
    terms = tuple(found)
    if not terms:
        raise Refusal(*problems or (Problem(
            where=_shown(folder), what=N_("The seller's day rates are missing."),
            how=N_("Restore the folder catalogs/seller."),
        ),))
    return terms[0]


def _shown(path: Path) -> str:
    """The path as a newcomer sees it: from the catalogs folder on."""
    parts = path.parts
    return "/".join(parts[parts.index("catalogs"):]) if "catalogs" in parts else path.name


def _load(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise Refusal(_not_text(path)) from fault
    except OSError as fault:
        raise Refusal(_unread(path, fault)) from fault
    data = strict_yaml.parse(text, _shown(path))
    if not isinstance(data, dict):
        raise Refusal(Problem(
            where=_shown(path), what=N_("The file holds no fields."), how=N_("Write it as “name: value” lines."),
        ))
    return data


# Vocabularies ---------------------------------------------------------------------------------


def _taxonomy(folder: Path, problems: list[Problem]) -> Taxonomy:
    def entries(name: str, kind: type[Coded]) -> Mapping[str, Coded]:
        path = folder / f"{name}.yaml"
        found = _load(path).get("entries")
        if not isinstance(found, list):
            raise Refusal(Problem(
                where=_shown(path), what=N_("The list “entries” is missing."), how=N_("Restore the file."),
            ))
        return _by_code([kind.model_validate(entry) for entry in found], path)

    try:
        types = list(_each(folder / "solution_types", "*.yaml", _solution_type, problems))
        return Taxonomy(
            industries=entries("industries", Industry), processes=entries("processes", Process),
            capabilities=entries("capabilities", Capability), data_kinds=entries("data_kinds", DataKind),
            protocols=entries("protocols", Protocol), kpis=entries("kpis", Kpi), levels=entries("levels", Level),
            solution_types=_by_code(types, folder / "solution_types"),
        )
    except ValidationError as fault:
        raise Refusal(*problems_of(fault, f"catalogs/taxonomy ({fault.title})")) from fault


def _solution_type(path: Path) -> SolutionType:
    return SolutionType.model_validate(_load(path))


def _by_code(entries: list[Coded], path: Path) -> Mapping[str, Coded]:
    table: dict[str, Coded] = {}
    for entry in entries:
        if entry.code in table:
            raise Refusal(Problem(
                where=_shown(path), what=N_("The code {code} stands twice.", code=entry.code),
                how=N_("Take one of the two out."),
            ))
        table[entry.code] = entry
    return read_only(table)


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
    body, rates = _load(path), _load(rates_path)
    sources = _table(rates, "sources", _shown(rates_path))
    return Market.model_validate({
        **_sourced(body, sources, _shown(path)),
        "parameters": _parameters(str(body.get("code")), rates, _shown(rates_path)),
        "schedules": _sourced(_table(rates, "schedules", _shown(rates_path)), sources, _shown(rates_path)),
    })


def _seller(path: Path) -> SellerTerms:
    data = _load(path)
    country = str(data.get("country"))
    return SellerTerms(
        country=country, currency=str(data.get("currency")), parameters=_parameters(country, data, _shown(path))
    )


def _market_more(path: Path) -> Stated:
    return _more("market", path.parent.name.upper(), path)


def _seller_more(path: Path) -> Stated:
    return _more("seller", _owner(path), path)


def _more(area: Area, owner: str, path: Path) -> Stated:
    parameters = _parameters(owner, _load(path), _shown(path)).by_name.values()
    return {Figure(area, owner, p.name): (p.unit, p.values) for p in parameters}


def _owner(path: Path) -> str:
    """The code of the market or the country, with which the file's name begins."""
    return path.name.partition(".")[0].upper()


# Tables ---------------------------------------------------------------------------------------


def _tariff(path: Path) -> Tariff:
    return read_tariff(path, _owner(path), _shown(path))


def _tariff_more(path: Path) -> Stated:
    rates = read_rates(path, _owner(path), _shown(path))
    return {figure: ("ratio", values) for figure, values in rates.items()}


def _exchange_rates(path: Path) -> tuple[ExchangeRate, ...]:
    wanted = ("base", "quote", "day", "rate", "source_title", "status")
    return tuple(
        ExchangeRate(
            base=row["base"], quote=row["quote"], day=row["day"], rate=row["rate"],
            source=Source(title=row["source_title"], href=row.get("source_href") or None), status=row["status"],
        )
        for row in read_rows(path, wanted, _shown(path))
    )
