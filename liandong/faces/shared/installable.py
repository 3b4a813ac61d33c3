"""How an app is kept on a telephone: the manifest that names it, and the worker that serves its page and files offline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import get_language

BLUE: Final = "#1B5291"


def manifest(name: str, short: str, scope: str, icons: str, shortcuts: Sequence[tuple[str, str]]) -> JsonResponse:
    """What an app is called and looks like once it is installed. `icons`: the beginning of the names of its two pictures."""
    pictures = [
        {"src": static(f"{icons}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    said: dict[str, Any] = {
        "id": scope, "start_url": scope, "scope": scope, "display": "standalone", "orientation": "portrait", "name": name,
        "short_name": short, "lang": get_language(), "icons": pictures, "theme_color": BLUE, "background_color": "#F5F6F7",
        "shortcuts": [{"name": words, "url": address} for words, address in shortcuts],
    }  # fmt: skip
    return JsonResponse(said, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


def worker(script: str, page: str, shell: Sequence[str], also: str = "") -> HttpResponse:
    """The service worker. It begins with what it must keep and a version that changes with any of it; `also` is
    anything else that changes what the page says."""
    found = worker_text(script, page, tuple(shell), also)
    return HttpResponse(found, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@cache
def worker_text(script: str, page: str, shell: tuple[str, ...], also: str) -> str:
    total = hashlib.sha256(also.encode())
    for name in (*shell, script):
        total.update(built(name))
    kept = {"version": total.hexdigest()[:12], "page": page, "files": [static(name) for name in shell]}
    return f"self.KEPT = {json.dumps(kept)};\n{built(script).decode()}"


def built(name: str) -> bytes:
    """The bytes of a built file.

    Raises:
        FileNotFoundError: web/ has not been built.
    """
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return Path(path).read_bytes()
