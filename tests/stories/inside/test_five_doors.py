"""One heap of rubbish, told through five doors within an hour: one case, five reporters, and each hears back through their own door."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from liandong_letters_simulator import MailServer, World, keys, mail

from liandong.access.client_actions import open_client
from liandong.cases.models import Case, Report
from liandong.faces.api import clients
from liandong.kernel import clock as true_clock
from liandong.kernel.coordinates import System, converted
from liandong.letters import actions
from liandong.letters.models import Inlet
from tests.letters.conftest import Clock, Phone, clock, inlet, phone, served, work, world
from tests.people import signed_in

__all__ = ["clock", "inlet", "phone", "served", "world"]
pytestmark = pytest.mark.django_db
LON, LAT = 104.1142, 30.6935
SAID = "巷口垃圾堆得走不过去，两天没人收"


@pytest.fixture
def now() -> Any:
    """The true time: the pages ask nobody else."""
    return true_clock.now()


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Path) -> None:
    settings.LIANDONG_SECOND_FACTOR = "optional"
    settings.LIANDONG_OUTBOX = str(tmp_path / "outbox")
    cache.clear()
    clients.forget()


@pytest.fixture
def box(world: World, inlet: Callable[..., Inlet], clock: Clock) -> Iterator[Inlet]:
    with MailServer(world) as server:
        row = inlet("mail", address=server.imap, smtp=server.smtp, **keys.MAIL)
        actions.pull(row, now=clock.at)
        yield Inlet.objects.get(pk="mail")


def texts(folder: Path) -> dict[str, list[str]]:
    """Text messages that went out, by number."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.json"), key=lambda file: int(file.stem.partition("-")[0])):
        told = json.loads(file.read_text(encoding="utf-8"))
        found.setdefault(told["to"], []).append(told["text"])
    return found


def post(path: str, by: Client, at: Clock, **given: str) -> None:
    answer = by.post(path, {"key": str(uuid.uuid4()), **given}, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    work(at.at)


def by_app(at: Clock) -> None:
    given = {
        "key": str(uuid.uuid4()),
        "kind": "E0102",
        "lon": str(LON),
        "lat": str(LAT),
        "text": SAID,
        "phone": "13800000001",
    }
    assert Client().post("/report", given).status_code == 303
    work(at.at)


def by_hotline(at: Clock) -> None:
    post("/desk/register", signed_in("9601"), at, channel="hotline", text=SAID, kind="E0102", lon=str(LON), lat="30.69355",
         phone="13800000002")  # fmt: skip


def by_program(at: Clock) -> None:
    secret = open_client("窗口", ["window"], actor="system", now=at.at, secret="one-key-for-this-story")
    sent = {"text": SAID, "channel": "window", "key": "w-1", "lon": LON, "lat": 30.69352, "kind": "E0102",
            "reporter": {"phone": "13800000003"}}  # fmt: skip
    answer = Client().post("/api/v1/reports", json.dumps(sent), content_type="application/json",
                           headers={"Authorization": f"Bearer {secret}"})  # fmt: skip
    assert answer.status_code == 201, answer.content
    work(at.at)


def by_wechat(li: Phone) -> None:
    li.says(SAID)
    li.sends_place(*converted(LON, LAT, System.CGCS2000, System.GCJ02))
    assert "已收到" in li.says("没有")[0]


def by_mail(world: World, box: Inlet, at: Clock) -> None:
    mail.drop(
        world,
        "zhao@example.net",
        mail.letter("zhao@example.net", "垃圾没人收", f"建设巷口，{SAID}", at.on(seconds=30)),
        at.at,
    )
    actions.pull(box, now=at.at)
    work(at.at)
    row = Report.objects.filter(channel="mail")
    if not row.exists():
        mail.drop(
            world,
            "zhao@example.net",
            mail.letter("zhao@example.net", "Re: 关于您反映的事", "建设巷口", at.on(seconds=30)),
            at.at,
        )
        box.refresh_from_db()
        actions.pull(box, now=at.at)
        work(at.at)
    assert row.exists()


def test_five_doors_one_case_five_reporters_five_answers(
    phone: Callable[[str], Phone], world: World, box: Inlet, clock: Clock, tmp_path: Path
) -> None:
    li = phone("o-li")
    by_app(clock)
    by_hotline(clock)
    by_program(clock)
    by_wechat(li)
    by_mail(world, box, clock)
    assert [each.channel for each in Report.objects.order_by("pk")] == ["app", "hotline", "window", "wechat", "mail"]

    lead, dispatcher = Case.objects.order_by("pk")[0], signed_in("0217")
    for case in Case.objects.filter(kind=None):
        post(f"/desk/cases/{case.number}/moves/classify", dispatcher, clock, kind="E0102")
    for case in Case.objects.exclude(pk=lead.pk).exclude(state="merged"):
        post(f"/desk/cases/{case.number}/twins/{lead.number}/join", dispatcher, clock)
    lead.refresh_from_db()
    assert (lead.reporters, lead.state) == (5, "assigned")
    assert Case.objects.exclude(state="merged").count() == 1

    post(f"/desk/cases/{lead.number}/moves/accept", signed_in("1201"), clock)
    post(f"/desk/cases/{lead.number}/moves/handle", signed_in("1201"), clock, note="清运干净了")
    post(f"/desk/cases/{lead.number}/moves/verify", signed_in("1202"), clock, note="看过，干净了")
    for _ in range(3):
        work(clock.on(minutes=1))

    told = texts(tmp_path / "outbox")
    heard = {**told, "wechat": [each.text for each in world.inbox("wechat", "o-li")],
             "mail": [each.text for each in world.inbox("mail", "zhao@example.net")]}  # fmt: skip
    assert sorted(heard) == ["13800000001", "13800000002", "13800000003", "mail", "wechat"]
    assert {door: sum("核查通过" in text for text in said) for door, said in heard.items()} == dict.fromkeys(heard, 1)
    links = {text.rpartition("/track/")[2] for said in heard.values() for text in said if "核查通过" in text}
    assert len(links) == 5
    everybody = ("13800000001", "13800000002", "13800000003", "o-li", "zhao@")
    for said in heard.values():
        assert not any(who in text for who in everybody for text in said)
