"""Reporting without an account and without script: what becomes a case, and every sentence that says why not."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from liandong.access.models import Identity
from liandong.cases.models import Case, Report
from liandong.faces.resident.kinds import FREQUENCIES, ranked
from liandong.files.models import File
from liandong.files.queries import files_of
from tests.faces.resident.conftest import INSIDE, LAMP, picture, text, token_of, wrongs

pytestmark = pytest.mark.django_db
Send = Callable[..., HttpResponse]


def test_a_kind_and_a_point_are_enough_for_a_case_with_unit_and_deadline(phone: Client, send: Send) -> None:
    answer = send()
    case = Case.objects.get()
    receipt = phone.get(answer["Location"])
    assert (case.kind, case.state, case.title, case.channel) == (LAMP, "assigned", "路灯不亮", "app")
    assert case.number in text(receipt)
    assert "照明监管所" in text(receipt)
    assert "前办结" in text(receipt)
    assert Identity.objects.count() == 0


def test_photos_go_with_the_form_itself(phone: Client, send: Send) -> None:
    token = token_of(send(kind="", text="", photo_file=[picture(), picture("green")]))
    case = Case.objects.get()
    assert (case.title, case.state) == ("照片上报", "received")
    assert [row.role for row in files_of(f"case:{case.pk}")] == ["report", "report"]
    assert text(phone.get(f"/track/{token}")).count("?small=1") == 2


def test_other_goes_to_a_person(send: Send) -> None:
    send(kind="other", text="说不清是什么，反正不对")
    assert (Case.objects.get().kind, Case.objects.get().state) == (None, "received")


def test_words_of_place_alone_are_taken_and_what_cannot_be_found_waits_for_a_person(send: Send) -> None:
    send(lon="", lat="", words="不知道叫什么的小巷子")
    assert (Case.objects.get().state, Case.objects.get().grid) == ("received", None)


def test_the_phone_number_lies_sealed_and_stands_on_no_page(phone: Client, send: Send) -> None:
    token = token_of(send(phone="138 1234 2041", confidential="1"))
    assert (Identity.objects.get().masked_phone, Identity.objects.get().confidential) == ("138****2041", True)
    for page in (f"/track/{token}", f"/track/{token}?new=1", f"/track/{token}/looks", "/"):
        assert "2041" not in text(phone.get(page))


def test_a_second_press_gives_the_same_receipt(send: Send) -> None:
    key = str(uuid.uuid4())
    first = send(key=key, photo_file=[picture()])
    second = send(key=key, photo_file=[picture()])
    assert (second.status_code, second["Location"]) == (303, first["Location"])
    assert (Case.objects.count(), File.objects.count()) == (1, 1)


def test_another_report_under_a_used_key_is_said_and_goes_with_the_next_press(phone: Client, send: Send) -> None:
    key = str(uuid.uuid4())
    send(key=key)
    again = send(key=key, text="另一件事")
    assert again.status_code == 422
    assert wrongs(again) == ["刚才那一份已经收到了，在“我的事”里看得到。要另报一件，再按一次提交。"]
    assert key not in text(again)


@pytest.mark.parametrize(("given", "said"), [
    ({"kind": ""}, "还不知道是什么问题：拍一张照片、选一个类别，或者写一句。"),
    ({"lon": "", "lat": ""}, "还不知道在哪里：点“用我的位置”，在地图上点一下，或者写下地点。"),
    ({"lon": "103.0000123", "lat": "30.0000123"}, "这个位置不在本区。请在地图上重新点一下，或者只写地点名称。"),
    ({"lon": "x", "lat": "y"}, "这个位置看不懂。在地图上重新点一下，或者写下地点。"),
    ({"lon": "nan", "lat": "inf"}, "这个位置看不懂。在地图上重新点一下，或者写下地点。"),
    ({"lon": "104.11421", "lat": ""}, "这个位置看不懂。在地图上重新点一下，或者写下地点。"),
    ({"kind": "X9"}, "没有这一类了，重新选一个；都不是就选“其他”。"),
    ({"phone": "你猜"}, "这不像电话号码。写手机号，或者带区号的座机；不想留就空着。"),
    ({"text": "长" * 2001}, "最多 2000 个字，现在有 2001 个。"),
    ({"words": "长" * 201}, "最多 200 个字，现在有 201 个。"),
    ({"photo": str(uuid.uuid4())}, "有一张照片找不到了：上传后一天没有使用的照片会删除。请重新拍。"),
])  # fmt: skip
def test_each_refusal_is_a_sentence_and_leaves_no_case(send: Send, given: dict[str, Any], said: str) -> None:
    answer = send(**given)
    assert (answer.status_code, wrongs(answer), Case.objects.count()) == (422, [said], 0)


@pytest.mark.parametrize(("name", "body", "said"), [
    ("lamp.jpg", b"PK\x03\x04zip", "这是压缩包或文档，不是照片，改了后缀也打不开。请上传里面的照片，或直接拍一张。"),
    ("lamp.jpg", b"\xff\xd8\xff\xe0 cut off", "这张照片没有传完整，打不开。请重新上传，或再拍一张。"),
    ("lamp.svg", b"<svg onload='alert(1)'/>", "这是网页或矢量图（SVG），不是照片。请上传手机拍的照片（JPEG、PNG、WebP 或 HEIC）。"),
])  # fmt: skip
def test_what_is_no_photo_is_refused_with_what_it_is(send: Send, name: str, body: bytes, said: str) -> None:
    answer = send(photo_file=[SimpleUploadedFile(name, body, "image/jpeg")])
    assert (answer.status_code, wrongs(answer), Case.objects.count()) == (422, [said], 0)


def test_everything_typed_and_every_photo_is_kept_when_something_is_refused(phone: Client, send: Send) -> None:
    answer = send(phone="你猜", text="灯不亮三天了", words="建设北路一段", photo_file=[picture()])
    page = text(answer)
    photo = File.objects.get().pk
    assert f'name="photo" value="{photo}"' in page
    for kept in (
        "灯不亮三天了</textarea>",
        'value="建设北路一段"',
        'value="你猜"',
        'value="104.1142"',
        f'value="{LAMP}" checked',
    ):
        assert kept in page
    mark = page.partition("/report/photos/")[2].partition('"')[0]
    assert phone.get(f"/report/photos/{mark}")["Content-Type"] == "image/jpeg"
    assert phone.get(f"/report/photos/{photo}").status_code == 404
    send(photo=str(photo), text="灯不亮三天了")
    assert phone.get(f"/report/photos/{mark}").status_code == 404, "once it is part of a case only its token shows it"


def test_a_photo_is_taken_off_without_script(send: Send) -> None:
    File.objects.all().delete()
    send(phone="你猜", photo_file=[picture()])
    answer = send(photo=str(File.objects.get().pk), drop=str(File.objects.get().pk), text="还在")
    assert answer.status_code == 200
    assert 'name="photo" value' not in text(answer)
    assert "还在</textarea>" in text(answer)


def test_a_photo_of_another_report_cannot_be_used_again(send: Send) -> None:
    send(photo_file=[picture()])
    answer = send(photo=str(File.objects.get().pk))
    assert wrongs(answer) == ["有照片已经用在别处，不能再用一次。请重新上传。"]
    assert Case.objects.count() == 1


def test_at_most_six_photos_are_taken(send: Send) -> None:
    answer = send(photo_file=[picture(colour) for colour in ("red", "green", "blue", "white", "black", "gray", "pink")])
    assert wrongs(answer) == ["最多 6 张照片，多出的没有加上。"]
    assert text(answer).count('name="photo" value') == 6


def test_a_body_beyond_all_photos_is_refused_before_it_is_read(phone: Client) -> None:
    answer = phone.post("/report", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="900000000")
    assert (answer.status_code, wrongs(answer)) == (
        413,
        ["照片和视频加起来太大，没有收到。照片每张最多 10 MB，少选几张再提交。"],
    )


def test_too_many_from_one_address_are_refused_with_everything_kept(send: Send, settings: Settings) -> None:
    settings.LIANDONG_REPORTS_AN_HOUR = 2
    key = str(uuid.uuid4())
    send(key=key)
    send()
    answer = send(text="第三件")
    assert answer.status_code == 429
    assert wrongs(answer) == ["这一小时从您这里已经收到 2 次，先歇一会儿再报。急事请打 96966。填的内容都在。"]
    assert "第三件</textarea>" in text(answer)
    assert send(key=key).status_code == 303, "what is here already is not counted"
    assert Case.objects.count() == 2


def test_script_in_every_field_is_shown_as_words(phone: Client, send: Send) -> None:
    evil = '"><script>alert(1)</script>'
    fields = {"text": evil, "words": evil, "phone": evil, "kind": evil[:8], "more": evil[:8], "lon": evil, "lat": evil,
              "key": evil, "photo": evil, "crs": evil, "accuracy": evil}  # fmt: skip
    assert "<script>alert" not in text(send(**fields))
    token = token_of(send(text=evil, words=evil, key=evil))
    for page in (
        f"/track/{token}",
        f"/track/{token}?new=1",
        "/",
        "/track",
        f"/track?code={evil}",
        f"/report?kind={evil}&words={evil}",
    ):
        assert "<script>alert" not in text(phone.get(page))


def test_a_null_character_and_a_missing_key_are_no_obstacle(send: Send) -> None:
    send(key="", text="灯\x00不亮")
    assert Report.objects.get().text == "灯不亮"


def test_one_photo_from_the_camera_is_answered_by_its_id_or_by_a_sentence(phone: Client) -> None:
    answer = phone.post("/report/photos", {"file": picture()})
    assert (answer.status_code, answer.json()) == (201, {"id": str(File.objects.get().pk)})
    bad = phone.post("/report/photos", {"file": SimpleUploadedFile("a.jpg", b"GIF89a")})
    assert (bad.status_code, bad["Content-Type"]) == (422, "application/problem+json")
    assert bad.json()["detail"].startswith("这是 GIF 动图")
    assert phone.post("/report/photos").status_code == 422


def test_a_form_from_another_site_is_not_taken(send: Send) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict).status_code == 403
    assert strict.post("/report/photos", {"file": picture()}).status_code == 403
    assert Case.objects.count() == 0


def test_a_point_is_named_on_the_page_and_outside_is_said(phone: Client) -> None:
    shown = text(phone.get("/report", INSIDE))
    assert "社区</b>" in shown
    assert "街道</span>" in shown
    assert set(phone.get("/report/place", INSIDE).json()) == {"place", "around"}
    assert phone.get("/report/place", {"lon": "103.0000123", "lat": "30.0000123"}).json() == {
        "sentence": "这个位置不在本区，换一个点。"
    }


def test_the_most_frequent_kinds_stand_first(send: Send) -> None:
    for _ in range(3):
        send(kind="C0210")
    FREQUENCIES.forget()
    assert ranked()[0].code == "C0210"
    FREQUENCIES.forget()
