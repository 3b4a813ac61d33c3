"""Reads of bulletins and columns."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from liandong.access.rules import Actor
from liandong.bulletins.models import Bulletin, Column
from liandong.bulletins.states import Topic
from liandong.kernel.refusals import Refused

LEVELS = (6, 9, 12, 15)
"""Digits of a district, a subdistrict, a community, a grid."""


def in_force(today: date, area: str = "", topics: Collection[str] = ()) -> QuerySet[Bulletin]:
    """What holds on a day, the newest first: for an area whatever is told to it, to what lies in it or around it."""
    found = Bulletin.objects.filter(withdrawn_at=None, valid_from__lte=today, valid_until__gte=today)
    if area:
        around = [area[:digits] for digits in LEVELS if digits <= len(area)]
        found = found.filter(Q(area__startswith=area) | Q(area__in=around))
    if topics:
        found = found.filter(topic__in=[each for each in topics if each in set(Topic)])
    return found.order_by("-published_at", "-id")


def bulletin(pk: int, today: date) -> Bulletin:
    """One that holds on a day.

    Raises:
        Refused: there is none, or none any more.
    """
    found = in_force(today).filter(pk=pk).first()
    if found is None:
        raise Refused("没有这条公告，或者它已经过期、撤回了。", code="not-found")
    return found


def published_within(by: Actor) -> QuerySet[Bulletin]:
    """What was published inside the post's area, the newest first."""
    return Bulletin.objects.filter(area__startswith=by.area).order_by("-published_at", "-id")


def columns(*, on: bool = True) -> QuerySet[Column]:
    """The columns of the first page in their order; all of them with `on=False`."""
    return (Column.objects.filter(on=True) if on else Column.objects.all()).order_by("order", "id")
