"""The one way out to the network: bounded in time and size, patient with faults that pass."""

from __future__ import annotations

import json
from collections.abc import Mapping
from time import monotonic
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from packagekit.domain.text import N_, Problem, Refusal

PASSING = (429, 500, 502, 503, 504)
"""Answers that are asked again: the service is busy or stumbled, the question was right."""

_CHUNK = 64 * 1024


class Web:
    """Fetches answers. One per refresh: ``seconds`` counts from its making and binds all its questions.

    A question is asked up to ``attempts`` times with growing pauses, and given up when connecting,
    waiting for the next byte or the whole takes too long, or when the unpacked answer exceeds
    ``most_bytes``. What was asked is never shown: the address may hold a key.
    """

    def __init__(
        self, *, seconds: float = 20, connect: float = 4, read: float = 8, attempts: int = 3, pause: float = 0.4,
        most_bytes: int = 8_000_000,
    ) -> None:
        self._end = monotonic() + seconds
        self._connect, self._read, self._most = connect, read, most_bytes
        retry = Retry(
            total=attempts - 1, status_forcelist=PASSING, allowed_methods={"GET"}, backoff_factor=pause, backoff_max=3,
            respect_retry_after_header=False, raise_on_status=False,
        )
        self._session = requests.Session()
        self._session.max_redirects = 5
        self._session.headers["User-Agent"] = "packagekit"
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def get(self, address: str, params: Mapping[str, str] | None = None) -> bytes:
        """The body of a successful answer; raises Refusal naming the service and what it did instead."""
        host = urlsplit(address).hostname or address
        try:
            with self._session.get(address, params=params, timeout=self._timeouts(host), stream=True) as response:
                body = self._body(response, host)
        except (requests.Timeout, requests.ConnectionError) as fault:
            raise _silent(host) from fault
        except requests.RequestException as fault:
            raise Refusal(Problem(
                where=host, what=N_("The answer of {service} could not be read.", service=host),
                how=N_("Try again later, or enter the rate with its source."),
            )) from fault
        if response.status_code != 200:
            raise Refusal(Problem(
                where=host, what=N_("{service} refused the question with status {status}: {message}",
                                    service=host, status=response.status_code, message=_message(body)),
                how=N_("Try again later; if it stays so, the service has changed and its reader must follow."),
            ))
        return body

    def _timeouts(self, host: str) -> tuple[float, float]:
        left = self._end - monotonic()
        if left <= 0:
            raise _silent(host)
        return min(self._connect, left), min(self._read, left)

    def _body(self, response: requests.Response, host: str) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > self._most:
                raise Refusal(Problem(
                    where=host, what=N_("The answer of {service} is larger than expected and was not read.", service=host),
                    how=N_("Try again later; if it stays so, the service has changed and its reader must follow."),
                ))
            if monotonic() > self._end:
                raise _silent(host)
        return bytes(body)


def _silent(host: str) -> Refusal:
    return Refusal(Problem(
        where=host, what=N_("{service} did not answer in time.", service=host),
        how=N_("Check the connection to the internet. The stored rates stay in use meanwhile."),
    ))


def _message(body: bytes, most: int = 120) -> str:
    """What the service says about its refusal: the message of a JSON answer, else nothing of a page of HTML."""
    try:
        said = json.loads(body)
    except ValueError:
        return "-"
    message = said.get("message") if isinstance(said, dict) else None
    return " ".join(message.split())[:most] if isinstance(message, str) and message else "-"
