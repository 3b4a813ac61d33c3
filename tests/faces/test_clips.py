"""A clip from the telephone to the desk, through every door: who sees what of it, and when."""

from __future__ import annotations

import io
import json
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from liandong.access.client_actions import open_client
from liandong.access.models import Account
from liandong.cases.models import Case
from liandong.faces.api import clients
from liandong.faces.shared.films import piece
from liandong.files import aside, clip_actions, queries
from liandong.files.models import Clip
from liandong.files.states import ClipState
from liandong.journal.queries import timeline
from liandong.kernel.clock import now
from tests.files.films import film

pytestmark = pytest.mark.django_db
HERE = {"lon": "104.1142", "lat": "30.6935"}
LAMP, STALL = "C0107", "E0503"
STILL = b"\xff\xd8\xff a still picture"


@pytest.fixture(scope="module")
def sent() -> bytes:
    return film(0.25)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.LIANDONG_SECOND_FACTOR = "optional"
    cache.clear()
    clients.forget()
    with override_settings(LIANDONG_FILES=str(tmp_path / "files")):
        yield tmp_path / "files"


@pytest.fixture(autouse=True)
def redrawn(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> bytes:
    """What the process of its own would answer; its own tests are beside the files."""
    made = aside.Redrawn(b"redrawn" + sent, STILL, 640, 360, 0.2, 3)
    monkeypatch.setattr(aside, "probe", lambda _data, _limits: (640, 360))
    monkeypatch.setattr(aside, "redraw", lambda _data, _limits: made)
    return made.film


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("clip.mp4", data, "video/mp4")


def reported(phone: Client, data: bytes, **given: Any) -> Any:
    return phone.post("/report", {"key": str(uuid.uuid4()), "kind": LAMP, **HERE, "clip_file": upload(data), **given})


def text(response: Any) -> str:
    return str(response.content.decode())


def worked() -> Clip:
    """Has the worker do its part for the one clip there is."""
    clip = Clip.objects.get()
    clip_actions.carry_out(clip.pk, now())
    clip.refresh_from_db()
    return clip


def sit(number: str) -> Client:
    client = Client()
    client.force_login(
        Account.objects.get(username=number), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_a_resident_films_a_hazard_and_sees_how_far_it_is(sent: bytes, redrawn: bytes) -> None:
    phone = Client()
    receipt = reported(phone, sent)
    assert receipt.status_code == 303
    page = receipt["Location"].removesuffix("?new=1")
    clip = Clip.objects.get()
    case = Case.objects.get()
    assert (clip.file.subject, clip.file.role, case.kind) == (f"case:{case.pk}", "report", LAMP)
    address = f"{page}/clips/{clip.pk}"
    assert "处理中" in text(phone.get(page))
    assert phone.get(address).status_code == 404
    worked()
    shown = text(phone.get(page))
    assert (
        f'<video class="clip" controls playsinline muted preload="none" poster="{address}?still=1" src="{address}">'
        in shown
    )
    assert "处理中" not in shown
    assert (phone.get(address).content, phone.get(f"{address}?still=1").content) == (redrawn, STILL)
    assert "media-src 'self'" in phone.get(page)["Content-Security-Policy"]
    assert Client().get(f"/track/1-aaaaaaaaaaaaaaaa/clips/{clip.pk}").status_code == 404


def test_what_was_sent_goes_to_no_folder_of_temporary_files_and_comes_out_of_no_door(
    sent: bytes, folder: Path, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    written: list[Any] = []
    with pytest.MonkeyPatch.context() as watched:
        watched.setattr(tempfile, "NamedTemporaryFile", lambda *words, **_more: written.append(words))
        receipt = reported(Client(), sent + bytes(100_000))
    assert (receipt.status_code, written) == (303, [])
    [lies] = [path for path in folder.glob("*/*/*") if path.is_file()]
    assert sent[100:164] not in lies.read_bytes()
    number, pk = Case.objects.get().number, Clip.objects.get().pk
    desk, page = sit("0217"), receipt["Location"].removesuffix("?new=1")
    for address in (f"/desk/cases/{number}/clips/{pk}", f"/desk/cases/{number}/photos/{pk}", f"/api/v1/cases/{number}/clips/{pk}",
                    f"/api/v1/cases/{number}/photos/{pk}", f"{page}/photos/{pk}"):  # fmt: skip
        assert desk.get(address).status_code == 404, address


def test_a_form_that_is_not_right_yet_keeps_its_clip(sent: bytes) -> None:
    phone = Client()
    asked = reported(phone, sent, lon="", lat="")
    assert asked.status_code == 422
    clip = Clip.objects.get()
    assert f'name="clip" value="{clip.pk}"' in text(asked)
    done = phone.post("/report", {"key": str(uuid.uuid4()), "kind": LAMP, **HERE, "clip": str(clip.pk)})
    assert done.status_code == 303
    clip.refresh_from_db()
    assert clip.file.subject == f"case:{Case.objects.get().pk}"
    again = phone.post("/report", {"key": str(uuid.uuid4()), "kind": LAMP, **HERE, "clip": str(clip.pk)})
    assert (again.status_code, Case.objects.count()) == (422, 1)
    assert "用在别处" in text(again)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": STALL}, "视频只收看得见的隐患，这一类请拍照片"),
        ({"kind": "other", "text": "不好说"}, "带视频的上报要先选类别"),
    ],
)
def test_what_is_no_hazard_is_not_filmed_and_nothing_that_was_typed_is_lost(
    sent: bytes, given: dict[str, str], sentence: str
) -> None:
    answer = reported(Client(), sent, words="二仙桥东路", **given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "二仙桥东路" in text(answer)
    assert not Case.objects.exists()


def test_a_clip_that_is_sent_ahead_is_answered_with_its_id_or_with_a_sentence(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Client()
    answer = phone.post("/report/clips", {"key": "k", "file": upload(sent)})
    assert (answer.status_code, answer.json()) == (201, {"id": str(Clip.objects.get().pk)})
    assert phone.post("/report/clips", {"key": "k", "file": upload(sent)}).json() == answer.json()
    empty = phone.post("/report/clips", {"key": "k", "file": upload(b"")})
    assert (empty.status_code, empty.json()["code"]) == (422, "bad-clip")
    assert phone.post("/report/clips", {"key": "k"}).json()["code"] == "missing"


def test_a_report_that_waited_on_the_telephone_brings_its_clip_or_comes_without(sent: bytes) -> None:
    phone = Client()
    pk = phone.post("/report/clips", {"key": "k", "file": upload(sent)}).json()["id"]
    body = {"kind": LAMP, **HERE, "text": "井盖坏了", "photos": []}
    for key, clip in ((str(uuid.uuid4()), pk), (str(uuid.uuid4()), str(uuid.uuid4())), (str(uuid.uuid4()), "")):
        taken = phone.post("/app/reports", {**body, "key": key, "clip": clip}, content_type="application/json")
        assert taken.status_code == 200, taken.content
    assert Case.objects.count() == 3
    assert Clip.objects.get().file.subject == f"case:{Case.objects.order_by('id')[0].pk}"


def test_too_many_clips_from_one_address_wait(sent: bytes, settings: Any) -> None:
    settings.LIANDONG_CLIPS_AN_HOUR = 1
    phone = Client()
    assert phone.post("/report/clips", {"key": "1", "file": upload(sent)}).status_code == 201
    assert phone.post("/report/clips", {"key": "2", "file": upload(sent)}).status_code == 429


def test_a_district_that_takes_no_clips_asks_for_none(settings: Any) -> None:
    assert "视频通" in text(Client().get("/report"))
    settings.LIANDONG_CLIP_SECONDS = 0
    assert "视频通" not in text(Client().get("/report"))


def test_the_desk_plays_it_and_each_look_is_written_down(sent: bytes, redrawn: bytes) -> None:
    phone = Client()
    page = reported(phone, sent)["Location"].removesuffix("?new=1")
    number, desk = Case.objects.get().number, sit("0217")
    assert "正在模糊人脸和车牌" in text(desk.get(f"/desk/cases/{number}"))
    clip = worked()
    address = f"/desk/cases/{number}/clips/{clip.pk}"
    assert f'src="{address}"' in text(desk.get(f"/desk/cases/{number}"))
    assert desk.get(f"{address}?still").content == STILL
    assert [entry.kind for entry in timeline(f"file:{clip.pk}")][-1] == "clip.blurred"
    whole, part = desk.get(address), desk.get(address, headers={"Range": "bytes=0-6"})
    assert (whole.status_code, whole.content, whole["Cache-Control"]) == (200, redrawn, "private, no-store")
    assert (part.status_code, part.content, part["Content-Range"]) == (206, b"redrawn", f"bytes 0-6/{len(redrawn)}")
    [look] = [entry for entry in timeline(f"file:{clip.pk}") if entry.kind == "clip.seen"]
    assert look.data == {"case": number}
    told = text(phone.get(page))
    assert "谁放过这段视频：1 次" in told
    assert "大联动中心 · " in told
    assert sit("0902").get(address).status_code == 404  # the administrator sees no case, and so no clip
    Clip.objects.update(state=ClipState.FAILED, why="too-long")
    assert "最多收 20 秒" in text(desk.get(f"/desk/cases/{number}"))
    Clip.objects.update(state=ClipState.EXPIRED, why="")
    assert "视频已经删掉" in text(desk.get(f"/desk/cases/{number}"))
    assert desk.get(address).status_code == 404


def test_a_program_sends_one_and_sees_its_own_and_no_other(sent: bytes, redrawn: bytes) -> None:
    ours, other = (
        {"Authorization": f"Bearer {open_client(name, ['web'], actor='system', now=now(), secret=name * 10)}"}
        for name in ("first", "other")
    )
    program: Callable[..., Any] = Client().generic
    taken = Client().post("/api/v1/clips", {"file": upload(sent), "key": "c-1"}, headers=ours)
    assert (taken.status_code, taken.json()["state"], taken.json()["state_word"]) == (201, "waiting", "处理中")
    pk = taken.json()["id"]
    body = {"text": "井盖坏了", "channel": "web", "key": "r-1", "lon": 104.1142, "lat": 30.6935, "photos": [pk]}
    refused = Client().post("/api/v1/reports", body, content_type="application/json", headers=ours)
    assert (refused.status_code, refused.json()["code"]) == (422, "clip-needs-kind")
    made = Client().post("/api/v1/reports", {**body, "kind": LAMP}, content_type="application/json", headers=ours)
    assert made.status_code == 201, made.json()
    worked()
    number = made.json()["number"]
    assert program("GET", f"/api/v1/clips/{pk}", headers=ours).json()["state"] == "ready"
    assert program("GET", f"/api/v1/clips/{pk}", headers=other).status_code == 404
    assert program("GET", f"/api/v1/client/cases/{number}/clips/{pk}", headers=ours).content == redrawn
    assert program("GET", f"/api/v1/client/cases/{number}/clips/{pk}", headers=other).status_code == 404
    desk = sit("0217")
    [listed] = desk.get(f"/api/v1/cases/{number}/clips").json()
    assert (listed["id"], listed["state"], listed["seconds"]) == (pk, "ready", 0.2)
    assert desk.get(f"/api/v1/cases/{number}/clips/{pk}?still=true").content == STILL
    assert desk.get(f"/api/v1/cases/{number}/clips/{pk}").content == redrawn
    looks = [entry.actor for entry in timeline(f"file:{pk}") if entry.kind == "clip.seen"]
    assert len(looks) == 2
    assert looks[0].startswith("client:")


def test_it_ends_with_its_days(sent: bytes, folder: Path) -> None:
    phone = Client()
    page = reported(phone, sent)["Location"].removesuffix("?new=1")
    clip = worked()
    clip_actions.drop_expired(actor="system", now=now() + timedelta(days=31))
    assert "保存的天数到了" in text(phone.get(page))
    assert phone.get(f"{page}/clips/{clip.pk}").status_code == 404
    assert not [path for path in folder.glob("*/*/*") if path.is_file()]
    assert queries.clip(clip.pk) is not None


@pytest.mark.parametrize(
    ("asked", "status", "given", "said"),
    [
        ("", 200, b"0123456789", None), ("bytes=2-4", 206, b"234", "bytes 2-4/10"), ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"), ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 200, b"0123456789", None), ("bytes=5-2", 200, b"0123456789", None), ("bytes=0-", 200, b"0123456789", None),
        ("bytes=0-1,4-5", 200, b"0123456789", None), ("lines=1-2", 200, b"0123456789", None), ("bytes=-", 200, b"0123456789", None),
    ],
)  # fmt: skip
def test_a_player_gets_the_piece_that_it_asks_for(asked: str, status: int, given: bytes, said: str | None) -> None:
    response = piece(io.BytesIO(b"0123456789").read(), "video/mp4", asked)
    assert (response.status_code, response.content, response.get("Content-Range")) == (status, given, said)


def test_a_telephones_outbox_sends_a_clip_first_and_again_when_it_is_gone_here(sent: bytes) -> None:
    phone, gone = Client(), str(uuid.uuid4())

    def take(**given: Any) -> Any:
        body = {"key": uuid.uuid4().hex, "kind": LAMP, **HERE, "at": now().isoformat(), **given}
        return phone.post("/app/reports", json.dumps(body), content_type="application/json")

    key = uuid.uuid4().hex
    ids = [phone.post("/app/clips", {"key": key, "file": upload(sent)}).json()["id"] for _ in range(2)]
    assert ids[0] == ids[1]
    made = take(film=ids[0])
    assert made.status_code == 200, made.content
    assert "您拍的视频" in text(phone.get(made.json()["track"]))
    asked = take(film=gone)
    assert (asked.status_code, asked.json()["code"]) == (422, "clip-gone")
    assert take(clip=gone, text="另一盏也不亮").status_code == 200
    stall = take(kind=STALL, film=phone.post("/app/clips", {"key": "b", "file": upload(sent)}).json()["id"])
    assert (stall.status_code, stall.json()["code"]) == (422, "clip-not-hazard")


def test_where_too_many_clips_wait_the_outbox_is_told_to_wait(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_actions, "MOST_WAITING", 0)
    answer = Client().post("/app/clips", {"key": "a", "file": upload(sent)})
    assert (answer.status_code, answer.json()["code"]) == (429, "clips-busy")
