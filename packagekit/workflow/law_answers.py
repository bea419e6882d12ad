"""What the law takes in a case, as the JSON others script against and as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from packagekit.domain.estimate import Warning
from packagekit.domain.money import Money
from packagekit.domain.record import Record, plain
from packagekit.domain.text import N_, Percent, Speaks, Text
from packagekit.estimate.border import BorderCharge, Landed
from packagekit.estimate.certificates import Certificate
from packagekit.estimate.contract import ContractTaxes, TaxRow
from packagekit.workflow.law import Certificates

_ALWAYS = ("base", "rate")  # a fixed fee has neither, and says so
_LEFT_OUT = ("on", "rounding", "code")


def landed_answer(found: Landed, certificates: Certificates, language: Speaks) -> dict[str, Any]:
    """The document of ``landed --json``."""
    return {
        "market": found.market, "on": found.on.isoformat(), "currency": found.currency,
        "fx": {"base": found.fx.base, "rate": plain(found.fx.rate), "day": found.fx.day.isoformat(),
               "status": found.fx.status.value},
        "customs_value": plain(found.customs_value),
        "charges": [_charge(charge, language) for charge in found.charges],
        "total_charges": plain(found.total_charges), "landed_value": plain(found.landed_value),
        "certificates": [_certificate(one, certificates, language) for one in certificates.found],
        "questions": [{"line": q.line, "text": language.show(q.text)} for q in found.questions],
        "warnings": _warnings(found.warnings, language),
    }


def contract_tax_answer(found: ContractTaxes, language: Speaks) -> dict[str, Any]:
    """The document of ``contract-tax --json``."""
    return {
        "market": found.market, "on": found.on.isoformat(), "currency": found.currency,
        "lines": [{
            "id": line.id, "activity": line.activity, "amount": plain(line.amount),
            "income_tax": _said(line.income_tax, language), "vat": _said(line.vat, language),
            "seller_receives": plain(line.seller_receives), "buyer_pays": plain(line.buyer_pays),
        } for line in found.lines],
        "totals": found.totals.model_dump(mode="json"), "warnings": _warnings(found.warnings, language),
    }


def _certificate(one: Certificate, among: Certificates, language: Speaks) -> dict[str, Any]:
    """What a certificate of origin saves in duty, its cost and whether it pays; ``worth`` null: not known yet."""
    figures = {name: None if value is None else plain(value) for name, value in (
        ("saved", one.saved), ("least", one.least), ("most", one.most), ("paper", among.paper))}
    known = among.paper_known
    return {
        "agreement": one.agreement, "name": language.show(one.name), "proof": language.show(one.proof),
        "origin_rule": None if one.origin_rule is None else language.show(one.origin_rule), **figures,
        "paper_status": known and known.status.value,
        "paper_source": known and known.source.model_dump(mode="json", exclude_none=True),
        "worth": one.worth, "lines": [saving.model_dump(mode="json") for saving in one.savings],
    }


def _charge(charge: BorderCharge, language: Speaks) -> dict[str, Any]:
    answer = _said(charge, language)
    return answer if charge.code == charge.name else {**answer, "code": charge.code}


def _said(record: Record, language: Speaks) -> dict[str, Any]:
    """The fields that hold something, texts in the reader's language."""
    texts = {
        name: language.show(text) for name in ("label", "note", "reason", "proof")
        if (text := getattr(record, name, None)) is not None
    }
    fields = record.model_dump(mode="json", exclude={*_LEFT_OUT, *texts})
    source = getattr(record, "source", None)
    if source is not None:
        fields["source"] = source.model_dump(mode="json", exclude_none=True)
    return {**{name: value for name, value in fields.items() if value is not None or name in _ALWAYS}, **texts}


def _warnings(warnings: Sequence[Warning], language: Speaks) -> list[dict[str, str]]:
    return [{"code": warning.code, "text": language.show(warning.text)} for warning in warnings]


# For people -----------------------------------------------------------------------------------


def landed_text(found: Landed, certificates: Certificates, language: Speaks) -> str:
    """The charges in the law's order, what they add up to, and what to mind."""
    def money(amount: Decimal) -> str:
        return language.money(Money(amount=amount, currency=found.currency).rounded())

    lines = [f"{money(found.customs_value):>22}  {language.gettext('Customs value')}"]
    for charge in found.charges:
        mark = "*" if charge.recoverable else " "
        rate = "" if charge.rate is None else f"  {language.show(Percent(ratio=charge.rate))}"
        lines.append(f"{money(charge.amount):>22} {mark}{language.show(charge.label)}{rate}  [{charge.status.value}]  {charge.line}")
        if charge.note is not None:
            lines.append(f"{'':>24}{language.show(charge.note)}")
    lines.append(f"{money(found.total_charges):>22}  {language.gettext('All charges (* comes back to the buyer)')}")
    lines.append(f"{money(found.landed_value):>22}  {language.gettext('Landed value')}")
    lines += [_certificate_text(one, certificates, language) for one in certificates.found]
    lines += [f"? {question.line}: {language.show(question.text)}" for question in found.questions]
    return "\n".join((*lines, *_warned(found.warnings, language)))


WORTH: Mapping[bool | None, Text] = {
    True: N_("Worth its paper"), False: N_("Not worth its paper"), None: N_("Depends on what is not known yet"),
}


def _certificate_text(one: Certificate, among: Certificates, language: Speaks) -> str:
    def money(amount: Decimal) -> str:
        return language.money(Money(amount=amount, currency=among.currency).rounded())

    saved = money(one.saved) if one.saved is not None else language.gettext(
        "{low} to {high}", low=money(one.least), high=money(one.most))
    return "= " + language.gettext(
        "{agreement} with {proof} saves {saved} of duty and of taxes on it that do not come back. {worth}.", agreement=one.agreement, proof=one.proof, saved=saved,
        worth=WORTH[one.worth])


def contract_tax_text(found: ContractTaxes, language: Speaks) -> str:
    """Each line with its taxes, what the seller receives and what the buyer pays."""
    def money(amount: Decimal) -> str:
        return language.money(Money(amount=amount, currency=found.currency).rounded())

    lines = []
    for line in found.lines:
        lines.append(f"{line.id}  {money(line.amount)}")
        lines += [_tax_text(row, money(row.amount), language) for row in (line.income_tax, line.vat)]
    for label, amount in (
        (language.gettext("The seller receives"), found.totals.seller_receives),
        (language.gettext("The buyer pays"), found.totals.buyer_pays),
    ):
        lines.append(f"{money(amount):>22}  {label}")
    return "\n".join((*lines, *_warned(found.warnings, language)))


def _tax_text(row: TaxRow, amount: str, language: Speaks) -> str:
    rate = language.show(Percent(ratio=row.rate))
    remark = next((language.show(text) for text in (row.reason, row.note, row.proof) if text is not None), "")
    return f"{amount:>22}  {language.show(row.label)}  {rate}  [{row.status.value}]  {remark}".rstrip()


def _warned(warnings: Sequence[Warning], language: Speaks) -> Iterator[str]:
    yield from (f"! {language.show(warning.text)}" for warning in warnings)
