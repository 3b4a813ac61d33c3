"""Reads of contacts."""

from __future__ import annotations

from django.db.models import QuerySet

from liandong.access.rules import Actor
from liandong.community.models import CourtyardContact
from liandong.journal.models import Entry

MOST = 6


def contacts_at(grid: str | None) -> list[CourtyardContact]:
    """The contacts of a grid, else of its community; at most six, the longest there first."""
    for area in (grid, grid[:12]) if grid else ():
        if found := list(CourtyardContact.objects.filter(area=area, ended_at=None).order_by("added_at", "id")[:MOST]):
            return found
    return []


def called_for(subject: str) -> list[CourtyardContact]:
    """The contacts that were told of a case."""
    entry = Entry.objects.filter(subject=subject, kind="contacts.called").order_by("seq").first()
    return (
        list(CourtyardContact.objects.filter(pk__in=entry.data["contacts"]).order_by("added_at", "id")) if entry else []
    )


def kept_within(by: Actor) -> QuerySet[CourtyardContact]:
    """The contacts inside the area of a post, by area."""
    return (
        CourtyardContact.objects.filter(area__startswith=by.area, ended_at=None)
        .select_related("identity")
        .order_by("area", "added_at")
    )
