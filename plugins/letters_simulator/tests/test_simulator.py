"""The simulated services answer in the shapes of the true ones, errors too."""

from __future__ import annotations

import imaplib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from liandong_letters_simulator import MailServer, World, answered, keys, mail

NOW = datetime(2026, 6, 12, 6, 30, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "letters.db", lambda: NOW)


def wechat(world: World, path: str, given: dict, token: str = "") -> dict:
    query = {"access_token": token} if token else {}
    status, _, body = answered(world, "POST", f"/wechat{path}", query, {}, json.dumps(given).encode())
    assert status == 200
    return json.loads(body)


def token(world: World, **more: object) -> str:
    given = {"appid": keys.WECHAT["appid"], "secret": keys.WECHAT["app_secret"], **more}
    return str(wechat(world, "/cgi-bin/stable_token", given)["access_token"])


def said(world: World, word: str) -> int:
    given = {"touser": "o-li", "msgtype": "text", "text": {"content": "x"}}
    return int(wechat(world, "/cgi-bin/message/custom/send", given, word)["errcode"])


def test_the_stable_token_is_the_same_until_it_is_forced(world: World) -> None:
    first = token(world)
    assert token(world) == first
    assert token(world, force_refresh=True) != first
    assert wechat(world, "/cgi-bin/stable_token", {"appid": "x"})["errcode"] == 40013


def test_messages_go_to_who_wrote_within_48_hours_and_five_in_a_row(world: World) -> None:
    word = token(world)
    assert said(world, "7_wrong") == 40001
    assert said(world, word) == 40003
    world.write("wechat", "o-li", {"Content": "x"}, NOW - timedelta(hours=49))
    assert said(world, word) == 45015
    world.write("wechat", "o-li", {"Content": "x"}, NOW)
    assert [said(world, word) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


def test_an_announcement_goes_out_once_for_its_id(world: World) -> None:
    word, given = token(world), {"text": {"content": "x"}, "clientmsgid": "p-1"}
    first = wechat(world, "/cgi-bin/message/mass/sendall", given, word)
    again = wechat(world, "/cgi-bin/message/mass/sendall", given, word)
    assert (first["errcode"], again["errcode"], again["msg_id"]) == (0, 45065, first["msg_id"])


def test_a_search_for_what_comes_after_the_last_mail_names_the_last_as_the_standard_has_it(world: World) -> None:
    mail.drop(world, "a@example.net", mail.letter("a@example.net", "x", "y", NOW), NOW)
    with MailServer(world) as server, imaplib.IMAP4("127.0.0.1", int(server.imap.rpartition(":")[2])) as box:
        box.login(keys.MAIL["user"], keys.MAIL["password"])
        box.select("INBOX", readonly=True)
        assert box.uid("SEARCH", "UID 2:*")[1] == [b"1"]
