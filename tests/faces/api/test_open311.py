"""Open311 as a stranger's program uses it: from the published specification alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from django.core.cache import cache
from django.test import Client
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from liandong.access.client_actions import open_client
from liandong.access.models import Identity
from liandong.cases.models import Case, Kind
from liandong.cases.tracking import token
from liandong.faces.api import clients
from liandong.kernel.clock import now
from tests.faces.api.conftest import MIDDLE

pytestmark = pytest.mark.django_db
KEY = "an-open311-key-for-tests"
WORDS = "单元门口的路灯坏了，住在三楼的人回家看不见。"
File = Callable[..., Any]


@pytest.fixture
def file(client: Client) -> File:
    """Files a request as a form; None leaves a field out."""
    cache.clear()
    open_client("邻市的程序", ["open311"], actor="system", now=now(), secret=KEY)
    clients.forget()

    def sent(format: str = "json", headers: dict[str, str] | None = None, **fields: Any) -> Any:
        usual = {"api_key": KEY, "service_code": "C0101", "description": WORDS, "lat": MIDDLE[1], "long": MIDDLE[0],
                 "first_name": "三丰", "last_name": "张", "phone": "13800000000"}  # fmt: skip
        form = {name: value for name, value in {**usual, **fields}.items() if value is not None}
        return client.post(f"/open311/v2/requests.{format}", form, headers=headers)

    return sent


def test_a_request_is_filed_followed_and_found_in_the_list(file: File, client: Client) -> None:
    filed = file()
    assert filed.status_code == 201
    [receipt] = filed.json()
    number = receipt["service_request_id"]
    [shown] = client.get(f"/open311/v2/requests/{number}.json", {"api_key": KEY}).json()
    assert (shown["status"], shown["service_code"], shown["description"]) == ("open", "C0101", WORDS)
    listed = client.get("/open311/v2/requests.json", {"status": "open", "service_code": "C0101"}).json()
    assert number in [each["service_request_id"] for each in listed]
    Case.objects.filter(number=number).update(state="closed")
    [over] = client.get(f"/open311/v2/requests/{number}.json").json()
    assert (over["status"], over["status_notes"]) == ("closed", "已办结")


def test_strangers_see_neither_the_text_nor_the_door(file: File, client: Client) -> None:
    [receipt] = file().json()
    other = open_client("另一个程序", ["open311"], actor="system", now=now())
    for words in ({}, {"api_key": other}):
        answer = client.get(f"/open311/v2/requests/{receipt['service_request_id']}.json", words)
        assert WORDS[:8] not in answer.content.decode()
        [shown] = answer.json()
        assert (shown["long"], shown["lat"]) != MIDDLE
    assert "张" not in client.get("/open311/v2/requests.json", {"api_key": KEY}).content.decode()
    assert Identity.objects.count() == 1


def test_confidential_and_unplaced_cases_are_not_published(file: File, client: Client) -> None:
    [receipt] = file().json()
    number = receipt["service_request_id"]
    address = f"/open311/v2/requests/{number}.json"
    Case.objects.filter(number=number).update(grid=None)
    assert client.get(address).status_code == 404
    hidden = Kind.objects.filter(confidential=True).first()
    assert hidden is not None
    Case.objects.filter(number=number).update(grid="510108012002003", kind=hidden.code)
    assert client.get(address).status_code == 404
    assert client.get("/open311/v2/requests.json").json() == []


def test_sent_twice_it_is_one_request(file: File) -> None:
    first, again = file().json(), file().json()
    assert first[0]["service_request_id"] == again[0]["service_request_id"]
    assert file(headers={"Idempotency-Key": "k-2"}).json()[0]["service_request_id"] != first[0]["service_request_id"]
    assert Case.objects.count() == 2


def test_xml_says_the_same_as_json(file: File, client: Client) -> None:
    number = ElementTree.fromstring(file("xml").content).findtext("request/service_request_id")
    [shown] = client.get(f"/open311/v2/requests/{number}.json", {"api_key": KEY}).json()
    tree = ElementTree.fromstring(client.get(f"/open311/v2/requests/{number}.xml", {"api_key": KEY}).content)
    assert tree.tag == "service_requests"
    [row] = tree
    assert {each.tag: each.text for each in row} == {
        name: str(value) if value is not None else None for name, value in shown.items()
    }


@pytest.mark.parametrize(
    ("fields", "status", "word"),
    [
        ({"api_key": None}, 403, "api_key"), ({"api_key": "wrong"}, 403, "密钥"), ({"service_code": None}, 400, "service_code"),
        ({"service_code": "X999"}, 422, "类别"), ({"lat": None}, 400, "位置"), ({"lat": "north"}, 422, "lat"),
        ({"description": "  "}, 422, "text"), ({"lat": 10.0, "long": 10.0}, 422, ""), ({"phone": "ring me"}, 422, "phone"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_in_the_standards_words(
    file: File, fields: dict[str, Any], status: int, word: str
) -> None:
    answer = file(**fields)
    assert answer.status_code == status
    [error] = answer.json()
    assert error["code"] == status
    assert word in error["description"]
    assert Case.objects.count() == 0


@pytest.mark.parametrize("words", [
    {"status": "maybe"}, {"start_date": "yesterday"}, {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
    {"service_request_id": ",".join(map(str, range(201)))},
])  # fmt: skip
def test_a_list_that_makes_no_sense_is_refused(client: Client, words: dict[str, str]) -> None:
    answer = client.get("/open311/v2/requests.json", words)
    assert answer.status_code == 400
    assert answer.json()[0]["description"]


def test_a_token_leads_to_its_request(file: File, client: Client) -> None:
    [receipt] = file().json()
    case = Case.objects.get(number=receipt["service_request_id"])
    mark = token(case.reports.get().pk)
    assert client.get(f"/open311/v2/tokens/{mark}.json").json() == [{"service_request_id": case.number, "token": mark}]
    assert client.get("/open311/v2/tokens/1-x.json").status_code == 404


def test_answers_are_valid_against_the_published_schemas(file: File, client: Client, real_data: Path) -> None:
    file()
    folder = real_data / "requests311"
    schemas = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT7)) for name, schema in schemas.items()
    )
    for address, name in (
        ("services", "services.json"),
        ("requests", "requests.json"),
        ("services/C0101", "service-definition.json"),
    ):
        body = client.get(f"/open311/v2/{address}.json").json()
        assert body
        jsonschema.Draft7Validator(schemas[name], registry=registry).validate(body)
