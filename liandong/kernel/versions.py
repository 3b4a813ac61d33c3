"""Versions of what is kept in the process: all of them are asked for by one statement, once in a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

from liandong.kernel.cached import Cached
from liandong.kernel.sql import prepared

T = TypeVar("T")
FRESH_FOR_S: Final = 0.5
"""Together with as much for the value itself a change is seen within a second."""
WATCHED: Final[dict[str, None]] = {}


def ask() -> dict[str, Hashable]:
    """Each watched expression with its value now."""
    columns = ", ".join(f"({expression})" for expression in WATCHED)
    (row,) = prepared(f"SELECT {columns}", {})
    return dict(zip(WATCHED, row, strict=True))


BOARD: Final = Cached(ask, time.monotonic, FRESH_FOR_S)


def watched(*expressions: str) -> Callable[[], Hashable]:
    """What changes when one of some SELECTs of a single value gives something else, seen half a second later at most."""
    WATCHED.update(dict.fromkeys(expressions))
    BOARD.forget()
    return lambda: tuple(BOARD.get()[expression] for expression in expressions)


def versioned(load: Callable[[], T], version: Callable[[], Hashable], every: float = FRESH_FOR_S) -> Cached[T]:
    """A value under a version made of watched ones. They are asked anew before it is loaded: a value must never be kept
    under a version newer than itself, nor be older than what its own transaction wrote."""
    return Cached(load, version, every, before=BOARD.forget)
