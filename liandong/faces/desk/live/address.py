"""Where the browser finds the stream of changes."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


def address(request: HttpRequest) -> str:
    """The stream's address for this page; empty where there is none.

    `LIANDONG_LIVE_URL` is a whole address, a path of the same server, or ":8001/desk/live": the same host, that port.
    """
    told: str = settings.LIANDONG_LIVE_URL
    if not told.startswith(":"):
        return told
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return f"{request.scheme}://{f'[{host}]' if ':' in host else host}{told}"


def allowed(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """The response, its policy widened by the origin of the stream where that is another one."""
    parts = urlsplit(address(request))
    if parts.netloc:
        response._csp_update = {"connect-src": ["'self'", f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return response
