"""People in a real browser: every page for every role, an administrator's day, a blocked person's day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from packagekit import workflow as work
from packagekit.domain.person import ROLES, Person
from packagekit.ui.navigation import ENTRIES, opens
from packagekit.ui.state import COOKIE
from tests.browser.screens import PATIENCE, Served, serving, settled, unfolded, window
from tests.people import enrol, sign_in

pytestmark = pytest.mark.browser
PORT = 8740
SAMPLE = "nhua-mau-1"
SECRET = "Sample deal of the export team only"
PASSWORD = "correct horse battery"
PEOPLE = {role: Person(id=f"page-{role}", name=f"Sample {role}", role=role, stands_for=stands_for) for role, stands_for in zip(
    ROLES, (None, None, None, "another", "s01-yesi", None), strict=True)}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> work.House:
    opened = enrol(work.open_house(tmp_path_factory.mktemp("home")), *PEOPLE.values())
    deal = work.start_deal(opened, PEOPLE["export_team"], SAMPLE)
    work.save_deal(opened, PEOPLE["export_team"], deal.model_copy(update={"title": SECRET}))
    return opened


@pytest.fixture(scope="module")
def address(house: work.House) -> Iterator[Served]:
    with serving(house.settings.home, PORT) as served:
        yield served


@contextmanager
def visitor(browser: Browser, address: Served, secret: str | None = None) -> Iterator[Page]:
    """A browser of somebody's own, signed in where a secret is given; nothing may be refused by the page's own policy."""
    context = window(browser)
    if secret is not None:
        context.add_cookies([{"name": COOKIE, "value": secret, "url": str(address), "httpOnly": True}])
    page, refused = context.new_page(), []
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
    yield page
    context.close()
    assert refused == []


def opened(page: Page, address: Served, code: str, deal: str | None = None) -> str:
    """A page by its address; gives all that it says."""
    query = "lang=en" + (f"&deal={deal}" if deal else "")
    page.goto(f"{address}/{'' if code == 'home' else code}?{query}")
    page.wait_for_selector(".head h1, .problems", timeout=PATIENCE)
    settled(page, ".head h1, .problems").wait_for_selector('[data-testid="stSidebar"] .sign-out')
    return page.inner_text("body")


@pytest.mark.parametrize("role", ROLES)
def test_every_page_by_its_address_shows_what_the_role_may_see_and_nothing_else(
    role: str, house: work.House, address: Served, browser: Browser
) -> None:
    who = PEOPLE[role]
    (deal,) = work.list_deals(house, PEOPLE["export_team"])
    team = role in ("administrator", "export_team", "approver")
    register = work.registry(house, who) if role != "guest" else None
    hidden = [case.title.best("en")[0] for key, case in house.whole_registry().cases.items()
              if register is None or key not in register.cases]
    assert hidden or role == "administrator"
    with visitor(browser, address, sign_in(house, who)) as page:
        for entry in ENTRIES:
            said = opened(page, address, entry.code, deal.id if entry.step else None)
            refused = "may not do this" in said
            assert refused == (not opens(who, entry)), entry.code
            assert "Something went wrong" not in said, entry.code
            if not team:
                assert SECRET not in said, entry.code
            for title in hidden:
                assert title not in said, (entry.code, title)
            for other in (other for other in ENTRIES if other.step is None):
                link = page.locator('[data-testid="stSidebar"]').get_by_role("link", name=other.name.msgid, exact=False)
                expect(link).to_have_count(1 if opens(who, other) or other.code == "home" else 0)


def test_an_administrators_day(house: work.House, address: Served, browser: Browser) -> None:
    """Invites somebody, who sets a password and works; changes the role, blocks, lets in again, hands out a new password."""
    with visitor(browser, address, sign_in(house, PEOPLE["administrator"])) as page, visitor(browser, address) as other:
        opened(page, address, "people")
        page.get_by_label("E-mail address").first.fill("day@example.com")
        page.get_by_label("Name, as far as known").fill("Day")
        page.get_by_role("button", name="Make the invitation").click()
        link = page.locator('[class*="handed-out"] code').inner_text()
        assert "/account/invitation/" in link

        other.goto(link)
        other.get_by_label("New password").fill("short")
        other.get_by_label("The same once more").fill("short")
        other.get_by_role("button").click()
        expect(other.get_by_role("alert")).to_contain_text("shorter than 10 characters")
        other.get_by_label("New password").fill(PASSWORD)
        other.get_by_label("The same once more").fill(PASSWORD)
        other.get_by_role("button").click()
        other.wait_for_url(lambda url: "/account/" not in url)
        settled(other)
        expect(other.locator('[data-testid="stSidebar"]')).not_to_contain_text("People")

        said = opened(page, address, "people")
        assert "day@example.com" in said and "signed in (1 browser)" in said
        card = page.locator('[class*="st-key-card-person-"]').filter(has_text="day@example.com")
        unfolded(page, "Change role or access", card)
        card.get_by_role("button", name="Sign out everywhere").click()
        settled(page)
        other.get_by_role("button", name="Start with an empty form").click()
        expect(other.get_by_text("You are not signed in any more.")).to_be_visible()
        expect(other.get_by_role("link", name="Sign in")).to_be_visible()

        other.get_by_role("link", name="Sign in").click()
        other.get_by_label("E-mail address").fill("day@example.com")
        other.get_by_label("Password").fill(PASSWORD)
        other.get_by_role("button", name="Sign in").click()
        other.wait_for_url(lambda url: "/account/" not in url)
        settled(other)

        card.get_by_role("button", name="Link for a new password").click()
        reset = page.locator('[class*="handed-out"] code')
        expect(reset).to_contain_text("/account/reset/")
        other.goto(reset.inner_text())
        for label in ("New password", "The same once more"):
            other.get_by_label(label).fill("quite another one")
        other.get_by_role("button").click()
        other.wait_for_url(lambda url: "/account/" not in url)
        settled(other)
        other.goto(f"{address}/account/logout?lang=en")
        other.get_by_role("button", name="Sign out").click()
        expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_blocked_persons_day(house: work.House, address: Served, browser: Browser) -> None:
    """Inside with a form, the list of deals and a file open; blocked: whatever is clicked next says so and nothing is done."""
    kim = Person(id="blocked-kim", name="Sample Kim", role="export_team")
    enrol(house, kim)
    deal = work.start_deal(house, kim, SAMPLE)
    boss = PEOPLE["administrator"]
    ended = "You are not signed in any more."

    def inside(code: str) -> tuple[Page, object]:
        entered = visitor(browser, address, sign_in(house, kim))
        page = entered.__enter__()
        opened(page, address, code, None if code == "home" else deal.id)
        return page, entered

    form, form_context = inside("factory")
    home, home_context = inside("home")
    propose, propose_context = inside("propose")
    propose.get_by_role("button", name="Make the documents").click()
    files = propose.locator('a[href*="/files/"]')
    expect(files.first).to_be_visible(timeout=3 * PATIENCE)
    taken = propose.context.request.get(str(address) + "/files/" + re.search(r"/files/([^\"?]+)", files.first.get_attribute("href")).group(1))
    assert taken.ok
    remove = home.locator(f".st-key-remove-{deal.id} button").first
    expect(remove).to_be_visible()

    work.block_person(house, boss, kim.id)
    before = work.history_of_deal(house, boss, deal.id).total

    employees = form.get_by_label("Employees").first
    employees.fill("77")
    employees.press("Enter")
    expect(form.get_by_text(ended)).to_be_visible()
    remove.click()
    expect(home.get_by_text(ended).first).to_be_visible()
    assert propose.context.request.get(taken.url).status == 401, "a link to a file that was open a moment ago"
    propose.get_by_role("button", name="Make the documents").click()
    expect(propose.get_by_text(ended).first).to_be_visible()
    form.goto(f"{address}/factory?lang=en&deal={deal.id}")
    expect(form.get_by_role("heading", name="Sign in")).to_be_visible()

    assert work.history_of_deal(house, boss, deal.id).total == before, "nothing was saved, removed or made"
    for context in (form_context, home_context, propose_context):
        context.__exit__(None, None, None)


def test_nothing_of_one_person_is_left_for_the_next_at_the_same_browser(
    house: work.House, address: Served, browser: Browser
) -> None:
    with visitor(browser, address, sign_in(house, PEOPLE["export_team"])) as page:
        assert SECRET in opened(page, address, "home")
        page.context.clear_cookies()
        page.context.add_cookies([{"name": COOKIE, "value": sign_in(house, PEOPLE["supplier"]), "url": str(address)}])
        assert SECRET not in opened(page, address, "home")


def test_where_others_can_reach_it_the_first_link_sets_up_an_administrator_with_a_password(
    tmp_path: Path, browser: Browser
) -> None:
    """Served beyond this machine, the printed link lets nobody in as they are: it asks for a name, an address and a password."""
    with serving(tmp_path, PORT + 1, host="0.0.0.0") as address, visitor(browser, address) as page:
        link = address.owner_link
        page.goto(link)
        expect(page.get_by_role("heading", name="Set up the first administrator")).to_be_visible()
        page.get_by_label("Your name").fill("Sample Owner")
        page.get_by_label("E-mail address").fill("no address")
        page.get_by_label("E-mail address").evaluate("field => field.type = 'text'")  # past what the browser checks
        page.get_by_label("New password").fill("short")
        page.get_by_label("The same once more").fill("shorter")
        page.get_by_role("button").click()
        expect(page.get_by_role("alert")).to_contain_text("is not an e-mail address")
        expect(page.get_by_role("alert")).to_contain_text("shorter than 10 characters")
        assert page.get_by_label("Your name").input_value() == "Sample Owner", "what was typed is kept"
        page.get_by_label("E-mail address").fill("owner@example.com")
        for label in ("New password", "The same once more"):
            page.get_by_label(label).fill(PASSWORD)
        page.get_by_role("button").click()
        page.wait_for_url(lambda url: "/account/" not in url)
        settled(page)
        expect(page.locator('[data-testid="stSidebar"]')).to_contain_text("Sample Owner")
        with visitor(browser, address) as other:
            other.goto(link)
            expect(other.get_by_role("heading", name="This link does not work any more")).to_be_visible()
            other.goto(f"{address}/account/login")
            other.get_by_label("E-mail address").fill("owner@example.com")
            other.get_by_label("Password").fill(PASSWORD)
            other.get_by_role("button", name="Sign in").click()
            other.wait_for_url(lambda url: "/account/" not in url)
            settled(other)


@pytest.mark.parametrize("typed, shown", [("표본 김민수", "표본 김민수"), ("", "관리자")])
def test_at_ones_own_desk_the_first_link_asks_what_to_be_called_and_never_again(
    tmp_path: Path, browser: Browser, typed: str, shown: str
) -> None:
    """Left empty, the owner is called by the role, in the language of the page."""
    with serving(tmp_path, PORT + 2) as address, visitor(browser, address) as page:
        page.goto(f"{address.owner_link}?lang=ko")
        page.get_by_label("이름").fill(typed)
        page.get_by_role("button").click()
        page.wait_for_url(lambda url: "/account/" not in url)
        expect(settled(page).locator('[data-testid="stSidebar"]')).to_contain_text(shown)
        house = work.open_house(tmp_path)
        secret = work.owner_link(house, work.desk_owner(house))
        house.store.close()
        page.goto(f"{address}/account/owner/{secret}?lang=ko")
        expect(page.get_by_label("이름")).to_have_count(0)
