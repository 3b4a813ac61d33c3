"""The caller's number or name, once, for a reason that the caller can read."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liandong.faces.hotline.pages import AgentRequest, hotline, key_of
from liandong.faces.shared.looks import looked
from liandong.hotline.actions import subject_of
from liandong.hotline.queries import own_call


@require_http_methods(["GET", "POST"])
@hotline
def look(request: AgentRequest, pk: int) -> HttpResponseBase:
    """Asks why, then shows one field once."""
    call = own_call(pk, request.actor)
    frame = {"title": gettext("查看来电人"), "back": reverse("hotline:work"), "where": gettext("回到坐席台")}
    return looked(request, call.identity, frame, actor=request.actor, subject=subject_of(call), key=key_of(request))
