"""What stands in the hotline's tables, as words: how a call, a seat and a call-back stand."""

from __future__ import annotations

from datetime import time, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop as word


class CallState(StrEnum):
    """Where a call stands; it follows from its instants (`rules.state_of`)."""

    WAITING = "waiting"
    TALKING = "talking"
    WRAPPING = "wrapping"  # the caller has hung up; the agent still writes
    DONE = "done"
    ABANDONED = "abandoned"  # the caller hung up before anybody answered


class SeatState(StrEnum):
    """What an agent is at. Only `READY` seats are given calls."""

    OFF = "off"
    READY = "ready"
    BUSY = "busy"
    AFTER_CALL = "after_call"
    BREAK = "break"


class EventKind(StrEnum):
    """What a call centre tells of a call."""

    ARRIVED = "arrived"
    ANSWERED = "answered"
    ENDED = "ended"
    RECORDED = "recorded"


class Outcome(StrEnum):
    """What came of a call."""

    REPORT = "report"  # a case was made
    ANSWERED = "answered"  # answered on the spot from the knowledge base
    EMERGENCY = "emergency"  # handed over at once, with a case
    FOLLOWED = "followed"  # asked how a case stands, and was told
    NOTHING = "nothing"  # no matter: a wrong number, a broken line


class CallBackState(StrEnum):
    """How a call-back stands."""

    WAITING = "waiting"
    DONE = "done"  # the person was asked and answered
    UNREACHED = "unreached"  # nobody answered three times
    DECLINED = "declined"  # the person does not want to be asked
    SPARED = "spared"  # they have said it themselves meanwhile, or the case is open again


class Reach(StrEnum):
    """What became of one try to call somebody back."""

    REACHED = "reached"
    UNREACHED = "unreached"
    DECLINED = "declined"


AT_HAND: Final = (CallState.TALKING, CallState.WRAPPING)
CHOSEN: Final = (SeatState.READY, SeatState.BREAK, SeatState.OFF)
"""What an agent says of themselves; the others follow from the call."""

ANSWER_WITHIN: Final = timedelta(seconds=15)
"""GB/T 33358-2016: a call is answered within 15 seconds."""
COMPLETION_PERCENT: Final = 95
"""GB/T 33358-2016: of the calls of 24 hours at least 95 percent are answered."""
LONGEST_WAIT: Final = timedelta(minutes=30)
"""A call that waits longer has ended, and the word of it was lost."""
LONGEST_TALK: Final = timedelta(hours=4)
"""The same of a call that is being talked."""

MOST_TRIES: Final = 3
TRY_AGAIN: Final = timedelta(hours=2)
TAKEN_FOR: Final = timedelta(minutes=30)
"""How long a call-back that somebody has taken stays theirs."""
CALLING: Final = (time(9), time(20))
"""The hours of a day in which people are called back."""
EMERGENCIES: Final = {"110": word("报警"), "119": word("火警和救援"), "120": word("急救")}
"""国办发〔2020〕53号: these numbers stay; an emergency is handed over, never queued."""

SEAT_WORDS: Final = {
    SeatState.OFF: word("已签退"), SeatState.READY: word("空闲"), SeatState.BUSY: word("通话中"),
    SeatState.AFTER_CALL: word("话后整理"), SeatState.BREAK: word("小休"),
}  # fmt: skip
CALL_WORDS: Final = {
    CallState.WAITING: word("排队中"), CallState.TALKING: word("通话中"), CallState.WRAPPING: word("话后整理"),
    CallState.DONE: word("已完成"), CallState.ABANDONED: word("放弃"),
}  # fmt: skip
OUTCOME_WORDS: Final = {
    Outcome.REPORT: word("已登记"), Outcome.ANSWERED: word("当场答复"), Outcome.EMERGENCY: word("险情移交"),
    Outcome.FOLLOWED: word("查进展"), Outcome.NOTHING: word("无事项"),
}  # fmt: skip
CALL_BACK_WORDS: Final = {
    CallBackState.WAITING: word("待回访"), CallBackState.DONE: word("已回访"), CallBackState.UNREACHED: word("三次无人接听"),
    CallBackState.DECLINED: word("不愿回访"), CallBackState.SPARED: word("不用回访"),
}  # fmt: skip
