from __future__ import annotations

import io
import uuid
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.files.models import File
from tests.faces.api.conftest import MIDDLE, Send
from tests.people import signed_in, unit_actor

pytestmark = pytest.mark.django_db
CSRF = "t" * 32


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Any) -> None:
    settings.LIANDONG_SECOND_FACTOR = "optional"


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(out, "JPEG")
    return out.getvalue()


def uploaded(client: Client, data: bytes, key: str) -> Any:
    file = io.BytesIO(data)
    file.name = "a.jpg"
    return client.post("/api/v1/uploads", {"file": file, "key": key})


def at_desk(number: str) -> Client:
    """A browser that is signed in, and checked for CSRF as real ones are."""
    client = signed_in(number, csrf=True)
    client.defaults["HTTP_X_CSRFTOKEN"] = CSRF
    client.cookies["csrftoken"] = CSRF
    return client


def handled(number: str, now: datetime) -> None:
    """Has a case accepted and handled by the unit that holds it, and verified."""
    by = unit_actor(Case.objects.get(number=number).unit or "")
    move(number, Move.ACCEPT, {}, by=by, now=now)
    move(number, Move.HANDLE, {"note": "换了灯泡"}, by=by, now=now)
    checkers = unit_actor(f"{Case.objects.get(number=number).area[:9]}-hecha")
    move(number, Move.VERIFY, {"note": "亮了"}, by=checkers, now=now)


def test_a_reporter_follows_a_case_to_its_end_and_rates_it(send: Send, client: Client, now: datetime) -> None:
    made = send(kind="C0107", reporter={"name": "张三丰", "phone": "13800000000"}).json()
    path = f"/api/v1/reports/{made['track_token']}"
    first = client.get(path).json()
    assert (first["number"], first["state_word"], first["may"]) == (made["number"], "待签收", [])
    assert first["unit"] == made["unit"]
    handled(made["number"], now)
    seen = client.get(path).json()
    assert [step["kind"] for step in seen["steps"]] == [
        "case.received", "case.filed", "case.assigned", "case.accepted", "case.handled", "case.verified"]  # fmt: skip
    assert seen["steps"][4]["text"] == "换了灯泡"
    assert set(seen["may"]) == {"rate", "reopen"}
    rated = client.post(f"{path}/rating", {"stars": 5, "key": "r-1"}, content_type="application/json")
    again = client.post(
        f"{path}/rating", {"stars": 5}, content_type="application/json", headers={"Idempotency-Key": "r-1"}
    )
    assert (rated.json()["state"], rated.json()["repeated"]) == ("closed", False)
    assert (again.json()["state"], again.json()["repeated"]) == ("closed", True)
    bad = client.post(f"{path}/rating", {"stars": 9, "key": "r-2"}, content_type="application/json")
    assert (bad.status_code, bad.json()["code"]) == (422, "rated-before")


def test_a_reporter_reopens_what_is_not_done_with_a_photo(send: Send, client: Client, now: datetime) -> None:
    made = send(kind="C0107").json()
    handled(made["number"], now)
    image = uploaded(client, photo(), "u-1").json()["id"]
    body = {"reason": "又灭了", "photos": [image], "key": "o-1"}
    path = f"/api/v1/reports/{made['track_token']}/reopening"
    answer = client.post(path, body, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "triaged"), answer.json()
    assert File.objects.get(pk=image).subject == f"case:{Case.objects.get().pk}"
    early = client.post(path, {**body, "key": "o-2"}, content_type="application/json")
    assert (early.status_code, early.json()["code"]) == (409, "wrong-state")


def test_an_upload_under_one_key_is_one_file_and_goes_with_its_report(send: Send, client: Client) -> None:
    data = photo()
    first, again = uploaded(client, data, "u-1"), uploaded(client, data, "u-1")
    assert (first.status_code, again.json()) == (201, first.json())
    image = first.json()["id"]
    assert send(photos=[image]).status_code == 201
    assert send(photos=[image]).status_code == 200
    used = send(key="k-2", photos=[image])
    assert (used.status_code, used.json()["code"]) == (422, "photo-used")
    assert File.objects.get(pk=uuid.UUID(image)).role == "report"


def test_uploads_without_a_key_are_counted_by_address(client: Client) -> None:
    statuses = [uploaded(client, b"no photo", f"u-{number}").status_code for number in range(31)]
    assert statuses == [422] * 30 + [429]


def test_staff_see_and_move_just_what_their_post_allows(send: Send) -> None:
    number = send(kind="C0107").json()["number"]
    desk = at_desk("0217")
    listed = desk.get("/api/v1/cases?tab=assigned").json()
    assert [case["number"] for case in listed["cases"]] == [number]
    case = desk.get(f"/api/v1/cases/{number}").json()
    assert case["reports"][0]["text"]
    assert "identity" not in str(case)
    accept = {"move": "accept", "key": "m-1"}
    path = f"/api/v1/cases/{number}/moves"
    refused = desk.post(path, accept, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "no-permission")
    noted = [desk.post(path, {"move": "note", "inputs": {"note": "已电话确认"}, "key": "m-2"}, content_type="application/json")
             for _ in range(2)]  # fmt: skip
    assert [answer.json()["repeated"] for answer in noted] == [False, True]
    elsewhere = at_desk("1201")  # a handler of another unit
    assert elsewhere.get("/api/v1/cases").json()["cases"] == []
    assert elsewhere.get(f"/api/v1/cases/{number}").status_code == 404
    assert elsewhere.post(path, {**accept, "key": "m-3"}, content_type="application/json").status_code == 404


def test_without_the_second_factor_that_is_required_nothing_is_shown(settings: Any) -> None:
    settings.LIANDONG_SECOND_FACTOR = "required"
    answer = at_desk("0217").get("/api/v1/cases")
    assert (answer.status_code, answer.json()["code"]) == (403, "second-factor")


def test_a_write_from_another_page_is_refused(send: Send) -> None:
    number = send(kind="C0107").json()["number"]
    desk = at_desk("0217")
    answer = desk.post(f"/api/v1/cases/{number}/moves", {"move": "note", "key": "m"}, content_type="application/json",
                       headers={"X-CSRFToken": "x" * 32})  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_the_list_goes_on_where_the_page_before_ended(send: Send) -> None:
    numbers = {send(key=f"k-{at}", text=f"第 {at} 件", kind="C0107").json()["number"] for at in range(5)}
    desk, seen = at_desk("0217"), list[str]()
    after: str | None = ""
    while after is not None:
        page = desk.get("/api/v1/cases", {"size": "2", "after": after}).json()
        seen += [case["number"] for case in page["cases"]]
        after = page["after"]
    assert sorted(seen) == sorted(numbers)


@pytest.mark.parametrize("query", [
    {"after": "~99999999999999999999"}, {"after": "0001-01-01T00:00:00~1"}, {"tab": "closed", "after": "~1"}, {"tab": "x"},
    {"words": "\x00"}, {"size": "0"},
])  # fmt: skip
def test_a_list_asked_wrongly_is_refused(query: dict[str, str], db: None) -> None:
    assert at_desk("0217").get("/api/v1/cases", query).status_code == 422


def test_open_data_says_where_things_are(client: Client) -> None:
    kinds = client.get("/api/v1/kinds").json()
    assert "路灯不亮" in {kind["name"] for kind in kinds}
    assert len(client.get("/api/v1/divisions?level=subdistrict&on=2018-01-01").json()) == 14
    lon, lat = MIDDLE
    place = client.get("/api/v1/locate", {"lon": str(lon), "lat": str(lat)}).json()
    box = f"{lon - 0.001},{lat - 0.001},{lon + 0.001},{lat + 0.001}"
    grids = client.get("/api/v1/grids", {"bbox": box}).json()
    assert place["grid"] in {feature["id"] for feature in grids["features"]}
    assert place["community"]["name"]
    assert grids["type"] == "FeatureCollection"
    found = client.get("/api/v1/places", {"q": "建设北路"}).json()
    assert found
    assert found[0]["reason"]
