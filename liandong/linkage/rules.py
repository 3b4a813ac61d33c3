"""Decisions about assists: values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from liandong.access.rules import Actor, no_permission
from liandong.cases.rules import STATE_WORDS
from liandong.cases.states import ENDS, State
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.linkage.states import ASSIST_MOVES, JOINABLE, AssistMove, AssistState, AssistWho

WORDS: Final = {"reason": "理由", "note": "说明", "task": "要做什么", "unit": "单位"}

PAST: Final = {
    AssistMove.ACCEPT: "accepted", AssistMove.DECLINE: "declined", AssistMove.ANSWER: "answered",
    AssistMove.VERIFY: "verified", AssistMove.REWORK: "sent_back", AssistMove.WITHDRAW: "withdrawn",
}  # fmt: skip
"""The fact that each move records, without its prefix "assist."."""


@dataclass(frozen=True, slots=True)
class Joint:
    """What a decision needs to know of the case."""

    state: State
    area: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision needs to know of an assist."""

    state: AssistState
    unit: str
    answered_account: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state into which an assist comes, and the fact; `to` in it names the units that are told."""

    state: AssistState
    fact: Fact


def missing(asks: tuple[str, ...], inputs: Mapping[str, Any]) -> Refused | None:
    """The refusal for the first thing that was not given."""
    for name in asks:
        if not str(inputs.get(name) or "").strip():
            return Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field=name, what=WORDS[name])
    return None


def leads(by: Actor, case: Joint) -> bool:
    """True for the unit that holds the case, and for whoever dispatches."""
    return by.may("case.assign") or (by.may("case.handle") and by.unit == case.unit)


def may_invite(case: Joint, by: Actor) -> Refused | None:
    """Why this actor cannot invite units to this case now, or None."""
    if not leads(by, case):
        return Refused("请谁协办，由主办单位或者受理派遣员定。", code="not-lead")
    if case.state not in JOINABLE:
        return Refused("这件案卷是“{state}”，还没有主办单位，或者已经核查，现在不能请协办。", code="wrong-state",
                       state=STATE_WORDS[case.state])  # fmt: skip
    return None


def refuse_invitation(case: Joint, unit: str, live: frozenset[str], inputs: Mapping[str, Any], by: Actor) -> None:
    """Refuses an invitation that is not this actor's to give, or makes no sense.

    Args:
        unit: an existing unit's code.
        live: units that assist in this case already.

    Raises:
        Refused: with the sentence for the person who tried.
    """
    if refusal := may_invite(case, by) or missing(("task",), inputs):
        raise refusal
    if unit == case.unit:
        raise Refused("这个单位就是主办单位。", code="is-lead", field="unit")
    if unit in live:
        raise Refused("这个单位已经在协办这件了。", code="invited-before", field="unit")
    if unit.endswith("-hecha"):
        raise Refused("核查组不能协办，它要来核查。", code="verifies", field="unit")


def decide(move: AssistMove, assist: Standing, case: Joint, inputs: Mapping[str, Any], by: Actor) -> Outcome:
    """What a move does to an assist that stands so.

    Raises:
        Refused: with the sentence for the person who tried.
    """
    if refusal := obstacle(move, assist, case, by) or missing(ASSIST_MOVES[move].asks, inputs):
        raise refusal
    given = {name: value for name, value in inputs.items() if value not in (None, "", [])}
    to = [unit for unit in told(move, assist, case) if unit and unit != by.unit]
    return Outcome(ASSIST_MOVES[move].target, Fact(f"assist.{PAST[move]}", {**given, "unit": assist.unit, "to": to}))


def obstacle(move: AssistMove, assist: Standing, case: Joint, by: Actor) -> Refused | None:
    """Why this actor cannot make this move now, or None."""
    rule = ASSIST_MOVES[move]
    if refusal := wrong_person(rule.who, rule.permission, assist, case, by):
        return refusal
    if case.state in ENDS or case.state is State.VERIFIED:
        return Refused("这件案卷是“{state}”，协办也就到此为止。", code="wrong-state", state=STATE_WORDS[case.state])
    if assist.state not in rule.sources:
        return Refused("这份协办是“{state}”，现在不能{move}。", code="wrong-state",
                       state=ASSIST_STATE_WORDS[assist.state], move=ASSIST_MOVE_WORDS[move])  # fmt: skip
    return None


def wrong_person(who: AssistWho, permission: str, assist: Standing, case: Joint, by: Actor) -> Refused | None:
    """Why it is not for this actor at all, or None."""
    if who is AssistWho.LEAD:
        return None if leads(by, case) else Refused("协办只能由主办单位或者受理派遣员撤回。", code="not-lead")
    if not by.may(permission):
        return no_permission(by)
    if who is AssistWho.UNIT and by.unit != assist.unit:
        return Refused("这份协办不在您单位手里。", code="not-holder")
    if who is AssistWho.OTHERS and (by.unit == assist.unit or by.account == assist.answered_account):
        return Refused("这份协办是您所在单位做的，要由别人核查。", code="own-work")
    return None


def told(move: AssistMove, assist: Standing, case: Joint) -> list[str | None]:
    """Which units must know of a move."""
    if move is AssistMove.ANSWER:
        return [f"{case.area[:9]}-hecha", case.unit]
    return [case.unit] if ASSIST_MOVES[move].who is AssistWho.UNIT else [assist.unit]


ASSIST_STATE_WORDS: Final = {
    AssistState.INVITED: "待签收", AssistState.ACCEPTED: "协办中", AssistState.ANSWERED: "待核查",
    AssistState.VERIFIED: "已核查", AssistState.DECLINED: "不接", AssistState.WITHDRAWN: "已撤回",
}  # fmt: skip

ASSIST_MOVE_WORDS: Final = {
    AssistMove.ACCEPT: "签收协办", AssistMove.DECLINE: "不接协办", AssistMove.ANSWER: "反馈协办",
    AssistMove.VERIFY: "核查协办", AssistMove.REWORK: "打回协办", AssistMove.WITHDRAW: "撤回协办",
}  # fmt: skip
