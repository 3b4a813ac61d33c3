"""The demo's hotline lives: callers ring, its agents answer and register, and callers are left to whoever is ready."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from liandong_telephony_simulator import Simulator

from liandong.access.models import Post
from liandong.access.queries import actor_of
from liandong.hotline.actions import sit
from liandong.hotline.models import PhoneCall
from liandong.hotline.queries import queue, shift_now
from liandong.site.demo.articles import load_articles
from liandong.site.demo.life_hotline import AGENTS, Hotline, staff_the_hotline
from tests.people import actor_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotline(tmp_path: Path, now: datetime, settings: Any) -> Hotline:
    settings.LIANDONG_KEYS = str(tmp_path / "keys")
    load_articles(now)
    staff_the_hotline(now)
    agents = [actor_of(Post.objects.get(account__username=name)) for name, _ in AGENTS]
    return Hotline(Simulator(tmp_path / "calls.db"), agents, Random(7), now)


def lived(hotline: Hotline, begun: datetime, seconds: int) -> None:
    clock = {"at": begun}
    hotline.centre.clock = lambda: clock["at"]
    for second in range(0, seconds, 5):
        clock["at"] = begun + timedelta(seconds=second)
        hotline.tick(clock["at"])


def test_calls_come_are_answered_and_come_to_something(hotline: Hotline, now: datetime) -> None:
    lived(hotline, now, 900)
    done = PhoneCall.objects.filter(state="done")
    assert done.count() > 5
    assert not done.filter(outcome="").exists()
    assert PhoneCall.objects.filter(case__isnull=False).exists()
    assert shift_now(now) is not None


def test_a_caller_is_left_to_a_person_who_is_ready(hotline: Hotline, now: datetime) -> None:
    sit("ready", by=actor_at("9601", "agent"), now=now)
    hotline.next_at = now + timedelta(hours=1)
    hotline.centre.ring("10001234567", now, patience=600)
    lived(hotline, now, 20)
    assert queue().count() == 1
    lived(hotline, now + timedelta(seconds=25), 10)
    assert queue().count() == 0
