"""The agent's desk: who waits, the call at hand, and what the agent is at."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from liandong.faces.hotline.figures import short
from liandong.faces.hotline.live import allowed
from liandong.faces.hotline.pages import AgentRequest, hotline, key_of
from liandong.faces.hotline.sheet import beside, choices
from liandong.faces.shared.names import chinese
from liandong.hotline.actions import answer_next, finish, sit
from liandong.hotline.figures import summed
from liandong.hotline.line_actions import pass_on, refuse_empty, set_line, take_passed
from liandong.hotline.models import PhoneCall, Seat
from liandong.hotline.ports import NotConnected
from liandong.hotline.queries import (
    call_at_hand,
    call_backs,
    passed_to,
    queue,
    seat_of,
    seats_taken,
    shift_now,
    specialties,
)
from liandong.hotline.rules import leads
from liandong.hotline.states import (
    ANSWER_WITHIN,
    CALL_WORDS,
    CHOSEN,
    OUTCOME_WORDS,
    SEAT_WORDS,
    CallState,
    Outcome,
    SeatState,
)
from liandong.hotline.telephony import WITHIN, telephony
from liandong.kernel.clock import LOCAL, now
from liandong.kernel.refusals import Refused

log = structlog.get_logger(__name__)

KEYS = {SeatState.READY: "F4", SeatState.BREAK: "F6", SeatState.OFF: ""}
VERBS = {
    SeatState.READY: gettext_noop("空闲"),
    SeatState.BREAK: gettext_noop("小休"),
    SeatState.OFF: gettext_noop("签退"),
}


@require_safe
@hotline
def work(request: AgentRequest) -> HttpResponseBase:
    """The whole desk."""
    seat, at = seat_of(request.actor), now()
    shown = {**bar_of(seat), **queue_of(seat), "backs": call_backs(request.actor)[:3], "at": at, **shift(at)}
    call = seat.call if seat else None
    shown["writing"] = call is not None and call.case_id is None and (not call.outcome or "write" in request.GET)
    if call is not None and shown["writing"]:
        shown |= {**beside(call), **choices()}
    if call is not None and call.outcome:
        shown["outcome_word"] = gettext(OUTCOME_WORDS[Outcome(call.outcome)])
    if call is None and leads(request.actor):
        taken = seats_taken(request.actor)
        shown["seats"] = [{"seat": each, "word": gettext(SEAT_WORDS[SeatState(each.state)])} for each in taken]
    return allowed(render(request, "hotline/work.html", shown), request)


def shift(at: datetime) -> dict[str, Any]:
    """The figures of the shift that runs, or of today where there are no shifts: of all, so for everybody."""
    span = shift_now(at)
    begins = span.begins_at if span else at.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"short": short(span, summed(begins, span.ends_at if span else at))}


def bar_of(seat: Seat | None) -> dict[str, Any]:
    """What the bar on top shows: the call at hand, or what the agent is at."""
    state = SeatState(seat.state) if seat else SeatState.OFF
    call = seat.call if seat else None
    return {
        "seat": seat, "call": call, "state": state, "state_word": gettext(SEAT_WORDS[state]), "key": uuid.uuid4(),
        "specialties": [(one.code, one.name if chinese() or not one.name_en else one.name_en) for one in specialties()],
        "choices": [(each.value, gettext(VERBS[each]), KEYS[each]) for each in CHOSEN if each is not state],
        "talking": call is not None and call.state == CallState.TALKING,
        "call_word": gettext(CALL_WORDS[CallState(call.state)]) if call else "",
    }  # fmt: skip


def queue_of(seat: Seat | None) -> dict[str, Any]:
    rows = list(queue()[:20])
    ready = seat is not None and seat.state == SeatState.READY
    return {
        "rows": rows,
        "longest": rows[0] if rows else None,
        "ready": ready,
        "passed": list(passed_to(seat)[:20]),
        "within": int(ANSWER_WITHIN.total_seconds()),
    }


@require_safe
@hotline
def bar(request: AgentRequest) -> HttpResponseBase:
    """The bar alone. A page that shows another call than the one at hand is told to load anew, unless somebody writes in it."""
    seat = seat_of(request.actor)
    at_hand = str(seat.call_id or "") if seat else ""
    if request.GET.get("call", "") == "" and at_hand:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "hotline/bar.html", {**bar_of(seat), "elsewhere": request.GET.get("call", "") != at_hand})


@require_safe
@hotline
def waiting(request: AgentRequest) -> HttpResponseBase:
    return render(request, "hotline/queue.html", queue_of(seat_of(request.actor)))


@require_POST
@hotline
def take_seat(request: AgentRequest) -> HttpResponseBase:
    """Ready, on a break, or gone."""
    try:
        sit(request.POST.get("state", ""), by=request.actor, now=now(), key=key_of(request),
            extension=request.POST.get("extension", ""), specialty=request.POST.get("specialty"))  # fmt: skip
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("hotline:work")


@require_POST
@hotline
def answer(request: AgentRequest) -> HttpResponseBase:
    """Gives the longest waiting caller to this agent, and asks the call centre to put them through."""
    return put_through(request, answer_next)


@require_POST
@hotline
def hang_up(request: AgentRequest) -> HttpResponseBase:
    """Asks the call centre to end the call; the agent goes on writing. It is over when the centre says so."""
    order(request, call_at_hand(request.actor), "hang_up")
    return redirect("hotline:work")


@require_POST
@hotline
def done(request: AgentRequest) -> HttpResponseBase:
    """The agent has done with the call at hand."""
    try:
        finish(by=request.actor, now=now(), key=key_of(request), after=request.POST.get("after", ""))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("hotline:work")


@require_POST
@hotline
def line(request: AgentRequest, what: str) -> HttpResponseBase:
    """Holds or mutes the call, or ends that; written only where the call centre has done it."""
    if what not in ("hold", "mute"):
        raise Refused("没有这个地址。", code="not-found")
    call, on = call_at_hand(request.actor), request.POST.get("on") == "1"
    if order(request, call, what, on=on, needed=True):
        wanted = {"held": on} if what == "hold" else {"muted": on}
        try:
            set_line(call.pk, by=request.actor, now=now(), key=key_of(request), **wanted)
        except Refused as refused:
            messages.error(request, refused.sentence)
    return redirect("hotline:work")


@require_POST
@hotline
def transfer(request: AgentRequest) -> HttpResponseBase:
    """Lets the caller wait for a specialty, with what is written so far."""
    specialty = request.POST.get("specialty", "")
    try:
        call = call_at_hand(request.actor)
        refuse_empty(specialty, request.actor)
        if order(request, call, "transfer", to=specialty, needed=True):
            pass_on(call.pk, specialty, by=request.actor, now=now(), key=key_of(request))
            messages.success(request, gettext("已转到专席，写的都跟过去了"))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("hotline:work")


@require_POST
@hotline
def take(request: AgentRequest) -> HttpResponseBase:
    """Gives the caller who waits longest for this agent's specialty to them."""
    return put_through(request, take_passed)


def put_through(request: AgentRequest, give: Callable[..., PhoneCall]) -> HttpResponseBase:
    """Gives a caller to this agent, and asks the call centre to connect them."""
    try:
        call = give(by=request.actor, now=now(), key=key_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        order(request, call, "answer")
    return redirect("hotline:work")


def order(
    request: AgentRequest, call: PhoneCall, what: str, *, on: bool = True, to: str = "", needed: bool = False
) -> bool:
    """Tells the call centre to do something, and whether it did; where not, says what to do by hand. The call is ours in any case.

    `needed`: without a call centre that takes orders nothing has happened, and that is said.
    """
    centre = telephony()
    if centre is None:
        if needed:
            messages.error(request, gettext("没有接通能下指令的话务系统，请在话机上操作；工单不受影响。"))
        return not needed
    seat = seat_of(request.actor)
    name = call.centre_call
    orders: dict[str, Callable[[], None]] = {
        "answer": lambda: centre.answer(name, seat.extension if seat else "", WITHIN),
        "hang_up": lambda: centre.hang_up(name, WITHIN), "hold": lambda: centre.hold(name, on, WITHIN),
        "mute": lambda: centre.mute(name, on, WITHIN), "transfer": lambda: centre.transfer(name, to, WITHIN),
    }  # fmt: skip
    try:
        orders[what]()
    except NotConnected as failed:
        log.warning("the call centre did not do it", order=what, why=failed.code)
        messages.error(request, gettext("话务系统没有应答，请在话机上操作；工单不受影响。"))
        return False
    return True
