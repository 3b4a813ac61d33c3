"""Which stretches of time the demo has to tell of: the first slice, the months before it, and pauses since.

Each stretch is a fact in the journal, so that a start after a kill knows what is still to be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from operator import itemgetter
from typing import Final

from django.db import transaction

from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.journal.queries import entry_with_key
from liandong.kernel.clock import LOCAL, local_day
from liandong.site.demo.life import World, fill
from liandong.site.demo.life_plan import PREFIX, between, dice_for

SUBJECT: Final = "demo:life"
FIRST: Final = "demo:span:first"
HISTORY: Final = "demo:span:history"
FIRST_SLICE: Final = timedelta(hours=24)
FRESH: Final = timedelta(minutes=75)
"""Before the first start it is as busy as it will be while the demo runs."""

PAUSED: Final = timedelta(minutes=15)

Reports = list[tuple[str, datetime]]


@transaction.atomic
def remember(key: str, start: datetime, end: datetime, now: datetime) -> None:
    """Writes down a stretch once."""
    if entry_with_key(key) is None:
        fact = Fact("demo.span", {"from": start.isoformat(), "until": end.isoformat()})
        record(SUBJECT, fact, actor="system", now=now, key=key)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that was written down under a key."""

    key: str
    start: datetime
    end: datetime

    def reports(self) -> Reports:
        """All its reports in order; the first stretch ends with a busy hour."""
        planned = list(between(self.start, self.end))
        return sorted([*planned, *fresh(self.end)], key=itemgetter(1)) if self.key == FIRST else planned


def spans() -> list[Span]:
    """Every stretch that was written down, the long history last."""
    rows = Entry.objects.filter(subject=SUBJECT, kind="demo.span").order_by("seq").values_list("key", "data")
    found = [Span(str(key), datetime.fromisoformat(d["from"]), datetime.fromisoformat(d["until"])) for key, d in rows]
    return sorted(found, key=lambda span: span.key == HISTORY)


def fresh(end: datetime) -> Reports:
    dice, at = dice_for("fresh", end.isoformat()), end - FRESH
    found: Reports = []
    while (at := at + timedelta(seconds=dice.uniform(25, 75))) < end:
        found.append((f"{PREFIX}{local_day(at)}:+{len(found) + 1:05d}", at))
    return found


def first_slice(now: datetime, world: World) -> Iterator[str]:
    """The last hours before the first start; what is there already is passed over."""
    remember(FIRST, now - FIRST_SLICE, now, now)
    yield from fill([report for span in spans() if span.key == FIRST for report in span.reports()], now, world)


def the_rest(now: datetime, days: int, world: World, last_seen: datetime | None) -> Iterator[str]:
    """Whatever is not told yet: pauses first, then the days before the first slice, oldest day first."""
    first = next(span for span in spans() if span.key == FIRST)
    midnight = datetime.combine(local_day(first.end) - timedelta(days=days), time(), LOCAL)
    if midnight < first.start:
        remember(HISTORY, midnight, first.start, now)
    if last_seen and now - last_seen > PAUSED:
        remember(f"demo:span:pause:{last_seen.isoformat()}", last_seen, now, now)
    yield from fill([report for span in spans() for report in span.reports()], now, world)
