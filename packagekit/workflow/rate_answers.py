"""Exchange rates and market indicators as the JSON others script against and as text for people."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from packagekit.domain.dated import DatedValue, Parameter, Parameters, Source
from packagekit.domain.money import Money, quantized
from packagekit.domain.rate_review import StoredRate, readable
from packagekit.domain.record import plain
from packagekit.domain.text import N_, Percent, Speaks, Text
from packagekit.workflow.economy import IndicatorsRefreshed
from packagekit.workflow.exchange import RateAge, Refreshed
from packagekit.workflow.freshness import STALE_RATE_DAYS

INDICATORS: dict[str, Text] = {
    "manufacturing_value_added": N_("Manufacturing value added"),
    "manufacturing_share_of_gdp": N_("Manufacturing as a share of GDP"),
    "manufacturing_monthly_wage": N_("Mean monthly wage in manufacturing"),
}
"""What each stored indicator is called."""


# Exchange rates -------------------------------------------------------------------------------


def rates_answer(ages: Sequence[RateAge], held: Sequence[StoredRate], language: Speaks) -> dict[str, Any]:
    """The document of ``rates show --json``; a pair without any rate has ``rate`` null."""
    return {"rates": [_age(age) for age in ages], "held": [stored_rate_answer(one, language) for one in held]}


def rates_text(ages: Sequence[RateAge], held: Sequence[StoredRate], language: Speaks) -> str:
    """One line a pair with its day, age, status and sources, then what waits for a person."""
    lines = [_age_text(age, language) for age in ages]
    if held:
        lines += ["", language.gettext("Held for a person")]
        lines += [stored_rate_text(one, language) for one in held]
    return "\n".join(lines)


def refreshed_answer(found: Refreshed, language: Speaks) -> dict[str, Any]:
    """The document of ``rates refresh --json``."""
    return {
        "on": found.on.isoformat(), "said": language.show(found.said),
        "sources": [
            {"name": a.feed, "title": a.title, "rates": len(a.rates), "answered": bool(a.rates)} for a in found.answers
        ],
        "stored": [stored_rate_answer(one, language) for one in found.stored],
        "held": [stored_rate_answer(one, language) for one in found.held],
        "differences": [language.show(difference.text) for difference in found.differences],
        "problems": [
            {"where": p.where, "what": language.show(p.what), "how": language.show(p.how)} for p in found.problems
        ],
    }


def refreshed_text(found: Refreshed, language: Speaks) -> str:
    lines = [language.show(found.said)]
    lines += [stored_rate_text(one, language) for one in found.held]
    lines += [f"~ {language.show(difference.text)}" for difference in found.differences]
    lines += [f"! {p.where}: {language.show(p.what)} {language.show(p.how)}" for p in found.problems]
    return "\n".join(lines)


def stored_rate_answer(one: StoredRate, language: Speaks) -> dict[str, Any]:
    rate = one.rate
    return {
        "id": one.id, "state": one.state, "base": rate.base, "quote": rate.quote, "day": rate.day.isoformat(),
        "rate": plain(rate.rate), "unit": rate.unit, "feed": one.feed, "status": rate.status.value,
        "source": _source(rate.source), "reason": None if one.reason is None else language.show(one.reason),
        "entered_by": one.entered_by, "decided_by": one.decided_by,
    }


def stored_rate_text(one: StoredRate, language: Speaks) -> str:
    rate = one.rate
    said = f"{one.id:>4}  1 {rate.base} = {language.number(Decimal(readable(rate.rate)))} {rate.quote}  {rate.day}  {one.state}"
    source = f"      {language.show(rate.source.said)}"
    return "\n".join((said, source, *([f"      {language.show(one.reason)}"] if one.reason else [])))


def _age(age: RateAge) -> dict[str, Any]:
    found = age.conversion
    if found is None:
        return {"base": age.base, "quote": age.quote, "rate": None}
    return {
        "base": age.base, "quote": age.quote, "rate": plain(found.rate), "day": found.day.isoformat(),
        "age_days": age.days, "stale": age.stale, "status": found.status.value,
        "sources": [
            {"base": r.base, "quote": r.quote, "rate": plain(r.rate), "day": r.day.isoformat(), "status": r.status.value,
             "source": _source(r.source)} for r in found.via
        ],
    }


def _age_text(age: RateAge, language: Speaks) -> str:
    found = age.conversion
    if found is None:
        return f"1 {age.base} = ? {age.quote}  {language.gettext('no rate is stored')}"
    sources = " + ".join(dict.fromkeys(language.show(r.source.said) for r in found.via))
    mark = language.gettext("older than {n} days", n=STALE_RATE_DAYS) if age.stale else ""
    return (f"1 {age.base} = {language.number(Decimal(readable(found.rate)))} {age.quote}  {found.day}  "
            f"{language.days(age.days or 0)}  [{found.status.value}]  {sources}  {mark}").rstrip()


# Indicators -----------------------------------------------------------------------------------


def indicators_answer(market: str, figures: Parameters, done: IndicatorsRefreshed | None, language: Speaks) -> dict[str, Any]:
    """The document of ``indicators --json``: each indicator with its years, the latest first."""
    answer: dict[str, Any] = {"market": market, "indicators": [
        {"name": name, "label": language.show(INDICATORS.get(name, name)), "unit": parameter.unit, "values": [
            {"year": value.since.year, "value": plain(value.value), "status": value.status.value,
             "source": _source(value.source)} for value in years(parameter)
        ]} for name, parameter in figures.by_name.items()
    ]}
    if done is not None:
        answer["stored"] = done.stored
        answer["problems"] = [
            {"where": p.where, "what": language.show(p.what), "how": language.show(p.how)} for p in done.problems
        ]
    return answer


def indicators_text(market: str, figures: Parameters, done: IndicatorsRefreshed | None, language: Speaks) -> str:
    lines = [] if done is None else [
        f"! {p.where}: {language.show(p.what)} {language.show(p.how)}" for p in done.problems
    ]
    for name, parameter in figures.by_name.items():
        latest = years(parameter)[0]
        lines.append(f"{language.show(INDICATORS.get(name, name))}  {indicator_said(parameter, latest, language)}  "
                     f"{latest.since.year}  [{latest.status.value}]  {language.show(latest.source.said)}")
    return "\n".join(lines) or language.gettext("No indicators of {market} are stored yet. Fetch them with --refresh.", market=market)


def years(parameter: Parameter) -> tuple[DatedValue, ...]:
    """The years an office has counted, the latest first."""
    return tuple(value for value in reversed(parameter.values) if value.value is not None)


def indicator_said(parameter: Parameter, value: DatedValue, language: Speaks) -> str:
    """The figure as people read it: a share in percent, a value in millions, a wage in whole units."""
    assert value.value is not None, "years() leaves out what nobody has counted"
    if parameter.unit == "ratio":
        return language.show(Percent(ratio=quantized(value.value, 3)))
    currency, _, per = parameter.unit.partition("/")
    if per == "year":
        return language.gettext("{amount} million {currency}", currency=currency,
                                amount=language.number(value.value.scaleb(-6), 0))
    return language.money(Money(amount=value.value, currency=currency).rounded())


def _source(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json", exclude_none=True)
