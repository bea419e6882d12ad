"""A piece of work behind the pages: started once at a time, watched step by step, never waited for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")

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
    def running(self) -> bool:
        return self._running

    @property
    def steps(self) -> tuple[int, int]:
        """How many steps of the run are done, and of how many."""
        return self._steps

    @property
    def failed(self) -> bool:
        """Whether the last run ended in a fault of ours; the log says which."""
        return self._failed

    def step(self, done: int, of: int) -> None:
        """Told by the work itself as it goes on."""
        self._steps = (done, of)

    @property
    def last(self) -> Result | None:
        """What the last finished run returned; None before the first one."""
        return self._last

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
