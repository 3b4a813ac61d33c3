"""One announcement to all accounts: written, read by a second person, sent; with how it stands at each account."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liandong.access.rules import Actor
from liandong.bulletins.queries import bulletin
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.templatetags.ld import said
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused
from liandong.letters.models import Inlet, Publication
from liandong.letters.publication_actions import TEXT_LETTERS, decide, propose, publish_again
from liandong.letters.services import plug_in, publishing_inlets
from liandong.letters.states import STUCK, Approval, Sending

STATES: Final = {
    Approval.ASKED: gettext_noop("等审批"), Approval.APPROVED: gettext_noop("已批准"), Approval.DENIED: gettext_noop("没有批准"),
}  # fmt: skip
POSTED: Final = {
    Sending.WAITING: gettext_noop("等待发出"), Sending.SENT: gettext_noop("已发出"), Sending.DEAD: gettext_noop("发不出去"),
    Sending.HELD: gettext_noop("发不出去"), Sending.UNSURE: gettext_noop("不知道有没有发出"),
}  # fmt: skip
SHOWN: Final = 50


def accounts(given: dict[str, str]) -> list[tuple[Inlet, str, int, str, bool]]:
    """The accounts that may be chosen: service, most letters, the words written for it, and whether it is ticked."""
    return [(row, said(row.service, "service"), plug_in(row.service).publishes, given.get(f"text-{row.pk}", ""),
             not given or f"to-{row.pk}" in given) for row in publishing_inlets()]  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk("publication.write")
def publications(request: DeskRequest) -> HttpResponseBase:
    """The newest announcements, and the form for another."""
    shown: dict[str, Any] = {}
    given = {name: str(value) for name, value in request.POST.items()} or of_bulletin(request.GET.get("bulletin", ""))
    if request.method == "POST":
        words = {row.pk: given.get(f"text-{row.pk}", "") for row in publishing_inlets() if f"to-{row.pk}" in given}
        try:
            made = propose(given.get("title", ""), given.get("text", ""), given.get("link", ""), words, by=request.actor, now=now(),
                           key=key_of(request))  # fmt: skip
            messages.success(request, gettext("已写好，等另一个人批准"))
            return redirect("desk:publication", pk=made.pk)
        except Refused as refused:
            shown["refused"] = refused
    rows = [(row, gettext(STATES[Approval(row.state)])) for row in Publication.objects.order_by("-proposed_at")[:SHOWN]]
    shown |= {"rows": rows, "given": given, "accounts": accounts(given)}
    return render(request, "desk/publications.html", shown, status=409 if "refused" in shown else 200)


def of_bulletin(number: str) -> dict[str, str]:
    """A bulletin that residents read already, to be told to all accounts too: what is typed travels in no address, only its number."""
    if not (number.isdecimal() and len(number) < 10):
        return {}
    row = bulletin(int(number), local_day(now()))
    link = f"{settings.LIANDONG_PUBLIC_URL}{reverse('resident-bulletin', args=[row.pk])}"
    return {
        "title": row.title,
        "text": row.text[:TEXT_LETTERS],
        "link": link,
        **{f"to-{each.pk}": "on" for each in publishing_inlets()},
    }


@require_safe
@desk("publication.write")
def publication(request: DeskRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One announcement, as each account carries it."""
    row = Publication.objects.filter(pk=pk).first()
    if row is None:
        raise Refused("没有这份发布。", code="not-found")
    postings = [(each, said(each.inlet.service, "service"), gettext(POSTED[Sending(each.state)]), each.state in STUCK)
                for each in row.postings.select_related("inlet").order_by("pk")]  # fmt: skip
    shown = {"row": row, "state": gettext(STATES[Approval(row.state)]), "postings": postings, "asked": row.state == Approval.ASKED,
             "mine": row.author == request.actor.account, "approves": approves(request.actor, row)}  # fmt: skip
    return render(request, "desk/publication.html", shown)


def approves(actor: Actor, row: Publication) -> bool:
    return row.state == Approval.ASKED and actor.may("publication.approve") and row.author != actor.account


@require_POST
@desk("publication.approve")
def judge(request: DeskRequest, pk: uuid.UUID, name: str) -> HttpResponseBase:
    """Approves or denies an announcement."""
    if name not in ("approve", "deny"):
        raise Http404
    decide(
        pk,
        approved=name == "approve",
        reason=request.POST.get("reason", ""),
        by=request.actor,
        now=now(),
        key=key_of(request),
    )
    messages.success(request, gettext("已批准，正在发出") if name == "approve" else gettext("没有批准，理由已记下"))
    return redirect("desk:publication", pk=pk)


@require_POST
@desk("publication.write")
def again(request: DeskRequest, pk: uuid.UUID, posting: int) -> HttpResponseBase:
    """Tries one account again."""
    publish_again(posting, by=request.actor, now=now(), key=key_of(request))
    messages.success(request, gettext("马上再发一次"))
    return redirect("desk:publication", pk=pk)
