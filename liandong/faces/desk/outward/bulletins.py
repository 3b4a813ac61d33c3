"""Bulletins of the own area: published, looked over, taken back; and the columns of the residents' first page."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from liandong.bulletins.actions import publish, withdraw, write_column
from liandong.bulletins.models import Column
from liandong.bulletins.queries import columns as all_columns
from liandong.bulletins.queries import published_within
from liandong.bulletins.rules import Arranged, Told
from liandong.bulletins.states import SHOWS_WORDS, TOPIC_WORDS
from liandong.faces.desk.forms import day
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.areas import area_name, areas_inside
from liandong.faces.shared.courtyards import area_of_courtyard
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused

SHOWN: Final = 60
FIELDS: Final = ("area", "courtyard", "topic", "title", "text", "valid_from", "valid_until")
COLUMN_FIELDS: Final = ("order", "name", "name_en", "shows", "words", "links", "on")


@require_http_methods(["GET", "HEAD", "POST"])
@desk("bulletin.publish")
def bulletins(request: DeskRequest) -> HttpResponseBase:
    """What was published in the own area, and the form of a new one."""
    today, status = local_day(now()), 200
    shown: dict[str, Any] = {"given": {"valid_from": today, "area": request.actor.area}}
    if request.method == "POST":
        shown = {"given": {name: request.POST.get(name, "") for name in FIELDS}}
        try:
            publish(told(request.POST), by=request.actor, now=now(), key=key_of(request))
            messages.success(request, gettext("公告发出了"))
            return redirect("desk:bulletins")
        except Refused as refused:
            shown["refused"], status = refused, 422
    area = request.actor.area
    rows = published_within(request.actor)[:SHOWN]
    shown |= {
        "rows": rows, "today": today, "announces": request.actor.may("publication.write"), "topics": TOPIC_WORDS.items(), "own": (area, area_name(area)),
        "areas": [(name, areas_inside(code, 12)) for code, name in areas_inside(area[:9], 9) if len(area) <= 9],
        "subdistricts": areas_inside(area, 9) if len(area) < 9 else [],
    }  # fmt: skip
    return render(request, "desk/bulletins.html", shown, status=status)


def told(form: QueryDict) -> Told:
    courtyard = form.get("courtyard", "").strip()[:80]
    area = area_of_courtyard(courtyard, form.get("area", "")) if courtyard else form.get("area", "")
    return Told(
        area=area[:15], topic=form.get("topic", ""), title=form.get("title", ""), text=form.get("text", ""),
        valid_from=day(form.get("valid_from", ""), "valid_from"), valid_until=day(form.get("valid_until", ""), "valid_until"),
    )  # fmt: skip


@require_POST
@desk("bulletin.publish")
def take_back(request: DeskRequest, pk: int) -> HttpResponseBase:
    withdraw(pk, request.POST.get("reason", ""), by=request.actor, now=now(), key=key_of(request))
    messages.success(request, gettext("已经撤回，居民不再看到"))
    return redirect("desk:bulletins")


@require_http_methods(["GET", "HEAD", "POST"])
@desk("column.edit")
def columns(request: DeskRequest, pk: int | None = None) -> HttpResponseBase:
    """The columns of the residents' first page in their order, with the form of one of them or of a new one."""
    row = Column.objects.filter(pk=pk).first() if pk else None
    if pk and row is None:
        raise Refused("没有这个栏目。", code="not-found")
    shown: dict[str, Any] = {"row": row, "given": given_of(row)}
    status = 200
    if request.method == "POST":
        try:
            write_column(arranged(request.POST), by=request.actor, now=now(), pk=pk, key=key_of(request))
            messages.success(request, gettext("栏目存好了，居民马上看到"))
            return redirect("desk:columns")
        except Refused as refused:
            shown |= {"refused": refused, "given": {name: request.POST.get(name, "") for name in COLUMN_FIELDS}}
            status = 422
    shown |= {"rows": all_columns(on=False), "kinds": SHOWS_WORDS.items(), "shows_words": SHOWS_WORDS}
    return render(request, "desk/columns.html", shown, status=status)


def given_of(row: Column | None) -> dict[str, Any]:
    if row is None:
        return {"order": 50, "shows": "answers", "on": True}
    links = "\n".join(f"{each['name']} | {each['name_en']} | {each['address']}" for each in row.links)
    return {**{name: getattr(row, name) for name in COLUMN_FIELDS}, "links": links}


def arranged(form: QueryDict) -> Arranged:
    order = form.get("order", "")
    return Arranged(
        order=int(order) if order.isdecimal() and len(order) < 5 else -1, name=form.get("name", ""), name_en=form.get("name_en", ""),
        shows=form.get("shows", ""), words=form.get("words", ""), links=form.get("links", ""), on=bool(form.get("on")),
    )  # fmt: skip
