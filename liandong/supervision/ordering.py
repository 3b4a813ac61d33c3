"""Decisions about supervision orders: values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from liandong.access.rules import Actor
from liandong.cases.rules import STATE_WORDS
from liandong.cases.states import ENDS, State
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.supervision.states import ACTS, OUTCOMES, Act, OrderState

MOST_HOURS: Final = 240
WORDS: Final = {"demand": "要求", "hours": "时长", "answer": "答复", "reason": "理由", "outcome": "结果"}
PAST: Final = {
    Act.ORDER: "case.supervised", Act.ANSWER: "case.order_answered", Act.SEND_BACK: "case.order_sent_back",
    Act.CLOSE: "case.order_closed", Act.WITHDRAW: "case.order_withdrawn",
}  # fmt: skip
"""The fact that each act records."""

ACT_WORDS: Final = {
    Act.ORDER: "督办", Act.ANSWER: "答复督办", Act.SEND_BACK: "退回答复", Act.CLOSE: "督办办结", Act.WITHDRAW: "撤回督办",
}  # fmt: skip
ORDER_STATE_WORDS: Final = {
    OrderState.OPEN: "等答复", OrderState.ANSWERED: "已答复", OrderState.CLOSED: "已办结", OrderState.WITHDRAWN: "已撤回",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Supervised:
    """What a decision needs to know of a case: its state, who holds it, and how its running order stands, if any."""

    state: State
    unit: str | None
    order: OrderState | None


def obstacle(act: Act, case: Supervised, by: Actor) -> Refused | None:
    """Why this actor cannot do this now, or None. The buttons ask the same."""
    rule = ACTS[act]
    if not by.may(rule.permission):
        return Refused("您的岗位（{role}）不能{move}。", code="no-permission", role=by.role.word, move=ACT_WORDS[act])
    if rule.holder and by.unit != case.unit:
        return Refused("这件不在您单位手里。", code="not-holder")
    if act is Act.ORDER:
        if case.order is not None:
            return Refused("这件已经有一份督办没有了结，先了结那一份。", code="order-running")
        if case.state in ENDS or not case.unit:
            return Refused("这件案卷是“{state}”，没有单位可以督办。", code="wrong-state", state=STATE_WORDS[case.state])
        return None
    if case.order not in rule.sources:
        said = ORDER_STATE_WORDS[case.order] if case.order else "没有督办"
        return Refused("这件的督办是“{state}”，现在不能{move}。", code="wrong-state", state=said, move=ACT_WORDS[act])
    return None


def decide(act: Act, case: Supervised, inputs: Mapping[str, Any], by: Actor) -> tuple[OrderState, Fact]:
    """What an act does to a case's order: the state into which it comes, and the fact.

    Raises:
        Refused: with the sentence for the person who tried.
    """
    if refusal := obstacle(act, case, by):
        raise refusal
    given = {name: str(value).strip() for name, value in inputs.items() if value is not None and str(value).strip()}
    for name in ACTS[act].asks:
        if name not in given:
            raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field=name, what=WORDS[name])
    if "hours" in ACTS[act].asks and not 0 < hours(given["hours"]) <= MOST_HOURS:
        raise Refused("时长要大于 0，最多 {most} 工作时。", code="bad-hours", field="hours", most=MOST_HOURS)
    if "outcome" in ACTS[act].asks and given["outcome"] not in OUTCOMES:
        raise Refused("督办的结果只能在给出的几种里选。", code="bad-outcome", field="outcome")
    return ACTS[act].target, Fact(PAST[act], given)


def hours(text: str) -> Decimal:
    """A number of working hours; what is none counts as 0."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)
