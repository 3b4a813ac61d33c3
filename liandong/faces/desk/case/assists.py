"""Assists at the desk: inviting a unit, and what may be done to an invitation."""

from __future__ import annotations

from typing import Any, Final, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from liandong.cases.models import Case
from liandong.cases.queries import case_seen_by
from liandong.faces.desk import forms
from liandong.faces.desk.case.asking import Field, Form, ask
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.names import unit_choices
from liandong.forces.queries import units
from liandong.kernel.clock import now
from liandong.linkage import actions, rules
from liandong.linkage.states import ASSIST_MOVES, AssistMove

DONE: Final = {
    AssistMove.ACCEPT: gettext_noop("已签收协办"), AssistMove.DECLINE: gettext_noop("已说明不接，主办单位会收到理由"),
    AssistMove.ANSWER: gettext_noop("已反馈，等别的单位核查"), AssistMove.VERIFY: gettext_noop("协办核查通过"),
    AssistMove.REWORK: gettext_noop("已打回协办"), AssistMove.WITHDRAW: gettext_noop("已撤回协办"),
}  # fmt: skip
PHOTOS: Final = frozenset({AssistMove.ANSWER, AssistMove.VERIFY, AssistMove.REWORK})


@require_http_methods(["GET", "POST"])
@desk()
def invite(request: DeskRequest, number: str) -> HttpResponseBase:
    """Asks which unit, for what, and whether the case waits for it."""
    case = case_seen_by(request.actor, number)
    given = request.POST

    def act() -> object:
        return actions.invite(
            number, given.get("unit", ""), task=given.get("task", ""), required="required" in given, by=request.actor,
            now=now(), key=key_of(request),
        )  # fmt: skip

    return ask(request, case, Form(gettext("加协办"), [
        Field("unit", "choice", gettext("请谁协办"), choices=helpers(case)),
        Field("task", "words", gettext("要它做什么"), gettext("对方会看到")),
        Field("required", "tick", gettext("必须办完：它的协办核查通过以后，案卷才能核查通过"), value=True),
    ], gettext("对方单位从这时起看得到这件案卷，有自己的签收和处置时限。")), act, gettext("已请协办"))  # fmt: skip


def helpers(case: Case) -> tuple[tuple[str, str], ...]:
    """Units that can be invited: those of the case's subdistrict and community first, then those of the whole district."""
    near = [unit for unit in units().values()
            if unit.active and unit.code != case.unit and unit.function != "hecha"
            and (case.area.startswith(unit.area) or unit.area.startswith(case.area[:9]))]  # fmt: skip
    return unit_choices(sorted(near, key=lambda unit: (-len(unit.area), unit.code)))


@require_http_methods(["GET", "POST"])
@desk()
def assist(request: DeskRequest, number: str, pk: int, name: str) -> HttpResponseBase:
    """One move on an assist."""
    case = case_seen_by(request.actor, number)
    move = next((each for each in AssistMove if each.value == name), None)
    if move is None:
        raise Http404

    def act() -> object:
        uploaded = cast("list[UploadedFile[bytes]]", request.FILES.getlist("photo"))
        given: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ("reason", "note")}
        given["photos"] = forms.photos(request.POST, uploaded, request.actor)
        return actions.move(number, pk, move, given, by=request.actor, now=now(), key=key_of(request))

    return ask(request, case, Form(gettext(rules.ASSIST_MOVE_WORDS[move]), asked(move)), act, gettext(DONE[move]))


def asked(move: AssistMove) -> list[Field]:
    asks = ASSIST_MOVES[move].asks
    found = []
    if "reason" in asks:
        found.append(Field("reason", "words", gettext("理由"), gettext("对方会看到"), most=500))
    if "note" in asks or move is AssistMove.VERIFY:
        label = gettext("现场情况") if move is AssistMove.VERIFY else gettext("做了什么")
        found.append(Field("note", "words", label, most=1000, needed="note" in asks))
    if move in PHOTOS:
        found.append(Field("photo", "photos", gettext("加现场照片，里面的定位和机型会去掉"), needed=False))
    return found
