"""`/letters/v1/<inlet>`: where message services tell what people wrote. Each has its own way to sign; the answer is its own too."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from liandong.faces.api.clients import address, limit
from liandong.faces.api.problems import problem
from liandong.faces.api.signed import problems_told
from liandong.kernel.clock import now
from liandong.letters.actions import take
from liandong.letters.ports import Asked
from liandong.letters.queries import inlet_named
from liandong.letters.services import through

A_MINUTE: Final = 6000
MOST_BYTES: Final = 64_000


@problems_told
@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest, inlet: str) -> HttpResponse:
    """GET answers the service's trial of the address. POST is answered once what it says is kept; reading it is a job."""
    limit(f"letters:{address(request.META)}", A_MINUTE)
    row = inlet_named(inlet)
    at = now()
    asked = Asked(request.GET.dict(), {name.lower(): word for name, word in request.headers.items()}, body(request), at)
    if request.method == "GET":
        echo = through(row, lambda service: service.echo(asked), at)
        return HttpResponse(echo, content_type="text/plain; charset=utf-8")
    heard, thanks = through(row, lambda service: (service.heard(asked), service.thanks), at)
    take(row, heard, now=at)
    return HttpResponse(thanks, content_type="text/plain; charset=utf-8")


def body(request: HttpRequest) -> bytes:
    """The body of a request.

    Raises:
        Problem: 413 it is too large.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:18]) > MOST_BYTES:
        raise problem(413, gettext_noop("一条消息最多 64 KB。"), "too-large")
    return request.body
