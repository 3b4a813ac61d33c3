"""Time enters the product here and is passed on as `now`; nothing below the faces asks a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def local_day(at: datetime) -> date:
    """The calendar day in China on which the instant `at` falls."""
    return at.astimezone(LOCAL).date()
