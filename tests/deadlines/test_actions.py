from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from liandong.deadlines import actions, queries
from liandong.deadlines.clock import Term
from liandong.deadlines.limits import LimitRow
from liandong.deadlines.models import Limit
from liandong.deadlines.states import Measure, Stage, Urgency
from liandong.journal.queries import timeline
from liandong.kernel.cached import Cached
from liandong.kernel.refusals import Refused
from liandong.kernel.versions import BOARD

pytestmark = pytest.mark.django_db
NORMAL = [LimitRow("", stage, Urgency.NORMAL, Term(3, Measure.WORKING_DAYS)) for stage in Stage]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """What a test wrote is rolled back behind the back of what this process keeps."""
    queries.forget()
    yield
    queries.forget()


def load(now: datetime, key: str | None = None) -> None:
    actions.load_calendar("ferry", "渡口", actor="system", now=now, key=key)


def list_of(row: LimitRow) -> list[str]:
    return [*row.place, str(row.term.amount), row.term.measure, row.source]


def test_a_loaded_calendar_knows_the_holidays(now: datetime) -> None:
    load(now)
    calendar = queries.calendar("ferry")
    assert calendar.name_of(date(2026, 2, 17)) == "春节"
    assert calendar.is_working_day(date(2026, 2, 14))
    assert not calendar.is_working_day(date(2026, 10, 1))
    assert queries.last_special_day("ferry") == max(calendar.days)
    assert [entry.kind for entry in timeline("calendar:ferry")] == ["calendar.loaded"]


def test_a_day_set_by_hand_holds_at_once_and_outlives_the_next_load(now: datetime) -> None:
    load(now)
    assert queries.calendar("ferry").is_working_day(date(2026, 6, 12))
    actions.set_day("ferry", date(2026, 6, 12), working=False, name="高温停工", actor="post:1", now=now)
    actions.set_day("ferry", date(2026, 10, 1), working=True, name="防汛值守", actor="post:1", now=now)
    assert not queries.calendar("ferry").is_working_day(date(2026, 6, 12))
    load(now)
    assert queries.calendar("ferry").name_of(date(2026, 6, 12)) == "高温停工"
    assert queries.calendar("ferry").is_working_day(date(2026, 10, 1))
    kinds = [entry.kind for entry in timeline("calendar:ferry")]
    assert kinds == ["calendar.loaded", "calendar.day_set", "calendar.day_set", "calendar.loaded"]


def test_the_same_key_loads_once(now: datetime) -> None:
    load(now, key="first start")
    load(now, key="first start")
    assert timeline("calendar:ferry").count() == 1


def test_a_calendar_without_working_time_is_refused_and_leaves_no_trace(now: datetime) -> None:
    with pytest.raises(Refused, match="上班时间"):
        actions.load_calendar("ferry", "渡口", hours=[], actor="system", now=now)
    assert not timeline("calendar:ferry").exists()
    with pytest.raises(Refused, match="没有工作日历 ferry"):
        queries.calendar("ferry")


def test_a_day_needs_a_calendar_and_a_reason(now: datetime) -> None:
    load(now)
    with pytest.raises(Refused, match="没有工作日历 moon"):
        actions.set_day("moon", date(2026, 6, 12), working=True, name="值守", actor="post:1", now=now)
    with pytest.raises(Refused, match="请写明"):
        actions.set_day("ferry", date(2026, 6, 12), working=True, name=" ", actor="post:1", now=now)


def test_loaded_limits_replace_the_table(now: datetime) -> None:
    lamps = LimitRow("C0101", Stage.HANDLE, Urgency.NORMAL, Term(1, Measure.DAYS), "示例")
    assert actions.load_limits([*NORMAL, lamps], actor="post:1", now=now) == len(NORMAL) + 1
    assert queries.limit_for("C010199", Stage.HANDLE, Urgency.NORMAL) == Term(1, Measure.DAYS)
    actions.load_limits(NORMAL, actor="post:1", now=now)
    assert queries.limit_for("C010199", Stage.HANDLE, Urgency.NORMAL) == Term(3, Measure.WORKING_DAYS)
    told = [entry.data["rows"] for entry in timeline("limits")][-2:]
    assert told == [[list_of(row) for row in [*NORMAL, lamps]], [list_of(row) for row in NORMAL]]


def test_a_refused_table_leaves_the_old_one(now: datetime) -> None:
    actions.load_limits(NORMAL, actor="post:1", now=now)
    with pytest.raises(Refused):
        actions.load_limits(NORMAL[1:], actor="post:1", now=now)
    assert len(queries.limits()) == Limit.objects.count() == len(NORMAL)


def test_another_process_sees_a_change_at_its_next_check(now: datetime) -> None:
    elsewhere = Cached(queries._read_limits, queries._version, every=0)
    actions.load_limits(NORMAL, actor="post:1", now=now)
    assert elsewhere.get().term("E01", Stage.HANDLE, Urgency.NORMAL) == Term(3, Measure.WORKING_DAYS)
    longer = [LimitRow(row.matter, row.stage, row.urgency, Term(5, Measure.DAYS)) for row in NORMAL]
    actions.load_limits(longer, actor="post:1", now=now)
    BOARD.forget()
    assert elsewhere.get().term("E01", Stage.HANDLE, Urgency.NORMAL) == Term(5, Measure.DAYS)
