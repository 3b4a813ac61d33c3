"""Supervision orders at the desk: the buttons on a case, their forms, and the list of all that run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.queries import case_seen_by, seen_by
from liandong.faces.desk.case.asking import Field, Form, ask
from liandong.faces.desk.case.steps_shown import Step
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.names import unit_said
from liandong.journal.models import Entry
from liandong.kernel.clock import now
from liandong.supervision.ordering import ACT_WORDS, ORDER_STATE_WORDS, PAST, obstacle
from liandong.supervision.orders import supervise, supervised
from liandong.supervision.queries import running_orders
from liandong.supervision.states import ACTS, OUTCOMES, Act, OrderState

DONE: Final = {
    Act.ORDER: gettext_noop("已督办，等单位答复"), Act.ANSWER: gettext_noop("已答复督办"),
    Act.SEND_BACK: gettext_noop("已退回，等重新答复"), Act.CLOSE: gettext_noop("督办已办结"), Act.WITHDRAW: gettext_noop("督办已撤回"),
}  # fmt: skip
NAMES: Final = ("demand", "hours", "answer", "reason", "outcome", "remark")


@dataclass(frozen=True, slots=True)
class Shown:
    """One supervision order on a case's page: what was demanded, and how it went on."""

    demand: str
    at: datetime
    due_at: datetime | None
    state: str
    answer: str = ""
    outcome: str = ""


def order_steps(case: Case, actor: Actor) -> list[Step]:
    """What this actor may do about a case's order now; no statement, since the row says how it stands."""
    about = supervised(case)
    return [
        Step(reverse("desk:order", args=[case.number, act.value]), gettext(ACT_WORDS[act]), leads=act is Act.ANSWER)
        for act in ACTS
        if obstacle(act, about, actor) is None
    ]


def orders_shown(entries: Sequence[Entry]) -> list[Shown]:
    """The orders of a case, newest first, from its journal."""
    found: dict[int, dict[str, Any]] = {}
    kinds = {past: act for act, past in PAST.items()}
    for entry in entries:
        if (act := kinds.get(entry.kind)) is None:
            continue
        data: Mapping[str, Any] = entry.data
        order = found.setdefault(
            data["order"], {"demand": data.get("demand", ""), "at": entry.at, "answer": "", "outcome": ""}
        )
        order["state"] = gettext(ORDER_STATE_WORDS[ACTS[act].target])
        order["due_at"] = datetime.fromisoformat(data["answer_until"]) if data.get("answer_until") else None
        order["answer"] = data.get("answer", order["answer"])
        if act in (Act.CLOSE, Act.WITHDRAW):
            order["outcome"] = gettext(OUTCOMES[data["outcome"]]) if "outcome" in data else data.get("reason", "")
    return [Shown(**order) for order in reversed(found.values())]


@require_http_methods(["GET", "POST"])
@desk()
def order(request: DeskRequest, number: str, name: str) -> HttpResponseBase:
    """One act about a case's supervision order."""
    case = case_seen_by(request.actor, number)
    act = next((each for each in Act if each.value == name), None)
    if act is None:
        raise Http404

    def do() -> object:
        given = {each: request.POST.get(each, "") for each in NAMES}
        return supervise(number, act, given, by=request.actor, now=now(), key=key_of(request))

    says = gettext("承办单位要在时限内答复；到时不答，照督办的阶梯升级。") if act is Act.ORDER else ""
    return ask(request, case, Form(gettext(ACT_WORDS[act]), asked(act), says), do, gettext(DONE[act]))


def asked(act: Act) -> list[Field]:
    outcomes = [(value, gettext(word)) for value, word in OUTCOMES.items()]
    fields = {
        "demand": Field("demand", "words", gettext("要求"), gettext("承办单位会看到"), most=500),
        "answer": Field("answer", "words", gettext("答复"), gettext("说清做了什么、什么时候办完"), most=1000),
        "reason": Field("reason", "words", gettext("理由"), gettext("对方会看到"), most=500),
        "outcome": Field("outcome", "choice", gettext("结果"), choices=outcomes),
        "hours": Field("hours", "text", gettext("多少工作时内答复"), value="4", most=6),
    }  # fmt: skip
    found = [fields[name] for name in ACTS[act].asks]
    return [*found, Field("remark", "words", gettext("说明"), most=500, needed=False)] if act is Act.CLOSE else found


@require_safe
@desk("case.supervise")
def orders(request: DeskRequest) -> HttpResponseBase:
    """All orders that are not settled, of the cases in sight; what is due first."""
    at = now()
    rows = [
        (one, unit_said(one.case.unit or one.unit), gettext(ORDER_STATE_WORDS[OrderState(one.state)]), one.due_at < at)
        for one in running_orders(seen_by(request.actor))
    ]
    return render(request, "desk/orders.html", {"rows": rows})
