"""Damaged catalog files: each stops only itself and is named, and who needs it is refused by its name."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from packagekit import workflow as work
from packagekit.domain.text import Refusal
from packagekit.storage.catalogs import read_catalogs
from packagekit.storage.forms import form_problems, read_form
from packagekit.storage.registry import Registry, read_registry
from packagekit.workflow.freshness import freshness
from packagekit.workflow.house import House
from tests.conftest import DAY, ROOT


@pytest.fixture
def catalogs_copy(tmp_path: Path) -> Path:
    root = tmp_path / "catalogs"
    shutil.copytree(ROOT / "catalogs", root, ignore=shutil.ignore_patterns("samples"))
    return root


def test_a_faulty_market_stops_only_itself(catalogs_copy: Path) -> None:
    path = catalogs_copy / "markets" / "vn" / "market.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("currency: VND", "currency: dong"), encoding="utf-8")
    catalogs, problems = read_catalogs(catalogs_copy)
    assert "ID" in catalogs.markets
    assert problems and all("vn" in p.where for p in problems)


def test_a_market_under_another_ones_code_hides_neither(catalogs_copy: Path) -> None:
    path = catalogs_copy / "markets" / "th" / "market.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("code: TH", "code: VN"), encoding="utf-8")
    catalogs, problems = read_catalogs(catalogs_copy)
    assert catalogs.markets["VN"].currency == "VND" and "TH" not in catalogs.markets
    assert [p.where for p in problems if p.where.endswith(": code")] == ["catalogs/markets/th/market.yaml: code"]


DAMAGES = (
    b"a: [", b"\xff\xfe", b"", b"- a\n- b\n", b"parameters: [1, 2]\n", b"sources: x\n", b"schedules: 5\nentries: 5\n", None,
)
"""No YAML, no UTF-8, empty, a list, no fields where fields belong, and no file at all."""


def test_any_damaged_file_of_the_catalogs_stops_only_itself_and_is_named(catalogs_copy: Path) -> None:
    """Each file in turn, in one of the ways: what stands in the others is there, and the fault says which file to mend."""
    whole, _ = read_catalogs(catalogs_copy)
    files = sorted(p for p in catalogs_copy.rglob("*") if p.is_file() and p.parent.name != "forms")
    assert len(files) > 50
    for at, path in enumerate(files):
        kept, damage = path.read_bytes(), DAMAGES[at % len(DAMAGES)]
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage)
        catalogs, problems = read_catalogs(catalogs_copy)
        path.write_bytes(kept)
        name, folder = path.relative_to(catalogs_copy).as_posix(), path.parent.name
        assert set(whole.markets) - set(catalogs.markets) <= {folder.upper()}, name
        assert set(whole.tariffs) - set(catalogs.tariffs) <= {path.stem.upper()}, name
        for vocabulary in type(whole.taxonomy).model_fields:
            if vocabulary not in (path.stem, folder):
                assert getattr(catalogs.taxonomy, vocabulary) == getattr(whole.taxonomy, vocabulary), name
        assert len(catalogs.rates.rates) == len(whole.rates.rates) or folder == "rates", name
        told_nothing = damage is None and folder in ("rates", "solution_types")  # one more or less is no fault there
        assert told_nothing or any(f"/{name}" in problem.where for problem in problems), (name, problems)


@pytest.mark.parametrize("name", [
    "industries", "processes", "capabilities", "data_kinds", "protocols", "kpis", "levels",
])
def test_who_needs_an_unread_list_is_refused_by_its_name(catalogs_copy: Path, name: str) -> None:
    file = f"catalogs/taxonomy/{name}.yaml"
    (catalogs_copy / "taxonomy" / f"{name}.yaml").write_bytes(b"entries: 5\n")
    catalogs, problems = read_catalogs(catalogs_copy)
    assert [problem.where for problem in problems] == [file, file]  # what is wrong, and what waits for it
    for look in (lambda table: table["x"], lambda table: table.get("x"), lambda table: "x" in table, list, len, bool):
        with pytest.raises(Refusal) as refusal:
            look(getattr(catalogs.taxonomy, name))
        assert [problem.where for problem in refusal.value.problems] == [file]


def test_a_house_without_the_sellers_rates_still_knows_the_law_and_prices_nothing(catalogs_copy: Path, house: House) -> None:
    """Values that the team has added to what cannot be read hinder nothing either."""
    (catalogs_copy / "seller" / "kr.yaml").write_bytes(b"a: [")
    (catalogs_copy / "seller" / "kr.team.yaml").write_bytes((ROOT / "catalogs" / "seller" / "kr.yaml").read_bytes())
    catalogs, problems = read_catalogs(catalogs_copy)
    assert {problem.where.partition(".yaml")[0] for problem in problems} == {"catalogs/seller/kr"}
    assert (catalogs.seller.country, catalogs.seller.currency) == ("KR", "KRW")
    one = replace(house, catalogs=catalogs, problems=problems, _catalogs=None)
    who = work.desk_owner(one)
    case = {"market": "VN", "on": "2026-11-22", "currency": "VND", "lines": [{"id": "plc", "hs": "853710", "value": "1000000"}]}
    assert work.landed(one, who, case) == work.landed(house, who, case)
    assert work.certificates(one, who, case).paper is None
    fresh = freshness(one, who, market="VN", on=DAY, delivery=DAY)
    assert fresh.checked and [problem.where for problem in fresh.problems] == ["catalogs/seller/kr.yaml"]
    assert work.check_catalogs(one, who, on=DAY).problems == problems
    factory = next(iter(one.whole_registry().factories.values()))
    assert work.match_factory(one, who, factory, on=DAY)
    with pytest.raises(Refusal) as refusal:
        work.compose_bundle(one, who, factory, on=DAY)
    assert [problem.where for problem in refusal.value.problems] == ["catalogs/seller/kr.yaml"]


def test_the_directory_does_without_its_map_of_fields_and_says_why(catalogs_copy: Path, house: House) -> None:
    for damage in DAMAGES:
        path = catalogs_copy / "taxonomy" / "technology_levels.yaml"
        path.unlink(missing_ok=True)
        if damage is not None:
            path.write_bytes(damage)
        catalogs, problems = read_catalogs(catalogs_copy)
        assert {problem.where.partition(".yaml")[0] for problem in problems} == {"catalogs/taxonomy/technology_levels"}
        one = replace(house, catalogs=catalogs, problems=problems, _catalogs=None)
        who = work.desk_owner(one)
        with pytest.raises(Refusal) as refusal:
            work.capability_map(one, who)
        assert [problem.where for problem in refusal.value.problems] == ["catalogs/taxonomy/technology_levels.yaml"]
        assert work.excellent_suppliers(one, who, on=DAY) and work.check_catalogs(one, who, on=DAY).problems == problems


def test_any_damaged_sample_stops_only_itself_and_is_named(tmp_path: Path, samples: Registry) -> None:
    root = tmp_path / "catalogs" / "samples"
    shutil.copytree(ROOT / "catalogs" / "samples", root)
    files = sorted(root.rglob("*.yaml"))
    assert len(files) > 100
    for at, path in enumerate(files):
        kept = path.read_bytes()
        path.write_bytes(DAMAGES[at % (len(DAMAGES) - 1)])  # one more or less is no fault there
        read, problems = read_registry(root)
        path.write_bytes(kept)
        kind = path.parent.name
        assert {problem.where.partition(":")[0] for problem in problems} == {f"catalogs/samples/{kind}/{path.name}"}
        for other in read._fields:
            assert len(getattr(samples, other)) - len(getattr(read, other)) == (other == kind), path


def test_a_damaged_form_is_told_and_hides_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "catalogs" / "forms"
    shutil.copytree(ROOT / "catalogs" / "forms", folder)
    assert form_problems(folder) == ()
    for damage in DAMAGES:
        (folder / "cases.yaml").unlink(missing_ok=True)
        if damage is not None:
            (folder / "cases.yaml").write_bytes(damage)
        assert {problem.where.partition(".yaml")[0] for problem in form_problems(folder)} == {"catalogs/forms/cases"}
        with pytest.raises(Refusal):
            read_form(folder / "cases.yaml")
        assert read_form(folder / "members.yaml").kind


ONE_OF_EACH = (
    "markets/vn/market.yaml", "markets/vn/rates.yaml", "tariffs/vn.csv", "rates/ecb.csv", "seller/kr.yaml", "forms/cases.yaml",
    "taxonomy/kpis.yaml", "taxonomy/data_kinds.yaml",
    "taxonomy/technology_levels.yaml", "taxonomy/solution_types/mes.yaml", "samples/suppliers/s01-yesi.yaml",
)


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_the_app_opens_beside_a_damaged_file_and_names_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the first page and on Markets; the law, the rates and the directory can be looked at meanwhile."""
    root = tmp_path / "root"
    shutil.copytree(ROOT / "catalogs", root / "catalogs")
    (root / "templates").symlink_to(ROOT / "templates")
    (root / "catalogs" / name).write_bytes(b"a: [")
    monkeypatch.setattr("packagekit.workflow.house.ROOT", root)
    monkeypatch.setenv("PACKAGEKIT_HOME", str(tmp_path / "home"))
    st.cache_resource.clear()
    for page in ("home", "markets", "rates", "directory"):
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        at.query_params["lang"] = "en"
        at.run()
        if page != "home":
            at.switch_page(f"packagekit/ui/pages/{page}.py").run()
        said = "\n".join(element.proto.body for element in at.html)
        assert not at.exception and "failure" not in said, page
        if page in ("home", "markets"):
            assert f"catalogs/{name}" in said
        if page == "directory":
            assert 'class="problems"' not in said or name == "taxonomy/kpis.yaml"
    if name.startswith(("samples", "taxonomy/solution_types")):
        house = work.open_house(tmp_path / "home")
        factory = next(iter(house.whole_registry().factories.values()))
        made = work.compose_bundle(house, work.desk_owner(house), factory, on=DAY)
        assert made.options or made.conflict, "composed with what is left, or told what cannot be had without it"
    st.cache_resource.clear()
