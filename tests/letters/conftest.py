"""Simulated message services, inlets that are connected to them, and a worker that does its jobs when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver
from liandong_letters_simulator import Server, World, keys, wechat
from procrastinate.contrib.django.models import ProcrastinateJob

from liandong.journal.jobs import react
from liandong.journal.reactions import TASK
from liandong.letters import actions, reply_actions, services
from liandong.letters.models import Inlet
from liandong.letters.reference_actions import save_inlet
from liandong.notices import rung_texts


class Clock:
    """The time of a test."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def on(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at


@pytest.fixture
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Everybody's clock, put forward by the test. All pages are loaded before: one that is loaded meanwhile would keep it."""
    made = Clock(now)
    assert get_resolver().url_patterns
    for module in ("liandong.faces.api.letters.now", "liandong.notices.actions.clock.now"):
        monkeypatch.setattr(module, made)
    return made


@pytest.fixture
def world(tmp_path: Path, clock: Clock) -> World:
    return World(tmp_path / "letters.db", clock)


@pytest.fixture
def served(world: World) -> Iterator[Server]:
    with Server(world) as server:
        yield server


@pytest.fixture
def inlet(db: None, served: Server, now: datetime, settings: Any, tmp_path: Path) -> Iterator[Callable[..., Inlet]]:
    """Opens an inlet at a simulated service."""
    settings.LIANDONG_FILES = str(tmp_path / "files")
    services.connected.cache_clear()

    def open_at(service: str, where: str = "", code: str = "", **given: str) -> Inlet:
        words = {"name": service, "address": f"{served.url}/{where or service}", **given}
        return save_inlet(code or service, service, words, actor="system", now=now)

    yield open_at
    services.connected.cache_clear()


def work(at: datetime) -> None:
    """Does the jobs that are there until none is left that may be done now, as the worker would."""
    for _ in range(20):
        jobs = [job for job in ProcrastinateJob.objects.filter(status="todo").order_by("id")
                if job.scheduled_at is None or job.scheduled_at <= at]  # fmt: skip
        if not jobs:
            return
        ProcrastinateJob.objects.filter(pk__in=[job.pk for job in jobs])._raw_delete("default")
        for job in jobs:
            done(job.task_name, job.args, at)


def done(task: str, args: dict[str, Any], at: datetime) -> None:
    if task == actions.READ:
        actions.read(UUID(args["conversation"]), now=at)
    elif task == reply_actions.SEND:
        reply_actions.deliver(UUID(args["reply"]), now=at)
    elif task == TASK:
        react(args["entries"])
    elif task == rung_texts.TASK:
        rung_texts.text_seat(args["entry"], at)


class Phone:
    """Somebody's telephone with WeChat: what they write arrives, and the worker works."""

    def __init__(self, who: str, world: World, client: Client, clock: Clock, inlet: str = "wechat") -> None:
        self.who, self.world, self.client, self.clock, self.inlet = who, world, client, clock, inlet
        self.read = 0

    def says(self, text: str = "", **fields: str) -> list[str]:
        """Writes, and gives what is answered."""
        self.world.write("wechat", self.who, {"Content": text} | fields if text else fields, self.clock.on(seconds=20))
        self.arrives()
        return self.answers()

    def sends_place(self, lon: float, lat: float, label: str = "") -> list[str]:
        return self.says(MsgType="location", Location_X=str(lat), Location_Y=str(lon), Label=label)

    def sends_photo(self, data: bytes) -> list[str]:
        name = self.world.keep_photo(f"media-{self.who}-{self.clock.at:%H%M%S}", data)
        return self.says(MsgType="image", MediaId=name, PicUrl="http://example.org/p.jpg")

    def arrives(self) -> None:
        for post in wechat.posts(self.world, keys.WECHAT, self.clock.at):
            answer = self.client.post(
                f"/letters/v1/{self.inlet}?{post.query}", post.body, content_type=post.content_type
            )
            assert (answer.status_code, answer.content) == (200, b"success"), answer.content
            self.world.tell(post.number)
        work(self.clock.at)

    def answers(self) -> list[str]:
        """What came since the last look."""
        all_ = [letter.text for letter in self.world.inbox("wechat", self.who)]
        new, self.read = all_[self.read :], len(all_)
        return new


@pytest.fixture
def phone(world: World, client: Client, clock: Clock, inlet: Callable[..., Inlet]) -> Callable[[str], Phone]:
    """Telephones of people who follow the simulated account."""
    inlet("wechat", **keys.WECHAT)
    return lambda who: Phone(who, world, client, clock)
