"""The Atlas of this process, and when to load another."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Final
from uuid import UUID

from liandong.places.atlas import Atlas

LOOK_EVERY_S: Final = 1.0


class AtlasShelf:
    """Holds one Atlas; looks at most once in `every_s` seconds whether the grids' token has changed.

    While one thread loads a new edition the others go on with the old one. `token` and `load` ask the
    database; its own clock is needed, because no caller's `now` says how long ago another thread looked.
    """

    def __init__(
        self, token: Callable[[], UUID | None], load: Callable[[], Atlas], every_s: float = LOOK_EVERY_S
    ) -> None:
        self._ask_token, self._load, self._every_s = token, load, every_s
        self._lock = Lock()
        self._atlas: Atlas | None = None
        self._token: UUID | None = None
        self._looked = 0.0

    def current(self) -> Atlas:
        """The Atlas, at most `every_s` seconds behind the database."""
        atlas = self._atlas
        if atlas is not None and monotonic() - self._looked < self._every_s:
            return atlas
        if not self._lock.acquire(blocking=atlas is None) and atlas is not None:
            return atlas
        try:
            return self._looked_up()
        finally:
            self._lock.release()

    def forget(self) -> None:
        """The next reader looks at once."""
        with self._lock:
            self._atlas = None

    def _looked_up(self) -> Atlas:
        # The token is read before the grids: a write in between makes us load twice, never too late.
        if self._atlas is not None and monotonic() - self._looked < self._every_s:
            return self._atlas
        token = self._ask_token()
        if self._atlas is None or token != self._token:
            self._atlas, self._token = self._load(), token
        self._looked = monotonic()
        return self._atlas
