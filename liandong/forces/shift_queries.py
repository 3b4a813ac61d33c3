"""Reads of rosters and of one's own track."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from liandong.access.models import Post
from liandong.forces.models import Position, Shift, Stint

EARLY: Final = timedelta(hours=1)
"""So long before a shift one may clock in."""
SHOWN: Final = timedelta(days=7)
TRACKED: Final = timedelta(days=30)


def shift_at(post: int, at: datetime) -> Shift | None:
    """The shift of a post that runs at an instant, or begins within an hour."""
    return Shift.objects.filter(post=post, starts_at__lte=at + EARLY, ends_at__gt=at).order_by("starts_at").first()


def open_stint(post: int, at: datetime) -> Stint | None:
    """The stint that nobody ended and whose shift is not over."""
    found = Stint.objects.filter(shift__post=post, ended_at=None, shift__ends_at__gt=at - EARLY)
    return found.select_related("shift").order_by("-began_at").first()


def coming_shifts(post: int, now: datetime) -> QuerySet[Shift]:
    """What is left of the shifts of the next seven days."""
    return Shift.objects.filter(post=post, ends_at__gt=now, starts_at__lt=now + SHOWN).order_by("starts_at")


def stints_lately(post: int, now: datetime) -> QuerySet[Stint]:
    """The stints of the last 30 days, newest first, each with the number of its positions."""
    found = Stint.objects.filter(shift__post=post, began_at__gte=now - TRACKED).select_related("shift")
    return found.annotate(points=Count("positions", filter=Q(positions__at__gte=now - TRACKED))).order_by("-began_at")


def own_track(post: int, stint: int, now: datetime) -> QuerySet[Position]:
    """Where somebody was during a stint of their own, in the order of time; nothing for a stint of somebody else."""
    return Position.objects.filter(stint=stint, stint__shift__post=post, at__gte=now - TRACKED).order_by("at")


IN_THE_FIELD: Final = ("grid_worker", "verifier", "handler")
"""Roles that stand in a roster."""


def posts_in(area: str, now: datetime) -> QuerySet[Post]:
    """The posts inside an area whose people can sign in now."""
    held = Q(valid_from__lte=now) & (Q(valid_until=None) | Q(valid_until__gt=now))
    found = Post.objects.filter(held, area__startswith=area, account__is_active=True)
    return found.exclude(account__password__startswith="!").select_related("account").order_by("unit", "id")


def roster_in(area: str, now: datetime) -> QuerySet[Shift]:
    """What is left of the shifts of the next seven days inside an area; `clocked`: somebody has clocked in."""
    found = Shift.objects.filter(post__area__startswith=area, ends_at__gt=now, starts_at__lt=now + SHOWN)
    found = found.annotate(clocked=Exists(Stint.objects.filter(shift=OuterRef("pk"))))
    return found.select_related("post__account").order_by("starts_at", "post__unit", "post")
