"""One person's day in a real browser: from a sample factory to a downloaded proposal, left and taken up again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screens import PATIENCE, Served, entered, serving, settled, signed_in, window

pytestmark = pytest.mark.browser
SAMPLE = "nhua-mau-1"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        yield served


@pytest.fixture
def page(browser: Browser, address: Served) -> Iterator[Page]:
    """A fresh visitor; nothing the page loads may be refused by its own policy or come from elsewhere."""
    context = window(browser, viewport={"width": 1440, "height": 1000})
    visitor, refused = signed_in(context, address).new_page(), []
    visitor.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
    yield visitor
    context.close()
    assert refused == []


def click(page: Page, words: str) -> None:
    page.get_by_role("button", name=re.compile(re.escape(words))).first.click()


def started(page: Page, address: str) -> Page:
    """The sample factory's form, open."""
    page.goto(f"{address}/?lang=en")
    settled(page)
    page.locator(f".st-key-start-{SAMPLE} button").click()
    return entered(page, "factory")


def test_from_a_factory_to_a_downloaded_proposal(page: Page, address: str, tmp_path: Path) -> None:
    started(page, address)
    click(page, "Find proven cases")
    entered(page, "match")
    page.locator('[class*="st-key-use-"] label').first.click()
    expect(page.get_by_text("1 case is chosen as a reference.")).to_be_visible()
    click(page, "Compose the bundle")
    entered(page, "compose")
    expect(page.locator('[class*="st-key-card-"][class*="option-"]')).to_have_count(3)
    expect(page.get_by_role("img", name=re.compile("level", re.IGNORECASE)).first).to_be_visible()
    click(page, "Choose this option")
    settled(page)
    click(page, "Estimate the full cost")
    entered(page, "estimate")
    expect(page.locator(".figure .value")).to_have_count(4)
    click(page, "Make the proposal")
    entered(page, "propose")
    expect(page.get_by_role("img", name=re.compile(r"^Page 1 of \d+$"))).to_be_visible(timeout=2 * PATIENCE)
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("img", name=re.compile(r"^Page 2 of \d+$"))).to_be_visible()
    assert page.locator(".leaf img").evaluate("image => image.complete && image.naturalWidth") > 1000
    click(page, "Make the documents")
    link = page.get_by_role("link", name=re.compile(r"\.docx"))
    expect(link).to_be_visible(timeout=2 * PATIENCE)
    with page.expect_download() as waiting:
        link.click()
    document = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(document)
    assert re.fullmatch(rf".*{SAMPLE}.*\.vi\.docx", document.name)
    with zipfile.ZipFile(document) as archive:
        assert archive.testzip() is None
        assert "Nhựa Mẫu Số 1" in archive.read("word/document.xml").decode()


def test_what_changed_since_the_documents_made_is_shown_and_made(page: Page, address: str) -> None:
    """The offer was made; one machine more afterwards; the comparison starts from what the buyer has in hand."""
    started(page, address)
    deal = page.url.split("deal=")[1].split("&")[0]
    page.goto(f"{address}/propose?lang=en&deal={deal}")
    settled(page)
    kinds = page.locator('[class*="st-key-kinds"]').get_by_role("button")
    expect(kinds.filter(has_text="What changed")).to_have_count(0)  # since what?
    kinds.filter(has_text="Price offer").click()
    kinds.filter(has_text="Full proposal").click()
    settled(page)
    click(page, "Make the documents")
    expect(page.get_by_role("link", name=re.compile(r"offer-.*\.docx"))).to_be_visible(timeout=2 * PATIENCE)
    page.goto(f"{address}/factory?lang=en&deal={deal}")
    machines = settled(page).get_by_label("Machines", exact=True).first
    machines.fill("48")
    machines.press("Enter")
    settled(page)
    page.goto(f"{address}/propose?lang=en&deal={deal}")
    settled(page)
    kinds.filter(has_text="What changed").click()
    kinds.filter(has_text="Full proposal").click()
    settled(page)
    expect(page.get_by_role("combobox", name="Compared with")).to_have_value(re.compile("documents made"))
    reason = page.get_by_label("Reason for the change")
    reason.fill("Sample: six machines more")
    reason.press("Control+Enter")
    expect(page.locator(".leaf figcaption")).to_contain_text("Sample: six machines more", timeout=2 * PATIENCE)
    expect(page.locator(".leaf figcaption")).to_contain_text("42 48 +6")  # one connection for each machine
    click(page, "Make the documents")
    expect(page.get_by_role("link", name=re.compile(r"changes-.*\.docx"))).to_be_visible(timeout=2 * PATIENCE)


def test_a_faulty_form_says_every_fault_and_keeps_what_was_typed(page: Page, address: str) -> None:
    started(page, address)
    employees = page.get_by_label("Employees").first
    employees.fill("many")  # no Enter, and the field is not left: a pause in typing is enough
    expect(page.get_by_text("1 entry is still missing or faulty.")).to_be_visible()
    deadline = page.get_by_label("Months until go-live")
    deadline.fill("600")
    deadline.press("Enter")
    settled(page)
    click(page, "Check the form")
    settled(page)
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
    expect(page.locator(".fault")).to_have_count(2)
    page.reload()
    settled(page)
    expect(page.get_by_label("Employees").first).to_have_value("many")
    expect(page.get_by_label("Months until go-live")).to_have_value("600")


def test_a_link_reopens_the_view_elsewhere_in_its_language(page: Page, browser: Browser, address: str) -> None:
    started(page, address)
    click(page, "Find proven cases")
    entered(page, "match")
    link = page.url.replace("lang=en", "lang=ko")
    other = signed_in(window(browser), address).new_page()
    other.goto(link)
    settled(other)
    expect(other.locator(".head")).to_contain_text("Nhựa Mẫu Số 1")
    expect(other.locator("html")).to_have_attribute("lang", re.compile("^ko"))
    assert "/match?" in other.url
    other.context.close()
