"""Who sits at the desk: the active post of each request, and sessions that end when they should."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from liandong.access.models import Post
from liandong.access.queries import actor_of, posts_held
from liandong.access.rules import Actor
from liandong.kernel.clock import now

POST: Final = "post"
SEEN: Final = "seen_at"
WRITE_AFTER: Final = timedelta(minutes=1)
"""How often the last sign of life is written into the session."""


class StaffRequest(HttpRequest):
    """A request of somebody signed in. `actor` is None for an account that holds no post."""

    actor: Actor | None
    posts: list[Post]


class Seats(AuthenticationMiddleware):
    """Django's own, but the account comes with the posts it holds by one statement, since every page needs both."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(partial(person, request))  # type: ignore[assignment]


def person(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Who is signed in. Whatever is unusual (no post, a changed password, a renewed signing key) goes Django's way."""
    account, known = request.session.get(SESSION_KEY), request.session.get(HASH_SESSION_KEY, "")
    usual = request.session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    posts = list(posts_held(int(account), now()).select_related("account")) if account and usual else []
    if posts and constant_time_compare(known, posts[0].account.get_session_auth_hash()):
        posts[0].account.seats = posts  # type: ignore[attr-defined]
        return posts[0].account
    return get_user(request)


class DeskSession:
    """Puts `request.actor` and `request.posts`; ends idle sessions; asks for the second factor where it is required.

    A closed account is nobody at its next request, since the backend no longer gives it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: StaffRequest) -> HttpResponseBase:
        request.actor, request.posts = None, []
        if not request.user.is_authenticated:
            return self.get_response(request)
        if idle(request, now()):
            return self.signed_out(request) if request.path.startswith("/api/") else ended(request)
        if lacks_second_factor(request):
            return redirect("mfa_index")
        known = getattr(request.user, "seats", None)
        request.posts = list(posts_held(request.user.pk, now())) if known is None else known
        request.actor = chosen(request)
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def signed_out(self, request: HttpRequest) -> HttpResponseBase:
        """A program is not sent to the door: the API itself says that nobody is signed in."""
        logout(request)
        return self.get_response(request)


def idle(request: HttpRequest, at: datetime) -> bool:
    """True when nothing was heard for longer than allowed; otherwise notes that something was."""
    if silent_too_long(request.session, at):
        return True
    seen = datetime.fromisoformat(request.session.get(SEEN, at.isoformat()))
    if SEEN not in request.session or at - seen >= WRITE_AFTER:
        request.session[SEEN] = at.isoformat()
    return False


class Kept(Protocol):
    """What a session keeps, by name."""

    def get(self, key: str, default: str, /) -> str: ...


def silent_too_long(kept: Kept, at: datetime) -> bool:
    """True when the last sign of life in a session is longer ago than allowed."""
    seen = datetime.fromisoformat(kept.get(SEEN, at.isoformat()))
    return at - seen > timedelta(minutes=settings.LIANDONG_IDLE_MINUTES)


def ended(request: HttpRequest) -> HttpResponse:
    """Signs out and says why at the door; htmx is told to go there with the whole page."""
    logout(request)
    said = gettext("%(minutes)s 分钟没有动作，已自动退出。没提交的内容还在这台机器上。")
    messages.info(request, said % {"minutes": settings.LIANDONG_IDLE_MINUTES})
    door = f"{reverse('account_login')}?next={request.path}" if request.method == "GET" else reverse("account_login")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_login")})
    return redirect(door)


def lacks_second_factor(request: HttpRequest) -> bool:
    """True on every page but those on which the second factor is set up or the session is left."""
    if settings.LIANDONG_SECOND_FACTOR != "required" or not request.path.startswith(("/desk/", "/hotline/")):
        return False
    return not is_mfa_enabled(request.user)


def chosen(request: StaffRequest) -> Actor | None:
    """The post the person works from: the one chosen in this session, else the first held."""
    wanted = request.session.get(POST)
    held = [post for post in request.posts if post.pk == wanted] or request.posts
    return actor_of(held[0]) if held else None
