"""Saved views: kept from the list as it stands, opened beside the queues, shared, dropped."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from liandong.access.roles import Sight
from liandong.cases.queries import Filters
from liandong.desks.actions import drop_view, open_with, save_view
from liandong.desks.models import SavedView
from liandong.desks.queries import views_of
from liandong.desks.rules import kept, may_drop
from liandong.faces.desk.lists.columns import chosen, heads
from liandong.faces.desk.lists.tabs import ORDERS, WORDS, address, asked
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.names import kind_said, unit_said
from liandong.faces.shared.templatetags.ld import area
from liandong.faces.shared.words import CHANNELS, URGENCIES
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Shelf:
    """A view beside the queues: its address, whether it is what is shown, and whether the unit shares it."""

    pk: int
    name: str
    url: str
    here: bool
    shared: bool


def shelf(views: Iterable[SavedView], given: QueryDict) -> list[Shelf]:
    """The views for the row of queues."""
    now_shown = kept(dict(given.lists()))
    return [
        Shelf(view.pk, view.name, f"?{view.address}", kept(dict(QueryDict(view.address).lists())) == now_shown,
              view.unit is not None)
        for view in views
    ]  # fmt: skip


@require_safe
@desk()
def saved(request: DeskRequest) -> HttpResponseBase:
    """All views of the person and the unit, with what is in them."""
    refuse_blind(request)
    lines = [
        {"view": view, "inside": inside(QueryDict(view.address), request), "opens": view.opens,  # type: ignore[attr-defined]
         "url": f"{reverse('desk:inbox')}?{view.address}", "key": uuid.uuid4(),
         "mine": may_drop(view.account_id, view.unit, request.actor)}
        for view in views_of(request.actor)
    ]  # fmt: skip
    return render(request, "desk/saved.html", {"lines": lines})


def inside(given: QueryDict, request: DeskRequest) -> str:
    """What a view narrows to, in words."""
    filters = asked(given, request.actor)
    words = [gettext(WORDS[filters.tab]), *narrowed(filters)]
    if filters.sort:
        words.append(gettext(ORDERS[filters.order]))
    if given.get("look") == "table":
        words.append(gettext("表格：%(columns)s") % {"columns": gettext("、").join(heads(chosen(given)))})
    return "·".join(words)


def narrowed(filters: Filters) -> list[str]:
    found = [area(filters.area), kind_said(filters.kind), named(CHANNELS, filters.channel), named(URGENCIES, filters.urgency),
             unit_said(filters.unit), f"“{filters.words}”" if filters.words else ""]  # fmt: skip
    return [word for word in found if word]


def named(table: Mapping[str, str], value: str) -> str:
    return gettext(table.get(value, value)) if value else ""


def refuse_blind(request: DeskRequest) -> None:
    if request.actor.role.sight is Sight.NONE:
        raise Refused("您的岗位看不到案卷，没有列表可以存。", code="no-permission")


@require_POST
@desk()
def keep(request: DeskRequest) -> HttpResponseBase:
    """Keeps the list in the address under a name and shows it."""
    refuse_blind(request)
    view = save_view(
        request.POST.get("name", ""), dict(request.GET.lists()), shared="shared" in request.POST,
        opens="opens" in request.POST, actor=request.actor, now=now(), key=key_of(request),
    )  # fmt: skip
    messages.success(request, gettext("已存为视图“%(name)s”") % {"name": view.name})
    return redirect(f"{reverse('desk:inbox')}{address(request.GET)}")


@require_POST
@desk()
def drop(request: DeskRequest, pk: int) -> HttpResponseBase:
    drop_view(pk, actor=request.actor, now=now(), key=key_of(request))
    messages.success(request, gettext("视图已去掉"))
    return redirect("desk:views")


@require_POST
@desk()
def opening(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Opens the desk with a view from now on; with the one that it opens with already: no longer."""
    open_with(None if "not" in request.POST else pk, actor=request.actor, now=now(), key=key_of(request))
    return redirect("desk:views")
