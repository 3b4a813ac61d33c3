"""The spans over which the district's own cases are looked through."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from django.utils.translation import gettext_noop as word


class Span(IntEnum):
    """How many days back."""

    WEEK = 7
    MONTH = 30
    QUARTER = 90


SPAN_WORDS: Final = {Span.WEEK: word("近 7 天"), Span.MONTH: word("近 30 天"), Span.QUARTER: word("近 90 天")}
