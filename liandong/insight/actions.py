"""Looks through the district's own cases for hot matters. What was found before, for the same span and area, makes way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from django.db import transaction

from liandong.cases.models import Report
from liandong.cases.states import State
from liandong.insight.hot import FoundMatter, hottest_of
from liandong.insight.likeness import likeness
from liandong.insight.messages import Message
from liandong.insight.models import HotCase, HotMatter
from liandong.insight.rules import FEWEST
from liandong.insight.states import Span
from liandong.journal.actions import record
from liandong.journal.facts import Fact

SUBJECT: Final = "insight:hot"
AREA: Final = 9
"""Digits of the area that is looked through at once: a subdistrict. Less stands for cases without a known place."""
MOST_READ: Final = 20_000
KEPT: Final = 30
NOBODY: Final = [Message("", "", "没有上报", "", datetime.min.replace(tzinfo=UTC))]


def look(span: Span, *, actor: str, now: datetime) -> int:
    """Finds the hot matters of a span in every subdistrict; gives how many there are."""
    messages, areas = told(span, now)
    found, alike = 0, likeness(messages or NOBODY)
    for area in sorted(set(areas)):
        here = np.array([at for at, one in enumerate(areas) if one == area])
        hot = hottest_of([messages[at] for at in here], alike.of(here), KEPT)
        found += keep(span, area, hot, now)
    stale = HotMatter.objects.filter(span=span, found_at__lt=now)
    with transaction.atomic():
        stale.delete()
        record(SUBJECT, Fact("insight.looked", {"span": span.value, "matters": found}), actor=actor, now=now)
    return found


def told(span: Span, now: datetime) -> tuple[list[Message], list[str]]:
    """What was reported within the span, in order of time, and in which subdistrict: the newest, where it is very much. Who
    reported stays unread."""
    rows = Report.objects.filter(received_at__gte=now - timedelta(days=span.value), received_at__lte=now)
    rows = rows.exclude(case__state__in=(State.REFUSED, State.VOID)).order_by("-received_at", "-id")
    columns = ("id", "case_id", "case__area", "case__place", "title", "text", "received_at")
    newest = list(rows.values_list(*columns)[:MOST_READ])[::-1]
    messages = [
        Message(f"{case}:{pk}", str(pk), title, text, at, place=place) for pk, case, _, place, title, text, at in newest
    ]
    return messages, [area[:AREA] for _, _, area, *_ in newest]


@transaction.atomic
def keep(span: Span, area: str, hot: list[FoundMatter], now: datetime) -> int:
    """Writes the hot matters of one area; gives how many."""
    HotMatter.objects.filter(span=span, area=area).delete()
    kept = 0
    for one in hot:
        cases = sorted({int(key.partition(":")[0]) for key in one.messages})
        if one.figures.messages < FEWEST or len(cases) < 2:
            continue
        matter = HotMatter.objects.create(span=span, area=area, title=one.title[:120], place=one.place[:80],
                                          cases=len(cases), found_at=now)  # fmt: skip
        HotCase.objects.bulk_create(HotCase(matter=matter, case_id=case) for case in cases)
        kept += 1
    return kept
