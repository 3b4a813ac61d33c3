"""Decisions about whistles: who may call whom to a place, answer, and write down who came. Values in, values out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from liandong.access.rules import Actor
from liandong.cases.rules import STATE_WORDS
from liandong.cases.states import State
from liandong.kernel.refusals import Refused
from liandong.linkage.rules import Joint
from liandong.linkage.states import JOINABLE

CALLERS: Final = frozenset({"center", "office"})
"""Functions of units that may call others: the centre, the subdistricts' offices and their linkage sub-centres."""
EARLY: Final = timedelta(minutes=30)
"""How long before the time somebody may already write down who came."""
MOST_CALLED: Final = 20


class Answer(StrEnum):
    """What a called unit said."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Attendance(StrEnum):
    """Whether a called unit was at the place."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"


def may_blow(case: Joint, by: Actor) -> Refused | None:
    """Why this actor cannot call units to the place of this case now, or None."""
    if by.unit.partition("-")[2] not in CALLERS or not (by.may("case.assign") or by.may("case.handle")):
        return Refused("吹哨由街道或者大联动中心来做。请先上报。", code="not-caller")
    if case.state not in JOINABLE | {State.TRIAGED}:
        return Refused("这件案卷是“{state}”，现在不能吹哨。", code="wrong-state", state=STATE_WORDS[case.state])
    return None


def refuse_call(
    units: Collection[str], place: str, reason: str, meet_at: datetime | None, caller: str, now: datetime
) -> None:
    """Refuses a whistle that calls nobody, nowhere, never, or for nothing.

    Raises:
        Refused: with the field at fault.
    """
    if not units:
        raise Refused("请选要到场的单位。", code="input-missing", field="units")
    if len(units) > MOST_CALLED or caller in units:
        raise Refused("不用叫自己，一次最多叫 {most} 个单位。", code="bad-units", field="units", most=MOST_CALLED)
    for name, value, what in (("place", place, "地点"), ("reason", reason, "事由")):
        if not value.strip():
            raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field=name, what=what)
    if meet_at is None or meet_at < now - EARLY:
        raise Refused("请写一个还没有过去的到场时间。", code="bad-time", field="meet_at")


def refuse_answer(answer: Answer | None, reason: str, *, mine: bool, held: bool, before: str | None) -> None:
    """Refuses an answer by the wrong unit, twice, too late, or a no without its reason.

    Raises:
        Refused: with the sentence for the person who tried.
    """
    if not mine:
        raise Refused("这次吹哨没有叫您单位。", code="not-called")
    if held:
        raise Refused("这次吹哨已经有了结果。", code="held-before")
    if before is not None:
        raise Refused("您单位已经答复过。", code="answered-before")
    if answer is Answer.DECLINED and not reason.strip():
        raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field="reason", what="理由")


def refuse_result(
    outcome: str, came: Mapping[str, str], called: Collection[str], meet_at: datetime, now: datetime, *, held: bool
) -> None:
    """Refuses a result before its time, twice, without words, or that leaves a called unit out.

    Raises:
        Refused: with the sentence for the person who tried.
    """
    if held:
        raise Refused("这次吹哨已经有了结果。", code="held-before")
    if now < meet_at - EARLY:
        raise Refused("还没到时间，到场以后再登记。", code="too-early")
    if not outcome.strip():
        raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field="outcome", what="现场结果")
    if set(came) != set(called) or not set(came.values()) <= set(Attendance):
        raise Refused("请给每个单位登记到场、迟到或缺席。", code="bad-attendance", field="attendance")


ANSWER_WORDS: Final = {Answer.CONFIRMED: "会到场", Answer.DECLINED: "不能到场"}
ATTENDANCE_WORDS: Final = {Attendance.PRESENT: "到场", Attendance.LATE: "迟到", Attendance.ABSENT: "缺席"}
