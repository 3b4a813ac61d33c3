"""China's public holidays and make-up days, from the yearly notices of the State Council."""

from __future__ import annotations

from datetime import date

from chinese_calendar.constants import Holiday, holidays, workdays

from liandong.deadlines.calendar import SpecialDay


def public_days() -> dict[date, SpecialDay]:
    """The days of all published years that belong to a holiday or are worked in its place, named in Chinese.

    The notice for a year comes out in the autumn before it: later years are not in here yet.
    """
    chinese = {holiday.value: holiday.chinese for holiday in Holiday}
    off = {day: SpecialDay(False, chinese[name]) for day, name in holidays.items()}
    return off | {day: SpecialDay(True, f"{chinese[name]}调休上班") for day, name in workdays.items()}
