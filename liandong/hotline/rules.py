"""Decisions about calls and seats: values in, values out. No clock is asked, nothing is read or written here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from liandong.access.rules import Actor
from liandong.hotline.ports import Event
from liandong.hotline.states import (
    ANSWER_WITHIN,
    CALLING,
    CHOSEN,
    LONGEST_TALK,
    LONGEST_WAIT,
    MOST_TRIES,
    SEAT_WORDS,
    TRY_AGAIN,
    CallBackState,
    CallState,
    EventKind,
    Reach,
    SeatState,
)
from liandong.kernel.clock import LOCAL
from liandong.kernel.refusals import Refused

NOT_NOW: Final = (SeatState.BUSY, SeatState.AFTER_CALL)


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a call so far. `agent`: who answered, as the centre names them."""

    arrived_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    agent: str = ""
    recording: str = ""


def heard(known: Heard | None, event: Event) -> Heard:
    """What is known after one more event. Events may come twice, late or in any order: the end is the same."""
    before = known or Heard(event.at)
    after = before if event.kind is EventKind.RECORDED else replace(before, arrived_at=min(before.arrived_at, event.at))
    match event.kind:
        case EventKind.ANSWERED if before.answered_at is None:
            return replace(after, answered_at=event.at, agent=event.agent)
        case EventKind.ENDED:
            return replace(after, ended_at=min(before.ended_at or event.at, event.at))
        case EventKind.RECORDED:
            return replace(after, recording=before.recording or event.recording)
        case _:
            return after


def state_of(answered_at: datetime | None, ended_at: datetime | None, wrapped_at: datetime | None) -> CallState:
    """Where a call stands by its instants alone."""
    if answered_at is None:
        return CallState.WAITING if ended_at is None else CallState.ABANDONED
    if ended_at is None:
        return CallState.TALKING
    return CallState.WRAPPING if wrapped_at is None else CallState.DONE


def seat_beside(call: CallState | None, was: SeatState) -> SeatState:
    """What a seat is at while it has this call, or none."""
    match call:
        case CallState.TALKING:
            return SeatState.BUSY
        case CallState.WRAPPING:
            return SeatState.AFTER_CALL
        case _:
            return SeatState.READY if was in NOT_NOW else was


def lapsed(state: CallState, since: datetime, now: datetime) -> bool:
    """Whether the word of a call's end must have been lost. `since`: when it arrived, or was answered."""
    limits = {CallState.WAITING: LONGEST_WAIT, CallState.TALKING: LONGEST_TALK}
    return state in limits and now - since > limits[state]


def waited(arrived_at: datetime, until: datetime) -> timedelta:
    """How long a caller waited, never less than nothing: two clocks may differ."""
    return max(until - arrived_at, timedelta())


def in_time(arrived_at: datetime, answered_at: datetime | None) -> bool:
    """Whether a call was answered within the 15 seconds of GB/T 33358; the fifteenth second counts."""
    return answered_at is not None and waited(arrived_at, answered_at) <= ANSWER_WITHIN


def chosen_state(was: SeatState, wanted: str) -> SeatState:
    """What an agent may say of themselves now.

    Raises:
        Refused: there is no such state, or a call is at hand.
    """
    if wanted not in CHOSEN:
        raise Refused("只能选空闲、小休或签退。", code="bad-state", field="state")
    if was in NOT_NOW:
        raise Refused(
            "手上还有一通电话（{state}）。写完按“完成”，再改状态。", code="call-at-hand", state=SEAT_WORDS[was]
        )
    return SeatState(wanted)


def refuse_unready(state: SeatState) -> None:
    """Refuses a call to a seat that is not ready for one."""
    if state in NOT_NOW:
        raise Refused("手上还有一通电话（{state}）。写完按“完成”，再改状态。", code="call-at-hand",
                      state=SEAT_WORDS[state])  # fmt: skip
    if state is not SeatState.READY:
        raise Refused("您现在是“{state}”。先改成空闲，再接电话。", code="not-ready", state=SEAT_WORDS[state])


def leads(by: Actor) -> bool:
    """Whether somebody leads the hotline's shift: a supervisor of the whole district."""
    return by.may("call.lead") and len(by.area) <= 6


@dataclass(frozen=True, slots=True)
class Plan:
    """A shift of every day: from a time on, for so many hours; it may end on the next day."""

    code: str
    name: str
    name_en: str
    begins: time
    hours: int


@dataclass(frozen=True, slots=True)
class Span:
    """One shift: its plan and its two instants, the second not included."""

    plan: Plan
    begins_at: datetime
    ends_at: datetime


def span_on(plan: Plan, day: date) -> Span:
    """The shift of a plan that begins on a day in China."""
    begins = datetime.combine(day, plan.begins, LOCAL)
    return Span(plan, begins, begins + timedelta(hours=plan.hours))


def span_at(plans: list[Plan], now: datetime) -> Span | None:
    """The shift that runs at an instant; where two do, the one that began last."""
    today = now.astimezone(LOCAL).date()
    spans = [span_on(plan, day) for plan in plans for day in (today - timedelta(days=1), today)]
    running = [span for span in spans if span.begins_at <= now < span.ends_at]
    return max(running, key=lambda span: span.begins_at, default=None)


def covered(*, asked: bool, accused: str) -> bool:
    """Whether the caller is covered: by request (GB/T 33358), and always where somebody's conduct in office is complained about.

    A kind that is confidential covers its reporters at intake, whatever is said here.
    """
    return asked or bool(accused)


def call_back_at(verified_at: datetime, after: time | None) -> datetime:
    """When to call back: from the verification on, not before the time of day that the caller named, and by day."""
    first, last = CALLING
    wanted = min(max(after or first, first), last)
    local = verified_at.astimezone(LOCAL)
    if local.time() >= last:
        return datetime.combine(local.date() + timedelta(days=1), wanted, LOCAL)
    return max(verified_at, datetime.combine(local.date(), wanted, LOCAL))


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one try to call back. `stars` 1 to 5, `words` why it is not solved or not reasonable."""

    reach: Reach
    solved: bool | None = None
    stars: int | None = None
    unreasonable: bool = False
    words: str = ""


def refuse_half(told: Told) -> None:
    """Refuses an answer from which nobody could tell what was said.

    Raises:
        Refused: with the field at fault.
    """
    if told.reach is not Reach.REACHED:
        return
    if told.solved is None:
        raise Refused("请先问：问题解决了吗？", code="input-missing", field="solved")
    if told.stars is None or not 1 <= told.stars <= 5:
        raise Refused("请再问：对办理满意吗？", code="input-missing", field="stars")
    if (not told.solved or told.unreasonable) and not told.words.strip():
        raise Refused("写一句对方怎么说：没解决在哪里，或者为什么办不到。", code="input-missing", field="words")


def next_try(told: Told, tries: int, now: datetime) -> tuple[CallBackState, datetime | None]:
    """How a call-back stands after one more try, and when to try again."""
    if told.reach is Reach.REACHED:
        return CallBackState.DONE, None
    if told.reach is Reach.DECLINED:
        return CallBackState.DECLINED, None
    if tries >= MOST_TRIES:
        return CallBackState.UNREACHED, None
    return CallBackState.WAITING, call_back_at(now + TRY_AGAIN, None)


def reopens(told: Told) -> bool:
    """Whether the case opens again: it is not solved, and what is asked for can be given."""
    return told.solved is False and not told.unreasonable
