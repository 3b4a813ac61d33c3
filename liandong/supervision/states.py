"""The words of ladders: what a rung waits for, to whom it leads, and when it may be delivered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from liandong.deadlines.states import Stage

ORDER: Final = "order"
"""The ladder of supervision orders stands beside those of the stages."""

LADDERS: Final = (*(stage.value for stage in Stage), ORDER)


class Wait(StrEnum):
    """What the amount of a rung is counted in. SHARE is a part of the clock's own time, and only for warnings."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    SHARE = "share"


class Whom(StrEnum):
    """Who must act from a rung on, the nearest first. What nobody can take is passed on to the next."""

    UNIT = "unit"
    HEAD = "head"
    CENTRE = "centre"
    DISTRICT = "district"
    LEADER = "leader"


class Delivery(StrEnum):
    """When a rung may be delivered: at any time, by day, or within office hours."""

    ALWAYS = "always"
    DAYTIME = "daytime"
    WORKING = "working"


DAYTIME: Final = (7 * 60, 22 * 60)
"""Minutes after midnight between which a rung for the daytime may be delivered."""

UPWARD: Final = tuple(Whom)


class OrderState(StrEnum):
    """How a supervision order stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What may be done about a supervision order, as an imperative."""

    ORDER = "order"
    ANSWER = "answer"
    SEND_BACK = "send_back"
    CLOSE = "close"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class ActRule:
    """One row of the procedure of orders. No source: there is none yet. `holder`: only for the unit that holds the case."""

    sources: frozenset[OrderState]
    target: OrderState
    permission: str
    holder: bool
    asks: tuple[str, ...]


def act(sources: str, target: OrderState, permission: str, asks: str, *, holder: bool = False) -> ActRule:
    return ActRule(
        frozenset(OrderState(word) for word in sources.split()), target, permission, holder, tuple(asks.split())
    )


ACTS: Final = {
    Act.ORDER: act("", OrderState.OPEN, "case.supervise", "demand hours"),
    Act.ANSWER: act("open", OrderState.ANSWERED, "case.handle", "answer", holder=True),
    Act.SEND_BACK: act("answered", OrderState.OPEN, "case.supervise", "reason hours"),
    Act.CLOSE: act("answered", OrderState.CLOSED, "case.supervise", "outcome"),
    Act.WITHDRAW: act("open answered", OrderState.WITHDRAWN, "case.supervise", "reason"),
}

OUTCOMES: Final = {"done": "已落实", "explained": "情况属实，已说明", "not_done": "没有落实"}
