"""The proposal as records: what buyers may see, sums that hold, and refusals that name what is missing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.domain.case import Grade
from packagekit.domain.dated import Source
from packagekit.domain.money import total
from packagekit.domain.shown import Fact
from packagekit.domain.text import N_, Localized, Percent, Refusal
from packagekit.propose import names
from packagekit.propose.landed import _together
from packagekit.propose.plan import _weeks
from packagekit.propose.rates import _said
from packagekit.words.languages import language
from tests import proposal_world as world


@pytest.fixture(scope="module")
def proposal():
    return world.proposed()


EN = language("en")


def test_the_cover_names_both_parties_the_day_and_how_long_it_holds(proposal):
    cover = proposal.cover
    assert cover.number == "PK-VN-20261122-NHUA-MAU"
    assert cover.buyer.name == "Nhựa Mẫu Số 1"
    assert cover.offered_by.name == world.COOPERATIVES["plastics"].name
    assert (cover.day, cover.valid_until) == (date(2026, 11, 22), date(2027, 1, 21))
    assert EN.show(cover.salutation) == "Dear Mr Nguyễn Văn Mẫu,"


def test_without_a_contact_the_management_is_addressed():
    cover = world.proposed(world.FACTORY.model_copy(update={"contact": None})).cover
    assert EN.show(cover.salutation) == "To the management of Nhựa Mẫu Số 1,"


def test_one_sample_part_marks_the_whole_proposal():
    user = world.FACTORY.model_copy(update={"origin": "user"})
    assert world.proposed(user).cover.sample is not None
    solutions = {k: s.model_copy(update={"origin": "user"}) for k, s in world.SOLUTIONS.items()}
    suppliers = {k: s.model_copy(update={"origin": "user"}) for k, s in world.SUPPLIERS.items()}
    cases = {k: c.model_copy(update={"origin": "user"}) for k, c in world.CASES.items()}
    cooperatives = {k: c.model_copy(update={"origin": "user"}) for k, c in world.COOPERATIVES.items()}
    given_ = {"solutions": solutions, "suppliers": suppliers, "cases": cases, "cooperatives": cooperatives}
    assert world.proposed(user, **given_).cover.sample is None
    assert world.proposed(user, **(given_ | {"suppliers": world.SUPPLIERS})).cover.sample is not None
    beside = {**solutions, "fems": world.SOLUTIONS["fems"]}  # in another option of the comparison
    assert world.proposed(user, **(given_ | {"solutions": beside})).cover.sample is not None
    referred = {**cases, "earlier": world.CASES["honam"].model_copy(update={"id": "earlier"})}  # among the similar contracts
    assert world.proposed(user, **(given_ | {"cases": referred})).cover.sample is not None


def test_grade_d_never_leaves_and_c_is_called_self_reported(proposal):
    """The case honam has a D result (UPH) and a C result (EN)."""
    honam = proposal.evidence.cases[0]
    assert {k.code: k.grade for k in honam.kpis} == {"DEF": "A", "OEE": "B", "EN": "C"}
    assert [EN.show(k.remark) for k in honam.kpis if k.remark] == ["self-reported"]


def test_a_change_in_percent_is_said_in_points_and_relative(proposal):
    """5.0 % to 2.8 %: 2.2 points, and 2.2 / 5.0 = 44 % lower; 0.42 to 0.45 kWh is worse."""
    defect, oee, energy = proposal.evidence.cases[0].kpis
    assert EN.show(defect.change) == "2.2 points, 44% lower"
    assert EN.show(oee.change) == "11.8 points, 21% higher"
    assert (EN.show(energy.change), energy.better, energy.relative) == ("7.1% higher", False, Percent(ratio=Decimal("-0.071")))


def test_a_value_before_of_zero_gives_no_percentage():
    entry = world.catalogs().taxonomy.kpis["DEF"]
    assert EN.show(names.change(Decimal(0), Decimal(2), entry)) == "2 points"
    assert EN.show(names.change(Decimal(2), Decimal(2), entry)) == "unchanged"
    assert EN.show(names.change(Decimal(200), Decimal("200.5"), entry)) == "0.5 points, 0.3% higher"  # 0.25 % to the nearest tenth


def test_less_than_three_months_after_is_an_early_result(proposal):
    early = proposal.evidence.cases[1].kpis
    assert [EN.show(k.remark) if k.remark else None for k in early] == ["early result", "self-reported"]


def test_without_consent_only_the_alias_is_named_and_no_figure_shown(proposal):
    silent = proposal.evidence.cases[2]
    assert silent.name == world.CASES["silent"].alias
    assert silent.kpis == () and silent.withheld is not None
    row = proposal.evidence.similar[2]
    assert (row.name, EN.show(row.value)) == (world.CASES["silent"].alias, "Not disclosed")


def test_expired_consent_is_no_consent():
    late = date(2028, 8, 2)
    evidence = world.proposed(on=late).evidence
    assert evidence.cases[0].kpis == () and evidence.cases[0].name == world.CASES["honam"].alias


def test_three_cases_are_summed_up_two_are_not(proposal):
    """DEF improved by 44 % (honam), 29.0 % (yeongsan: 0.9 / 3.1) and 25 % (mudeung); OEE has one case."""
    [spread] = proposal.evidence.spreads
    assert (spread.n, spread.median, spread.low, spread.high) == (
        3, Percent(ratio=Decimal("0.290")), Percent(ratio=Decimal("0.25")), Percent(ratio=Decimal("0.44")))
    two = {**world.CASES, "mudeung": world.CASES["silent"].model_copy(update={"id": "mudeung"})}
    assert world.proposed(cases=two).evidence.spreads == ()


def test_what_differs_is_said(proposal):
    assert all(case.differences for case in proposal.evidence.cases)


def test_the_three_options_stand_side_by_side(proposal):
    options = proposal.summary.options
    assert [o.code for o in options] == ["essential", "standard", "advanced"]
    assert [o.taken for o in options] == [False, True, False]
    assert options[1].price == world.estimate(world.STANDARD).seller_price


def test_an_option_without_an_estimate_shows_no_money():
    alone = world.proposed(estimates={"standard": world.estimate(world.STANDARD)})
    assert [o.price is None for o in alone.summary.options] == [True, False, True]


def test_quantities_say_why():
    """42 machines, one gateway for every six: seven."""
    [part] = next(line for line in world.proposed().scope.lines if line.solution == world.SOLUTIONS["gateway"].name).parts
    assert (part.qty, EN.show(part.why)) == (7, "one for every 6 machines (42 in all)")


def test_a_quantity_the_rule_does_not_give_is_not_explained_by_it():
    lines = tuple(line.model_copy(update={"qty": 9}) if line.solution == "gateway" else line for line in world.STANDARD.lines)
    odd = world.STANDARD.model_copy(update={"lines": lines})
    [part] = next(line for line in world.proposed(taken=odd).scope.lines if line.no == 3).parts
    assert EN.show(part.why) == "as sized for this factory"


def test_groups_of_the_price_add_up_to_the_quotation(proposal):
    price = proposal.price
    assert total([g.subtotal for g in price.groups], price.currency) == price.total
    for group in price.groups:
        assert total([line.amount for line in group.lines], price.currency) == group.subtotal


def test_the_steps_from_price_to_cost_add_up(proposal):
    blocks = {b.code: b for b in proposal.landed.blocks}
    parts = total([b.amount for b in proposal.landed.blocks if b.kind == "part"], "USD")
    assert blocks["price"].amount + parts == blocks["cash_out"].amount == proposal.landed.cash_out
    assert blocks["cash_out"].amount - blocks["back"].amount == blocks["cost"].amount


OWN = {"ex_works", "engineering", "travel", "training", "aftercare", "contingency", "margin"}


def test_every_row_of_the_ledger_is_in_the_seller_s_view_with_a_rate(proposal):
    estimate = world.estimate(world.STANDARD)
    shown = [a for line in proposal.inside.ledger for a in line.amounts]
    assert sorted(a.id for a in shown) == sorted(r.id for r in estimate.ledger)
    assert {a.ref for a in shown} <= {r.ref for r in proposal.inside.rates}
    assert [r.ref for r in proposal.inside.rates] == list(range(1, len(proposal.inside.rates) + 1))


def test_the_buyer_s_ledger_has_prices_and_charges_and_none_of_the_seller_s_costs(proposal):
    """Every row outside the seller's own work, and the prices in its place; its rates are the first ones."""
    estimate = world.estimate(world.STANDARD)
    shown = [a for line in proposal.landed.ledger for a in line.amounts]
    charges = {r.id for r in estimate.ledger if r.stage not in OWN}
    assert {a.id for a in shown if a.code != "price"} == charges
    assert {a.ref for a in shown if a.code != "price"} <= {r.ref for r in proposal.rates}
    assert [r.ref for r in proposal.rates] == list(range(1, len(proposal.rates) + 1))
    assert {EN.show(a.unverified) for a in shown if a.unverified} == {"unverified"}
    paid = total([a.amount for a in shown if a.payer == "buyer"], "USD")
    assert (paid, total([a.amount for a in shown if a.in_price], "USD")) == (estimate.buyer_cash_out, estimate.seller_price)
    said = " ".join(EN.show(v) for v in (*(a.name for a in shown), *(r.name for r in proposal.rates), *proposal.landed.warnings))
    assert "Margin" not in said and "Contingency" not in said and "day wages" not in said


def test_contingency_and_margin_are_shared_over_the_work_by_its_price(proposal):
    """21,101.17 USD of contingency and margin over the work: each price grows by the same part, to the cent."""
    estimate = world.estimate(world.STANDARD)
    work = [r for r in estimate.ledger if r.in_price and r.stage in OWN - {"contingency", "margin"}]
    extra = total([r.amount for r in estimate.ledger if r.stage in ("contingency", "margin")], "USD")
    assert str(extra.amount) == "21101.17"
    whole = total([r.amount for r in work], "USD")
    groups = {g.code: g.subtotal.amount for g in proposal.price.groups}
    kinds = {line.id: line.kind for line in world.STANDARD.lines}
    for kind in ("goods", "software_licence"):
        own = sum((r.amount.amount for r in work if kinds.get(r.line) == kind), Decimal(0))
        assert abs(groups[kind] - own * (1 + extra.amount / whole.amount)) < Decimal("0.05")
    assert sum(groups.values()) == estimate.seller_price.amount


def test_quantity_times_unit_price_is_the_amount(proposal):
    for group in proposal.price.groups:
        for line in group.lines:
            if line.unit_price is not None:
                assert (line.unit_price * ((line.qty or 1) * (line.months or 1))).rounded() == line.amount


def test_a_charge_sums_the_rows_it_names(proposal):
    by_id = {r.id: r.amount for r in world.estimate(world.STANDARD).ledger}
    for charge in proposal.landed.charges:
        assert total([by_id[row] for row in charge.rows], "USD") == charge.amount


def test_shares_of_members_keep_the_last_cent():
    shares = world.proposed(world.FACTORY.model_copy(update={"members": world.JOINT})).shares
    assert total([s.amount for s in shares], "USD") == world.estimate(world.STANDARD).buyer_cash_out
    assert [s.part for s in shares] == [Percent(ratio=Decimal("0.5952")), Percent(ratio=Decimal("0.4048"))]


def test_payments_add_up_to_the_price(proposal):
    assert total([p.amount for p in proposal.terms.payments], "USD") == proposal.price.total
    assert sum(p.share.ratio for p in proposal.terms.payments) == 1


def test_warnings_of_one_kind_are_one_that_names_all_it_is_of():
    def unknown(hs, high):
        return N_("The import duty of HS {hs} is not known. It is believed to lie between {low} and {high}; the high end is counted.",
                  hs=hs, low=Percent(ratio=Decimal(0)), high=Percent(ratio=Decimal(high)))

    said = [EN.show(text) for text in _together([unknown("8471.41", "0.1"), unknown("8528.52", "0.2"), unknown("8517.62", "0.1")])]
    assert [text[:text.index(" is")] for text in said] == ["The import duty of HS 8471.41 and 8517.62", "The import duty of HS 8528.52"]


@pytest.mark.parametrize(("title", "document", "said"), [
    ("Orbitax on section 70 of the Revenue Code", "Revenue Code, section 70", "Orbitax on section 70 of the Revenue Code"),
    ("Income tax law, article 26", "UU 36/2008", "Income tax law, article 26 (UU 36/2008)"),
    ("Income tax law, article 26", None, "Income tax law, article 26"),
])
def test_a_source_names_its_paper_once(title, document, said):
    assert EN.show(_said(Source(title=title, document=document))) == said


def test_rules_that_do_not_touch_the_bundle_are_left_out(proposal):
    """The radio rule touches the sensors, the ended one and that on used goods are gone, public buyers are told apart."""
    said = [EN.show(i.text) for i in proposal.compliance]
    assert said == ["Goods need a label in Vietnamese.", "Radio modules need type approval.", "Public buyers follow the bidding law."]
    assert [bool(i.unverified) for i in proposal.compliance] == [False, True, False]
    quiet = world.proposed(taken=world.ESSENTIAL)
    assert "Radio modules need type approval." not in [EN.show(i.text) for i in quiet.compliance]


def test_the_plan_is_live_in_the_promised_month_and_measures_three_months_more(proposal):
    plan = proposal.plan
    assert plan.go_live_week == 30  # 7 months of 52 / 12 weeks
    ends = {t.code: t.start + t.weeks for t in plan.tasks}
    assert ends["installation"] == ends["training"] == 30 and plan.weeks == 43
    soft = without_goods()
    tasks = world.proposed(taken=soft, estimates={"standard": world.estimate(soft)}).plan.tasks
    assert [t.code for t in tasks][:4] == ["survey", "design", "build", "installation"]


def without_goods():
    lines = tuple(line for line in world.STANDARD.lines if line.kind != "goods")
    links = ()
    return world.STANDARD.model_copy(update={"lines": lines, "links": links})


@given(total_weeks=st.integers(5, 400), shares=st.lists(st.integers(1, 60), min_size=1, max_size=5))
@settings(deadline=None, max_examples=60)
def test_weeks_are_shared_whole_and_completely(total_weeks, shares):
    weeks = _weeks(total_weeks, shares)
    assert sum(weeks) == total_weeks and min(weeks) >= 1


def test_benefits_name_their_cases_or_the_word_assumption(proposal):
    """Evidence stands in the table of similar contracts under these numbers."""
    assert [EN.show(b.basis) for b in proposal.returns.benefits] == ["similar contracts no. 1, 2 and 4", "assumption"]


def test_payback_is_rounded_up_and_its_absence_said(proposal):
    assert [EN.show(f.value) for f in proposal.returns.payback] == ["21 months", "27 months", "not within 5 years"]


def test_languages_and_countries_are_said_by_their_names_whatever_they_are():
    suppliers = {key: s.model_copy(update={"languages": ("ko", "zh"), "markets": ("VN",)}) for key, s in world.SUPPLIERS.items()}
    cases = {key: case.model_copy(update={"country": "JP"}) for key, case in world.CASES.items()}
    proposal = world.proposed(suppliers=suppliers, cases=cases)
    assert {EN.show(supplier.languages) for supplier in proposal.scope.suppliers} == {"Korean and Chinese"}
    assert {EN.show(contract.country) for contract in proposal.evidence.similar} == {"Japan"}


def test_what_several_cases_lack_is_named_once():
    with pytest.raises(Refusal) as refused:
        world.proposed(cooperatives={})
    assert [problem.where for problem in refused.value.problems] == ["cooperative/plastics"]


def test_everything_missing_is_named_at_once():
    solutions = {k: v for k, v in world.SOLUTIONS.items() if k != "vision"}
    cases = {k: v for k, v in world.CASES.items() if k != "honam"}
    with pytest.raises(Refusal) as refusal:
        world.proposed(solutions=solutions, cases=cases, estimates={})
    assert [p.where for p in refusal.value.problems] == ["solution/vision", "case/honam", "estimate/standard"]


def test_an_estimate_of_another_market_is_refused():
    other = world.estimate(world.STANDARD).model_copy(update={"market": "ID"})
    with pytest.raises(Refusal, match="factory stands in VN"):
        world.proposed(estimates={"standard": other})


def test_an_estimate_of_another_bundle_is_refused():
    with pytest.raises(Refusal, match="parts that the bundle has not"):
        world.proposed(estimates={"standard": world.estimate(world.ADVANCED)})


def test_grades_are_as_the_records_say():
    assert {k.grade for c in world.CASES.values() for k in c.kpis} == set(Grade)


def test_only_what_a_language_can_show_may_stand_in_a_proposal():
    with pytest.raises(ValueError, match="no language can show"):
        Fact(label=N_("Budget"), value=1.5)
    with pytest.raises(ValueError, match="no language can show"):
        Fact(label=N_("Budget"), value=(timedelta(1),))


@pytest.mark.parametrize("days", [1, 60, 365])
def test_validity_is_counted_in_days(days):
    assert world.proposed(validity_days=days).cover.valid_until == world.ON + timedelta(days)


def test_a_place_of_a_few_names_lists_a_dozen_and_counts_the_rest():
    named = [Localized({"en": f"Sample {number}"}) for number in range(200)]
    assert names.together(named[:names.MOST_TOGETHER]) == tuple(named[:names.MOST_TOGETHER])
    *shown, rest = names.together([*named, *named])
    assert shown == named[:names.MOST_TOGETHER - 1] and rest.args == {"n": 189}
