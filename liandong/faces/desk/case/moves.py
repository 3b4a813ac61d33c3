"""Makes moves on cases: one form each. The procedure decides; the desk only reads the form and shows the answer."""

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from liandong.cases.actions import Moved, move
from liandong.cases.models import Case
from liandong.cases.queries import case_seen_by, seen_by
from liandong.cases.states import Move
from liandong.exchange.actions import hand_over_now
from liandong.faces.desk import forms
from liandong.faces.desk.case.casepage import Tried, show, units_for
from liandong.faces.desk.case.handover import tell
from liandong.faces.desk.case.triage import dispatch, place_wanted
from liandong.faces.desk.pages import DeskRequest, back, desk, key_of
from liandong.faces.shared.names import unit_said
from liandong.faces.shared.pages import STATUS
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

DONE: Final = {
    Move.PLACE: gettext_noop("已定位"), Move.REFUSE: gettext_noop("已不予立案，上报人会收到理由"),
    Move.DELEGATE: gettext_noop("已下派给%(unit)s"), Move.ACCEPT: gettext_noop("已签收"),
    Move.RECALL: gettext_noop("已撤回派遣，回到待派遣"), Move.RETURN: gettext_noop("已退回受理派遣"), Move.HANDLE: gettext_noop("已反馈，等别的单位核查"),
    Move.ASK_EXTENSION: gettext_noop("已申请延期，等值班长审批"), Move.GRANT_EXTENSION: gettext_noop("已批准延期"),
    Move.DENY_EXTENSION: gettext_noop("没有批准延期"), Move.ASK_SUSPENSION: gettext_noop("已申请缓办，等值班长审批"),
    Move.GRANT_SUSPENSION: gettext_noop("已批准缓办，停表"), Move.DENY_SUSPENSION: gettext_noop("没有批准缓办"),
    Move.RESUME: gettext_noop("已恢复办理，继续计时"), Move.VERIFY: gettext_noop("核查通过，等上报人评价"),
    Move.REWORK: gettext_noop("已打回返工"), Move.CLOSE: gettext_noop("已办结"), Move.VOID: gettext_noop("已作废"),
    Move.NOTE: gettext_noop("备注已写入"), Move.ANSWER: gettext_noop("已答复，上报人会收到"), Move.URGE: gettext_noop("已催办"),
    Move.PROMISE: gettext_noop("时限已重定，升级结束"), Move.TAKE_OVER: gettext_noop("已接管，由%(unit)s办理"),
    Move.REASSIGN: gettext_noop("已改派给%(unit)s"), Move.GRADE: gettext_noop("缓急已改，时限从头算过"),
    Move.CLASSIFY: gettext_noop("类别已改，时限从头算过"), Move.MERGE: gettext_noop("已并案"),
    Move.SPLIT: gettext_noop("已拆分，照原来的状态、单位和时限接着办"), Move.TAKE_BACK: gettext_noop("已收回，等受理派遣"),
    Move.TAKE_RESULT: gettext_noop("结果已登记，等核查"), Move.HAND_OVER: gettext_noop("已移交"),
    Move.RECHECK: gettext_noop("复核过了，还是好的"), Move.RECHECK_FAILED: gettext_noop("已重开，等受理派遣员重新派"),
}  # fmt: skip


@require_POST
@desk("case.assign")
def dispatch_case(request: DeskRequest, number: str) -> HttpResponseBase:
    """Files and assigns in one go, as the triage form says."""
    case = case_seen_by(request.actor, number)
    try:
        moved = dispatch(number, forms.wanted(request.POST), by=request.actor, now=now(), key=key_of(request))
    except Refused as refused:
        return show(request, case, Tried("", request.POST, refused), STATUS.get(refused.code, 409))
    said = gettext("已派遣到%(unit)s") % {"unit": unit_said(moved.case.unit)}
    messages.success(request, said, extra_tags=f"recall {number}")
    return back(request, "desk:case", number)


@require_http_methods(["GET", "POST"])
@desk()
def make_move(request: DeskRequest, number: str, name: str) -> HttpResponseBase:
    """GET: the small form of a move, as a fragment. POST: makes it."""
    case = case_seen_by(request.actor, number)
    chosen = next((each for each in DONE if each.value == name), None)
    if chosen is None:
        raise Http404
    if request.method == "GET":
        tried = Tried(name).with_draft(case) if chosen is Move.HANDLE and "draft" in request.GET else Tried(name)
        return render(request, "desk/move.html", {"case": case, "tried": tried, "units": units_for(name, case),
                                                  "key": key_of(request)[5:], "back": request.GET.get("back", "")})  # fmt: skip
    try:
        if chosen is Move.HAND_OVER:
            given = forms.inputs(chosen, request.POST, [])
            tell(request, hand_over_now(number, given, by=request.actor, now=now(), key=key_of(request)))
        else:
            moved = made(request, case, chosen)
            messages.success(request, gettext(DONE[chosen]) % {"unit": unit_said(moved.case.unit)})
    except Refused as refused:
        return show(request, case, Tried(name, request.POST, refused), STATUS.get(refused.code, 409))
    seen = seen_by(request.actor).filter(pk=case.pk).exists()
    return back(request, "desk:case", number) if seen else back(request, "desk:inbox")


def made(request: DeskRequest, case: Case, chosen: Move) -> Moved:
    """Reads the form of a move and makes it."""
    uploaded = cast("list[UploadedFile[bytes]]", request.FILES.getlist("photo"))
    given: dict[str, Any] = forms.inputs(chosen, request.POST, forms.photos(request.POST, uploaded, request.actor))
    if chosen is Move.PLACE:
        given["place"] = place_wanted(case, forms.wanted(request.POST), request.actor)
    return move(case.number, chosen, given, by=request.actor, now=now(), key=key_of(request))


@require_POST
@desk()
def upload(request: DeskRequest) -> HttpResponseBase:
    """Takes one photo ahead of its form; the answer is its id."""
    taken = request.FILES.get("file")
    if not isinstance(taken, UploadedFile):
        return JsonResponse({"detail": gettext("没有收到照片")}, status=400)
    try:
        stored = forms.stored(taken, request.POST.get("key", ""), request.actor)
    except Refused as refused:
        return JsonResponse({"detail": refused.sentence}, status=409)
    return JsonResponse({"id": str(stored.pk)}, status=201)
