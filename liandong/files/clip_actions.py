"""The writer of clips: a clip comes in sealed, is redrawn aside, is shown for some days, and goes."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import IntegrityError, transaction

from liandong.access.queries import vault_key
from liandong.files import aside, disk, queries
from liandong.files.actions import SUBJECT, remove_bytes, written_under
from liandong.files.clip_rules import GIVEN_UP_AFTER, MEDIA_TYPE, MOST_WAITING, WHY, not_taken, refuse_size
from liandong.files.models import Clip, File
from liandong.files.states import ClipState
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.kernel.jobs import in_transaction
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import Tampered, seal, unseal

log = structlog.get_logger(__name__)
TASK: Final = "files.blur"
ONE_AT_A_TIME: Final = "files.blur"
"""Blurring takes a processor for a minute: the second clip waits, so that the worker's other jobs do not."""
AT_ONCE: Final = 200


def store_clip(data: bytes, *, actor: str, now: datetime, key: str | None = None) -> Clip:
    """Takes an uploaded clip, which nobody can see before the worker has redrawn it.

    What was sent lies sealed on the disk until then, and nowhere else. The same key gives the same clip again.

    Raises:
        Refused: it is no clip that can be taken, too many wait, or the clip that came under this key is gone.
    """
    limits = queries.limits()
    refuse_size(len(data), limits)
    if (stored := stored_under(key)) is not None:
        return stored
    if queries.clips_waiting().count() >= MOST_WAITING:
        raise Refused("正在处理的视频太多。请过一会儿再传，或者先拍照片上报。", code="clips-busy", field="clip")
    try:
        width, height = aside.probe(data, limits)
    except aside.NotBlurred as failed:
        log.error("a clip could not be looked at", why=str(failed))
        raise not_taken("too-hard", limits) from failed
    pk = uuid.uuid4()
    row = File(id=pk, media_type=MEDIA_TYPE, size=len(data), width=width, height=height, digest=hashlib.sha256(data).hexdigest(),
               path=disk.clip_name(pk), uploaded_at=now, uploader=actor)  # fmt: skip
    clip = Clip(file=row, state=ClipState.WAITING, expires_at=now + timedelta(days=limits.days))
    disk.write(queries.root(), disk.sealed_name(pk), seal(data, vault_key(), context(pk)))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            clip.save(force_insert=True)
            record(subject(pk), Fact("clip.stored", {"size": row.size}), actor=actor, now=now, key=key)
            in_transaction().configure_task(TASK, lock=ONE_AT_A_TIME).defer(clip=str(pk))
    except IntegrityError:
        remove_bytes(pk)
        if (stored := stored_under(key)) is None:
            raise
        return stored
    return clip


def carry_out(pk: uuid.UUID, now: datetime) -> None:
    """Redraws a clip that waits. Killed at any point it is done again from its beginning; done already, it only clears up.

    Raises:
        NotBlurred: it came to nothing for a reason of ours; nothing is lost, and it may be tried again.
    """
    found = queries.clip(pk)
    if found is not None and found.state == ClipState.WAITING:
        limits = queries.limits()
        try:
            settle(pk, aside.redraw(original(pk), limits), now)
        except Refused as refused:
            fail(pk, next(word for word, sentence in WHY.items() if sentence == refused.template), now)
        except (OSError, Tampered):
            fail(pk, "broken", now)
    if not queries.clips_waiting().filter(pk=pk).exists():
        disk.remove(queries.root(), disk.sealed_name(pk))


def original(pk: uuid.UUID) -> bytes:
    return unseal((queries.root() / disk.sealed_name(pk)).read_bytes(), vault_key(), context(pk))


def settle(pk: uuid.UUID, made: aside.Redrawn, now: datetime) -> None:
    """Writes what may be seen, durably, before the row says that it is there."""
    disk.write(queries.root(), disk.clip_name(pk), made.film)
    disk.write(queries.root(), disk.thumbnail_name(disk.clip_name(pk)), made.still)
    with transaction.atomic():
        clip = Clip.objects.select_for_update().filter(pk=pk, state=ClipState.WAITING).first()
        if clip is None:  # dropped or given up meanwhile
            return remove_bytes(pk)
        digest = hashlib.sha256(made.film).hexdigest()
        File.objects.filter(pk=pk).update(size=len(made.film), width=made.width, height=made.height, digest=digest)
        clip.state, clip.seconds, clip.hidden = ClipState.READY, made.seconds, made.hidden
        clip.save()
        fact = Fact("clip.blurred", {"size": len(made.film), "digest": digest, "hidden": made.hidden})
        record(subject(pk), fact, actor="system", now=now)
    return None


def fail(pk: uuid.UUID, why: str, now: datetime) -> None:
    """Gives a clip up: it is never shown, and what was sent goes."""
    with transaction.atomic():
        clip = Clip.objects.select_for_update().filter(pk=pk, state=ClipState.WAITING).first()
        if clip is None:
            return
        clip.state, clip.why = ClipState.FAILED, why
        clip.save()
        record(subject(pk), Fact("clip.failed", {"why": why}), actor="system", now=now)
    remove_bytes(pk)


def seen(clip: Clip, case: str, *, actor: str, now: datetime) -> None:
    """Writes down that somebody looked at a clip, of which case, once an hour.

    Raises:
        Refused: there is nothing to see (yet, or any more).
    """
    if clip.state != ClipState.READY:
        raise Refused("这段视频现在看不了。", code="clip-not-ready", field="clip")
    key = f"clip-seen:{clip.pk}:{actor}:{now:%Y%m%d%H}"
    if entry_with_key(key) is None:
        try:
            with transaction.atomic():
                record(subject(clip.pk), Fact("clip.seen", {"case": case}), actor=actor, now=now, key=key)
        except IntegrityError:  # asked for in two pieces at once
            return


def drop_expired(*, actor: str, now: datetime) -> int:
    """Deletes the films whose days are over, and gives up clips that waited in vain; returns how many went.

    Bytes go first: a crash in between leaves a row whose film is away, and the next sweep finds it again.
    """
    for clip in queries.clips_waiting().filter(file__uploaded_at__lte=now - GIVEN_UP_AFTER)[:AT_ONCE]:
        fail(clip.pk, "too-hard", now)
    with transaction.atomic():
        over = Clip.objects.exclude(state=ClipState.EXPIRED).filter(expires_at__lte=now)
        rows = list(over.select_for_update(skip_locked=True).order_by("expires_at")[:AT_ONCE])
        for clip in rows:
            remove_bytes(clip.pk)
            record(subject(clip.pk), Fact("clip.expired"), actor=actor, now=now)
        Clip.objects.filter(pk__in=[clip.pk for clip in rows]).update(state=ClipState.EXPIRED)
    return len(rows)


def stored_under(key: str | None) -> Clip | None:
    pk = written_under(key, "clip.stored")
    stored = queries.clip(pk) if pk else None
    if pk and stored is None:
        raise Refused("这段视频上传后一天没有使用，已经删除。请重新上传。", code="clip-gone", field="clip")
    return stored


def context(pk: uuid.UUID) -> bytes:
    """What a sealed clip is bound to, so that it opens in no other's place."""
    return b"clip:" + pk.bytes


def subject(pk: uuid.UUID) -> str:
    return f"{SUBJECT}{pk}"
