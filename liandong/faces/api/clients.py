"""Who calls: a program by its key, or somebody by where they come from; and whether they come too often."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_noop

from liandong.access.actions import key_digest
from liandong.access.models import Client
from liandong.faces.api.limits import wait_for
from liandong.faces.api.problems import problem

KEPT_FOR: Final = 5.0
"""Seconds after which a changed or closed client is noticed."""
MOST_KEPT: Final = 2000


@dataclass(frozen=True, slots=True)
class Caller:
    """A registered program: its id, the channels it may bring reports by, and how many requests a minute it may make."""

    client: int
    channels: frozenset[str]
    per_minute: int

    @property
    def label(self) -> str:
        """How the journal writes it."""
        return f"client:{self.client}"


_kept: dict[str, tuple[float, Caller | None]] = {}


def forget() -> None:
    """Looks everybody up anew."""
    _kept.clear()


def caller(authorization: str) -> Caller:
    """The program whose key stands in the header Authorization, counted.

    Raises:
        Problem: 401 no key or a wrong one; 429 too many requests in this minute.
    """
    scheme, _, key = authorization.partition(" ")
    found = looked_up(key_digest(key.strip())) if scheme.lower() == "bearer" and key.strip() else None
    if found is None:
        raise problem(
            401, gettext_noop("没有有效的密钥。请在 Authorization 里写 Bearer 和登记时得到的密钥。"), "no-key"
        )
    limit(found.label, found.per_minute)
    return found


def looked_up(digest: str) -> Caller | None:
    """The active client of a key's digest; asked of the database every few seconds only."""
    kept = _kept.get(digest)
    if kept and time.monotonic() - kept[0] < KEPT_FOR:
        return kept[1]
    row = Client.objects.filter(key_digest=digest, active=True).first()
    found = Caller(row.pk, frozenset(row.channels), row.per_minute) if row else None
    if len(_kept) >= MOST_KEPT:  # keys that nobody gave out must not fill the memory
        _kept.clear()
    _kept[digest] = (time.monotonic(), found)
    return found


def limit(whom: str, most: int) -> None:
    """Counts a request.

    Raises:
        Problem: 429 with the seconds until the next minute.
    """
    wait = wait_for(whom, most)
    if wait is not None:
        raise problem(429, gettext_noop("一分钟最多 {most} 次，请过 {seconds} 秒再试；用同一个编号，不会重复。"), "too-often",
                      retry_after=wait, most=most, seconds=wait)  # fmt: skip


def address(meta: Mapping[str, Any]) -> str:
    """Where a request without a key comes from. Behind proxies of our own (ALLAUTH_TRUSTED_PROXY_COUNT of them), what
    the outermost of these wrote; nobody else's word is taken."""
    proxies = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0))
    written = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    return written[-proxies] if 0 < proxies <= len(written) else str(meta.get("REMOTE_ADDR", ""))
