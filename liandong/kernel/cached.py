"""A value that is loaded once and loaded again when its version changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cached(Generic[T]):
    """Keeps the value of `load` in the process and asks `version` at most once in `every` seconds.

    Safe between threads: while one of them loads a new value the others go on with the old one (those that have none
    wait). `before` is called before a load, for versions that are kept somewhere themselves. Its own clock is needed,
    because no caller's `now` says how long ago another thread looked.
    """

    def __init__(
        self, load: Callable[[], T], version: Callable[[], Hashable], every: float = 1.0,
        before: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._load, self._version, self._every, self._before = load, version, every, before
        self._lock = threading.Lock()
        self._kept: tuple[Hashable, T] | None = None
        self._asked = float("-inf")

    def get(self) -> T:
        """The value, at most `every` seconds older than the last change."""
        kept = self._kept
        if kept is not None and self._fresh():
            return kept[1]
        if not self._lock.acquire(blocking=kept is None) and kept is not None:
            return kept[1]
        try:
            return self._looked_up()
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Loads anew at the next `get`; for whoever has just changed what the value is made of."""
        with self._lock:
            self._kept = None

    def _fresh(self) -> bool:
        return time.monotonic() - self._asked < self._every

    def _looked_up(self) -> T:
        if self._kept is not None and self._fresh():
            return self._kept[1]
        if self._kept is None or self._kept[0] != self._version():
            # The version is read before the value: a write in between makes us load twice, never too late.
            self._before()
            self._kept = (self._version(), self._load())
        self._asked = time.monotonic()
        return self._kept[1]
