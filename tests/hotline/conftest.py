"""Agents at their seats, and a call centre that tells what the test says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from liandong.access.actions import grant_post, open_account
from liandong.access.queries import actor_of
from liandong.access.rules import Actor
from liandong.hotline.actions import sit, take_event
from liandong.hotline.models import PhoneCall
from liandong.hotline.ports import Event
from liandong.hotline.states import EventKind


@pytest.fixture(autouse=True)
def keys(tmp_path: Any, settings: Any) -> None:
    settings.LIANDONG_KEYS = str(tmp_path / "keys")


def agent_of(number: str, now: datetime, role: str = "agent") -> Actor:
    account = open_account(number, f"坐席{number}", None, actor="system", now=now)
    unit, area = "510108-center", "510108"
    return actor_of(grant_post(account, role, name=f"{role}{number}", unit=unit, area=area, actor="system", now=now))


@pytest.fixture
def agent(db: None, now: datetime) -> Actor:
    """An agent who is ready."""
    made = agent_of("9611", now)
    sit("ready", by=made, now=now)
    return made


@pytest.fixture
def other(db: None, now: datetime) -> Actor:
    made = agent_of("9612", now)
    sit("ready", by=made, now=now)
    return made


@pytest.fixture
def lead(db: None, now: datetime) -> Actor:
    return agent_of("9600", now, "supervisor")


@pytest.fixture
def rings(db: None, now: datetime) -> Callable[..., PhoneCall]:
    """A caller arrives."""

    def ring(call: str = "c1", number: str = "13912345678", at: datetime | None = None) -> PhoneCall:
        return take_event(Event(EventKind.ARRIVED, call, at or now, number=number, line="96966"), now=at or now)

    return ring
