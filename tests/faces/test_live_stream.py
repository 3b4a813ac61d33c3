"""The stream of changes: who hears of which, what is sent, and to whom it opens."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker, Settings

from liandong.access.rules import Actor
from liandong.faces.desk.live.address import address, allowed
from liandong.faces.desk.live.changes import CHANNEL, Change, parsed
from liandong.faces.desk.live.hub import KEPT, RELOAD, WAITING, Hub, Listener
from liandong.faces.desk.live.stream import Live, conninfo, trusted

HERE, THERE = "510108012", "510108016"


def who(role: str, unit: str, area: str, matters: tuple[str, ...] = ()) -> Actor:
    return Actor(1, 1, role, role, unit, area, matters)


PEOPLE = [
    who("dispatcher", "510108-center", "510108"), who("dispatcher", "510108-center", HERE),
    who("handler", f"{HERE}-huanwei", HERE), who("handler", f"{THERE}-huanwei", THERE),
    who("verifier", f"{THERE}-hecha", THERE), who("steward", "510108-center", "510108"),
    who("supervisor", "510108-center", "510108", ("C",)),
]  # fmt: skip
PLACES = st.tuples(st.sampled_from(["510108", HERE, f"{HERE}002001", THERE]),
                   st.sampled_from([None, f"{HERE}-huanwei", f"{THERE}-huanwei"]), st.sampled_from([None, "E0102", "C0401"]),
                   st.sampled_from([(), (f"{HERE}-huanwei",), (f"{THERE}-huanwei", f"{HERE}-office")]))  # fmt: skip


def case_of(event: bytes) -> list[int]:
    return [json.loads(data)["case"] for data in re.findall(rb"data: (\{\".*?\})\n", event)]


@given(st.lists(PLACES, min_size=1, max_size=2), st.sampled_from(PEOPLE))
def test_just_they_hear_of_a_case_who_see_it_or_saw_it(places: list[Any], by: Actor) -> None:
    hub, listener = Hub(), Listener("s", by)
    hub.listeners.add(listener)
    hub.publish(Change(7, False, tuple(places)))
    sees = any(by.sees(area=area, unit=unit, kind=kind, involved=others) for area, unit, kind, others in places)
    assert listener.events.qsize() == sees


def test_an_event_says_which_case_and_nothing_of_it() -> None:
    hub, listener = Hub(), Listener("s", PEOPLE[0])
    hub.listeners.add(listener)
    hub.publish(parsed(json.dumps({"case": 7, "new": True, "seen": [[HERE, None, "E0102", None]]})))
    event = listener.events.get_nowait()
    assert re.fullmatch(rb'id: [0-9a-f]{8}-1\ndata: \{"case": 7, "new": true\}\n\n', event)


def test_who_comes_back_hears_what_was_missed_as_far_as_it_is_theirs() -> None:
    hub = Hub()
    for number in range(1, 6):
        hub.publish(Change(number, False, ((HERE if number % 2 else THERE, None, None, ()),)))
    assert case_of(hub.missed(f"{hub.epoch}-2", PEOPLE[1])) == [3, 5]
    assert hub.missed(f"{hub.epoch}-5", PEOPLE[1]) == b""
    assert hub.missed("", PEOPLE[1]) == b""
    for strange in ("other-2", f"{hub.epoch}-9", f"{hub.epoch}-x", "nonsense"):
        assert hub.missed(strange, PEOPLE[1]) == RELOAD
    for number in range(KEPT):
        hub.publish(Change(number, False, ((HERE, None, None, ()),)))
    assert hub.missed(f"{hub.epoch}-3", PEOPLE[1]) == RELOAD


def test_a_browser_that_does_not_read_is_told_to_load_anew_and_fills_no_memory() -> None:
    hub, listener = Hub(), Listener("s", PEOPLE[0])
    hub.listeners.add(listener)
    for number in range(WAITING + 1):
        hub.publish(Change(number, False, ((HERE, None, None, ()),)))
    assert asyncio.run(listener.waiting()) == RELOAD


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.mark.usefixtures("committing")
def test_the_database_tells_of_a_change_when_it_commits_in_codes_only() -> None:
    with psycopg.connect(conninfo(), autocommit=True) as ear:
        ear.execute(f"LISTEN {CHANNEL}")
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "INSERT INTO cases_case (number, title, state, urgency, area, place, channel, returned, reopened, reworked,"
                " extended, received_at) VALUES ('live-1', '只有一个人知道的事', 'received', 'normal', %s, '某处', 'app', 0, 0, 0, 0,"
                " now()) RETURNING id", [HERE])  # fmt: skip
            [number] = cursor.fetchone()
            assert list(ear.notifies(timeout=0.2)) == []
            cursor.execute(
                "UPDATE cases_case SET unit = %s, area = %s WHERE id = %s", [f"{THERE}-huanwei", THERE, number]
            )
            cursor.execute("COMMIT")
            told = [each.payload for each in ear.notifies(timeout=5, stop_after=2)]
            cursor.execute("DELETE FROM cases_case WHERE id = %s", [number])
    assert parsed(told[0]) == Change(number, True, ((HERE, None, None, ()),))
    assert parsed(told[1]) == Change(number, False, ((THERE, f"{THERE}-huanwei", None, ()), (HERE, None, None, ())))
    assert "知道" not in "".join(told)


def test_pages_of_another_host_may_not_listen(settings: Settings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example.org"]
    assert trusted("http://10.0.0.5:8000", "10.0.0.5:8001")
    assert trusted("https://desk.example.org", "10.0.0.5:8001")
    assert not trusted("https://evil.example.org", "10.0.0.5:8001")


def answered(scope: dict[str, Any]) -> list[dict[str, Any]]:
    """What the application sends to a request, without a database."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def one() -> None:
        live = Live(lambda: "host=127.0.0.1 port=1 connect_timeout=1")
        await live({"type": "http", "method": "GET", "headers": [], **scope}, receive, send)
        for task in live.tasks:
            task.cancel()

    asyncio.run(one())
    return sent


@pytest.mark.parametrize(("scope", "status"), [
    ({"path": "/healthz"}, 200), ({"path": "/desk/"}, 404), ({"path": "/desk/live", "method": "POST"}, 404),
    ({"path": "/desk/live"}, 401), ({"path": "/desk/live", "headers": [(b"cookie", b"\xff=;;")]}, 401),
    ({"path": "/desk/live", "headers": [(b"origin", b"https://evil.example"), (b"host", b"desk:8001")]}, 403),
])  # fmt: skip
def test_who_is_not_signed_in_gets_no_stream(scope: dict[str, Any], status: int) -> None:
    sent = answered(scope)
    assert sent[0]["status"] == status
    assert sent[1]["body"] == b""


@pytest.mark.parametrize(("told", "found", "policy"), [
    ("", "", None), (":8001/desk/live", "http://10.0.0.5:8001/desk/live", "http://10.0.0.5:8001"), ("/desk/live", "/desk/live", None),
    ("https://live.example.org/x", "https://live.example.org/x", "https://live.example.org"),
])  # fmt: skip
def test_the_page_says_where_the_stream_is_and_its_policy_lets_it(
    settings: Settings, told: str, found: str, policy: str | None
) -> None:
    settings.LIANDONG_LIVE_URL, settings.ALLOWED_HOSTS = told, ["*"]
    request = RequestFactory().get("/desk/", headers={"host": "10.0.0.5:8000"})
    assert address(request) == found
    widened = getattr(allowed(HttpResponse(), request), "_csp_update", None)
    assert widened == ({"connect-src": ["'self'", policy]} if policy else None)
