"""Reads of notices."""

from __future__ import annotations

from django.db.models import QuerySet

from liandong.access.rules import Actor
from liandong.notices.models import Notice


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """The notices of the actor's unit, newest first."""
    return Notice.objects.filter(unit=actor.unit).order_by("-at", "-id")


def unread(actor: Actor, most: int = 99) -> int:
    """How many are not read, counted up to `most`."""
    return Notice.objects.filter(unit=actor.unit, read_at=None)[:most].count()
