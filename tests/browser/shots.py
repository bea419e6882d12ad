"""Pictures of the pages for the README: ``python -m tests.browser.shots [FOLDER]``."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.screens import ROOT, browsing, entered, serving, settled

SAMPLE = "nhua-mau-1"
BESIDE = ("home", "cases", "markets")
PAGES = ("factory", "match", "compose", "estimate", "propose", *BESIDE)
SETS = (("ko", "light", PAGES), ("en", "light", ("home", "compose", "estimate")), ("ko", "dark", ("compose", "estimate")))
COLOURS = 256  # screens are flat: a palette keeps the files small and the text sharp


def take(
    browser: Browser, address: str, folder: Path, language: str, scheme: str, pages: tuple[str, ...]
) -> None:
    """Pages of one deal in one language on one ground."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, color_scheme=scheme, locale=language, timezone_id="Asia/Seoul")
    page = context.new_page()
    page.goto(f"{address}/?lang={language}")
    settled(page).locator(f".st-key-start-{SAMPLE} button").click()
    entered(page, "factory")
    deal = page.url.split("deal=")[1].split("&")[0]
    for name in pages:
        path = "" if name == "home" else name
        query = f"lang={language}" if name in BESIDE else f"lang={language}&deal={deal}"
        page.goto(f"{address}/{path}?{query}")
        settled(page)
        _keep(page, folder / f"{name}.{language}{'.dark' if scheme == 'dark' else ''}.png")
    context.close()


def _keep(page: Page, path: Path) -> None:
    page.wait_for_timeout(1500)  # drawings and the preview arrive after the text
    if page.locator(".failure, .problems").count():
        raise RuntimeError(f"{page.url} shows a failure: no picture of it is kept")
    image = Image.open(io.BytesIO(page.screenshot()))
    image.convert("RGB").quantize(
        COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as address, browsing() as browser:
        for language, scheme, pages in SETS:
            take(browser, address, folder, language, scheme, pages)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
