"""Records as the JSON others script against: names and shapes are a contract, never changed, only added to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from packagekit.domain.bundle import BundleLine, Composition, Option
from packagekit.domain.dated import Source
from packagekit.domain.estimate import Estimate, LedgerRow
from packagekit.domain.matching import Match
from packagekit.domain.money import Money
from packagekit.domain.record import plain
from packagekit.domain.text import Problem, Speaks


def problems_answer(problems: Sequence[Problem], language: Speaks) -> dict[str, Any]:
    return {"problems": [
        {"where": p.where, "what": language.show(p.what), "how": language.show(p.how)} for p in problems
    ]}


def matches_answer(matches: Sequence[Match], language: Speaks) -> dict[str, Any]:
    return {"matches": [{
        "case": match.case.id, "score": plain(match.score), "title": language.show(match.case.title),
        "reasons": [{"code": r.code, "text": language.show(r.text)} for r in match.reasons],
        "differences": [{"code": r.code, "text": language.show(r.text)} for r in match.differences],
    } for match in matches]}


def composition_answer(composition: Composition, language: Speaks) -> dict[str, Any]:
    conflict = composition.conflict
    return {
        "options": [_option(option) for option in composition.options],
        "front": [{"price": _money(p.price), "benefit": plain(p.benefit)} for p in composition.front],
        "conflict": None if conflict is None else {
            "minimal": conflict.minimal,
            "wishes": [{"code": w.code, "text": language.show(w.text)} for w in conflict.wishes],
            "ways_out": [{"code": w.code, "text": language.show(w.text)} for w in conflict.ways_out],
        },
    }


def _option(option: Option) -> dict[str, Any]:
    return {
        "name": option.name, "recommended": option.recommended, "price": _money(option.price),
        "benefit": plain(option.benefit), "months": option.months, "optimal": option.optimal,
        "covers": list(option.covers), "lines": [_bundle_line(line) for line in option.lines],
        "links": [link.model_dump(mode="json") for link in option.links], "sizes": dict(option.sizes),
    }


def _bundle_line(line: BundleLine) -> dict[str, Any]:
    return {
        "id": line.id, "solution": line.solution, "supplier": line.supplier, "qty": str(line.qty),
        "months": line.months, "kind": line.kind, "unit_price": _money(line.unit_price),
        "provides": list(line.provides), "role": line.role,
    }


def estimate_answer(estimate: Estimate, language: Speaks) -> dict[str, Any]:
    returns = estimate.returns
    return {
        "on": estimate.on.isoformat(), "market": estimate.market, "currency": estimate.currency,
        "terms": estimate.terms.model_dump(mode="json"),
        "ledger": [_ledger_row(row, language) for row in estimate.ledger],
        "seller_price": plain(estimate.seller_price.amount), "buyer_cost": plain(estimate.buyer_cost.amount),
        "buyer_cash_out": plain(estimate.buyer_cash_out.amount),
        "seller_receives": plain(estimate.seller_receives.amount),
        "range": {name: plain(getattr(estimate.range, name).amount) for name in ("p10", "p50", "p90")},
        "returns": {
            "payback_months": {
                name: _exact(getattr(returns.payback_months, name)) for name in ("p10", "p50", "p90")
            },
            "npv": plain(returns.npv.amount), "irr": _exact(returns.irr),
            "horizon_years": returns.horizon_years, "discount_rate": plain(returns.discount_rate),
            "cash_flow": [plain(year.amount) for year in returns.cash_flow],
        },
        "shares": [{"member": s.member, "amount": plain(s.amount.amount)} for s in estimate.shares],
        "fx": [{
            "base": r.base, "quote": r.quote, "day": r.day.isoformat(), "rate": plain(r.rate),
            "status": r.status.value, "source": _source(r.source),
        } for r in estimate.fx],
        "warnings": [{"code": w.code, "text": language.show(w.text)} for w in estimate.warnings],
    }


def _ledger_row(row: LedgerRow, language: Speaks) -> dict[str, Any]:
    return {
        "id": row.id, "line": row.line, "stage": row.stage, "code": row.code, "name": language.show(row.name),
        "base": _exact(row.base), "base_currency": row.base_currency, "rate": _exact(row.rate),
        "rate_unit": row.rate_unit, "amount": plain(row.amount.amount), "currency": row.amount.currency,
        "local": None if row.local is None else _money(row.local),
        "payer": row.payer, "recoverable": row.recoverable, "status": row.status.value,
        "source": _source(row.source), "on": row.on.isoformat(),
        "note": None if row.note is None else language.show(row.note),
    }


def _money(money: Money) -> dict[str, str]:
    return {"amount": plain(money.amount), "currency": money.currency}


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _source(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json", exclude_none=True)
