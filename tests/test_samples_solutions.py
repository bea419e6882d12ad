"""The sample suppliers and solutions: whole, connectable, priced, and impossible to take for real ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from packagekit.compose.pricing import on_sale
from packagekit.domain.isic import within
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.taxonomy import Taxonomy
from packagekit.propose.names import SAMPLE_ISSUER
from packagekit.storage.catalogs import Catalogs
from packagekit.storage.registry import Registry
from tests.conftest import DAY
from tests.test_samples_cases import SAMPLE_WORD, texts
from tests.test_taxonomy import FIRST_INDUSTRIES

LANGUAGES = {"ko", "en", "vi", "id", "th"}


@pytest.fixture(scope="module")
def taxonomy(catalogs: Catalogs) -> Taxonomy:
    return catalogs.taxonomy


@pytest.fixture(scope="module")
def solutions(samples: Registry) -> tuple[Solution, ...]:
    return tuple(samples.solutions.values())


@pytest.fixture(scope="module")
def suppliers(samples: Registry) -> tuple[Supplier, ...]:
    return tuple(samples.suppliers.values())


def serves(solution: Solution, industry: str) -> bool:
    return not solution.industries or any(within(industry, branch) for branch in solution.industries)


def meet(one: Solution, other: Solution) -> bool:
    """Whether some plant could have both: the industries of one lie within those of the other."""
    if not one.industries or not other.industries:
        return True
    return any(within(a, b) or within(b, a) for a in one.industries for b in other.industries)


def linked(giver: Solution, taker: Solution, gateways: Sequence[Solution]) -> bool:
    """Over a protocol both speak, or through one gateway."""
    out, into = set(giver.protocols_out), set(taker.protocols_in)
    return bool(out & into) or any(
        out & set(g.protocols_in) and set(g.protocols_out) & into for g in gateways if g not in (giver, taker)
    )


def test_as_many_as_promised(solutions: tuple[Solution, ...], suppliers: tuple[Supplier, ...]) -> None:
    assert len(solutions) == 60
    assert len(suppliers) == 24
    assert {s.origin for s in (*solutions, *suppliers)} == {"sample"}


def test_no_organisation_can_be_taken_for_a_real_one(suppliers: tuple[Supplier, ...]) -> None:
    for supplier in suppliers:
        for language, word in SAMPLE_WORD.items():
            assert word in supplier.name.root[language], supplier.id
        for partner in supplier.partners:
            assert any(word in partner.name for word in SAMPLE_WORD.values()), partner.name
        assert {certificate.issuer for certificate in supplier.certificates} <= {SAMPLE_ISSUER.msgid}, supplier.id
        if supplier.capability is not None:
            for language, word in SAMPLE_WORD.items():
                assert word.lower() in supplier.capability.issuer.root[language].lower(), supplier.id


def test_every_text_is_there_in_five_languages(solutions: tuple[Solution, ...], suppliers: tuple[Supplier, ...]) -> None:
    for record in (*solutions, *suppliers):
        for path, text in texts(record, record.id):
            assert set(text.root) == LANGUAGES, path


def test_summaries_are_written_not_copied(solutions: tuple[Solution, ...]) -> None:
    for language in LANGUAGES:
        assert len({s.summary.root[language] for s in solutions}) == len(solutions)
        assert len({s.name.root[language] for s in solutions}) == len(solutions)
    for solution in solutions:
        assert len(set(solution.summary.root.values())) == len(LANGUAGES), solution.id


def test_every_code_resolves(solutions: tuple[Solution, ...], samples: Registry, taxonomy: Taxonomy) -> None:
    for s in solutions:
        assert s.supplier in samples.suppliers, s.id
        assert s.type in taxonomy.solution_types, s.id
        assert set(s.capabilities) <= set(taxonomy.capabilities), s.id
        assert {*s.gives_data, *s.needs_data} <= set(taxonomy.data_kinds), s.id
        assert {*s.protocols_in, *s.protocols_out} <= set(taxonomy.protocols), s.id
        assert set(s.needs_types) <= set(taxonomy.solution_types), s.id
        assert set(s.excludes) <= set(samples.solutions) | set(taxonomy.solution_types), s.id
        assert set(s.industries) <= set(taxonomy.industries), s.id
        assert set(s.ui_languages) | set(s.manual_languages) <= LANGUAGES, s.id


def test_each_solution_states_what_its_type_asks(solutions: tuple[Solution, ...], taxonomy: Taxonomy) -> None:
    for solution in solutions:
        for fact in taxonomy.solution_types[solution.type].facts:
            assert fact in solution.model_fields_set, f"{solution.id} does not say {fact}"
            assert getattr(solution, fact) not in ((), None, ""), f"{solution.id} leaves {fact} empty"


def test_each_solution_does_what_its_type_is_for(solutions: tuple[Solution, ...], taxonomy: Taxonomy) -> None:
    """A sensor is good for what it measures: its type promises nothing."""
    for solution in solutions:
        usual = set(taxonomy.solution_types[solution.type].provides)
        assert not usual or usual & set(solution.capabilities), solution.id


def test_every_leaf_and_area_is_sold(solutions: tuple[Solution, ...], taxonomy: Taxonomy) -> None:
    assert {s.type for s in solutions} == set(taxonomy.solution_types)


def test_suppliers_sell_in_their_areas(
    solutions: tuple[Solution, ...], suppliers: tuple[Supplier, ...], taxonomy: Taxonomy
) -> None:
    for supplier in suppliers:
        sold = {taxonomy.solution_types[s.type].area for s in solutions if s.supplier == supplier.id}
        assert sold == set(supplier.areas), supplier.id
        assert {p.market for p in supplier.partners} <= set(supplier.markets), supplier.id


def test_some_certificates_have_run_out(suppliers: tuple[Supplier, ...]) -> None:
    """So that a screen which forgets to compare with the day is seen."""
    ends = [c.expires for supplier in suppliers for c in supplier.certificates]
    assert any(end is not None and end < DAY for end in ends)
    assert any(end is None for end in ends)
    assert any(end is not None and end > DAY for end in ends)


def test_every_need_for_data_can_be_met(solutions: tuple[Solution, ...], taxonomy: Taxonomy) -> None:
    gateways = [s for s in solutions if taxonomy.solution_types[s.type].gateway]
    for taker in solutions:
        for data in taker.needs_data:
            assert any(
                data in giver.gives_data and meet(giver, taker) and linked(giver, taker, gateways)
                for giver in solutions if giver is not taker
            ), f"nobody can hand {data} to {taker.id}"


def test_every_kind_needed_beside_it_is_sold(solutions: tuple[Solution, ...]) -> None:
    for solution in solutions:
        for kind in solution.needs_types:
            assert any(o.type == kind and meet(o, solution) for o in solutions if o is not solution), solution.id


@pytest.mark.parametrize("industry", FIRST_INDUSTRIES)
def test_every_level_and_goal_can_be_reached(industry: str, solutions: tuple[Solution, ...], taxonomy: Taxonomy) -> None:
    brought = {c for s in solutions if serves(s, industry) for c in s.capabilities}
    wanted = {c for level in taxonomy.levels.values() for c in level.capabilities}
    wanted |= {c for kpi in taxonomy.kpis.values() for c in (*kpi.capabilities, *kpi.helped_by)}
    assert wanted <= brought


@pytest.mark.parametrize("language", ["vi", "id"])
def test_intermediate_1_can_be_read_on_the_shop_floor(
    language: str, solutions: tuple[Solution, ...], taxonomy: Taxonomy
) -> None:
    """In each first industry the marks of the level can be had in the language of the plant."""
    for industry in FIRST_INDUSTRIES:
        readable = [
            s for s in solutions if serves(s, industry) and (s.hosting == "device" or language in s.ui_languages)
        ]
        missing = set(taxonomy.levels["intermediate1"].capabilities) - {c for s in readable for c in s.capabilities}
        assert not missing, industry


def test_goods_can_pass_the_border_and_be_weighed(solutions: tuple[Solution, ...], catalogs: Catalogs) -> None:
    for solution in solutions:
        for part in solution.prices:
            where = f"{solution.id}.{part.code}"
            if part.kind != "goods":
                assert part.hs is None and part.kg_per_unit is None, where
                continue
            assert part.hs is not None and len(part.hs) == 6 and part.hs.isdigit(), where
            assert part.kg_per_unit is not None and part.kg_per_unit > 0, where
            for tariff in catalogs.tariffs.values():
                assert any(line.hs.startswith(part.hs) for line in tariff.lines), f"{where} in {tariff.market}"


def test_subscriptions_and_only_they_run_for_months(solutions: tuple[Solution, ...]) -> None:
    for solution in solutions:
        for part in solution.prices:
            assert (part.months in (12, 36)) == (part.kind == "software_service"), f"{solution.id}.{part.code}"


def test_prices_are_whole_won_above_nothing(solutions: tuple[Solution, ...]) -> None:
    for solution in solutions:
        for part in solution.prices:
            price = part.unit_price
            assert price.currency == "KRW" and price.amount > 0 and price.amount % 1000 == 0, f"{solution.id}.{part.code}"


def test_all_are_on_sale_and_history_is_kept(solutions: tuple[Solution, ...]) -> None:
    for solution in solutions:
        on_offer = on_sale(solution, DAY)
        assert on_offer is not None, solution.id
        assert len({part.code for part in on_offer}) == len(on_offer), solution.id
    earlier = {s.id for s in solutions if any(p.valid_to is not None and p.valid_to < DAY for p in s.prices)}
    assert earlier == {"gateway-iokit-yeongyeol", "mes-injection-yesi"}
    assert all(on_sale(s, date(2028, 1, 1)) is None for s in solutions), "no price is promised for ever"


def test_efforts_have_a_day_rate(solutions: tuple[Solution, ...], catalogs: Catalogs) -> None:
    for solution in solutions:
        for effort in solution.efforts:
            assert f"day_rate.{effort.role}" in catalogs.seller.parameters, f"{solution.id}: {effort.role}"
            assert effort.fixed + effort.per_unit > 0, solution.id


def test_months_from_order_to_go_live(solutions: tuple[Solution, ...]) -> None:
    assert all(1 <= s.months <= 9 for s in solutions)


def test_both_mains_frequencies_for_what_has_a_plug(solutions: tuple[Solution, ...]) -> None:
    """Korea has 60 Hz, Vietnam and Indonesia 50 Hz."""
    for solution in solutions:
        if any(part.kind == "goods" for part in solution.prices):
            assert set(solution.frequency_hz) == {50, 60}, solution.id
