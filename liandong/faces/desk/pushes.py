"""Pushes to programs that were not taken: tried again or let be by a person."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.kernel.clock import now
from liandong.webhooks.actions import drop_push, retry_push
from liandong.webhooks.queries import failing
from liandong.webhooks.states import Pushing

MOST: Final = 50
WHY: Final = {
    "no-such-host": gettext_noop("找不到对方的主机"), "private-address": gettext_noop("对方的地址在内网"),
    "bad-url": gettext_noop("对方的网址不能用"), "no-answer": gettext_noop("对方没有回答"),
    "bad-certificate": gettext_noop("对方的证书不对"), "unreachable": gettext_noop("连不上对方"), "HTTP": gettext_noop("对方回答出错"),
}  # fmt: skip


@require_safe
@desk("exchange.work")
def pushes(request: DeskRequest) -> HttpResponseBase:
    """What was given up or has failed several times, the oldest first. No word of a case but its number."""
    found = failing()
    rows = [
        (each, gettext(WHY.get(each.error.split(" ")[0], WHY["unreachable"])), each.state == Pushing.DEAD)
        for each in found[:MOST]
    ]
    return render(request, "desk/pushes.html", {"rows": rows, "more": max(0, found.count() - MOST)})


@require_POST
@desk("exchange.work")
def clear(request: DeskRequest, pk: uuid.UUID, name: str) -> HttpResponseBase:
    """Tries one again, or lets it be with a reason."""
    if name == "retry":
        retry_push(pk, by=request.actor, now=now(), key=key_of(request))
        messages.success(request, gettext("马上再送一次"))
    elif name == "drop":
        drop_push(pk, request.POST.get("note", ""), by=request.actor, now=now(), key=key_of(request))
        messages.success(request, gettext("不再发送，理由已记下"))
    else:
        raise Http404
    return redirect("desk:pushes")
