"""Writes of keys that both sides know: changed with two that count meanwhile, taken up by the other side, ended."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from liandong.access.models import SharedKey
from liandong.access.queries import vault_key
from liandong.access.rules import MOST_KEYS, refuse_change_over, shown_once
from liandong.access.shared_keys import Known, file_key, shared_keys
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import KEY_BYTES, seal

OVERLAP: Final = timedelta(days=7)
"""So long the key before goes on counting, unless told."""


def subject_of(holder: str) -> str:
    return f"key:{holder}"


@transaction.atomic
def change_key(
    holder: str, file: str, overlap: timedelta, *, given: bytes | None = None, actor: str, now: datetime, key: str | None = None
) -> bytes:  # fmt: skip
    """Gives a holder another key and the one before it an end, so that both count while the other side changes over.

    `file`: where its first key lies, "" for nowhere. `given`: a key that the other side made. It counts at once, and takes the place of
    one that was given in the middle of a change-over, since that was a mistake. A key of ours is spoken under once the other side has
    used it, or the one before it has ended.

    Raises:
        Refused: two of ours count already, the overlap is longer than 90 days, or the same change was made before.
    """
    fact = Fact("key.changed", {"seconds": int(overlap.total_seconds()), "given": given is not None})
    if written_before(key, subject_of(holder), fact):
        raise shown_once()
    record(
        subject_of(holder), fact, actor=actor, now=now, key=key
    )  # first, since it makes two changes wait for each other
    alive = list(shared_keys(holder, now))
    if not alive and file:
        alive = [keep(holder, file_key(file), None, file_key(file))]
    if given is not None and len(alive) == MOST_KEYS:
        SharedKey.objects.filter(pk=alive.pop(0).pk).update(ends_at=now)
    else:
        refuse_change_over(overlap, len(alive))
        SharedKey.objects.filter(pk__in=[row.pk for row in alive]).update(ends_at=now + overlap)
    secret = given or secrets.token_bytes(KEY_BYTES)
    row = keep(holder, secret, now, None if given else secret)
    if given is not None:
        SharedKey.objects.filter(pk=row.pk).update(used_at=now)
    return secret


def keep(holder: str, secret: bytes, at: datetime | None, ours: bytes | None) -> SharedKey:
    """One more row. Of a key of ours the last letters are kept, so that people can tell two apart."""
    return SharedKey.objects.create(
        holder=holder, sealed=seal(secret, vault_key(), holder.encode()), hint=ours.hex()[-4:] if ours else "", created_at=at
    )  # fmt: skip


@transaction.atomic
def end_shared_key(holder: str, pk: int, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Ends one of two keys at once; the other one counts without an end.

    Raises:
        Refused: there is no such key that counts, or it is the only one.
    """
    fact = Fact("key.ended", {"key": pk})
    if written_before(key, subject_of(holder), fact):
        return
    record(subject_of(holder), fact, actor=actor, now=now, key=key)
    alive = [row.pk for row in shared_keys(holder, now)]
    if pk not in alive:
        raise Refused("没有这个在用的密钥。", code="not-found")
    if len(alive) < MOST_KEYS:
        raise Refused("这是唯一在用的密钥，停了就断了。先换新的，再停旧的。", code="only-key")
    SharedKey.objects.filter(pk__in=alive).exclude(pk=pk).update(ends_at=None)
    SharedKey.objects.filter(pk=pk).update(ends_at=now)


@transaction.atomic
def take_up(keys: Sequence[Known], secret: bytes, *, actor: str, now: datetime) -> None:
    """Notes that the other side has a key, the first time it speaks under it: from then on we do, too."""
    row = next((known.row for known in keys if known.secret == secret), None)
    if (
        row is not None
        and row.used_at is None
        and SharedKey.objects.filter(pk=row.pk, used_at=None).update(used_at=now)
    ):
        record(subject_of(row.holder), Fact("key.taken_up", {"key": row.pk}), actor=actor, now=now)
