"""A newcomer's first figures in a real browser, in Korean: both calculators, the exchange rates, a damaged catalog file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import feed_server
from tests.browser.screens import PATIENCE, ROOT, Served, serving, settled, signed_in, unfolded, window
from tests.law import MARKETS

pytestmark = pytest.mark.browser
PORT = 8714


@pytest.fixture(scope="module")
def feed() -> Iterator[feed_server.FeedServer]:
    """What answers in place of the sources: one blend with a usual day, nobody else."""
    with pytest.MonkeyPatch.context() as patch, feed_server.serving() as server:
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.setenv("PACKAGEKIT_FEEDS_MIRROR", server.address)
        noon = int(datetime.now(UTC).timestamp())
        server.says("/v6/latest/USD", feed_server.open_er(noon, {
            "USD": 1, "EUR": 0.9, "KRW": 1340, "VND": 26100, "IDR": 18200, "THB": 33.8, "MMK": 210000}))
        yield server


@pytest.fixture(scope="module")
def address(feed: feed_server.FeedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), PORT) as served:
        yield served


@pytest.fixture
def page(browser: Browser, address: Served) -> Iterator[Page]:
    context = window(browser, locale="ko-KR")
    yield signed_in(context, address).new_page()
    context.close()


def calculators(page: Page, address: str) -> None:
    page.goto(f"{address}/markets?lang=ko&market=VN&on=2026-11-20")
    settled(page)
    page.get_by_role("tab", name="계산기").click()


def typed(page: Page, label: str, words: str) -> None:
    field = page.get_by_label(label, exact=True).first
    field.fill(words)
    field.press("Enter")
    settled(page)


def test_the_landed_calculator_answers_and_names_what_is_wrong(page: Page, address: str) -> None:
    calculators(page, address)
    expect(page.get_by_text("원산지증명서로 절감되는 금액")).to_be_visible()
    typed(page, "물품 가액", "만 달러")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("물품 가액")
    expect(page.get_by_label("물품 가액", exact=True).first).to_have_value("만 달러")
    typed(page, "물품 가액", "20,000")
    expect(alert).to_have_count(0)
    expect(page.get_by_text("516,000,000").first).to_be_visible()  # 20,000 dollars at the stored 25,800 dong


def test_the_contract_calculator_answers_and_names_what_is_wrong(page: Page, address: str) -> None:
    calculators(page, address)
    label = re.compile("^가격: ")
    field = page.get_by_label(label).first
    field.fill("-5")
    field.press("Enter")
    settled(page)
    expect(page.get_by_role("alert")).to_contain_text("음수")
    field.fill("100,000")
    field.press("Enter")
    settled(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text(re.compile("95,000")).first).to_be_visible()  # less 5 % income tax in the price


def test_rates_are_fetched_behind_the_page_held_entered_and_refused_at_their_field(page: Page, address: str) -> None:
    """The blend tells a kyat a hundredfold off, for the first time: it waits, and a person refuses it."""
    page.goto(f"{address}/rates?lang=ko")
    settled(page)
    page.get_by_role("button", name="오늘 환율 가져오기").click()
    waiting = page.locator('[class*="st-key-card-rate-"]').filter(has_text="MMK")
    expect(waiting).to_be_visible(timeout=2 * PATIENCE)
    settled(page)
    row = page.get_by_role("row").filter(has_text="VND").first
    expect(row).to_contain_text("26,100")
    waiting.get_by_role("button", name="반려").click()
    expect(waiting).to_have_count(0)
    settled(page)
    unfolded(page, "직접 확인한 환율 입력")
    page.get_by_label("환율", exact=True).fill("abc")
    page.get_by_role("button", name="환율 저장").click()
    expect(page.locator(".fault")).to_have_count(2)  # the figure and the missing source
    expect(page.get_by_label("환율", exact=True)).to_have_value("abc")
    page.get_by_label("환율", exact=True).fill("26,350")
    page.get_by_label("출처", exact=True).fill("표본 은행 고시")
    page.get_by_role("button", name="환율 저장").click()
    expect(row).to_contain_text("26,350")


def test_the_factories_tab_is_empty_and_then_has_what_the_sources_tell(page: Page, address: str, feed: feed_server.FeedServer) -> None:
    """The World Bank's two figures and the wages of the labour organisation, fetched behind the page."""
    countries = ";".join(MARKETS)
    feed.says(f"/v2/country/{countries}/indicator/NV.IND.MANF.CD", feed_server.world_bank("NV.IND.MANF.CD", [
        ("VN", "VNM", "2024", 116_400_000_000), ("VN", "VNM", "2023", 102_600_000_000)]))
    feed.says(f"/v2/country/{countries}/indicator/NV.IND.MANF.ZS", feed_server.world_bank("NV.IND.MANF.ZS", [
        ("VN", "VNM", "2024", 24.43)]))
    feed.says("/data/indicator/", feed_server.told(
        "ref_area,source,indicator,sex,classif1,classif2,time,obs_value,obs_status\n"
        "VNM,BA:518,EAR_4MTH_SEX_ECO_CUR_NB_A,SEX_T,ECO_ISIC4_C,CUR_TYPE_LCU,2024,8206000,\n"))
    page.goto(f"{address}/markets?lang=ko&market=VN&on=2026-11-20")
    settled(page)
    page.get_by_role("tab", name="제조업 지표").click()
    expect(page.get_by_text("저장된 지표가 아직 없습니다")).to_be_visible()
    page.get_by_role("button", name="최신 지표 가져오기").click()
    row = page.get_by_role("row").filter(has_text="2024").first
    expect(row).to_contain_text("24.4", timeout=2 * PATIENCE)
    expect(row).to_contain_text("8,206,000")
    settled(page)
    assert page.get_by_role("row").filter(has_text="2023").count() == 1


def test_a_damaged_file_is_shown_and_stops_only_itself(browser: Browser, tmp_path: Path) -> None:
    root = tmp_path / "checkout"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".*", "docs", "tests", "benchmarks", "__pycache__"))
    (root / "catalogs/markets/vn/rates.yaml").write_text("parameters: [", encoding="utf-8")
    (root / "catalogs/taxonomy/kpis.yaml").write_text("entries: [", encoding="utf-8")
    (root / "catalogs/seller/kr.yaml").write_bytes(b"\xff\xfe")
    with serving(tmp_path / "home", PORT + 1, root=root) as served:
        page = signed_in(window(browser, locale="ko-KR"), served).new_page()
        page.goto(f"{served}/markets?lang=ko&market=ID&on={date(2026, 11, 20)}")
        settled(page)
        expect(page.get_by_role("alert")).to_contain_text("catalogs/markets/vn/rates.yaml")
        for name in ("taxonomy/kpis.yaml", "seller/kr.yaml"):
            expect(page.get_by_role("alert")).to_contain_text(f"catalogs/{name}")
        expect(page.get_by_text("인도네시아").first).to_be_visible()
        page.goto(f"{served}/?lang=ko")  # the start page says it too, and a page that needs the list names it
        settled(page)
        expect(page.get_by_role("alert").first).to_contain_text("catalogs/taxonomy/kpis.yaml")
        page.goto(f"{served}/cases?lang=ko")
        expect(page.get_by_role("alert").first).to_contain_text("catalogs/taxonomy/kpis.yaml")
        page.context.close()
