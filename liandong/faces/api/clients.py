"""Who calls: a program by its key or token, or somebody by where they come from; and whether they come too often."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from liandong.access.client_actions import SANDBOX, key_digest
from liandong.access.limits import Quota, drawn, wait_for
from liandong.access.queries import key_with, token_with
from liandong.access.scopes import Scope
from liandong.faces.api.problems import Problem, problem
from liandong.kernel.clock import now

KEPT_FOR: Final = 5.0
"""Seconds after which a changed or closed client is noticed."""
MOST_KEPT: Final = 2000


@dataclass(frozen=True, slots=True)
class Caller:
    """A registered program: its id, the channels it may bring reports by, how many requests a minute and a day it may make,
    what it may do, the area it may follow, and how its quotas stand after this request."""

    client: int
    channels: frozenset[str]
    per_minute: int
    per_day: int = 2**31
    scopes: frozenset[str] = frozenset({Scope.REPORT})
    area: str = ""
    quotas: tuple[Quota, ...] = field(default=(), compare=False)

    @property
    def label(self) -> str:
        """How the journal writes it."""
        return f"client:{self.client}"


_kept: dict[str, tuple[float, Caller | None]] = {}


def forget() -> None:
    """Looks everybody up anew."""
    _kept.clear()


def caller(authorization: str, scope: Scope | None = Scope.REPORT) -> Caller:
    """The program whose key or token stands in the header Authorization, counted.

    Raises:
        Problem: 401 none or a wrong one; 403 it may not do this; 429 too many requests in this minute or on this day.
    """
    scheme, _, key = authorization.partition(" ")
    found = looked_up(key_digest(key.strip())) if scheme.lower() == "bearer" and key.strip() else None
    if found is None and key.strip().startswith(SANDBOX) and not settings.LIANDONG_SANDBOX:
        raise problem(
            401,
            gettext_noop("这是沙箱的密钥，在正式系统里不能用。请换成正式的密钥，或者改用沙箱的地址。"),
            "sandbox-key",
        )
    if found is None:
        raise problem(
            401, gettext_noop("没有有效的密钥。请在 Authorization 里写 Bearer 和登记时得到的密钥。"), "no-key"
        )
    quotas = drawn(found.label, found.per_minute, found.per_day)
    refuse_too_often(quotas)
    if scope is not None and scope not in found.scopes:
        raise problem(403, gettext_noop("这个密钥没有权限 {scope}。"), "no-scope", scope=scope.value).with_quotas(
            quotas
        )
    return replace(found, quotas=quotas)


def program(request: HttpRequest, scope: Scope | None) -> Caller:
    """The same for a request under Django; the answer will say how its quotas stand."""
    found = caller(str(request.META.get("HTTP_AUTHORIZATION", "")), scope)
    request.quotas = found.quotas  # type: ignore[attr-defined]
    return found


def refuse_too_often(quotas: tuple[Quota, ...]) -> None:
    """Says when to come again, for the longer of the spans that are used up."""
    minute, day = quotas
    if day.over:
        raise problem(429, gettext_noop("今天的 {most} 次已经用完，请明天再来；用同一个编号，不会重复。"), "day-over",
                      retry_after=day.reset, most=day.most).with_quotas(quotas)  # fmt: skip
    if minute.over:
        raise too_often(minute.most, minute.reset).with_quotas(quotas)


def looked_up(digest: str) -> Caller | None:
    """The client of a key's or a token's digest; asked of the database every few seconds only."""
    kept = _kept.get(digest)
    if kept and time.monotonic() - kept[0] < KEPT_FOR:
        return kept[1]
    found = found_by(digest)
    if len(_kept) >= MOST_KEPT:  # keys that nobody gave out must not fill the memory
        _kept.clear()
    _kept[digest] = (time.monotonic(), found)
    return found


def found_by(digest: str) -> Caller | None:
    at = now()
    if key := key_with(digest, at):
        row, scopes = key.client, key.client.scopes
    elif token := token_with(digest, at):
        row = token.key.client
        scopes = [scope for scope in token.scopes if scope in row.scopes]
    else:
        return None
    return Caller(row.pk, frozenset(row.channels), row.per_minute, row.per_day, frozenset(scopes), row.area)


def limit(whom: str, most: int) -> None:
    """Counts a request.

    Raises:
        Problem: 429 with the seconds until the next minute.
    """
    wait = wait_for(whom, most)
    if wait is not None:
        raise too_often(most, wait)


def too_often(most: int, wait: int) -> Problem:
    return problem(429, gettext_noop("一分钟最多 {most} 次，请过 {seconds} 秒再试；用同一个编号，不会重复。"), "too-often",
                   retry_after=wait, most=most, seconds=wait)  # fmt: skip


def address(meta: Mapping[str, Any]) -> str:
    """Where a request without a key comes from. Behind proxies of our own (ALLAUTH_TRUSTED_PROXY_COUNT of them), what
    the outermost of these wrote; nobody else's word is taken."""
    proxies = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0))
    written = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    return written[-proxies] if 0 < proxies <= len(written) else str(meta.get("REMOTE_ADDR", ""))
