"""The words in which the ledger is stored."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop as word


class Sort(StrEnum):
    """What an asset is."""

    COMPONENT = "component"
    HAZARD = "hazard"


class Purpose(StrEnum):
    """What a round is for."""

    VISIT = "visit"
    PATROL = "patrol"


class Period(StrEnum):
    """In what time a round is gone through once."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Finding(StrEnum):
    """What somebody found who looked."""

    FINE = "fine"
    FAULT = "fault"  # it became a report
    CLOSED = "closed"  # nobody could get in


SORT_WORDS: Final = {Sort.COMPONENT: word("部件"), Sort.HAZARD: word("危险源")}
PURPOSE_WORDS: Final = {Purpose.VISIT: word("走访"), Purpose.PATROL: word("巡查")}
PERIOD_WORDS: Final = {Period.DAY: word("每天一遍"), Period.WEEK: word("每周一遍"), Period.MONTH: word("每月一遍")}
FINDING_WORDS: Final = {Finding.FINE: word("完好"), Finding.FAULT: word("有问题"), Finding.CLOSED: word("进不去")}
