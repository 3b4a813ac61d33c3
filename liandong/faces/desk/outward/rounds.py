"""Rounds of visits and patrols: drawn up as lists of places, with how far each has come in its period."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liandong.faces.desk.pages import DeskRequest, desk, key_of, made
from liandong.faces.shared.names import unit_choices
from liandong.forces.queries import units
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.ledger.actions import draw_round, drop_round
from liandong.ledger.models import Round
from liandong.ledger.queries import rounds as rounds_seen
from liandong.ledger.queries import standing
from liandong.ledger.rules import stops_in
from liandong.ledger.states import FINDING_WORDS, PERIOD_WORDS, PURPOSE_WORDS, Finding, Period, Purpose


@require_http_methods(["GET", "POST"])
@desk("roster.plan")
def rounds(request: DeskRequest) -> HttpResponseBase:
    """The rounds of one's area with what is ticked; the form draws one up, or takes one away."""
    shown: dict[str, Any] = {
        "given": request.POST, "key": uuid.uuid4(), "purposes": words(PURPOSE_WORDS), "periods": words(PERIOD_WORDS),
        "units": unit_choices(one for one in units().values() if one.active and one.area.startswith(request.actor.area)),
    }  # fmt: skip
    if led := made(request, shown, lambda: change(request), gettext("已保存"), "desk:rounds"):
        return led
    shown["rows"] = [
        (one, PURPOSE_WORDS[Purpose(one.round.purpose)], PERIOD_WORDS[Period(one.round.period)],
         [(stop, check, FINDING_WORDS[Finding(check.finding)] if check else "") for stop, check in one.stops])
        for one in standing(rounds_seen(request.actor), now())
    ]  # fmt: skip
    return render(request, "desk/rounds.html", shown, status=409 if "refused" in shown else 200)


def change(request: DeskRequest) -> None:
    if "drop" in request.POST:
        drop_round(named(request), by=request.actor, now=now(), key=key_of(request))
    else:
        draw(request)


def words(table: dict[Any, str]) -> list[tuple[str, str]]:
    return [(one.value, word) for one, word in table.items()]


def named(request: DeskRequest) -> Round:
    """The round named in the form, if it lies within sight."""
    pk = request.POST.get("drop", "")
    found = rounds_seen(request.actor).filter(pk=int(pk)).first() if pk.isdecimal() else None
    if found is None:
        raise Refused("没有这张清单，可能已经撤了。", code="not-found")
    return found


def draw(request: DeskRequest) -> None:
    """Draws up the round in the form; it lies in the area of the unit that walks it.

    Raises:
        Refused: a word makes no sense, or a stop has no place.
    """
    given = request.POST
    unit = units().get(given.get("unit", ""))
    if unit is None:
        raise Refused("请选由谁去走。", code="input-missing", field="unit")
    if given.get("purpose") not in set(Purpose) or given.get("period") not in set(Period):
        raise Refused("请选走访或巡查，以及多久一遍。", code="input-missing", field="purpose")
    draw_round(
        given.get("name", ""), Purpose(given["purpose"]), Period(given["period"]), stops_in(given.get("stops", "")),
        unit=unit.code, area=unit.area, by=request.actor, now=now(), key=key_of(request),
    )  # fmt: skip
