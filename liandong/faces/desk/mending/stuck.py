"""Messages to and from other centres that a person should look at, and the ways to clear them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.exchange import stuck_actions as actions
from liandong.exchange.models import Incoming, Outgoing
from liandong.exchange.queries import partners_for, silent, stuck_in, stuck_out
from liandong.exchange.states import Kind, Sending
from liandong.faces.desk.case.handover import FAILURES, KINDS, tell
from liandong.faces.desk.pages import DeskRequest, back, desk, key_of
from liandong.faces.shared.names import partner_said
from liandong.kernel.clock import now

MOST: Final = 50

Clearing = Callable[..., None]
"""Tries one row again, or drops it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A stuck message as the page shows it: no word of its case, only the case's number."""

    pk: uuid.UUID
    partner: str
    phone: str
    number: str
    what: str
    urgent: bool
    since: datetime
    tries: int
    why: str
    detail: str
    refused: bool
    elsewhere: list[tuple[str, str]]


@require_safe
@desk("exchange.work")
def stuck(request: DeskRequest) -> HttpResponseBase:
    """What is stuck, emergencies first, then the oldest; and cases of which a centre has said nothing for a day."""
    at, actor = now(), request.actor
    links = actor.role.sight is not Sight.NONE
    shown = {
        "out": [row_of(each, actor) for each in stuck_out(at, actor)[:MOST]],
        "into": [held_row(each) for each in stuck_in(at)[:MOST]],
        "silent": [(each, partner_said(each.partner_id)) for each in silent(at, actor)[:MOST]], "links": links,
    }  # fmt: skip
    return render(request, "desk/stuck.html", shown)


def row_of(message: Outgoing, actor: Actor) -> Row:
    partner = message.hand_over.partner
    code, _, detail = message.error.partition(": ")
    refused = message.state == Sending.REFUSED
    why = (
        (message.receipt or {}).get("reason", "")
        if refused
        else gettext(FAILURES.get(code, FAILURES["error"]) if code else "还没有轮到")
    )
    others = partners_for(message.hand_over.matter) if message.kind == Kind.CASE and actor.may("case.hand_over") else []
    return Row(
        message.pk, partner_said(partner.code), partner.phone, message.hand_over.case.number, gettext(KINDS[message.kind]),
        message.urgent, message.queued_at, message.tries, why, detail, refused,
        [(each.code, partner_said(each.code)) for each in others if each.code != partner.code],
    )  # fmt: skip


def held_row(message: Incoming) -> Row:
    return Row(message.pk, partner_said(message.partner_id), message.partner.phone, message.number, gettext(KINDS[message.kind]),
               False, message.received_at, 0, gettext("前面的第 %(seq)s 条没有到") % {"seq": message.seq - 1}, "", False, [])  # fmt: skip


@require_POST
@desk()
def clear_out(request: DeskRequest, pk: uuid.UUID, name: str) -> HttpResponseBase:
    """Clears one message of ours: retry, phone, elsewhere or drop."""
    given: dict[str, Any] = {"by": request.actor, "now": now()}
    words = request.POST.get("note", "")
    if name == "retry":
        row = actions.retry_now(pk, **given)
        if row.state == Sending.RECEIVED:
            messages.success(request, gettext("发到了，对方有回执"))
        else:
            messages.error(request, gettext("还是没有发到，系统会接着试"))
    elif name == "phone":
        actions.said_by_phone(pk, words, **given, key=key_of(request))
        messages.success(request, gettext("已记为电话告知"))
    elif name == "elsewhere":
        tell(request, actions.send_elsewhere(pk, request.POST.get("partner", ""), words, **given, key=key_of(request)))
    elif name == "drop":
        actions.drop(pk, words, **given, key=key_of(request))
        messages.success(request, gettext("不再发送，理由已记下"))
    else:
        raise Http404
    return back(request, "desk:stuck") if request.actor.may("exchange.work") else back(request, "desk:inbox")


@require_POST
@desk("exchange.work")
def clear_in(request: DeskRequest, pk: uuid.UUID, name: str) -> HttpResponseBase:
    """Clears one message of theirs: takes it as it is, or lets it be."""
    if name == "take":
        why = actions.take_now(pk, by=request.actor, now=now(), key=key_of(request))
        messages.error(request, why) if why else messages.success(request, gettext("已按现在的顺序收下"))
    elif name == "drop":
        actions.drop_incoming(pk, request.POST.get("note", ""), by=request.actor, now=now(), key=key_of(request))
        messages.success(request, gettext("不再处理，原文还在"))
    else:
        raise Http404
    return redirect("desk:stuck")


def clear_row(
    request: DeskRequest, pk: uuid.UUID, name: str, retry: Clearing, drop: Clearing, page: str
) -> HttpResponseBase:
    """Tries what did not arrive once more, or lets it be with a reason."""
    given: dict[str, Any] = {"by": request.actor, "now": now(), "key": key_of(request)}
    if name == "retry":
        retry(pk, **given)
        messages.success(request, gettext("马上再送一次"))
    elif name == "drop":
        drop(pk, request.POST.get("note", ""), **given)
        messages.success(request, gettext("不再发送，理由已记下"))
    else:
        raise Http404
    return redirect(page)
