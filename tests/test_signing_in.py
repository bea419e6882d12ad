"""Accounts without a browser: lockout and its end, expiry, revocation, who may become what, the last administrator."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from packagekit import workflow as work
from packagekit.domain.history import Asked
from packagekit.domain.person import Person
from packagekit.domain.text import Refusal
from packagekit.storage.catalogs import Catalogs
from packagekit.storage.database import Store
from packagekit.storage.registry import Registry
from packagekit.storage.sign_ins import digest
from packagekit.workflow import passwords, signing_in
from packagekit.workflow.rights import NotAllowed, SignedOut
from packagekit.workflow.settings import read_settings
from tests.people import enrol, sign_in

KIM = Person(id="kim", name="Kim", role="export_team")
BOSS = Person(id="boss", name="Boss", role="administrator")
HERE = work.Caller(address="192.0.2.1")
PASSWORD = "correct horse battery"


@pytest.fixture
def house(store: Store, catalogs: Catalogs, samples: Registry, tmp_path: Path) -> work.House:
    """A house with the sample suppliers, on either kind of database."""
    store.take_in(Registry(suppliers=samples.suppliers))
    store.people.found_house()
    opened = enrol(work.House(settings=read_settings(tmp_path), catalogs=catalogs, store=store, problems=()), KIM, BOSS)
    store.people.change("kim", "password set", by="kim", email="kim@example.com", password=passwords.hashed(PASSWORD))
    return opened


def refused(act: object) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        act()
    return tuple(problem.where for problem in caught.value.problems)


def test_a_lock_opens_by_itself(house: work.House, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(signing_in.MOST_OF_ACCOUNT):
        refused(lambda: work.sign_in(house, "kim@example.com", "wrong", HERE))
    refused(lambda: work.sign_in(house, "kim@example.com", PASSWORD, HERE))
    monkeypatch.setattr(signing_in, "LOCKED", timedelta(0))
    assert work.sign_in(house, " KIM@example.com", PASSWORD, HERE)


def test_one_address_cannot_try_everybody(house: work.House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "right", lambda kept, typed: typed == PASSWORD)  # thirty real ones take ten seconds
    for number in range(signing_in.MOST_OF_ADDRESS):
        refused(lambda who=number: work.sign_in(house, f"{who}@example.com", "wrong", HERE))
    refused(lambda: work.sign_in(house, "kim@example.com", PASSWORD, HERE))
    assert work.sign_in(house, "kim@example.com", PASSWORD, work.Caller(address="192.0.2.2"))


def test_a_sign_in_ends_after_its_hours(house: work.House, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = work.sign_in(house, "kim@example.com", PASSWORD, HERE)
    (one,) = house.store.sign_ins.live("kim")
    assert one.ends - one.made == timedelta(hours=house.settings.sign_in_hours)
    person = work.person_of(house, secret)
    later = one.ends + timedelta(seconds=1)
    for module in ("sign_ins", "people"):
        monkeypatch.setattr(f"packagekit.storage.{module}.now", lambda: later)
    house.store.people.forget()
    assert work.person_of(house, secret) is None
    with pytest.raises(SignedOut):
        work.list_deals(house, person)


def test_what_an_administrator_does_is_in_force_at_the_next_use_case(house: work.House) -> None:
    """Another role, every sign-in ended, blocked, let in again: each counts at once for a person already inside."""
    person = work.person_of(house, sign_in(house, KIM))
    assert work.start_deal(house, person)
    firm = work.add_organisation(house, BOSS, name="Sample Supplier", kind="supplier",
                                 stands_for=next(iter(house.whole_registry().suppliers)))
    work.change_person(house, BOSS, "kim", role="supplier", organisation=firm.id)
    with pytest.raises(NotAllowed):
        work.start_deal(house, person)
    work.change_person(house, BOSS, "kim", role="export_team", organisation="house")
    assert work.start_deal(house, person)
    assert work.sign_out_person(house, BOSS, "kim") == 1
    with pytest.raises(SignedOut):
        work.start_deal(house, person)
    person = work.person_of(house, sign_in(house, KIM))
    work.block_person(house, BOSS, "kim")
    with pytest.raises(SignedOut):
        work.start_deal(house, person)
    refused(lambda: work.sign_in(house, "kim@example.com", PASSWORD, HERE))
    work.unblock_person(house, BOSS, "kim")
    with pytest.raises(SignedOut):
        work.start_deal(house, person)  # the sign-in of before does not come back to life
    assert work.sign_in(house, "kim@example.com", PASSWORD, HERE)


def test_another_process_is_heard_within_a_breath(house: work.House) -> None:
    """A second house on the same database, as the shell or a replica is: it may lag by what is taken as read."""
    other = replace(house, store=Store(house.store.url, house.settings.home / "files"))
    person = work.person_of(house, sign_in(house, KIM))
    work.list_deals(house, person)
    work.block_person(other, BOSS, "kim")
    time.sleep(0.15)
    with pytest.raises(SignedOut):
        work.list_deals(house, person)
    other.store.close()


def test_a_new_password_ends_the_other_sign_ins(house: work.House) -> None:
    here, there = (work.person_of(house, sign_in(house, KIM)) for _ in range(2))
    assert refused(lambda: work.change_my_password(house, here, old="wrong", password="x" * 3, again="y")) == ("old",)
    assert refused(lambda: work.change_my_password(house, here, old=PASSWORD, password="short", again="other")) == ("password", "again")
    work.change_my_password(house, here, old=PASSWORD, password="quite another one", again="quite another one")
    assert work.my_account(house, here).has_password
    with pytest.raises(SignedOut):
        work.my_account(house, there)
    refused(lambda: work.sign_in(house, "kim@example.com", PASSWORD, HERE))
    assert work.sign_in(house, "kim@example.com", "quite another one", HERE)


def test_one_ends_ones_own_sign_ins_and_nobody_elses(house: work.House) -> None:
    kim, boss = (work.person_of(house, sign_in(house, person)) for person in (KIM, BOSS))
    assert work.end_my_sign_in(house, kim, boss.session) == 0
    assert work.my_account(house, boss)
    assert work.sign_out_everywhere(house, kim) == 1
    with pytest.raises(SignedOut):
        work.my_account(house, kim)


def test_there_is_always_an_administrator(house: work.House) -> None:
    work.block_person(house, BOSS, "desk")
    assert refused(lambda: work.change_person(house, BOSS, "boss", role="approver", organisation="house")) == ("boss",)
    assert refused(lambda: work.block_person(house, BOSS, "boss")) == ("boss",)
    with pytest.raises(SignedOut):
        work.desk_owner(house)
    with pytest.raises(SignedOut):
        work.person_called(house, "desk")
    assert work.person_called(house, "kim@example.com").id == "kim"


@pytest.mark.parametrize(("role", "organisation", "where"), [
    ("administrator", "buyer-sample", "role"), ("supplier", "house", "role"), ("emperor", "house", "role"),
    ("export_team", "no-such", "organisation"), ("guest", "house", "role"),
])
def test_what_no_list_offers_is_refused(house: work.House, role: str, organisation: str, where: str) -> None:
    enrol(house, Person(id="g", name="G", role="guest"))
    for act in (lambda: work.invite(house, BOSS, email="new@example.com", role=role, organisation=organisation),
                lambda: work.change_person(house, BOSS, "kim", role=role, organisation=organisation),
                lambda: work.keep_domain_rule(house, BOSS, domain="example.com", role=role, organisation=organisation)):
        assert refused(act) == (where,)


def test_what_is_wrong_with_an_organisation_is_said(house: work.House) -> None:
    assert refused(lambda: work.add_organisation(house, BOSS, name=" ", kind="supplier", stands_for="no")) == ("name", "stands_for")
    assert refused(lambda: work.add_organisation(house, BOSS, name="A", kind="buyer", stands_for="s01-yesi")) == ("stands_for",)
    buyer = work.add_organisation(house, BOSS, name="Sample Buyer", kind="buyer")
    assert refused(lambda: work.add_organisation(house, BOSS, name="Sample Buyer", kind="buyer")) == ("name",)
    work.change_organisation(house, BOSS, buyer.id, name="Sample Buyer Two")
    assert [o.name for o in work.list_organisations(house, BOSS) if o.id == buyer.id] == ["Sample Buyer Two"]


@pytest.mark.parametrize("email", ["", "a", "a@b", "a b@example.com", "<a>@example.com", "a@" + "b" * 300 + ".com", "kim@example.com"])
def test_nobody_is_invited_to_what_is_no_address_or_taken(house: work.House, email: str) -> None:
    assert refused(lambda: work.invite(house, BOSS, email=email, role="approver", organisation="house")) == ("email",)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "kim@example.com", "x" * 201, "moc.elpmaxe@mik"])
def test_weak_passwords_are_refused(password: str) -> None:
    assert [p.where for p in passwords.faults(password, password, "Kim", "kim@example.com")] == ["password"]


def test_a_newer_invitation_makes_the_older_useless_and_one_can_be_withdrawn(house: work.House) -> None:
    first, second = (work.invite(house, BOSS, email="new@example.com", role="approver", organisation="house") for _ in range(2))
    refused(lambda: work.link_of(house, first))
    assert work.link_of(house, second).email == "new@example.com"
    (waiting,) = work.list_invitations(house, BOSS)
    work.withdraw_invitation(house, BOSS, waiting.id)
    refused(lambda: work.link_of(house, second))


def test_every_act_on_people_is_told_without_their_secrets(house: work.House) -> None:
    secret = work.sign_in(house, "kim@example.com", PASSWORD, HERE)
    refused(lambda: work.sign_in(house, "kim@example.com", "a wrong password", HERE))
    refused(lambda: work.sign_in(house, "my-password-typed-as-address", "x", HERE))
    link = work.make_reset_link(house, BOSS, "kim")
    work.reset_password(house, link, password="quite another one", again="quite another one", caller=HERE)
    work.change_person(house, BOSS, "kim", role="approver", organisation="house")
    work.block_person(house, BOSS, "kim")
    told = [entry for run in work.search_history(house, BOSS, Asked(kind="people")).runs for entry in run]
    assert {"enrolled", "signed in", "sign-in failed", "reset link", "password set", "role changed", "blocked"} <= {e.act for e in told}
    changed = next(e for e in told if e.act == "role changed")
    assert [(c.where, c.before, c.after) for c in changed.changes] == [("role", "export_team", "approver")] and changed.by == "boss"
    said = repr(told)
    for kept in (secret, digest(secret), link, PASSWORD, "quite another one", "a wrong password", "my-password-typed", "argon2"):
        assert kept not in said
    assert house.store.history.faults() == ()


@pytest.mark.parametrize(("environment", "where"), [
    ({"PACKAGEKIT_SIGN_IN_HOURS": "0"}, {"PACKAGEKIT_SIGN_IN_HOURS"}),
    ({"PACKAGEKIT_SIGN_IN_HOURS": "٣"}, {"PACKAGEKIT_SIGN_IN_HOURS"}),
    ({"PACKAGEKIT_ADDRESS": "quotes.example.com"}, {"PACKAGEKIT_ADDRESS"}),
    ({"PACKAGEKIT_OIDC_ISSUER": "https://id.example.com", "PACKAGEKIT_COOKIE_SECRET": "short"},
     {"PACKAGEKIT_OIDC_CLIENT_ID", "PACKAGEKIT_OIDC_CLIENT_SECRET", "PACKAGEKIT_COOKIE_SECRET", "PACKAGEKIT_ADDRESS"}),
])
def test_settings_that_cannot_work_are_refused_at_the_start(tmp_path: Path, environment: dict[str, str], where: set[str]) -> None:
    assert set(refused(lambda: read_settings(tmp_path, environment))) == where


def test_the_hosts_are_those_named_and_that_of_the_address(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, {"PACKAGEKIT_HOSTS": "a.example.com, B.example.com,", "PACKAGEKIT_ADDRESS": "https://c.example.com/"})
    assert settings.hosts == ("a.example.com", "b.example.com", "c.example.com")
    assert {f"PACKAGEKIT_{name}" for name in ("HOSTS", "ADDRESS", "SIGN_IN_HOURS", "OIDC_ISSUER", "COOKIE_SECRET")} <= {
        s.name for s in settings.described()}
