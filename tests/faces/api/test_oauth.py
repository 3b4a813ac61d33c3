"""OAuth2 client credentials: tokens with scopes, quotas in the headers, the metadata."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client

from liandong.access.models import AccessToken
from liandong.access.models import Client as Program
from liandong.faces.api import clients
from tests.faces.api.conftest import KEY, Send, report


@pytest.fixture
def program(key: str) -> Program:
    return Program.objects.get()


def asked(client: Client, **fields: str) -> Any:
    return client.post("/api/v1/token", {"grant_type": "client_credentials", **fields})


def test_a_key_buys_a_token_that_brings_a_report(client: Client, program: Program) -> None:
    basic = base64.b64encode(f"{program.code}:{KEY}".encode()).decode()
    answer = client.post("/api/v1/token", {"grant_type": "client_credentials", "scope": "reports.write"},
                         headers={"Authorization": f"Basic {basic}"})  # fmt: skip
    said = answer.json()
    assert (answer.status_code, said["token_type"], said["expires_in"], said["scope"]) == (
        200,
        "Bearer",
        3600,
        "reports.write",
    )
    assert answer["Cache-Control"] == "no-store"
    assert not AccessToken.objects.filter(digest=said["access_token"]).exists()
    sent = client.post("/api/v1/reports", json.dumps(report()), content_type="application/json",
                       headers={"Authorization": f"Bearer {said['access_token']}"})  # fmt: skip
    assert sent.status_code == 201


@pytest.mark.parametrize(("fields", "status", "error"), [
    ({"client_secret": "wrong"}, 401, "invalid_client"), ({"scope": "webhooks.write"}, 400, "invalid_scope"),
    ({"grant_type": "password"}, 400, "unsupported_grant_type"), ({"grant_type": ""}, 400, "invalid_request"),
])  # fmt: skip
def test_what_is_wrong_is_said_in_the_words_of_the_standard(
    fields: dict[str, str], status: int, error: str, client: Client, program: Program
) -> None:
    answer = asked(client, **{"client_id": program.code, "client_secret": KEY, **fields})
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert not AccessToken.objects.exists()


def test_a_token_without_the_scope_is_refused(client: Client, program: Program) -> None:
    token = asked(client, client_id=program.code, client_secret=KEY, scope="cases.read").json()["access_token"]
    answer = client.post("/api/v1/reports", json.dumps(report()), content_type="application/json",
                         headers={"Authorization": f"Bearer {token}"})  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (403, "no-scope")
    assert answer["RateLimit"].startswith('"minute";r=')


def test_a_revoked_token_opens_nothing(client: Client, program: Program) -> None:
    own = {"client_id": program.code, "client_secret": KEY}
    token = asked(client, **own).json()["access_token"]
    answers = [
        client.post("/api/v1/token/revocation", {**own, "token": each}).status_code for each in (token, token, "none")
    ]
    clients.forget()
    assert answers == [200, 200, 200]
    assert client.get("/api/v1/client", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_quotas_stand_in_every_answer_and_the_day_ends_in_429(send: Send, client: Client, program: Program) -> None:
    Program.objects.update(per_day=2)
    clients.forget()
    first = send()
    assert first["RateLimit-Policy"] == '"minute";q=100000;w=60, "day";q=2;w=86400'
    assert '"day";r=1;t=' in first["RateLimit"]
    told = client.get("/api/v1/client", headers={"Authorization": f"Bearer {KEY}"})
    assert [each["left"] for each in told.json()["quotas"] if each["name"] == "day"] == [0]
    assert '"day";r=0;t=' in told["RateLimit"]
    over = send(key="another")
    assert (over.status_code, over.json()["code"]) == (429, "day-over")
    assert 0 < int(over["Retry-After"]) <= 86_400


def test_the_metadata_says_where_a_token_is_given(client: Client, db: None) -> None:
    said = client.get("/.well-known/oauth-authorization-server").json()
    assert said["token_endpoint"] == f"{said['issuer']}/api/v1/token"
    assert said["grant_types_supported"] == ["client_credentials"]
    assert set(said["scopes_supported"]) == {"reports.write", "cases.read", "webhooks.write"}
