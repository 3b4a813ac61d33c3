"""Whatever the API's document allows, and much that it does not, is answered as the document says, and never by 500.

A quick look in the suite; `LIANDONG_FUZZ_CASES=20000 ./dev test tests/faces/api/test_fuzz.py` takes a long one.
"""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from liandong.access.client_actions import key_digest, open_client
from liandong.access.limits import counts, day_counts
from liandong.access.scopes import Scope
from liandong.cases.actions import receive
from liandong.cases.intake import Draft
from liandong.cases.tracking import token
from liandong.faces.api import clients
from liandong.faces.api.urls import api
from liandong.kernel.refusals import Refused
from liandong.webhooks.actions import open_webhook
from tests.people import signed_in

CASES: Final = int(os.environ.get("LIANDONG_FUZZ_CASES", "400"))
CHECKS: Final = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
CSRF: Final = "c" * 32
MODES: Final = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


def operations() -> list[str]:
    paths = api.get_openapi_schema()["paths"]
    return [f"{method.upper()} {path}" for path, found in paths.items() for method in found]


@pytest.fixture
def world(requests_in_one_transaction: None, settings: Any) -> Iterator[dict[str, Any]]:
    """A client with every scope, a shift supervisor, a grid worker, and a case, a token and a webhook that are there."""
    settings.LIANDONG_SECOND_FACTOR = "optional"
    now = datetime.now().astimezone()
    clients.forget()
    key = open_client("乱打", ["web"], actor="system", now=now, per_minute=10**9, per_day=10**9, scopes=list(Scope))
    draft = Draft(str(uuid.uuid4()), "web", "路灯不亮", now, lon=104.1093, lat=30.6731, kind="C0401")
    [made] = receive([draft], actor="client:1", now=now)
    assert not isinstance(made, Refused)
    client = clients.found_by(key_digest(key))
    assert client is not None
    hook, _ = open_webhook(client.client, "https://a.example/", ["case.closed"], now=now, key="hook")
    yield {
        "program": {"HTTP_AUTHORIZATION": f"Bearer {key}"}, "desk": session("0201"), "field": session("1203"),
        "known": {"number": made.number, "token": token(made.report), "webhook": str(hook.pk)},
    }  # fmt: skip
    clients.forget()


def session(number: str) -> dict[str, str]:
    """What a browser sends in which a person is signed in."""
    cookie = signed_in(number).cookies["sessionid"]
    return {"HTTP_COOKIE": f"{cookie.key}={cookie.value}; csrftoken={CSRF}", "HTTP_X_CSRFTOKEN": CSRF}


@pytest.fixture(scope="session")
def schema(django_db_setup: None) -> Any:
    return schemathesis.openapi.from_dict(api.get_openapi_schema() | {"servers": [{"url": "http://testserver"}]})


def admitted(who: dict[str, str]) -> Any:
    """The product for somebody who may come in: whatever else a generated request says of itself is replaced."""
    application = WSGIHandler()
    return lambda environ, start_response: application({**environ, **who}, start_response)


@pytest.mark.timeout(0)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", operations())
def test_every_answer_is_documented_and_none_is_our_fault(name: str, schema: Any, world: dict[str, Any]) -> None:
    method, _, path = name.partition(" ")
    operation = schema[path][method]
    programs = "Client" in str(operation.definition.raw.get("security"))
    operation.app = admitted(world["program" if programs else "field" if "/field/" in path else "desk"])
    each = max(2, CASES // len(operations()) // len(MODES))

    met: Counter[int] = Counter()
    for mode in MODES:

        @settings(max_examples=each, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def asked(case: Any) -> None:
            counts().forget()
            day_counts().forget()
            known = set(case.path_parameters or ()) & set(world["known"])
            if known and len(str(case.path_parameters)) % 2:  # half of them meet what is there
                case.path_parameters.update({word: world["known"][word] for word in known})
            answer = case.call()
            case.validate_response(answer, checks=CHECKS)
            met[answer.status_code] += 1

        try:
            asked()
        except Unsatisfiable:
            assert mode is schemathesis.GenerationMode.NEGATIVE  # nothing is sent that could be wrong
    assert set(met) - {401, 403}, met
