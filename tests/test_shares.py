"""Shares of a joint build: by what each part is counted by, exact to the last unit."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.domain.factory import Member
from packagekit.domain.money import Money, minor_digits, total
from packagekit.domain.solution import Driver
from packagekit.estimate.shares import share

NORTH = Member(name="Sample North", employees=30, machines=10, lines=1)
SOUTH = Member(name="Sample South", employees=10, machines=30, lines=2)
BOTH = (NORTH, SOUTH)


def amounts(whole: str, currency: str, parts: list[tuple[Driver, str]], members=BOTH) -> list[str]:
    found = share(Money.of(whole, currency), members, [(d, Decimal(a)) for d, a in parts])
    return [str(s.amount.amount) for s in found]


def test_machines_users_lines_and_the_site_are_each_shared_by_their_own_count():
    """100 by machines 10:30, 100 by users 30:10, 90 by lines 1:2, 100 for the site 1:1.

    North: 25 + 75 + 30 + 50 = 180; South: 75 + 25 + 60 + 50 = 210.
    """
    parts = [("machines", "100"), ("users", "100"), ("lines", "90"), ("site", "100")]
    assert amounts("390", "USD", parts) == ["180.00", "210.00"]


def test_carriage_and_taxes_follow_the_parts():
    """Machines 10:30 carry all the parts, so a cash out of 1,000 is cut 250 to 750."""
    assert amounts("1000", "USD", [("machines", "7")]) == ["250.00", "750.00"]


def test_what_no_member_has_is_shared_equally():
    idle = tuple(m.model_copy(update={"machines": 0}) for m in BOTH)
    assert amounts("101", "VND", [("machines", "5")], idle) == ["51", "50"]


def test_a_build_without_members_has_no_shares():
    assert share(Money.of("10", "USD"), (), [("site", Decimal(1))]) == ()


@pytest.mark.parametrize("driver", ["warehouses", "members", "site"])
def test_what_serves_the_whole_group_is_shared_equally(driver: Driver):
    assert amounts("10", "USD", [(driver, "3")]) == ["5.00", "5.00"]


@given(
    units=st.integers(0, 10**13), currency=st.sampled_from(["USD", "VND", "IDR", "KRW"]),
    counts=st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 900), st.integers(1, 60)), min_size=1, max_size=9),
    parts=st.lists(st.tuples(st.sampled_from(["machines", "lines", "users", "site"]), st.decimals(0, 10**9, places=2)), max_size=8),
)
@settings(deadline=None, max_examples=60)
def test_the_shares_are_the_whole_to_the_last_unit(units, currency, counts, parts):
    whole = Money(amount=Decimal(units).scaleb(-minor_digits(currency)), currency=currency)
    members = [Member(name=f"Sample {i}", employees=e, machines=m, lines=n) for i, (e, m, n) in enumerate(counts)]
    found = share(whole, members, parts)
    assert total([s.amount for s in found], currency) == whole
    assert all(s.amount.amount >= 0 for s in found)
