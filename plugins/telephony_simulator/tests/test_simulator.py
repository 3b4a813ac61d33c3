"""The simulated call centre: what it tells, once for each thing that happened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from liandong_telephony_simulator import Simulator, connect

from liandong.hotline.ports import NotConnected
from liandong.hotline.states import EventKind

BEGUN = datetime(2026, 6, 12, 6, 30, tzinfo=UTC)


def test_a_caller_who_is_answered_talks_and_hangs_up_and_the_recording_is_named(tmp_path: Path) -> None:
    centre = Simulator(tmp_path / "calls.db", clock=lambda: BEGUN + timedelta(seconds=5))
    call = centre.ring("10001234567", BEGUN, patience=60, talk=30)
    assert [event.kind for event in centre.due(BEGUN)] == [EventKind.ARRIVED]
    centre.answer(call, "9601", 0.8)
    kinds = [event.kind for event in centre.due(BEGUN + timedelta(seconds=40))]
    assert kinds == [EventKind.ANSWERED, EventKind.ENDED, EventKind.RECORDED]
    assert centre.due(BEGUN + timedelta(hours=1)) == []


def test_a_caller_whom_nobody_answers_loses_patience_and_nothing_is_recorded(tmp_path: Path) -> None:
    centre = Simulator(tmp_path / "calls.db")
    centre.ring("10001234567", BEGUN, patience=60)
    told = centre.due(BEGUN + timedelta(seconds=61))
    assert [(event.kind, event.at) for event in told] == [
        (EventKind.ARRIVED, BEGUN), (EventKind.ENDED, BEGUN + timedelta(seconds=60)),
    ]  # fmt: skip


def test_a_call_that_is_over_cannot_be_answered(tmp_path: Path) -> None:
    centre = Simulator(tmp_path / "calls.db")
    call = centre.ring("10001234567", BEGUN, patience=1)
    centre.due(BEGUN + timedelta(seconds=2))
    with pytest.raises(NotConnected):
        centre.answer(call, "9601", 0.8)


def test_a_call_is_held_muted_and_sent_on_only_while_it_is_talked(tmp_path: Path) -> None:
    centre = Simulator(tmp_path / "calls.db", clock=lambda: BEGUN + timedelta(seconds=5))
    call = centre.ring("10001234567", BEGUN, patience=60, talk=30)
    with pytest.raises(NotConnected):
        centre.hold(call, True, 0.8)
    centre.answer(call, "9601", 0.8)
    centre.hold(call, True, 0.8)
    centre.mute(call, True, 0.8)
    centre.transfer(call, "housing", 0.8)
    with centre.open() as link:
        assert link.execute("SELECT held, muted, sent_to FROM calls").fetchone() == (0, 0, "housing")
    centre.hang_up(call, 0.8)
    for order in (centre.hold, centre.mute):
        with pytest.raises(NotConnected):
            order(call, True, 0.8)


def test_a_file_of_an_earlier_day_gets_the_columns_that_came_since(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "calls.db")) as link:
        link.execute("CREATE TABLE calls (id TEXT PRIMARY KEY, answered REAL, ended REAL)")
        link.execute("INSERT INTO calls VALUES ('c', 1, NULL)")
        link.commit()
    Simulator(tmp_path / "calls.db").hold("c", True, 0.8)


def test_an_option_that_is_unknown_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="seeds"):
        connect(f"{tmp_path}/calls.db?seeds=1", b"")
