"""The page of a case, its map, its photos, and a look at who reported it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liandong.cases.closure import AT_THE_PLACE
from liandong.cases.models import Case
from liandong.cases.queries import case_seen_by, subject_of, subjects_of
from liandong.cases.replies import REPLY_FIELDS
from liandong.cases.states import MOVES, Move
from liandong.faces.desk.case.bars import bars
from liandong.faces.desk.case.orders import orders_shown
from liandong.faces.desk.case.replying import Checked, checked, drafted, sent
from liandong.faces.desk.case.rungs import rungs
from liandong.faces.desk.case.sheet import WORDS, photo_groups, sheet
from liandong.faces.desk.case.sketch import drawing, features
from liandong.faces.desk.case.steps import steps
from liandong.faces.desk.case.timeline import events
from liandong.faces.desk.live.address import allowed
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.films import looked_at
from liandong.faces.shared.looks import looked
from liandong.faces.shared.names import kind_groups
from liandong.faces.shared.words import URGENCIES
from liandong.files.queries import file, may_see, path_of
from liandong.forces.models import Unit
from liandong.forces.queries import units_below, units_covering
from liandong.hotline.relay_actions import ring_reporter
from liandong.journal.queries import broken_in, timeline
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused


@require_safe
@desk()
def case_page(request: DeskRequest, number: str) -> HttpResponseBase:
    case = case_seen_by(request.actor, number)
    move = request.GET.get("move", "")
    tried = Tried(move) if move in {each.value for each in WORDS} | ANSWERS else None
    if tried and move == Move.HANDLE and "draft" in request.GET:
        tried.with_draft(case)
    return show(request, case, tried)


ANSWERS = {Move.DENY_EXTENSION.value, Move.DENY_SUSPENSION.value}


class Tried:
    """A move whose form stands open: fresh, or with what was given and why it was refused."""

    def __init__(self, move: str, given: Any = None, refused: Refused | None = None) -> None:
        self.move, self.given, self.refused = move, given, refused
        self.asks = MOVES[Move(move)].asks if move else ()
        self.urgencies, self.kinds = URGENCIES, kind_groups() if "kind" in self.asks else ()
        self.photos = move in AT_THE_PLACE
        self.checks = REPLY_FIELDS.get(Move(move), "") if move else ""
        self.reply: Checked | None = None

    def with_draft(self, case: Case) -> Tried:
        """The form of a result with a draft in it, checked."""
        self.given = drafted(case)
        self.reply = checked(Move.HANDLE, self.given["note"], case, list(case.reports.all()))
        return self


def show(request: DeskRequest, case: Case, tried: Tried | None = None, status: int = 200) -> HttpResponseBase:
    """Renders the page; with a form open where one was asked for or refused."""
    at = now()
    entries = list(timeline(subject_of(case)))
    shown = sheet(case, request.actor, at, tried.given.get("kind", "") if tried and tried.given else "")
    ground = features(case, [each.report for each in shown.said])
    context = {
        "sheet": shown, "case": case, "steps": steps(case, at), "events": events(entries), "bars": bars(case, at),
        "broken": broken_in(entries), "drawing": drawing(case, ground), "photos": photo_groups(shown.photos),
        "key": uuid.uuid4(), "back": "", "tried": tried, "units": units_for(move_of(tried), case), "rungs": rungs(entries),
        "orders": orders_shown(entries), "recorded": len(entries),
        "sent": sent(case, entries, [each.report for each in shown.said]),
    }  # fmt: skip
    return allowed(render(request, "desk/case.html", context, status=status), request)


def move_of(tried: Tried | None) -> str:
    return tried.move if tried else ""


def units_for(move: str, case: Case) -> list[Unit]:
    """The units among which a move's form lets choose."""
    return units_covering(case.area) if move == Move.REASSIGN else units_below(case.unit or "")


@require_safe
@desk()
def case_map(request: DeskRequest, number: str) -> HttpResponseBase:
    """What lies around a case, as GeoJSON in CGCS2000 degrees."""
    case = case_seen_by(request.actor, number)
    return JsonResponse({"type": "FeatureCollection", "features": features(case, case.reports.all())})


@require_safe
@desk()
def photo(request: DeskRequest, number: str, photo: uuid.UUID) -> HttpResponseBase:
    """A photo of a case, or with ?small its thumbnail."""
    case = case_seen_by(request.actor, number)
    found = file(photo)
    if found is None or found.subject not in subjects_of(case) or not may_see(found, request.actor):
        raise Http404
    path = path_of(found, thumbnail="small" in request.GET)
    if not path.exists():
        raise Http404
    return HttpResponse(
        path.read_bytes(), content_type=found.media_type, headers={"Cache-Control": "private, max-age=3600"}
    )


@require_safe
@desk()
def clip(request: DeskRequest, number: str, clip: uuid.UUID) -> HttpResponseBase:
    """A clip of a case without faces and numbers, or with ?still a picture of it. That it was played is written down."""
    case = case_seen_by(request.actor, number)
    return looked_at(request, clip, case.number, subjects_of(case), request.actor.label)


@require_POST
@desk("case.answer")
def ring(request: DeskRequest, number: str, report: int) -> HttpResponseBase:
    """Has the call centre ring this person's telephone and then the reporter's; no number is shown to either."""
    case_seen_by(request.actor, number)
    try:
        ring_reporter(
            number, report, request.POST.get("own", ""), by=request.actor, now=now(), key=f"{key_of(request)}:{report}"
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, gettext("先打给您，接起后再接通上报人；双方都看不到对方号码"))
    return redirect("desk:case", number)


@require_http_methods(["GET", "POST"])
@desk("identity.reveal")
def look(request: DeskRequest, number: str, report: int) -> HttpResponseBase:
    """Asks why, then shows one field once; the person can see that it was looked at."""
    case = case_seen_by(request.actor, number)
    found = case.reports.select_related("identity").filter(pk=report).first()
    frame = {"title": gettext("查看上报人"), "back": reverse("desk:case", args=[number]), "where": case.title}
    return looked(request, found.identity if found else None, frame, actor=request.actor, subject=subject_of(case),
                  key=f"{key_of(request)}:{report}")  # fmt: skip
