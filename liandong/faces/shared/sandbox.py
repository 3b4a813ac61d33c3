"""What tells a sandbox from the real thing: a header of every answer, and a strip on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER: Final = "Liandong-Sandbox"


def sandbox_headers() -> list[tuple[str, str]]:
    """The header that a sandbox puts on every answer; none elsewhere."""
    return [(HEADER, "1")] if settings.LIANDONG_SANDBOX else []


def marked(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Marks what Django answers."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in sandbox_headers():
            response[name] = value
        return response

    return answered
