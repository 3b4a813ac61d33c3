"""Call-backs: who is to be asked whether it is solved, and what they said."""

from __future__ import annotations

import uuid

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liandong.access.actions import person_to_tell
from liandong.faces.hotline.pages import AgentRequest, hotline, key_of
from liandong.faces.shared.words import STARS
from liandong.hotline.call_back_actions import answer_call_back, subject_of, take_call_back
from liandong.hotline.ports import NotConnected
from liandong.hotline.queries import call_backs, seat_of
from liandong.hotline.rules import Told, reopens
from liandong.hotline.states import CALL_BACK_WORDS, CallBackState, Reach
from liandong.hotline.telephony import WITHIN, telephony
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

log = structlog.get_logger(__name__)


@require_safe
@hotline
def listed(request: AgentRequest) -> HttpResponseBase:
    """Who waits to be called back, by when it is due."""
    rows = call_backs(request.actor)[:50]
    return render(request, "hotline/call_backs.html", {"rows": rows, "at": now()})


@require_http_methods(["GET", "POST"])
@hotline
def call_back(request: AgentRequest, pk: int) -> HttpResponseBase:
    """The script of one call-back: GET takes it, POST writes down what was said."""
    row = take_call_back(pk, by=request.actor, now=now()) if request.method == "GET" else None
    refused = None
    if request.method == "POST":
        try:
            told = answer(request.POST)
            done = answer_call_back(pk, told, by=request.actor, now=now(), key=key_of(request))
        except Refused as said:
            refused, row = said, take_call_back(pk, by=request.actor, now=now())
        else:
            word = gettext(CALL_BACK_WORDS[CallBackState(done.state)])
            messages.success(
                request,
                gettext("记下了，案卷已按对方的话重开")
                if reopens(told)
                else gettext("记下了：%(word)s") % {"word": word},
            )
            return redirect("hotline:call-backs")
    shown = {"row": row, "stars": STARS, "key": uuid.uuid4(), "given": request.POST, "refused": refused,
             "can_dial": bool(settings.LIANDONG_TELEPHONY_URL)}  # fmt: skip
    return render(request, "hotline/call_back.html", shown, status=409 if refused else 200)


def answer(given: QueryDict) -> Told:
    """What the form says of the call.

    Raises:
        Refused: nobody said whether the person was reached.
    """
    reach = given.get("reach", "")
    if reach not in set(Reach):
        raise Refused("请先选：接通了、没人接，还是不愿回访。", code="input-missing", field="reach")
    stars = given.get("stars", "")
    solved = {"yes": True, "no": False}.get(given.get("solved", ""))
    if Reach(reach) is not Reach.REACHED:
        return Told(Reach(reach))
    return Told(Reach.REACHED, solved, int(stars) if stars.isdecimal() and len(stars) == 1 else None, "unreasonable" in given,
                given.get("words", "")[:500])  # fmt: skip


@require_POST
@hotline
def dial(request: AgentRequest, pk: int) -> HttpResponseBase:
    """Asks the call centre to ring the person; the number goes from the vault to the telephone and to no screen."""
    row = take_call_back(pk, by=request.actor, now=now())
    seat, centre, identity = seat_of(request.actor), telephony(), row.report.identity
    if centre is None or identity is None:
        raise Refused("没有接通话务系统，请写明理由查看号码，用话机拨。", code="no-telephony")
    try:
        centre.dial(person_to_tell(identity).phone, seat.extension if seat else "", WITHIN)
        messages.success(request, gettext("正在拨，请拿起话机"))
    except NotConnected as failed:
        log.warning("the call centre did not do it", order="dial", subject=subject_of(row), why=failed.code)
        messages.error(request, gettext("话务系统没有应答，请在话机上操作；工单不受影响。"))
    return redirect("hotline:call-back", pk)
