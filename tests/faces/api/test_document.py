from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client
from ninja import Schema


@pytest.fixture
def document(client: Client, db: None) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    validator = pytest.importorskip("openapi_spec_validator", reason="openapi-spec-validator is not installed")
    assert document["openapi"].startswith("3.1")
    validator.validate(document)


def test_every_refusal_is_documented_as_problem_details(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            statuses = {int(status) for status in operation["responses"]}
            assert {200, 201, 204} & statuses, path
            assert 500 in statuses, path
            for status, response in operation["responses"].items():
                oauth = path.startswith("/api/v1/token") and status in {"400", "401"}
                usual = "application/json" if oauth else "application/problem+json"
                assert int(status) < 400 or list(response["content"]) == [usual], path


def test_reports_are_described_with_all_their_fields_and_answers(document: dict[str, Any]) -> None:
    operation = document["paths"]["/api/v1/reports"]["post"]
    assert {int(status) for status in operation["responses"]} == {
        200,
        201,
        400,
        401,
        403,
        409,
        413,
        415,
        422,
        429,
        500,
        503,
    }
    schema = document["components"]["schemas"]["ReportIn"]
    assert set(schema["required"]) == {"text", "channel"}
    assert schema["additionalProperties"] is False


def test_every_body_that_is_sent_or_answered_has_an_example_that_its_schema_allows(document: dict[str, Any]) -> None:
    resolved = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    wrong = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            said = [operation["requestBody"]] if "requestBody" in operation else []
            for each in (*said, *operation["responses"].values()):
                for content in each.get("content", {}).values():
                    whole = {**content["schema"], "components": document["components"]}
                    found = list(resolved.Draft202012Validator(whole).iter_errors(content["example"]))
                    wrong += [f"{method} {path}: {error.json_path} {error.message}" for error in found]
            wrong += [
                f"{method} {path}: {each['name']}" for each in operation.get("parameters", ()) if "example" not in each
            ]
    assert wrong == []


def test_no_two_bodies_share_a_name_in_the_document() -> None:
    found: list[type[Schema]] = [Schema]
    for each in found:
        found += each.__subclasses__()
    ours = Counter(each.__name__ for each in set(found) if each.__module__.startswith("liandong."))
    assert [name for name, times in ours.items() if times > 1] == []


def test_the_example_of_a_refusal_has_the_status_of_its_answer(document: dict[str, Any]) -> None:
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if "application/problem+json" in response.get("content", {}):
                    assert response["content"]["application/problem+json"]["example"]["status"] == int(status)
