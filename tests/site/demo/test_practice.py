"""The demo's clock can be moved, and nothing else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from liandong.kernel.clock import AHEAD, LOCAL, now
from liandong.kernel.refusals import Refused
from liandong.site.demo.practice import LOOKED_AFTER, coming, move_clock


@pytest.fixture
def practising(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A demo, whose processes read the same clock."""
    settings.LIANDONG_DEMO, settings.LIANDONG_CLOCK = True, str(tmp_path / "clock")
    AHEAD.file = tmp_path / "clock"
    yield
    AHEAD.file = None


@pytest.mark.django_db
def test_a_moved_clock_stands_at_the_next_such_time_and_what_is_due_is_asked_for(practising: None) -> None:
    then = move_clock("20:30")
    assert f"{then.astimezone(LOCAL):%H:%M}" == "20:30"
    assert timedelta() < then - datetime.now(UTC) <= timedelta(days=1)
    assert {job.task_name for job in ProcrastinateJob.objects.all()} == set(LOOKED_AFTER)
    assert move_clock("20:29") > then
    assert abs(move_clock("true") - datetime.now(UTC)) < timedelta(seconds=5)
    assert ProcrastinateJob.objects.count() == len(LOOKED_AFTER)


def test_the_next_such_time_is_today_or_tomorrow() -> None:
    evening = datetime(2026, 6, 12, 20, 30, tzinfo=LOCAL)
    assert coming("22:40", evening) == datetime(2026, 6, 12, 22, 40, tzinfo=LOCAL)
    assert coming("20:30", evening) == datetime(2026, 6, 13, 20, 30, tzinfo=LOCAL)


@pytest.mark.parametrize("when", ["25:00", "8:30", "tomorrow", ""])
def test_what_is_no_time_is_refused(practising: None, when: str) -> None:
    with pytest.raises(Refused, match="时间要写成") as refused:
        move_clock(when)
    assert refused.value.code == "bad-time"
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_outside_a_demo_no_clock_is_moved() -> None:
    with pytest.raises(Refused, match="演示环境"):
        move_clock("20:30")
