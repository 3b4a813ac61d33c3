"""Reference data for the system administrator: kinds, routing rules, limits, the working calendar, units, divisions."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liandong.cases.models import Kind, RoutingRule
from liandong.cases.reference_actions import KindChange, RuleChange, change_kind, change_rule
from liandong.deadlines.actions import drop_limit, set_day, set_limit
from liandong.deadlines.limits import parsed, place_of
from liandong.deadlines.models import Limit
from liandong.deadlines.queries import DISTRICT, last_special_day, special_days
from liandong.faces.desk import forms
from liandong.faces.desk.pages import DeskRequest, desk, key_of, made
from liandong.faces.shared.words import HOURS, MEASURES, STAGES, URGENCIES
from liandong.forces.queries import units
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused
from liandong.places.queries import divisions as divisions_on

WORDS: Final = {"urgencies": URGENCIES, "hours": HOURS, "measures": MEASURES, "stages": STAGES}


@require_safe
@desk("reference.edit")
def kinds(request: DeskRequest) -> HttpResponseBase:
    rows = Kind.objects.order_by("code")
    return render(request, "desk/kinds.html", {"rows": rows, **WORDS})


@require_http_methods(["GET", "POST"])
@desk("reference.edit")
def kind(request: DeskRequest, code: str) -> HttpResponseBase:
    """One kind and the form that changes it."""
    row = found(Kind.objects.filter(code=code).first(), code)
    shown: dict[str, Any] = {"row": row, **WORDS}
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in
                 ("name", "name_en", "filing_condition", "closing_condition", "urgency")}  # fmt: skip
        change = KindChange(**given, active="active" in request.POST)
        try:
            change_kind(code, change, actor=request.actor.label, now=now(), key=key_of(request))
        except Refused as refused:
            return render(
                request, "desk/kind.html", {**shown, "refused": refused, "row": {"code": code, **given}}, status=409
            )
        messages.success(request, gettext("已保存，新案卷按新的来"))
        return redirect("desk:kinds")
    return render(request, "desk/kind.html", shown)


def found(row: Any, code: str) -> Any:
    if row is None:
        raise Refused("没有 {text} 这一行。", code="not-found", text=code)
    return row


@require_safe
@desk("reference.edit")
def rules(request: DeskRequest) -> HttpResponseBase:
    rows = RoutingRule.objects.order_by("order", "code")
    if asked := request.GET.get("kind", "")[:8]:
        rows = rows.filter(kind__startswith=asked)
    return render(request, "desk/rules.html", {"rows": rows, **WORDS})


@require_http_methods(["GET", "POST"])
@desk()
def rule(request: DeskRequest, code: str) -> HttpResponseBase:
    """One rule: for everybody to read, for the administrator with the form that changes it."""
    row = found(RoutingRule.objects.filter(code=code).first(), code)
    shown: dict[str, Any] = {"row": row, "may_edit": request.actor.may("reference.edit"), **WORDS}
    if request.method == "POST" and shown["may_edit"]:
        try:
            change_rule(code, rule_change(request), actor=request.actor.label, now=now(), key=key_of(request))
        except Refused as refused:
            return render(request, "desk/rule.html", {**shown, "refused": refused, "given": request.POST}, status=409)
        messages.success(request, gettext("已保存，新案卷按新的来"))
        return redirect("desk:rules")
    return render(request, "desk/rule.html", shown)


def rule_change(request: DeskRequest) -> RuleChange:
    given = {name: request.POST.get(name, "").strip() for name in ("unit", "hours", "sentence")}
    until = request.POST.get("valid_until", "")
    return RuleChange(**given, order=int(forms.number(request.POST.get("order", ""), "order")),
                      valid_until=forms.day(until, "valid_until") if until.strip() else None)  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk("reference.edit")
def limits(request: DeskRequest) -> HttpResponseBase:
    """All limits; the form sets one of them, or takes away one that is not for all matters."""
    shown: dict[str, Any] = {"given": request.POST, **WORDS}
    if led := made(request, shown, lambda: change_limit(request), gettext("已保存，新案卷按新的来"), "desk:limits"):
        return led
    shown["rows"] = Limit.objects.order_by("matter", "stage", "urgency")
    return render(request, "desk/limits.html", shown, status=409 if "refused" in shown else 200)


def change_limit(request: DeskRequest) -> None:
    by, at, key = request.actor.label, now(), key_of(request)
    if "drop" in request.POST:
        drop_limit(*place_of(request.POST["drop"]), actor=by, now=at, key=key)
    else:
        forms.amount(request.POST.get("amount", ""))
        set_limit(parsed(request.POST, 1), actor=by, now=at, key=key)


@require_http_methods(["GET", "POST"])
@desk("reference.edit")
def calendar(request: DeskRequest) -> HttpResponseBase:
    """The days of a year that differ from their weekday; the form says so of one more day."""
    today = local_day(now())
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year
    shown: dict[str, Any] = {"year": year, "given": request.POST, "last": last_special_day()}
    if led := made(request, shown, lambda: change_day(request), gettext("已保存，新案卷按新的来"), "desk:calendar"):
        return led
    shown["days"] = special_days(DISTRICT, year)
    return render(request, "desk/calendar.html", shown, status=409 if "refused" in shown else 200)


def change_day(request: DeskRequest) -> None:
    set_day(DISTRICT, forms.day(request.POST.get("day", ""), "day"), working=request.POST.get("working") == "yes",
            name=request.POST.get("name", ""), actor=request.actor.label, now=now(), key=key_of(request))  # fmt: skip


@require_safe
@desk("reference.edit")
def unit_list(request: DeskRequest) -> HttpResponseBase:
    rows = sorted(units().values(), key=lambda each: (each.area, each.code))
    return render(request, "desk/units.html", {"rows": rows})


@require_safe
@desk("reference.edit")
def divisions(request: DeskRequest) -> HttpResponseBase:
    """The divisions that hold today; of one subdistrict its communities."""
    inside = request.GET.get("inside", "")[:9]
    rows = divisions_on(local_day(now()), inside=inside)
    return render(
        request, "desk/divisions.html", {"rows": rows if inside else rows.exclude(level="community"), "inside": inside}
    )
