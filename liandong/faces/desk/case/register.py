"""Registers a report that came by telephone or over the counter."""

from __future__ import annotations

import json
import uuid
from typing import Final, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from liandong.access.vault import Person
from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.queries import seen_by
from liandong.exchange.actions import hand_over_now
from liandong.exchange.queries import danger_words
from liandong.faces.desk import forms
from liandong.faces.desk.case.handover import emergency_inputs, tell
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.names import kind_groups
from liandong.faces.shared.words import CHANNELS, URGENCIES
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.places.ground import district_ground

BY_HAND: Final = ("hotline", "window", "grid", "web", "wechat", "police")
LONGEST: Final = 5000
COMPACT: Final = {"separators": (",", ":"), "ensure_ascii": False}


@require_http_methods(["GET", "POST"])
@desk("case.receive")
def register(request: DeskRequest) -> HttpResponseBase:
    """The form, and after it the case that the report became."""
    shown = {"channels": [(each, CHANNELS[each]) for each in BY_HAND], "urgencies": URGENCIES, "groups": kind_groups(),
             "key": request.POST.get("key") or uuid.uuid4(), "given": request.POST,
             "can_pass": request.actor.may("case.hand_over"), "danger": json.dumps(danger_words(), ensure_ascii=False)}  # fmt: skip
    if request.method == "GET":
        return render(request, "desk/register.html", shown)
    try:
        [answer] = receive([draft(request)], actor=request.actor.label, now=now())
    except Refused as refused:
        answer = refused
    if isinstance(answer, Refused):
        return render(request, "desk/register.html", {**shown, "refused": answer}, status=409)
    if "emergency" in request.POST:
        pass_on(request, answer)
    return received(request, answer)


@gzip_page
@require_safe
@desk()
def ground(request: DeskRequest) -> HttpResponseBase:  # noqa: ARG001  every view is given one
    """The ground of the district, for maps on which a place is picked: GeoJSON in CGCS2000 degrees, about nobody."""
    answer = JsonResponse(district_ground(), content_type="application/geo+json", json_dumps_params=COMPACT)
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def draft(request: DeskRequest) -> Draft:
    """The report in the form.

    Raises:
        Refused: nothing is said, or a word makes no sense.
    """
    given = request.POST
    text = given.get("text", "").strip()[:LONGEST]
    if not text:
        raise Refused("请写下反映的内容，一句话也行。", code="input-missing", field="text")
    channel = given.get("channel", "")
    if channel not in BY_HAND:
        raise Refused("请选来源。", code="input-missing", field="channel")
    asked = forms.wanted(given)
    urgency = given.get("urgency", "")
    person = Person(given.get("name", "").strip()[:40], given.get("phone", "").strip()[:20], "confidential" in given)
    uploaded = cast("list[UploadedFile[bytes]]", request.FILES.getlist("photo"))
    return Draft(
        key=key_of(request), channel=channel, text=text, reported_at=now(), title=given.get("title", "").strip()[:120],
        lon=asked.lon, lat=asked.lat, words=asked.words[:200], person=person, kind=asked.kind or None,
        urgency=urgency if urgency in URGENCIES else None,
        photos=tuple(forms.photos(given, uploaded, request.actor)),
    )  # fmt: skip


def pass_on(request: DeskRequest, answer: Received) -> None:
    """The caller asks that the emergency be passed on: it goes out before the next page is shown."""
    try:
        given = emergency_inputs("险情", identity=False)
        tell(
            request,
            hand_over_now(answer.number, given, by=request.actor, now=now(), key=f"{key_of(request)}:emergency"),
        )
    except Refused as refused:
        messages.error(request, refused.sentence)


def received(request: DeskRequest, answer: Received) -> HttpResponseBase:
    """To the new case, if it lies within sight; otherwise back to an empty form with its number."""
    messages.success(request, gettext("已登记，编号 %(number)s") % {"number": answer.number})
    if seen_by(request.actor).filter(pk=answer.case).exists():
        return redirect("desk:case", number=answer.number)
    return redirect("desk:register")
