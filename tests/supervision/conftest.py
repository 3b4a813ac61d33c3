"""Cases whose clocks run, on the demo district's ground."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.reference import DISTRICT
from liandong.supervision.queries import ALARMS


@pytest.fixture(autouse=True)
def own_ladders() -> Iterator[None]:
    """What one test loads, the next one does not find in the process."""
    yield
    ALARMS.forget()
    DISTRICT.forget()


@pytest.fixture
def rubbish(db: None, now: datetime) -> Callable[..., Case]:
    """A rubbish heap in 桃蹊路, received on a Friday at 14:30 and assigned at once to its sanitation office."""
    count = 0

    def reported(**more: Any) -> Case:
        nonlocal count
        count += 1
        said = {"key": f"s:{count}", "channel": "app", "text": "垃圾堆了两天没人清", "reported_at": now, "kind": "E0102",
                "lon": 104.1142, "lat": 30.6935, **more}  # fmt: skip
        [answer] = receive([Draft(**said)], actor="system", now=now)
        assert isinstance(answer, Received)
        return Case.objects.get(pk=answer.case)

    return reported
