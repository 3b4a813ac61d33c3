"""The caller's number or name, once, for a reason that the caller can read."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from liandong.access.actions import PURPOSES, look_at_reporter
from liandong.faces.hotline.pages import AgentRequest, hotline, key_of
from liandong.faces.shared.words import FIELDS
from liandong.hotline.actions import subject_of
from liandong.hotline.queries import own_call
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused


@require_http_methods(["GET", "POST"])
@hotline
def look(request: AgentRequest, pk: int) -> HttpResponseBase:
    """Asks why, then shows one field once and leaves a footprint."""
    call = own_call(pk, request.actor)
    if call.identity is None:
        raise Refused("这份上报没有留身份。", code="not-found")
    shown: dict[str, Any] = {"call": call, "purposes": PURPOSES, "fields": FIELDS, "key": uuid.uuid4()}
    if request.method == "POST":
        purpose, reason, field = (request.POST.get(name, "") for name in ("purpose", "reason", "field"))
        try:
            shown["value"] = look_at_reporter(call.identity, field, purpose=purpose, reason=reason, subject=subject_of(call),
                                              actor=request.actor, now=now(), key=f"{key_of(request)}:{field}")  # fmt: skip
            shown["field"] = field
        except Refused as refused:
            shown |= {"refused": refused, "given": request.POST}
    return render(request, "hotline/look.html", shown, status=409 if "refused" in shown else 200)
