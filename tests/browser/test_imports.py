"""A cooperative brings its members as files in a real browser: read first, saved when asked, mended, brought again, undone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from packagekit import workflow as work
from packagekit.server.guards import COOKIE
from packagekit.storage.grid import read_cells
from tests.browser.screens import Served, serving, settled, window
from tests.people import enrol, sign_in
from tests.test_importing import HEADS, OWN, ROW, csv_of, excel

pytestmark = pytest.mark.browser
GOOD = (*ROW[1:],)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    enrol(work.open_house(home), OWN).store.close()
    with serving(home, port=8786) as address:
        yield address


def files_tab(browser: Browser, served: Served) -> Page:
    """The Files tab of members, open."""
    context = window(browser)
    house = work.open_house(served.home)
    context.add_cookies([{"name": COOKIE, "value": sign_in(house, OWN), "url": served}])
    house.store.close()
    page = context.new_page()
    page.goto(f"{served}/register?lang=en")
    settled(page).get_by_role("tab", name="Files").click()
    page.locator('[class*="st-key-import-kind"]').get_by_text("Members of a cooperative").click()
    return settled(page)


def bring(page: Page, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    page.locator('input[type="file"]').last.set_input_files(str(path))
    page.get_by_text("3. See what it would do").wait_for()
    settled(page)


def counted(page: Page) -> dict[str, int]:
    """What the file would do, as the figures say."""
    labels, values = (page.locator(f".figures .figure .{name}").all_inner_texts() for name in ("label", "value"))
    return {label.casefold(): int(value) for label, value in zip(labels, values, strict=True)}


def members(served: Served) -> set[str]:
    house = work.open_house(served.home)
    found = {m.id for m in work.members_of(house, OWN, "coop-plastics")}
    house.store.close()
    return found


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=re.compile(re.escape(words))).first.click()
    settled(page)


def test_a_file_is_read_saved_mended_brought_again_and_undone(browser: Browser, served: Served, tmp_path: Path) -> None:
    page = files_tab(browser, served)
    rows = (HEADS, ("sample-a", *GOOD), ("sample-b", GOOD[0], "표본둘", GOOD[2], "9999", "많음", "11"), ("sample-c", *GOOD))
    bring(page, tmp_path / "members.csv", csv_of(*rows, encoding="euc-kr"))
    assert counted(page) == {"new": 2, "changed": 0, "the same": 0, "has faults": 1}
    faulty = page.locator("tr", has_text="sample-b")
    expect(faulty).to_contain_text("E3")  # the industry's cell, and the number's below
    expect(faulty).to_contain_text("“9999” is not one of the choices.")
    expect(faulty).to_contain_text("“많음” is not a number.")
    assert members(served) == set(), "it is only read"

    press(page, "Save the 2 good rows")
    assert members(served) == {"sample-a", "sample-c"}
    bring(page, tmp_path / "members.csv", csv_of(*rows, encoding="euc-kr"))
    assert counted(page) == {"new": 0, "changed": 0, "the same": 2, "has faults": 1}
    press(page, "Faulty rows to be mended")
    with page.expect_download() as caught:
        page.get_by_role("link", name=re.compile(r"mend|xlsx|Excel", re.IGNORECASE)).last.click()
    sheet = next(s for s in read_cells("mend.xlsx", Path(caught.value.path()).read_bytes()) if any("sample-b" in row for row in s.rows))
    mended = excel([[{"9999": "2220", "많음": "21"}.get(cell, cell) for cell in row] for row in sheet.rows])
    bring(page, tmp_path / "mended.xlsx", mended)
    assert counted(page) == {"new": 1, "changed": 0, "the same": 0, "has faults": 0}
    press(page, "Save 1 good row")
    assert members(served) == {"sample-a", "sample-b", "sample-c"}

    undo = page.get_by_role("button", name="Undo")
    assert undo.count() == 2
    undo.first.click()  # the newest first
    settled(page)
    assert members(served) == {"sample-a", "sample-c"}
    undo.first.click()
    settled(page)
    assert members(served) == set() and page.get_by_role("button", name="Undo").count() == 0
    page.context.close()


@pytest.mark.parametrize("name, data", [
    ("utf8.csv", csv_of(HEADS, ("sample-d", *GOOD))), ("book.xlsx", excel([HEADS, ("sample-d", *GOOD)])),
    ("list.json", json.dumps([{"id": "sample-d", "cooperative": "coop-plastics", "name": {"ko": "표본"}, "region": {"ko": "인천"},
                               "industry": "2220", "employees": 34}]).encode()),
])
def test_every_kind_of_file_is_read(name: str, data: bytes, browser: Browser, served: Served, tmp_path: Path) -> None:
    page = files_tab(browser, served)
    bring(page, tmp_path / name, data)
    assert counted(page)["new"] == 1 and counted(page)["has faults"] == 0
    page.context.close()


def test_a_file_that_is_no_table_says_what_to_do(browser: Browser, served: Served, tmp_path: Path) -> None:
    page = files_tab(browser, served)
    path = tmp_path / "rows.csv"
    path.write_bytes(b"x\n" * 1_000_000)
    page.locator('input[type="file"]').last.set_input_files(str(path))
    expect(page.get_by_text("The sheet has 1,000,000 rows")).to_be_visible()
    expect(page.get_by_text("split the file")).to_be_visible()
    page.context.close()
