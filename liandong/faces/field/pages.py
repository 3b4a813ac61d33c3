"""The three files by which a telephone keeps the field app: its page, its manifest, and the worker that serves both offline.

The page holds nothing of anybody: what is shown in it comes from the API.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

SHELL: Final = ("field.js", "field.css", "icons.svg", "favicon.svg", "field-192.png")
"""What the page needs to start without a network."""
WORKER: Final = "field-worker.js"
ICONS: Final = (
    ("field-192.png", "192x192", "any"),
    ("field-512.png", "512x512", "any"),
    ("field-512.png", "512x512", "maskable"),
)


@require_safe
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """The page, the same for everybody."""
    response = render(request, "field/page.html")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  every view is given one
    """What the app is called and looks like once it is installed."""
    icons = [
        {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose} for name, sizes, purpose in ICONS
    ]
    said = {
        "id": "/field/", "start_url": "/field/", "scope": "/field/", "display": "standalone", "orientation": "portrait",
        "name": gettext("联动·现场"), "short_name": gettext("联动现场"), "lang": get_language(), "icons": icons,
        "theme_color": "#1B5291", "background_color": "#F5F6F7",
        "shortcuts": [{"name": gettext("上报"), "url": "/field/#/report"}, {"name": gettext("发件箱"), "url": "/field/#/outbox"}],
    }  # fmt: skip
    return JsonResponse(said, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  every view is given one
    """The service worker. It begins with what it must keep and a version that changes with any of it."""
    found = worker_text()
    return HttpResponse(found, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@cache
def worker_text() -> str:
    total = hashlib.sha256()
    for name in (*SHELL, WORKER):
        total.update(built(name))
    kept = {"version": total.hexdigest()[:12], "page": "/field/", "files": [static(name) for name in SHELL]}
    return f"self.KEPT = {json.dumps(kept)};\n{built(WORKER).decode()}"


def built(name: str) -> bytes:
    """The bytes of a built file.

    Raises:
        FileNotFoundError: web/ has not been built.
    """
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return Path(path).read_bytes()
