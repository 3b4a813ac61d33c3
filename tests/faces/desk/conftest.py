"""People of the demo district at their desks, and cases for them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liandong.access.models import Post
from liandong.access.queries import actor_of
from liandong.access.rules import Actor
from liandong.access.vault import Person
from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.kernel.clock import now as clock
from liandong.places.models import Grid
from tests.people import signed_in

HYGIENE, LIGHT = "E0102", "C0401"


@pytest.fixture
def sit(db: None) -> Callable[..., Client]:
    """Signs a person of the demo district in by staff number, at the post with this role where they hold several."""

    return signed_in


@pytest.fixture
def report(db: None) -> Callable[..., Case]:
    """Receives a report in a grid of an area; with a kind it is filed and, by the rules, assigned."""

    def received(area: str = "510108012", kind: str | None = None, at: datetime | None = None, **said: Any) -> Case:
        grid = Grid.objects.filter(code__startswith=area, valid_until=None).order_by("code").first()
        said = {"text": "绿化带边垃圾堆了两天", "channel": "hotline", **said}
        if grid and "lon" not in said:
            said |= {"lon": grid.lon, "lat": grid.lat}
        [answer] = receive([Draft(key=str(uuid.uuid4()), reported_at=at or clock(), kind=kind, **said)],
                           actor="system", now=at or clock())  # fmt: skip
        assert isinstance(answer, Received), answer
        return Case.objects.get(pk=answer.case)

    return received


@pytest.fixture
def person() -> Person:
    return Person("欧阳锋利", "13912345678")


def actor(number: str, role: str = "") -> Actor:
    """The actor of a demo person's post."""
    posts = Post.objects.filter(account__username=number)
    return actor_of(posts.get(role=role) if role else posts.earliest("id"))
