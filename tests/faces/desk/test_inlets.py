"""The desk's pages of inlets and of answers that did not arrive."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from liandong.journal.models import Entry
from liandong.kernel.clock import now
from liandong.letters.actions import conversation_with
from liandong.letters.models import Inlet, Reply
from liandong.letters.queries import secrets_of
from liandong.letters.reply_actions import queue_reply
from liandong.letters.states import Sending

pytestmark = pytest.mark.django_db
FORM = {"code": "wx", "name": "成华微信", "address": "https://api.weixin.qq.com", "its-appid": "wx1",
        "its-token": "t0ken", "its-app_secret": "s3cret-word"}  # fmt: skip
Sits = Callable[..., Client]


def test_an_inlet_is_opened_changed_and_closed_and_its_secrets_are_shown_nowhere(sit: Sits) -> None:
    client = sit("0901")
    assert "微信公众号" in client.get("/desk/reference/inlets").content.decode()
    assert client.post("/desk/reference/inlets/wechat/new", FORM).status_code == 302
    row = Inlet.objects.get(pk="wx")
    assert secrets_of("wx", now()) == [{"token": "t0ken", "aes_key": "", "app_secret": "s3cret-word"}]
    page = client.get("/desk/reference/inlets/wechat/wx").content.decode()
    assert "/letters/v1/wx" in page
    assert "s3cret-word" not in page + str(
        list(Entry.objects.filter(subject="inlet:wx").values_list("data", flat=True))
    )
    again = {**FORM, "name": "新名字", "its-token": "", "its-app_secret": "", "days": "3"}
    assert client.post("/desk/reference/inlets/wechat/wx", again).status_code == 302
    row.refresh_from_db()
    assert row.name == "新名字"
    assert [each["app_secret"] for each in secrets_of("wx", now())] == ["s3cret-word"]
    assert client.post("/desk/reference/inlets/wx/close").status_code == 302
    assert "已关闭" in client.get("/desk/reference/inlets").content.decode()


def test_a_key_of_the_gateway_is_not_taken_for_the_key_of_the_form(sit: Sits) -> None:
    form = {
        "code": "sms",
        "name": "短信",
        "address": "https://sms.example",
        "key": str(uuid.uuid4()),
        "its-key": str(uuid.uuid4()),
    }
    for _ in range(2):
        assert sit("0901").post("/desk/reference/inlets/sms/new", form).status_code == 302
    assert secrets_of("sms", now()) == [{"key": form["its-key"]}]
    [entry] = Entry.objects.filter(subject="inlet:sms")
    assert entry.key == f"desk:{form['key']}"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"code": "WX!"}, "代号用小写字母"), ({"its-token": ""}, "消息入口还差"), ({"its-aes_key": "short"}, "43 个字母"),
     ({"address": "nowhere"}, "接口地址")],
)  # fmt: skip
def test_what_cannot_work_is_refused_and_what_was_typed_stays(sit: Sits, change: dict[str, str], sentence: str) -> None:
    answer = sit("0901").post("/desk/reference/inlets/wechat/new", {**FORM, **change})
    assert answer.status_code == 409
    assert sentence in answer.context["refused"].sentence
    page = answer.content.decode()
    assert "成华微信" in page
    assert next(iter(change)) == "address" or f'data-field="{next(iter(change))}"' in page
    assert not Inlet.objects.exists()


def test_an_answer_that_did_not_arrive_is_tried_again_or_let_be(sit: Sits, now: datetime) -> None:
    sit("0901").post("/desk/reference/inlets/wechat/new", FORM)
    row = conversation_with(Inlet.objects.get(), "o-li", now)
    replies = [queue_reply(row, "有进展", key=f"k{n}", now=now) for n in range(2)]
    Reply.objects.update(state=Sending.UNSURE)
    client = sit("0201")
    page = client.get("/desk/replies").content.decode()
    assert "不知道有没有送到" in page
    assert "有进展" not in page
    client.post(f"/desk/replies/{replies[0].pk}/retry")
    assert client.post(f"/desk/replies/{replies[1].pk}/drop", {"note": " "}).status_code == 409
    client.post(f"/desk/replies/{replies[1].pk}/drop", {"note": "已打电话"})
    assert sorted(Reply.objects.values_list("state", flat=True)) == ["dropped", "waiting"]
    assert "没有卡住的回信" in client.get("/desk/replies").content.decode()


def test_who_is_not_there_for_it_sees_neither(sit: Sits) -> None:
    assert sit("0217").get("/desk/reference/inlets").status_code == 403
    assert sit("3001").get("/desk/replies").status_code == 403
