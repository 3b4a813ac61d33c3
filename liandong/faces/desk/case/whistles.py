"""Whistles at the desk: calling units to a place, their answers, who came, and the list of all of them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liandong.access.queries import within_sight
from liandong.access.rules import Actor
from liandong.cases.queries import case_seen_by
from liandong.faces.desk.case.asking import Field, Form, ask
from liandong.faces.desk.case.ownership import everybody
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.pages import STATUS
from liandong.kernel.clock import LOCAL, now
from liandong.kernel.refusals import Refused
from liandong.linkage import whistle_actions
from liandong.linkage.models import Call, Whistle
from liandong.linkage.whistling import ANSWER_WORDS, ATTENDANCE_WORDS, Answer, Attendance

ROWS: Final = 50
COUNTED_FOR: Final = timedelta(days=90)


@require_http_methods(["GET", "POST"])
@desk()
def blow(request: DeskRequest, number: str) -> HttpResponseBase:
    """Asks whom to call, where and when."""
    case, given = case_seen_by(request.actor, number), request.POST

    def act() -> object:
        return whistle_actions.blow(
            number, given.getlist("units"), place=given.get("place", ""), meet_at=instant(given.get("meet_at", "")),
            reason=given.get("reason", ""), by=request.actor, now=now(), key=key_of(request),
        )  # fmt: skip

    soon = (now().astimezone(LOCAL) + timedelta(hours=2)).replace(minute=0)
    return ask(request, case, Form(gettext("吹哨"), [
        Field("units", "many", gettext("叫哪些单位"), gettext("按住 Ctrl 可选多个"), choices=everybody(case), value=()),
        Field("place", "text", gettext("到哪里"), value=case.place, most=200),
        Field("meet_at", "time", gettext("什么时候"), value=f"{soon:%Y-%m-%dT%H:%M}"),
        Field("reason", "words", gettext("为什么事"), gettext("对方会看到"), most=500),
    ], gettext("被叫的单位马上收到通知，看得到这件案卷，要答复到不到场。")), act, gettext("哨吹响了，各单位已收到"))  # fmt: skip


def instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LOCAL)
    except ValueError:
        return None


def seen(actor: Actor) -> QuerySet[Whistle]:
    """The whistles about cases within an actor's sight."""
    found = within_sight(actor, area="case__area", unit="case__unit", kind="case__kind", involved="case__involved")
    return Whistle.objects.filter(found)


@require_safe
@desk("case.note")
def whistles(request: DeskRequest) -> HttpResponseBase:
    """All of them, the next first; and how often each unit stayed away in the last three months."""
    found = seen(request.actor)
    rows = found.select_related("case").annotate(
        called=Count("calls"), yes=Count("calls", filter=Q(calls__answer=Answer.CONFIRMED)),
        absent=Count("calls", filter=Q(calls__attendance=Attendance.ABSENT)),
    ).defer("case__search")  # fmt: skip
    page = Paginator(rows.order_by("-meet_at", "-id"), ROWS).get_page(request.GET.get("page"))
    away = Call.objects.filter(whistle__in=found, whistle__meet_at__gte=now() - COUNTED_FOR, attendance__isnull=False)
    units = away.values("unit").annotate(called=Count("id"), absent=Count("id", filter=Q(attendance=Attendance.ABSENT)))
    return render(
        request, "desk/whistles.html", {"page": page, "away": units.filter(absent__gt=0).order_by("-absent", "unit")}
    )


def one(actor: Actor, pk: int) -> Whistle:
    found = seen(actor).select_related("case").defer("case__search").filter(pk=pk).first()
    if found is None:
        raise Refused("没有这次吹哨，或者它不在您的范围内。", code="not-found")
    return found


@require_safe
@desk("case.note")
def whistle(request: DeskRequest, pk: int) -> HttpResponseBase:
    return shown(request, one(request.actor, pk))


def shown(request: DeskRequest, found: Whistle, refused: Refused | None = None) -> HttpResponseBase:
    """Who was called, what each answered, and the forms of whoever looks."""
    actor, given = request.actor, request.POST
    calls = [(call, gettext(ANSWER_WORDS[Answer(call.answer)]) if call.answer else gettext("还没答复"),
              gettext(ATTENDANCE_WORDS[Attendance(call.attendance)]) if call.attendance else "",
              given.get(f"came-{call.unit}", "absent" if call.answer != Answer.CONFIRMED else "present"),
              given.get(f"task-{call.unit}", "")) for call in found.calls.order_by("id")]  # fmt: skip
    mine = next((call for call, *_ in calls if call.unit == actor.unit), None)
    context = {
        "whistle": found, "case": found.case, "calls": calls, "refused": refused, "given": given, "key": uuid.uuid4(),
        "choices": [(each.value, gettext(word)) for each, word in ATTENDANCE_WORDS.items()],
        "may_answer": mine is not None and mine.answer is None and found.held_at is None and actor.may("case.handle"),
        "may_hold": found.held_at is None and (actor.unit == found.unit or actor.may("case.assign")),
    }  # fmt: skip
    return render(request, "desk/whistle.html", context, status=STATUS.get(refused.code, 409) if refused else 200)


@require_POST
@desk("case.handle")
def answer(request: DeskRequest, pk: int, side: str) -> HttpResponseBase:
    """A called unit says whether it comes."""
    found = one(request.actor, pk)
    said = next((each for each in Answer if each.value == side), None)
    if said is None:
        raise Http404
    try:
        whistle_actions.answer(found.case.number, pk, said, request.POST.get("reason", ""), by=request.actor, now=now(),
                               key=key_of(request))  # fmt: skip
    except Refused as refused:
        return shown(request, found, refused)
    messages.success(request, gettext("已答复"))
    # Who does not come is no longer involved, and mostly sees neither the case nor the whistle any more.
    return redirect("desk:whistle", pk) if seen(request.actor).filter(pk=pk).exists() else redirect("desk:whistles")


@require_POST
@desk("case.note")
def hold(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Who came, what was settled, and who does what."""
    found, given = one(request.actor, pk), request.POST
    called = [call.unit for call in found.calls.all()]
    try:
        whistle_actions.hold(
            found.case.number, pk, given.get("outcome", ""), {unit: given.get(f"came-{unit}", "") for unit in called},
            {unit: given.get(f"task-{unit}", "")[:300] for unit in called}, by=request.actor, now=now(), key=key_of(request),
        )  # fmt: skip
    except Refused as refused:
        return shown(request, found, refused)
    messages.success(request, gettext("已登记，有事要办的单位已列为协办"))
    return redirect("desk:whistle", pk)
