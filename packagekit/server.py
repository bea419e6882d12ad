"""The frame on the network: Streamlit's ASGI app with our fonts, our headers and one health check."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import socket
import sys
import webbrowser
from pathlib import Path
from urllib.parse import quote

import streamlit as st
import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from packagekit.domain.person import Person
from packagekit.domain.text import Refusal
from packagekit.ui.frame import failed
from packagekit.ui.state import opened_house
from packagekit.workflow import archive_of, desk_owner, open_file

ROOT = Path(__file__).parents[1]
STATIC = Path(__file__).parent / "ui" / "static"
FONTS = ("PretendardVariable.woff2", "NotoSansThai.woff2")
PORTS_TRIED = 20
TAKEN_AWAY = ("/files/", "/archive/")
_YEAR = "public, max-age=31536000, immutable"
_LARGEST_MESSAGE = 50 * 1024 * 1024  # bytes from the browser; server.maxMessageSize says the same


def application() -> ASGIApp:
    """The ASGI app; ``uvicorn --factory packagekit.server:application`` serves it as well."""
    return st.App(
        ROOT / "app.py",
        routes=[
            Route("/health", _health),
            Route("/files/{key}", _file),
            Route("/archive/{name}", _archive),
            Route("/fonts/{name}", _font),
            Route("/favicon.png", _mark),
        ],
        middleware=[Middleware(Headers, policy=content_policy())],
        on_script_error=failed,
    )


def serve(host: str = "127.0.0.1", port: int = 8501, home: Path | None = None, open_browser: bool = False) -> int:
    """Serve the screens until interrupted; a taken port gives way to the next free one, and says so.

    Returns the exit code: 1 where no port could be taken.
    """
    if home is not None:
        os.environ["PACKAGEKIT_HOME"] = str(home)  # where every part of this process looks for it
    try:
        listening = listen(host, port)
    except OSError as fault:
        print(f"Cannot serve at {host}:{port}: {fault.strerror}. Choose another --host or --port.", file=sys.stderr)
        return 1
    shown_host = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host
    taken = listening.getsockname()[1]
    address = f"http://{shown_host}:{taken}"
    if taken != port:
        print(f"Port {port} is taken; using {taken} instead.", flush=True)
    print(f"packagekit is ready at {address} (stop with Ctrl+C)", flush=True)
    if open_browser:
        webbrowser.open(address)
    config = uvicorn.Config(application(), ws_max_size=_LARGEST_MESSAGE, access_log=False, log_config=None)
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def listen(host: str, port: int) -> socket.socket:
    """A socket on the port asked for, or on the first free one after it; raises OSError when none is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + PORTS_TRIED):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
        except OSError:
            listening.close()
            if candidate == port + PORTS_TRIED - 1:
                raise
        else:
            listening.listen(2048)
            return listening
    raise AssertionError("the loop returns or raises")


def content_policy() -> str:
    """What a page may load: our own files, and the one inline script of Streamlit's page by its hash.

    ``blob:`` scripts are our two components, ``unsafe-eval`` in its wasm form is the table's engine,
    inline styles are how Streamlit's themes arrive.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in inline
    )
    return "; ".join((
        "default-src 'self'",
        f"script-src 'self' 'wasm-unsafe-eval' blob: {hashes}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        "frame-ancestors 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    ))


class Headers:
    """Adds the security headers that Streamlit does not send; what is taken away as a file may do nothing at all."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self._headers = self._with(policy)
        self._sealed = self._with("sandbox; default-src 'none'")

    @staticmethod
    def _with(policy: str) -> tuple[tuple[bytes, bytes], ...]:
        return tuple((name.encode(), value.encode()) for name, value in (
            ("content-security-policy", policy),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sealed = scope["path"].startswith(TAKEN_AWAY)
                ours = {name for name, _ in self._headers}
                theirs = [pair for pair in message.get("headers", ()) if pair[0].lower() not in ours]
                message = {**message, "headers": [*theirs, *(self._sealed if sealed else self._headers)]}
            await send(message)

        await self.app(scope, receive, send_with_headers)


async def _health(request: Request) -> Response:
    return PlainTextResponse("ok", headers={"cache-control": "no-store"})


def person_of(request: Request) -> Person | None:
    """Who asks; None for nobody known."""
    return desk_owner(opened_house())


_UNKEPT = {"cache-control": "private, no-store", "cross-origin-resource-policy": "same-origin"}
"""With every file: no cache keeps it for the next person, and no other site shows it."""


async def _file(request: Request) -> Response:
    """One kept file for somebody who may see it; whether there is another says nobody."""
    who = person_of(request)
    if who is None:
        return PlainTextResponse("sign in", status_code=401, headers=_UNKEPT)
    try:
        file, data = await run_in_threadpool(open_file, opened_house(), who, request.path_params["key"])
    except Refusal:
        return PlainTextResponse("not found", status_code=404, headers=_UNKEPT)
    return Response(data, media_type=file.mime, headers={**_UNKEPT, **_attached(file.name)})


async def _archive(request: Request) -> Response:
    """Several kept files as one archive, or none of them."""
    who = person_of(request)
    if who is None:
        return PlainTextResponse("sign in", status_code=401, headers=_UNKEPT)
    try:
        data = await run_in_threadpool(archive_of, opened_house(), who, request.query_params.getlist("key"))
    except Refusal:
        return PlainTextResponse("not found", status_code=404, headers=_UNKEPT)
    return Response(data, media_type="application/zip", headers={**_UNKEPT, **_attached(request.path_params["name"])})


def _attached(name: str) -> dict[str, str]:
    """To be saved, never shown; the name in letters every browser reads, and as it is."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\' else "_" for sign in name)
    return {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}


async def _font(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FONTS:
        return PlainTextResponse("not found", status_code=404)
    return FileResponse(STATIC / name, media_type="font/woff2", headers={"cache-control": _YEAR})


async def _mark(request: Request) -> Response:
    return FileResponse(STATIC / "mark.svg", media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"})
