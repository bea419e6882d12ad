"""``landed`` and ``contract-tax``: the shapes others script against, and every fault named at once."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from packagekit import workflow as work
from packagekit.domain.text import Refusal
from packagekit.estimate.certificates import Declared, certificates
from packagekit.storage.catalogs import Catalogs
from packagekit.workflow.law import certificates_case, contract_tax_case, landed_case, read_case
from tests.law import MARKETS

ROOT = Path(__file__).resolve().parents[1]
SHIPMENT = {
    "market": "ID", "on": "2023-06-01", "currency": "USD", "fx": {"USD": "15000"}, "incoterm": "CIF", "freight": "0",
    "insurance": "0", "importer": {"registered": False},
    "lines": [{"id": "plc", "hs": "853710", "value": "250.00", "origin": "KR", "preference": "best"}],
    "assume": {"import_duty": "0.10", "vat": "0.11", "import_income_tax": "0.15"},
}
CONTRACT = {
    "market": "VN", "on": "2024-05-01", "currency": "USD", "seller_country": "KR", "treaty": False,
    "income_tax_borne_by": "seller", "vat_borne_by": "buyer", "split": True,
    "lines": [
        {"id": "robots", "activity": "goods_with_services", "amount": "16000000"},
        {"id": "training", "activity": "services", "amount": "4000000", "assume": {"income_tax": "0.05"}},
    ],
}


def run(tmp_path: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "packagekit", *arguments], input=stdin, text=True, capture_output=True, check=False,
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", "PACKAGEKIT_HOME": str(tmp_path), "LANG": "C.UTF-8"},
    )


def test_the_shell_answers_a_shipment(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps(SHIPMENT))
    done = run(tmp_path, "landed", str(case), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["market"], answer["on"], answer["currency"], answer["customs_value"]) == (
        "ID", "2023-06-01", "IDR", "3750000")
    assert [(c["name"], c["amount"]) for c in answer["charges"]] == [
        ("import_duty", "375000"), ("vat", "454000"), ("import_income_tax", "619000")]
    duty = answer["charges"][0]
    assert Decimal(duty.pop("rate")) == Decimal("0.10")
    assert {key: duty[key] for key in ("line", "base", "payer", "recoverable", "status", "source")} == {
        "line": "plc", "base": "3750000", "payer": "buyer", "recoverable": False, "status": "user",
        "source": {"title": "assumed by the caller"},
    }
    assert (answer["total_charges"], answer["landed_value"]) == ("1448000", "5198000")


def test_the_shell_answers_a_contract_from_standard_input(tmp_path: Path) -> None:
    done = run(tmp_path, "contract-tax", "-", "--json", stdin=json.dumps(CONTRACT))
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    robots, training = answer["lines"]
    assert {key: robots["income_tax"][key] for key in ("base", "rate", "amount", "status")} == {
        "base": "16000000", "rate": "0.01", "amount": "160000", "status": "W"}
    assert robots["income_tax"]["source"]["title"] and robots["income_tax"]["source"]["seen"]
    assert (robots["vat"]["rate"], robots["vat"]["amount"]) == ("0", "0")
    assert (robots["seller_receives"], robots["buyer_pays"]) == ("15840000", "16000000")
    assert training["income_tax"]["status"] == "user"
    assert (answer["totals"]["income_tax"], answer["totals"]["seller_receives"]) == ("360000", "19640000")


def test_the_shell_refuses_with_1_and_knows_bad_usage_as_2(tmp_path: Path) -> None:
    refused = run(tmp_path, "landed", "-", "--json", stdin=json.dumps({**SHIPMENT, "market": "XX"}))
    assert refused.returncode == 1
    [problem] = json.loads(refused.stdout)["problems"]
    assert problem["where"] == "market" and "XX" in problem["what"] and "TH" in problem["how"]
    text = run(tmp_path, "contract-tax", "-", stdin="{")
    assert text.returncode == 1 and text.stdout == "" and "JSON" in text.stderr
    assert run(tmp_path, "landed", "--json").returncode == 2


def test_the_shell_says_the_charges_to_people(tmp_path: Path) -> None:
    done = run(tmp_path, "landed", "-", "--on", "2024-01-01", stdin=json.dumps(SHIPMENT))
    assert done.returncode == 0
    assert "619,000" in done.stdout and "PPh 22" in done.stdout and "5,198,000" in done.stdout


def test_a_person_at_the_house_may_ask(house: work.House, who: work.Person) -> None:
    assert work.landed(house, who, SHIPMENT).total_charges == 1_448_000
    assert work.contract_tax(house, who, CONTRACT).totals.income_tax == 360_000


@pytest.mark.parametrize("market", MARKETS)
def test_every_market_answers(market: str, catalogs: Catalogs) -> None:
    case = {"market": market, "on": "2026-11-22", "currency": "USD", "incoterm": "FOB", "freight": "100", "insurance": "1",
            "fx": {"USD": "1000"}, "lines": [{"id": "a", "hs": "847950", "value": "1000"}], "assume": {"import_duty": "0.05"}}
    found = landed_case(catalogs, case)
    certificates = certificates_case(catalogs, case)
    answer = work.landed_answer(found, certificates, work.language("en"))
    assert answer["certificates"] == [], "nothing is said of a duty the caller assumes"
    assert json.loads(json.dumps(answer)) == answer
    assert sum(Decimal(c["amount"]) for c in answer["charges"]) == Decimal(answer["total_charges"])
    assert all(c["source"]["title"] and c["status"] for c in answer["charges"])
    assert work.landed_text(found, certificates, work.language("ko"))


def test_the_shell_says_what_each_certificate_saves_and_whether_it_pays(tmp_path: Path) -> None:
    """A panel of 100 dollars at 25,800 dong: 15 % without, 0 with a certificate that costs more than that saves."""
    line = {"id": "panel", "hs": "85371099", "value": "100"}
    case = {"market": "VN", "on": "2026-11-20", "currency": "USD", "fx": {"USD": "25800", "KRW": "19"}, "lines": [line]}
    for value, worth in (("100", [False, False, False]), ("100000", [True, True, True])):
        done = run(tmp_path, "landed", "-", "--json", stdin=json.dumps({**case, "lines": [{**line, "value": value}]}))
        found = json.loads(done.stdout)["certificates"]
        assert [(c["agreement"], c["worth"]) for c in found] == list(zip(("AKFTA", "VKFTA", "RCEP"), worth, strict=True))
    first = found[0]
    assert (first["proof"], first["saved"], first["paper"], first["paper_status"]) == ("Form AK", "387000000", "1140000", "GK")
    assert "40%" in first["origin_rule"] and first["paper_source"]["title"]
    text = run(tmp_path, "landed", "-", stdin=json.dumps(case)).stdout
    assert "AKFTA with Form AK saves VND\u00a0387,000 of duty and of taxes on it that do not come back. Not worth its paper." in text


@pytest.mark.parametrize(("market", "incoterm", "follows"), [
    ("MY", "CIF", "0.10"), ("MM", "CIF", "0.05"), ("VN", "CIF", "0"), ("VN", "DDP", "0.08"),
])
def test_a_certificate_saves_the_lost_tax_on_the_duty_too(market: str, incoterm: str, follows: str, catalogs: Catalogs) -> None:
    """Malaysia's sales tax of 10 % and Myanmar's of 5 % rest on the duty and never come back; Vietnam's VAT of 8 % does,
    but not to a seller who delivers duty paid."""
    case = {"market": market, "on": "2026-11-20", "currency": "USD", "fx": {"USD": "25000"}, "unknown": "prudent",
            "incoterm": incoterm, "lines": [{"id": "robot", "hs": "847950", "value": "1000"}]}
    duty = next(charge for charge in landed_case(catalogs, case).charges if charge.name == "import_duty")
    found = certificates_case(catalogs, case).found
    assert found and duty.base == 25_000_000
    law, tariff = catalogs.market(market), catalogs.tariffs[market]
    alone = certificates(law, tariff, on=date(2026, 11, 20), goods=[Declared("robot", "847950", duty.base)])
    assert [(one.agreement, one.most) for one in found] == [
        (one.agreement, one.most * (1 + Decimal(follows))) for one in alone]
    assert max(one.most for one in found) > 0 or market == "VN"


def test_a_certificate_of_unknown_cost_never_hinders_the_answer(catalogs: Catalogs) -> None:
    """No stored rate leads from the won to the kyat."""
    case = {"market": "MM", "on": "2026-11-20", "currency": "USD", "fx": {"USD": "2100"}, "unknown": "prudent",
            "lines": [{"id": "robot", "hs": "847950", "value": "1000"}]}
    assert landed_case(catalogs, case).charges
    found = certificates_case(catalogs, case)
    assert found.paper is None and found.found and {one.worth for one in found.found} == {None}


# Bad input ------------------------------------------------------------------------------------

LINE = SHIPMENT["lines"][0]
BAD_SHIPMENTS: list[tuple[dict[str, Any], set[str]]] = [
    ({"market": "XX"}, {"market"}),
    ({"market": 7}, {"market"}),
    ({"on": "yesterday"}, {"on"}),
    ({"on": "2009-01-01", "assume": {"import_duty": "0"}}, {"ID/vat", "ID/import_income_tax_unregistered"}),
    ({"currency": "dollars"}, {"currency"}),
    ({"fx": {}, "on": "2025-12-31"}, {"fx/USD/IDR"}),
    ({"fx": {"USD": "0"}}, {"fx/USD"}),
    ({"incoterm": "FAS"}, {"incoterm"}),
    ({"freight": "-1"}, {"freight"}),
    ({"freight": "NaN"}, {"freight"}),
    ({"freight": 1.5}, {"freight"}),
    ({"insurance": "1e999999"}, {"insurance"}),
    ({"importer": {"licensed": True}}, {"importer.licensed"}),
    ({"assume": {"sales_tax": "0.1"}}, {"assume/sales_tax", "lines/plc/hs"}),
    ({"assume": {"import_duty": "-0.1"}}, {"assume/import_duty"}),
    ({"assume": {"import_duty": "ten"}}, {"assume.import_duty"}),
    ({"rounding": "up"}, {"rounding"}),
    ({"declarations": -1}, {"declarations"}),
    ({"colour": "red"}, {"colour"}),
    ({"lines": []}, {"lines"}),
    ({"lines": "plc"}, {"lines"}),
    ({"lines": [{**LINE, "hs": "8537.10"}]}, {"lines/plc/hs"}),
    ({"lines": [{**LINE, "hs": "010121"}], "assume": {}}, {"lines/plc/hs"}),
    ({"assume": {}}, {"lines/plc/hs"}),
    ({"lines": [{**LINE, "value": "-1"}]}, {"lines/plc/value"}),
    ({"lines": [{**LINE, "preference": "VKFTA"}]}, {"lines/plc/preference"}),
    ({"lines": [{**LINE, "currency": "KRW"}]}, {"lines/plc/currency"}),
    ({"lines": [LINE, LINE]}, {"lines/plc"}),
    ({"lines": [{"id": "plc"}]}, {"lines[0].hs", "lines[0].value"}),
]
BAD_CONTRACTS: list[tuple[dict[str, Any], set[str]]] = [
    ({"market": "XX", "on": "soon"}, {"market", "on"}),
    ({"on": "2014-09-30", "lines": [{"id": "a", "activity": "services", "amount": "1"}]},
     {"VN/contractor_income_tax.services", "VN/contractor_vat.services"}),
    ({"income_tax_borne_by": "nobody"}, {"income_tax_borne_by"}),
    ({"treaty": True, "seller_country": "JP"}, {"treaty"}),
    ({"assume": {"sales_tax": "0"}}, {"assume/sales_tax"}),
    ({"assume": {"vat": "1"}}, {"assume/vat"}),
    ({"lines": []}, {"lines"}),
    ({"lines": [{"id": "a", "activity": "dancing", "amount": "-1"}]}, {"lines/a/activity", "lines/a/amount"}),
    ({"lines": [{"id": "a", "activity": "services", "amount": "1", "currency": "KRW"}]}, {"lines/a/currency"}),
    ({"discount": "0.1"}, {"discount"}),
]


def told(refusal: pytest.ExceptionInfo[Refusal]) -> set[str]:
    assert all(p.what.msgid and p.how.msgid for p in refusal.value.problems)
    return {problem.where for problem in refusal.value.problems}


@pytest.mark.parametrize(("change", "where"), BAD_SHIPMENTS, ids=lambda value: str(sorted(value) if isinstance(value, set) else value)[:60])
def test_a_faulty_shipment_names_every_fault(change: dict[str, Any], where: set[str], catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        landed_case(catalogs, {**SHIPMENT, **change})
    assert told(refusal) == where


@pytest.mark.parametrize(("change", "where"), BAD_CONTRACTS, ids=lambda value: str(sorted(value) if isinstance(value, set) else value)[:60])
def test_a_faulty_contract_names_every_fault(change: dict[str, Any], where: set[str], catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        contract_tax_case(catalogs, {**CONTRACT, **change})
    assert told(refusal) == where


def test_everything_missing_is_told_at_once(catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        landed_case(catalogs, {})
    assert told(refusal) == {"market", "on", "currency", "lines"}


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"on": NaN}', '{"on": 1, "on": 2}', "[" * 100_000])
def test_what_is_no_case_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_case(text, "case.json")
    assert told(refusal) == {"case.json"}


def test_a_number_keeps_the_digits_it_was_written_with() -> None:
    assert read_case('{"value": 0.1000000000000000055}', "-") == {"value": Decimal("0.1000000000000000055")}
