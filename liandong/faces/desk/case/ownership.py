"""Passing a case on at the desk: up the line, or "not ours" with the answer, the ruling and its precedent."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.queries import case_seen_by, standing
from liandong.cases.states import Move
from liandong.faces.desk.case.asking import Field, Form, ask
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.names import unit_choices, unit_said
from liandong.forces.queries import units
from liandong.kernel.clock import now
from liandong.linkage import dispute_actions
from liandong.linkage.models import Dispute
from liandong.linkage.precedents import precedent, terms
from liandong.linkage.states import UNDECIDED


@require_http_methods(["GET", "POST"])
@desk()
def report_up(request: DeskRequest, number: str) -> HttpResponseBase:
    """Gives the case to a unit above, the nearest unless told otherwise."""
    case, given = case_seen_by(request.actor, number), request.POST
    above = [units()[code] for code in standing(case).above if code in units()]

    def act() -> object:
        inputs = {"unit": given.get("unit", ""), "reason": given.get("reason", "").strip()}
        return move(number, Move.REPORT_UP, inputs, by=request.actor, now=now(), key=key_of(request))

    return ask(request, case, Form(gettext("上报"), [
        Field("unit", "choice", gettext("报给"), choices=unit_choices(above), value=above[0].code if above else ""),
        Field("reason", "words", gettext("理由"), gettext("对方会看到"), most=500),
    ], gettext("上级单位签收以后由它主办。越过哪一级，就抄送哪一级。")), act, gettext("已上报"))  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk()
def dispute(request: DeskRequest, number: str) -> HttpResponseBase:
    """The holder says that it is not theirs, and may name whose it is."""
    case, given = case_seen_by(request.actor, number), request.POST
    known = terms(case.area)

    def act() -> object:
        return dispute_actions.claim(number, given.get("reason", "").strip(), named=given.get("named", ""), by=request.actor,
                                     now=now(), key=key_of(request))  # fmt: skip

    says = gettext("点名的单位 %(answer)s 工作时内答复，不答视同认领；各执一词的由大联动中心裁定。裁定以前仍由您单位办，时限照走。") % {
        "answer": known.answer_hours.normalize(),
    }  # fmt: skip
    return ask(request, case, Form(gettext("提权属异议"), [
        Field("reason", "words", gettext("为什么不归您单位"), gettext("对方和裁定的人会看到"), most=500),
        Field("named", "choice", gettext("认为归谁"), gettext("可以不指定"), choices=everybody(case), needed=False),
    ], says), act, gettext("已提出权属异议"))  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk()
def dispute_answer(request: DeskRequest, number: str, side: str) -> HttpResponseBase:
    """The named unit takes the case over, or says why it is not theirs either."""
    case, given = case_seen_by(request.actor, number), request.POST
    if side not in ("ours", "theirs"):
        raise Http404
    ours = side == "ours"

    def act() -> object:
        return dispute_actions.answer(number, ours=ours, reason=given.get("reason", ""), by=request.actor, now=now(),
                                      key=key_of(request))  # fmt: skip

    field = Field("reason", "words", gettext("为什么不归您单位"), gettext("对方和裁定的人会看到"), most=500)
    form = Form(gettext("归我们，接下来"), []) if ours else Form(gettext("也不归我们"), [field])
    return ask(request, case, form, act, gettext("已认领，请签收") if ours else gettext("已答复，等裁定"))


@require_http_methods(["GET", "POST"])
@desk("case.assign")
def dispute_rule(request: DeskRequest, number: str) -> HttpResponseBase:
    """The centre says whose it is; what was ruled before in such a matter stands there already."""
    case, given = case_seen_by(request.actor, number), request.POST
    offer = precedent(case)

    def act() -> object:
        return dispute_actions.rule_on(
            number, given.get("unit", ""), given.get("reason", ""), words=given.get("words", ""),
            whole_district="wide" in given, precedent="precedent" in given, by=request.actor, now=now(), key=key_of(request),
        )  # fmt: skip

    says = gettext("先例（案卷 %(number)s）：归%(unit)s。%(sentence)s") % {
        "number": offer.number, "unit": unit_said(offer.unit), "sentence": offer.sentence} if offer else ""  # fmt: skip
    found = Dispute.objects.filter(case=case, state__in=sorted(UNDECIDED)).first()
    named = found.named if found else None
    return ask(request, case, Form(gettext("裁定归属"), [
        Field("unit", "choice", gettext("归谁"), choices=everybody(case), value=offer.unit if offer else named or case.unit),
        Field("reason", "words", gettext("依据"), gettext("双方会看到，下次遇到也会引用"), value=offer.sentence if offer else "", most=500),
        Field("precedent", "tick", gettext("记为先例：下次遇到同类的事，受理派遣时提示"), value=offer is None),
        Field("words", "text", gettext("只在说到这些词时适用"), gettext("可以不写，几个词用顿号隔开"), most=100, needed=False),
        Field("wide", "tick", gettext("全区适用；不选只在本街道适用")),
    ], says), act, gettext("已裁定"))  # fmt: skip


def everybody(case: Case) -> tuple[tuple[str, str], ...]:
    """Units that may have a matter at this place: those of the district, and those of its subdistrict."""
    near = [unit for unit in units().values() if unit.active and unit.function != "hecha"
            and (len(unit.area) == 6 or unit.area.startswith(case.area[:9]))]  # fmt: skip
    return unit_choices(sorted(near, key=lambda unit: (-len(unit.area), unit.code)))
