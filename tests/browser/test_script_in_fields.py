"""A script in every text field that is kept: each page shows it as the text it is, and runs nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser

from packagekit import workflow as work
from packagekit.domain.person import Person
from packagekit.domain.review import Remark
from packagekit.domain.team_value import Figure
from packagekit.domain.text import Localized
from packagekit.storage.register import Writing
from packagekit.ui.navigation import ENTRIES
from packagekit.ui.state import COOKIE
from tests.browser.screens import Served, serving, settled, window
from tests.conftest import DAY
from tests.people import enrol, sign_in

pytestmark = pytest.mark.browser
PORT = 8731
EVIL = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>\"'><a href=javascript:window.pwned=1>x</a>**b**"
OWNER = Person(id="evil-owner", name=EVIL[:100], role="administrator")
FIELDS_LEFT = {"hs", "code", "currency", "id", "unit"}


def spoilt(thing: Any) -> Any:
    """A record with the script at the end of every text that people write; codes stay."""
    if isinstance(thing, Localized):
        return Localized({code: f"{words} {EVIL}" for code, words in thing.root.items()})
    if isinstance(thing, tuple):
        return tuple(map(spoilt, thing))
    if hasattr(thing, "model_fields_set"):
        free = {"name", "title", "note", "who", "issuer", "services", "address", "role", "email", "phone", "about", "words", "alias"}
        return thing.model_copy(update={
            field: f"{value} {EVIL}" if isinstance(value, str) and field in free else spoilt(value)
            for field, value in thing if not isinstance(value, Mapping)})
    return thing


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[work.House, dict[str, str]]]:
    house = enrol(work.open_house(tmp_path_factory.mktemp("home")), OWNER)
    whole, keys = house.whole_registry(), {}
    for kind in ("cooperatives", "suppliers", "solutions", "cases", "factories"):
        for key, record in list(getattr(whole, kind).items()):
            if kind != "factories":
                house.store.register.save(Writing(kind, spoilt(record), house.store.register.record(kind, key)[1]), by=OWNER.id, act="saved")
    keys["case"] = next(key for key, case in house.whole_registry().cases.items() if case.status == "published")
    keys["supplier"] = next(iter(whole.suppliers))
    deal = work.start_deal(house, OWNER, "nhua-mau-1")
    form = {**deal.form, "name": f"Nhựa {EVIL}", "region": EVIL, "address": EVIL, "contact": {"name": EVIL, "title": EVIL, "email": EVIL}}
    factory, _ = work.read_form(house, OWNER, form)
    keys["deal"] = work.save_deal(house, OWNER, deal.model_copy(update={
        "form": form, "title": EVIL, "factory": factory or deal.factory.model_copy(update={"name": f"Nhựa {EVIL}", "region": EVIL})})).id
    draft, _ = work.start_draft(house, OWNER, "cases")
    draft = work.save_draft(house, OWNER, work.open_draft(house, OWNER, draft.id), {"title": {"ko": EVIL}, "alias": {"ko": EVIL}, "problem": {"ko": EVIL}})
    keys["draft"] = draft.draft.id
    work.keep_file(house, OWNER, EVIL + ".csv", b"a,b\n1,2\n", kind="drafts", ref=keys["draft"])
    work.enter_rate(house, OWNER, base="USD", quote="VND", day=DAY, rate="26000.5", source_title=EVIL)
    work.enter_value(house, OWNER, work.Entry(
        figure=Figure("market", "VN", "vat"), value="0.09", since=date(2031, 1, 1), source_title=EVIL, document=EVIL, note=EVIL))
    firm = work.add_organisation(house, OWNER, name=f"Firm {EVIL}"[:100], kind="buyer")
    work.invite(house, OWNER, email="evil@example.com", role="guest", organisation=firm.id, name=EVIL[:100])
    work.do_case_act(house, OWNER, keys["case"], "comment", seen=house.store.register.record("cases", keys["case"])[1], on=DAY,
                     remarks=(Remark(words=EVIL),))
    work.keep_unsaved(house, OWNER, "exchange rate", {"unit": 1, "base": "USD", "quote": "VND", "rate": EVIL, "source_title": EVIL, "href": EVIL})
    yield house, keys
    house.store.close()


@pytest.fixture(scope="module")
def address(house: tuple[work.House, dict[str, str]]) -> Iterator[Served]:
    with serving(house[0].settings.home, PORT) as served:
        yield served


VIEWS = {"cases": ("", "case={case}"), "directory": ("", "supplier={supplier}", "view=solutions", "view=cooperatives", "view=excellent"),
         "register": ("", "draft={draft}", "draft={draft}&step=results"), "reviews": ("", "case={case}"), "history": ("", "words=onerror")}


def test_every_page_shows_a_script_as_text(browser: Browser, house: tuple[work.House, dict[str, str]], address: Served) -> None:
    opened, keys = house
    context = window(browser)
    context.add_cookies([{"name": COOKIE, "value": sign_in(opened, OWNER), "url": address}])
    page, shown, refused = context.new_page(), 0, []
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
    page.on("dialog", lambda dialog: refused.append(dialog.message))
    for entry in ENTRIES:
        for query in VIEWS.get(entry.code, ("",)):
            deal = f"&deal={keys['deal']}" if entry.step is not None else ""
            page.goto(f"{address}/{'' if entry.code == 'home' else entry.code}?lang=en{deal}&{query.format(**keys)}")
            settled(page)
            page.evaluate("document.querySelectorAll('details:not([open]) > summary').forEach(s => s.click())")
            settled(page)
            assert page.evaluate("window.pwned") is None, (entry.code, query)
            assert page.locator("img[src='x'], [onerror], a[href^='javascript']").count() == 0, (entry.code, query)
            assert page.locator(".stHtml script, .stMarkdown script").count() == 0, (entry.code, query)
            shown += page.get_by_text("onerror").count()
    assert refused == []
    assert shown > 20, "the script stands on the pages, as text"
    context.close()
