"""Reference data of honest closure for the system administrator: what is verified at the place, and what is looked at again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liandong.cases.closure import Checking
from liandong.cases.closure_actions import drop_recheck_rule, drop_site_rule, set_recheck_rule, set_site_rule
from liandong.cases.models import RecheckRule, SiteRule
from liandong.cases.reference import kinds
from liandong.faces.desk import forms
from liandong.faces.desk.pages import DeskRequest, desk, key_of, made
from liandong.forces.queries import units
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused


@require_http_methods(["GET", "POST"])
@desk("reference.edit")
def closing(request: DeskRequest) -> HttpResponseBase:
    """All rows of both tables; each form sets one, each button takes one away."""
    shown: dict[str, Any] = {"given": request.POST}
    if led := made(request, shown, lambda: change(request), gettext("已保存，从现在起按新的来"), "desk:closing"):
        return led
    shown |= {"sites": SiteRule.objects.order_by("unit"), "again": RecheckRule.objects.order_by("kind")}
    return render(request, "desk/closing.html", shown, status=409 if "refused" in shown else 200)


def change(request: DeskRequest) -> None:
    given, by, at, key = request.POST, request.actor.label, now(), key_of(request)
    source = given.get("source", "").strip()[:200]
    match given.get("what"):
        case "site":
            set_site_rule(
                unit_begun(given.get("unit", "")), checking(request), source=source, actor=by, now=at, key=key
            )
        case "again":
            kind, days = kind_begun(given.get("kind", "")), whole(request, "days")
            set_recheck_rule(kind, days, source=source, actor=by, now=at, key=key)
        case _ if "drop-site" in given:
            drop_site_rule(given["drop-site"], actor=by, now=at, key=key)
        case _:
            drop_recheck_rule(given.get("drop-again", ""), actor=by, now=at, key=key)


def checking(request: DeskRequest) -> Checking:
    share, reworked_from, raised_share, farthest = (
        whole(request, name) for name in ("share", "reworked_from", "raised_share", "farthest")
    )
    return Checking(share, reworked_from, raised_share, farthest)


def whole(request: DeskRequest, name: str) -> int:
    """A whole number of a form.

    Raises:
        Refused: it is none, or beyond all measure.
    """
    found = forms.number(request.POST.get(name, ""), name)
    if found != int(found) or abs(found) > 1_000_000:
        raise Refused("“{text}”不是整数。", code="bad-number", field=name, text=request.POST.get(name, "")[:40])
    return int(found)


def unit_begun(words: str) -> str:
    """A beginning of units' codes.

    Raises:
        Refused: no unit's code begins so.
    """
    found = words.strip()
    if found and not any(code.startswith(found) for code in units()):
        raise Refused("没有单位 {unit}。", code="bad-unit", field="unit", unit=found[:40])
    return found


def kind_begun(words: str) -> str:
    """A beginning of kinds' codes.

    Raises:
        Refused: no kind's code begins so.
    """
    found = words.strip().upper()
    if found and not any(code.startswith(found) for code in kinds()):
        raise Refused("没有类别 {kind}。", code="bad-kind", field="kind", kind=found[:40])
    return found
