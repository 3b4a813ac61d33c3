"""What tests of the API share: a client's key, and a way to send reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liandong.access.client_actions import open_client
from liandong.access.limits import counts, day_counts
from liandong.faces.api import clients

KEY = "a-key-for-tests-only"
MIDDLE = (104.1093, 30.6731)
"""A point inside the demo district."""
Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def _nobody_came_before() -> Iterator[None]:
    clients.forget()
    counts().forget()
    day_counts().forget()
    yield
    clients.forget()


@pytest.fixture
def key(db: None, now: datetime) -> str:
    """The key of a client that may use two channels."""
    return open_client("测试热线", ["hotline", "web"], actor="system", now=now, per_minute=100_000, secret=KEY)


@pytest.fixture
def send(client: Client, key: str) -> Send:
    """Sends a report: its fields as words, or a whole `body`; `headers` besides."""

    def sent(body: object = None, headers: dict[str, str] | None = None, **fields: Any) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(report(**fields) if body is None else body).encode()
        words = {"Authorization": f"Bearer {key}", **(headers or {})}
        kind = words.pop("Content-Type", "application/json")
        return client.generic("POST", "/api/v1/reports", raw, content_type=kind, headers=words)

    return sent


def report(**fields: Any) -> dict[str, Any]:
    """A report like any other; None leaves a field out."""
    usual = {
        "text": "路灯不亮，晚上看不见路。",
        "channel": "hotline",
        "key": "k-1",
        "lon": MIDDLE[0],
        "lat": MIDDLE[1],
    }
    return {name: value for name, value in {**usual, **fields}.items() if value is not None}
