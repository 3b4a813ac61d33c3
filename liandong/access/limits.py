"""How often somebody may come in a minute or on a day, counted for all server processes of this machine together.

The counts lie in small files that all processes map into memory: 3 µs each, where a row in the database would cost more
than the report itself. Those of a minute are worth nothing after it; those of a day are copied into a table by a job.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import time
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as hour
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

from django.conf import settings

from liandong.kernel.clock import LOCAL

SLOT: Final = struct.Struct("=QII")  # mark of whom, span, count
SLOTS: Final = 8192
PROBES: Final = 8
MINUTE: Final = 60
DAY: Final = 86_400
EAST: Final = int(datetime(1970, 1, 2, tzinfo=LOCAL).utcoffset().total_seconds())  # type: ignore[union-attr]
"""Seconds by which China's day begins before that of UTC; it has had no summer time since 1991."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests somebody may make in a span, how many are left of them, and in how many seconds the next span
    begins; `over` when this request is one too many."""

    name: str
    most: int
    span: int
    left: int
    reset: int
    over: bool


class Counts:
    """A table of counts in a file: open addressing, a slot of an earlier span is free. `span` in seconds, which begin at
    midnight in China."""

    def __init__(self, path: Path, span: int = MINUTE) -> None:
        self._span = span
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, SLOT.size * SLOTS)
        self._table = mmap.mmap(self._file, SLOT.size * SLOTS)
        self._lock = Lock()  # the file's lock keeps processes apart, not the threads of one

    def count(self, whom: str, at: float) -> int:
        """Counts one more in the span of `at` (seconds since 1970) and gives how many there are with it."""
        return self._locked(whom, at, 1)

    def known(self, whom: str, at: float) -> int:
        """How many there are in the span of `at`, without counting."""
        return self._locked(whom, at, 0)

    def until_next(self, at: float) -> int:
        """Whole seconds until the next span begins."""
        return self._span - (int(at) + EAST) % self._span

    def _locked(self, whom: str, at: float, more: int) -> int:
        mark = int.from_bytes(hashlib.blake2b(whom.encode(), digest_size=8).digest(), "big")
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                return self._count(mark, (int(at) + EAST) // self._span, more)
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _count(self, mark: int, span: int, more: int) -> int:
        places = [(mark + probe) % SLOTS * SLOT.size for probe in range(PROBES)]
        kept = [SLOT.unpack_from(self._table, place) for place in places]
        same = next((at for at, (who, when, _) in enumerate(kept) if (who, when) == (mark, span)), None)
        free = next((at for at, (_, when, _) in enumerate(kept) if when != span), 0)
        count = (0 if same is None else kept[same][2]) + more
        if more:
            SLOT.pack_into(self._table, places[free if same is None else same], mark, span, count)
        return count

    def forget(self) -> None:
        """Everybody begins anew."""
        with self._lock:
            self._table[:] = bytes(len(self._table))


@cache
def counts() -> Counts:
    return Counts(Path(settings.LIANDONG_KEYS).parent / "counts")


@cache
def day_counts() -> Counts:
    return Counts(Path(settings.LIANDONG_KEYS).parent / "counts-of-days", DAY)


def wait_for(whom: str, most: int, at: float | None = None) -> int | None:
    """None when `whom` may go on; else in how many seconds the next minute begins."""
    at = time.time() if at is None else at
    if counts().count(whom, at) <= most:
        return None
    return counts().until_next(at)


def drawn(whom: str, per_minute: int, per_day: int, at: float | None = None) -> tuple[Quota, Quota]:
    """Counts one request against the minute and the day, and gives how both stand."""
    at = time.time() if at is None else at
    minute = quota("minute", per_minute, MINUTE, counts(), whom, at)
    return minute, quota("day", per_day, DAY, day_counts(), whom, at)


def quota(name: str, most: int, span: int, table: Counts, whom: str, at: float) -> Quota:
    count = table.count(whom, at)
    return Quota(name, most, span, max(0, most - count), table.until_next(at), count > most)


def used_on(whom: str, day: date) -> int:
    """How many requests were counted on this machine on a day; of an earlier day only while nobody came since."""
    noon = datetime.combine(day, hour(12), LOCAL)
    return day_counts().known(whom, noon.timestamp())
