"""Reference data of disputes for the system administrator: how they go in an area, and the precedents that are offered."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from liandong.faces.desk import forms
from liandong.faces.desk.pages import DeskRequest, desk, key_of, made
from liandong.kernel.clock import now
from liandong.linkage.models import OwnershipRule, Precedent
from liandong.linkage.ownership import USUAL, Terms
from liandong.linkage.reference_actions import set_terms, withdraw_precedent

ROWS = 50


@require_http_methods(["GET", "POST"])
@desk("reference.edit")
def ownership(request: DeskRequest) -> HttpResponseBase:
    """All terms and precedents; the form sets the terms of one area."""
    shown: dict[str, Any] = {"given": request.POST or usual(), "key": uuid.uuid4()}
    if led := made(request, shown, lambda: change(request), gettext("已保存，新案卷按新的来"), "desk:ownership"):
        return led
    shown["terms"] = OwnershipRule.objects.order_by("area")
    shown["usual"] = USUAL
    shown["page"] = Paginator(Precedent.objects.order_by("withdrawn_at", "-id"), ROWS).get_page(request.GET.get("page"))
    return render(request, "desk/ownership.html", shown, status=409 if "refused" in shown else 200)


def change(request: DeskRequest) -> None:
    set_terms([terms_given(request)], actor=request.actor.label, now=now(), key=key_of(request))


def usual() -> dict[str, Any]:
    return {
        name: getattr(USUAL, name) for name in ("area", "answer_hours", "ruling_hours", "transfers", "unit", "sentence")
    }


def terms_given(request: DeskRequest) -> Terms:
    given = {name: request.POST.get(name, "").strip() for name in ("area", "unit", "sentence")}
    numbers = {name: forms.number(request.POST.get(name, ""), name) for name in ("answer_hours", "ruling_hours")}
    return Terms(given["area"], **numbers, transfers=int(forms.number(request.POST.get("transfers", ""), "transfers")),
                 unit=given["unit"], sentence=given["sentence"])  # fmt: skip


@require_POST
@desk("reference.edit")
def withdraw(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Takes a precedent off the offers; what was ruled stays as it was."""
    withdraw_precedent(pk, request.POST.get("reason", ""), actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("先例已撤下，不再提示"))
    return redirect("desk:ownership")
