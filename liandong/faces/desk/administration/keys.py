"""Keys that both sides know, for the security administrator: other centres', the call centre's, those of accounts at message services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from liandong.access.shared_key_actions import OVERLAP, change_key, end_shared_key
from liandong.access.shared_keys import shared_keys
from liandong.exchange.queries import holder_of, key_file, partners
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.names import partner_said
from liandong.hotline.queries import CENTRE_KEY
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.letters.models import Inlet
from liandong.letters.queries import holder_of as inlet_holder

MOST_GIVEN = 300


@dataclass(frozen=True, slots=True)
class Holder:
    """Who shares keys with us. `file`: where the first one lies; "" where the other side makes them and the inlet's form takes them."""

    code: str
    name: str
    what: str
    file: str = ""


def holders() -> Iterator[Holder]:
    for code in partners():
        yield Holder(holder_of(code), partner_said(code), gettext("对接中心"), key_file(code))
    yield Holder(CENTRE_KEY, gettext("话务系统"), gettext("热线"), CENTRE_KEY)
    for row in Inlet.objects.filter(active=True).order_by("code"):
        yield Holder(inlet_holder(row.code), row.name, gettext("消息入口"))


def found(code: str) -> Holder:
    holder = next((each for each in holders() if each.code == code), None)
    if holder is None:
        raise Refused("没有 {text} 这一行。", code="not-found", text=code[:40])
    return holder


@require_safe
@desk("post.grant")
def keys(request: DeskRequest) -> HttpResponseBase:
    """All of them: which keys count, until when, and whether the other side has used them. No key is shown."""
    return page(request, {})


def page(request: DeskRequest, shown: dict[str, Any]) -> HttpResponseBase:
    at = now()
    rows = [(each, list(shared_keys(each.code, at))) for each in holders()]
    shown = {"rows": rows, "overlap": OVERLAP.days, **shown}
    return render(request, "desk/keys.html", shown, status=409 if "refused" in shown else 200)


def overlap_in(given: QueryDict) -> timedelta:
    """For how long the key before goes on counting.

    Raises:
        Refused: the form names no number of days.
    """
    word = given.get("days", "").strip()
    if not (word.isdecimal() and len(word) < 4):
        raise Refused("旧密钥最多再用 90 天。", code="bad-overlap", field="days")
    return timedelta(days=int(word))


@require_POST
@desk("post.grant")
def change(request: DeskRequest, holder: str) -> HttpResponseBase:
    """Makes another key and shows it once, or keeps one that the other side gave."""
    whose, given = found(holder), request.POST.get("given", "").strip()[:MOST_GIVEN]
    if not whose.file:
        raise Refused("消息入口的密钥由对方定，请系统管理员在消息入口里填。", code="not-here")
    try:
        secret = change_key(
            whose.code, whose.file, overlap_in(request.POST), given=given.encode() or None, actor=request.actor.label, now=now(),
            key=key_of(request),
        )  # fmt: skip
    except Refused as refused:
        return page(request, {"refused": refused, "whose": whose, "overlap": request.POST.get("days", "")})
    if given:
        messages.success(request, gettext("已保存，从现在起按新的来"))
        return redirect("desk:keys")
    return page(request, {"secret": secret.hex(), "whose": whose})


@require_POST
@desk("post.grant")
def end(request: DeskRequest, holder: str, key: int) -> HttpResponseBase:
    """Ends one of two keys at once."""
    end_shared_key(found(holder).code, key, actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("密钥已停用"))
    return redirect("desk:keys")
