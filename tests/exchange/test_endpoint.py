"""The door for other centres: signed in, signed out, problem details where nothing was kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from liandong.access.limits import counts
from liandong.access.models import SharedKey
from liandong.access.shared_key_actions import change_key, end_shared_key
from liandong.cases.models import Case
from liandong.exchange import wire
from liandong.exchange.ports import Message
from liandong.exchange.queries import secret_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("partners")]
CASE = {"text": "路灯不亮", "matter": "service", "lon": 104.1142, "lat": 30.6935}


@pytest.fixture(autouse=True)
def nobody_counted() -> Iterator[None]:
    counts().forget()
    yield
    counts().forget()


def posted(client: Client, body: bytes, *, partner: str = "police", at: datetime | None = None, receiver: str = wire.US,
           content_type: str = "application/json") -> Any:  # fmt: skip
    signed = wire.headers(secret_of(partner), receiver, body, at or datetime.now(UTC))
    return client.post(f"/exchange/v1/{partner}/messages", body, content_type=content_type, headers=signed)


def message(**change: Any) -> bytes:
    given = Message("m1", "t1", 1, "case", datetime.now(UTC), "J2026061200001", CASE)
    return json.dumps({**json.loads(wire.encoded(given)), **change}).encode()


def test_a_signed_message_has_a_signed_receipt_and_again_the_same_one(client: Client) -> None:
    body = message()
    first, again = posted(client, body), posted(client, body)
    wire.signer([secret_of("police")], first.headers, "police", first.content, datetime.now(UTC))
    receipt = wire.receipt_of(first.content)
    assert (first.status_code, receipt.taken, receipt.number) == (200, True, Case.objects.get().number)
    assert wire.receipt_of(again.content) == receipt


def test_while_a_partner_changes_over_both_keys_are_taken_and_each_receipt_is_signed_under_the_key_of_its_message(
    client: Client,
) -> None:
    at, old = datetime.now(UTC), secret_of("police")
    new = change_key("partner:police", "partner-police", timedelta(days=7), actor="post:1", now=at)
    assert secret_of("police") == old
    for number, key in enumerate((old, new)):
        body = message(id=f"m{number}", thread=f"t{number}", number=f"J202606120000{number}")
        signed = wire.headers(key, wire.US, body, at)
        answer = client.post("/exchange/v1/police/messages", body, content_type="application/json", headers=signed)
        assert answer.status_code == 200, answer.content
        assert wire.signer([old, new], answer.headers, "police", answer.content, datetime.now(UTC)) == key
    assert secret_of("police") == new
    end_shared_key("partner:police", SharedKey.objects.earliest("id").pk, actor="post:1", now=at)
    signed = wire.headers(old, wire.US, body, at)
    answer = client.post("/exchange/v1/police/messages", body, content_type="application/json", headers=signed)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad-signature")


@pytest.mark.parametrize(("sent", "status", "code"), [
    ({"receiver": "police"}, 401, "bad-signature"),
    ({"at": datetime.now(UTC) - timedelta(hours=1)}, 401, "clock-skew"),
    ({"content_type": "text/plain"}, 415, "not-json-type"),
    ({"body": b"x" * (wire.MOST_BYTES + 1)}, 413, "too-large"),
    ({"body": b"{}"}, 422, "bad-message"),
    ({"body": message(kind="order")}, 422, "bad-message"),
])  # fmt: skip
def test_what_is_not_kept_is_a_problem(sent: dict[str, Any], status: int, code: str, client: Client) -> None:
    answer = posted(client, sent.pop("body", None) or message(), **sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert Case.objects.count() == 0


def test_a_partner_that_does_not_exist_is_answered_like_a_wrong_signature(client: Client) -> None:
    unknown = client.post("/exchange/v1/army/messages", message(), content_type="application/json")
    unsigned = client.post("/exchange/v1/police/messages", message(), content_type="application/json")
    assert (unknown.status_code, unknown.json()) == (unsigned.status_code, unsigned.json())


def test_an_id_that_stood_under_something_else_is_a_conflict(client: Client) -> None:
    posted(client, message())
    answer = posted(client, message(kind="note", seq=2, body={"note": "x"}))
    assert (answer.status_code, answer.json()["code"]) == (409, "key-reused")
