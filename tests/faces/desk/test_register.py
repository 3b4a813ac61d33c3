"""Registering a report by hand."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from liandong.cases.models import Case, Report

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]


def test_a_call_becomes_a_case_with_its_reporter_sealed(sit: Sit) -> None:
    form = {"key": uuid.uuid4(), "channel": "hotline", "text": "井盖不见了", "name": "欧阳锋利", "phone": "13912345678"}
    page = sit("9601").post("/desk/register", form, follow=True).content.decode()
    assert Case.objects.get().number in page
    assert "已登记，编号" in page
    report = Report.objects.get()
    assert report.identity is not None
    assert report.identity.masked_phone == "139****5678"


def test_the_same_form_twice_is_one_case(sit: Sit) -> None:
    form = {"key": uuid.uuid4(), "channel": "hotline", "text": "井盖不见了"}
    client = sit("9601")
    for _ in range(2):
        client.post("/desk/register", form)
    assert Case.objects.count() == 1


def test_an_empty_form_is_refused_and_keeps_the_rest(sit: Sit) -> None:
    answer = sit("9601").post(
        "/desk/register", {"key": uuid.uuid4(), "channel": "window", "text": " ", "words": "桃蹊路二段"}
    )
    assert answer.status_code == 409
    assert "请写下反映的内容" in answer.content.decode()
    assert "桃蹊路二段" in answer.content.decode()


@pytest.mark.parametrize(
    "given", [{"lon": "abc", "lat": "30"}, {"lon": "999", "lat": "30"}, {"lon": "104.1"}, {"lon": "nan", "lat": "1"}]
)
def test_a_nonsense_position_is_refused_in_words(sit: Sit, given: dict[str, str]) -> None:
    answer = sit("9601").post("/desk/register", {"channel": "hotline", "text": "井盖", **given})
    assert answer.status_code == 409
    assert "坐标要写成度数" in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "role"), [("1201", "handler"), ("1202", "verifier"), ("0001", "leader"), ("0903", "audit_admin")]
)
def test_who_does_not_receive_does_not_register(sit: Sit, number: str, role: str) -> None:
    assert sit(number, role).get("/desk/register").status_code == 403


def test_the_map_on_which_a_place_is_picked_shows_the_ground_of_the_district(sit: Sit) -> None:
    client = sit("0217")
    assert "/desk/ground.geojson" in client.get("/desk/register").content.decode()
    answer = client.get("/desk/ground.geojson")
    layers = {each["properties"]["layer"] for each in json.loads(answer.content)["features"]}
    assert {"boundary", "community", "mesh", "road"} == layers
    assert "max-age=3600" in answer["Cache-Control"]


def test_the_ground_is_for_the_staff(client: Client) -> None:
    assert client.get("/desk/ground.geojson").status_code == 302
