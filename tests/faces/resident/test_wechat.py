"""Signing in inside WeChat: the platform says who is there, and what they wrote to the account stands together; nobody else's does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from liandong_letters_simulator import Server, World, keys
from liandong_letters_simulator.wechat import HERE

from liandong.access.models import Identity
from liandong.cases.models import Report
from liandong.kernel.clock import now as clock
from liandong.letters import services
from liandong.letters.reference_actions import save_inlet
from liandong.residents.models import Resident, SignIn
from tests.letters.conftest import Phone

pytestmark = pytest.mark.django_db
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/122.0 Mobile Safari/537.36 MicroMessenger/8.0.49"


class Still:
    """The time of the conversation: the true one, put forward by who speaks."""

    def __init__(self) -> None:
        self.at: datetime = clock()

    def on(self, **_span: float) -> datetime:
        return self.at


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "letters.db", clock)


@pytest.fixture
def account(world: World, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The district's official account at the simulated platform; its address."""
    settings.LIANDONG_FILES = str(tmp_path / "files")
    services.connected.cache_clear()
    with Server(world) as server:
        there = f"{server.url}/wechat"
        save_inlet("wechat", "wechat", {"name": "成华发布", "address": there, "platform": there, **keys.WECHAT},
                   actor="system", now=clock())  # fmt: skip
        yield there
    services.connected.cache_clear()


def browser() -> Client:
    return Client(headers={"User-Agent": WECHAT})


def went(phone: Client, world: World) -> str:
    """The address with which WeChat's browser comes back."""
    asked = parse_qs(urlsplit(phone.get("/mine/wechat")["Location"]).query)
    assert asked["scope"] == ["snsapi_base"]
    world.mark("wechat:code:CODE", HERE)
    return f"/mine/wechat/back?code=CODE&state={asked['state'][0]}"


def reported(world: World, who: str) -> Report:
    """Somebody writes to the account what happened and where, and that there is no more."""
    writer = Phone(who, world, Client(), Still())  # type: ignore[arg-type]  # a clock that does not move
    writer.says(f"路灯不亮 {who}")
    writer.sends_place(104.1167, 30.6912)
    writer.says("没有照片")
    return Report.objects.latest("id")


def test_who_comes_from_wechat_finds_what_they_wrote_there_and_nothing_of_others(account: str, world: World) -> None:
    own = reported(world, HERE)
    reported(world, "o-somebody-else")
    phone = browser()
    assert "/mine/wechat" in phone.get("/track").content.decode()
    assert phone.get(went(phone, world)).status_code == 302
    shown = phone.get("/track").content.decode()
    assert f"路灯不亮 {HERE}" in shown
    assert "o-somebody-else" not in shown
    assert "微信" in shown
    for page in ("/mine/looks", "/mine/leave", "/report"):
        assert phone.get(page).status_code == 200
    phone.post("/mine/leave")
    assert (Resident.objects.count(), SignIn.objects.count()) == (0, 0)
    assert Report.objects.filter(pk=own.pk, identity__isnull=False).exists()


def test_the_same_person_is_one_resident_and_their_name_lies_in_the_vault(account: str, world: World) -> None:
    for phone in (browser(), browser()):
        assert phone.get(went(phone, world)).status_code == 302
    assert (Resident.objects.count(), SignIn.objects.count(), Identity.objects.count()) == (1, 2, 1)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{HERE}%"])
            assert cursor.fetchone() == (0,), table


def test_a_code_counts_once_and_only_for_the_browser_that_asked(account: str, world: World) -> None:
    phone = browser()
    back = went(phone, world)
    assert browser().get(back).status_code == 400
    assert phone.get(back.replace("state=", "state=x")).status_code == 400
    assert phone.get(back.replace("CODE", "OTHER")).status_code == 400
    assert phone.get(back).status_code == 302
    again = went(phone, world)
    world.mark("wechat:code:CODE", "used")
    assert phone.get(again).status_code == 400
    assert SignIn.objects.count() == 1


def test_while_the_platform_is_away_one_is_told_so(account: str, world: World) -> None:
    phone = browser()
    back = went(phone, world)
    save_inlet("wechat", "wechat", {"name": "成华发布", "address": "http://127.0.0.1:9", "platform": account, **keys.WECHAT},
               actor="system", now=clock())  # fmt: skip
    answer = phone.get(back)
    assert answer.status_code == 503
    assert "微信现在问不到" in answer.content.decode()


def test_without_an_account_or_outside_wechat_it_is_not_offered(world: World) -> None:
    assert "/mine/wechat" not in browser().get("/track").content.decode()
    assert browser().get("/mine/wechat")["Location"] == "/mine/enter"
