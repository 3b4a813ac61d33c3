"""What a telephone in the field is given, and what becomes of what it sends, once, late, and twice."""

from __future__ import annotations

import io
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from liandong.access.vault import Person
from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.cases.tracking import token
from liandong.faces.desk.session import SEEN
from liandong.files.models import File
from liandong.journal.models import Entry
from liandong.kernel.clock import now as clock
from liandong.places.models import Grid
from tests.people import signed_in, unit_actor

pytestmark = pytest.mark.django_db
WORKER, VERIFIER, ADMINISTRATOR = "1203", "1202", "0902"
STAIRWELL = "E0514"
COMMUNITY = "510108012002"


def spot() -> Grid:
    return Grid.objects.filter(code__startswith=COMMUNITY, valid_until=None).earliest("code")


def case(kind: str = STAIRWELL) -> Case:
    grid = spot()
    draft = Draft(key=str(uuid.uuid4()), channel="hotline", text="楼道堆了旧家具", lon=grid.lon, lat=grid.lat, kind=kind,
                  reported_at=clock())  # fmt: skip
    [made] = receive([draft], actor="system", now=clock())
    assert isinstance(made, Received)
    return Case.objects.get(pk=made.case)


def sent(client: Client, path: str, **given: Any) -> Any:
    return client.post(f"/api/v1/{path}", given, content_type="application/json")


def photo(client: Client, key: str, **words: str) -> Any:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(out, "JPEG")
    file = io.BytesIO(out.getvalue())
    file.name = "a.jpg"
    return client.post("/api/v1/uploads", {"file": file, "key": key, **words})


def test_a_day_holds_the_cases_to_accept_handle_or_verify_with_all_that_is_needed_on_the_spot() -> None:
    mine, other = case(), case("E0102")
    day = signed_in(WORKER).get("/api/v1/field/day").json()
    assert [(one["number"], one["state"], one["kind_name"]) for one in day["cases"]] == [
        (mine.number, "assigned", "楼道堆物")
    ]
    [shown] = day["cases"]
    assert (shown["said"], shown["unit"], shown["closing"] != "") == (["楼道堆了旧家具"], f"{COMMUNITY}-station", True)
    assert [one["move"] for one in shown["options"]] == ["accept", "return", "note", "answer"]
    assert {row["move"] for row in day["moves"]} == {"accept", "return", "handle", "note", "answer"}
    assert day["often"] == [
        code for code in configured.LIANDONG_FREQUENT_KINDS if code in {one["code"] for one in day["kinds"]}
    ]
    assert other.number not in str(day)
    verifying = signed_in(VERIFIER).get("/api/v1/field/day").json()
    assert verifying["cases"] == []
    holder = unit_actor(mine.unit or "")
    move(mine.number, Move.ACCEPT, {}, by=holder, now=clock())
    move(mine.number, Move.HANDLE, {"note": "清走了"}, by=holder, now=clock())
    [handled] = signed_in(VERIFIER).get("/api/v1/field/day").json()["cases"]
    assert (handled["number"], handled["answer"], handled["state"]) == (mine.number, "清走了", "handled")


def test_a_report_from_the_spot_is_a_case_once_however_often_it_is_sent() -> None:
    client, grid = signed_in(WORKER), spot()
    seen = (clock() - timedelta(hours=3)).isoformat()
    given = {"key": "phone-1", "kind": STAIRWELL, "lon": grid.lon, "lat": grid.lat, "at": seen,
             "photos": [photo(client, "p-1").json()["id"]]}  # fmt: skip
    first, again = sent(client, "field/reports", **given), sent(client, "field/reports", **given)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
    made = Case.objects.get(number=first.json()["number"])
    assert (made.channel, made.title, made.unit, made.grid) == ("grid", "楼道堆物", f"{COMMUNITY}-station", grid.code)
    assert made.reports.get().reported_at.isoformat() == datetime.fromisoformat(seen).isoformat()
    assert File.objects.get().subject == f"case:{made.pk}"
    other = sent(client, "field/reports", **{**given, "kind": "E0102"})
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")


@pytest.mark.parametrize(
    ("changed", "status", "code", "field"),
    [
        ({"kind": "X9"}, 422, "unknown-kind", "kind"),
        ({"kind": None}, 422, "empty", "text"),
        ({"lat": None}, 422, "half-a-place", "lat"),
        ({"photos": [str(uuid.uuid4())]}, 422, "photo-gone", "photos"),
        ({"at": "2199-01-01T00:00:00+08:00"}, 422, "clock-ahead", "at"),
        ({"at": "2026-01-01T00:00:00"}, 422, "no-timezone", "at"),
        ({"at": "2001-01-01T00:00:00+08:00"}, 422, "too-old", "at"),
        ({"text": "a\u0000b"}, 422, "control-characters", "text"),
        ({"key": None}, 422, "missing", "key"),
        ({"name": "张三"}, 422, "unknown-field", "name"),
    ],
)
def test_a_report_that_is_not_right_is_refused_by_field(
    changed: dict[str, Any], status: int, code: str, field: str
) -> None:
    grid = spot()
    given = {"key": "phone-1", "kind": STAIRWELL, "lon": grid.lon, "lat": grid.lat, **changed}
    answer = sent(
        signed_in(WORKER), "field/reports", **{name: value for name, value in given.items() if value is not None}
    )
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (status, code, field)
    assert Case.objects.count() == 0


def test_whoever_may_not_report_is_told_so_and_whoever_is_not_signed_in_too() -> None:
    refused = sent(signed_in(VERIFIER), "field/reports", key="k", kind=STAIRWELL)
    assert (refused.status_code, refused.json()["code"]) == (403, "no-permission")
    for path in ("me", "field/day"):
        assert Client().get(f"/api/v1/{path}").json()["code"] == "no-session"


def test_me_says_who_is_signed_in_and_an_idle_session_is_nobody_without_a_redirect() -> None:
    client = signed_in(WORKER)
    me = client.get("/api/v1/me").json()
    assert (me["number"], me["name"], me["role_word"], me["unit"]["code"]) == (
        WORKER,
        "黄芳",
        "网格员",
        f"{COMMUNITY}-station",
    )
    assert "case.receive" in me["may"]
    session = client.session
    session[SEEN] = (timezone.now() - timedelta(hours=2)).isoformat()
    session.save()
    answer = client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "no-session")


def test_a_move_that_comes_late_keeps_when_it_was_made_and_counts_from_when_it_came() -> None:
    mine, client = case(), signed_in(WORKER)
    done = clock().replace(microsecond=0)
    answer = sent(client, f"cases/{mine.number}/moves", move="accept", key="m-1", at=done.isoformat())
    assert answer.json()["state"] == "accepted"
    entry = Entry.objects.get(subject=f"case:{mine.pk}", kind="case.accepted")
    assert entry.data["done_at"] == done.isoformat()
    assert entry.at > done
    assert sent(client, f"cases/{mine.number}/moves", move="accept", key="m-1", at=done.isoformat()).json()["repeated"]


@pytest.mark.parametrize(("hours", "code"), [(-48, "before-case"), (1, "clock-ahead")])
def test_a_move_whose_time_cannot_be_is_refused(hours: int, code: str) -> None:
    mine = case()
    at = (clock() + timedelta(hours=hours)).isoformat()
    answer = sent(signed_in(WORKER), f"cases/{mine.number}/moves", move="accept", key="m-1", at=at)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, code, "at")
    assert Case.objects.get(pk=mine.pk).state == "assigned"


def test_where_somebody_stood_is_in_no_entry_whatever_the_move() -> None:
    mine, client = case(), signed_in(WORKER)
    for name, inputs in (("accept", {}), ("note", {"note": "看过"}), ("handle", {"note": "清走了"})):
        answer = sent(
            client,
            f"cases/{mine.number}/moves",
            move=name,
            key=name,
            inputs={**inputs, "lon": 104.123456, "lat": 30.654321},
        )
        assert answer.status_code == 200, answer.json()
    for entry in Entry.objects.filter(subject=f"case:{mine.pk}"):
        assert "104.123456" not in str(entry.data)
        assert "30.654321" not in str(entry.data)


def test_a_photo_of_the_staff_keeps_when_and_where_it_was_taken_and_the_day_says_how_far_off() -> None:
    mine, client = case(), signed_in(WORKER)
    at = (clock() - timedelta(hours=1)).replace(microsecond=0)
    made = photo(client, "p-1", at=at.isoformat(), lon=str(mine.lon), lat=str(mine.lat))
    assert (
        sent(
            client, f"cases/{mine.number}/moves", move="accept", key="m", inputs={"photos": [made.json()["id"]]}
        ).status_code
        == 200
    )
    [shown] = client.get("/api/v1/field/day").json()["cases"][0]["photos"]
    assert (shown["role"], datetime.fromisoformat(shown["at"]), shown["metres"]) == ("before", at, 0)
    picture = client.get(f"/api/v1/cases/{mine.number}/photos/{shown['id']}?small=true")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert signed_in(ADMINISTRATOR).get(f"/api/v1/cases/{mine.number}/photos/{shown['id']}").status_code == 404
    assert client.get(f"/api/v1/cases/{mine.number}/photos/{uuid.uuid4()}").status_code == 404


def test_of_a_photo_from_the_public_no_place_and_time_are_kept() -> None:
    photo(Client(), "p-1", at=clock().isoformat(), lon="104.1", lat="30.6")
    stored = File.objects.get()
    assert (stored.taken_at, stored.lon, stored.lat) == (None, None, None)


def test_a_photo_with_a_time_that_is_none_is_refused() -> None:
    answer = photo(signed_in(WORKER), "p-1", at="gestern")
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "bad-format", "at")


def test_a_signature_is_shown_to_whoever_took_it_and_to_those_who_may_look_at_reporters_and_to_nobody_else() -> None:
    client, mine = signed_in(WORKER), case()
    signed = photo(client, "sign").json()["id"]
    told = {"move": "answer", "inputs": {"note": "社区的人今天来搬", "photos": [signed]}, "key": "told"}
    assert sent(client, f"cases/{mine.number}/moves", **told).status_code == 200
    address = f"cases/{mine.number}/photos/{signed}"
    seen = {
        number: signed_in(number).get(f"/api/v1/{address}").status_code for number in (WORKER, "0217", VERIFIER, "0001")
    }
    assert seen == {WORKER: 200, "0217": 200, VERIFIER: 404, "0001": 404}
    at_desk = {
        number: signed_in(number).get(f"/desk/{address}").status_code for number in (WORKER, "0217", VERIFIER, "0001")
    }
    assert at_desk == seen
    assert [
        signed in signed_in(number).get(f"/desk/cases/{mine.number}").content.decode() for number in ("0217", "0001")
    ] == [True, False]
    [shown] = signed_in(WORKER).get("/api/v1/field/day").json()["cases"]
    assert [one["role"] for one in shown["photos"]] == ["signed"]
    tracked = token(mine.reports.get().pk)
    assert signed not in Client().get(reverse("resident-track", args=[tracked]), follow=True).content.decode()
    assert Client().get(reverse("resident-photo", args=[tracked, signed])).status_code == 404


def test_nobody_is_asked_to_sign_where_a_reporter_is_covered() -> None:
    client, grid = signed_in(WORKER), spot()
    draft = Draft(str(uuid.uuid4()), "app", "楼道堆了旧家具", clock(), lon=grid.lon, lat=grid.lat, kind=STAIRWELL,
                  person=Person("欧阳锋利", "13912345678", confidential=True))  # fmt: skip
    [made] = receive([draft], actor="reporter", now=clock())
    assert isinstance(made, Received)
    told = {
        "move": "answer",
        "inputs": {"note": "社区的人今天来搬", "photos": [photo(client, "sign").json()["id"]]},
        "key": "told",
    }
    answer = sent(client, f"cases/{made.number}/moves", **told)
    assert (answer.status_code, answer.json()["code"]) == (422, "confidential")
    assert Case.objects.get(pk=made.case).answered_at is None
