"""What stands before Streamlit on the network: host and origin, size of bodies, a live sign-in, security headers."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime

from packagekit.domain.person import Person
from packagekit.ui.state import COOKIE
from packagekit.workflow import House, person_of

PROVIDER_COOKIE = "_streamlit_user"  # what Streamlit's own sign-in leaves behind
SIGN_IN = "/account/login"
MOST_BODY, MOST_FORM = 1 << 20, 64 << 10  # bytes
MOST_UPLOAD = 20 << 20  # server.maxUploadSize says the same
MOST_KEPT = 60 << 20  # of uploads that one sign-in holds in memory

_UPLOADS = "/_stcore/upload_file/"
_CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/media/")
"""What nobody is answered at. Streamlit's own files know no person: whoever has an address gets the file, also later."""
_OPEN = frozenset({"/favicon.png", "/health", "/_stcore/health", "/_stcore/host-config", "/auth/login", "/oauth2callback"})
_OPEN_FOLDERS = ("/account/", "/fonts/", "/static/")
"""What anybody may ask for: the sign-in, its fonts, Streamlit's own program files, whether the app is up."""
_SAFE = ("GET", "HEAD", "OPTIONS")


def cookie_of(scope: Scope) -> str | None:
    """What the sign-in cookie of a request holds."""
    jar = SimpleCookie()
    try:
        jar.load(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return None
    return jar[COOKIE].value if COOKIE in jar else None


class SecurityHeaders:
    """Adds the security headers that Streamlit does not send; ``policies`` are by the beginning of the path."""

    def __init__(self, app: ASGIApp, policies: dict[str, str]) -> None:
        self.app = app
        self._policies = sorted(policies.items(), key=lambda pair: -len(pair[0]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy = next(policy for prefix, policy in self._policies if scope["path"].startswith(prefix))
        ours = [(name.encode(), value.encode()) for name, value in (
            ("content-security-policy", policy),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
            ("cross-origin-opener-policy", "same-origin"),
            *((("strict-transport-security", "max-age=31536000"),) if scope.get("scheme") == "https" else ()),
        )]
        names = {name for name, _ in ours}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                theirs = [pair for pair in message.get("headers", ()) if pair[0].lower() not in names]
                message = {**message, "headers": [*theirs, *ours]}
            await send(message)

        await self.app(scope, receive, send_with_headers)


class OwnHosts:
    """Answers only to names of ours, and acts only for pages of ours.

    A page elsewhere can point its own name at this machine (DNS rebinding) and then counts as the same
    origin: the name it asks for gives it away. A bare address cannot be pointed anywhere else.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self.app = app
        self._names = frozenset({"localhost", *names})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            refusal = None
            if not self._ours(headers.getlist("host")):
                refusal = PlainTextResponse(
                    "This app does not answer to that name. Its administrator can add it to PACKAGEKIT_HOSTS.", 421)
            elif _acts(scope) and not _same_origin(headers):
                refusal = PlainTextResponse("This did not come from a page of this app.", 403)
            if refusal is not None:
                await _refuse(refusal, scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _ours(self, hosts: list[str]) -> bool:
        if len(hosts) != 1:
            return False
        try:
            name = urlsplit(f"//{hosts[0]}").hostname or ""
        except ValueError:
            return False
        return name.rstrip(".") in self._names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _acts(scope: Scope) -> bool:
    return scope["type"] == "websocket" or scope["method"] not in _SAFE


def _same_origin(headers: Headers) -> bool:
    """Browsers say where an act comes from; a program that says nothing has no cookies that are not its own."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site") in (None, "same-origin", "none")
    return urlsplit(origin).netloc == headers.get("host")


class TooLarge(Exception):
    """More came than may come."""


class Limits:
    """Refuses a body that is too large before it is read, and one that turns out so as soon as it does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _SAFE:
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        most = MOST_UPLOAD + MOST_FORM if path.startswith(_UPLOADS) else MOST_FORM if path.startswith("/account") else MOST_BODY
        stated = Headers(scope=scope).get("content-length", "0")
        if not stated.isdigit() or int(stated) > most:
            await _refuse(_too_large(), scope, receive, send)
            return
        read, begun = 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, counted, noted)
        except TooLarge:
            if begun:
                raise
            await _refuse(_too_large(), scope, receive, send)


def _too_large() -> Response:
    return PlainTextResponse("This is larger than may be sent.", 413, headers={"connection": "close"})


class SignedIn:
    """Lets only live sign-ins through to Streamlit: its pages, its websocket, its files, its uploads."""

    def __init__(self, app: ASGIApp, house: Callable[[], House]) -> None:
        self.app, self._house = app, house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = await self._refusal(scope)
        if refusal is not None:
            await _refuse(refusal, scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        path = scope["path"]
        if path.startswith(_CLOSED):
            return PlainTextResponse("not found", 404)
        if path in _OPEN or path.startswith(_OPEN_FOLDERS):
            return None
        secret = cookie_of(scope)
        person = await run_in_threadpool(self._person, secret) if secret else None
        if person is None:
            return _to_sign_in(scope)
        if path.startswith(_UPLOADS):
            return _upload_refused(scope, secret)
        return None

    def _person(self, secret: str) -> Person | None:
        return person_of(self._house(), secret)


def _to_sign_in(scope: Scope) -> Response:
    """A person is led to the sign-in page and back; a program is told."""
    if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        if any(part.strip().startswith(PROVIDER_COOKIE) for part in Headers(scope=scope).get("cookie", "").split(";")):
            return RedirectResponse("/account/arrived", 303)  # back from the provider
        asked = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        return RedirectResponse(f"{SIGN_IN}?next={quote(asked)}", 303)
    return PlainTextResponse("Sign in first.", 401)


def _upload_refused(scope: Scope, secret: str | None) -> Response | None:
    """A file is taken only for a tab that is open in this very sign-in, and only so many bytes in all."""
    tab = scope["path"].removeprefix(_UPLOADS).split("/")[0]
    runtime = Runtime.instance()
    if secret is None or _sign_in_of(runtime, tab) != secret:
        return PlainTextResponse("There is no such page open.", 403)
    kept = sum(
        len(record.data) for info in runtime._session_mgr.list_active_sessions()
        if _sign_in_of(runtime, info.session.id) == secret
        for record in runtime.uploaded_file_mgr.file_storage.get(info.session.id, {}).values())
    stated = Headers(scope=scope).get("content-length", "0")
    if scope["method"] == "PUT" and kept + int(stated if stated.isdigit() else MOST_UPLOAD) > MOST_KEPT:
        return PlainTextResponse("Too many files are open at once. Close a page or take a file back.", 413)
    return None


def _sign_in_of(runtime: Runtime, tab: str) -> str | None:
    """What the sign-in cookie of the browser behind an open tab held when it was opened."""
    client = runtime.get_client(tab)
    return None if client is None or client.client_context is None else client.client_context.cookies.get(COOKIE)


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})  # before it was accepted: the browser sees 403
        return
    await response(scope, receive, send)
