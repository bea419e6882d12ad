"""The vocabulary as shipped: every code resolves, levels build on each other, money models can be done by hand."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from packagekit.domain.dated import Status
from packagekit.domain.isic import within
from packagekit.domain.record import Record
from packagekit.domain.solution import Solution
from packagekit.domain.taxonomy import Direction, Industry, Taxonomy
from packagekit.storage.catalogs import Catalogs

FIRST_INDUSTRIES = ("2593", "2592", "2431", "2432", "3100", "1030", "1079", "1313", "2220", "2610", "2930", "1702")
OUTSIDE_ISO_22400 = {"LP", "DEF", "LT", "OTD", "COST", "ACC"}
POINT = Decimal("0.01")


@pytest.fixture(scope="module")
def taxonomy(catalogs: Catalogs) -> Taxonomy:
    return catalogs.taxonomy


def test_every_industry_has_its_parents(taxonomy: Taxonomy) -> None:
    """A class without its group would be reached by no rule written for the group."""
    codes = set(taxonomy.industries)
    for code in codes - {"C"}:
        assert within(code, "C")
        assert {code[:length] for length in range(2, len(code) + 1)} <= codes, code


def test_enough_of_the_tree_to_find_neighbours(taxonomy: Taxonomy) -> None:
    lengths = [len(code) for code in taxonomy.industries if code != "C"]
    assert lengths.count(2) >= 10
    assert lengths.count(4) >= 45
    assert set(FIRST_INDUSTRIES) <= set(taxonomy.industries)


def test_korean_moulds_are_tools_in_isic(taxonomy: Taxonomy) -> None:
    """KSIC Rev.10 puts moulds (29294) under special machinery; ISIC Rev.4 puts them in 2593."""
    by_ksic = {ksic: industry for industry in taxonomy.industries.values() for ksic in industry.ksic}
    assert by_ksic["29294"].code == "2593"
    assert by_ksic["25922"].code == "2592"
    assert by_ksic["13401"].code == "1313"


def test_a_korean_class_has_one_place(taxonomy: Taxonomy) -> None:
    paired = [ksic for industry in taxonomy.industries.values() for ksic in industry.ksic]
    assert len(paired) == len(set(paired))
    assert all(len(ksic) == 5 and ksic.isdigit() for ksic in paired)


def test_what_was_written_from_memory_says_so(taxonomy: Taxonomy) -> None:
    entries: list[Industry | Record] = [*taxonomy.industries.values(), *taxonomy.kpis.values()]
    assert {entry.status for entry in entries} == {Status.GK}  # type: ignore[union-attr]


def test_processes_name_known_industries(taxonomy: Taxonomy) -> None:
    for process in taxonomy.processes.values():
        assert set(process.industries) <= set(taxonomy.industries), process.code


def test_every_first_industry_has_processes_of_its_own(taxonomy: Taxonomy) -> None:
    for code in FIRST_INDUSTRIES:
        own = [p for p in taxonomy.processes.values() if any(within(code, branch) for branch in p.industries)]
        assert len(own) >= 4, code


def test_solution_types_resolve(taxonomy: Taxonomy) -> None:
    assert len(taxonomy.solution_types) == 29
    for kind in taxonomy.solution_types.values():
        assert set(kind.facts) <= set(Solution.model_fields), kind.code
        assert set(kind.provides) <= set(taxonomy.capabilities), kind.code
        assert {*kind.needs_data, *kind.gives_data} <= set(taxonomy.data_kinds), kind.code
        assert set(kind.excludes) <= set(taxonomy.solution_types), kind.code
        assert kind.facts, f"{kind.code} asks nothing of its solutions"


def test_the_four_areas_of_the_ministry_have_leaves(taxonomy: Taxonomy) -> None:
    areas = {kind.area for kind in taxonomy.solution_types.values()}
    assert areas == {"automation_devices", "connectivity_devices", "information_solutions", "intelligence_services"}


def test_gateways_stand_between_systems(taxonomy: Taxonomy) -> None:
    assert {kind.code for kind in taxonomy.solution_types.values() if kind.gateway} == {"gateway", "edge"}


def test_each_level_builds_on_the_one_below(taxonomy: Taxonomy) -> None:
    ordered = sorted(taxonomy.levels.values(), key=lambda level: level.rank)
    assert [level.code for level in ordered] == ["none", "basic", "intermediate1", "intermediate2", "advanced"]
    assert [level.rank for level in ordered] == [0, 1, 2, 3, 4]
    for lower, higher in pairwise(ordered):
        assert set(lower.capabilities) < set(higher.capabilities) <= set(taxonomy.capabilities)


def test_the_subsidy_names_are_not_taken_for_levels(taxonomy: Taxonomy) -> None:
    """고도화1 and 고도화2 are subsidies for intermediate 1 and 2; the advanced level is plain 고도화."""
    assert {level.name_ko for level in taxonomy.levels.values()} == {"ICT 미적용", "기초", "중간1", "중간2", "고도화"}


def test_kpis_name_known_capabilities_once(taxonomy: Taxonomy) -> None:
    assert len(taxonomy.kpis) == 21
    for kpi in taxonomy.kpis.values():
        assert 1 <= len(kpi.capabilities) <= 3, kpi.code
        assert 2 <= len(kpi.helped_by) <= 5, kpi.code
        named = [*kpi.capabilities, *kpi.helped_by]
        assert len(named) == len(set(named)) and set(named) <= set(taxonomy.capabilities), kpi.code


def test_iso_names_only_where_the_standard_has_them(taxonomy: Taxonomy) -> None:
    assert {code for code, kpi in taxonomy.kpis.items() if kpi.iso22400 is None} == OUTSIDE_ISO_22400


def test_ratios_stay_between_nothing_and_all(taxonomy: Taxonomy) -> None:
    """A set-up ratio relates two times and may pass 100 percent; every other ratio is a part of a whole."""
    for code, kpi in taxonomy.kpis.items():
        if kpi.unit == "%":
            assert kpi.minimum == 0, code
            assert kpi.maximum == (None if code == "SET" else 100), code


def test_lower_is_better_for_losses(taxonomy: Taxonomy) -> None:
    lower = {code for code, kpi in taxonomy.kpis.items() if kpi.direction is Direction.LOWER}
    assert lower == {"DEF", "SCR", "RWK", "LT", "SET", "MTTR", "EN", "COST", "ACC"}


def test_money_models_are_assumptions_with_a_range(taxonomy: Taxonomy) -> None:
    modelled = {code: kpi for code, kpi in taxonomy.kpis.items() if kpi.value_model is not None}
    assert set(modelled) == {
        "DEF", "SCR", "RWK", "FPY", "QR", "OEE", "AVA", "EFF", "UPH", "LP", "WE", "LT", "OTD", "SET", "INV", "EN", "COST",
    }
    for code, kpi in modelled.items():
        model = kpi.value_model
        assert model is not None
        assert 0 < model.low < model.share < model.high < 1, code
        assert model.status is Status.GK and model.source.title == "House planning assumption", code
        assert model.change == "relative" or kpi.unit == "%", f"{code}: points of what is no percentage"


def test_benefit_of_a_plastics_plant_by_hand(taxonomy: Taxonomy) -> None:
    """USD 4,200,000 a year: defects 4.8 to 3.0 % save 4,200,000 x 0.6 x 0.018 = 45,360; OEE 60 to 72 % is a fifth
    more and brings 4,200,000 x 0.065 x 0.2 = 54,600. A build of USD 200,000 is back in about 24 months."""
    output = Decimal(4_200_000)
    defects, oee = taxonomy.kpis["DEF"].value_model, taxonomy.kpis["OEE"].value_model
    assert defects is not None and defects.change == "points"
    assert oee is not None and oee.change == "relative"
    saved = output * defects.share * (Decimal("4.8") - Decimal("3.0")) * POINT
    gained = output * oee.share * (Decimal(72) - Decimal(60)) / Decimal(60)
    assert (saved, gained) == (45360, 54600)
    assert 18 < 12 * Decimal(200_000) / (saved + gained) < 40
