"""A real HTTP server on this machine that speaks the shapes of the rate services, faults included."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Reply:
    """One answer: ``wait`` seconds before it, ``drip`` seconds between its bytes, ``cut`` before its end."""

    body: bytes = b""
    status: int = 200
    wait: float = 0
    drip: float = 0
    cut: bool = False
    location: str | None = None


def told(value: Any, status: int = 200, **how: Any) -> Reply:
    """A reply of JSON, or of the text or bytes as they are."""
    body = value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value)).encode()
    return Reply(body=body, status=status, **how)


@dataclass
class FeedServer:
    """Answers each path with its replies in turn, the last one for ever; what it has no reply for is not found."""

    address: str
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def says(self, path: str, *replies: Reply) -> None:
        self.replies[path] = list(replies)

    def questions(self, path: str) -> list[dict[str, str]]:
        return [query for asked, query in self.asked if asked == path]

    def reply(self, path: str) -> Reply:
        turn = self.replies.get(path, [told({"message": "not found"}, 404)])
        return turn.pop(0) if len(turn) > 1 else turn[0]


@contextmanager
def serving() -> Iterator[FeedServer]:
    closing = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = unquote(parts.path)
            feed.asked.append((path, {name: values[0] for name, values in parse_qs(parts.query).items()}))
            reply = feed.reply(path)
            closing.wait(reply.wait)
            with suppress(OSError):  # the reader has hung up, as it should
                self._send(reply)

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            if reply.location:
                self.send_header("Location", reply.location)
            self.send_header("Content-Length", str(len(reply.body) + (10 if reply.cut else 0)))
            self.end_headers()
            if not reply.drip:
                self.wfile.write(reply.body)
                return
            for byte in reply.body:
                self.wfile.write(bytes([byte]))
                if closing.wait(reply.drip):
                    return

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the output of the tests to themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    feed = FeedServer(address=f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield feed
    finally:
        closing.set()
        server.shutdown()
        server.server_close()


# The shapes, as each service documents or serves them -------------------------------------------


def v1(on: date, rates: dict[str, Any]) -> Reply:
    return told({"amount": 1.0, "base": "EUR", "date": on.isoformat(), "rates": rates})


def v2(on: date, rates: dict[str, Any]) -> Reply:
    return told([
        {"date": on.isoformat(), "base": "USD", "quote": quote, "rate": rate} for quote, rate in rates.items()
    ])


def open_er(seconds: int, rates: dict[str, Any]) -> Reply:
    return told({
        "result": "success", "provider": "https://www.exchangerate-api.com", "time_last_update_unix": seconds,
        "time_eol_unix": 0, "base_code": "USD", "rates": rates,
    })


def eximbank(rates: dict[str, Any]) -> Reply:
    return told([
        {"result": 1, "cur_unit": unit, "ttb": "0", "tts": "0", "deal_bas_r": rate, "bkpr": "0", "cur_nm": unit}
        for unit, rate in rates.items()
    ])


def ecb_daily(on: date, rates: dict[str, str]) -> Reply:
    cubes = "".join(f'<Cube currency="{code}" rate="{rate}"/>' for code, rate in rates.items())
    return told(
        '<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>'
        f'<Cube><Cube time="{on.isoformat()}">{cubes}</Cube></Cube></gesmes:Envelope>'
    )


def ecb_history(lines: str) -> Reply:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref-hist.csv", lines)
    return Reply(body=packed.getvalue())


def world_bank(code: str, rows: list[tuple[str, str, str, Any]]) -> Reply:
    return told([
        {"page": 1, "pages": 1, "per_page": 50, "total": len(rows), "sourceid": "2", "lastupdated": "2026-07-13"},
        [
            {"indicator": {"id": code, "value": code}, "country": {"id": two, "value": two}, "countryiso3code": three,
             "date": year, "value": value, "unit": "", "obs_status": "", "decimal": 0}
            for two, three, year, value in rows
        ],
    ])
