"""Instants that come from outside."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liandong.kernel.clock import instant


def test_an_instant_is_in_utc_however_far_its_offset_is() -> None:
    assert instant("2026-06-12T23:00:00+17:01") == datetime(2026, 6, 12, 5, 59, tzinfo=UTC)
    assert instant("2026-06-12T23:00:00+17:01").tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-06-12T23:00:00", "0001-01-01T00:00:00+15:00", "9999-12-31T23:00:00-15:00"]
)
def test_what_is_no_instant_or_lies_outside_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"time zone|calendar|isoformat"):
        instant(text)
