"""Two windows on one deal in a real browser: both changes are seen and merged, the earlier version comes back, the history tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screens import Served, entered, serving, settled, signed_in, window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        yield served


@pytest.fixture
def windows(browser: Browser, address: Served) -> Iterator[tuple[Page, Page]]:
    context = window(browser)
    signed_in(context, address)
    yield context.new_page(), context.new_page()
    context.close()


def filled(page: Page, field: str, text: str) -> None:
    box = page.get_by_label(field, exact=True).first
    box.fill(text)
    box.press("Enter")
    settled(page)


def test_what_two_windows_change_is_merged_and_can_be_undone(windows: tuple[Page, Page], address: Served) -> None:
    one, other = windows
    one.goto(f"{address}/?lang=en")
    settled(one).locator(".st-key-start-nhua-mau-1 button").click()
    entered(one, "factory")
    other.goto(one.url)
    settled(other)
    filled(other, "Region", "Hải Phòng")
    filled(other, "Employees", "210")
    filled(one, "Employees", "240")
    dialog = one.get_by_role("dialog")
    expect(dialog).to_contain_text("You saved this deal in another window")
    save = dialog.get_by_role("button", name="Save what I chose")
    expect(save).to_be_disabled()
    dialog.locator("label", has_text="240").click()
    expect(save).to_be_enabled()
    save.click()
    expect(dialog).to_have_count(0)
    settled(one)
    expect(one.get_by_label("Employees", exact=True).first).to_have_value("240")
    expect(one.get_by_label("Region", exact=True).first).to_have_value("Hải Phòng")

    one.get_by_role("button", name=re.compile("Earlier versions")).click()
    expect(one.get_by_role("dialog")).to_contain_text("Two versions merged")
    one.get_by_role("dialog").get_by_role("button", name="Restore").last.click()
    settled(one)
    expect(one.get_by_label("Employees", exact=True).first).to_have_value("180")
    one.get_by_role("button", name=re.compile("Undo")).click()
    settled(one)
    expect(one.get_by_label("Employees", exact=True).first).to_have_value("240")

    one.goto(f"{address}/history?lang=en&kind=deals")
    settled(one)
    expect(one.locator(".was", has_text="210").first).to_be_visible()
    expect(one.locator(".now", has_text="240").first).to_be_visible()
