from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from liandong.deadlines import words
from liandong.deadlines.calendar import WorkingCalendar
from liandong.deadlines.clock import Term
from liandong.deadlines.states import Measure
from liandong.deadlines.words import Words
from liandong.kernel.clock import LOCAL


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with override("zh-hans"):
        yield


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


NOW = local("2026-06-12T14:30")


@pytest.mark.parametrize(
    ("due_at", "said"),
    [
        ("2026-06-12T14:48", Words("还剩 18 分", "soon", "今天 14:48 前办结")),
        ("2026-06-12T14:30", Words("还剩 1 分", "soon", "今天 14:30 前办结")),
        ("2026-06-12T15:30", Words("还剩 1 小时", "soon", "今天 15:30 前办结")),
        ("2026-06-12T15:31", Words("还剩 1 小时 1 分", "ok", "今天 15:31 前办结")),
        ("2026-06-12T16:40", Words("还剩 2 小时 10 分", "ok", "今天 16:40 前办结")),
        ("2026-06-13T00:00", Words("还剩 9 小时 30 分", "ok", "今天 24:00 前办结")),
        ("2026-06-13T09:00", Words("还剩 18 小时 30 分", "ok", "明天 09:00 前办结")),
        ("2026-06-13T14:30", Words("还剩 1 天", "ok", "明天 14:30 前办结")),
        ("2026-06-15T10:40", Words("6 月 15 日（周一）10:40 前", "ok")),
        ("2026-06-16T00:00", Words("6 月 15 日（周一）24:00 前", "ok")),
        ("2026-06-22T10:40", Words("6 月 22 日 10:40 前", "ok")),
        ("2027-01-04T10:40", Words("2027 年 1 月 4 日 10:40 前", "ok")),
        ("2026-06-12T13:55", Words("已超时 35 分", "late")),
        ("2026-06-12T14:29:30", Words("已超时 1 分", "late")),
        ("2026-06-12T11:20", Words("已超时 3 小时 10 分", "late")),
        ("2026-06-11T11:10", Words("已超时 1 天 3 小时", "late")),
        ("2026-06-11T14:10", Words("已超时 1 天", "late")),
    ],
)
def test_a_deadline_is_said_as_a_person_says_it(due_at: str, said: Words) -> None:
    assert words.due_words(local(due_at), NOW) == said


def test_how_early_a_deadline_is_near_can_be_set() -> None:
    said = words.due_words(local("2026-06-12T16:40"), NOW, soon_for=timedelta(hours=3))
    assert said == Words("还剩 2 小时 10 分", "soon", "今天 16:40 前办结")


def test_a_stopped_clock_says_what_it_waits_for() -> None:
    assert words.stopped_words("等补件") == Words("停表：等补件", "hold")


@pytest.mark.parametrize(
    ("done_at", "said"),
    [
        ("2026-06-12T13:25", Words("提前 1 小时 5 分办结", "ok")),
        ("2026-06-12T14:29:30", Words("按时办结", "ok")),
        ("2026-06-12T14:30", Words("按时办结", "ok")),
        ("2026-06-12T14:42", Words("超时 12 分办结", "late")),
        ("2026-06-12T14:30:20", Words("超时 1 分办结", "late")),
    ],
)
def test_a_kept_or_missed_deadline_says_by_how_much(done_at: str, said: Words) -> None:
    assert words.done_words(NOW, local(done_at)) == said


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("2026-06-12T14:29:10", "刚刚"),
        ("2026-06-12T14:30:40", "刚刚"),
        ("2026-06-12T14:25", "5 分钟前"),
        ("2026-06-12T13:31", "59 分钟前"),
        ("2026-06-12T13:30", "今天 13:30"),
        ("2026-06-12T16:00", "今天 16:00"),
        ("2026-06-11T16:20", "昨天 16:20"),
        ("2026-06-03T08:00", "6 月 3 日"),
        ("2025-12-03T08:00", "2025 年 12 月 3 日"),
    ],
)
def test_the_past_is_said_as_a_person_says_it(at: str, text: str) -> None:
    assert words.past_words(local(at), NOW) == Words(text, "plain")


def test_twenty_minutes_ago_stays_so_across_midnight() -> None:
    assert words.past_words(local("2026-06-11T23:50"), local("2026-06-12T00:10")).text == "20 分钟前"


def test_the_exact_instant_and_the_rule_are_told() -> None:
    calendar = WorkingCalendar(((510, 720), (780, 1050)))
    four = Term(Decimal("4.00"), Measure.WORKING_HOURS)
    assert words.exact_words(local("2026-06-15T10:40")) == "2026 年 6 月 15 日 周一 10:40"
    assert words.rule_words("处置", four, calendar) == "处置 4 工作时，午休 12:00–13:00 停表"
    assert words.rule_words("处置", Term(Decimal("0.5"), Measure.HOURS), calendar) == "处置 0.5 小时"
    assert words.term_words(Term(20, Measure.WORKING_DAYS)) == "20 工作日"


@given(minutes=st.integers(-200_000, 200_000), seconds=st.integers(0, 59))
def test_every_deadline_has_words_with_a_number_in_them(minutes: int, seconds: int) -> None:
    said = words.due_words(NOW + timedelta(minutes=minutes, seconds=seconds), NOW)
    assert any(letter.isdigit() for letter in said.text)
    assert " 0 " not in said.text
    assert said.tone == ("late" if minutes < 0 else "soon" if minutes * 60 + seconds <= 3600 else "ok")


def test_english_readers_get_english() -> None:
    with override("en"):
        assert words.due_words(local("2026-06-12T14:48"), NOW) == Words("18 min left", "soon", "Today, by 14:48")
        assert words.due_words(local("2026-06-15T10:40"), NOW).text == "by 10:40 on Mon, 15 June"
        assert words.due_words(local("2026-06-11T11:10"), NOW).text == "1 d 3 h overdue"
        assert words.done_words(NOW, local("2026-06-12T13:25")).text == "Closed 1 h 5 min early"
        assert words.past_words(local("2026-06-12T14:29"), NOW).text == "1 minute ago"
        assert words.past_words(local("2025-12-03T08:00"), NOW).text == "3 December 2025"
        assert words.term_words(Term(4, Measure.WORKING_HOURS)) == "4 working hours"
