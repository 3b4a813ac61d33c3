"""A value that is loaded once and loaded again when its version changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cached(Generic[T]):
    """Keeps the value of `load` in the process and asks `version` at most once in `every` seconds.

    Safe between threads: one of them loads while the others wait for the first value and use the old one later.
    """

    def __init__(self, load: Callable[[], T], version: Callable[[], Hashable], every: float = 1.0) -> None:
        self._load, self._version, self._every = load, version, every
        self._lock = threading.Lock()
        self._kept: tuple[Hashable, T] | None = None
        self._asked = float("-inf")

    def get(self) -> T:
        """The value, at most `every` seconds older than the last change."""
        kept = self._kept
        if kept is not None and time.monotonic() - self._asked < self._every:
            return kept[1]
        with self._lock:
            if self._kept is None or time.monotonic() - self._asked >= self._every:
                version = self._version()
                if self._kept is None or self._kept[0] != version:
                    self._kept = (version, self._load())
                self._asked = time.monotonic()
            return self._kept[1]

    def forget(self) -> None:
        """Loads anew at the next `get`; for whoever has just changed what the value is made of."""
        self._asked = float("-inf")
        self._kept = None
