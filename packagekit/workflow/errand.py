"""A piece of work behind the pages: started once at a time, watched step by step, never waited for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, NamedTuple, TypeVar

Result = TypeVar("Result")


class Under(NamedTuple, Generic[Result]):
    """Whether an errand is under way, how far it is, and what the last one of this process brought."""

    running: bool
    done: int  # steps, such as sources that have answered
    of: int
    failed: bool  # through a fault of ours; the log says which
    last: Result | None  # None before the first one


_LOG = logging.getLogger(__name__)


class Errand(Generic[Result]):
    """Runs one piece of work at a time in a thread of its own and keeps the last result."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running = False
        self._failed = False
        self._steps = (0, 0)
        self._last: Result | None = None

    @property
    def state(self) -> Under[Result]:
        done, of = self._steps
        return Under(self._running, done, of, self._failed, self._last)

    def step(self, done: int, of: int) -> None:
        """Told by the work itself as it goes on."""
        self._steps = (done, of)

    def start(self, work: Callable[[], Result]) -> bool:
        """Begin the work and return at once; False when the one before is still under way."""
        with self._lock:
            if self._running:
                return False
            self._running, self._failed, self._steps = True, False, (0, 0)
        Thread(target=self._run, args=(work,), name="errand", daemon=True).start()
        return True

    def _run(self, work: Callable[[], Result]) -> None:
        try:
            self._last = work()
        except Exception:
            self._failed = True
            _LOG.exception("an errand failed")
        finally:
            self._running = False
