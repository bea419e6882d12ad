"""The words of the whole house: every message collected, every catalog of messages checked."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from packagekit.domain.money import Money
from packagekit.domain.person import Person
from packagekit.domain.text import N_, Problem, Refusal, Speaks
from packagekit.storage.catalogs import Catalogs
from packagekit.words import spelling
from packagekit.words.catalogs import update
from packagekit.words.check import check
from packagekit.words.extract import Message, extract
from packagekit.words.glossary import read_forbidden, read_glossary
from packagekit.words.languages import Language, language, languages
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case

PRICE_UNITS = {"unit", "month"}
"""What the price of a part is stated for."""

CatalogText = tuple[str | None, str, str]
"""Context, English text, where it stands."""


def languages_of_screens(house: House) -> tuple[str, ...]:
    """Languages in which the whole app can be read, the makers' own first."""
    return _with_scope(("all", "source"), first="ko")


def languages_of_documents(house: House) -> tuple[str, ...]:
    """Languages in which a proposal can be written."""
    return _with_scope(("all", "source", "documents"), first="vi")


def _with_scope(scopes: tuple[str, ...], first: str) -> tuple[str, ...]:
    codes = [code for code in languages() if language(code).scope in scopes]
    return tuple(sorted(codes, key=lambda code: (code != first, code)))


def document_language(house: House, code: str) -> Language:
    """The language of a document; raises Refusal for one in which documents are not written."""
    found = language(code)
    if code not in languages_of_documents(house):
        raise Refusal(Problem(
            where=code, what=N_("Proposals are not written in {language} yet.", language=found.name),
            how=N_("Choose one of: {choices}.", choices=languages_of_documents(house)),
        ))
    return found


def messages(house: House) -> tuple[Message, ...]:
    """Every message of screens, documents and catalogs, with where it is said."""
    kinds = ((f"templates/{kind.code}/kind.yaml", kind) for kind in house.kinds.values())
    said = (("kind", text, where) for where, kind in kinds for text in dict.fromkeys((kind.name, kind.title, kind.about)))
    return extract(house.root, (*_catalog_texts(house.catalogs), *said))


@use_case
def update_words(house: House, who: Person) -> dict[str, int]:
    """Bring every .po up to what is said now; returns the number of messages by language."""
    said = messages(house)
    update(house.root / "locales", said)
    return {code: len(said) for code in languages()}


@use_case
def check_words(house: House, who: Person, reader: Speaks) -> tuple[dict[str, Any], str, bool]:
    """What is missing or wrong in each language: as JSON, as text, and whether all is well."""
    found = check(house.root / "locales", messages(house), read_glossary(), read_forbidden())
    rows = [{
        "language": p.language, "kind": p.kind, "where": p.where, "context": p.context, "msgid": p.msgid,
        "translation": p.translation, "what": reader.show(p.what), "how": reader.show(p.how),
    } for p in found]
    counts: dict[str, int] = {}
    for problem in found:
        counts[problem.language] = counts.get(problem.language, 0) + 1
    lines = [f"{row['where']}: {row['msgid'][:70]}\n    {row['what']} {row['how']}" for row in rows]
    lines += [f"{code}: {counts.get(code, 0)}" for code in languages()]
    return {"problems": rows, "languages": list(languages())}, "\n".join(lines), not found


def spell(amount: Decimal, currency: str, code: str) -> str:
    """The amount in words of that language; raises Refusal for a language or currency it cannot spell."""
    return spelling.spell(Money(amount=amount, currency=currency), code)


def _catalog_texts(catalogs: Catalogs) -> Iterator[CatalogText]:
    """Names and sentences of the catalog files: their English is the message id."""
    taxonomy = catalogs.taxonomy
    for vocabulary, table in (
        ("industry", taxonomy.industries), ("process", taxonomy.processes), ("capability", taxonomy.capabilities),
        ("data_kind", taxonomy.data_kinds), ("protocol", taxonomy.protocols),
        ("solution_type", taxonomy.solution_types), ("kpi", taxonomy.kpis), ("level", taxonomy.levels),
    ):
        for entry in table.values():
            yield vocabulary, entry.name, f"catalogs/taxonomy/{vocabulary}"
    yield from _units(catalogs)
    for kpi in taxonomy.kpis.values():
        yield "unit", kpi.unit, "catalogs/taxonomy/kpi"
        yield "kpi", kpi.formula, "catalogs/taxonomy/kpi"
        if kpi.value_model is not None:
            yield "kpi", kpi.value_model.reason, "catalogs/taxonomy/kpi"
    for level in taxonomy.levels.values():
        yield "level", level.test, "catalogs/taxonomy/level"
    for market in catalogs.markets.values():
        where = f"catalogs/markets/{market.code.lower()}"
        yield "market", market.name, where
        for charge in market.charges:
            yield "charge", charge.label, where
        yield "charge", market.contract_tax.income_tax_label, where
        yield "charge", market.contract_tax.vat_label, where
        for activity in market.contract_tax.activities.values():
            if activity.reason is not None:
                yield "charge", activity.reason, where
                yield "source", activity.reason, where  # why a rate is zero stands where other rates have their source
        for rule in market.rules:
            yield "rule", rule.text, where
        for preference in market.preferences:
            yield "preference", preference.name, where
            yield "preference", preference.proof, where
            if preference.origin_rule is not None:
                yield "preference", preference.origin_rule, where
        if market.contract_tax.treaty_proof is not None:
            yield "preference", market.contract_tax.treaty_proof, where
        for parameter in market.parameters.by_name.values():
            for value in parameter.values:
                if value.warning is not None:
                    yield "rule", value.warning, where
    yield from _sources(catalogs)
    for tariff in catalogs.tariffs.values():
        for line in tariff.lines:
            yield "tariff", line.text, f"catalogs/tariffs/{tariff.market.lower()}.csv"
            if line.question is not None:
                yield "tariff", line.question, f"catalogs/tariffs/{tariff.market.lower()}.csv"


def _units(catalogs: Catalogs) -> Iterator[CatalogText]:
    """The parts of every unit a rate is stated in, but the currencies, which are codes everywhere."""
    owners = [market.parameters for market in catalogs.markets.values()] + [catalogs.seller.parameters]
    stated = {p.unit for parameters in owners for p in parameters.by_name.values()} | PRICE_UNITS
    for part in sorted({part for unit in stated for part in unit.split("/")}):
        if not (len(part) == 3 and part.isupper()):
            yield "unit", part, "catalogs"


def _sources(catalogs: Catalogs) -> Iterator[CatalogText]:
    """The title of every source a reader may be shown."""
    for kpi in catalogs.taxonomy.kpis.values():
        if kpi.value_model is not None:
            yield "source", kpi.value_model.source.title, "catalogs/taxonomy/kpi"
    owners = [(f"catalogs/markets/{m.code.lower()}", m.parameters) for m in catalogs.markets.values()]
    owners.append(("catalogs/seller", catalogs.seller.parameters))
    for where, parameters in owners:
        for parameter in parameters.by_name.values():
            for value in parameter.values:
                yield "source", value.source.title, where
    for market in catalogs.markets.values():
        where = f"catalogs/markets/{market.code.lower()}"
        untaxed = (activity.source for activity in market.contract_tax.activities.values())
        stated = (market.power, *market.rules, *market.preferences)
        for source in (*(s.source for s in stated), *untaxed):
            if source is not None:
                yield "source", source.title, where
    for tariff in catalogs.tariffs.values():
        for line in tariff.lines:
            for value in (line.mfn, *line.preferences.values()):
                yield "source", value.source.title, "catalogs/tariffs"
    for rate in catalogs.rates.rates:
        yield "source", rate.source.title, "catalogs/rates"
