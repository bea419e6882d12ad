"""The catalog folders as records: law, tariffs, day rates, exchange rates and vocabularies, found by folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from packagekit.domain.dated import DatedValue, Parameter, Parameters, Source, Status
from packagekit.domain.exchange import ExchangeRate, ExchangeRates
from packagekit.domain.market import Market, SellerTerms, Tariff, TariffLine
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
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage import strict_yaml
from packagekit.storage.faults import problems_of

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


def read_catalogs(root: Path) -> tuple[Catalogs, tuple[Problem, ...]]:
    """All catalogs under ``root`` and what was wrong with which file.

    A faulty market, tariff or rate file stops only itself. The vocabulary and the seller's terms
    carry everything else: without them this raises Refusal.
    """
    problems: list[Problem] = []
    taxonomy = _taxonomy(root / "taxonomy")
    seller = _only(_each(root / "seller", "*.yaml", _seller, problems), problems, root / "seller")
    markets = {m.code: m for m in _each(root / "markets", "*/market.yaml", _market, problems)}
    tariffs = {t.market: t for t in _each(root / "tariffs", "*.csv", _tariff, problems)}
    for code in markets.keys() - tariffs.keys():
        problems.append(Problem(
            where=f"tariffs/{code.lower()}.csv", what=N_("The market {code} has no tariff file.", code=code),
            how=N_("Add the file; every duty of this market is unknown until then."),
        ))
    rates = tuple(r for table in _each(root / "rates", "*.csv", _exchange_rates, problems) for r in table)
    catalogs = Catalogs(
        taxonomy=taxonomy, markets=read_only(markets), tariffs=read_only(tariffs), seller=seller,
        rates=ExchangeRates(rates=rates),
    )
    return catalogs, tuple(problems)


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
            problems.append(Problem(
                where=_shown(path), what=N_("The file is not UTF-8 text."), how=N_("Save it as UTF-8."),
            ))


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
    data = strict_yaml.parse(path.read_text(encoding="utf-8"), _shown(path))
    if not isinstance(data, dict):
        raise Refusal(Problem(
            where=_shown(path), what=N_("The file holds no fields."), how=N_("Write it as “name: value” lines."),
        ))
    return data


# Vocabularies ---------------------------------------------------------------------------------


def _taxonomy(folder: Path) -> Taxonomy:
    def entries(name: str, kind: type[Coded]) -> Mapping[str, Coded]:
        path = folder / f"{name}.yaml"
        return _by_code([kind.model_validate(entry) for entry in _load(path)["entries"]], path)

    try:
        types = [SolutionType.model_validate(_load(p)) for p in sorted((folder / "solution_types").glob("*.yaml"))]
        return Taxonomy(
            industries=entries("industries", Industry), processes=entries("processes", Process),
            capabilities=entries("capabilities", Capability), data_kinds=entries("data_kinds", DataKind),
            protocols=entries("protocols", Protocol), kpis=entries("kpis", Kpi), levels=entries("levels", Level),
            solution_types=_by_code(types, folder / "solution_types"),
        )
    except ValidationError as fault:
        raise Refusal(*problems_of(fault, f"catalogs/taxonomy ({fault.title})")) from fault


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
    sources = data.get("sources") or {}
    table = {
        name: Parameter.model_validate({"name": name, "owner": owner, **_sourced(body, sources, where)})
        for name, body in (data.get("parameters") or {}).items()
    }
    return Parameters(owner=owner, by_name=read_only(table))


def _market(path: Path) -> Market:
    rates_path = path.with_name("rates.yaml")
    body, rates = _load(path), _load(rates_path)
    sources = rates.get("sources") or {}
    return Market.model_validate({
        **_sourced(body, sources, _shown(path)),
        "parameters": _parameters(str(body.get("code")), rates, _shown(rates_path)),
        "schedules": _sourced(rates.get("schedules") or {}, sources, _shown(rates_path)),
    })


def _seller(path: Path) -> SellerTerms:
    data = _load(path)
    country = str(data.get("country"))
    return SellerTerms(
        country=country, currency=str(data.get("currency")), parameters=_parameters(country, data, _shown(path))
    )


# Tables ---------------------------------------------------------------------------------------

_TARIFF_OWN = ("hs", "text", "mfn", "source", "status", "since", "low", "high", "question", "note")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for number, row in enumerate(csv.DictReader(io.StringIO("\n".join(lines))), start=2):
        yield number, {key: (value or "").strip() for key, value in row.items() if key is not None}


def _tariff(path: Path) -> Tariff:
    lines = tuple(_tariff_line(row) for _, row in _rows(path))
    return Tariff(market=path.stem.upper(), lines=lines)


def _tariff_line(row: Mapping[str, str]) -> TariffLine:
    source, status, since = Source(title=row["source"]), Status(row["status"]), date.fromisoformat(row["since"])

    def dated(text: str, *, in_range: bool = True) -> DatedValue:
        return DatedValue(
            value=text or None, since=since, source=source, status=status,
            low=row.get("low") or None if in_range else None, high=row.get("high") or None if in_range else None,
        )

    agreements = [name for name in row if name not in _TARIFF_OWN]
    return TariffLine(
        hs=row["hs"].replace(".", ""), text=row["text"], mfn=dated(row["mfn"]),
        preferences=read_only({name: dated(row[name], in_range=False) for name in agreements if row[name] != ""}),
        question=row.get("question") or None, note=row.get("note") or None,
    )


def _exchange_rates(path: Path) -> tuple[ExchangeRate, ...]:
    return tuple(
        ExchangeRate(
            base=row["base"], quote=row["quote"], day=date.fromisoformat(row["day"]), rate=row["rate"],
            source=Source(title=row["source_title"], href=row.get("source_href") or None), status=Status(row["status"]),
        )
        for _, row in _rows(path)
    )
