"""A stranger's Open311 client, which knows only the specification, files requests and follows them to the end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from liandong.access.client_actions import open_client
from liandong.access.models import Post
from liandong.access.queries import actor_of
from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.faces.api import clients
from liandong.kernel.clock import now
from tests.faces.api.stranger311 import Failed, GeoReport

pytestmark = pytest.mark.django_db
HERE = {"lat": "30.6731", "long": "104.1093"}


def through(browser: Client) -> Any:
    def sent(method: str, address: str, form: str = "") -> tuple[int, bytes]:
        answer = browser.generic(method, address, form, content_type="application/x-www-form-urlencoded")
        return answer.status_code, answer.content

    return sent


@pytest.fixture(params=["json", "xml"])
def stranger(request: pytest.FixtureRequest, client: Client) -> GeoReport:
    clients.forget()
    key = open_client("邻市的程序", ["open311"], actor="system", now=now())
    return GeoReport(through(client), "/open311/v2", key, request.param)


def test_a_stranger_files_a_request_and_sees_it_done(stranger: GeoReport) -> None:
    service = next(each for each in stranger.services() if each["service_code"] == "C0401")
    filed = stranger.file(service_code=service["service_code"], description="The street light is out", **HERE)
    number = filed["service_request_id"]
    first = stranger.request(number)
    assert (first["status"], first["service_name"], first["service_code"]) == ("open", service["service_name"], "C0401")
    case = Case.objects.get(number=number)
    handler = actor_of(Post.objects.filter(unit=case.unit, role="handler").earliest("id"))
    move(number, Move.ACCEPT, {}, by=handler, now=now(), key="a")
    assert stranger.request(number)["agency_responsible"] == first["agency_responsible"]
    supervisor = actor_of(Post.objects.get(account__username="0201", role="supervisor"))
    move(number, Move.VOID, {"reason": "试报"}, by=supervisor, now=now(), key="v")
    assert stranger.request(number)["status"] == "closed"
    assert number in [each["service_request_id"] for each in stranger.requests(status="closed")]
    assert number not in [each["service_request_id"] for each in stranger.requests(status="open")]


def test_what_a_stranger_gets_wrong_comes_back_as_the_list_of_errors(stranger: GeoReport) -> None:
    stranger.api_key, own = "wrong", stranger.api_key
    with pytest.raises(Failed) as wrong_key:
        stranger.file(service_code="C0401", description="x", **HERE)
    stranger.api_key = own
    with pytest.raises(Failed) as no_place:
        stranger.file(service_code="C0401", description="x")
    with pytest.raises(Failed) as nothing:
        stranger.request("nothing")
    assert [found.value.status for found in (wrong_key, no_place, nothing)] == [403, 400, 404]
    for found in (wrong_key, no_place, nothing):
        assert [sorted(each) for each in found.value.errors] == [["code", "description"]]


def test_what_a_stranger_reads_is_valid_against_the_published_schemas(stranger: GeoReport, real_data: Path) -> None:
    if stranger.format != "json":
        pytest.skip("the published schemas are of the JSON form")
    stranger.file(service_code="C0401", description="The street light is out", **HERE)
    schemas = {path.name: json.loads(path.read_text()) for path in (real_data / "requests311").glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT7)) for name, schema in schemas.items()
    )
    read = {
        "services.json": stranger.services(),
        "requests.json": stranger.requests(),
        "service-definition.json": stranger.definition("C0401"),
    }
    for name, body in read.items():
        assert body
        jsonschema.Draft7Validator(schemas[name], registry=registry).validate(body)
