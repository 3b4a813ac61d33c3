"""Who acts in the tests: people of the demo district."""

from __future__ import annotations

from django.test import Client

from liandong.access.models import Account, Post
from liandong.access.queries import actor_of
from liandong.access.rules import Actor

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(number: str, role: str = "", *, csrf: bool = False) -> Client:
    """A browser in which a person is signed in by staff number, at the post with this role where they hold several."""
    client = Client(enforce_csrf_checks=csrf)
    account = Account.objects.get(username=number)
    client.force_login(account, backend=BACKEND)
    if role:
        session = client.session
        session["post"] = account.posts.get(role=role).pk
        session.save()
    return client


def actor_at(number: str, role: str = "") -> Actor:
    """The actor of a person by staff number (and role, where the person holds several posts)."""
    return actor_of(Post.objects.filter(account__username=number, role__contains=role).order_by("id")[0])


def unit_actor(unit: str) -> Actor:
    """The actor who works for a unit."""
    return actor_of(Post.objects.filter(unit=unit).order_by("id")[0])
