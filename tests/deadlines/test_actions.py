from __future__ import annotations

from datetime import date, datetime

import pytest

from liandong.deadlines import actions, queries
from liandong.deadlines.clock import Term
from liandong.deadlines.limits import LimitRow
from liandong.deadlines.models import Limit
from liandong.deadlines.states import Measure, Stage, Urgency
from liandong.journal.queries import timeline
from liandong.kernel.refusals import Refused

pytestmark = pytest.mark.django_db
NORMAL = [LimitRow("", stage, Urgency.NORMAL, Term(3, Measure.WORKING_DAYS)) for stage in Stage]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    queries.forget()


def load(now: datetime, key: str | None = None) -> None:
    actions.load_calendar("district", "成华区", actor="system", now=now, key=key)


def test_a_loaded_calendar_knows_the_holidays(now: datetime) -> None:
    load(now)
    calendar = queries.calendar()
    assert calendar.name_of(date(2026, 2, 17)) == "春节"
    assert calendar.is_working_day(date(2026, 2, 14))
    assert not calendar.is_working_day(date(2026, 10, 1))
    assert queries.last_special_day() == max(calendar.days)
    assert [entry.kind for entry in timeline("calendar:district")] == ["calendar.loaded"]


def test_a_day_set_by_hand_holds_at_once_and_outlives_the_next_load(now: datetime) -> None:
    load(now)
    assert queries.calendar().is_working_day(date(2026, 6, 12))
    actions.set_day("district", date(2026, 6, 12), working=False, name="高温停工", actor="post:1", now=now)
    actions.set_day("district", date(2026, 10, 1), working=True, name="防汛值守", actor="post:1", now=now)
    assert not queries.calendar().is_working_day(date(2026, 6, 12))
    load(now)
    assert queries.calendar().name_of(date(2026, 6, 12)) == "高温停工"
    assert queries.calendar().is_working_day(date(2026, 10, 1))
    kinds = [entry.kind for entry in timeline("calendar:district")]
    assert kinds == ["calendar.loaded", "calendar.day_set", "calendar.day_set", "calendar.loaded"]


def test_the_same_key_loads_once(now: datetime) -> None:
    load(now, key="first start")
    load(now, key="first start")
    assert timeline("calendar:district").count() == 1


def test_a_calendar_without_working_time_is_refused_and_leaves_no_trace(now: datetime) -> None:
    with pytest.raises(Refused, match="上班时间"):
        actions.load_calendar("district", "成华区", hours=[], actor="system", now=now)
    assert not timeline("calendar:district").exists()
    with pytest.raises(Refused, match="没有工作日历 district"):
        queries.calendar()


def test_a_day_needs_a_calendar_and_a_reason(now: datetime) -> None:
    load(now)
    with pytest.raises(Refused, match="没有工作日历 moon"):
        actions.set_day("moon", date(2026, 6, 12), working=True, name="值守", actor="post:1", now=now)
    with pytest.raises(Refused, match="请写明"):
        actions.set_day("district", date(2026, 6, 12), working=True, name=" ", actor="post:1", now=now)


def test_loaded_limits_replace_the_table(now: datetime) -> None:
    lamps = LimitRow("C0101", Stage.HANDLE, Urgency.NORMAL, Term(1, Measure.DAYS), "示例")
    assert actions.load_limits([*NORMAL, lamps], actor="post:1", now=now) == 7
    assert queries.limit_for("C010199", Stage.HANDLE, Urgency.NORMAL) == Term(1, Measure.DAYS)
    actions.load_limits(NORMAL, actor="post:1", now=now)
    assert queries.limit_for("C010199", Stage.HANDLE, Urgency.NORMAL) == Term(3, Measure.WORKING_DAYS)
    assert [entry.kind for entry in timeline("limits")] == ["limits.loaded", "limits.loaded"]


def test_a_refused_table_leaves_the_old_one(now: datetime) -> None:
    actions.load_limits(NORMAL, actor="post:1", now=now)
    with pytest.raises(Refused):
        actions.load_limits(NORMAL[1:], actor="post:1", now=now)
    assert len(queries.limits()) == Limit.objects.count() == 6


def test_another_process_sees_a_change_at_its_next_check(now: datetime) -> None:
    elsewhere = queries._Kept(queries._read_limits)
    actions.load_limits(NORMAL, actor="post:1", now=now)
    assert elsewhere.get().term("E01", Stage.HANDLE, Urgency.NORMAL) == Term(3, Measure.WORKING_DAYS)
    longer = [LimitRow(row.matter, row.stage, row.urgency, Term(5, Measure.DAYS)) for row in NORMAL]
    actions.load_limits(longer, actor="post:1", now=now)
    elsewhere.checked_at = float("-inf")
    assert elsewhere.get().term("E01", Stage.HANDLE, Urgency.NORMAL) == Term(5, Measure.DAYS)
