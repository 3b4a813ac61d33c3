"""Reads of accounts and posts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from liandong.access.models import Footprint, Post
from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.kernel.sealing import load_or_create_key


def posts_held(account_id: int, now: datetime) -> QuerySet[Post]:
    """The posts a person holds at the instant `now`, the oldest first."""
    return posts_of([account_id], now)


def posts_of(accounts: Iterable[int], now: datetime) -> QuerySet[Post]:
    """The posts that several people hold at the instant `now`, the oldest first."""
    held = Q(valid_from__lte=now) & (Q(valid_until=None) | Q(valid_until__gt=now))
    return Post.objects.filter(held, account_id__in=accounts, account__is_active=True).order_by("id")


def actor_of(post: Post) -> Actor:
    return Actor(post.pk, post.account_id, post.name, post.role, post.unit, post.area, tuple(post.matters))


def within_sight(
    actor: Actor, *, area: str = "area", unit: str = "unit", kind: str = "kind", involved: str = "involved"
) -> Q:
    """The condition on a table's columns that lets through just what `actor.sees` lets through."""
    if actor.role.sight is Sight.NONE:
        return Q(pk__in=[])
    seen = Q(**{f"{area}__startswith": actor.area})
    if actor.role.sight is Sight.UNIT:
        seen = (seen & Q(**{unit: actor.unit})) | Q(**{f"{involved}__contains": [actor.unit]})
    if actor.matters:
        any_matter = Q(**{f"{kind}__isnull": True})
        for matter in actor.matters:
            any_matter |= Q(**{f"{kind}__startswith": matter})
        seen &= any_matter
    return seen


def footprints_on(*subjects: str) -> QuerySet[Footprint]:
    """All looks at the reporters of some subjects, newest first."""
    return Footprint.objects.filter(subject__in=subjects).select_related("post").order_by("-at", "-id")


@cache
def vault_key() -> bytes:
    """The key of the vault, made at the first start."""
    return load_or_create_key(Path(settings.LIANDONG_KEYS) / "vault.key")
