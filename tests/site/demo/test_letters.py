"""The demo's message services: what somebody types at its telephone reaches the product, and the answer comes back there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import Client
from liandong_letters_simulator import MailServer, Server

from liandong.cases.models import Report
from liandong.kernel.clock import now as true_now
from liandong.letters import services
from liandong.letters.models import Inlet
from liandong.letters.rules import ASKED
from liandong.site.demo import life_letters
from tests.letters.conftest import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(
    settings: Any, tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> Iterator[life_letters.Writers]:
    """The people of the demo; what their services post reaches the pages of this test."""
    settings.LIANDONG_DEMO, settings.LIANDONG_OUTBOX = True, str(tmp_path / "outbox")
    settings.LIANDONG_FILES = str(tmp_path / "files")
    services.connected.cache_clear()

    def posted(path: str, body: bytes, headers: dict[str, str]) -> bool:
        kind = headers.pop("Content-Type")
        return client.post(f"/letters/v1/{path}", body, content_type=kind, headers=headers).status_code == 200

    monkeypatch.setattr(life_letters, "posted", posted)
    there = life_letters.world()
    with Server(there) as server, MailServer(there) as box:
        settings.LIANDONG_PUBLIC_URL = server.url
        given = life_letters.inlets(box)
        monkeypatch.setattr(life_letters, "inlets", lambda _box=None: {
            code: {**row, "address": row["address"].replace("/simulated", "")} for code, row in given.items()})  # fmt: skip
        life_letters.connect(true_now(), box)
        yield life_letters.Writers(there, box, Random(7), true_now() + timedelta(days=1))
    services.connected.cache_clear()


@pytest.mark.parametrize("service", life_letters.TALKS)
def test_the_telephone_shows_what_the_product_answers(demo: life_letters.Writers, client: Client, service: str) -> None:
    phone = f"/simulated/phone?service={service}"
    client.post(phone, {"act": "text", "text": "垃圾没人清"})
    demo.tick(true_now())
    work(true_now())
    page = client.get(phone).content.decode()
    assert ASKED["place"] in page
    assert "垃圾没人清" in client.get(f"{phone}&lines=1").content.decode()
    for act, answer in (("place", ASKED["photo"]), ("photo", "〔照片〕")):
        client.post(phone, {"act": act})
        demo.tick(true_now())
        work(true_now())
        assert answer in client.get(phone).content.decode()


def test_made_up_people_write_and_answer_until_it_is_a_report(demo: life_letters.Writers) -> None:
    life_letters.write(demo.there, "wechat", "o-demo-0001", "垃圾没人清", true_now())
    for _ in range(4):
        demo.tick(true_now())
        work(true_now())
    report = Report.objects.get()
    assert (report.channel, report.text) == ("wechat", "垃圾没人清")
    assert report.lon


def test_the_demo_writes_at_every_service(demo: life_letters.Writers) -> None:
    for _ in range(40):
        demo.begins(true_now())
    assert all(demo.there.written(name) for name in life_letters.SERVICES)
    assert set(Inlet.objects.values_list("pk", flat=True)) == set(life_letters.SERVICES)
    life_letters.connect(true_now(), demo.box)
    assert Inlet.objects.count() == len(life_letters.SERVICES)


def test_there_is_no_telephone_but_in_a_demo(client: Client, settings: Any) -> None:
    settings.LIANDONG_DEMO = False
    assert client.get("/simulated/phone").status_code == 404
    assert (
        client.post("/simulated/wechat/cgi-bin/stable_token", b"{}", content_type="application/json").status_code == 404
    )


def test_the_telephone_shows_the_codes_and_texts_that_left_and_covers_whose_they_are(
    demo: life_letters.Writers, client: Client
) -> None:
    client.post("/mine/enter", {"phone": "13912345678"})
    page = client.get("/simulated/phone?service=sms&lines=1").content.decode()
    [code] = re.findall(r"\d{6}", re.sub(r"csrf\S+", "", page))
    assert "139****5678" in page
    assert "13912345678" not in page
    assert code in page
    assert code not in client.get("/simulated/phone?service=wechat&lines=1").content.decode()
