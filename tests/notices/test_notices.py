from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from liandong.access.vault import Person
from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.journal.jobs import react
from liandong.journal.models import Entry
from liandong.journal.queries import timeline
from liandong.notices.couriers import NotCarried, SmsCourier
from liandong.notices.models import Delivery, Notice
from liandong.notices.queries import notices_for, unread
from tests.people import unit_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(settings: Any, tmp_path: Path) -> Path:
    settings.LIANDONG_OUTBOX = str(tmp_path)
    return tmp_path


def reported(now: datetime, **who: Any) -> Case:
    draft = Draft("n:1", "app", "垃圾没人清", now, lon=104.1142, lat=30.6935, kind="E0102", person=Person(**who))
    [answer] = receive([draft], actor="system", now=now)
    assert isinstance(answer, Received)
    return Case.objects.get(pk=answer.case)


def answered(case: Case) -> None:
    react(entries=list(timeline(f"case:{case.pk}").values_list("pk", flat=True)))


def messages(outbox: Path) -> list[dict[str, str]]:
    return [json.loads(path.read_text()) for path in sorted(outbox.glob("*.json"))]


def test_the_unit_and_the_reporter_are_told_once_however_often_the_job_runs(now: datetime, outbox: Path) -> None:
    case = reported(now, name="张三丰", phone="13812342041")
    for _ in range(3):
        answered(case)
    actor = unit_actor(case.unit or "")
    assert [(one.kind, one.number) for one in notices_for(actor)] == [("case.assigned", case.number)]
    assert unread(actor) == 1
    [message] = messages(outbox)
    assert message["to"] == "13812342041"
    assert case.number in message["text"]
    assert "张三丰" not in message["text"]


def test_who_left_no_number_is_told_nothing_and_no_job_fails(now: datetime, outbox: Path) -> None:
    answered(reported(now))
    answered(reported(now, name="李四"))
    assert messages(outbox) == []


def test_after_verification_the_reporter_is_asked_to_rate(now: datetime, outbox: Path) -> None:
    case = reported(now, phone="13812342041")
    handler, verifier = unit_actor(case.unit or ""), unit_actor(f"{case.area[:9]}-hecha")
    move(case.number, Move.ACCEPT, {}, by=handler, now=now)
    move(case.number, Move.HANDLE, {"note": "清了"}, by=handler, now=now)
    move(case.number, Move.VERIFY, {"note": "干净"}, by=verifier, now=now)
    answered(case)
    assert [one["text"].partition("：")[2][:4] for one in messages(outbox)] != []
    assert "请评价" in messages(outbox)[-1]["text"]
    assert [one.kind for one in notices_for(verifier)] == ["case.handled"]


def test_a_message_names_nobody_but_the_reported_matter(now: datetime, outbox: Path) -> None:
    case = reported(now, name="王小明", phone="13900001111")
    answered(case)
    assert Delivery.objects.get().text.count(case.title) == 1
    assert not Notice.objects.filter(title__contains="王小明").exists()
    assert not Entry.objects.filter(data__icontains="13900001111").exists()


class Gateway(BaseHTTPRequestHandler):
    seen: ClassVar[dict[str, Any]] = {}
    answer: ClassVar[int] = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen[self.headers["Idempotency-Key"]] = (self.headers["Authorization"], json.loads(body))
        self.send_response(self.answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing in the tests' output."""


@pytest.fixture
def gateway() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/send"
        server.shutdown()


def test_the_sms_courier_posts_with_its_key_and_reports_a_refusal(gateway: str) -> None:
    courier = SmsCourier(gateway, "secret")
    courier.carry("13800000000", "已派给环卫所", "7-9")
    assert Gateway.seen == {"7-9": ("Bearer secret", {"to": "13800000000", "text": "已派给环卫所"})}
    Gateway.answer = 503
    with pytest.raises(NotCarried):
        courier.carry("13800000000", "已派给环卫所", "7-10")
