"""The shipped way to a call centre: each order one signed JSON request, the answer 200 with JSON."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any, Final

from liandong.exchange import wire
from liandong.hotline.ports import Event, NotConnected
from liandong.hotline.wire import CENTRE, MOST_BYTES

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class HttpTelephony:
    """Posts orders to `address`. Its own clock is needed: the signature says when the request was made."""

    address: str
    secret: bytes

    def answer(self, call: str, extension: str, within: float) -> None:
        self.order({"order": "answer", "call": call, "extension": extension}, within)

    def hang_up(self, call: str, within: float) -> None:
        self.order({"order": "hang_up", "call": call}, within)

    def hold(self, call: str, on: bool, within: float) -> None:
        self.order({"order": "hold", "call": call, "on": on}, within)

    def mute(self, call: str, on: bool, within: float) -> None:
        self.order({"order": "mute", "call": call, "on": on}, within)

    def transfer(self, call: str, to: str, within: float) -> None:
        self.order({"order": "transfer", "call": call, "to": to}, within)

    def bridge(self, call: str, number: str, within: float) -> None:
        self.order({"order": "bridge", "call": call, "number": number}, within)

    def dial(self, number: str, extension: str, within: float) -> str:
        return str(self.order({"order": "dial", "number": number, "extension": extension}, within).get("call", ""))

    def events(self) -> Iterable[Event]:
        """They come by HTTP to /telephony/v1/events."""
        return ()

    def order(self, order: dict[str, str | bool], within: float) -> dict[str, Any]:
        body = json.dumps(order).encode()
        signed = wire.headers(self.secret, CENTRE, body, datetime.now(UTC))
        request = urllib.request.Request(self.address, body, {"Content-Type": JSON, **signed}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=within) as answer:
                told = json.loads(answer.read(MOST_BYTES) or b"{}")
        except urllib.error.HTTPError as said_no:
            raise NotConnected("error", f"HTTP {said_no.code}") from said_no
        except (urllib.error.URLError, OSError, HTTPException) as away:
            why = getattr(away, "reason", away)
            raise NotConnected("no-answer" if isinstance(why, TimeoutError) else "unreachable") from away
        except ValueError as garbled:
            raise NotConnected("error", "no JSON") from garbled
        return told if isinstance(told, dict) else {}


def connect(address: str, secret: bytes) -> HttpTelephony:
    return HttpTelephony(address, secret)
