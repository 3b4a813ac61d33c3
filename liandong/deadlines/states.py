"""The words in which deadlines are stored."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Measure(StrEnum):
    """What a limit is counted in. 工作时 and 小时 are different things and never written for each other."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"


class Stage(StrEnum):
    """A stretch of the procedure that has a limit of its own; OVERALL runs from filing to verified, ANSWER from
    filing until the reporter is first told something of substance."""

    TRIAGE = "triage"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    HANDLE = "handle"
    VERIFY = "verify"
    OVERALL = "overall"
    ANSWER = "answer"


class Urgency(StrEnum):
    """How pressing a case is; each step up is stricter."""

    NORMAL = "normal"
    URGENT = "urgent"
    CRITICAL = "critical"


MILDER: Final = {
    Urgency.NORMAL: (Urgency.NORMAL,),
    Urgency.URGENT: (Urgency.URGENT, Urgency.NORMAL),
    Urgency.CRITICAL: (Urgency.CRITICAL, Urgency.URGENT, Urgency.NORMAL),
}
"""Where to look for a limit: the urgency itself, then the milder ones."""
