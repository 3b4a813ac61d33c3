"""The three files by which a telephone keeps the field app: its page, its manifest, and the worker that serves both offline.

The page holds nothing of anybody: what is shown in it comes from the API.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from liandong.faces.shared import installable

SHELL: Final = ("field.js", "qr-reader.js", "field.css", "icons.svg", "favicon.svg", "field-192.png")
"""What the page needs to start without a network."""
WORKER: Final = "field-worker.js"


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
    shortcuts = [(gettext("上报"), "/field/#/report"), (gettext("发件箱"), "/field/#/outbox")]
    return installable.manifest(gettext("联动·现场"), gettext("联动现场"), "/field/", "field", shortcuts)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  every view is given one
    """The service worker."""
    return installable.worker(WORKER, "/field/", SHELL)
