"""What if a day or a limit were another: how many running clocks would move, before anything is changed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liandong.access.roles import Sight
from liandong.cases.queries import seen_by
from liandong.cases.reference import office
from liandong.deadlines.limits import parsed
from liandong.deadlines.words import span_words
from liandong.faces.desk import forms
from liandong.faces.desk.case.timeline import CLOCKS
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.words import MEASURES, STAGES, URGENCIES
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.supervision.recounting import last_recount, make_so
from liandong.supervision.what_if import Answer, Change, DayChange, LimitChange, what_if

SHOWN: Final = 100
WORDS: Final = {"urgencies": URGENCIES, "measures": MEASURES, "stages": STAGES}


@require_http_methods(["GET", "POST"])
@desk()
def foresee(request: DeskRequest) -> HttpResponseBase:
    """GET tries a change out; POST, for the administrator, makes it so."""
    may_change = request.actor.may("reference.edit")
    if not may_change and not request.actor.may("case.supervise"):
        raise Refused("您的岗位（{role}）不办这件事。换一个岗位，或者请有这个岗位的同事办。", code="no-permission",
                      role=request.actor.role.word)  # fmt: skip
    given = request.POST if request.method == "POST" else request.GET
    shown: dict[str, Any] = {"given": given, "may_change": may_change, "key": uuid.uuid4(), **WORDS}
    try:
        change = asked(given)
        if request.method == "POST" and change and may_change:
            return made(request, change)
        shown |= answered(request, change) if change else {}
    except Refused as refused:
        shown["refused"] = refused
    shown["recount"] = last_recount()
    return render(request, "desk/foresee.html", shown, status=409 if "refused" in shown else 200)


def asked(given: Mapping[str, str]) -> Change | None:
    """The change that a form names; None for an empty form."""
    if given.get("day"):
        return DayChange(forms.day(given["day"], "day"), given.get("working") == "yes")
    if not given.get("amount"):
        return None
    forms.amount(given["amount"])
    return LimitChange(parsed(given, 1))


def answered(request: DeskRequest, change: Change) -> dict[str, Any]:
    """What would move: of the cases in sight for whoever sees cases, of all and without a list for who sees none."""
    at, known, actor = now(), office(), request.actor
    sees = actor.role.sight is Sight.AREA
    answer = what_if(change, known, seen_by(actor) if sees else None)
    late_first = sorted(answer.shifts, key=lambda one: (-one.late(at), one.new))
    rows = [(one.case, gettext(CLOCKS[one.column]), one.old, one.new, one.late(at)) for one in late_first[:SHOWN]]
    return {"answer": answer, "rows": rows if sees else [], "sees": sees, "overdue": answer.overdue(at),
            "saved": answer.saved(at), "spans": spans_said(answer)}  # fmt: skip


def spans_said(answer: Answer) -> list[str]:
    """The smallest, the median and the largest move in words, in working time."""
    return [
        f"{'−' if span.total_seconds() < 0 else '+'}{span_words(abs(span))}" for span in answer.spans(office()) or ()
    ]


def made(request: DeskRequest, change: Change) -> HttpResponseBase:
    running = "running" in request.POST
    name = request.POST.get("name", "")
    make_so(change, name=name, running=running, actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("已改；在办案卷在后台重算") if running else gettext("已保存，新案卷按新的来"))
    return redirect("desk:foresee")
