"""The typed Python client against the product itself, without a network between."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler
from liandong_client.client import Client
from liandong_client.transport import Problem
from ninja.responses import NinjaJSONEncoder
from pytest_django import Settings

from liandong.access.client_actions import open_client
from liandong.access.models import AccessToken
from liandong.access.models import Client as Program
from liandong.access.scopes import Scope
from liandong.faces.api import clients
from liandong.faces.api.urls import api
from liandong.files import aside
from liandong.files.clip_actions import carry_out
from liandong.kernel.clock import now as clock

FOLDER = Path(__file__).parents[2] / "clients" / "python"
pytestmark = pytest.mark.usefixtures("requests_in_one_transaction")


@pytest.fixture
def program(now: datetime) -> tuple[str, str]:
    """The public name and the key of a client with every scope."""
    clients.forget()
    key = open_client("路灯平台", ["web"], actor="system", now=now, scopes=list(Scope))
    return Program.objects.get().code, key


def connected(*own: str, **words: Any) -> Client:
    product = httpx.Client(transport=httpx.WSGITransport(app=WSGIHandler()), base_url="http://testserver")
    return Client("http://testserver", *own, http=product, **words)


@pytest.fixture
def client(program: tuple[str, str]) -> Iterator[Client]:
    with connected(*program, language="en") as one:
        yield one


def test_what_is_committed_is_what_the_document_makes() -> None:
    spec = importlib.util.spec_from_file_location("generate", FOLDER / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    document = json.loads(json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder))
    kept = {name: (FOLDER / "liandong_client" / name).read_text() for name in ("models.py", "client.py")}
    assert generate.written(document) == kept, "see clients/python/README.md: generate anew"


def test_a_report_is_sent_followed_and_sent_again_without_harm(client: Client) -> None:
    sent = client.create_report(
        {"text": "路灯不亮", "channel": "web", "key": "c-1", "kind": "C0401", "lon": 104.1093, "lat": 30.6731}
    )
    again = client.create_report(
        {"text": "路灯不亮", "channel": "web", "key": "c-1", "kind": "C0401", "lon": 104.1093, "lat": 30.6731}
    )
    assert (sent["repeated"], again["repeated"], again["number"]) == (False, True, sent["number"])
    assert client.track(sent["track_token"])["number"] == sent["number"]
    followed = client.followed(sent["number"])
    assert next(each["type"] for each in followed["facts"]) == "case.received"
    assert AccessToken.objects.count() == 1


def test_a_refusal_is_an_exception_with_its_code_and_sentence_in_the_language_asked_for(client: Client) -> None:
    with pytest.raises(Problem) as refused:
        client.create_report({"text": "", "channel": "web", "key": "c-2"})
    assert (refused.value.status, refused.value.code, refused.value.field) == (422, "empty", "text")
    assert refused.value.detail.isascii()


def test_a_path_never_leaves_its_place(client: Client) -> None:
    with pytest.raises(Problem) as refused:
        client.track("../client")
    assert refused.value.status == 404


def test_webhooks_are_opened_read_and_closed(client: Client) -> None:
    made = client.open_webhook({"url": "https://lights.example.org/in", "facts": ["case.closed"], "key": "w"})
    assert made["secret"].startswith("whsec_")
    assert [each["id"] for each in client.webhooks()] == [made["id"]]
    client.close_webhook(made["id"])
    assert client.webhooks() == []


def test_a_wrong_key_is_said_and_what_is_public_needs_none(program: tuple[str, str]) -> None:
    with connected(program[0], "wrong") as stranger, pytest.raises(Problem) as refused:
        stranger.client()
    assert (refused.value.status, refused.value.code) == (401, "invalid_client")
    with connected() as anybody:
        assert {kind["category"] for kind in anybody.public_kinds()} <= {"component", "event", "complaint"}


def test_a_token_may_be_asked_for_less_than_the_client_has(program: tuple[str, str]) -> None:
    with connected(*program, scope="cases.read") as reader, pytest.raises(Problem) as refused:
        reader.webhooks()
    assert refused.value.code == "no-scope"


def test_what_is_too_often_is_tried_again_after_the_time_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("liandong_client.transport.time.sleep", waits.append)
    answers = iter([httpx.Response(429, headers={"Retry-After": "7"}, json={}), httpx.Response(200, json=[])])
    http = httpx.Client(transport=httpx.MockTransport(lambda _request: next(answers)), base_url="http://testserver")
    assert Client("http://testserver", http=http).public_kinds() == []
    assert waits == [7.0]


def test_a_clip_is_sent_under_a_key_and_comes_back_as_bytes(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.LIANDONG_FILES = str(tmp_path)
    monkeypatch.setattr(aside, "probe", lambda _data, _limits: (640, 360))
    monkeypatch.setattr(aside, "redraw", lambda _data, _limits: aside.Redrawn(b"film", b"still", 640, 360, 2.0, 1))
    clip = client.send_clip(b"as it was filmed", "clip-1")
    assert client.send_clip(b"as it was filmed", "clip-1")["id"] == clip["id"]
    made = client.create_report(
        {
            "text": "井盖坏了",
            "channel": "web",
            "key": "clip-r",
            "kind": "C0107",
            "lon": 104.1093,
            "lat": 30.6731,
            "photos": [clip["id"]],
        }
    )
    carry_out(UUID(clip["id"]), clock())
    assert client.sent_clip(clip["id"])["state"] == "ready"
    assert client.clip_of_followed(made["number"], clip["id"]) == b"film"
    assert client.clip_of_followed(made["number"], clip["id"], still=True) == b"still"
