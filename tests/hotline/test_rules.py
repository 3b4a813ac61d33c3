"""Calls and seats by their rules alone: whatever order the words come in, the end is the same."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.hotline.ports import Event
from liandong.hotline.rules import (
    Heard,
    Plan,
    chosen_state,
    heard,
    in_time,
    lapsed,
    seat_beside,
    span_at,
    state_of,
)
from liandong.hotline.states import CHOSEN, CallState, EventKind, SeatState
from liandong.kernel.refusals import Refused

BEGUN = datetime(2026, 6, 12, 6, 30, tzinfo=UTC)
PLANS = [
    Plan("early", "早班", "", time(8), 8),
    Plan("late", "中班", "", time(16), 8),
    Plan("night", "夜班", "", time(0), 8),
]


def at(seconds: float) -> datetime:
    return BEGUN + timedelta(seconds=seconds)


STORY = [
    Event(EventKind.ARRIVED, "c", at(0), number="13912345678"), Event(EventKind.ANSWERED, "c", at(9), agent="9611"),
    Event(EventKind.ENDED, "c", at(99)), Event(EventKind.RECORDED, "c", at(100), recording="rec/c"),
]  # fmt: skip


@given(st.permutations(STORY), st.lists(st.sampled_from(STORY), max_size=5))
def test_events_in_any_order_and_number_give_the_same_call(order: list[Event], again: list[Event]) -> None:
    known: Heard | None = None
    for event in [*order, *again]:
        known = heard(known, event)
    assert known == Heard(at(0), at(9), at(99), "9611", "rec/c")


@given(st.booleans(), st.booleans(), st.booleans())
def test_every_call_stands_somewhere_and_only_one_that_was_answered_can_be_at_hand(a: bool, e: bool, w: bool) -> None:
    state = state_of(at(1) if a else None, at(2) if e else None, at(3) if w else None)
    assert (state in (CallState.WAITING, CallState.ABANDONED)) == (not a)
    assert (state is CallState.ABANDONED) == (e and not a)
    assert (seat_beside(state, SeatState.READY) is SeatState.BUSY) == (state is CallState.TALKING)


@pytest.mark.parametrize(("seconds", "within"), [(0, True), (15, True), (15.1, False), (-3, True)])
def test_the_fifteenth_second_counts(seconds: float, within: bool) -> None:
    assert in_time(at(0), at(seconds)) is within


def test_nobody_answered_is_not_in_time() -> None:
    assert in_time(at(0), None) is False


@pytest.mark.parametrize("was", [SeatState.BUSY, SeatState.AFTER_CALL])
def test_whoever_has_a_call_at_hand_changes_nothing_of_themselves(was: SeatState) -> None:
    for wanted in CHOSEN:
        with pytest.raises(Refused) as refused:
            chosen_state(was, wanted)
        assert refused.value.code == "call-at-hand"


def test_nobody_says_of_themselves_that_they_are_busy() -> None:
    with pytest.raises(Refused) as refused:
        chosen_state(SeatState.READY, "busy")
    assert refused.value.code == "bad-state"


def test_the_word_of_an_end_is_missed_after_half_an_hour_of_waiting_or_four_of_talk() -> None:
    assert not lapsed(CallState.WAITING, at(0), at(1800))
    assert lapsed(CallState.WAITING, at(0), at(1801))
    assert not lapsed(CallState.TALKING, at(0), at(1801))
    assert lapsed(CallState.TALKING, at(0), at(4 * 3600 + 1))
    assert not lapsed(CallState.DONE, at(0), at(10**6))


@given(st.integers(0, 86_399))
def test_every_second_of_a_day_belongs_to_one_of_three_shifts(second: int) -> None:
    instant = datetime(2026, 6, 11, 16, 0, tzinfo=UTC) + timedelta(seconds=second)  # midnight in China
    span = span_at(PLANS, instant)
    assert span is not None
    assert span.begins_at <= instant < span.ends_at


def test_a_shift_over_midnight_still_runs_in_the_morning() -> None:
    span = span_at([Plan("night", "夜班", "", time(22), 10)], datetime(2026, 6, 11, 22, 0, tzinfo=UTC))
    assert span is not None
    assert span.begins_at == datetime(2026, 6, 11, 14, 0, tzinfo=UTC)
