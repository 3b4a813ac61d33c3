"""The shifts of every day, for whoever leads: names, from when, for how many hours."""

from __future__ import annotations

import uuid
from datetime import time
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liandong.faces.hotline.pages import AgentRequest, hotline, key_of
from liandong.hotline.queries import plans
from liandong.hotline.reference_actions import save_shifts
from liandong.hotline.rules import Plan, leads
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

MOST: Final = 6
FIELDS: Final = ("code", "name", "name_en", "begins", "hours")


@require_http_methods(["GET", "POST"])
@hotline
def shifts(request: AgentRequest) -> HttpResponseBase:
    """The shifts as they are and a line for one more; a line without a name is none."""
    if not leads(request.actor):
        raise Refused("只有当班值班长能排热线的班次。", code="not-lead")
    known: list[dict[str, Any]] = [
        {**{name: getattr(plan, name) for name in FIELDS}, "begins": f"{plan.begins:%H:%M}"} for plan in plans()
    ]
    shown: dict[str, Any] = {"rows": known, "key": uuid.uuid4()}
    if request.method == "POST":
        shown["rows"] = [line(request.POST, at) for at in range(MOST) if f"name-{at}" in request.POST]
        try:
            wanted = [plan(row) for row in shown["rows"] if row["name"]]
            save_shifts(wanted, actor=request.actor.label, now=now(), key=key_of(request))
            messages.success(request, gettext("已保存"))
            return redirect("hotline:shifts")
        except Refused as refused:
            shown["refused"] = refused
    if len(shown["rows"]) < MOST and not any(not row["name"] for row in shown["rows"]):
        shown["rows"] = [*shown["rows"], dict.fromkeys(FIELDS, "")]
    return render(request, "hotline/shifts.html", shown, status=409 if "refused" in shown else 200)


def line(given: QueryDict, at: int) -> dict[str, str]:
    return {name: given.get(f"{name}-{at}", "").strip()[:40] for name in FIELDS}


def plan(row: dict[str, str]) -> Plan:
    """The shift that a line says; a new one gets a code of its own.

    Raises:
        Refused: its beginning is no time of day, or its hours are no number.
    """
    try:
        begins, hours = time.fromisoformat(row["begins"]), int(row["hours"])
    except ValueError:
        raise Refused(
            "班次“{shift}”的开始要写成 08:00 这样，时长要是整小时。", code="bad-time", field="begins", shift=row["name"]
        ) from None
    return Plan(row["code"][:12] or uuid.uuid4().hex[:12], row["name"][:20], row["name_en"], begins, hours)
