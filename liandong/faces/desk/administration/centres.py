"""Reference data of the exchange for the system administrator: the partners, and the words that mean danger to life."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liandong.exchange.models import DangerWord, Partner
from liandong.exchange.reference_actions import CALLS, change_partner, drop_danger_word, set_danger_word
from liandong.exchange.states import NEVER_IN
from liandong.faces.desk.case.handover import MATTERS
from liandong.faces.desk.pages import DeskRequest, desk, key_of, made
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

LENGTHS: Final = {"name": 40, "name_en": 80, "phone": 40, "number_form": 80}


def matters() -> list[tuple[str, str, bool]]:
    """Each matter, its word, and whether it may ever come in."""
    return [(matter.value, gettext(word), matter not in NEVER_IN) for matter, word in MATTERS.items()]


@require_safe
@desk("reference.edit")
def centres(request: DeskRequest) -> HttpResponseBase:
    words = {matter: word for matter, word, _ in matters()}
    rows = [(row, said(words, row.outward), said(words, row.inward)) for row in Partner.objects.order_by("code")]
    return render(request, "desk/centres.html", {"rows": rows})


def said(words: dict[str, str], codes: list[str]) -> str:
    return "、".join(words.get(code, code) for code in codes)


@require_http_methods(["GET", "POST"])
@desk("reference.edit")
def centre(request: DeskRequest, code: str) -> HttpResponseBase:
    """One partner and the form that changes it."""
    row = Partner.objects.filter(pk=code).first()
    if row is None:
        raise Refused("没有 {text} 这一行。", code="not-found", text=code[:40])
    shown: dict[str, Any] = {"code": code, "row": row, "matters": matters()}
    if request.method == "POST":
        values = given(request)
        try:
            change_partner(code, values, actor=request.actor.label, now=now(), key=key_of(request))
        except Refused as refused:
            return render(request, "desk/centre.html", {**shown, "row": values, "refused": refused}, status=409)
        messages.success(request, gettext("已保存，从现在起按新的来"))
        return redirect("desk:centres")
    return render(request, "desk/centre.html", shown)


def given(request: DeskRequest) -> dict[str, Any]:
    words = {name: request.POST.get(name, "").strip()[:most] for name, most in LENGTHS.items()}
    lists = {name: request.POST.getlist(name) for name in ("outward", "inward")}
    return {**words, **lists, "verified": "verified" in request.POST, "active": "active" in request.POST}


@require_http_methods(["GET", "POST"])
@desk("reference.edit")
def dangers(request: DeskRequest) -> HttpResponseBase:
    """All words of danger; the form sets one, a button takes one away."""
    shown: dict[str, Any] = {"given": request.POST, "calls": sorted(CALLS)}
    if led := made(request, shown, lambda: change_word(request), gettext("已保存，从现在起按新的来"), "desk:dangers"):
        return led
    shown["rows"] = DangerWord.objects.order_by("call", "word")
    return render(request, "desk/dangers.html", shown, status=409 if "refused" in shown else 200)


def change_word(request: DeskRequest) -> None:
    by, at, key = request.actor.label, now(), key_of(request)
    if "drop" in request.POST:
        drop_danger_word(request.POST["drop"], actor=by, now=at, key=key)
    else:
        set_danger_word(request.POST.get("word", ""), request.POST.get("call", ""), actor=by, now=at, key=key)
