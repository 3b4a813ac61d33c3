"""Clocking in, the roster and one's own track, as a telephone asks for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from liandong.forces.shift_actions import plan_shift
from liandong.kernel.clock import now as clock
from tests.people import actor_at, signed_in

pytestmark = pytest.mark.django_db


def sent(client: Client, path: str, **given: Any) -> Any:
    return client.post(f"/api/v1/field/{path}", given, content_type="application/json")


def test_a_worker_clocks_in_is_followed_and_sees_the_own_track_which_nobody_else_does() -> None:
    began = clock() - timedelta(hours=2)
    plan_shift(actor_at("1203").post, began, began + timedelta(hours=8), actor="system", now=began)
    client = signed_in("1203")
    assert len(client.get("/api/v1/field/roster").json()["shifts"]) == 1
    at = (began + timedelta(minutes=5)).isoformat()
    for _ in range(2):
        answer = sent(client, "stints", on=True, key="in", at=at)
        assert answer.status_code == 200
    stint = answer.json()["stint"]["id"]
    points = [
        {"at": (began + timedelta(minutes=minutes)).isoformat(), "lon": 104.1, "lat": 30.69, "accuracy": 6}
        for minutes in (1, 10, 20)
    ]
    assert sent(client, "track", positions=points, key="t").json() == {"kept": 2}
    assert len(client.get(f"/api/v1/field/track/{stint}").json()["positions"]) == 2
    assert client.get("/api/v1/field/roster").json()["stints"][0]["points"] == 2
    assert signed_in("0201").get(f"/api/v1/field/track/{stint}").json() == {"positions": []}
    assert sent(client, "stints", on=False, key="out").json()["stint"] is None


def test_an_offset_that_the_database_does_not_know_is_an_instant_all_the_same() -> None:
    point = {"at": "0447-05-23T08:01:43+17:01", "lon": 104.1, "lat": 30.69, "accuracy": 6}
    assert sent(signed_in("1203"), "track", positions=[point], key="t").json() == {"kept": 0}


def test_refusals_say_what_to_do() -> None:
    client = signed_in("1203")
    none = sent(client, "stints", on=True, key="in")
    assert (none.status_code, none.json()["code"]) == (409, "no-shift")
    off = sent(client, "stints", on=False, key="out")
    assert (off.status_code, off.json()["code"]) == (409, "off-shift")
    bad = sent(
        client, "track", key="t", positions=[{"at": "2026-06-12T10:00:00", "lon": 104.1, "lat": 30.69, "accuracy": 6}]
    )
    assert bad.status_code == 422
    many = sent(
        client,
        "track",
        key="t",
        positions=[{"at": clock().isoformat(), "lon": 104.1, "lat": 30.69, "accuracy": 6}] * 501,
    )
    assert (many.status_code, many.json()["code"]) == (422, "too-long")
