"""The shell: names, shapes and exit codes that others script against, and what they mean."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from packagekit.cli import main
from tests.conftest import ROOT

FACTORIES = ROOT / "catalogs" / "samples" / "factories"
VN, ID, JOINT = (str(FACTORIES / f"{name}.yaml") for name in ("nhua-mau-1", "pangan-contoh-5", "xi-ma-mau-4"))
DAY = ["--on", "2026-11-22"]


def nobody_serves(**options: object) -> int:
    raise AssertionError("only the verb serve opens the app")


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACKAGEKIT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("PACKAGEKIT_LANGUAGE", "en")
        yield


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    def run(*words: str) -> tuple[int, dict]:
        code = main(nobody_serves, [*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("bundles")
    made = {}
    for path in (VN, ID, JOINT):
        made[path] = str(folder / f"{Path(path).stem}.json")
        assert main(nobody_serves, ["compose", path, "-o", made[path], *DAY, "--json"]) == 0
    return made


def exact(text: str) -> Decimal:
    assert isinstance(text, str), "amounts, rates and quantities are strings"
    return Decimal(text)


def test_match_ranks_with_reasons(run) -> None:
    code, answer = run("match", VN, "--top", "4", *DAY)
    assert code == 0
    scores = [exact(m["score"]) for m in answer["matches"]]
    assert len(scores) == 4 and scores == sorted(scores, reverse=True)
    assert all(m["case"] and m["reasons"] and all(r["code"] and r["text"] for r in m["reasons"]) for m in answer["matches"])


@pytest.mark.parametrize("path", [VN, ID, JOINT])
def test_compose_offers_three_proven_options_within_the_budget(run, path) -> None:
    code, answer = run("compose", path, *DAY)
    assert code == 0 and answer["conflict"] is None
    options = answer["options"]
    assert [o["name"] for o in options] == ["essential", "standard", "advanced"]
    assert sum(o["recommended"] for o in options) == 1
    prices = [exact(o["price"]["amount"]) for o in options]
    assert prices == sorted(prices)
    for option in options:
        assert option["optimal"] is True and option["covers"]
        for line in option["lines"]:
            assert line["solution"] and line["supplier"] and exact(line["qty"]) > 0
            assert exact(line["unit_price"]["amount"]) >= 0 and line["unit_price"]["currency"] == "KRW"
    for point in answer["front"]:
        assert exact(point["price"]["amount"]) > 0 and 0 <= exact(point["benefit"]) <= 1


def test_what_cannot_be_met_is_refused_with_a_minimal_conflict(run, tmp_path) -> None:
    text = Path(VN).read_text(encoding="utf-8").replace("budget: {amount: '350000'", "budget: {amount: '9000'")
    poor = tmp_path / "poor.yaml"
    poor.write_text(text, encoding="utf-8")
    code, answer = run("compose", str(poor), *DAY)
    assert code == 1 and answer["options"] == []
    conflict = answer["conflict"]
    assert conflict["minimal"] is True
    assert "budget" in {wish["code"].split(":")[0] for wish in conflict["wishes"]}
    assert conflict["ways_out"] and all(way["text"] for way in conflict["ways_out"])


@pytest.mark.parametrize("path", [VN, ID, JOINT])
def test_the_ledger_adds_up_to_the_last_unit(run, bundles, path) -> None:
    code, answer = run("estimate", bundles[path], *DAY)
    assert code == 0
    rows = answer["ledger"]
    paid = sum(exact(r["amount"]) for r in rows if r["payer"] == "buyer")
    back = sum(exact(r["amount"]) for r in rows if r["payer"] == "buyer" and r["recoverable"])
    assert paid == exact(answer["buyer_cash_out"])
    assert paid - back == exact(answer["buyer_cost"])
    low, middle, high = (exact(answer["range"][p]) for p in ("p10", "p50", "p90"))
    assert low <= middle <= high
    assert {r["currency"] for r in rows} == {answer["currency"]}
    assert all(r["source"]["title"] and r["status"] in {"S", "S2", "W", "GK", "user"} for r in rows)
    assert all(w["code"] and w["text"] for w in answer["warnings"])
    if answer["shares"]:
        assert sum(exact(s["amount"]) for s in answer["shares"]) == paid


def test_the_joint_build_is_shared_among_its_six_members(run, bundles) -> None:
    _, answer = run("estimate", bundles[JOINT], *DAY)
    assert len(answer["shares"]) == 6


def test_the_same_bundle_next_january_pays_the_statutory_vat(run, bundles) -> None:
    """Vietnam's 8 % ends on 2026-12-31: the same goods bear 10 % from the next day on."""
    rates = {}
    for day in ("2026-12-31", "2027-01-01"):
        _, answer = run("estimate", bundles[VN], "--on", day)
        rates[day] = {exact(r["rate"]) for r in answer["ledger"] if r["code"] == "vat" and r["stage"] == "import_tax"}
    assert rates == {"2026-12-31": {Decimal("0.08")}, "2027-01-01": {Decimal("0.10")}}


def test_a_day_before_the_law_is_refused_by_name(run, bundles) -> None:
    code, answer = run("estimate", bundles[VN], "--on", "2010-01-01")
    assert code == 1
    assert answer["problems"] and all(p["where"] and p["what"] and p["how"] for p in answer["problems"])


def test_propose_names_its_files_and_writes_the_same_bytes_again(run, bundles, tmp_path) -> None:
    digests = []
    for folder in ("a", "b"):
        code, answer = run("propose", bundles[VN], "--lang", "vi,en", "--format", "docx,xlsx", "-o",
                           str(tmp_path / folder), *DAY)
        assert code == 0
        names = sorted(Path(f["name"]).name for f in answer["files"])
        assert names == [f"proposal-nhua-mau-1.{lang}.{kind}" for lang in ("en", "vi") for kind in ("docx", "xlsx")]
        for file in answer["files"]:
            data = Path(file["name"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == file["sha256"]
            assert zipfile.is_zipfile(io.BytesIO(data))
        digests.append(sorted(f["sha256"] for f in answer["files"]))
    assert digests[0] == digests[1]


@pytest.mark.parametrize(("words", "where"), [
    (["propose", "{bundle}", "--lang", "xx", "--format", "docx", "-o", "{out}"], "xx"),
    (["propose", "{bundle}", "--lang", "vi", "--format", "odt", "-o", "{out}"], "odt"),
    (["estimate", "/nowhere/bundle.json"], "/nowhere/bundle.json"),
    (["match", "/nowhere/factory.yaml"], "/nowhere/factory.yaml"),
    (["estimate", VN], VN),
    (["compose", VN, "--case", "no-such-case"], "no-such-case"),
    (["spell", "many", "VND", "--lang", "vi"], "many"),
])
def test_a_refusal_says_where_what_and_how(run, bundles, tmp_path, words, where) -> None:
    filled = [w.format(bundle=bundles[VN], out=tmp_path / "out") for w in words]
    code, answer = run(*filled)
    assert code == 1
    assert any(where in p["where"] for p in answer["problems"])
    assert not (tmp_path / "out").exists(), "nothing is half done"


@pytest.mark.parametrize(("amount", "currency", "lang", "said"), [
    ("1234567", "VND", "vi", "Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng"),
    ("1000000", "IDR", "id", "Satu juta rupiah"),
    ("1230000", "KRW", "ko", "일백이십삼만원정"),
])
def test_spell_says_the_amount(run, amount, currency, lang, said) -> None:
    code, answer = run("spell", amount, currency, "--lang", lang)
    assert code == 0
    assert said in answer["words"]


@pytest.mark.parametrize("amount", ["1000000000000000000", "1e40", "1e999"])
def test_spell_refuses_what_no_language_has_words_for(run, amount) -> None:
    code, answer = run("spell", amount, "VND", "--lang", "vi")
    assert code == 1
    assert [p["where"] for p in answer["problems"]] == ["amount"]


def test_catalog_check_lists_every_value_with_status_age_and_end(run) -> None:
    code, answer = run("catalog", "check", *DAY)
    assert code == 0 and answer["problems"] == []
    vat = [r for r in answer["rates"] if r["owner"] == "VN" and r["value"] == "0.08"]
    assert any(r["until"] == "2026-12-31" and r["status"] == "S" for r in vat)
    assert all({"owner", "name", "status", "since", "until", "age_days", "source"} <= r.keys() for r in answer["rates"])


def test_words_check_finds_nothing_to_mend(run) -> None:
    code, answer = run("words", "check")
    assert answer["problems"] == []
    assert code == 0


def test_template_check_passes_ours_and_names_what_others_ask_too_much(run, tmp_path) -> None:
    from docx import Document

    code, answer = run("template", "check", str(ROOT / "templates" / "proposal" / "document.docx"))
    assert (code, answer["problems"]) == (0, [])
    wrong = Document()
    wrong.add_paragraph("{{ cover.number }} {{ cover.colour }}")
    wrong.add_paragraph("{% for x in %}")
    wrong.save(tmp_path / "wrong.docx")
    code, answer = run("template", "check", str(tmp_path / "wrong.docx"))
    assert code == 1 and answer["problems"]


def test_template_check_refuses_what_is_no_word_file(run, tmp_path) -> None:
    (tmp_path / "notes.docx").write_text("no archive")
    with zipfile.ZipFile(tmp_path / "empty.docx", "w") as archive:
        archive.writestr("notes.txt", "an archive, but no document")
    for name in ("notes.docx", "empty.docx"):
        code, answer = run("template", "check", str(tmp_path / name))
        assert code == 1 and len(answer["problems"]) == 1, name


def test_settings_lists_the_environment_without_secrets(run, monkeypatch) -> None:
    monkeypatch.setenv("PACKAGEKIT_DATABASE_URL", "postgresql+psycopg://u:hunter2@h/d")
    code, answer = run("settings")
    assert code == 0
    assert "hunter2" not in json.dumps(answer)
    assert {"PACKAGEKIT_HOME", "PACKAGEKIT_DATABASE_URL"} <= {s["name"] for s in answer["settings"]}


def test_from_the_outside_through_a_pipe(tmp_path) -> None:
    """One real process: the factory on standard input, exit codes 0, 1 and 2."""
    def shell(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "packagekit", *words], input=text, capture_output=True, text=True,
                              cwd=ROOT, timeout=120)

    good = shell("match", "-", "--json", *DAY, text=Path(VN).read_text(encoding="utf-8"))
    assert good.returncode == 0 and json.loads(good.stdout)["matches"]
    bad = shell("match", "-", "--json", text="market: XX\n")
    assert bad.returncode == 1 and len(json.loads(bad.stdout)["problems"]) > 3
    assert shell("juggle").returncode == 2
    assert shell("estimate", "x.json", "--on", "yesterday").returncode == 2


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    """As `catalog check | head -1` does: more is written than the pipe holds, after its reader has gone."""
    with subprocess.Popen([sys.executable, "-m", "packagekit", "catalog", "check", "--json"], cwd=ROOT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as verb:
        assert verb.stdout.read(1) == b"{"
        verb.stdout.close()
        assert verb.stderr.read() == b""
        assert verb.wait() == 0


@pytest.mark.parametrize("words", [["match", VN], ["compose", VN], ["catalog", "check"], ["settings"]])
def test_people_get_text(capsys, words) -> None:
    assert main(nobody_serves, words) == 0
    out = capsys.readouterr().out
    assert out.strip() and not out.lstrip().startswith("{")
