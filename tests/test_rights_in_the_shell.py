"""The table of rights through the shell: every verb, as every role; a verb that is not in this table fails."""

from __future__ import annotations

import argparse
import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from packagekit import cli
from packagekit import workflow as work
from packagekit.cli import main
from packagekit.domain.person import ROLES
from packagekit.storage.catalogs import read_catalogs
from packagekit.workflow import RIGHTS
from tests.conftest import ROOT
from tests.people import enrol
from tests.test_rights import PEOPLE

FACTORY = str(ROOT / "catalogs" / "samples" / "factories" / "nhua-mau-1.yaml")
VERBS: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "match": ([FACTORY], ("read_factory_file", "match_factory")),
    "compose": ([FACTORY], ("read_factory_file", "compose_bundle")),
    "estimate": (["BUNDLE"], ("estimate_bundle",)),
    "propose": (["BUNDLE", "--format", "xlsx", "-o", "FOLDER"], ("propose_documents",)),
    "landed": (["landed.json"], ("landed",)),
    "contract-tax": (["contract-tax.json"], ("contract_tax",)),
    "rates": (["show"], ("rate_ages", "held_rates")),
    "values": (["list"], ("list_team_values",)),
    "indicators": (["VN"], ("catalogs", "indicators")),
    "catalog": (["check"], ("check_catalogs",)),
    "words": (["check"], ("check_words",)),
    "template": (["check", str(ROOT / "templates" / "proposal" / "document.docx")], ("check_template",)),
    "cases": (["export", "FOLDER/cases.xlsx"], ("export_file",)),
    "backup": (["FOLDER/backup.zip"], ("back_up",)),
    "check": ([], ("check_house",)),
    "people": (["list"], ("list_people",)),
    "link": ([], ("owner_link",)),
    "demo": (["-o", "FOLDER"], ("demo",)),
}
"""Each verb with what it is asked for and the use cases it needs."""
OF_THE_MACHINE = {"spell", "settings", "rights", "restore", "serve"}
"""Verbs that ask the house for nothing: they are the operator's, who has the machine."""
CASES = {
    "landed.json": {"market": "ID", "on": "2023-06-01", "currency": "USD", "fx": {"USD": "15000"}, "incoterm": "CIF",
                    "lines": [{"id": "plc", "hs": "853710", "value": "250", "origin": "KR", "preference": "best"}],
                    "assume": {"import_duty": "0.10", "vat": "0.11", "import_income_tax": "0.15"}},
    "contract-tax.json": {"market": "VN", "on": "2024-05-01", "currency": "USD", "seller_country": "KR", "treaty": False,
                          "income_tax_borne_by": "seller", "vat_borne_by": "buyer", "split": True,
                          "lines": [{"id": "a", "activity": "services", "amount": "4000"}]},
}


def nobody_serves(**options: object) -> int:
    raise AssertionError("only the verb serve opens the app")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with one person of each role, a bundle and the cases, worked on through the shell."""
    folder = tmp_path_factory.mktemp("shell")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACKAGEKIT_HOME", str(folder / "home"))
        patch.setenv("PACKAGEKIT_LANGUAGE", "en")
        enrol(work.open_house(), *PEOPLE.values()).store.close()
        for name, case in CASES.items():
            (folder / name).write_text(json.dumps(case), encoding="utf-8")
        assert main(nobody_serves, ["compose", FACTORY, "--on", "2026-11-22", "-o", str(folder / "bundle.json"), "--json"]) == 0
        yield folder


def test_every_verb_is_walked() -> None:
    parser = cli.parser()
    (verbs,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    assert set(verbs.choices) == set(VERBS) | OF_THE_MACHINE
    assert not set(VERBS) & OF_THE_MACHINE
    assert {name for _, needed in VERBS.values() for name in needed} <= set(RIGHTS)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", VERBS)
def test_the_table_holds_in_the_shell(verb: str, role: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words, needed = VERBS[verb]
    allowed = all(role in RIGHTS[name] for name in needed)
    if verb == "demo" and allowed:
        pytest.skip("writes every sample proposal; it is walked in test_cli")
    if verb == "link":
        allowed = False  # the owner's own link is for nobody who is named
    said = {"BUNDLE": str(place / "bundle.json"), "FOLDER": str(place / role), "FOLDER/backup.zip": str(place / f"{role}.zip"),
            "FOLDER/cases.xlsx": str(place / f"{role}.xlsx"),
            **{name: str(place / name) for name in CASES}}
    main(nobody_serves, [verb, *(said.get(word, word) for word in words), "--as", PEOPLE[role].id, "--json"])
    answer = json.loads(capsys.readouterr().out)
    refused = any("may not do this" in p["what"] or "Only the owner" in p["what"] for p in answer.get("problems", ()))
    assert refused == (not allowed)
    if refused:
        assert set(answer) == {"problems"}, "nothing else is said"


def test_nobody_acts_as_somebody_unknown_or_blocked(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    house = work.open_house()
    for who in ("nobody", "nobody@example.com", ""):
        assert main(nobody_serves, ["match", FACTORY, "--as", who, "--json"]) == 1
    work.block_person(house, work.desk_owner(house), "sample-guest")
    assert main(nobody_serves, ["people", "list", "--as", "sample-guest", "--json"]) == 1
    work.unblock_person(house, work.desk_owner(house), "sample-guest")
    house.store.close()
    capsys.readouterr()


def test_the_shell_gives_out_links(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(nobody_serves, ["link", "--address", "https://quotes.example.com/", "--json"]) == 0
    link = json.loads(capsys.readouterr().out)["link"]
    assert link.startswith("https://quotes.example.com/account/owner/")
    house = work.open_house()
    assert work.link_of(house, link.rpartition("/")[2]).purpose == "owner"
    house.store.close()


def test_the_teams_values_are_entered_decided_and_given_out_in_the_shell(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two people and a file: what one enters another confirms; laid into the catalogs it is read as it is."""
    def said(role: str, *words: str) -> tuple[int, dict[str, Any]]:
        code = main(nobody_serves, ["values", *words, "--as", PEOPLE[role].id, "--json"])
        return code, json.loads(capsys.readouterr().out)

    law = tmp_path / "law.txt"
    law.write_text("Article 1: 8 %", encoding="utf-8")
    enter = ("enter", "market", "vn", "vat", "8 %", "--since", "2031-01-01", "--source", "Sample decree")
    code, entered = said("export_team", *enter, "--document", "1/2031", "--file", str(law))
    assert (code, entered["value"]["value"], entered["state"], entered["file"]["name"]) == (0, "0.08", "waiting", "law.txt")
    key = str(entered["id"])
    assert said("export_team", "confirm", key)[0] == 1, "nobody confirms their own"
    assert said("export_team", *enter)[1]["problems"], "without a source to look up, and of a day that is taken"
    assert said("approver", "confirm", key)[1]["state"] == "confirmed"
    assert said("supplier", "list")[1]["problems"][0]["what"].endswith("may not do this.")
    root = tmp_path / "catalogs"
    shutil.copytree(ROOT / "catalogs", root)
    assert said("approver", "export", "-o", str(root))[0] == 0
    catalogs, problems = read_catalogs(root)
    assert problems == () and catalogs.markets["VN"].parameters.named("vat").on(date(2031, 2, 1)).value == Decimal("0.08")
    assert said("export_team", "withdraw", key, "--why", "typed wrong")[1]["state"] == "withdrawn"
    assert [one["state"] for one in said("approver", "list")[1]["values"]] == ["withdrawn"]
