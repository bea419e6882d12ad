"""The border: published and hand-made examples, and the laws that every shipment keeps."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.domain.dated import Status
from packagekit.domain.market import Market, Rounding, Tariff
from packagekit.domain.text import Refusal
from packagekit.estimate.border import SHIPMENT, GoodsLine, Landed, landed
from packagekit.estimate.certificates import Certificate, Declared, certificates
from packagekit.estimate.customs_value import shared
from packagekit.estimate.rounding import rounded
from packagekit.storage.catalogs import Catalogs
from packagekit.workflow.law import landed_case
from tests import law

DAY = date(2026, 11, 22)
QUICK = settings(max_examples=60, deadline=None)
AMOUNTS = st.decimals(min_value="0", max_value="10000000", places=2)
RATES = st.decimals(min_value="0", max_value="1", places=4)


@pytest.mark.parametrize("path", law.situations("landed"), ids=lambda path: path.stem)
def test_situation(path: Path, catalogs: Catalogs) -> None:
    case = law.read(path)
    result, expected = landed_case(catalogs, case["input"]), case["expected"]
    charges = {charge.code: charge for charge in result.charges}
    for name, amount in expected["charges"].items():
        assert law.shown(charges[name].amount, case.get("shown_to")) == Decimal(amount), name
    for name, base in expected.get("bases", {}).items():
        assert charges[name].base == Decimal(base), name
    for total in ("customs_value", "total_charges", "landed_value"):
        if total in expected:
            assert law.shown(getattr(result, total), case.get("shown_to")) == Decimal(expected[total]), total
    warned = {warning.code for warning in result.warnings}
    assert set(expected.get("warnings", ())) <= warned


def one(catalogs: Catalogs, market: str, hs: str, preference: str = "best", **more) -> Landed:
    """One line worth 1,000,000 of the market's own money."""
    law_of = catalogs.market(market)
    goods = GoodsLine(id="a", hs=hs, value=Decimal(1_000_000), preference=preference, **more.pop("goods", {}))
    return landed(law_of, catalogs.tariffs[market], lines=[goods], currency=law_of.currency, **{"on": DAY, **more})


def duty(result: Landed):
    return next(c for c in result.charges if c.name == "import_duty")


def told(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [problem.where for problem in refusal.value.problems]


# Preferences ----------------------------------------------------------------------------------


def test_an_agreement_above_mfn_is_not_claimed(catalogs: Catalogs) -> None:
    """Computer monitors: MFN 0, AKFTA 1 %."""
    row = duty(one(catalogs, "VN", "85285200", "AKFTA"))
    assert (row.rate, row.agreement) == (0, None)


def test_the_lowest_provable_rate_wins_and_names_its_paper(catalogs: Catalogs) -> None:
    row = duty(one(catalogs, "VN", "85371012"))
    assert (row.rate, row.agreement, row.mfn) == (0, "AKFTA", Decimal("0.05"))
    assert row.proof == "Form AK"
    only_rcep = duty(one(catalogs, "VN", "85371099", goods={"proofs": ("RCEP",)}))
    assert (only_rcep.rate, only_rcep.agreement) == (Decimal("0.075"), "RCEP")
    assert duty(one(catalogs, "VN", "85371012", goods={"proofs": ()})).rate == Decimal("0.05")
    assert duty(one(catalogs, "VN", "85371012", goods={"origin": "CN"})).rate == Decimal("0.05")


@pytest.mark.parametrize(("preference", "origin"), [("IKCEPA", "KR"), ("XYZ", "KR"), ("AKFTA", "CN")])
def test_a_preference_that_cannot_be_claimed_is_refused(preference: str, origin: str, catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        one(catalogs, "VN", "85371012", preference, goods={"origin": origin})
    assert told(refusal) == ["lines/a/preference"]


def test_an_agreement_before_its_first_day_is_refused(catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        one(catalogs, "ID", "847950", "IKCEPA", on=date(2022, 12, 31))
    assert told(refusal) == ["lines/a/preference"]


# Codes that stand for several lines -----------------------------------------------------------


def test_a_six_digit_code_gets_its_highest_line_and_asks(catalogs: Catalogs) -> None:
    result = one(catalogs, "VN", "853710", "none")
    assert duty(result).rate == Decimal("0.15")
    assert [q.line for q in result.questions] == ["a", "a"]
    assert "programmable processor" in result.questions[1].text.msgid
    assert one(catalogs, "VN", "85371012", "none").questions == ()


def test_a_line_of_seven_digits_speaks_for_the_codes_below_it(catalogs: Catalogs) -> None:
    assert duty(one(catalogs, "VN", "85444219", "none")).rate == 0


def test_an_unknown_rate_is_refused_never_zero(catalogs: Catalogs) -> None:
    for market, hs in (("ID", "847150"), ("VN", "844332"), ("VN", "854442")):
        with pytest.raises(Refusal) as refusal:
            one(catalogs, market, hs)
        assert told(refusal) == ["lines/a/hs"]


def test_prudence_counts_the_high_end_and_says_so(catalogs: Catalogs) -> None:
    row = duty(one(catalogs, "ID", "847150", unknown="prudent"))
    assert (row.rate, row.known, row.low, row.high) == (Decimal("0.10"), False, 0, Decimal("0.10"))
    assert row.status is Status.GK
    assert row.note is not None
    assert duty(one(catalogs, "VN", "854442", unknown="prudent")).rate == Decimal("0.20")


def test_a_code_without_any_line_is_refused_even_with_prudence(catalogs: Catalogs) -> None:
    with pytest.raises(Refusal):
        one(catalogs, "VN", "010121", unknown="prudent")


# Days, terms and faults -----------------------------------------------------------------------


def test_a_day_before_the_first_value_is_refused_by_name(catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        one(catalogs, "VN", "85371012", on=date(2008, 12, 31))
    assert {"lines/a/hs", "VN/vat", "VN/excise"} == set(told(refusal))


@pytest.mark.parametrize(("incoterm", "customs_value"), [
    ("EXW", 130), ("FOB", 130), ("CFR", 110), ("CPT", 110), ("CIF", 100), ("CIP", 100), ("DAP", 100), ("DDP", 100),
])
def test_what_the_term_leaves_out_is_added(incoterm: str, customs_value: int, catalogs: Catalogs) -> None:
    result = landed(
        catalogs.market("VN"), catalogs.tariffs["VN"], on=DAY, currency="VND", incoterm=incoterm,
        freight=Decimal(20), insurance=Decimal(10), lines=[GoodsLine(id="a", hs="847950", value=Decimal(100))],
    )
    assert result.customs_value == customs_value


def test_delivered_duty_paid_the_seller_pays_and_recovers_nothing(catalogs: Catalogs) -> None:
    usual, paid = one(catalogs, "VN", "847950", incoterm="CIP"), one(catalogs, "VN", "847950", incoterm="DDP")
    assert {(c.name, c.payer, c.recoverable) for c in usual.charges} >= {("vat", "buyer", True)}
    assert {(c.payer, c.recoverable) for c in paid.charges} == {("seller", False)}


def test_a_stored_exchange_rate_is_read_and_a_missing_one_refused(catalogs: Catalogs) -> None:
    goods = [GoodsLine(id="a", hs="847950", value=Decimal(100))]
    args = {"lines": goods, "currency": "USD", "rates": catalogs.rates}
    result = landed(catalogs.market("VN"), catalogs.tariffs["VN"], on=DAY, **args)
    assert result.customs_value == 2_580_000
    assert result.fx.status is Status.GK
    with pytest.raises(Refusal) as refusal:
        landed(catalogs.market("VN"), catalogs.tariffs["VN"], on=date(2026, 1, 5), **args)
    assert told(refusal) == ["fx/USD/VND"]


def test_every_fault_is_told_at_once(catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        landed(
            catalogs.market("VN"), catalogs.tariffs["VN"], on=DAY, currency="USD", incoterm="XXX",
            freight=Decimal(-1), assume={"import_income_tax": Decimal("0.1"), "vat": Decimal("-0.1")},
            lines=[
                GoodsLine(id="a", hs="8537.10", value=Decimal(-5)), GoodsLine(id="b", hs="847950", value=Decimal(1)),
                GoodsLine(id="b", hs="847950", value=Decimal(1)),
            ],
        )
    assert set(told(refusal)) == {
        "assume/import_income_tax", "assume/vat", "incoterm", "freight", "lines/a/value", "lines/b", "lines/a/hs",
        "fx/USD/VND",
    }


def test_a_fee_per_declaration_is_levied_once_for_each_and_never_silently_left_out(catalogs: Catalogs) -> None:
    def fees(**more) -> tuple[list[tuple], list[str]]:
        result = landed(
            catalogs.market("VN"), catalogs.tariffs["VN"], on=DAY, currency="VND",
            lines=[GoodsLine(id=i, hs="847950", value=Decimal(100)) for i in "ab"], **more,
        )
        assert result.total_charges == sum(c.amount for c in result.charges)
        rows = [(c.line, c.base, c.rate, c.amount) for c in result.charges if c.name == "customs_fee"]
        return rows, [warning.code for warning in result.warnings]

    assert fees() == ([], ["not_counted:VN/customs_fee"])
    assert fees(declarations=2) == ([("shipment", None, None, 40_000)], [])
    assert fees(assume={"customs_fee": Decimal(15_000)}) == ([("shipment", None, None, 15_000)], [])


def test_a_charge_on_a_later_one_is_no_law(catalogs: Catalogs) -> None:
    market = catalogs.market("VN")
    with pytest.raises(ValueError, match="no earlier charge"):
        Market.model_validate({**dict(market), "charges": tuple(reversed(market.charges))})


# Fees, schedules and warnings -----------------------------------------------------------------


@pytest.mark.parametrize(("value", "brokerage"), [
    ("0", "1300"), ("10000", "1300"), ("10000.01", "2000"), ("20000", "2000"), ("20000.01", "2700"), ("30000", "2700"),
    ("30000.01", "3300"), ("40000", "3300"), ("40000.01", "3600"), ("50000", "3600"), ("50000.01", "4000"), ("60000", "4000"),
    ("60000.01", "4700"), ("100000", "4700"), ("100000.01", "5300"), ("200000", "5300"), ("200800", "5301"), ("1000000", "6300"),
])
def test_the_philippine_brokerage_schedule(value: str, brokerage: str, catalogs: Catalogs) -> None:
    """CAO 1-2001: steps up to 200,000 pesos, an eighth of one percent of what lies above."""
    goods = GoodsLine(id="a", hs="847950", value=Decimal(value))
    result = landed(catalogs.market("PH"), catalogs.tariffs["PH"], on=DAY, lines=[goods], currency="PHP",
                    assume={"import_duty": Decimal(0)})
    [row] = [c for c in result.charges if c.code == "brokerage"]
    assert (row.name, row.line, row.base, row.amount) == ("customs_fee", "shipment", Decimal(value), Decimal(brokerage))


@pytest.mark.parametrize(("day", "fee"), [(date(2024, 6, 9), 1000), (date(2024, 6, 10), 2000)])
def test_a_schedule_gives_way_to_a_newer_one(day: date, fee: int, catalogs: Catalogs) -> None:
    result = one(catalogs, "PH", "847950", on=day, assume={"import_duty": Decimal(0)})
    assert next(c.amount for c in result.charges if c.code == "processing_charge") == fee


def test_a_day_before_the_first_schedule_is_refused_by_name(catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        one(catalogs, "PH", "847950", on=date(2001, 6, 1), assume={"import_duty": Decimal(0), "vat": Decimal(0)})
    assert {"PH/brokerage", "PH/processing_charge", "PH/bank_charge"} - set(told(refusal)) == {"PH/bank_charge"}


def test_a_fee_of_the_shipment_stands_in_the_tax_base_of_each_line_by_its_value(catalogs: Catalogs) -> None:
    lines = [GoodsLine(id=i, hs="847950", value=Decimal(v)) for i, v in (("a", 100), ("b", 300))]
    result = landed(
        catalogs.market("PH"), catalogs.tariffs["PH"], on=DAY, currency="PHP", lines=lines,
        assume={"import_duty": Decimal(0), "customs_fee": Decimal(40)},
    )
    assert [(c.line, c.base) for c in result.charges if c.name == "vat"] == [("a", 110), ("b", 330)]


def test_a_bank_charges_only_a_letter_of_credit(catalogs: Catalogs) -> None:
    def codes(**more) -> set[str]:
        return {c.code for c in one(catalogs, "PH", "847950", assume={"import_duty": Decimal(0)}, **more).charges}

    assert codes(letter_of_credit=True) - codes() == {"bank_charge"}


def test_a_fee_of_unknown_amount_counts_its_high_end_and_warns(catalogs: Catalogs) -> None:
    market = catalogs.market("VN")
    fee = market.parameters.named("customs_fee")
    unknown = fee.values[0].model_copy(update={"value": None, "low": Decimal(10_000), "high": Decimal(30_000)})
    parameters = market.parameters.model_copy(update={
        "by_name": {**market.parameters.by_name, "customs_fee": fee.model_copy(update={"values": (unknown,)})},
    })
    result = landed(
        market.model_copy(update={"parameters": parameters}), catalogs.tariffs["VN"], on=DAY, currency="VND",
        declarations=1, lines=[GoodsLine(id="a", hs="847950", value=Decimal(100))],
    )
    [row] = [c for c in result.charges if c.name == "customs_fee"]
    assert (row.amount, row.known, row.low, row.high) == (30_000, False, 10_000, 30_000)
    assert [w.code for w in result.warnings] == ["unknown:VN/customs_fee"]


def test_a_rate_that_ended_is_followed_by_the_statutory_one_and_says_why(catalogs: Catalogs) -> None:
    for market, last, statutory in (("TH", date(2026, 9, 30), "0.10"), ("VN", date(2026, 12, 31), "0.10")):
        before = one(catalogs, market, "847950", on=last, assume={"import_duty": Decimal(0)})
        after = one(catalogs, market, "847950", on=last + timedelta(days=1), assume={"import_duty": Decimal(0)})
        assert f"law:{market}/vat" not in {w.code for w in before.warnings}
        [why] = [w for w in after.warnings if w.code == f"law:{market}/vat"]
        assert "statutory" in why.text.msgid
        assert next(c.rate for c in after.charges if c.name == "vat") == Decimal(statutory)


def test_contested_duty_is_counted_high_with_its_range(catalogs: Catalogs) -> None:
    row = duty(one(catalogs, "TL", "847950"))
    assert (row.rate, row.low, row.high, row.known) == (Decimal("0.05"), Decimal("0.025"), Decimal("0.05"), True)
    assert row.status is Status.W and row.note is not None


def test_a_parcel_below_the_threshold_is_told_of_it(catalogs: Catalogs) -> None:
    goods = GoodsLine(id="a", hs="847950", value=Decimal(10_000))
    result = landed(catalogs.market("PH"), catalogs.tariffs["PH"], on=DAY, lines=[goods], currency="PHP",
                    assume={"import_duty": Decimal(0)})
    assert "de_minimis:PH" in {w.code for w in result.warnings}


@pytest.mark.parametrize(("value", "told"), [("200000", True), ("201400", False)])
def test_a_threshold_in_another_currency_is_counted_at_the_rate_of_the_day(value: str, told: bool, catalogs: Catalogs) -> None:
    """Cambodia lets in express parcels up to 50 dollars: 201,300 riel at the stored 4,026."""
    goods = GoodsLine(id="a", hs="847950", value=Decimal(value))
    result = landed(catalogs.market("KH"), catalogs.tariffs["KH"], on=DAY, lines=[goods], currency="KHR",
                    assume={"import_duty": Decimal(0)}, rates=catalogs.rates)
    assert ["50" in str(w.text.args["limit"]) for w in result.warnings if w.code == "de_minimis:KH"] == [True] * told


def test_a_day_before_the_first_threshold_hinders_no_charge(catalogs: Catalogs) -> None:
    result = one(catalogs, "MY", "847950", on=date(2019, 6, 3), assume={"import_duty": Decimal(0)})
    assert {charge.name for charge in result.charges} == {"import_duty", "excise", "sales_tax"}


def test_an_unknown_preference_is_refused_even_where_the_duty_is_assumed(catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        one(catalogs, "TL", "847950", "AKFTA", assume={"import_duty": Decimal(0)})
    assert told(refusal) == ["lines/a/preference"]


def test_an_excise_that_would_be_the_whole_price_is_refused(catalogs: Catalogs) -> None:
    with pytest.raises(Refusal) as refusal:
        one(catalogs, "TH", "847950", assume={"import_duty": Decimal(0), "excise": Decimal("0.91")})
    assert told(refusal) == ["assume/excise"]


# What a certificate saves ---------------------------------------------------------------------


def worth(catalogs: Catalogs, market: str, hs: str, paper: int | None = 0, lines: int = 1) -> dict[str, Certificate]:
    goods = [Declared(f"line {number}", hs, Decimal(1000)) for number in range(lines)]
    found = certificates(catalogs.market(market), catalogs.tariffs[market], on=DAY, goods=goods,
                         paper=None if paper is None else Decimal(paper))
    return {one.agreement: one for one in found}


def test_what_each_certificate_saves_the_most_first(catalogs: Catalogs) -> None:
    """Panel 8537.10.99: MFN 15 %, AKFTA and VKFTA 0, RCEP 7.5 %, of 1,000 dong."""
    found = worth(catalogs, "VN", "85371099", paper=100)
    assert [(name, one.saved, one.worth) for name, one in found.items()] == [
        ("AKFTA", 150, True), ("VKFTA", 150, True), ("RCEP", 75, False),
    ]
    assert found["AKFTA"].proof.msgid == "Form AK" and found["AKFTA"].origin_rule is not None


def test_one_certificate_covers_all_lines_of_a_shipment(catalogs: Catalogs) -> None:
    """Two lines save 75 each under RCEP: together more than the 100 of the one paper."""
    found = worth(catalogs, "VN", "85371099", paper=100, lines=2)["RCEP"]
    assert (found.saved, found.worth, [saving.saved for saving in found.savings]) == (150, True, [75, 75])


def test_an_agreement_above_mfn_saves_nothing(catalogs: Catalogs) -> None:
    found = worth(catalogs, "VN", "85285200")
    assert (found["AKFTA"].saved, found["AKFTA"].worth) == (0, False)


def test_what_is_not_known_leaves_the_saving_open(catalogs: Catalogs) -> None:
    """Indonesia: MFN somewhere from 0 to 10 %, preferences not read."""
    for one in worth(catalogs, "ID", "847950", paper=10).values():
        assert (one.saved, one.least, one.most, one.worth) == (None, 0, 100, None)
    assert {one.worth for one in worth(catalogs, "ID", "847950", paper=100).values()} == {False}
    assert worth(catalogs, "TL", "847950") == {}
    assert {(one.saved, one.most) for one in worth(catalogs, "SG", "847950").values()} == {(None, 0)}
    assert {one.worth for one in worth(catalogs, "VN", "85371099", paper=None).values()} == {None}


# Laws -----------------------------------------------------------------------------------------

MARKETS = st.sampled_from(law.MARKETS)


def shipment(catalogs: Catalogs, market: str, values: list[Decimal], rounding: str, **assume: Decimal) -> Landed:
    law_of = catalogs.market(market)
    return landed(
        law_of, Tariff(market=market, lines=()), on=DAY, currency="USD", fx={"USD": Decimal("25411.37")},
        incoterm="FOB", freight=Decimal("123.45"), insurance=Decimal("6.78"), assume=assume, rounding=rounding,
        lines=[GoodsLine(id=str(i), hs="847950", value=value) for i, value in enumerate(values)], declarations=1,
        letter_of_credit=True,
    )


@QUICK
@given(market=MARKETS, values=st.lists(AMOUNTS, min_size=1, max_size=5), rate=RATES,
       rounding=st.sampled_from(["authority", "exact"]))
def test_lines_add_up_to_the_total(catalogs, market, values, rate, rounding) -> None:
    result = shipment(catalogs, market, values, rounding, import_duty=rate)
    assert result.total_charges == sum(c.amount for c in result.charges)
    assert result.landed_value == result.customs_value + result.total_charges
    of_lines = sum(c.base for c in result.charges if c.name == "import_duty")
    assert of_lines == result.customs_value
    exact = (sum(map(Fraction, values)) + Fraction("130.23")) * Fraction(result.fx.rate)
    assert abs(Fraction(result.customs_value) - exact) <= Fraction(1, 2_000_000)


@QUICK
@given(market=MARKETS, value=AMOUNTS, rate=RATES)
def test_each_charge_rounds_within_its_unit(catalogs, market, value, rate) -> None:
    for charge in shipment(catalogs, market, [value], "authority", import_duty=rate).charges:
        assert charge.amount % charge.rounding.unit == 0
        if charge.base is None or charge.rate is None:
            continue
        off, unit = charge.amount - charge.base * charge.rate, charge.rounding.unit
        low, high = {"up": (0, unit), "down": (-unit, 0), "half_up": (-unit / 2, unit / 2)}[charge.rounding.mode]
        assert low - Decimal("0.000001") <= off <= high + Decimal("0.000001"), charge.code


@QUICK
@given(market=MARKETS, values=st.tuples(AMOUNTS, AMOUNTS), rates=st.tuples(RATES, RATES))
def test_more_value_or_a_higher_rate_never_costs_less(catalogs, market, values, rates) -> None:
    low, high = (
        shipment(catalogs, market, [value], "authority", import_duty=rate)
        for value, rate in zip(sorted(values), sorted(rates), strict=True)
    )
    assert low.total_charges <= high.total_charges
    assert low.landed_value <= high.landed_value


@QUICK
@given(market=MARKETS, value=AMOUNTS, rate=RATES)
def test_each_base_is_the_sum_of_what_the_law_names(catalogs, market, value, rate) -> None:
    """The order of the charges: each stands on the rounded amounts of those before it."""
    result = shipment(catalogs, market, [value], "authority", import_duty=rate)
    amounts = {"customs_value": result.customs_value, **{c.code: c.amount for c in result.charges}}
    for charge in catalogs.market(market).charges:
        [row] = [c for c in result.charges if c.code == charge.key] if charge.in_force(DAY) else [None]
        if row is None or row.base is None or charge.share is not None or charge.kind == "inclusive":
            continue
        assert row.base == sum(amounts[name] for name in charge.base), charge.key


@QUICK
@given(market=MARKETS, goods=st.lists(st.tuples(st.integers(min_value=0), AMOUNTS), min_size=1, max_size=8))
def test_each_line_is_charged_as_if_it_came_alone(catalogs, market, goods) -> None:
    """Lines of many codes in any order, each charged by hand one fraction at a time."""
    law_of, tariff = catalogs.market(market), catalogs.tariffs[market]
    lines = [
        GoodsLine(id=str(place), hs=tariff.lines[code % len(tariff.lines)].hs, value=value)
        for place, (code, value) in enumerate(goods)
    ]
    found = landed(law_of, tariff, on=DAY, currency="USD", fx={"USD": Decimal(25411)}, lines=lines, unknown="prudent")
    rate = Fraction(1 if law_of.currency == "USD" else 25411)
    charged = {charge.key: charge for charge in law_of.charges if charge.in_force(DAY)}
    of_lines = [row for row in found.charges if row.line != SHIPMENT]
    assert [row.line for row in of_lines] == sorted((row.line for row in of_lines), key=int)
    for line in lines:
        amounts = {"customs_value": Fraction(line.value) * rate}
        for row in (row for row in of_lines if row.line == line.id):
            charge = charged[row.code]
            if charge.kind == "rate" and set(charge.base) <= amounts.keys():  # no fee of the whole shipment in it
                share = Fraction(charge.share.numerator, charge.share.denominator) if charge.share else 1
                exact = sum(amounts[name] for name in charge.base) * share * Fraction(row.rate)
                assert row.amount == rounded(exact, charge.rounding), row
            amounts[row.code] = Fraction(row.amount)


@QUICK
@given(weights=st.lists(AMOUNTS, min_size=1, max_size=20), whole=st.fractions(min_value=0, max_value=10**9))
def test_what_is_shared_to_the_lines_loses_nothing(weights, whole) -> None:
    parts = shared(weights, whole)
    assert sum(parts) == rounded(whole, Rounding(unit=Decimal("0.000001"), mode="half_up"))
    assert min(parts) >= 0


@QUICK
@given(value=st.integers(min_value=0, max_value=10**12))
def test_eleven_twelfths_of_twelve_percent_is_eleven_percent_to_the_last_rupiah(catalogs, value) -> None:
    """A repeating decimal would push a whole thousand up to the next."""
    result = landed(
        catalogs.market("ID"), Tariff(market="ID", lines=()), on=DAY, currency="IDR",
        assume={"import_duty": Decimal(0)}, lines=[GoodsLine(id="a", hs="847950", value=Decimal(value))],
    )
    vat = next(c.amount for c in result.charges if c.name == "vat")
    assert vat == -(-value * 11 // 100_000) * 1000


@QUICK
@given(value=st.fractions(min_value=0, max_value=10**9), unit=st.sampled_from(["1", "0.01", "1000"]))
def test_rounding_up_and_down_enclose_the_value(value, unit) -> None:
    up, down, half = (Fraction(rounded(value, Rounding(unit=Decimal(unit), mode=m))) for m in ("up", "down", "half_up"))
    assert down <= value <= up
    assert abs(half - value) <= Fraction(unit) / 2
    assert half in (up, down)
