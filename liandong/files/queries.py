"""Reads of files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from liandong.access.rules import Actor
from liandong.files.clip_rules import MEDIA_TYPE as FILM
from liandong.files.clip_rules import Limits, refuse_kind
from liandong.files.disk import thumbnail_name
from liandong.files.models import Clip, File
from liandong.files.states import ClipState, Role

KEPT_UNUSED_FOR: Final = timedelta(hours=24)


def file(photo: uuid.UUID) -> File | None:
    """One photo, or None when there is none (any more)."""
    return File.objects.exclude(media_type=FILM).filter(pk=photo).first()


def files_of(*subjects: str) -> QuerySet[File]:
    """The photos that belong to some subjects, in the order of upload."""
    return File.objects.exclude(media_type=FILM).filter(subject__in=subjects).order_by("uploaded_at", "id")


def photos_and_clips_of(*subjects: str) -> tuple[list[File], list[Clip]]:
    """What `files_of` and `clips_of` say, by one question."""
    rows = File.objects.filter(subject__in=subjects).select_related("clip").order_by("uploaded_at", "id")
    photos, films = [row for row in rows if row.media_type != FILM], [row for row in rows if row.media_type == FILM]
    return photos, [row.clip for row in films if hasattr(row, "clip")]


def files_of_many(subjects: Iterable[str]) -> dict[str, list[File]]:
    """The photos that belong to each of many subjects, by one question; a subject without photos is not in it."""
    found: dict[str, list[File]] = {}
    for row in files_of(*subjects):
        found.setdefault(row.subject or "", []).append(row)
    return found


def may_see(row: File, by: Actor) -> bool:
    """Whether somebody who sees the case is shown this of it: a signature is a name, and shown only to whoever took it and to
    those who may look at reporters."""
    return row.role != Role.SIGNED or row.uploader == by.label or by.may("identity.reveal")


def unused(now: datetime) -> QuerySet[File]:
    """What was uploaded a day ago or earlier and never used, the oldest first."""
    return File.objects.filter(subject=None, uploaded_at__lte=now - KEPT_UNUSED_FOR).order_by("uploaded_at", "id")


def limits() -> Limits:
    """What the district takes of clips, from its settings."""
    return Limits(settings.LIANDONG_CLIP_SECONDS, settings.LIANDONG_CLIP_MB, settings.LIANDONG_CLIP_DAYS,
                  tuple(settings.LIANDONG_CLIP_KINDS))  # fmt: skip


def clip(pk: uuid.UUID) -> Clip | None:
    """One clip with its file, in whatever state, or None when there is none (any more)."""
    return Clip.objects.select_related("file").filter(pk=pk).first()


def clips_of(*subjects: str) -> QuerySet[Clip]:
    """The clips that belong to some subjects, in whatever state, in the order of upload."""
    found = Clip.objects.filter(file__subject__in=subjects).select_related("file")
    return found.order_by("file__uploaded_at", "pk")


def hazard_only(files: Iterable[uuid.UUID], kind: str | None) -> None:
    """Refuses a report that brings a clip and is of no kind that may be filmed.

    Raises:
        Refused: it is of another kind, or of none.
    """
    given = list(files)
    if given and Clip.objects.filter(pk__in=given).exists():
        refuse_kind(kind, limits().kinds)


def clips_waiting() -> QuerySet[Clip]:
    """The clips that nobody may see yet."""
    return Clip.objects.filter(state=ClipState.WAITING)


def root() -> Path:
    """The folder in which all photos and clips lie."""
    return Path(settings.LIANDONG_FILES)


def path_of(row: File, *, thumbnail: bool = False) -> Path:
    """Where the bytes of a photo or of its thumbnail lie."""
    return root() / (thumbnail_name(row.path) if thumbnail else row.path)
