"""The only way a kept file leaves the house: who asks is checked at every request, and a browser runs nothing of it."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from packagekit import workflow as work
from packagekit.domain.kept_file import KeptFile
from packagekit.domain.person import Person
from packagekit.domain.team_value import Figure
from packagekit.domain.text import Refusal
from packagekit.server import files
from packagekit.server.guards import SecurityHeaders
from packagekit.ui.state import COOKIE
from packagekit.workflow.proposing import Document
from tests.loops import finished
from tests.people import enrol, sign_in

OWNER = Person(id="file-kim", name="Kim", role="export_team")
COLLEAGUE = Person(id="file-lee", name="Lee", role="approver")
SUPPLIER = Person(id="file-choi", name="Choi", role="supplier", stands_for="s01-yesi")
GUEST = Person(id="file-tran", name="Tran", role="guest")
PAGE = b"<script>alert(document.cookie)</script>"


@pytest.fixture
def asked(house: work.House) -> Any:
    """Ask the routes as somebody, or as nobody; gives status, headers and body."""
    app = Starlette(
        routes=files.routes(lambda: house),
        middleware=[Middleware(SecurityHeaders, policies={**dict.fromkeys(files.FOLDERS, files.POLICY), "": "default-src 'self'"})])

    def ask(path: str, who: Person | None, query: str = "") -> tuple[int, dict[str, str], bytes]:
        cookie = [] if who is None else [(b"cookie", f"{COOKIE}={sign_in(house, who)}".encode())]
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        scope = {"type": "http", "path": path, "raw_path": path.encode(), "method": "GET", "headers": cookie,
                 "query_string": query.encode(), "root_path": "", "scheme": "http", "server": ("localhost", 80)}
        finished(app(scope, receive, send))
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])

    return ask


@pytest.fixture
def kept(house: work.House) -> KeptFile:
    """A file whose bytes are a page with a script, as a polyglot could be."""
    enrol(house, OWNER, COLLEAGUE, SUPPLIER, GUEST)
    deal = work.start_deal(house, OWNER, "nhua-mau-1")
    (file,) = work.keep_documents(house, OWNER, deal.id, [Document('견적 "표본".pdf', "text/html", PAGE)])
    return file


def test_who_may_see_the_deal_takes_its_documents_away(asked: Any, kept: KeptFile) -> None:
    for person in (OWNER, COLLEAGUE):
        status, headers, body = asked(f"/files/{kept.key}", person)
        assert (status, body) == (200, PAGE)
    assert headers["content-disposition"].startswith("attachment; filename=")
    assert "%EA%B2%AC%EC%A0%81" in headers["content-disposition"], "its own name, in every browser"
    assert '"표' not in headers["content-disposition"]


def test_a_browser_shows_runs_and_keeps_nothing_of_a_file(asked: Any, kept: KeptFile) -> None:
    _, headers, _ = asked(f"/files/{kept.key}", OWNER)
    assert headers["content-security-policy"] == files.POLICY
    assert files.POLICY.startswith("sandbox; default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-store"
    assert headers["content-disposition"].startswith("attachment;")


def test_nobody_is_told_whether_there_is_a_file(asked: Any, kept: KeptFile) -> None:
    there, not_there = asked(f"/files/{kept.key}", None), asked("/files/" + "A" * 24, None)
    assert there == not_there and there[0] == 401
    for stranger in (SUPPLIER, GUEST):
        there, not_there = asked(f"/files/{kept.key}", stranger), asked("/files/" + "A" * 24, stranger)
        assert there == not_there and there[0] == 404


@pytest.mark.parametrize("key", ["1", "0", "..", "%2e%2e%2fpackagekit.db", "' OR 1=1 --", "\u202e", "x" * 5000])
def test_a_guessed_key_finds_nothing(asked: Any, kept: KeptFile, key: str) -> None:
    assert asked(f"/files/{key}", OWNER)[0] == 404


def test_an_archive_is_all_of_what_was_asked_for_or_nothing(asked: Any, house: work.House, kept: KeptFile) -> None:
    more = work.keep_documents(house, OWNER, kept.ref, [Document("b.txt", "text/plain", b"second")])
    status, headers, body = asked("/archive/all.zip", OWNER, f"key={kept.key}&key={more[0].key}")
    assert status == 200 and headers["cache-control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [PAGE, b"second"]
    assert asked("/archive/all.zip", OWNER, f"key={kept.key}&key=guessed")[0] == 404
    assert asked("/archive/all.zip", SUPPLIER, f"key={kept.key}")[0] == 404
    assert asked("/archive/all.zip", None, f"key={kept.key}")[0] == 401


def test_evidence_of_a_case_is_for_those_who_judge_it_and_who_brought_it(house: work.House, kept: KeptFile) -> None:
    """A published case is read by every supplier in it; the meter readings behind it are not."""
    case = next(c for c in house.whole_registry().cases.values() if c.status == "published" and c.systems)
    mine = Person(id="file-mine", name="Mine", role="supplier", stands_for=case.systems[0].supplier)
    rival = Person(id="file-rival", name="Rival", role="supplier", stands_for=next(
        (s.supplier for s in case.systems if s.supplier != mine.stands_for), None))
    enrol(house, mine, rival)
    file = work.keep_file(house, mine, "readings.csv", b"day,scrap\n2025-01-01,4.8\n", kind="cases", ref=case.id)
    assert work.open_file(house, mine, file.key)[0] == file
    assert [f.key for f in work.files_of(house, work.desk_owner(house), "cases", case.id)] == [file.key]
    for stranger in (rival, OWNER, GUEST):
        with pytest.raises(Refusal):
            work.open_file(house, stranger, file.key)


MADE = {
    "form": "kind=cases", "register": "kind=cases", "excellent": "language=vi&on=2026-11-22", "rates": "", "values": "path=markets/vn/rates.team.yaml",
}


def test_what_is_made_when_asked_for_is_for_those_who_may_and_is_only_saved(asked: Any, house: work.House, kept: KeptFile) -> None:
    assert set(MADE) == set(files.MADE)
    figure = work.list_team_values(house, OWNER) or enter_a_value(house)
    assert figure
    for what, query in MADE.items():
        status, headers, body = asked(f"/made/{what}", OWNER, query)
        assert status == 200 and body, what
        assert headers["content-disposition"].startswith("attachment;") and headers["cache-control"] == "private, no-store"
        assert headers["content-security-policy"] == files.POLICY
        assert asked(f"/made/{what}", None, query)[0] == 401
        assert asked(f"/made/{what}", GUEST, query)[0] == 404, what
    assert asked("/made/rates", SUPPLIER)[0] == 404


def enter_a_value(house: work.House) -> Any:
    value = work.enter_value(house, OWNER, work.Entry(
        figure=Figure("market", "VN", "vat"), value="0.08", since=date(2031, 1, 1), source_title="Sample law", document="1/2031"))
    return work.confirm_value(house, COLLEAGUE, value.id)


@pytest.mark.parametrize(("what", "query"), [
    ("nothing", ""), ("form", ""), ("form", "kind=people"), ("form", "kind=../x"), ("excellent", "language=vi"),
    ("excellent", "language=xx&on=2026-11-22"), ("excellent", "language=vi&on=tomorrow"), ("values", "path=../../packagekit.db"), ("register", "kind=drafts"),
])
def test_what_is_not_offered_is_not_made(asked: Any, kept: KeptFile, what: str, query: str) -> None:
    assert asked(f"/made/{what}", OWNER, query)[0] == 404
