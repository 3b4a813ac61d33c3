"""Reads of accounts and posts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from liandong.access.models import AccessToken, Client, ClientKey, DutyPhone, Footprint, Identity, Post, Usage
from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.access.vault import opened
from liandong.kernel.masking import digits_of, mask_phone
from liandong.kernel.sealing import load_or_create_key, unseal


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


def footprints_on_identities(identities: Sequence[uuid.UUID]) -> QuerySet[Footprint]:
    """All looks at some identities, newest first."""
    return Footprint.objects.filter(identity_id__in=identities).select_related("post").order_by("-at", "-id")


def duty_context(post: int) -> bytes:
    """What a post's number is bound to, so that it opens in no other's place."""
    return f"duty:{post}".encode()


def duty_phones(unit: str, role: str, now: datetime) -> list[tuple[int, str]]:
    """(post, number) of those who hold a role in a unit now and can be reached by telephone; an empty role is everybody there."""
    held = Q(post__valid_from__lte=now) & (Q(post__valid_until=None) | Q(post__valid_until__gt=now))
    rows = DutyPhone.objects.filter(held, post__unit=unit, post__account__is_active=True).order_by("post")
    found = rows.filter(post__role=role) if role else rows
    return [(row.post_id, unseal(bytes(row.sealed), vault_key(), duty_context(row.post_id)).decode()) for row in found]


@cache
def vault_key() -> bytes:
    """The key of the vault, made at the first start."""
    return load_or_create_key(Path(settings.LIANDONG_KEYS) / "vault.key")


def identities_with(phone: str) -> list[uuid.UUID]:
    """The identities that hold a telephone number, however it was written.

    The few whose covered number looks the same are opened and compared: no column tells which identities are one person's.
    """
    digits = digits_of(phone)
    rows = Identity.objects.filter(masked_phone=mask_phone(digits)).values_list("pk", "sealed") if digits else ()
    return [pk for pk, box in rows if digits_of(opened(pk, bytes(box), vault_key()).phone) == digits]


def keys_alive(client: Client, now: datetime) -> QuerySet[ClientKey]:
    """The keys of a client that count at the instant `now`, the oldest first."""
    return client.keys.filter(Q(ends_at=None) | Q(ends_at__gt=now)).order_by("id")


def key_with(digest: str, now: datetime) -> ClientKey | None:
    """The key of a digest, if it counts and its client is active."""
    found = ClientKey.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), digest=digest, client__active=True)
    return found.select_related("client").first()


def token_with(digest: str, now: datetime) -> AccessToken | None:
    """The token of a digest, if it and the key it was given for count."""
    found = AccessToken.objects.filter(
        Q(key__ends_at=None) | Q(key__ends_at__gt=now), digest=digest, expires_at__gt=now, key__client__active=True
    )
    return found.select_related("key__client").first()


def usage_since(client: Client, day: date) -> QuerySet[Usage, tuple[date, int]]:
    """Day and count of a client's requests from a day on."""
    return client.usage.filter(day__gte=day).values_list("day", "requests")
