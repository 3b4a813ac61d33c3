"""Three simulated centres on the demo district's ground, and a clock that a test puts forward."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from liandong_partner_simulator import Options, Simulator
from procrastinate.contrib.django.models import ProcrastinateJob

from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.exchange import actions, inbox_actions, jobs, transports
from liandong.exchange.models import Partner
from liandong.exchange.queries import partner_named
from liandong.exchange.reference_actions import load_danger_words
from liandong.journal.jobs import react
from liandong.journal.reactions import TASK
from liandong.site.demo.life_exchange import load_partners

World = dict[str, Simulator]


@pytest.fixture
def keys(tmp_path: Path, settings: Any) -> None:
    settings.LIANDONG_KEYS = str(tmp_path / "keys")


@pytest.fixture
def partners(db: None, now: datetime) -> Iterator[None]:
    """The three centres' rows."""
    load_partners(now, "test:partners")
    load_danger_words([("煤气泄漏", "119"), ("着火", "119"), ("砍人", "110")], actor="system", now=now)
    yield
    transports.connected.cache_clear()


class Clock:
    """The time of a test."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def on(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def centres(partners: None, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[..., World]:
    """Puts simulated centres with some options behind the three partners."""

    def behind(**options: Any) -> World:
        made = {code: Simulator(code, tmp_path / f"{code}-{uuid.uuid4()}.db", Options(**options), clock)
                for code in Partner.objects.values_list("code", flat=True)}  # fmt: skip
        monkeypatch.setattr(actions, "transport_to", lambda partner: made[partner.code])
        return made

    return behind


@pytest.fixture
def reported(now: datetime, db: None) -> Callable[..., Case]:
    """A case, received now or at a time."""

    def make(at: datetime | None = None, **more: Any) -> Case:
        given: dict[str, Any] = {"key": str(uuid.uuid4()), "channel": "app", "text": "垃圾堆了两天没人清", "kind": "E0102",
                                 "lon": 104.1142, "lat": 30.6935, "reported_at": at or now}  # fmt: skip
        [got] = receive([Draft(**{**given, **more})], actor="system", now=at or now)
        assert isinstance(got, Received)
        return Case.objects.get(pk=got.case)

    return make


def reactions() -> None:
    """Answers what happened since the last time, as the worker would."""
    for job in ProcrastinateJob.objects.filter(task_name=TASK, status="todo").order_by("id"):
        react(job.args["entries"])
    ProcrastinateJob.objects.all()._raw_delete("default")


def exchanged(world: World, clock: Clock, seconds: int, step: int = 5) -> None:
    """Lets time go by: both sides send what is due, each in its own order."""
    for _ in range(0, seconds, step):
        at = clock.on(step)
        jobs.send_due(at)
        for code, centre in world.items():
            for letter in centre.due(at):
                centre.heard(letter, inbox_actions.take(partner_named(code), letter.message, now=at))
        jobs.release_held(at)
        reactions()
