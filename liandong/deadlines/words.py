"""Deadlines and past instants as a person says them, in the language that is active.

All of it is read in China's civil time. What is left is said in minutes begun and what is past in minutes
done, so that the words agree with subtracting the two times that the reader sees on the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from django.utils.translation import gettext, gettext_noop, ngettext

from liandong.deadlines.calendar import WorkingCalendar
from liandong.deadlines.clock import Term
from liandong.deadlines.states import Measure
from liandong.kernel.clock import LOCAL

Tone = Literal["soon", "late", "ok", "hold", "plain"]
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

MONTHS: Final = (
    gettext_noop("1 月"), gettext_noop("2 月"), gettext_noop("3 月"), gettext_noop("4 月"),
    gettext_noop("5 月"), gettext_noop("6 月"), gettext_noop("7 月"), gettext_noop("8 月"),
    gettext_noop("9 月"), gettext_noop("10 月"), gettext_noop("11 月"), gettext_noop("12 月"),
)  # fmt: skip
WEEKDAYS: Final = (
    gettext_noop("周一"), gettext_noop("周二"), gettext_noop("周三"), gettext_noop("周四"),
    gettext_noop("周五"), gettext_noop("周六"), gettext_noop("周日"),
)  # fmt: skip
MEASURES: Final = {
    Measure.WORKING_HOURS: gettext_noop("%(amount)s 工作时"),
    Measure.WORKING_DAYS: gettext_noop("%(amount)s 工作日"),
    Measure.DAYS: gettext_noop("%(amount)s 自然日"),
    Measure.HOURS: gettext_noop("%(amount)s 小时"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What to show: the words, their tone, and what stands beside them where there is room."""

    text: str
    tone: Tone
    beside: str = ""


def due_words(due_at: datetime, now: datetime, *, soon_for: timedelta = HOUR) -> Words:
    """A running deadline. `soon_for` is the time left from which it is said to be near.

    Up to a day the time left, beyond it the day and the hour; past it how long it is over, at least a minute.
    """
    left = due_at - now
    if left < timedelta():
        return Words(gettext("已超时 %(span)s") % {"span": span_words(max(-left, MINUTE))}, "late")
    if left > DAY:
        return Words(_day_and_time_words(due_at, now, weekday=left <= 7 * DAY), "ok")
    minutes = max(-(-left // MINUTE), 1) * MINUTE
    beside = gettext("%(day)s %(time)s 前办结") % {
        "day": _near_day_words(due_at, now),
        "time": clock_face(due_at),
    }
    text = gettext("还剩 %(span)s") % {"span": span_words(minutes)}
    return Words(text, "soon" if left <= soon_for else "ok", beside)


def stopped_words(reason: str) -> Words:
    """A clock that stands still, and what it waits for (already in the reader's language); never a number."""
    return Words(gettext("停表：%(reason)s") % {"reason": reason}, "hold")


def done_words(due_at: datetime, done_at: datetime) -> Words:
    """How a deadline was kept or missed; less than a minute either way is on time or a minute late."""
    early = due_at - done_at
    if early >= MINUTE:
        return Words(gettext("提前 %(span)s办结") % {"span": span_words(early)}, "ok")
    if early >= timedelta():
        return Words(gettext("按时办结"), "ok")
    return Words(gettext("超时 %(span)s办结") % {"span": span_words(max(-early, MINUTE))}, "late")


def past_words(at: datetime, now: datetime) -> Words:
    """When something happened; an instant up to a minute ahead, from a device's clock, is just now."""
    ago = now - at
    if -MINUTE < ago < MINUTE:
        return Words(gettext("刚刚"), "plain")
    if MINUTE <= ago < HOUR:
        minutes = ago // MINUTE
        said = ngettext("%(minutes)s 分钟前", "%(minutes)s 分钟前", minutes)
        return Words(said % {"minutes": minutes}, "plain")
    days = (now.astimezone(LOCAL).date() - at.astimezone(LOCAL).date()).days
    if days in {0, 1}:
        day = gettext("今天") if days == 0 else gettext("昨天")
        return Words(f"{day} {at.astimezone(LOCAL):%H:%M}", "plain")
    return Words(_date_words(at.astimezone(LOCAL), now), "plain")


def exact_words(at: datetime) -> str:
    """The instant in full, for hover and focus: 2026 年 6 月 15 日 周一 10:40."""
    local = _said_as(at)
    day = _with_year(local)
    return f"{day} {gettext(WEEKDAYS[local.weekday()])} {clock_face(at)}"


def rule_words(stage: str, term: Term, calendar: WorkingCalendar) -> str:
    """How a limit is counted: 处置 4 工作时，午休 12:00–13:00 停表. `stage` is in the reader's language."""
    text = f"{stage} {term_words(term)}"
    if term.measure is Measure.WORKING_HOURS:
        for start, end in calendar.breaks:
            span = f"{start // 60:02}:{start % 60:02}–{end // 60:02}:{end % 60:02}"
            text += gettext("，午休 %(span)s 停表") % {"span": span}
    return text


def term_words(term: Term) -> str:
    """An amount in its measure: 4 工作时. 工作时 and 小时 are different words."""
    return gettext(MEASURES[term.measure]) % {"amount": f"{Decimal(term.amount).normalize():f}"}


def span_words(span: timedelta) -> str:
    """A stretch of time in whole minutes: 35 分, 2 小时 10 分; from a day on in whole hours: 1 天 3 小时."""
    days, rest = divmod(span, DAY)
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    counts = (days, hours, 0) if days else (0, hours, minutes)
    words = (gettext("%(count)s 天"), gettext("%(count)s 小时"), gettext("%(count)s 分"))
    said = [word % {"count": count} for word, count in zip(words, counts, strict=True) if count]
    return " ".join(said) or words[2] % {"count": 0}


def clock_face(at: datetime) -> str:
    """The time of day of a deadline; midnight is the 24:00 that ends a day."""
    local = at.astimezone(LOCAL)
    return "24:00" if (local.hour, local.minute) == (0, 0) else f"{local:%H:%M}"


def _near_day_words(at: datetime, now: datetime) -> str:
    """A deadline's day when it is at most a day away: 今天 or 明天."""
    today = _said_as(at).date() <= now.astimezone(LOCAL).date()
    return gettext("今天") if today else gettext("明天")


def _day_and_time_words(at: datetime, now: datetime, *, weekday: bool) -> str:
    """6 月 15 日 10:40 前, or 6 月 15 日（周一）10:40 前; with the year when it is another one."""
    local = _said_as(at)
    said = {
        "day": _date_words(local, now),
        "time": clock_face(at),
        "weekday": gettext(WEEKDAYS[local.weekday()]),
    }
    return (gettext("%(day)s（%(weekday)s）%(time)s 前") if weekday else gettext("%(day)s %(time)s 前")) % said


def _said_as(at: datetime) -> datetime:
    """The local instant whose day names a deadline: what ends at midnight belongs to the day before it."""
    local = at.astimezone(LOCAL)
    return local - MINUTE if clock_face(at) == "24:00" else local


def _date_words(local: datetime, now: datetime) -> str:
    if local.year != now.astimezone(LOCAL).year:
        return _with_year(local)
    return gettext("%(month)s %(day)s 日") % {"month": gettext(MONTHS[local.month - 1]), "day": local.day}


def _with_year(local: datetime) -> str:
    month = gettext(MONTHS[local.month - 1])
    return gettext("%(year)s 年 %(month)s %(day)s 日") % {
        "year": local.year,
        "month": month,
        "day": local.day,
    }
