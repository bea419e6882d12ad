"""Five people's day with the register in a real browser: written, returned, verified, published, found, used, offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from packagekit import workflow as work
from packagekit.domain.person import Person
from packagekit.server.guards import COOKIE
from packagekit.verify import CHECKLIST
from tests.browser.screens import Served, picked, serving, settled, signed_in, window
from tests.people import enrol, sign_in

pytestmark = pytest.mark.browser
PEOPLE = {
    "supplier": Person(id="day-supplier", name="Sample Kim", role="supplier", stands_for="s01-yesi", organisation="firm-yesi"),
    "rival": Person(id="day-rival", name="Sample Lee", role="supplier", stands_for="s03-dodam", organisation="firm-dodam"),
    "verifier": Person(id="day-verifier", name="Sample Park", role="cooperative", stands_for="coop-food", organisation="coop-food"),
    "cooperative": Person(id="day-coop", name="Sample Choi", role="cooperative", stands_for="coop-plastics", organisation="coop-plastics"),
    "export": Person(id="day-export", name="Sample Jung", role="export_team"),
}
TITLE = "Sample day: six moulders log their parameters"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A house in which the five are enrolled, and a draft of the supplier that lacks its last fields."""
    home = tmp_path_factory.mktemp("home")
    house = enrol(work.open_house(home), *PEOPLE.values())
    sample = house.whole_registry().cases["plastics-incheon-housings"].model_dump(mode="json")
    kpis = [dict(k, before=b, after=a, evidence=[]) for k, b, a in zip(
        sample["kpis"][:2], ("4.71", "56.3"), ("3.21", "66.1"), strict=True)]
    form = {k: v for k, v in sample.items() if k not in ("id", "status", "origin", "version")}
    form |= {"title": {"ko": "표본 하루: 여섯 회사의 사출 조건 기록", "en": TITLE}, "kpis": kpis, "region": {}}
    who = PEOPLE["supplier"]
    work.save_draft(house, who, work.start_draft(house, who, "cases"), form)
    house.store.close()
    with serving(home, port=8785) as address:
        yield address


def entering(browser: Browser, served: Served, name: str) -> Page:
    """A person's own browser, signed in."""
    context = window(browser)
    if name == "owner":
        return signed_in(context, served).new_page()
    house = work.open_house(served.home)
    context.add_cookies([{"name": COOKIE, "value": sign_in(house, PEOPLE[name]), "url": served}])
    house.store.close()
    return context.new_page()


def step(page: Page, words: str) -> None:
    """Go to a step of the form."""
    page.locator('[class*="st-key-step-"]').get_by_text(words).first.click()
    settled(page)


def go(page: Page, served: Served, path: str) -> Page:
    page.goto(f"{served}/{path}{'&' if '?' in path else '?'}lang=en")
    return settled(page)


def click(page: Page, words: str) -> None:
    page.get_by_role("button", name=re.compile(re.escape(words))).first.click()
    settled(page)


def test_a_case_from_the_supplier_to_a_buyers_bundle(browser: Browser, served: Served, tmp_path: Path) -> None:
    supplier = go(entering(browser, served, "supplier"), served, "register")
    supplier.get_by_role("link", name=re.compile("Go on writing")).click()
    settled(supplier)
    draft = re.search(r"draft=([\w-]+)", supplier.url)[1]
    supplier.get_by_label("Region (Korean)").fill("표본 인천광역시")
    step(supplier, "Figures and evidence")
    proof = tmp_path / "def-2025.csv"
    proof.write_text("day,parts,rejects\n2025-01-06,1000,32\n", encoding="utf-8")
    supplier.locator('input[type="file"]').first.set_input_files(str(proof))
    expect(supplier.get_by_role("link", name="def-2025.csv").first).to_be_visible()
    settled(supplier)
    second = tmp_path / "oee-2025.csv"
    second.write_text("day,oee\n2025-01-06,66.1\n", encoding="utf-8")
    supplier.locator('input[type="file"]').nth(1).set_input_files(str(second))
    expect(supplier.get_by_role("link", name="oee-2025.csv").first).to_be_visible()
    settled(supplier)
    step(supplier, "Check and submit")
    expect(supplier.get_by_text("How each figure will be shown")).to_be_visible()

    rival = go(entering(browser, served, "rival"), served, f"register?draft={draft}")
    expect(rival.get_by_text("There is no such record.")).to_be_visible()
    expect(rival.get_by_text(TITLE)).to_have_count(0)

    click(supplier, "Submit for review")
    expect(supplier.get_by_text("Waits for a verifier to take it up.").first).to_be_visible()
    expect(go(rival, served, "reviews").get_by_text(TITLE)).to_have_count(0)

    verifier = go(entering(browser, served, "verifier"), served, "reviews")
    verifier.get_by_role("link", name=TITLE).click()
    settled(verifier)
    case = re.search(r"case=([\w.-]+)", verifier.url)[1]
    click(verifier, "Take up the review")
    click(verifier, "Return with reasons")
    expect(verifier.get_by_text("The reasons are missing.")).to_be_visible()
    verifier.get_by_label("Reasons or comment").fill("Sample: which lines were measured?")
    verifier.get_by_label("Reasons or comment").blur()
    settled(verifier)
    click(verifier, "Return with reasons")
    expect(verifier.get_by_text("Waits for its registrant to mend it.")).to_be_visible()

    go(supplier, served, "register")
    expect(supplier.get_by_text("Sample: which lines were measured?")).to_be_visible()
    click(supplier, "Revise")
    step(supplier, "Check and submit")
    click(supplier, "Submit for review")

    go(verifier, served, f"reviews?case={case}")
    click(verifier, "Take up the review")
    for at in range(len(CHECKLIST)):
        verifier.locator('[class*="st-key-point-"] label').nth(at).click()
        settled(verifier)
    for answer in verifier.get_by_label("Why it is all right").all():
        answer.fill("Sample: seen on site.")
        answer.blur()
        settled(verifier)
    click(verifier, "Verify")
    expect(verifier.get_by_text("Waits to be published by the house.")).to_be_visible()

    owner = go(entering(browser, served, "owner"), served, f"reviews?case={case}")
    click(owner, "Publish")
    expect(owner.get_by_text("Published").first).to_be_visible()

    export = go(entering(browser, served, "export"), served, "cases?words=day+six")
    expect(export.get_by_text(TITLE).first).to_be_visible()
    go(export, served, f"cases?compare={case},plastics-hwaseong-caps")
    expect(export.get_by_text("Cost in all")).to_be_visible()
    go(export, served, "")
    export.locator(".st-key-start-nhua-mau-1 button").click()
    export.wait_for_url(re.compile(r"/factory\?"))
    deal = re.search(r"deal=([\w-]+)", export.url)[1]
    go(export, served, f"match?deal={deal}")
    export.locator(f'[class*="st-key-use-{case}"] label').first.click()
    expect(export.get_by_text("1 case is chosen as a reference.")).to_be_visible()
    go(export, served, f"compose?deal={deal}")
    expect(export.get_by_text(re.compile("Recommended|Standard")).first).to_be_visible()

    cooperative = go(entering(browser, served, "cooperative"), served, "chances")
    expect(cooperative.get_by_text(TITLE).first).to_be_visible()
    click(cooperative, "Draft a bundle")
    expect(cooperative.get_by_text("is drafted")).to_be_visible()
    expect(cooperative.get_by_text("in your case").first).to_be_visible()
    cooperative.get_by_role("link", name="Open the draft").click()
    cooperative.wait_for_url(re.compile(r"/match\?"))
    settled(cooperative)
    expect(cooperative.get_by_text("cases are chosen as references")).to_be_visible()


def chosen(page: Page, field: str, words: str) -> None:
    """Choose in a list by typing."""
    picked(page, page.locator(f'[class*="-box-{field}"] input').last, words)
    settled(page)


def test_a_cooperative_adds_corrects_and_takes_its_members_into_a_case(browser: Browser, served: Served) -> None:
    page = go(entering(browser, served, "cooperative"), served, "register")
    page.get_by_role("tab", name="Registered members").click()
    for number, name in enumerate(("A", "B")):
        click(page, "Register a member plant")
        if number == 0:
            click(page, "Register")  # empty: every fault at its field
            expect(page.get_by_text("This is missing.").first).to_be_visible()
        for label, words in (("Name (Korean)", f"표본회원 {name}"), ("Name (English)", f"Sample member {name}"), ("Region (Korean)", "인천광역시"),
                             ("Employees", str(30 + number)), ("Machines", "9")):
            page.get_by_label(label, exact=True).fill(words)
            page.get_by_label(label, exact=True).blur()
            settled(page)
        chosen(page, "industry", "Plastics")
        click(page, "Register")
        page.get_by_role("tab", name="Registered members").click()
        expect(page.get_by_text(f"Sample member {name}")).to_be_visible()
    page.locator('[class*="row-members-"]', has_text="Sample member A").get_by_role("button", name="Revise").click()
    settled(page)
    page.get_by_label("Employees", exact=True).fill("36")
    page.get_by_label("Employees", exact=True).blur()
    settled(page)
    click(page, "Register")
    shown = go(page, served, "directory?cooperative=coop-plastics")
    expect(shown.locator("tr", has_text="Sample member A")).to_contain_text("36")

    go(page, served, "register")
    click(page, "Register a case")
    page.get_by_role("button", name="2. Members and systems").last.click()  # at the foot of the first step
    settled(page)
    expect(page.get_by_text("0 of at least 5 members")).to_be_visible()
    for name in ("A", "B"):
        picked(page, page.locator('[class*="st-key-take-members"] input').first, f"Sample member {name}")
    page.keyboard.press("Escape")
    click(page, "Take them over")
    expect(page.get_by_text("2 of at least 5 members")).to_be_visible()
    assert page.get_by_label("Member's alias (English)", exact=True).first.input_value() == "Member A"
    expect(page.get_by_text("Sample member A")).to_have_count(0)  # its name stays with the cooperative
    step(page, "Check and submit")
    expect(page.get_by_text("There are")).to_be_visible()
    page.context.close()


def test_a_supplier_gives_a_newer_price_and_a_rival_sees_none(browser: Browser, served: Served) -> None:
    page = go(entering(browser, served, "supplier"), served, "register")
    page.get_by_role("tab", name="Solutions").click()
    page.locator('[class*="row-solutions-mes-injection-yesi"]').get_by_role("button", name="Revise").click()
    settled(page)
    expect(page.get_by_text("KRW 39,000,000")).to_be_visible()
    picked(page, page.locator('[class*="st-key-part-"] input').first, "Injection MES server")
    settled(page)
    click(page, "New price")
    for label, words in (("Unit price", "41000000"), ("Price from", "2028-01-01")):
        page.get_by_label(label, exact=True).fill(words)
        page.get_by_label(label, exact=True).blur()
        settled(page)
    click(page, "Register")
    path = "directory?solution=mes-injection-yesi"
    expect(go(page, served, path).locator("tr", has_text="KRW 41,000,000")).to_contain_text("to come")
    expect(page.locator("tr", has_text="KRW 36,000,000")).to_contain_text("earlier")
    rival = go(entering(browser, served, "rival"), served, path)
    expect(rival.get_by_text("Yesi MES Injection").first).to_be_visible()
    expect(rival.get_by_text("KRW")).to_have_count(0)
    page.context.close()
    rival.context.close()
