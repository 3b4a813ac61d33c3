"""Reads of notices."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.notices.models import Notice


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """The notices to the actor's unit or to their role in it, newest first."""
    return Notice.objects.filter(to(actor)).order_by("-at", "-id")


def to(actor: Actor) -> Q:
    return Q(unit=actor.unit, role__in=["", actor.role_name])


def unread_rungs(seen: QuerySet[Case]) -> QuerySet[Notice]:
    """The rungs that were delivered and not read, of those cases that still climb, the newest first."""
    climbing = seen.filter(rung__gt=0).values("number")
    return Notice.objects.filter(kind="case.escalated", read_at=None, number__in=climbing).order_by("-at", "-id")


def unread(actor: Actor, most: int = 99) -> int:
    """How many are not read, counted up to `most`."""
    return Notice.objects.filter(to(actor), read_at=None)[:most].count()
