"""One look at one field of whoever reported or rings, for a reason that the person can read."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liandong.access.actions import PURPOSES, look_at_reporter
from liandong.access.models import Identity
from liandong.access.rules import Actor
from liandong.faces.shared.words import FIELDS
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused


def looked(
    request: HttpRequest, identity: Identity | None, frame: dict[str, Any], *, actor: Actor, subject: str, key: str
) -> HttpResponse:  # fmt: skip
    """Asks why, then shows one field once and leaves a footprint. `frame`: the page's `title`, the address `back` and its `where`.

    Raises:
        Refused: nobody left a name or number there.
    """
    if identity is None:
        raise Refused("这份上报没有留身份。", code="not-found")
    shown = {**frame, "purposes": PURPOSES, "fields": FIELDS, "key": uuid.uuid4()}
    if request.method == "POST":
        purpose, reason, field = (request.POST.get(name, "") for name in ("purpose", "reason", "field"))
        try:
            shown["value"] = look_at_reporter(identity, field, purpose=purpose, reason=reason, subject=subject,
                                              actor=actor, now=now(), key=f"{key}:{field}")  # fmt: skip
            shown["field"] = field
        except Refused as refused:
            shown |= {"refused": refused, "given": request.POST}
    return render(request, "shared/look.html", shown, status=409 if "refused" in shown else 200)
