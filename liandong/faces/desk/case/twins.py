"""Twins at the desk: what a case may be the same as, with reasons; joining and keeping apart; likely twins while one registers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from liandong.access.rules import Actor
from liandong.cases.actions import move
from liandong.cases.joining import leading_case
from liandong.cases.models import Case, Report, Twin
from liandong.cases.ports import PORTS
from liandong.cases.queries import case_seen_by, in_sight, likely_twins, seen_by, subject_of
from liandong.cases.states import Move, State
from liandong.cases.twin_actions import keep_apart
from liandong.cases.twins import matter, twins_of
from liandong.deadlines.words import span_words
from liandong.faces.desk import forms
from liandong.faces.desk.pages import DeskRequest, back, desk, key_of
from liandong.faces.shared.pages import STATUS
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

LEAST_LETTERS: Final = 6
"""So much must be written before one is asked for twins."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A case that may be about the same matter, and why, in one line."""

    case: Case
    why: str


@dataclass(frozen=True, slots=True)
class Family:
    """What a case page shows of twins: likely ones, the case that leads this one, and whose photos belong to it."""

    likely: list[Likely]
    leading: Case | None
    may_split: bool
    subjects: list[str]


def family(case: Case, reports: list[Report], actor: Actor) -> Family:
    """No statement for a case that has no twins; one for one that has."""
    triages = actor.may("case.triage")
    likely = [Likely(other, why(row)) for row, other in likely_twins(case, actor)] if case.likely and triages else []
    lead = leading_case(case)
    subjects = [subject_of(case), *(f"case:{each.twin_id}" for each in reports if each.twin_id)]
    return Family(likely, lead if lead and in_sight(lead, actor) else None, triages, subjects)


def why(row: Twin) -> str:
    """What makes two cases alike, as people say it."""
    return reasons(row.metres, timedelta(minutes=row.minutes), row.kind, row.words)


def reasons(metres: float | None, apart: timedelta, kind: float | None, words: float) -> str:
    found = []
    if metres is not None:
        found.append(gettext("相距 %(metres)s 米") % {"metres": max(1, math.ceil(metres))})
    found.append(gettext("前后差 %(span)s") % {"span": span_words(max(apart, timedelta(minutes=1)))})
    if kind:
        found.append(gettext("同类") if kind == 1.0 else gettext("同大类"))
    if words >= 0.1:
        found.append(gettext("文字相近 %(share)s%%") % {"share": round(words * 100)})
    return gettext("、").join(found)


@require_POST
@desk("case.triage")
def join(request: DeskRequest, number: str, other: str) -> HttpResponseBase:
    """Merges the later of two cases into the earlier one (into the one that has gone farther, where that is the later)."""
    twin, lead = in_order(case_seen_by(request.actor, number), case_seen_by(request.actor, other))
    try:
        move(twin.number, Move.MERGE, {"lead": lead.number}, by=request.actor, now=now(), key=key_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("desk:case", number, permanent=False)
    lead.refresh_from_db(fields=["reporters"])
    messages.success(request, gettext("%(twin)s 已并入 %(lead)s，共 %(n)s 份上报，新并进来的会收到进展")
                     % {"twin": twin.number, "lead": lead.number, "n": lead.reporters})  # fmt: skip
    return back(request, "desk:case", lead.number)


def in_order(one: Case, other: Case) -> tuple[Case, Case]:
    """(twin, leading case): an open case that has a unit leads one that has none, else the earlier leads."""
    older, newer = sorted((one, other), key=lambda case: case.pk)
    waits = older.state in (State.RECEIVED, State.TRIAGED) and newer.state not in (State.RECEIVED, State.TRIAGED)
    return (older, newer) if waits else (newer, older)


@require_POST
@desk("case.triage")
def apart(request: DeskRequest, number: str, other: str) -> HttpResponseBase:
    """Says that two cases are two matters."""
    keep_apart(number, other, by=request.actor, now=now(), key=key_of(request))
    messages.success(request, gettext("记下了：不是同一件事，系统不会再把它们并在一起"))
    return back(request, "desk:case", number)


@require_POST
@desk("case.receive")
def beside(request: DeskRequest) -> HttpResponseBase:
    """While a report is being typed: the open cases that it may be about, as a fragment. Nothing is kept of it.

    What is typed travels in the body: an address would carry it into the logs of proxies.
    """
    given = request.POST
    text = given.get("text", "").strip()[:2000]
    found: list[Likely] = []
    if len(text) >= LEAST_LETTERS:
        try:
            asked = forms.wanted(given)
        except Refused as refused:
            return render(request, "desk/beside.html", {"refused": refused}, status=STATUS.get(refused.code, 200))
        [spot] = PORTS.locator.locate([(asked.lon, asked.lat, asked.words, text)])
        lon, lat = (spot.lon, spot.lat) if spot.found else (None, None)
        mine = matter("", text, asked.words, at=now(), kind=asked.kind or None, lon=lon, lat=lat, pointed=False)
        alike = {each.case: each.likeness for each in twins_of(mine, now=now())}
        cases = seen_by(request.actor).filter(pk__in=alike).defer("search")
        found = [Likely(case, reasons(alike[case.pk].metres, alike[case.pk].apart, alike[case.pk].kind, alike[case.pk].words))
                 for case in sorted(cases, key=lambda case: -alike[case.pk].score)]  # fmt: skip
    return render(request, "desk/beside.html", {"likely": found})
