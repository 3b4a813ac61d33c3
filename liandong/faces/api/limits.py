"""How often somebody may come in a minute, counted for all server processes of this machine together.

The counts lie in a small file that all processes map into memory: 3 µs each, where a row in the database would cost more
than the report itself. They are worth nothing after a minute, so that losing them does no harm.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

from django.conf import settings

SLOT: Final = struct.Struct("=QII")  # mark of whom, minute, count
SLOTS: Final = 8192
PROBES: Final = 8
MINUTE: Final = 60


class Counts:
    """A table of counts in a file: open addressing, a slot of an earlier minute is free."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, SLOT.size * SLOTS)
        self._table = mmap.mmap(self._file, SLOT.size * SLOTS)
        self._lock = Lock()  # the file's lock keeps processes apart, not the threads of one

    def count(self, whom: str, at: float) -> int:
        """Counts one more in the minute of `at` (seconds since 1970) and gives how many there are with it."""
        mark = int.from_bytes(hashlib.blake2b(whom.encode(), digest_size=8).digest(), "big")
        minute = int(at) // MINUTE
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                return self._count(mark, minute)
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _count(self, mark: int, minute: int) -> int:
        places = [(mark + probe) % SLOTS * SLOT.size for probe in range(PROBES)]
        kept = [SLOT.unpack_from(self._table, place) for place in places]
        same = next((at for at, (who, when, _) in enumerate(kept) if (who, when) == (mark, minute)), None)
        free = next((at for at, (_, when, _) in enumerate(kept) if when != minute), 0)
        chosen = free if same is None else same
        count = 1 if same is None else kept[chosen][2] + 1
        SLOT.pack_into(self._table, places[chosen], mark, minute, count)
        return count

    def forget(self) -> None:
        """Everybody begins anew."""
        with self._lock:
            self._table[:] = bytes(len(self._table))


@cache
def counts() -> Counts:
    return Counts(Path(settings.LIANDONG_KEYS).parent / "counts")


def wait_for(whom: str, most: int, at: float | None = None) -> int | None:
    """None when `whom` may go on; else in how many seconds the next minute begins."""
    at = time.time() if at is None else at
    if counts().count(whom, at) <= most:
        return None
    return MINUTE - int(at) % MINUTE
