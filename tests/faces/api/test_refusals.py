from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.cases.models import Case
from liandong.faces.api.problems import language
from liandong.faces.api.urls import api
from tests.faces.api.conftest import Send, report
from tests.faces.api.linked_rows import LINKED
from tests.faces.api.refusal_rows import OTHERS, REPORTS, Row
from tests.faces.api.signed_rows import CALLS, LOOKS

TABLE = Path(__file__).parents[3] / "docs" / "reference" / "refusals.md"


def check(answer: Any, row: Row) -> None:
    said = answer.json()
    assert (answer.status_code, said["code"], said.get("field") or "") == (row.status, row.code, row.at), said
    assert answer["Content-Type"].startswith("application/problem+json")
    assert said["type"] == f"urn:liandong:problem:{row.code}"
    assert said["status"] == row.status
    assert said["title"]
    assert said["detail"]
    assert "{" not in said["detail"]


@pytest.mark.parametrize("row", REPORTS, ids=lambda row: row.what)
def test_a_bad_report_is_refused_with_a_reason_and_leaves_no_case(row: Row, send: Send) -> None:
    if row.before is not None:
        send(**row.before)
    before = Case.objects.count()
    check(send(row.body, headers=row.headers, **row.fields), row)
    assert Case.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("row", [*OTHERS, *CALLS, *LOOKS], ids=lambda row: row.what)
def test_any_other_bad_request_is_refused_with_a_reason(row: Row, client: Client) -> None:
    assert row.request is not None
    check(row.request(client), row)


def test_the_table_in_the_docs_is_the_table_that_is_tested() -> None:
    page, _, _ = TABLE.read_text(encoding="utf-8").partition("<!-- codes")  # the table below has a test of its own
    written = [line for line in page.splitlines() if line.startswith("| ")]
    assert [line for line in written if not line.startswith("| what is sent")] == [
        row.line for row in (*REPORTS, *OTHERS, *LINKED, *CALLS, *LOOKS)
    ]


def test_a_language_is_chosen_by_the_caller() -> None:
    assert [language(wanted) for wanted in ("en-GB,zh;q=0.5", "zh-CN,en;q=0.5", "fr,en;q=0.1", "fr", "", "\x00;;q=")] == [
        "en", "zh-hans", "en", "zh-hans", "zh-hans", "zh-hans"]  # fmt: skip


names = st.sampled_from(
    [*report(), "title", "place", "reporter", "photos", "kind", "urgency", "reported_at", "coordinates"]
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["\x00", "104.1", "hotline"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(names, json_values, max_size=5))
def test_whatever_json_comes_the_answer_is_never_our_fault(send: Send, fields: dict[str, Any]) -> None:
    answer = send({**report(), **fields})
    assert answer.status_code in documented("/api/v1/reports", "post")
    assert answer.status_code < 500, answer.content


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_whatever_bytes_come_the_answer_is_never_our_fault(send: Send, body: bytes) -> None:
    assert 400 <= send(body).status_code < 500


@cache
def documented(path: str, method: str) -> set[int]:
    return {int(status) for status in api.get_openapi_schema()["paths"][path][method]["responses"]}
