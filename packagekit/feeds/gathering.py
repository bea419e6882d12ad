"""All feeds asked at once, each on its own, none waited for longer than the others are worth."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.record import Record
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.feeds import ecb, eximbank, frankfurter, open_er
from packagekit.feeds.reading import Reading, Wanted, unreadable
from packagekit.feeds.web import Web

_LOG = logging.getLogger(__name__)

ADDRESSES: Mapping[str, str] = {
    "open_er": "https://open.er-api.com",
    "frankfurter_v2": "https://api.frankfurter.dev",
    "frankfurter_v1": "https://api.frankfurter.dev",
    "ecb": "https://www.ecb.europa.eu",
    "eximbank": "https://oapi.koreaexim.go.kr",
}
"""Where each feed is asked; a test gives its own, a mirror inside a company stands for them all."""


@dataclass(frozen=True)
class Feed:
    """One source of rates. Feeds of one ``origin`` publish the same figures and confirm nothing to each other."""

    name: str
    title: str
    origin: str
    address: str
    read: Callable[[Web, str, Wanted], Reading]


class Answer(Record):
    """What one feed told: rates, rows that could not be read, or why nothing came."""

    feed: str
    title: str
    origin: str
    rates: tuple[ExchangeRate, ...] = ()
    problems: tuple[Problem, ...] = ()


def feeds(
    kexim_key: str | None, addresses: Mapping[str, str] = ADDRESSES, mirror: str | None = None
) -> tuple[Feed, ...]:
    """The feeds in the order of their weight: of one pair and day the later one speaks.

    Korea Eximbank is asked only where a key is set. ``mirror`` serves the paths of them all: no two share one.
    """
    def feed(name: str, title: str, origin: str, read: Callable[[Web, str, Wanted], Reading]) -> Feed:
        return Feed(name, title, origin, mirror or addresses[name], read)

    keyless = (
        feed("open_er", open_er.SOURCE.title, "open_er", open_er.read),
        feed("frankfurter_v2", frankfurter.V2.title, "blend", frankfurter.read_v2),
        feed("frankfurter_v1", frankfurter.V1.title, "ecb", frankfurter.read_v1),
        feed("ecb", ecb.SOURCE.title, "ecb", ecb.read),
    )
    if not kexim_key:
        return keyless
    return (*keyless, feed("eximbank", eximbank.SOURCE.title, "eximbank", partial(eximbank.read, key=kexim_key)))


def gather(
    asked: Sequence[Feed], wanted: Wanted, *, seconds: float, told: Callable[[int, int], None] | None = None
) -> tuple[Answer, ...]:
    """Every feed's answer in the order asked, after ``seconds`` at the latest.

    A feed that has not answered by then is named as silent; whatever it says later is dropped. ``told``
    hears after each answer how many of how many have come.
    """
    end = monotonic() + seconds
    heard: SimpleQueue[Answer] = SimpleQueue()
    for feed in asked:
        Thread(target=lambda f=feed: heard.put(_ask(f, wanted, seconds)), name=f"feed {feed.name}", daemon=True).start()
    answers: dict[str, Answer] = {}
    while len(answers) < len(asked):
        try:
            answer = heard.get(timeout=max(end - monotonic(), 0.001))
        except Empty:
            break
        answers[answer.feed] = answer
        if told is not None:
            told(len(answers), len(asked))
    return tuple(answers.get(feed.name) or _silent(feed) for feed in asked)


def _ask(feed: Feed, wanted: Wanted, seconds: float) -> Answer:
    """The feed's answer. Whatever its reader did not foresee ends this feed's turn, never the refresh."""
    problems: tuple[Problem, ...]
    try:
        reading = feed.read(Web(seconds=seconds), feed.address, wanted)
    except Refusal as refusal:
        reading, problems = Reading(), refusal.problems
    except Exception:
        _LOG.exception("the reader of %s failed", feed.name)
        reading, problems = Reading(), unreadable(feed.title, N_("Its reader failed.")).problems
    else:
        problems = reading.problems
    return Answer(feed=feed.name, title=feed.title, origin=feed.origin, rates=reading.rates, problems=problems)


def _silent(feed: Feed) -> Answer:
    return Answer(feed=feed.name, title=feed.title, origin=feed.origin, problems=(Problem(
        where=feed.title, what=N_("{service} did not answer in time.", service=feed.title),
        how=N_("Check the connection to the internet. The stored rates stay in use meanwhile."),
    ),))
