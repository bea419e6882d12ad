"""The app served for a test or a picture, and a browser that looks at it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocket, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]
START = "from packagekit.server import serve; serve(host={host!r}, port={port})"
PATIENCE = 60_000  # milliseconds; a first visit imports and composes


class Served(str):
    """The address of a running app, with the owner's link that its terminal showed."""

    owner_link: str | None
    home: Path
    pid: int


@contextmanager
def serving(
    home: Path, port: int = 8700, host: str = "127.0.0.1", environment: dict[str, str] | None = None,
    root: Path = ROOT,
) -> Iterator[Served]:
    """The address of the app in a process of its own, with a database of its own, run from a checkout at ``root``."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", START.format(host=host, port=port)], cwd=root, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PACKAGEKIT_HOME": str(home), **(environment or {})},
    )
    try:
        said: list[str] = []
        while len(said) < 2:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError("the app did not start")
            said += re.findall(r"http://\S+", line)
        address = Served(said[0])
        address.owner_link, address.home, address.pid = said[1], home, process.pid
        _wait(f"{address}/health")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(url: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@contextmanager
def browsing() -> Iterator[Browser]:
    """The machine's Chromium."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium") or "/usr/bin/chromium")
        yield browser
        browser.close()


class Runs:
    """What the app still owes a page: a run that a click asked for and that has not begun, or one that has not ended.

    The page itself says only the second, so that on a busy machine it seems to rest between click and run.
    """

    def __init__(self, socket: WebSocket) -> None:
        self.asked = self.running = False
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    @property
    def owed(self) -> bool:
        return self.asked or self.running

    def _sent(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.asked = True

    def _received(self, frame: bytes | str) -> None:
        said = ForwardMsg.FromString(frame).WhichOneof("type") if isinstance(frame, bytes) else None
        if said == "new_session":
            self.asked, self.running = False, True
        elif said == "script_finished":
            self.running = False


_runs: WeakKeyDictionary[Page, Runs] = WeakKeyDictionary()


def window(browser: Browser, **settings: Any) -> BrowserContext:
    """A browser of somebody's own: English, in Seoul, on a desk's screen, unless ``settings`` say otherwise."""
    context = browser.new_context(
        **{"viewport": {"width": 1440, "height": 1400}, "locale": "en-GB", "timezone_id": "Asia/Seoul", **settings})
    context.set_default_timeout(PATIENCE)
    context.on("page", lambda page: page.on("websocket", lambda socket: _runs.__setitem__(page, Runs(socket))))
    return context


def signed_in(context: BrowserContext, address: Served) -> BrowserContext:
    """The browser signed in as the owner: first by the link that the terminal showed, then by new ones of the shell."""
    link, address.owner_link = address.owner_link, None
    if link is None:
        link = subprocess.run(
            [sys.executable, "-m", "packagekit", "link", "--address", address], cwd=ROOT, capture_output=True, text=True,
            check=True, env={**os.environ, "PACKAGEKIT_HOME": str(address.home)}).stdout.strip()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.close()
    return context


def picked(page: Page, box: Locator, words: str) -> None:
    """Type into a list's box and take what it then offers, as a hand does: Enter before the list stands takes nothing."""
    box.click()
    box.fill(words)
    page.get_by_role("option").filter(has_text=words).first.click()


def unfolded(page: Page, words: str, within: Locator | None = None) -> None:
    """Open the section of that title and wait until it has opened: what moves under the pointer is not clicked."""
    (within or page).get_by_text(words, exact=True).click()
    page.wait_for_timeout(100)
    page.evaluate("Promise.allSettled(document.getAnimations().filter(a => a.effect.getTiming().iterations < 9).map(a => a.finished))")


def settled(page: Page, shown: str = ".head h1") -> Page:
    """Wait until the page stands, which what is ``shown`` on it tells, and the program rests."""
    page.wait_for_selector(shown, timeout=PATIENCE)
    _rested(page)
    page.wait_for_timeout(400)  # the browser draws after the program rests, and what is drawn may ask for more
    _rested(page)
    return page


def _rested(page: Page) -> None:
    until = time.monotonic() + PATIENCE / 1000
    while page in _runs and _runs[page].owed:
        if time.monotonic() > until:
            raise TimeoutError(f"{page.url}: the program has not come to rest")
        page.wait_for_timeout(20)
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=PATIENCE)


def entered(page: Page, room: str) -> Page:
    """Wait until the address says the room."""
    page.wait_for_url(re.compile(rf"/{room}\?"), timeout=PATIENCE)
    return settled(page)
