"""A buyer's factory comes in: every fault named once, with where, what and how to mend it."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packagekit import workflow as work
from packagekit.storage import strict_yaml
from packagekit.words.languages import language
from tests.conftest import ROOT

SAMPLES = sorted((ROOT / "catalogs" / "samples" / "factories").glob("*.yaml"))

GOOD = """
name: Nhựa Mẫu Số 1
market: VN
region: Bắc Ninh
industry: "2220"
processes: [drying, injection_moulding, trimming]
employees: 180
machines: 42
lines: 6
shifts: 2
annual_output: {amount: "4200000", currency: USD}
level: basic
target_level: intermediate1
goals:
  - {kpi: DEF, now: "4.8", target: "3.0"}
  - {kpi: OEE, now: "58", target: "70"}
keeps: [{type: erp, protocols: [sql, rest]}]
wishes: {must: [], avoid: [], ui_language: vi, local_support: true}
budget: {amount: "350000", currency: USD}
deadline_months: 9
language: vi
members: []
"""


def read(house, who, **changes):
    data = strict_yaml.parse(GOOD, "f")
    for path, value in changes.items():
        target = data
        *parents, last = path.split("__")
        for parent in parents:
            target = target[int(parent)] if parent.isdigit() else target[parent]
        if value is None:
            del target[last]
        else:
            target[int(last) if last.isdigit() else last] = value
    return work.read_form(house, who, data)


def test_the_factory_of_the_contract_reads(house, who) -> None:
    factory, problems = work.read_factory_file(house, who, GOOD, "Nhựa Mẫu.yaml")
    assert problems == ()
    assert (factory.id, factory.employees, str(factory.goals[0].now)) == ("nhua-mau", 180, "4.8")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_every_sample_factory_reads_and_comes_back_from_its_form(path, house, who) -> None:
    factory, problems = work.read_factory_file(house, who, path.read_text(encoding="utf-8"), path.name)
    assert problems == ()
    again, problems = work.read_form(house, who, work.form_of(factory))
    assert problems == ()
    assert again == factory


@pytest.mark.parametrize(("changes", "where"), [
    ({"market": "XX"}, "market"),
    ({"industry": "9999"}, "industry"),
    ({"processes": ["drying", "juggling"]}, "processes[1]"),
    ({"processes": []}, "processes"),
    ({"employees": "many"}, "employees"),
    ({"employees": "0"}, "employees"),
    ({"employees": None}, "employees"),
    ({"goals__0__kpi": "XYZ"}, "goals[0].kpi"),
    ({"goals__1__kpi": "DEF", "goals__1__now": "5", "goals__1__target": "4"}, "goals[1].kpi"),
    ({"goals__0__target": "6.0"}, "goals[0].target"),
    ({"goals__0__target": "4.8"}, "goals[0].target"),
    ({"goals__1__target": "130"}, "goals[1].target"),
    ({"goals__1__now": "abc"}, "goals[1].now"),
    ({"target_level": "none"}, "target_level"),
    ({"level": "expert"}, "level"),
    ({"keeps__0__type": "abacus"}, "keeps[0].type"),
    ({"keeps__0__protocols": ["sql", "smoke"]}, "keeps[0].protocols[1]"),
    ({"budget__amount": "-5"}, "budget.amount"),
    ({"budget__currency": "dollars"}, "budget.currency"),
    ({"annual_output__amount": "NaN"}, "annual_output.amount"),
    ({"deadline_months": "0"}, "deadline_months"),
    ({"goals": [{"kpi": "DEF", "now": "4.8"}]}, "goals[0].target"),
    ({"colour": "blue"}, "colour"),
    ({"id": "../../elsewhere"}, "id"),  # it names files: "out/proposal-../../elsewhere.en.docx" is not in "out"
    ({"id": "x" * 300}, "id"),
    ({"members": [{"name": "a", "employees": "180", "machines": "42"}]}, "members"),
])
def test_one_fault_gives_one_problem_at_its_place(changes, where, house, who) -> None:
    factory, problems = read(house, who, **changes)
    assert factory is None
    assert [p.where for p in problems] == [where]
    for reader in ("ko", "en"):
        said = language(reader)
        assert said.show(problems[0].what).strip() and said.show(problems[0].how).strip()


def test_several_faults_are_all_named_at_once(house, who) -> None:
    factory, problems = read(
        house, who, market="XX", employees="many", goals__0__target="6.0", budget__currency="dollars", colour="blue")
    assert factory is None
    assert {p.where for p in problems} == {"market", "employees", "goals[0].target", "budget.currency", "colour"}


def test_a_joint_build_without_totals_gets_its_sums(house, who) -> None:
    members = [{"name": f"m{i}", "employees": "30", "machines": "7", "lines": "2"} for i in range(6)]
    factory, problems = read(house, who, members=members, employees=None, machines=None, lines=None)
    assert problems == ()
    assert (factory.employees, factory.machines, factory.lines) == (180, 42, 12)


def test_members_that_do_not_add_up_are_named(house, who) -> None:
    members = [{"name": f"m{i}", "employees": "31", "machines": "7"} for i in range(6)]
    _, problems = read(house, who, members=members)
    assert [p.where for p in problems] == ["employees"]


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b", "a: [1", "\x00", "name: &a x\nregion: *a"])
def test_what_is_no_factory_file_is_refused_not_crashed_on(text, house, who) -> None:
    factory, problems = work.read_factory_file(house, who, text, "f.yaml")
    assert factory is None and problems


JUNK = st.recursive(
    st.none() | st.booleans() | st.text(max_size=20) | st.integers(), lambda c: st.lists(c, max_size=3) | st.dictionaries(
        st.text(max_size=8), c, max_size=3), max_leaves=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(sorted(strict_yaml.parse(GOOD, "f"))), junk=JUNK)
def test_junk_in_any_field_never_crashes_the_reading(field, junk, house, who) -> None:
    data = deepcopy(strict_yaml.parse(GOOD, "f"))
    data[field] = junk
    factory, problems = work.read_form(house, who, data)
    assert (factory is None) == bool(problems)


@pytest.mark.parametrize(("name", "short"), [
    ("Nhựa Mẫu Số 1", "nhua-mau-so-1"), ("Đồng Nai ĐÚC", "dong-nai-duc"), ("PT Contoh / ../x", "pt-contoh-x"),
])
def test_a_name_becomes_a_slug(name, short) -> None:
    assert work.slug(name) == short


def test_a_name_without_latin_letters_still_has_a_slug() -> None:
    assert work.slug("예시공장") != work.slug("표본공장")
    assert work.slug("예시공장").startswith("factory-")
