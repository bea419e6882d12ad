"""OpenID Connect against a real provider on loopback: who is let in, as what, and that the provider's word counts once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread

from packagekit import workflow as work
from packagekit.domain.person import Person
from packagekit.ui.state import COOKIE
from tests.browser.screens import serving
from tests.people import enrol

PORT = 8770
BOSS = Person(id="boss", name="Boss", role="administrator")
KIM = Person(id="kim", name="Kim", role="export_team")
MODEST = User(sub="modest", claims={"email": "modest@rule.example", "email_verified": False, "name": "Not Confirmed"})
ASKING = {"accept": "text/html", "accept-language": "en"}
PEOPLE = (
    User(sub="invited", claims={"email": "Invited@example.com", "email_verified": True, "name": "Invited"}),
    User(sub="ruled", claims={"email": "ruled@rule.example", "email_verified": True, "name": "Ruled"}),
    User(sub="kim", claims={"email": "kim@example.com", "email_verified": True}),
    User(sub="stranger", claims={"email": "stranger@example.com", "email_verified": True}),
    User(sub="nameless", claims={}), MODEST,
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, work.House]]:
    home = tmp_path_factory.mktemp("home")
    house = enrol(work.open_house(home), BOSS, KIM)
    house.store.people.change("kim", "changed", by="kim", email="kim@example.com")
    with run_server_in_thread(user_claims=PEOPLE) as provider:
        here = f"http://localhost:{PORT}"
        with serving(home, PORT, environment={
            "PACKAGEKIT_ADDRESS": here, "PACKAGEKIT_OIDC_ISSUER": f"http://localhost:{provider.server_port}",
            "PACKAGEKIT_OIDC_CLIENT_ID": "packagekit", "PACKAGEKIT_OIDC_CLIENT_SECRET": "of the app", "PACKAGEKIT_OIDC_NAME": "Sample ID",
            "PACKAGEKIT_COOKIE_SECRET": "0123456789abcdef0123456789abcdef",
        }):
            yield here, house


def arrived(here: str, subject: str) -> tuple[httpx.Client, httpx.Response, dict[str, str]]:
    """A browser that went to the provider and came back; also the cookies Streamlit left on the way."""
    browser = httpx.Client(follow_redirects=True, timeout=60, headers=ASKING)
    left: dict[str, str] = {}

    def keep(response: httpx.Response) -> None:
        for said in response.headers.get_list("set-cookie"):
            name, _, rest = said.partition("=")
            if name.startswith("_streamlit_user") and "Max-Age=0" not in said:
                left[name] = rest.split(";")[0].strip('"')

    browser.event_hooks["response"].append(keep)
    there = browser.get(f"{here}/account/oidc?next=/rates")
    assert "Authorize Client" in there.text
    return browser, browser.post(there.url, data={"sub": subject}), left


def account(house: work.House, email: str) -> Any:
    return next((a for a in work.list_people(house, BOSS) if a.email == email), None)


def test_an_invitation_to_the_address_lets_in_as_invited_and_only_once(app: tuple[str, work.House]) -> None:
    here, house = app
    work.invite(house, BOSS, email="invited@example.com", role="approver", organisation="house")
    browser, page, _ = arrived(here, "invited")
    assert page.url.path == "/rates" and browser.cookies.get(COOKIE)
    assert account(house, "invited@example.com").role == "approver"
    assert work.list_invitations(house, BOSS) == ()


def test_a_rule_for_the_domain_lets_in_and_standing_is_ours_afterwards(app: tuple[str, work.House]) -> None:
    here, house = app
    work.keep_domain_rule(house, BOSS, domain="@rule.example", role="export_team", organisation="house")
    browser, page, _ = arrived(here, "ruled")
    assert page.status_code == 200 and account(house, "ruled@rule.example").role == "export_team"
    key = account(house, "ruled@rule.example").id
    work.block_person(house, BOSS, key)
    assert browser.get(f"{here}/rates").url.path == "/account/login", "blocked here, whatever the provider says"
    refused = arrived(here, "ruled")[1]
    assert refused.status_code == 403 and "not known here, or may not sign in" in refused.text
    work.unblock_person(house, BOSS, key)
    assert arrived(here, "ruled")[1].url.path == "/rates"


def test_who_is_known_by_the_address_keeps_account_and_role(app: tuple[str, work.House]) -> None:
    here, house = app
    arrived(here, "kim")
    kim = account(house, "kim@example.com")
    assert (kim.id, kim.role, kim.has_provider) == ("kim", "export_team", True)


@pytest.mark.parametrize("subject", ["stranger", "nameless", "modest"])
def test_a_stranger_and_an_address_nobody_confirmed_stay_outside(app: tuple[str, work.House], subject: str) -> None:
    here, house = app
    work.keep_domain_rule(house, BOSS, domain="rule.example", role="export_team", organisation="house")
    before = len(work.list_people(house, BOSS))
    browser, page, _ = arrived(here, subject)
    assert page.status_code == 403 and not browser.cookies.get(COOKIE)
    assert len(work.list_people(house, BOSS)) == before
    assert browser.get(f"{here}/").url.path == "/account/login"


def test_the_providers_word_counts_once_also_after_signing_out(app: tuple[str, work.House]) -> None:
    """Streamlit's cookie holds for thirty days; replayed after signing out it lets nobody in."""
    here, _ = app
    browser, _, left = arrived(here, "kim")
    assert left, "Streamlit's own cookie was seen on the way"
    assert not [name for name in browser.cookies if name.startswith("_streamlit_user")], "and taken away again"
    form = browser.get(f"{here}/account/logout")
    token = re.search(r'name="token" value="(\w+)"', form.text).group(1)
    browser.post(f"{here}/account/logout", data={"token": token})
    thief = httpx.Client(follow_redirects=True, timeout=60, headers=ASKING, cookies=left)
    answer = thief.get(f"{here}/")
    assert answer.status_code == 403 and not thief.cookies.get(COOKIE)


def test_the_button_says_where_it_leads(app: tuple[str, work.House]) -> None:
    page = httpx.get(f"{app[0]}/account/login?lang=en")
    assert "Sign in with Sample ID" in page.text
