"""Events of calls, and looks from the field, sent wrongly: rows of docs/reference/refusals.md, as requests."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from liandong.exchange.wire import US, headers
from liandong.hotline.queries import telephony_key
from tests.faces.api.refusal_rows import Row
from tests.people import signed_in

EVENT = {"kind": "arrived", "call": "c1", "at": "2026-06-12T14:30:00+08:00", "number": "10000000000"}
HYDRANT = "5101080109000001"


def told(*, body: bytes | None = None, secret: bytes | None = None, ago: int = 0, content_type: str = "application/json",
         without: str = "", **change: Any) -> Callable[[Any], Any]:  # fmt: skip
    """An event of a call, signed; or signed wrongly, or wrong in itself."""

    def sent(client: Any) -> Any:
        event = {name: value for name, value in {**EVENT, **change}.items() if name != without}
        raw = json.dumps(event).encode() if body is None else body
        signed = headers(secret or telephony_key(), US, raw, datetime.now(UTC) - timedelta(minutes=ago))
        return client.post("/telephony/v1/events", raw, content_type=content_type, headers=signed)

    return sent


def looked(number: str = "1203", **given: Any) -> Callable[[Any], Any]:
    """What somebody of the staff says who looked at something."""
    body = {"key": "k", "finding": "fine", **given}
    return lambda _client: signed_in(number).post("/api/v1/field/checks", body, content_type="application/json")


CALLS = [
    Row("an event signed with another key", 401, "bad-signature", request=told(secret=bytes(32))),
    Row("an event without a signature", 401, "bad-signature",
        request=lambda client: client.post("/telephony/v1/events", json.dumps(EVENT), content_type="application/json")),
    Row("an event signed six minutes ago", 401, "clock-skew", request=told(ago=6)),
    Row("an event that is not said to be JSON", 415, "not-json-type", request=told(content_type="text/plain")),
    Row("an event of 5 KB", 413, "too-large", request=told(recording="x" * 5000)),
    Row("an event that is no JSON", 422, "bad-message", "body", request=told(body=b"{")),
    Row("an event of a kind that there is not", 422, "bad-message", "kind", request=told(kind="sang")),
    Row("an event without its call", 422, "bad-message", "call", request=told(without="call")),
    Row("an answer that names no agent", 422, "bad-message", "agent", request=told(kind="answered")),
    Row("a recording without a reference", 422, "bad-message", "recording", request=told(kind="recorded")),
    Row("an event with sound in it", 422, "bad-message", "sound", request=told(sound="UklGRg==")),
    Row("an event without a zone of time", 422, "bad-message", "at", request=told(at="2026-06-12T14:30:00")),
]  # fmt: skip
LOOKS = [
    Row("a look at nothing", 422, "input-missing", "asset", request=looked()),
    Row("a look at a code that is in no ledger", 404, "not-found", "asset", request=looked(asset="5101080109999999")),
    Row("a look at a stop of nobody's list", 404, "not-found", "stop", request=looked(stop=2**40)),
    Row("a finding that there is not", 422, "wrong-type", "finding", request=looked(asset=HYDRANT, finding="broken")),
    Row("a look with words about somebody", 422, "unknown-field", "note", request=looked(asset=HYDRANT, note="x")),
    Row("a look by a post that walks no rounds", 403, "no-permission", request=looked("3001", asset=HYDRANT)),
]  # fmt: skip
