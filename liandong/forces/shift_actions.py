"""Writes of rosters, of clocking in and out, and of a worker's own track. Positions exist only inside a stint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from liandong.access.models import Post
from liandong.access.rules import Actor
from liandong.forces.models import Position, Shift, Stint
from liandong.forces.shift_queries import open_stint, shift_at
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused

KEPT_FOR: Final = timedelta(days=30)
"""For how long a position is kept at most."""
MOST_POINTS: Final = 500


@dataclass(frozen=True, slots=True)
class Point:
    """Where a telephone was: degrees CGCS2000, accuracy in metres."""

    at: datetime
    lon: float
    lat: float
    accuracy: int


@transaction.atomic
def plan_shift(
    post: int, starts_at: datetime, ends_at: datetime, *, actor: str, now: datetime, key: str | None = None
) -> None:
    """Puts a shift into the roster; one that is there already stays.

    Raises:
        Refused: it does not last between 0 and 24 hours, or overlaps another one of the post.
    """
    asked = Fact("shift.planned", {"post": post, "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()})
    Post.objects.select_for_update().get(pk=post)
    known = Shift.objects.filter(post=post, starts_at=starts_at, ends_at=ends_at).exists()
    if written_before(key, f"post:{post}", asked) or known:
        return
    if not timedelta() < ends_at - starts_at <= timedelta(hours=24):
        raise Refused("班次要有头有尾，最长 24 小时。", code="bad-shift", field="ends_at")
    if Shift.objects.filter(post=post, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused("这段时间已经排了班。", code="shift-overlaps", field="starts_at")
    Shift.objects.create(post_id=post, starts_at=starts_at, ends_at=ends_at)
    record(f"post:{post}", asked, actor=actor, now=now, key=key)


@transaction.atomic
def drop_shift(shift: Shift, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """Takes a shift out of the roster.

    Raises:
        Refused: somebody has clocked in for it.
    """
    if shift.stints.exists():
        raise Refused("这一班已经打过卡，不能撤。", code="on-shift")
    said = {"starts_at": shift.starts_at.isoformat(), "ends_at": shift.ends_at.isoformat()}
    record(f"post:{shift.post_id}", Fact("shift.dropped", said), actor=by.label, now=now, key=key)
    shift.delete()


@transaction.atomic
def clock_in(*, by: Actor, at: datetime, now: datetime, key: str | None = None) -> Stint:
    """Begins a stint in the shift that runs at `at` (or begins within an hour).

    Raises:
        Refused: no shift is planned, or the stint has begun already.
    """
    Post.objects.select_for_update().get(pk=by.post)
    if written_before(key, None, Fact("stint.began", {"post": by.post, "at": at.isoformat()})):
        return stint_of_key(key)
    shift = shift_at(by.post, at)
    if shift is None:
        raise Refused("现在没有排您的班，不用打卡。排班请找单位负责人。", code="no-shift")
    if shift.stints.filter(ended_at=None).exists():
        raise Refused("这一班您已经打过上班卡了。", code="on-shift")
    stint = Stint.objects.create(shift=shift, began_at=at)
    fact = Fact("stint.began", {"post": by.post, "at": at.isoformat()})
    record(f"stint:{stint.pk}", fact, actor=by.label, now=now, key=key)
    return stint


@transaction.atomic
def clock_out(*, by: Actor, at: datetime, now: datetime, key: str | None = None) -> Stint:
    """Ends the stint that is open.

    Raises:
        Refused: none is, or it began later than `at`.
    """
    Post.objects.select_for_update().get(pk=by.post)
    if written_before(key, None, Fact("stint.ended", {"post": by.post, "at": at.isoformat()})):
        return stint_of_key(key)
    stint = open_stint(by.post, at)
    if stint is None or at < stint.began_at:
        raise Refused("您现在不在班上，不用打下班卡。", code="off-shift")
    stint.ended_at = at
    stint.save(update_fields=["ended_at"])
    record(
        f"stint:{stint.pk}",
        Fact("stint.ended", {"post": by.post, "at": at.isoformat()}),
        actor=by.label,
        now=now,
        key=key,
    )
    return stint


def stint_of_key(key: str | None) -> Stint:
    entry = entry_with_key(key or "")
    assert entry
    return Stint.objects.get(pk=int(entry.subject.partition(":")[2]))


@transaction.atomic
def keep_track(points: Sequence[Point], *, by: Actor, now: datetime, key: str | None = None) -> int:
    """Keeps where somebody was, as far as it lies inside their stints and the last 30 days; all else is dropped. Gives how
    many were kept. What was kept before is not kept twice; the journal knows how many, never where.

    Raises:
        Refused: there are more than `MOST_POINTS`.
    """
    if len(points) > MOST_POINTS:
        raise Refused("一次最多 {most} 个位置。", code="too-many", field="positions", most=MOST_POINTS)
    post = f"post:{by.post}"
    first = min((point.at for point in points), default=now)
    stints = list(Stint.objects.filter(shift__post=by.post, shift__ends_at__gte=first).select_related("shift"))
    fresh = now - KEPT_FOR
    rows = [
        Position(stint=stint, at=point.at, lon=round(point.lon, 5), lat=round(point.lat, 5), accuracy=min(point.accuracy, 32000))
        for point in points for stint in stints
        if fresh <= point.at <= now and stint.began_at <= point.at <= min(stint.ended_at or now, stint.shift.ends_at)
    ]  # fmt: skip
    if written_before(key, post, Fact("track.kept", {"given": len(points)})):
        return len(rows)
    Position.objects.bulk_create(rows, ignore_conflicts=True)
    record(post, Fact("track.kept", {"given": len(points), "kept": len(rows)}), actor=by.label, now=now, key=key)
    return len(rows)


def forget_positions(*, now: datetime) -> int:
    """Deletes positions older than 30 days; gives how many."""
    return Position.objects.filter(at__lt=now - KEPT_FOR).delete()[0]
