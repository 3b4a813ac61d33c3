from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection
from pytest_django import DjangoDbBlocker

from liandong.access.client_actions import open_client
from liandong.cases.actions import Received
from liandong.cases.intake import Draft
from liandong.cases.models import Case, Report
from liandong.faces.api import clients
from liandong.faces.api import door as doors
from liandong.faces.api.door import door
from liandong.faces.api.problems import Problem
from liandong.faces.api.writer import Writer
from liandong.kernel.clock import now as clock
from liandong.kernel.refusals import Refused
from tests.faces.api.conftest import KEY, report


def nothing_behind(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("404 Not Found", [])
    return [b"behind"]


def asked(app: doors.WSGI, body: bytes, **more: Any) -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []
    environ = {
        "PATH_INFO": "/api/v1/reports", "REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)), "HTTP_AUTHORIZATION": f"Bearer {KEY}", "wsgi.input": BytesIO(body), **more,
    }  # fmt: skip
    answer = b"".join(app(environ, lambda status, headers: told.extend((status, dict(headers)))))
    return told[0], told[1], answer


def test_everything_but_reports_goes_through_to_django() -> None:
    app = door(nothing_behind)
    assert asked(app, b"", PATH_INFO="/healthz")[2] == b"behind"
    assert asked(app, b"", REQUEST_METHOD="GET")[2] == b"behind"


EMPTIED = """
SET session_replication_role = replica;
DELETE FROM journal_entry WHERE subject LIKE 'case:%' OR subject LIKE 'client:%';
DELETE FROM cases_suggestion; DELETE FROM cases_report; DELETE FROM cases_case; DELETE FROM cases_numberday;
DELETE FROM access_identity; DELETE FROM access_clientkey; DELETE FROM access_client; DELETE FROM procrastinate_jobs;
SET session_replication_role = origin;
"""
"""Takes away what was committed, past the triggers that keep everybody else from doing so."""


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The threads' connections see only what is committed; the ground stays for the tests after this one."""
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute(EMPTIED)
        clients.forget()
        connection.close()


@pytest.mark.usefixtures("committing")
def test_two_hundred_posts_at_once_with_twenty_repeated_make_180_cases(now: datetime) -> None:
    open_client("测试热线", ["hotline"], actor="system", now=now, per_minute=100_000, secret=KEY)
    writer = Writer()
    app = door(nothing_behind, writer)
    keys = [f"k-{number % 180}" for number in range(200)]
    bodies = [json.dumps(report(key=key)).encode() for key in keys]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda body: asked(app, body), bodies))
    assert Counter(status[:3] for status, _, _ in answers) == {"201": 180, "200": 20}
    assert Case.objects.filter(channel="hotline").count() == 180
    assert Report.objects.count() == 180
    numbers: dict[str, set[str]] = {}
    for key, (_, _, answer) in zip(keys, answers, strict=True):
        numbers.setdefault(key, set()).add(json.loads(answer)["number"])
    assert all(len(found) == 1 for found in numbers.values())
    other = asked(app, json.dumps(report(key="k-1", text="另一件事")).encode())
    assert other[0].startswith("409")
    writer.stop()


def draft(key: str) -> Draft:
    return Draft(key, "web", "路灯不亮", clock())


def made(one: Draft) -> Received:
    return Received(1, one.key, 1, "received", None, "510108", None, None, None, None)


def test_a_bad_one_does_no_harm_to_those_received_with_it() -> None:
    busy = Event()

    def receives(drafts: Sequence[Draft], *, actor: str, now: datetime) -> list[Received | Refused]:
        busy.wait(5)
        if any(one.key == "bad" for one in drafts):
            raise ValueError("something in it")
        return [made(one) for one in drafts]

    writer = Writer(receives)
    with ThreadPoolExecutor(5) as pool:
        waiting = {key: pool.submit(writer.put, draft(key), "client:1") for key in ("first", "a", "bad", "b", "c")}
        busy.set()
    assert [waiting[key].result().number for key in ("first", "a", "b", "c")] == ["first", "a", "b", "c"]
    with pytest.raises(Problem) as refused:
        waiting["bad"].result()
    assert refused.value.status == 500


@pytest.mark.django_db
def test_a_lost_database_is_asked_again_and_the_report_is_not_lost() -> None:
    tries = []

    def receives(drafts: Sequence[Draft], *, actor: str, now: datetime) -> list[Received | Refused]:
        tries.append(len(drafts))
        if len(tries) < 3:
            raise OperationalError("server closed the connection unexpectedly")
        return [made(one) for one in drafts]

    writer = Writer(receives)
    assert writer.put(draft("k"), "client:1").number == "k"
    writer.stop()
    assert tries == [1, 1, 1]


def test_one_key_twice_at_once_is_asked_one_after_the_other() -> None:
    groups: list[list[str]] = []
    busy = Event()

    def receives(drafts: Sequence[Draft], *, actor: str, now: datetime) -> list[Received | Refused]:
        busy.wait(5)
        groups.append([one.key for one in drafts])
        return [made(one) for one in drafts]

    writer = Writer(receives)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(writer.put, draft(key), "client:1") for key in ("first", "same", "same", "same")]
        busy.set()
    assert [one.result().number for one in waiting] == ["first", "same", "same", "same"]
    assert all(len(group) == len(set(group)) for group in groups)
