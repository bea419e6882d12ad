"""A hundred people who click every few seconds at an app on one core, as raw streams without browsers."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import websockets.asyncio.client
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from packagekit.storage.sign_ins import digest
from packagekit.ui.state import COOKIE
from packagekit.workflow import House
from packagekit.workflow.settings import ROOT

Answer = TypeVar("Answer")

PEOPLE, EVERY, SECONDS = 100, 5.0, 25.0
OURS = "from packagekit.server import application; app = application()"
EMPTY = "import streamlit as st; app = st.App({script!r})"
_SERVED = "; import uvicorn; uvicorn.run(app, port={port}, access_log=False, log_config=None, ws_max_size=52428800)"


def signed_in(house: House, people: int) -> tuple[str, ...]:
    """So many people of the export team, each with a sign-in of their own; gives what their cookies hold."""
    made = []
    for number in range(people):
        key, secret = f"crowd-{number}", secrets.token_urlsafe(32)
        if house.store.people.standing(key) is None:
            house.store.people.enrol(key, f"Sample {number}", "export_team", "house")
        house.store.sign_ins.begin(
            digest(secret), key, "password", address="192.0.2.1", agent="crowd", lasts=timedelta(hours=1))
        made.append(secret)
    return tuple(made)


@contextmanager
def served(program: str, home: Path, port: int) -> Iterator[int]:
    """The app in a process of its own that has one core."""
    process = subprocess.Popen(
        [sys.executable, "-c", program + _SERVED.format(port=port)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PACKAGEKIT_HOME": str(home), "OMP_NUM_THREADS": "1"})
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """In a thread of its own: whoever asks may be inside another loop, as a test after a browser's is."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, work).result()


def clicked(port: int, cookies: Sequence[str]) -> list[float]:
    """Seconds from each click to the end of its run, of everybody, once all are in."""
    return _run(_clicked(port, cookies))


async def _clicked(port: int, cookies: Sequence[str]) -> list[float]:
    found: list[float] = []
    inside = asyncio.Semaphore(4)  # people arrive one after the other
    all_in = asyncio.Barrier(len(cookies))
    await asyncio.gather(*(_person(port, cookie, found, inside, all_in, random.Random(n)) for n, cookie in enumerate(cookies)))
    return found


def opened(port: int, cookie: str, page: str, query: str = "") -> float:
    """Seconds until a page has been sent whole to somebody who opens its link in a new tab."""
    return _run(_opened(port, cookie, page, query))


async def _opened(port: int, cookie: str, page: str, query: str) -> float:
    begun = time.monotonic()
    async with _stream(port, cookie) as stream:
        await _click(stream, page, query)
    return time.monotonic() - begun


def _stream(port: int, cookie: str) -> websockets.asyncio.client.connect:
    return websockets.asyncio.client.connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], origin=f"http://127.0.0.1:{port}", max_size=None,
        additional_headers={"cookie": f"{COOKIE}={cookie}"}, open_timeout=120, ping_interval=None)


async def _person(
    port: int, cookie: str, found: list[float], inside: asyncio.Semaphore, all_in: asyncio.Barrier, dice: random.Random
) -> None:
    async with _stream(port, cookie) as stream:
        async with inside:
            await _click(stream)
        await all_in.wait()
        until = time.monotonic() + SECONDS
        await asyncio.sleep(dice.uniform(0, EVERY))
        while time.monotonic() < until:
            begun = time.monotonic()
            await _click(stream)
            found.append(time.monotonic() - begun)
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - begun)))


async def _click(stream: websockets.asyncio.client.ClientConnection, page: str = "", query: str = "") -> None:
    """Ask for a run of a page and wait for its end; raises ``RuntimeError`` where the page failed."""
    message = BackMsg()
    message.rerun_script.query_string = f"lang=en&{query}"
    message.rerun_script.page_name = page
    await stream.send(message.SerializeToString())
    while True:
        said = ForwardMsg()
        said.ParseFromString(await asyncio.wait_for(stream.recv(), 120))
        if said.WhichOneof("type") == "script_finished":
            return
        if said.WhichOneof("type") == "delta" and ("care failure" in str(said.delta) or said.delta.new_element.HasField("exception")):
            raise RuntimeError(f"the page {page or 'home'} failed: {str(said.delta)[:300]}")


def p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]
