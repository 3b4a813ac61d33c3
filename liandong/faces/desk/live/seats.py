"""Who sits behind sessions, for many of them at once; the same rules as for a page, without a sign of life of their own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from liandong.access.models import Account, Post
from liandong.access.queries import actor_of, posts_of
from liandong.access.rules import Actor
from liandong.faces.desk.session import POST, silent_too_long


def seats(keys: Collection[str], at: datetime) -> dict[str, Actor]:
    """The post from which each session works now, by the session's key.

    Left out is whatever a page would not open for: a session that ended or stayed silent too long, a closed account, a
    changed password, a missing second factor, no post. A few queries, however many sessions.
    """
    # Django ends sessions by the true clock, also where a demo's clock was moved.
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    found = {row.session_key: row.get_decoded() for row in rows}
    signed = {key: data for key, data in found.items() if signed_in(data) and not silent_too_long(data, at)}
    people = {
        person.pk: person for person in Account.objects.filter(pk__in={account_in(data) for data in signed.values()})
    }
    held: dict[int, list[Post]] = {}
    for post in posts_of(people, at):
        held.setdefault(post.account_id, []).append(post)
    sure = with_second_factor(people)
    seated = {}
    for key, data in signed.items():
        person = people.get(account_in(data))
        if person and person.pk in held and person.pk in sure and same_password(person, data):
            posts = held[person.pk]
            seated[key] = actor_of(next((post for post in posts if post.pk == data.get(POST)), posts[0]))
    return seated


def signed_in(data: dict[str, Any]) -> bool:
    return SESSION_KEY in data and data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS


def account_in(data: dict[str, Any]) -> int:
    return int(data[SESSION_KEY])


def same_password(person: Account, data: dict[str, Any]) -> bool:
    """False when the password was changed elsewhere since."""
    return constant_time_compare(data.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())


def with_second_factor(people: Collection[int]) -> set[int]:
    """Those who have set up the second factor that the desk asks for; all of them where it asks for none."""
    if settings.LIANDONG_SECOND_FACTOR != "required":
        return set(people)
    return set(Authenticator.objects.filter(user_id__in=people).values_list("user_id", flat=True))
