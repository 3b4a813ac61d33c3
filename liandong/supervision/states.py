"""The words of ladders: what a rung waits for, to whom it leads, and when it may be delivered."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from liandong.deadlines.states import Stage

ORDER: Final = "order"
"""The ladder of supervision orders stands beside those of the stages."""

LADDERS: Final = (*(stage.value for stage in Stage), ORDER)


class Wait(StrEnum):
    """What the amount of a rung is counted in. SHARE is a part of the clock's own time, and only for warnings."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    SHARE = "share"


class Whom(StrEnum):
    """Who must act from a rung on, the nearest first. What nobody can take is passed on to the next."""

    UNIT = "unit"
    HEAD = "head"
    CENTRE = "centre"
    DISTRICT = "district"
    LEADER = "leader"


class Delivery(StrEnum):
    """When a rung may be delivered: at any time, by day, or within office hours."""

    ALWAYS = "always"
    DAYTIME = "daytime"
    WORKING = "working"


DAYTIME: Final = (7 * 60, 22 * 60)
"""Minutes after midnight between which a rung for the daytime may be delivered."""

UPWARD: Final = tuple(Whom)
