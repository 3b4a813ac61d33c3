"""A way to another city: its GeoReport v2 endpoint takes the case as a service request, and is asked how that stands.

Source: wiki.open311.org/GeoReport_v2. The address is the endpoint, with `?jurisdiction_id=…` where the city wants one; the key is its api_key.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from liandong.exchange.ports import Followed, Message, NotDelivered, Receipt
from liandong.exchange.states import Kind

MOST_BYTES: Final = 1_000_000
MOST_LETTERS: Final = 4000
TOKEN: Final = "token:"
BEFORE: Final = timedelta(minutes=10)
"""How far the other clock may be behind ours when a request of ours is looked for."""
FINAL: Final = frozenset({400, 404, 405, 406, 409, 410, 413, 415, 422})
Ask = Callable[[urllib.request.Request, float], tuple[int, bytes]]


def asked_over_http(request: urllib.request.Request, within: float) -> tuple[int, bytes]:
    """Status and body of an answer, whatever the status.

    Raises:
        NotDelivered: there is none.
    """
    try:
        with urllib.request.urlopen(request, timeout=within) as answer:
            return answer.status, answer.read(MOST_BYTES)
    except urllib.error.HTTPError as said_no:
        return said_no.code, said_no.read(MOST_BYTES)
    except (urllib.error.URLError, OSError, HTTPException) as away:
        late = isinstance(getattr(away, "reason", away), TimeoutError)
        raise NotDelivered("no-answer" if late else "unreachable", "" if late else type(away).__name__) from away


@dataclass(frozen=True, slots=True)
class Open311Partner:
    """One endpoint. The standard has no key for a request that is sent twice: before ours is sent it is looked for by our number."""

    endpoint: str
    words: Mapping[str, str]
    api_key: str
    ask: Ask = asked_over_http

    def send(self, message: Message, within: float) -> Receipt:
        """Files the case. What else is said of it the standard has no words for: a person says it by telephone."""
        if message.kind != Kind.CASE:
            return Receipt(message.id, False, "", "not-spoken", "对方只能报送和查询，请打电话告诉对方。")
        code = str(message.body.get("their_kind", ""))
        if not code:
            return Receipt(message.id, False, "", "no-service", "这类事还没有对应的服务代码，请系统管理员补上。")
        if before := self.filed_before(message, code, within):
            return Receipt(message.id, True, before)
        status, rows = self.called("requests.json", within, form(message, code), {"Idempotency-Key": message.id})
        first = rows[0] if rows else {}
        if status in FINAL:
            return Receipt(
                message.id, False, "", f"http-{status}", str(first.get("description", ""))[:500] or f"HTTP {status}"
            )
        number = str(first.get("service_request_id") or "") or (
            f"{TOKEN}{first['token']}" if first.get("token") else ""
        )
        if not 200 <= status < 300 or not number:
            raise NotDelivered("error" if status >= 300 else "bad-receipt", f"HTTP {status}")
        return Receipt(message.id, True, number[:60])

    def filed_before(self, message: Message, code: str, within: float) -> str:
        """The city's number of the request that bears ours, empty where it lists none."""
        since = (message.at - BEFORE).isoformat(timespec="seconds").replace("+00:00", "Z")
        status, rows = self.called("requests.json", within, None, query={"service_code": code, "start_date": since})
        found = (row for row in rows if mark(message) in str(row.get("description") or ""))
        return str(next(found, {}).get("service_request_id") or "")[:60] if status == 200 else ""

    def follow(self, number: str, within: float) -> Followed | None:
        """How a request stands; None where the city says nothing of it now.

        Raises:
            NotDelivered: the city did not answer.
        """
        if number.startswith(TOKEN):
            _, rows = self.called(f"tokens/{quote(number.removeprefix(TOKEN), safe='')}.json", within)
            number = str((rows[0] if rows else {}).get("service_request_id") or "")
            if not number:
                return None
        status, rows = self.called(f"requests/{quote(number, safe='')}.json", within)
        if status != 200 or not rows or rows[0].get("status") not in ("open", "closed"):
            return None
        return Followed(
            number[:60],
            str(rows[0]["status"]),
            str(rows[0].get("status_notes") or "")[:500],
            rows[0]["status"] == "closed",
        )

    def called(self, path: str, within: float, given: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None,
               query: Mapping[str, str] | None = None) -> tuple[int, list[dict[str, Any]]]:  # fmt: skip
        """Status and rows of an answer."""
        key = {"api_key": self.api_key} if self.api_key else {}
        body = urlencode({**key, **self.words, **given}).encode() if given is not None else None
        asked = "" if body is not None else f"?{urlencode({**key, **self.words, **(query or {})})}"
        status, told = self.ask(
            urllib.request.Request(f"{self.endpoint}/{path}{asked}", body, dict(headers or {})), within
        )
        if status >= 500 or status == 429:
            raise NotDelivered("error", f"HTTP {status}")
        try:
            rows = json.loads(told)
        except ValueError:
            raise NotDelivered("bad-receipt", "no JSON") from None
        return status, [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def mark(message: Message) -> str:
    """What our requests bear, so that they are found again."""
    return f"〔{message.number}〕"


def form(message: Message, code: str) -> dict[str, str]:
    """The request as a form. Who reported goes along only where the hand-over says so."""
    body = message.body
    text = f"{mark(message)}{body.get('title', '')}\n{body.get('text', '')}"[:MOST_LETTERS]
    given = {"service_code": code, "description": text, "address_string": str(body.get("place") or "")}
    if body.get("lon") is not None and body.get("lat") is not None:
        given |= {"lat": f"{body['lat']:.6f}", "long": f"{body['lon']:.6f}"}
    person = body.get("person") or {}
    return {name: word for name, word in {
        **given, "first_name": str(person.get("name", "")), "phone": str(person.get("phone", "")),
    }.items() if word}  # fmt: skip


def connect(partner: str, address: str, secret: bytes) -> Open311Partner:  # noqa: ARG001  the endpoint knows us by its key
    endpoint, _, words = address.partition("?")
    return Open311Partner(endpoint.rstrip("/"), dict(parse_qsl(words)), secret.decode("ascii", "replace"))
