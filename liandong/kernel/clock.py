"""Time enters the product here and is passed on as `now`; nothing below the faces asks a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


class Ahead:
    """How far the product's clock stands ahead of the true one: not at all, unless an installation for practice names a
    file that says how many seconds. All its processes read the same file, so that they agree."""

    file: Path | None = None

    def __call__(self) -> timedelta:
        if self.file is None:
            return timedelta()
        try:
            return timedelta(seconds=float(self.file.read_text()))
        except FileNotFoundError:
            return timedelta()


AHEAD: Final = Ahead()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + AHEAD()


def in_utc(at: datetime) -> datetime:
    """An instant from outside, in UTC. Python takes offsets of up to a day, PostgreSQL only those of less than 16 hours.

    Raises:
        ValueError: it has no zone, or lies outside the calendar there.
    """
    if at.tzinfo is None:
        raise ValueError("no time zone")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("outside the calendar") from None


def instant(text: str) -> datetime:
    """An instant written by ISO 8601, in UTC; raises ValueError as `in_utc`, and where the text is none."""
    return in_utc(datetime.fromisoformat(text))


def local_day(at: datetime) -> date:
    """The calendar day in China on which the instant `at` falls."""
    return at.astimezone(LOCAL).date()
