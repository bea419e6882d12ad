"""Attacks on the frame as it is served: each is refused, and each test fails when its guard is taken out."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import websockets.sync.client
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import InvalidStatus

from packagekit import workflow as work
from packagekit.domain.history import Asked
from packagekit.domain.person import Person
from packagekit.ui.navigation import ENTRIES
from packagekit.ui.state import COOKIE
from packagekit.workflow.passwords import hashed
from tests.browser.screens import Served, serving
from tests.people import enrol, sign_in

PORT = 8760
PASSWORD = "correct horse battery"
KIM = Person(id="kim", name="Kim <script>alert(1)</script>", role="export_team")
LEE = Person(id="lee", name="Lee", role="export_team")
BOSS = Person(id="boss", name="Boss", role="administrator")
HTML = {"accept": "text/html"}


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers = response.status, response.headers
        self.body = response.read().decode("utf-8", "replace")
        self.cookies = dict(re.match(r"([^=]+)=\"?([^;\"]*)", said).groups() for said in response.headers.get_all("set-cookie") or ())
        self.to = response.headers.get("location", "")


class Attacked:
    """The served app and the house behind it."""

    def __init__(self, address: Served, house: work.House) -> None:
        self.address, self.house = address, house
        self.host, self.port = "localhost", int(address.rpartition(":")[2])

    def ask(
        self, method: str, path: str, *, cookies: dict[str, str] | None = None, body: bytes | str | None = None, **headers: str
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        said = {"host": f"localhost:{self.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if cookies:
            said["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        connection.request(method, path, body, said)
        return Answer(connection.getresponse())

    def form(self, path: str, **cookies: str) -> tuple[str, dict[str, str]]:
        """The token of the form at a path, and the cookies that belong to it."""
        shown = self.ask("GET", path, cookies=cookies, **HTML)
        return re.search(r'name="token" value="([0-9a-f]+)"', shown.body).group(1), {**cookies, **shown.cookies}

    def post(self, path: str, cookies: dict[str, str], **typed: str) -> Answer:
        return self.ask("POST", path, cookies=cookies, body=urlencode(typed), content_type="application/x-www-form-urlencoded")

    def log_in(self, email: str, password: str, next_: str = "/", **cookies: str) -> Answer:
        token, kept = self.form("/account/login?next=" + quote(next_), **cookies)
        return self.post("/account/login", kept, token=token, email=email, password=password, next=next_)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    home = tmp_path_factory.mktemp("home")
    house = enrol(work.open_house(home), KIM, LEE, BOSS)
    for person in (KIM, LEE, BOSS):
        house.store.people.change(
            person.id, "password set", by=person.id, email=f"{person.id}@example.com", password=hashed(PASSWORD))
    with serving(home, PORT) as address:
        yield Attacked(address, house)


@contextmanager
def stream(app: Attacked, cookies: dict[str, str], origin: str | None = None) -> Iterator[websockets.sync.client.ClientConnection]:
    """What a page of the app and its server say to each other over."""
    with websockets.sync.client.connect(
        f"ws://127.0.0.1:{app.port}/_stcore/stream", subprotocols=["streamlit"],
        additional_headers={"cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())},
        origin=origin or f"http://127.0.0.1:{app.port}", max_size=None, open_timeout=30,
    ) as opened:
        yield opened


@contextmanager
def tab(app: Attacked, cookies: dict[str, str], origin: str | None = None) -> Iterator[str]:
    """An open page of the app; gives its session id."""
    with stream(app, cookies, origin) as opened:
        message = BackMsg()
        message.rerun_script.query_string = ""
        opened.send(message.SerializeToString())
        while True:
            said = ForwardMsg()
            said.ParseFromString(opened.recv(timeout=60))
            if said.WhichOneof("type") == "new_session":
                yield said.new_session.initialize.session_id
                return


def rejected(app: Attacked, cookies: dict[str, str], origin: str | None = None) -> int:
    with pytest.raises(InvalidStatus) as caught, tab(app, cookies, origin):
        pass
    return caught.value.response.status_code


# Nobody ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/match", "/people", "/cases?case=x"])
def test_a_page_is_for_those_who_signed_in_and_the_way_leads_back(app: Attacked, path: str) -> None:
    answer = app.ask("GET", path, **HTML)
    assert (answer.status, answer.to) == (303, "/account/login?next=" + quote(path))


@pytest.mark.parametrize(("method", "path"), [
    ("PUT", "/_stcore/upload_file/a/b"), ("GET", "/_stcore/script-health-check"),
    ("GET", "/files/" + "A" * 24), ("GET", "/component/x/y"), ("GET", "/auth/logout"), ("GET", "/app/static/x"),
])
def test_nothing_of_the_framework_answers_to_nobody(app: Attacked, method: str, path: str) -> None:
    assert app.ask(method, path).status == 401


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/interact", "/media/" + "0" * 56 + ".pdf"])
def test_figures_the_remote_drive_and_files_without_an_owner_are_closed_to_everybody(app: Attacked, path: str) -> None:
    assert app.ask("GET", path, cookies={COOKIE: sign_in(app.house, BOSS)}).status == 404


def test_nobody_opens_a_stream(app: Attacked) -> None:
    assert rejected(app, {}) == 403
    assert rejected(app, {COOKIE: "guessed"}) == 403


# Host and origin ------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:8760", "", "[::1", "localhost@evil.example:1"])
def test_a_name_that_is_not_ours_is_not_answered(app: Attacked, host: str) -> None:
    assert app.ask("GET", "/account/login", host=host).status in (400, 421)


def test_an_act_from_another_page_is_refused(app: Attacked) -> None:
    token, kept = app.form("/account/login")
    for origin in ("http://evil.example", "null", f"http://localhost:{app.port + 1}", "https://localhost.evil.example"):
        answer = app.ask("POST", "/account/login", cookies=kept, origin=origin, content_type="application/x-www-form-urlencoded",
                         body=urlencode({"token": token, "email": "kim@example.com", "password": PASSWORD}))
        assert answer.status == 403 and COOKIE not in answer.cookies
    assert rejected(app, {COOKIE: sign_in(app.house, KIM)}, origin="http://evil.example") == 403


# Signing in -----------------------------------------------------------------------------------


def test_who_signs_in_gets_a_cookie_that_no_script_reads(app: Attacked) -> None:
    answer = app.log_in("kim@example.com", PASSWORD, next_="/match?lang=en")
    assert (answer.status, answer.to) == (303, "/match?lang=en")
    said = next(said for said in answer.headers.get_all("set-cookie") if said.startswith(COOKIE))
    assert "HttpOnly" in said and "SameSite=lax" in said and len(answer.cookies[COOKIE]) >= 43
    assert app.ask("GET", "/", cookies=answer.cookies, **HTML).status == 200
    with app.house.store._read() as connection:  # what the cookie holds stands nowhere
        assert answer.cookies[COOKIE] not in "\n".join(str(row) for row in connection.exec_driver_sql("SELECT * FROM sessions"))


def test_a_form_that_was_not_ours_signs_nobody_in_or_out(app: Attacked) -> None:
    token, kept = app.form("/account/login")
    typed = {"email": "kim@example.com", "password": PASSWORD}
    for cookies, sent in (({}, token), (kept, ""), (kept, "0" * 64), ({"packagekit_form": "other"}, token)):
        answer = app.post("/account/login", cookies, token=sent, **typed)
        assert answer.status == 403 and COOKIE not in answer.cookies
    signed_in = {COOKIE: sign_in(app.house, KIM)}
    app.post("/account/logout", signed_in)
    assert app.ask("GET", "/", cookies=signed_in, **HTML).status == 200


def test_a_cookie_put_into_the_browser_beforehand_is_never_a_sign_in(app: Attacked) -> None:
    fixed = "A" * 43
    answer = app.log_in("kim@example.com", PASSWORD, **{COOKIE: fixed})
    assert answer.cookies[COOKIE] != fixed
    assert app.ask("GET", "/", cookies={COOKIE: fixed}, **HTML).status == 303
    before = {COOKIE: sign_in(app.house, KIM)}
    token, kept = app.form("/account/login")
    after = app.post("/account/login", {**kept, **before}, token=token, email="boss@example.com", password=PASSWORD)
    assert after.status == 303 and app.ask("GET", "/", cookies=before, **HTML).status == 303, "the one before has ended"


def test_a_cookie_is_worth_nothing_after_signing_out(app: Attacked) -> None:
    cookies = {COOKIE: app.log_in("kim@example.com", PASSWORD).cookies[COOKIE]}
    token, kept = app.form("/account/logout", **cookies)
    assert app.post("/account/logout", kept, token=token).to == "/account/login"
    assert app.ask("GET", "/", cookies=cookies, **HTML).status == 303
    assert app.ask("GET", "/files/x", cookies=cookies).status == 401
    assert rejected(app, cookies) == 403


@pytest.mark.parametrize("next_", [
    "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nset-cookie: x=1", "\\\\evil", "",
    "/account/logout",
])
def test_after_signing_in_the_way_leads_nowhere_else(app: Attacked, next_: str) -> None:
    assert app.log_in("kim@example.com", PASSWORD, next_=next_).to == "/"


def test_guessing_is_stopped_and_says_nothing_about_who_is_known(app: Attacked) -> None:
    """Five wrong ones lock an account that exists like one that does not; the right one is then refused as well."""
    def words(email: str, password: str) -> str:
        answer = app.log_in(email, password)
        assert answer.status == 403 and COOKIE not in answer.cookies
        return re.sub(r'value="[^"]*"', "", answer.body)

    said = {words(email, "wrong") for email in ("lee@example.com", "nobody@example.com") for _ in range(5)}
    said |= {words("lee@example.com", PASSWORD), words("nobody@example.com", PASSWORD)}
    assert len(said) == 1
    acts = [e.act for run in work.search_history(app.house, BOSS, Asked(kind="people", ref="lee")).runs for e in run]
    assert acts.count("sign-in failed") == 4 and "locked out" in acts
    link = work.make_reset_link(app.house, BOSS, "lee")
    token, kept = app.form(f"/account/reset/{link}")
    assert app.post(f"/account/reset/{link}", kept, token=token, password="another long one", again="another long one").status == 303
    assert app.log_in("lee@example.com", "another long one").status == 303, "the administrator's link opens the lock"


# Links that work once -------------------------------------------------------------------------


def test_a_link_works_once_and_looking_at_it_does_not_use_it_up(app: Attacked) -> None:
    secret = work.invite(app.house, BOSS, email="new@example.com", role="export_team", organisation="house")
    path = f"/account/invitation/{secret}"
    for _ in range(3):
        assert app.ask("GET", path, **HTML).status == 200
    token, kept = app.form(path)
    typed = {"token": token, "name": "<b>New</b>", "password": "a password to keep", "again": "a password to keep"}
    assert app.post(path, kept, **{**typed, "again": "another"}).status == 403
    assert app.post(path, {}, **typed).status == 403, "not without the form's own token"
    taken = app.post(path, kept, **typed)
    assert taken.status == 303 and app.ask("GET", "/", cookies={COOKIE: taken.cookies[COOKIE]}, **HTML).status == 200
    again = app.post(path, kept, **typed)
    assert again.status == 404 and COOKIE not in again.cookies
    assert app.ask("GET", path, **HTML).status == 404
    account = next(a for a in work.list_people(app.house, BOSS) if a.email == "new@example.com")
    assert (account.name, account.role) == ("<b>New</b>", "export_team")


@pytest.mark.parametrize("path", [
    "/account/reset/guessed", "/account/invitation/" + "A" * 43, "/account/owner/x", "/account/nothing/x",
])
def test_a_guessed_link_lets_nobody_in(app: Attacked, path: str) -> None:
    answer = app.ask("GET", path, **HTML)
    assert answer.status == 404 and COOKIE not in answer.cookies


def test_a_link_for_one_purpose_is_none_for_another(app: Attacked) -> None:
    secret = work.make_reset_link(app.house, BOSS, "kim")
    assert app.ask("GET", f"/account/invitation/{secret}", **HTML).status == 404
    assert app.ask("GET", f"/account/owner/{secret}", **HTML).status == 404


def test_a_name_with_a_script_is_shown_as_a_name(app: Attacked) -> None:
    cookies = {COOKIE: sign_in(app.house, KIM)}
    page = app.ask("GET", "/account/logout", cookies=cookies, **HTML).body
    assert "<script" not in page and "&lt;script&gt;" in page
    for field in ("email", "next"):
        shown = app.ask("GET", f"/account/login?{field}=" + quote('/"><script>alert(1)</script>'), **HTML).body
        assert "<script" not in shown


# Uploads --------------------------------------------------------------------------------------


def upload(app: Attacked, cookies: dict[str, str], session: str, data: bytes = b"name: A") -> int:
    kept = {**cookies, "_streamlit_xsrf": xsrf(app, cookies)}
    body = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.yaml"\r\n\r\n' + data + b"\r\n--b--\r\n"
    return app.ask("PUT", f"/_stcore/upload_file/{session}/made-up", cookies=kept, body=body, x_xsrftoken=kept["_streamlit_xsrf"],
                   content_type="multipart/form-data; boundary=b").status


def xsrf(app: Attacked, cookies: dict[str, str]) -> str:
    return app.ask("GET", "/_stcore/host-config", cookies=cookies).cookies.get("_streamlit_xsrf") or app.ask(
        "GET", "/_stcore/health", cookies=cookies).cookies["_streamlit_xsrf"]


def test_a_file_is_taken_only_for_an_open_page_of_the_same_sign_in(app: Attacked) -> None:
    mine, theirs = {COOKIE: sign_in(app.house, KIM)}, {COOKIE: sign_in(app.house, LEE)}
    with tab(app, mine) as session:
        assert upload(app, mine, session) == 204
        assert upload(app, theirs, session) == 403, "somebody else's page"
        assert upload(app, mine, "made-up") == 403
        assert upload(app, {}, session) == 401
        work.sign_out(app.house, mine[COOKIE])
        assert upload(app, mine, session) == 401, "the page is still open, the sign-in is not"


def test_one_sign_in_holds_only_so_much_in_memory(app: Attacked) -> None:
    mine = {COOKIE: sign_in(app.house, KIM)}
    with tab(app, mine) as session:
        done = []
        for number in range(5):
            kept = {**mine, "_streamlit_xsrf": xsrf(app, mine)}
            body = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n' + bytes(15 << 20) + b"\r\n--b--\r\n"
            done.append(app.ask("PUT", f"/_stcore/upload_file/{session}/{number}", cookies=kept, body=body,
                                x_xsrftoken=kept["_streamlit_xsrf"], content_type="multipart/form-data; boundary=b").status)
        assert done[0] == 204 and done[-1] == 413


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory of a process as Linux tells it")
@pytest.mark.parametrize("path", ["/account/login", "/_stcore/upload_file/a/b", "/health"])
def test_two_hundred_megabytes_are_refused_before_they_are_read(app: Attacked, path: str) -> None:
    """Said beforehand, it is refused at once; in chunks, as soon as it is too much. Neither fills the memory."""
    cookie, before = f"{COOKIE}={sign_in(app.house, KIM)}", memory(app)
    for framing in (f"content-length: {200 << 20}", "transfer-encoding: chunked"):
        with socket.create_connection(("127.0.0.1", app.port), timeout=20) as line:
            line.sendall(f"POST {path} HTTP/1.1\r\nhost: localhost:{app.port}\r\ncookie: {cookie}\r\n{framing}\r\n"
                         f"content-type: application/x-www-form-urlencoded\r\n\r\n".encode())
            sent, chunk = 0, b"100000\r\n" + bytes(1 << 20) + b"\r\n"
            try:
                while framing.startswith("transfer") and sent < 200:
                    line.sendall(chunk)
                    sent += 1
            except OSError:
                pass
            line.settimeout(10)
            try:
                status = line.recv(64)
            except ConnectionError:
                status = b""
        assert b" 413 " in status or b" 403 " in status or b" 405 " in status or not status
    assert memory(app) - before < 40, "MB"


def memory(app: Attacked) -> int:
    """The most memory the app ever took, in MB."""
    said = Path(f"/proc/{app.address.pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", said).group(1)) >> 10


# Widgets --------------------------------------------------------------------------------------


class Drawn:
    """A page as the server sent it to a browser that shows nothing: its widgets, and whether a run failed."""

    def __init__(self, stream: websockets.sync.client.ClientConnection) -> None:
        self._stream, self.script, self.elements = stream, "", {}

    def run(self, query: str, page: str, **states: WidgetState) -> None:
        """What a browser sends after a click, with whatever state of the widgets one likes."""
        message = BackMsg()
        message.rerun_script.query_string, message.rerun_script.page_name = query, page
        for label, state in states.items():
            state.id = state.id or self.elements[label].id
            message.rerun_script.widget_states.widgets.append(state)
        self._stream.send(message.SerializeToString())
        self.elements = {}
        while True:
            said = ForwardMsg()
            said.ParseFromString(self._stream.recv(timeout=60))
            kind = said.WhichOneof("type")
            if kind == "script_finished":
                return
            if kind == "delta" and said.delta.WhichOneof("type") == "new_element":
                element = said.delta.new_element
                assert element.WhichOneof("type") != "exception", element.exception.message
                drawn = getattr(element, element.WhichOneof("type"))
                if getattr(drawn, "id", "") and hasattr(drawn, "label"):
                    self.elements.setdefault(drawn.label, drawn)


@contextmanager
def drawn(app: Attacked, person: Person) -> Iterator[Drawn]:
    with stream(app, {COOKIE: sign_in(app.house, person)}) as opened:
        yield Drawn(opened)


def test_a_choice_no_widget_offers_changes_nothing(app: Attacked) -> None:
    """Sent over the page's own stream: of a list what is not in it; then, as the proof that the way is the right one, what is.

    Streamlit hands such a value to the page; what is kept is decided where deals are saved.
    """
    deal = work.start_deal(app.house, KIM, "nhua-mau-1")
    query, label = f"lang=en&deal={deal.id}", "Incoterms 2020"
    with drawn(app, KIM) as page:
        page.run(query, "estimate")
        before = work.open_deal(app.house, KIM, deal.id)
        for made_up in ("EVIL", "cif", "", "<script>", "../x", "\x00"):
            page.run(query, "estimate", **{label: WidgetState(string_value=made_up)})
            page.run(query, "estimate", **{label: WidgetState(int_value=99)})
        assert work.open_deal(app.house, KIM, deal.id) == before
        offered = next(option for option in page.elements[label].options if option != page.elements[label].raw_value)
        page.run(query, "estimate", **{label: WidgetState(string_value=offered)})
    assert work.open_deal(app.house, KIM, deal.id).terms.incoterm == offered


MADE_UP = "MADE-UP-CHOICE"


def test_no_page_keeps_a_choice_that_none_of_its_widgets_offers(app: Attacked) -> None:
    """Every list of every page is sent a made-up choice at once. Drafts keep it as typed, with its fault; nothing else does."""
    deal = work.start_deal(app.house, BOSS, "nhua-mau-1")
    draft, _ = work.start_draft(app.house, BOSS, "cases")
    sent = set()
    for entry in ENTRIES:
        query = f"lang=en&deal={deal.id}" + (f"&draft={draft.id}" if entry.code == "register" else "")
        with drawn(app, BOSS) as page:
            page.run(query, entry.code)
            lists = {label: element for label, element in page.elements.items() if len(getattr(element, "options", ())) > 0}
            states = {}
            for label, element in lists.items():
                states[label] = WidgetState(id=element.id)
                if element.DESCRIPTOR.name in ("Selectbox", "Radio"):
                    states[label].string_value = MADE_UP
                else:
                    states[label].string_array_value.data[:] = [MADE_UP]
            page.run(query, entry.code, **states)
            sent |= {(entry.code, label) for label in lists}
    assert len(sent) > 30, sent
    with app.house.store._read() as connection:
        names = [name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = {name: [dict(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}").mappings()] for name in names}
    for row in kept["deals"]:
        row["data"] = {name: value for name, value in json.loads(row["data"]).items() if name not in ("form", "title")}
    drafts = {"history": {"deals", "drafts"}, "registered": {"drafts"}}
    for name, rows in kept.items():
        for row in rows:
            assert MADE_UP not in str(row) or name == "unsaved" or row.get("kind") in drafts.get(name, ()), (name, row)


def test_a_disabled_button_cannot_be_clicked(app: Attacked) -> None:
    """The administrator's own “Block” is drawn disabled; clicked all the same, nobody is blocked."""
    with drawn(app, BOSS) as page:
        page.run("lang=en", "people")
        button = page.elements["Save role and organisation"]
        assert button.disabled
        before = work.search_history(app.house, BOSS, Asked(kind="people")).acts
        page.run("lang=en", "people", **{"Save role and organisation": WidgetState(trigger_value=True)})
        assert work.search_history(app.house, BOSS, Asked(kind="people")).acts == before


def test_a_button_of_a_page_one_may_not_open_does_nothing(app: Attacked) -> None:
    """Kim sends the click on a button that an administrator's page has, by its id."""
    with drawn(app, BOSS) as page:
        page.run("lang=en", "people")
        buttons = [page.elements[label].id for label in ("Make the invitation", "Block")]
    with drawn(app, KIM) as page:
        before = work.search_history(app.house, BOSS, Asked(kind="people")).acts
        for place in ("people", "account"):
            page.run("lang=en", place)
            for button in buttons:
                page.run("lang=en", place, made_up=WidgetState(id=button, trigger_value=True))
    assert work.search_history(app.house, BOSS, Asked(kind="people")).acts == before


# What the pages may do ------------------------------------------------------------------------


def test_every_answer_says_what_a_page_may_load(app: Attacked) -> None:
    cookies = {COOKIE: sign_in(app.house, KIM)}
    for path in ("/", "/account/login", "/health", "/files/x", "/nothing"):
        headers = app.ask("GET", path, cookies=cookies, **HTML).headers
        assert "default-src" in headers["content-security-policy"] and "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    assert "script-src" not in app.ask("GET", "/account/login").headers["content-security-policy"]
    assert app.ask("GET", "/account/login").headers["cache-control"] == "no-store"


def test_no_password_and_no_secret_is_kept_or_told(app: Attacked) -> None:
    with app.house.store._read() as connection:
        kept = "\n".join(str(row) for table in ("people", "one_time_links", "history") for row in
                         connection.exec_driver_sql(f"SELECT * FROM {table}"))
    assert PASSWORD not in kept and "a password to keep" not in kept and "argon2id" in kept
