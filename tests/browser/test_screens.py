"""What the tests in a browser lean on: waiting that a busy machine does not deceive."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from threading import Timer

import pytest
from playwright.sync_api import Browser

from tests.browser.screens import entered, serving, settled, signed_in, window

pytestmark = pytest.mark.browser


def test_a_run_that_has_not_begun_is_waited_for(browser: Browser, tmp_path: Path) -> None:
    """The program is held while a click asks for a run: the page rests meanwhile, and yet it has not settled."""
    with serving(tmp_path, port=8794) as address:
        page = signed_in(window(browser), address).new_page()
        page.goto(f"{address}/?lang=en")
        settled(page).locator(".st-key-start-nhua-mau-1 button").click()
        employees = entered(page, "factory").get_by_label("Employees", exact=True).first
        employees.fill("")
        os.kill(address.pid, signal.SIGSTOP)
        Timer(2, os.kill, (address.pid, signal.SIGCONT)).start()
        employees.blur()
        page.wait_for_timeout(800)
        assert page.locator('[data-test-script-state="notRunning"]').count() == 1
        settled(page)
        assert page.get_by_text("1 entry is still missing or faulty.").count() == 1
        page.context.close()
