"""Reads of keys that both sides know: those of other centres, of accounts at message services, of the call centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from liandong.access.models import SharedKey
from liandong.access.queries import vault_key
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import load_or_create_key, unseal


@dataclass(frozen=True, slots=True)
class Known:
    """A key that counts. `row` is None for the first key of a holder, which lies in a file until it is changed."""

    secret: bytes
    row: SharedKey | None = None

    @property
    def used(self) -> bool:
        return self.row is None or self.row.used_at is not None


def shared_keys(holder: str, now: datetime) -> QuerySet[SharedKey]:
    """The keys of a holder that count at the instant `now`, the newest first."""
    return SharedKey.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), holder=holder).order_by("-id")


def opened(row: SharedKey) -> bytes:
    return unseal(bytes(row.sealed), vault_key(), row.holder.encode())


def file_key(name: str) -> bytes:
    """The first key of a holder: 32 random bytes in a file beside the vault's key, made when it is first asked for."""
    return load_or_create_key(Path(settings.LIANDONG_KEYS) / f"{name}.key")


def known_keys(holder: str, file: str, now: datetime) -> list[Known]:
    """The keys of a holder that count, the newest first: one or two."""
    return [Known(opened(row), row) for row in shared_keys(holder, now)] or [Known(file_key(file))]


def to_sign_with(keys: Sequence[Known]) -> bytes:
    """The key under which we speak: the newest that the other side has shown to have, else the one before it."""
    return next((known for known in keys if known.used), keys[-1]).secret


def lagging(now: datetime, within: timedelta) -> list[tuple[str, datetime]]:
    """(holder, end) of the keys that end so soon while the other side has not used the one after it: from then on nothing arrives."""
    newer = SharedKey.objects.filter(holder=OuterRef("holder"), pk__gt=OuterRef("pk"), ends_at=None, used_at=None)
    ending = SharedKey.objects.filter(Exists(newer), ends_at__gt=now, ends_at__lte=now + within)
    rows = ending.order_by("ends_at").values_list("holder", "ends_at")
    return [(holder, end) for holder, end in rows if end is not None]


def first_shown(keys: Sequence[Known]) -> str:
    """The first key of a holder in hexadecimal digits, for whoever joins the other side.

    Raises:
        Refused: it was changed since; the new one was shown then, once.
    """
    if keys[0].row is not None:
        raise Refused(
            "密钥已经换过，新的当时显示了一次。没有记下的话，请安全管理员在“签名密钥”里再换。", code="shown-before"
        )
    return keys[0].secret.hex()
