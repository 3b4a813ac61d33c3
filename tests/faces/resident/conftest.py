"""Phones in front of the residents' pages, on the demo district's ground."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from liandong.access.rules import Actor
from liandong.cases.actions import move
from liandong.cases.models import Case, Report
from liandong.cases.states import Move
from liandong.cases.tracking import token
from liandong.kernel.clock import now
from tests.people import unit_actor

INSIDE = {"lon": "104.1142", "lat": "30.6935"}
LAMP = "C0107"


@pytest.fixture(autouse=True)
def nobody_counted(db: None) -> None:
    cache.clear()


@pytest.fixture
def phone() -> Client:
    return Client()


@pytest.fixture
def send(phone: Client) -> Callable[..., HttpResponse]:
    """Sends the form of /report as a browser without script does."""

    def sent(client: Client | None = None, **given: Any) -> HttpResponse:
        fields = {"key": str(uuid.uuid4()), "kind": LAMP, **INSIDE, **given}
        return (client or phone).post("/report", {name: value for name, value in fields.items() if value is not None})  # type: ignore[return-value]

    return sent


def picture(colour: str = "navy", name: str = "lamp.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def text(response: Any) -> str:
    return str(response.content.decode())


def wrongs(response: Any) -> list[str]:
    """The sentences that stand beside the fields, and the one over the form."""
    beside = re.findall(r'<p class="wrong"[^>]*>.*?<span>(.*?)</span></p>', text(response), re.S)
    above = re.findall(r'<div class="notice late".*?<b>还没有提交</b>(.*?)</span></div>', text(response), re.S)
    return [*beside, *(one.strip() for one in above if "下面标出了" not in one)]


def token_of(response: HttpResponse) -> str:
    """The tracking token of a receipt."""
    assert response.status_code == 303, text(response)
    return response["Location"].removeprefix("/track/").removesuffix("?new=1")


def worked(number: str) -> Case:
    """Takes a case as far as a passed verification, through the units that are answerable."""
    case = Case.objects.get(number=number)
    unit, verifiers = unit_actor(case.unit or ""), unit_actor(f"{case.area[:9]}-hecha")
    steps: list[tuple[Move, dict[str, Any], Actor]] = [
        (Move.ACCEPT, {}, unit), (Move.HANDLE, {"note": "换了灯泡，亮了"}, unit), (Move.VERIFY, {"note": "亮了"}, verifiers),
    ]  # fmt: skip
    for name, inputs, by in steps:
        move(number, name, inputs, by=by, now=now())
    return Case.objects.get(number=number)


def only_token() -> str:
    return token(Report.objects.get().pk)
