"""Reads of files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from liandong.files.disk import thumbnail_name
from liandong.files.models import File

KEPT_UNUSED_FOR: Final = timedelta(hours=24)


def file(photo: uuid.UUID) -> File | None:
    """One file, or None when there is none (any more)."""
    return File.objects.filter(pk=photo).first()


def files_of(*subjects: str) -> QuerySet[File]:
    """What belongs to some subjects, in the order of upload."""
    return File.objects.filter(subject__in=subjects).order_by("uploaded_at", "id")


def files_of_many(subjects: Iterable[str]) -> dict[str, list[File]]:
    """What belongs to each of many subjects, by one question; a subject without files is not in it."""
    found: dict[str, list[File]] = {}
    for row in File.objects.filter(subject__in=list(subjects)).order_by("uploaded_at", "id"):
        found.setdefault(row.subject or "", []).append(row)
    return found


def unused(now: datetime) -> QuerySet[File]:
    """What was uploaded a day ago or earlier and never used, the oldest first."""
    return File.objects.filter(subject=None, uploaded_at__lte=now - KEPT_UNUSED_FOR).order_by("uploaded_at", "id")


def root() -> Path:
    """The folder in which all photos lie."""
    return Path(settings.LIANDONG_FILES)


def path_of(row: File, *, thumbnail: bool = False) -> Path:
    """Where the bytes of a photo or of its thumbnail lie."""
    return root() / (thumbnail_name(row.path) if thumbnail else row.path)
