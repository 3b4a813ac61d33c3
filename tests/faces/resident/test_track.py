"""What a tracking token opens, and what it does not."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from liandong.access.actions import look_at_reporter
from liandong.access.models import Identity
from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.files.actions import attach, store
from liandong.files.models import File
from liandong.files.states import Role
from liandong.kernel.clock import now
from tests.faces.resident.conftest import picture, text, token_of, worked, wrongs
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db
Send = Callable[..., HttpResponse]


def test_the_page_says_who_has_it_until_when_and_what_happened_oldest_first(phone: Client, send: Send) -> None:
    token = token_of(send())
    worked(Case.objects.get().number)
    page = text(phone.get(f"/track/{token}"))
    words = ["已收到您的上报", "已受理", "已派给照明监管所", "照明监管所签收，去现场处置", "照明监管所处置完了", "换了灯泡，亮了",
             "另一个单位的人核查通过"]  # fmt: skip
    places = [page.index(f">{word}<") for word in words]
    assert places == sorted(places)
    assert "核查通过，请您评价" in page


def test_no_name_of_staff_stands_on_the_page(phone: Client, send: Send) -> None:
    token = token_of(send())
    case = Case.objects.get()
    move(case.number, Move.ACCEPT, {}, by=actor_at("3001"), now=now())
    move(case.number, Move.ASK_EXTENSION, {"reason": "王磊请假", "hours": 2}, by=actor_at("3001"), now=now())
    move(case.number, Move.NOTE, {"note": "内部说明"}, by=actor_at("0217"), now=now())
    page = text(phone.get(f"/track/{token}"))
    assert [word for word in ("王磊", "3001", "陈静", "post:", "内部说明") if word in page] == []


@pytest.mark.parametrize("address", ["", "/rate", "/reopen", "/looks", "/map.geojson", "?new=1"])
def test_a_wrong_token_opens_nothing_and_says_so_alike(phone: Client, send: Send, address: str) -> None:
    token = token_of(send())
    number, _, secret = token.partition("-")
    post = address in ("/rate", "/reopen")
    for wrong in (f"{number}-aaaaaaaaaaaaaaaa", f"{int(number) + 1}-{secret}", number, "x", f"{token}x", "９-a"):
        path = f"/track/{wrong}{address}"
        answer = phone.post(path) if post else phone.get(path)
        assert answer.status_code == 404
        assert "没有找到这件事。请检查查询码有没有输全。" in text(answer)


def test_photos_need_the_token_of_their_own_case(phone: Client, send: Send) -> None:
    mine, other = token_of(send(photo_file=[picture()])), token_of(send(photo_file=[picture("red")]))
    own, foreign = File.objects.order_by("uploaded_at")
    assert phone.get(f"/track/{mine}/photos/{own.pk}")["Content-Type"] == "image/jpeg"
    assert phone.get(f"/track/{mine}/photos/{own.pk}?small=1")["Cache-Control"] == "private, max-age=86400"
    assert phone.get(f"/track/{mine}/photos/{foreign.pk}").status_code == 404
    assert phone.get(f"/track/{other}x/photos/{foreign.pk}").status_code == 404
    assert phone.get(f"/track/{mine}/photos/{uuid.uuid4()}").status_code == 404


def test_photos_that_units_exchange_on_the_way_are_not_shown(phone: Client, send: Send) -> None:
    token = token_of(send())
    case = Case.objects.get()
    inside = store(picture().read(), actor="system", now=now())
    attach([inside.pk], f"case:{case.pk}", Role.BEFORE, actor="system", now=now())
    assert str(inside.pk) not in text(phone.get(f"/track/{token}"))
    assert phone.get(f"/track/{token}/photos/{inside.pk}").status_code == 404


def test_the_map_shows_the_ground_and_only_with_the_token(phone: Client, send: Send) -> None:
    token = token_of(send())
    answer = phone.get(f"/track/{token}/map.geojson")
    assert {"community", "grid"} <= {each["properties"]["layer"] for each in answer.json()["features"]}
    assert answer["Cache-Control"] == "private, no-store"


def test_rating_waits_for_the_verification_and_counts_once(phone: Client, send: Send) -> None:
    token = token_of(send())
    early = phone.post(f"/track/{token}/rate", {"stars": "5", "key": "a"})
    assert (early.status_code, Case.objects.get().stars) == (422, None)
    worked(Case.objects.get().number)
    assert wrongs(phone.post(f"/track/{token}/rate", {"stars": "6", "key": "b"})) == [
        "评价只有五档：非常满意、满意、基本满意、不满意、非常不满意。"
    ]
    for _ in range(2):
        assert phone.post(f"/track/{token}/rate", {"stars": "4", "key": "c"}).status_code == 303
    assert (Case.objects.get().state, Case.objects.get().stars) == ("closed", 4)
    assert wrongs(phone.post(f"/track/{token}/rate", {"stars": "1", "key": "d"})) == ["您已经评过了，谢谢。"]
    assert Case.objects.get().stars == 4
    assert "您评的是：满意。谢谢。" in text(phone.get(f"/track/{token}"))


def test_not_solved_reopens_with_a_reason_and_photos_and_is_counted(phone: Client, send: Send) -> None:
    token = token_of(send())
    worked(Case.objects.get().number)
    bare = phone.post(f"/track/{token}/reopen", {"reason": "  ", "key": "a", "photo_file": [picture()]})
    assert (bare.status_code, wrongs(bare)) == (422, ["还差理由，填上再提交；其他内容都在。"])
    assert f'name="photo" value="{File.objects.get().pk}"' in text(bare)
    for _ in range(2):
        given = {"reason": "又灭了<b>", "key": "b", "photo": str(File.objects.get().pk)}
        assert phone.post(f"/track/{token}/reopen", given).status_code == 303
    case = Case.objects.get()
    assert (case.state, case.reopened, File.objects.get().subject) == ("triaged", 1, f"case:{case.pk}")
    page = text(phone.get(f"/track/{token}"))
    assert "又灭了&lt;b&gt;" in page
    assert "重开过" in page


def test_every_look_at_the_reporter_is_shown_by_unit_purpose_and_time(phone: Client, send: Send) -> None:
    token, other = token_of(send(phone="13812342041")), token_of(send(phone="13900000000"))
    case = Case.objects.order_by("pk")[0]
    assert "还没有人看过" in text(phone.get(f"/track/{token}/looks"))
    look_at_reporter(Identity.objects.get(masked_phone="138****2041"), "phone", purpose="ask-place", reason="说不清在哪一栋",
                     subject=f"case:{case.pk}", actor=actor_at("0217"), now=now())  # fmt: skip
    page = text(phone.get(f"/track/{token}/looks"))
    assert [
        word
        for word in ("大联动中心", "看了您的电话", "要打电话问清位置", "说不清在哪一栋", "刚刚")
        if word not in page
    ] == []
    assert [word for word in ("陈静", "派遣二席", "2041") if word in page] == []
    assert "谁看过我的信息：1 次" in text(phone.get(f"/track/{token}"))
    assert "还没有人看过" in text(phone.get(f"/track/{other}/looks"))


def test_a_refused_case_says_why(phone: Client, send: Send) -> None:
    token = token_of(send(kind="other", text="想问问政策"))
    move(Case.objects.get().number, Move.REFUSE, {"reason": "这件事归小区物业管"}, by=actor_at("0217"), now=now())
    page = text(phone.get(f"/track/{token}"))
    assert "这件没有立案" in page
    assert "这件事归小区物业管" in page


def test_a_suspended_and_a_voided_case_have_their_words(phone: Client, send: Send) -> None:
    token = token_of(send())
    number = Case.objects.get().number
    unit = unit_actor(Case.objects.get().unit or "")
    move(number, Move.ACCEPT, {}, by=unit, now=now())
    move(number, Move.ASK_SUSPENSION, {"reason": "等配件"}, by=unit, now=now())
    move(number, Move.GRANT_SUSPENSION, {}, by=actor_at("0201"), now=now())
    assert "暂时缓办" in text(phone.get(f"/track/{token}"))
    move(number, Move.VOID, {"reason": "重复上报"}, by=actor_at("0201"), now=now())
    assert "重复上报" in text(phone.get(f"/track/{token}"))
