"""What the database tells of calls and seats, and who may hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from liandong.access.rules import Actor

CHANNEL: Final = "liandong_calls"
"""See `liandong/hotline/sql/tell_calls.sql`."""


@dataclass(frozen=True, slots=True)
class CallChange:
    """A call or a seat changed. `told` is which one, as JSON; the page asks for what it shows."""

    told: str
    name: ClassVar[str] = "call"

    def seen_by(self, actor: Actor) -> bool:
        return actor.may("call.take")


def parsed(payload: str) -> CallChange:
    return CallChange(payload)


def allowed(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """The response, its policy widened by the origin of the stream where that is another one."""
    told: str = settings.LIANDONG_LIVE_URL
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    parts = urlsplit(
        f"{request.scheme}://{f'[{host}]' if ':' in host else host}{told}" if told.startswith(":") else told
    )
    if parts.netloc:
        response._csp_update = {"connect-src": ["'self'", f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return response
