"""The frame on the network: Streamlit's ASGI app behind our sign-in, with our guards, fonts and headers."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
import re
import socket
import sys
import webbrowser
from pathlib import Path
from threading import Thread

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from packagekit.domain.person import DESK
from packagekit.server import files, provider
from packagekit.server.account import Account
from packagekit.server.guards import Limits, OwnHosts, SecurityHeaders, SignedIn
from packagekit.ui.frame import failed
from packagekit.ui.state import behind_sign_in, opened_house
from packagekit.workflow import desk_owner, owner_is_set_up, owner_link

ROOT = Path(__file__).parents[2]
STATIC = Path(__file__).parents[1] / "ui" / "static"
FONTS = ("PretendardVariable.woff2", "NotoSansThai.woff2")
PORTS_TRIED = 20
_YEAR = "public, max-age=31536000, immutable"
ACCOUNT_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
_LARGEST_MESSAGE = 50 * 1024 * 1024  # bytes from the browser; server.maxMessageSize says the same


def application(*, own_desk: bool = False) -> ASGIApp:
    """The ASGI app; ``uvicorn --factory packagekit.server:application`` serves it as well.

    ``own_desk``: on this machine only, so that whoever opens the link printed in its terminal is the owner.
    Raises Refusal where the settings, the catalogs or the database cannot be used.
    """
    house = opened_house()
    behind_sign_in()
    return st.App(
        ROOT / "app.py",
        secrets=provider.secrets(house.settings) or None,
        routes=[
            Route("/health", _health),
            Route("/fonts/{name}", _font),
            Route("/favicon.png", _mark),
            *files.routes(opened_house),
            *Account(opened_house, own_desk=own_desk).routes(),
        ],
        middleware=[
            Middleware(SecurityHeaders, policies={
                "/account/": ACCOUNT_POLICY, **dict.fromkeys(files.FOLDERS, files.POLICY), "": content_policy()}),
            Middleware(OwnHosts, names=house.settings.hosts),
            Middleware(Limits),
            Middleware(SignedIn, house=opened_house),
        ],
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
    own_desk = _loopback(host)
    app, house = application(own_desk=own_desk), opened_house()
    shown_host = "localhost" if own_desk or host in ("0.0.0.0", "::") else host
    taken = listening.getsockname()[1]
    address = house.settings.address or f"http://{shown_host}:{taken}"
    if taken != port:
        print(f"Port {port} is taken; using {taken} instead.", flush=True)
    print(f"packagekit is ready at {address} (stop with Ctrl+C)", flush=True)
    first = address
    if (own_desk and house.store.people.standing(DESK) is not None) or not owner_is_set_up(house):
        first = f"{address}/account/owner/{owner_link(house, desk_owner(house))}"
        print(f"Sign in as the owner, once within an hour: {first}", flush=True)
    if open_browser:
        webbrowser.open(first)
    Thread(target=house.whole_registry, name="register", daemon=True).start()  # at hand before the first person asks
    config = uvicorn.Config(app, ws_max_size=_LARGEST_MESSAGE, access_log=False, log_config=None)
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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

    ``unsafe-eval`` in its wasm form is the table's engine, inline styles are how Streamlit's themes
    arrive. Our components are files (``ui.components``), so that no script comes from a ``blob:``.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in inline
    )
    return "; ".join((
        "default-src 'self'",
        f"script-src 'self' 'wasm-unsafe-eval' {hashes}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    ))


async def _health(request: Request) -> Response:
    return PlainTextResponse("ok", headers={"cache-control": "no-store"})


async def _font(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FONTS:
        return PlainTextResponse("not found", status_code=404)
    return FileResponse(STATIC / name, media_type="font/woff2", headers={"cache-control": _YEAR})


async def _mark(request: Request) -> Response:
    return FileResponse(STATIC / "mark.svg", media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"})
