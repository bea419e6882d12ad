"""The frame on the network: what it serves, what it forbids, and which port it takes."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from packagekit.server import FONTS, STATIC, content_policy, listen, serve
from packagekit.server.guards import SecurityHeaders
from tests.loops import finished

POLICY = "default-src 'self'"


def answered(app: Any, path: str = "/") -> dict[str, str]:
    """The headers of one request."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    finished(app({"type": "http", "path": path, "method": "GET", "headers": []}, receive, send))
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


async def plain(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"referrer-policy", b"unsafe-url")]})
    await send({"type": "http.response.body", "body": b"ok"})


def test_every_answer_carries_the_headers_streamlit_does_not_send() -> None:
    headers = answered(SecurityHeaders(plain, policies={"": POLICY}))
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin", "ours replaces a weaker one"


def test_the_policy_names_the_inline_script_of_the_installed_streamlit() -> None:
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in content_policy()
    assert "unsafe-eval'" not in content_policy().replace("'wasm-unsafe-eval'", "")


def test_scripts_come_from_our_own_address_only() -> None:
    """A script that can be put into a ``blob:`` needs no address of ours: one hole in the page would run anything."""
    scripts = next(rule for rule in content_policy().split("; ") if rule.startswith("script-src "))
    assert "blob:" not in scripts and "data:" not in scripts and "'unsafe-inline'" not in scripts


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    first = listen("127.0.0.1", 8910)
    second = listen("127.0.0.1", 8910)
    try:
        assert second.getsockname()[1] > first.getsockname()[1]
    finally:
        first.close()
        second.close()


def test_an_address_that_is_not_ours_is_an_error() -> None:
    with pytest.raises(OSError):
        listen("192.0.2.1", 8910)
    assert serve(host="192.0.2.1", port=8910) == 1


@pytest.mark.parametrize("name", FONTS)
def test_the_fonts_of_the_theme_are_there_with_their_licence(name: str) -> None:
    assert (STATIC / name).read_bytes()[:4] == b"wOF2"
    config = (STATIC.parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert f"/fonts/{name}" in config
    assert any(path.name.startswith("OFL") for path in STATIC.iterdir())
