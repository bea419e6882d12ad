"""Pictures of pages and proposals for the README: ``python -m tests.browser.shots [FOLDER]``."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from packagekit import workflow as work
from tests.browser.screens import ROOT, browsing, entered, serving, settled, signed_in, window

SAMPLE = "nhua-mau-1"
BESIDE = ("home", "cases", "markets")
PAGES = ("factory", "match", "compose", "estimate", "propose", *BESIDE)
SETS = (("ko", "light", PAGES), ("en", "light", ("home", "compose", "estimate")), ("ko", "dark", ("compose", "estimate")))
PAPERS = (("nhua-mau-1", "vi"), ("pangan-contoh-5", "id"))
GAP, DESK = 12, "#CBD5E1"
COLOURS = 256  # screens are flat: a palette keeps the files small and the text sharp


def take(
    browser: Browser, address: str, folder: Path, language: str, scheme: str, pages: tuple[str, ...]
) -> None:
    """Pages of one deal in one language on one ground."""
    context = window(browser, viewport={"width": 1440, "height": 1000}, color_scheme=scheme, locale=language)
    page = signed_in(context, address).new_page()
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
    _save(Image.open(io.BytesIO(page.screenshot())), path)


def _save(image: Image.Image, path: Path) -> None:
    image.convert("RGB").quantize(
        COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def papers(home: Path, folder: Path) -> None:
    """The first six pages of a proposal in two languages, side by side (with LibreOffice and poppler)."""
    house = work.open_house(home)
    who, on = work.desk_owner(house), date(2026, 11, 22)
    for key, language in PAPERS:
        factory = house.whole_registry().factories[key]
        bundle = work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=on), on=on)
        (document,) = work.propose_documents(house, who, bundle, on=on, languages=[language], formats=["pdf"])
        source = home / document.name
        source.write_bytes(document.data)
        subprocess.run(["pdftoppm", "-r", "58", "-l", "6", "-png", source, home / language], check=True)
        pages = [Image.open(path).convert("RGB") for path in sorted(home.glob(f"{language}-*.png"))]
        wide, high = pages[0].size
        sheet = Image.new("RGB", (3 * wide + 4 * GAP, 2 * high + 3 * GAP), DESK)
        for index, page in enumerate(pages):
            sheet.paste(page, (GAP + index % 3 * (wide + GAP), GAP + index // 3 * (high + GAP)))
        _save(sheet, folder / f"proposal.{language}.png")


def kit(home: Path, folder: Path) -> None:
    """The first page of every kind of document a buyer may have, side by side."""
    house = work.open_house(home)
    who, on = work.desk_owner(house), date(2026, 11, 22)
    factory = house.whole_registry().factories[SAMPLE]
    bundle = work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=on), on=on)
    kinds = [kind.code for kind in house.kinds.values() if kind.letter and kind.reader == "buyer" and not kind.compares]
    pages = []
    for document in work.propose_documents(house, who, bundle, on=on, kinds=kinds, languages=["vi"], formats=["pdf"]):
        source = home / document.name
        source.write_bytes(document.data)
        subprocess.run(["pdftoppm", "-r", "46", "-l", "1", "-singlefile", "-png", source, source.with_suffix("")], check=True)
        pages.append(Image.open(source.with_suffix(".png")).convert("RGB"))
    wide, high = pages[0].size
    sheet = Image.new("RGB", (4 * wide + 5 * GAP, -(-len(pages) // 4) * (high + GAP) + GAP), DESK)
    for index, page in enumerate(pages):
        sheet.paste(page, (GAP + index % 4 * (wide + GAP), GAP + index // 4 * (high + GAP)))
    _save(sheet, folder / "kit.vi.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        papers(Path(home), folder)
        kit(Path(home), folder)
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as address, browsing() as browser:
        for language, scheme, pages in SETS:
            take(browser, address, folder, language, scheme, pages)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
