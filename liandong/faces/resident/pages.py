"""How pages for residents leave: in their mode, for no search engine, and where private for no cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from liandong.faces.resident.device import is_elder, resident
from liandong.kernel.refusals import Refused

PRIVATE: Final = "private, no-store"
KEPT: Final = "private, no-cache"
"""Not stored by anybody between, but by the browser itself: going back to a form finds what was typed, and its key."""


def page(
    request: HttpRequest, name: str, words: Mapping[str, Any] | None = None, *, status: int = 200, cache: str = PRIVATE
) -> HttpResponse:
    """A page of this face."""
    given = {
        "district": settings.LIANDONG_DISTRICT_NAME,
        "elder": is_elder(request),
        "resident": resident(request),
        **(words or {}),
    }
    response = render(request, f"resident/{name}.html", given, status=status)
    response["Cache-Control"] = cache
    return unlisted(response)


def unlisted(response: HttpResponse) -> HttpResponse:
    """Tells search engines to stay away: an address with a tracking token is a secret."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def with_refusals(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answers a wrong token with a page that says so; it is the same page for every wrong token."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **words: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **words)
        except Refused as refused:
            return page(request, "not_found", {"sentence": refused.sentence, "coded": "token" in words}, status=404)

    return answered
