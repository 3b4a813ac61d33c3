"""The only writer of photos, rows and bytes alike, and what deletes all that nobody used."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from liandong.files import aside, disk, queries
from liandong.files.models import File
from liandong.files.rules import MEDIA_TYPE, Picture, picture, redrawn
from liandong.files.states import Role
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused

log = structlog.get_logger(__name__)
SUBJECT: Final = "file:"
STAFF: Final = "post:"
AT_ONCE: Final = 500
"""Unused files dropped in one transaction."""


@dataclass(frozen=True, slots=True)
class Taken:
    """When and where (degrees, CGCS2000) a photo was taken, as far as that was said."""

    at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


NOT_SAID: Final = Taken()


def store(data: bytes, *, actor: str, now: datetime, key: str | None = None, taken: Taken = NOT_SAID) -> File:
    """Takes an uploaded photo; it is deleted after a day unless it is attached to something.

    The bytes are on disk before the row exists. The same key gives the same file again, also when the same
    upload arrives twice at once.

    Raises:
        Refused: it is no photo that can be taken (the sentence says why and what to do), people on it could not be
            hidden where the district wants that, or the photo that came under this key was deleted since.
    """
    if (stored := _stored_under(key)) is not None:
        return stored
    made = _shown(picture(data), actor)
    row = _row(made, uuid.uuid4(), actor, now)
    row.taken_at, row.lon, row.lat = taken.at, taken.lon, taken.lat
    disk.write(queries.root(), row.path, made.full)
    disk.write(queries.root(), disk.thumbnail_name(row.path), made.thumbnail)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            fact = Fact("file.stored", {"size": row.size, "digest": row.digest})
            record(_subject(row.pk), fact, actor=actor, now=now, key=key)
    except IntegrityError:
        remove_bytes(row.pk)
        if (stored := _stored_under(key)) is None:
            raise
        return stored
    return row


@transaction.atomic
def attach(
    photos: Iterable[uuid.UUID],
    subject: str,
    role: Role,
    *,
    actor: str,
    now: datetime,
    key: str | None = None,
) -> list[File]:
    """Gives uploaded photos to a subject ("case:17"), all or none; those already there in that role stay.

    Raises:
        Refused: one of them is gone, or belongs to something else.
    """
    wanted = set(photos)
    rows = list(File.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(rows) < len(wanted):
        raise Refused(
            "有 {count} 张照片找不到了：上传后一天没有使用的照片会删除。请重新上传。",
            code="photo-gone", field="photos", count=len(wanted) - len(rows),
        )  # fmt: skip
    if any(row.media_type != MEDIA_TYPE for row in rows):
        raise Refused("视频只能在上报时一起交。这里请用照片。", code="clip-not-here", field="photos")
    fresh = [row for row in rows if (row.subject, row.role) != (subject, role)]
    if any(row.subject is not None for row in fresh):
        raise Refused("有照片已经用在别处，不能再用一次。请重新上传。", code="photo-used", field="photos")
    File.objects.filter(pk__in=[row.pk for row in fresh]).update(subject=subject, role=role)
    for row in fresh:
        row.subject, row.role = subject, role
        fact = Fact("file.attached", {"subject": subject, "role": role.value})
        record(_subject(row.pk), fact, actor=actor, now=now, key=key)
        key = None
    return rows


def drop_orphans(*, actor: str, now: datetime) -> int:
    """Deletes what was uploaded a day ago and never used, and files that no row knows; returns how many went.

    Rows go first: a crash in between leaves files without a row, which the next sweep finds.
    """
    dropped = _drop_unused(actor, now)
    aged = list(disk.older_than(queries.root(), now - queries.KEPT_UNUSED_FOR))
    photos = {name: disk.file_in(name) for name in aged}
    asked = [photo for photo in photos.values() if photo is not None]
    known = set(File.objects.filter(pk__in=asked).values_list("pk", flat=True))
    waiting = set(queries.clips_waiting().filter(pk__in=asked).values_list("pk", flat=True))
    orphans = [
        name for name, photo in photos.items() if photo not in (waiting if name.endswith(disk.SEALED) else known)
    ]
    for name in orphans:
        disk.remove(queries.root(), name)
    return dropped + len(orphans)


def _drop_unused(actor: str, now: datetime) -> int:
    with transaction.atomic():
        rows = list(queries.unused(now).select_for_update(skip_locked=True)[:AT_ONCE])
        File.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for row in rows:
            record(_subject(row.pk), Fact("file.dropped"), actor=actor, now=now)
    for row in rows:
        remove_bytes(row.pk)
    return len(rows)


def _stored_under(key: str | None) -> File | None:
    pk = written_under(key, "file.stored")
    stored = queries.file(pk) if pk else None
    if pk and stored is None:
        raise Refused("这张照片上传后一天没有使用，已经删除。请重新上传。", code="photo-gone", field="photo")
    return stored


def written_under(key: str | None, kind: str) -> uuid.UUID | None:
    """Which file or clip was stored under this key before; None where it is new.

    Raises:
        Refused: the key was used for something else.
    """
    entry = entry_with_key(key) if key is not None else None
    if entry is not None and entry.kind != kind:
        raise Refused("这个编号已用于另一次操作。请换一个编号再上传。", code="key-used", field="key")
    return uuid.UUID(entry.subject.removeprefix(SUBJECT)) if entry else None


def _shown(made: Picture, actor: str) -> Picture:
    """The photo without faces where the district wants that of what does not come from the staff. It is kept so or not at all."""
    what: str = settings.LIANDONG_BLUR_PHOTOS
    if not what or actor.startswith(STAFF):
        return made
    try:
        return redrawn(aside.hide_people(made.full, what))
    except aside.NotBlurred as failed:
        log.error("a photo could not be redrawn", why=str(failed))
        raise Refused(
            "现在收不了照片。请写清楚问题和地点先报上来，照片过一会儿再加。", code="photo-not-now", field="photo"
        ) from failed


def remove_bytes(file: uuid.UUID) -> None:
    for name in disk.names_of(file):
        disk.remove(queries.root(), name)


def _row(taken: Picture, photo: uuid.UUID, uploader: str, now: datetime) -> File:
    return File(
        id=photo, media_type=MEDIA_TYPE, size=len(taken.full), width=taken.width, height=taken.height,
        digest=taken.digest, path=disk.name_for(photo), uploaded_at=now, uploader=uploader,
    )  # fmt: skip


def _subject(photo: uuid.UUID) -> str:
    return f"{SUBJECT}{photo}"
