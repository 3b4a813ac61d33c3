"""The one table of files."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from liandong.files.states import Role


class File(models.Model):
    """A photo. `size` is in bytes, `width` and `height` in pixels, `digest` the SHA-256 of the file in hex.

    `taken_at`, `lon` and `lat` (CGCS2000) are what the telephone of somebody of the staff said with the upload.

    `path` is relative to the folder of files. `subject` says what it belongs to ("case:17") and `role` as
    what; both are empty from the upload until somebody uses it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=80, unique=True)
    uploaded_at = models.DateTimeField()
    uploader = models.CharField(max_length=40)
    taken_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    subject = models.CharField(max_length=40, null=True)
    role = models.CharField(max_length=6, null=True, choices=[(role.value, role.value) for role in Role])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(subject=None, role=None) | Q(subject__isnull=False, role__isnull=False),
                name="file_is_used_as_something",
            )
        ]
        indexes = [
            models.Index(fields=["subject"], name="file_subject", condition=Q(subject__isnull=False)),
            models.Index(fields=["uploaded_at"], name="file_unused", condition=Q(subject=None)),
        ]
