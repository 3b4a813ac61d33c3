"""Answers to people that did not arrive: tried again or let be by a person."""

from __future__ import annotations

import uuid
from typing import Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from liandong.faces.desk.mending.stuck import clear_row
from liandong.faces.desk.pages import DeskRequest, desk
from liandong.faces.shared.templatetags.ld import said
from liandong.letters.queries import stuck
from liandong.letters.reply_actions import drop_reply, retry_reply
from liandong.letters.states import Sending

STATES: Final = {
    Sending.HELD: gettext_noop("服务现在不让发，对方再来信时自动补发"), Sending.UNSURE: gettext_noop("不知道有没有送到，再发可能重复"),
    Sending.DEAD: gettext_noop("送不到"),
}  # fmt: skip
MOST: Final = 50


@require_safe
@desk("exchange.work")
def replies(request: DeskRequest) -> HttpResponseBase:
    """Answers that a person should look at, the oldest first: which door, since when, why; not to whom, and not what they say."""
    found = stuck()
    rows = [
        (each, said(each.conversation.inlet.service, "service"), gettext(STATES[Sending(each.state)]))
        for each in found[:MOST]
    ]
    return render(request, "desk/replies.html", {"rows": rows, "more": max(0, found.count() - MOST)})


@require_POST
@desk("exchange.work")
def clear(request: DeskRequest, pk: uuid.UUID, name: str) -> HttpResponseBase:
    return clear_row(request, pk, name, retry_reply, drop_reply, "desk:replies")
