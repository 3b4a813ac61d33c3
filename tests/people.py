"""Who acts in the tests: people of the demo district."""

from __future__ import annotations

from liandong.access.models import Post
from liandong.access.queries import actor_of
from liandong.access.rules import Actor


def actor_at(number: str, role: str = "") -> Actor:
    """The actor of a person by staff number (and role, where the person holds several posts)."""
    return actor_of(Post.objects.filter(account__username=number, role__contains=role).order_by("id")[0])


def unit_actor(unit: str) -> Actor:
    """The actor who works for a unit."""
    return actor_of(Post.objects.filter(unit=unit).order_by("id")[0])
