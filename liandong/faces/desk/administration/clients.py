"""Programs that call the API: made, watched, given a new key and revoked by the security administrator."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from liandong.access import client_actions as actions
from liandong.access.limits import used_on
from liandong.access.models import Client
from liandong.access.queries import keys_alive, usage_since
from liandong.access.scopes import SCOPE_WORDS, USUAL
from liandong.access.shared_key_actions import OVERLAP
from liandong.faces.desk.administration.keys import overlap_in
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.areas import area_name, areas_inside
from liandong.faces.shared.words import CHANNELS
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused

SHOWN_DAYS: Final = 14
OWN: Final = frozenset({"police", "gov", "urban", "import"})
"""Channels that no program of the API may use: they have doors of their own."""


def choices() -> dict[str, Any]:
    return {
        "channels": {name: word for name, word in CHANNELS.items() if name not in OWN},
        "scopes": {scope.value: word for scope, word in SCOPE_WORDS.items()}, "overlap": OVERLAP.days,
        "districts": areas_inside("", 6), "subdistricts": areas_inside("", 9),
        "areas": [(name, areas_inside(code, 12)) for code, name in areas_inside("", 9)],
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk("post.grant")
def clients(request: DeskRequest) -> HttpResponseBase:
    """All programs, with what they used today; the form registers a new one."""
    shown: dict[str, Any] = {"given": asdict(actions.Grant([], USUAL)) | {"name": ""}}
    if request.method == "POST":
        try:
            return opened(request)
        except Refused as refused:
            shown |= {"refused": refused, "given": {**request.POST.dict(), **lists(request.POST)}}
    today = local_day(now())
    rows = [(each, used_on(f"client:{each.pk}", today)) for each in Client.objects.order_by("-active", "name")]
    return render(request, "desk/clients.html", {**choices(), **shown, "rows": rows}, status=409 if "refused" in shown else 200)  # fmt: skip


def lists(given: QueryDict) -> dict[str, list[str]]:
    return {name: given.getlist(name) for name in ("channels", "scopes")}


def opened(request: DeskRequest) -> HttpResponseBase:
    """Registers a program and shows its key, once.

    Raises:
        Refused: a field is missing or makes no sense, or the name is taken.
    """
    name, grant = request.POST.get("name", "").strip(), grant_of(request.POST)
    if not name or len(name) > 80:
        raise Refused("接入系统要有名称，最多 80 个字。", code="input-missing", field="name")
    secret = actions.open_client(
        name, **asdict(grant), actor=request.actor.label, now=now(), key=key_of(request), anew=True
    )
    return page(request, Client.objects.get(name=name), {"secret": secret})


def grant_of(given: QueryDict) -> actions.Grant:
    """What the form allows.

    Raises:
        Refused: no channel or scope is chosen, an area is none of ours, or a count is no number.
    """
    channels = [name for name in given.getlist("channels") if name in CHANNELS and name not in OWN]
    if not channels or not given.getlist("scopes"):
        raise Refused("至少选一个渠道和一个权限。", code="input-missing", field="channels")
    counts = {name: given.get(name, "").strip() for name in ("per_minute", "per_day")}
    if not all(word.isdecimal() and len(word) < 10 for word in counts.values()):
        raise Refused("每分钟和每天的次数要是正整数。", code="bad-quota", field="per_minute")
    numbers = {name: int(word) for name, word in counts.items()}
    area = given.get("area", "").strip()
    if area and area_name(area) == area:
        raise Refused("没有这个范围，请重新选。", code="bad-area", field="area")
    return actions.Grant(channels, given.getlist("scopes"), area, **numbers)


def found(pk: int) -> Client:
    row = Client.objects.filter(pk=pk).first()
    if row is None:
        raise Refused("没有这个接入系统。", code="not-found")
    return row


@require_http_methods(["GET", "POST"])
@desk("post.grant")
def client(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One program: its keys, what it may do, what it used. The form changes what it may do."""
    row, shown = found(pk), dict[str, Any]()
    if request.method == "POST":
        try:
            actions.change_client(pk, grant_of(request.POST), actor=request.actor.label, now=now(), key=key_of(request))
            messages.success(request, gettext("已保存"))
            return redirect("desk:client", pk=pk)
        except Refused as refused:
            shown = {"refused": refused, "given": {**request.POST.dict(), **lists(request.POST)}}
    return page(request, row, shown)


def page(request: DeskRequest, row: Client, shown: dict[str, Any]) -> HttpResponseBase:
    days = usage_days(row)
    usual = {name: getattr(row, name) for name in ("channels", "scopes", "area", "per_minute", "per_day")}
    shown = {
        **choices(), "client": row, "given": usual, "days": days, "most": max((count for _, count in days), default=0) or 1,
        "alive": list(keys_alive(row, now())), "keys": row.keys.order_by("-id")[:20], **shown,
    }  # fmt: skip
    return render(request, "desk/client.html", shown, status=409 if "refused" in shown else 200)


def usage_days(row: Client) -> list[tuple[date, int]]:
    """Requests of each of the last days, the newest first; today's straight from the count."""
    today = local_day(now())
    kept = dict(usage_since(row, today - timedelta(days=SHOWN_DAYS - 1)))
    kept[today] = max(kept.get(today, 0), used_on(f"client:{row.pk}", today))
    return [(day, kept.get(day, 0)) for day in (today - timedelta(days=back) for back in range(SHOWN_DAYS))]


@require_POST
@desk("post.grant")
def rotate(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Gives a second key and shows it once; the first one ends after some days."""
    row = found(pk)
    try:
        secret = actions.rotate_key(
            pk, overlap_in(request.POST), actor=request.actor.label, now=now(), key=key_of(request)
        )
    except Refused as refused:
        return page(request, row, {"refused": refused, "overlap": request.POST.get("days", "")})
    return page(request, row, {"secret": secret})


@require_POST
@desk("post.grant")
def end(request: DeskRequest, pk: int, key: int) -> HttpResponseBase:
    """Ends one key at once."""
    actions.end_key(pk, key, actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("密钥已停用"))
    return redirect("desk:client", pk=pk)


@require_POST
@desk("post.grant")
def close(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Revokes a program: none of its keys and tokens counts any more."""
    actions.close_client(pk, actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("接入系统已停用"))
    return redirect("desk:client", pk=pk)
