"""Pushes to programs that were not taken: tried again or let be by a person."""

from __future__ import annotations

import uuid
from typing import Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from liandong.faces.desk.mending.stuck import clear_row
from liandong.faces.desk.pages import DeskRequest, desk
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
    return clear_row(request, pk, name, retry_push, drop_push, "desk:pushes")
