"""The ladders that overdue clocks climb, for the system administrator; and the rungs that nobody has read yet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liandong.cases.queries import seen_by
from liandong.deadlines.states import Urgency
from liandong.faces.desk import forms
from liandong.faces.desk.case.rungs import seat_said
from liandong.faces.desk.pages import DeskRequest, desk, key_of, made
from liandong.faces.shared.words import DELIVERIES, LADDERS, URGENCIES, WAITS, WHOM
from liandong.kernel.clock import now
from liandong.notices.queries import unread_rungs
from liandong.supervision.actions import load_ladders
from liandong.supervision.ladder import Rung, parsed
from liandong.supervision.queries import rungs

WORDS: Final = {"stages": LADDERS, "urgencies": URGENCIES, "waits": WAITS, "whoms": WHOM, "deliveries": DELIVERIES}
MOST_SHOWN: Final = 200


@require_http_methods(["GET", "POST"])
@desk("reference.edit")
def ladders(request: DeskRequest) -> HttpResponseBase:
    """All rungs; the form sets one of them, or takes one away."""
    shown: dict[str, Any] = {"given": request.POST, "key": uuid.uuid4(), **WORDS}
    if led := made(
        request, shown, lambda: change(request), gettext("已保存，还没升级的从现在起按新的来"), "desk:ladders"
    ):
        return led
    shown["rows"] = sorted(
        rungs(), key=lambda one: (one.matter, list(Urgency).index(one.urgency), list(LADDERS).index(one.stage))
    )
    return render(request, "desk/ladders.html", shown, status=409 if "refused" in shown else 200)


def change(request: DeskRequest) -> None:
    load_ladders(table_with(request.POST), actor=request.actor.label, now=now(), key=key_of(request))


def table_with(given: Mapping[str, str]) -> list[Rung]:
    """The table with one rung set anew, or without it."""
    rows = rungs()
    if "drop" in given:
        return [row for row in rows if name_of(row) != given["drop"]]
    forms.amount(given.get("amount", ""), zero=True)
    new = parsed(given, 1)
    return [row for row in rows if name_of(row) != name_of(new)] + [new]


def name_of(rung: Rung) -> str:
    return "|".join((rung.matter, rung.stage, rung.urgency, str(rung.rung)))


@require_safe
@desk("case.supervise")
def unread(request: DeskRequest) -> HttpResponseBase:
    """Rungs that were delivered and not read, of the cases in sight that still climb: whom to ring up."""
    waiting = list(unread_rungs(seen_by(request.actor))[: MOST_SHOWN + 1])
    rows = [(one, seat_said(one.unit, one.role)) for one in waiting[:MOST_SHOWN]]
    return render(request, "desk/unread_rungs.html", {"rows": rows, "more": len(waiting) > MOST_SHOWN})
