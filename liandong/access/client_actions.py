"""Writes of the programs that call us: who they are, their keys and tokens, and how much they used."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from liandong.access.models import AccessToken, Client, ClientKey, Usage
from liandong.access.queries import keys_alive
from liandong.access.rules import refuse_change_over, shown_once
from liandong.access.scopes import USUAL, scopes_of
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused

TOKEN_LASTS: Final = timedelta(hours=1)
SANDBOX: Final = "sandbox_"
"""How the key of a sandbox begins, so that one that is used at the wrong address can be told."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a client may do: channels of its reports, scopes, the area it may follow, and how often it may come."""

    channels: Sequence[str]
    scopes: Sequence[str] = USUAL
    area: str = ""
    per_minute: int = 600
    per_day: int = 100_000

    def columns(self) -> dict[str, Any]:
        """As the row and the journal have it.

        Raises:
            Refused: a scope that there is not, an area that is no code, or a count below one.
        """
        if self.area and not self.area.isdecimal():
            raise Refused("范围要写区划代码，例如 510108012。", code="bad-area", field="area")
        if not (0 < self.per_minute < 2**31 and 0 < self.per_day < 2**31):
            raise Refused("每分钟和每天的次数要是正整数。", code="bad-quota", field="per_minute")
        return {"channels": list(self.channels), "scopes": scopes_of(self.scopes), "area": self.area,
                "per_minute": self.per_minute, "per_day": self.per_day}  # fmt: skip


def key_digest(key: str) -> str:
    """What is kept of a key or a token (both are 32 random bytes: a plain digest is enough)."""
    return hashlib.sha256(key.encode()).hexdigest()


def new_key(client: Client, now: datetime, secret: str | None = None) -> str:
    """Gives a client one more key, which cannot be shown again."""
    prefix = SANDBOX if settings.LIANDONG_SANDBOX else ""
    secret = secret or f"{prefix}{secrets.token_urlsafe(32)}"
    ClientKey.objects.create(client=client, digest=key_digest(secret), hint=secret[-4:], created_at=now)
    return secret


@transaction.atomic
def open_client(
    name: str, channels: Sequence[str], *, actor: str, now: datetime, per_minute: int = 600, per_day: int = 100_000,
    scopes: Sequence[str] = USUAL, area: str = "", secret: str | None = None, key: str | None = None, anew: bool = False,
) -> str:  # fmt: skip
    """Registers a program under a name and gives its secret key, which cannot be shown again.

    The same name again gives a new key and ends those before it, unless `anew`.

    Raises:
        Refused: the same opening was made before and its secret was shown then; `anew`, and the name is taken; a scope
            or an area that there is not.
    """
    granted = Grant(channels, scopes, area, per_minute, per_day).columns()
    fact = Fact("client.opened", {"name": name, **granted})
    if written_before(key, None, fact):
        raise shown_once()
    client, made = Client.objects.update_or_create(
        name=name, create_defaults={"name": name, "code": f"ld-{secrets.token_hex(8)}", "created_at": now, **granted},
        defaults={**granted, "active": True},
    )  # fmt: skip
    if anew and not made:
        raise Refused("已经有叫“{name}”的接入系统了。", code="taken", field="name", name=name)
    end_keys(client, now)
    secret = new_key(client, now, secret)
    record(f"client:{client.pk}", fact, actor=actor, now=now, key=key)
    return secret


def end_keys(client: Client, now: datetime) -> None:
    """All keys of a client stop counting, and the tokens given for them are gone."""
    keys_alive(client, now).update(ends_at=now)
    AccessToken.objects.filter(key__client=client).delete()


def locked(pk: int) -> Client:
    client = Client.objects.select_for_update().filter(pk=pk).first()
    if client is None:
        raise Refused("没有这个接入系统。", code="not-found")
    return client


@transaction.atomic
def change_client(pk: int, grant: Grant, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Changes what a client may do; its tokens keep the scopes they have only as far as the client has them.

    Raises:
        Refused: there is no such client, or what it shall be allowed makes no sense.
    """
    granted = grant.columns()
    fact = Fact("client.changed", granted)
    if written_before(key, f"client:{pk}", fact):
        return
    locked(pk)
    Client.objects.filter(pk=pk).update(**granted)
    record(f"client:{pk}", fact, actor=actor, now=now, key=key)


@transaction.atomic
def rotate_key(pk: int, overlap: timedelta, *, actor: str, now: datetime, key: str | None = None) -> str:
    """Gives a client a second key and the first one an end, so that both count while it changes over.

    Raises:
        Refused: it is closed, or has two keys that count; the overlap is longer than 90 days; the same rotation was made
            before.
    """
    fact = Fact("client.key_rotated", {"seconds": int(overlap.total_seconds())})
    if written_before(key, f"client:{pk}", fact):
        raise shown_once()
    client = locked(pk)
    if not client.active:
        raise Refused("这个接入系统已停用。", code="client-closed")
    alive = keys_alive(client, now)
    refuse_change_over(overlap, alive.count())
    alive.update(ends_at=now + overlap)
    secret = new_key(client, now)
    record(f"client:{pk}", fact, actor=actor, now=now, key=key)
    return secret


@transaction.atomic
def end_key(pk: int, key_pk: int, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Ends one key at once, with the tokens given for it.

    Raises:
        Refused: the client has no such key that counts.
    """
    fact = Fact("client.key_ended", {"key": key_pk})
    if written_before(key, f"client:{pk}", fact):
        return
    client = locked(pk)
    if not keys_alive(client, now).filter(pk=key_pk).update(ends_at=now):
        raise Refused("没有这个在用的密钥。", code="not-found")
    AccessToken.objects.filter(key=key_pk).delete()
    record(f"client:{pk}", fact, actor=actor, now=now, key=key)


@transaction.atomic
def close_client(pk: int, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Revokes a client: no key and no token of it counts any more. Opening its name again gives it a new key."""
    fact = Fact("client.closed")
    if written_before(key, f"client:{pk}", fact):
        return
    client = locked(pk)
    Client.objects.filter(pk=pk).update(active=False)
    end_keys(client, now)
    record(f"client:{pk}", fact, actor=actor, now=now, key=key)


@transaction.atomic
def issue_token(client_key: ClientKey, scopes: Sequence[str], token: str, *, now: datetime) -> AccessToken:
    """Keeps a token that is given for a key; it lasts an hour, or as long as the key."""
    ends = min(now + TOKEN_LASTS, client_key.ends_at or now + TOKEN_LASTS)
    made = AccessToken.objects.create(
        key=client_key, digest=key_digest(token), scopes=list(scopes), expires_at=ends
    )  # fmt: skip
    fact = Fact("client.token_issued", {"scopes": list(scopes), "key": client_key.pk})
    record(f"client:{client_key.client_id}", fact, actor=f"client:{client_key.client_id}", now=now)
    return made


@transaction.atomic
def drop_token(client_key: ClientKey, token: str, *, now: datetime) -> None:
    """Ends one token of the client that a key belongs to; a token that it does not have is passed over."""
    found = AccessToken.objects.filter(key__client=client_key.client_id, digest=key_digest(token))
    if found.delete()[0]:
        subject = f"client:{client_key.client_id}"
        record(subject, Fact("client.token_revoked"), actor=subject, now=now)


def drop_expired(now: datetime) -> int:
    """Forgets tokens that have run out; gives how many."""
    return AccessToken.objects.filter(expires_at__lte=now).delete()[0]


@transaction.atomic
def keep_usage(day: date, requests: Mapping[int, int]) -> None:
    """Writes down how many requests clients made on a day; a count never falls."""
    before = dict(Usage.objects.select_for_update().filter(day=day).values_list("client_id", "requests"))
    rows = [Usage(client_id=pk, day=day, requests=count) for pk, count in requests.items() if count > before.get(pk, 0)]
    Usage.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["client", "day"], update_fields=["requests"]
    )  # fmt: skip
