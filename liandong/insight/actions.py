"""Looks through the district's own cases for hot matters. What was found before, for the same span and area, makes way."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from liandong.cases.models import Report
from liandong.cases.states import State
from liandong.insight.hot import hottest
from liandong.insight.messages import Message
from liandong.insight.models import HotCase, HotMatter
from liandong.insight.rules import FEWEST
from liandong.insight.states import Span
from liandong.journal.actions import record
from liandong.journal.facts import Fact

SUBJECT: Final = "insight:hot"
AREA: Final = 9
"""Digits of the area that is looked through at once: a subdistrict. Less stands for cases without a known place."""
MOST_READ: Final = 4000
KEPT: Final = 30


def look(span: Span, *, actor: str, now: datetime) -> int:
    """Finds the hot matters of a span in every subdistrict; gives how many there are."""
    found = 0
    for area, messages in sorted(told(span, now).items()):
        found += keep(span, area, messages, now)
    stale = HotMatter.objects.filter(span=span, found_at__lt=now)
    with transaction.atomic():
        stale.delete()
        record(SUBJECT, Fact("insight.looked", {"span": span.value, "matters": found}), actor=actor, now=now)
    return found


def told(span: Span, now: datetime) -> dict[str, list[Message]]:
    """What was reported within the span, by subdistrict: the newest, where it is very much. Who reported stays unread."""
    rows = Report.objects.filter(received_at__gte=now - timedelta(days=span.value), received_at__lte=now)
    rows = rows.exclude(case__state__in=(State.REFUSED, State.VOID)).order_by("-received_at", "-id")
    by_area: dict[str, list[Message]] = defaultdict(list)
    columns = ("id", "case_id", "case__area", "case__place", "title", "text", "received_at")
    for pk, case, area, place, title, text, at in rows.values_list(*columns).iterator():
        here = by_area[area[:AREA]]
        if len(here) < MOST_READ:
            here.append(Message(f"{case}:{pk}", str(pk), title, text, at, place=place))
    return by_area


@transaction.atomic
def keep(span: Span, area: str, messages: list[Message], now: datetime) -> int:
    """Writes the hot matters of one area; gives how many."""
    HotMatter.objects.filter(span=span, area=area).delete()
    kept = 0
    for one in hottest(messages, KEPT):
        cases = sorted({int(key.partition(":")[0]) for key in one.messages})
        if one.figures.messages < FEWEST or len(cases) < 2:
            continue
        matter = HotMatter.objects.create(span=span, area=area, title=one.title[:120], place=one.place[:80],
                                          cases=len(cases), found_at=now)  # fmt: skip
        HotCase.objects.bulk_create(HotCase(matter=matter, case_id=case) for case in cases)
        kept += 1
    return kept
