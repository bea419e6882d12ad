"""What a list, a filter or a right needs to know of a registered record, small enough to keep tens of thousands at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from packagekit.domain.case import Case, Grade
from packagekit.domain.factory import Factory
from packagekit.domain.record import Record, plain
from packagekit.domain.review import Draft
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Cooperative, MemberFactory, Supplier
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import Localized


class Listing(NamedTuple):
    """One record of the register in a list. What a kind does not have is empty."""

    kind: str
    id: str
    title: Localized
    region: Localized | None = None
    industries: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()  # suppliers and cooperatives that take part in it
    registrant: str | None = None  # whose row it is
    status: str = "published"
    grade: str = ""  # the best grade of its figures
    shown: tuple[date, date] | None = None  # first and last day of the factory's consent to figures
    types: tuple[str, ...] = ()  # areas, solution types, capabilities
    languages: tuple[str, ...] = ()
    since: date | None = None  # a case: live; a supplier: when its grade was issued
    origin: str = "user"
    marks: tuple[int, ...] = ()  # of its evidence files and figures, to see the same ones elsewhere
    partners: tuple[str, ...] = ()  # a supplier: countries in which it has a partner
    certified: date | None = None  # a supplier: until when its longest certificate holds


Texts = tuple[tuple[float, str], ...]

NAME, SAID = 1.0, 0.35
"""How much a word counts in a name or title, and in what is told."""


def fingerprint(*parts: str | Decimal) -> int:
    """A number for a file's name, or for a figure: its KPI with the values before and after."""
    said = "\0".join(part if isinstance(part, str) else plain(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=7).digest())


def listing(kind: str, record: Record) -> Listing:
    """The record as it stands in a list."""
    match record:
        case Case():
            consent = record.consent if record.consent is not None and "figures" in record.consent.scope else None
            return Listing(
                kind, record.id, record.title, record.region, (record.industry,), record.markets,
                organisations=tuple(dict.fromkeys((record.cooperative, *(s.supplier for s in record.systems)))),
                registrant=record.registrant, status=record.status,
                grade=min((k.grade.value for k in record.kpis if k.grade is not Grade.D), default=""),
                shown=(consent.given, consent.expires) if consent else None,
                types=tuple(dict.fromkeys(s.solution for s in record.systems)), since=record.go_live, origin=record.origin,
                marks=tuple({
                    fingerprint(*parts) for k in record.kpis for parts in (*((file,) for file in k.evidence), (k.kpi, k.before, k.after))}),
            )
        case Supplier():
            return Listing(
                kind, record.id, record.name, record.region, markets=record.markets, organisations=(record.id,),
                registrant=record.id, grade=record.capability.level if record.capability else "", types=record.areas,
                since=record.capability.day if record.capability else None, languages=record.languages, origin=record.origin,
                partners=tuple(dict.fromkeys(partner.market for partner in record.partners)),
                certified=max((c.expires or date.max for c in record.certificates), default=None))
        case Solution():
            return Listing(
                kind, record.id, record.name, industries=record.industries, organisations=(record.supplier,),
                registrant=record.supplier, types=(record.type, *record.capabilities), languages=record.ui_languages,
                origin=record.origin)
        case Cooperative():
            return Listing(
                kind, record.id, record.name, record.region, record.industries, organisations=(record.id,),
                registrant=record.id, languages=record.languages, origin=record.origin)
        case MemberFactory():
            return Listing(
                kind, record.id, record.name, record.region, (record.industry,), record.exports_to,
                organisations=(record.cooperative,), registrant=record.cooperative, types=record.processes,
                grade=record.level, origin=record.origin)
        case Factory():
            return Listing(
                kind, record.id, Localized({record.language: record.name}), industries=(record.industry,),
                markets=(record.market,), types=record.processes, origin=record.origin)
        case Draft():
            return Listing(kind, record.id, Localized({"ko": record.title or "…"}), registrant=record.registrant, status="draft",
                           types=(record.of, record.record))
    raise TypeError(f"no listing of {type(record).__name__}")


def texts(record: Record, taxonomy: Taxonomy, names: Mapping[str, Iterable[str]]) -> Texts:
    """What a record is found by, each text with how much it counts.

    ``names`` says codes of the catalogs (industries, areas, types) in the languages people search in.
    """
    said: list[tuple[float, str]] = []

    def add(weight: float, *localized: Localized | None) -> None:
        for text in localized:
            if text is not None:
                said.extend((weight, words) for words in dict.fromkeys(text.root.values()))

    def code(*codes: str) -> None:
        said.extend((SAID, name) for one in codes for name in names.get(one, ()))

    match record:
        case Case():
            add(NAME, record.title, record.alias, record.region)
            add(SAID, record.problem, record.built)
            code(record.industry, *record.processes)
        case Supplier():
            add(NAME, record.name, record.region)
            add(SAID, record.about)
            said.extend((SAID, c.name) for c in record.certificates)
            code(*record.areas)
        case Solution():
            add(NAME, record.name)
            add(SAID, record.summary)
            code(record.type, *record.capabilities, *record.industries)
        case Cooperative():
            add(NAME, record.name, record.trade, record.region)
            code(*record.industries)
        case MemberFactory():
            add(NAME, record.name, record.region)
            code(record.industry, *record.processes)
        case Factory():
            said.append((NAME, record.name))
            code(record.industry)
    said.append((NAME, getattr(record, "id", "")))
    return tuple(said)
